# SPDX-License-Identifier: MIT
"""gridmgr compare: what one plan changes against another, and the lists to hand over by."""

import argparse
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from gridmgr.cli.output import named_day, print_json, print_lines, watched
from gridmgr.data.opening import open_store
from gridmgr.data.store import Store
from gridmgr.operations.care_lists import care_lines
from gridmgr.operations.comparing import plan_named
from gridmgr.operations.handover import role_changes
from gridmgr.operations.plan_difference import Figures, Flow, GridDifference, GridSide
from gridmgr.report.adjustment.edition import AdjustmentEdition, AdjustmentRequest, Sheets
from gridmgr.report.adjustment.reading import Adjustment, read_adjustment, read_land
from gridmgr.report.adjustment.tables import Table, grid_table, sentences
from gridmgr.report.adjustment.workbook import write_comparison, write_handover
from gridmgr.report.book.printing import write_pdf
from gridmgr.report.pictures import drawing_application


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = commands.add_parser("compare", help="比较两个方案：网格、楼幢、住户和人员各有什么变动")
    parser.add_argument("location", metavar="FILE|URL")
    parser.add_argument("old", metavar="PLAN_A", help="原方案的名称或标识")
    parser.add_argument("new", metavar="PLAN_B", help="新方案的名称或标识")
    parser.add_argument(
        "--on", default="", metavar="DAY", help="新方案的生效日期，例如 2026-12-01（默认：方案上的，否则今天）"
    )
    parser.add_argument("--document", default="", metavar="TEXT", help="依据文件，写入对照表和登记表")
    parser.add_argument("--xlsx", type=Path, metavar="OUT.xlsx", help="写成 Excel：总表、对照表、交接清单等")
    parser.add_argument("--handover", type=Path, metavar="OUT.xlsx", help="写交接清单：每位人员一张工作表")
    parser.add_argument("--unmasked", action="store_true", help="在 Excel 里另列关怀对象户的户主和电话")
    parser.add_argument("--pdf", type=Path, metavar="OUT.pdf", help="打印成 PDF：对照表、网格调整登记表、交接清单")
    parser.add_argument(
        "--sheets",
        action="append",
        default=[],
        choices=[s.value for s in Sheets],
        help="PDF 里只要对照表（tables）、登记表（forms）或交接清单（lists）（可重复；默认全要）",
    )
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Compare, write the files that are wanted, and say what was found."""
    today = date.today()  # noqa: DTZ011 - the day on the office's own clock
    with open_store(options.location, read_only=True) as store:
        old, new = plan_named(store, options.old), plan_named(store, options.new)
        day = named_day(options.on) or new.effective_on or today
        found = read_adjustment(store, old.id, new.id, (day, today), options.document, watched())
        made = _write(store, found, options)
    if options.json:
        print_json({**_as_json(found), "files": [str(path) for path in made]})
    else:
        print_lines([*_sentences(found), *(f"文件：{path}" for path in made)])
        if options.pdf and options.pdf not in made:
            print_lines(["没有差别，没有可打印的内容，未生成 PDF。"])
    return 0


def _write(store: Store, found: Adjustment, options: argparse.Namespace) -> list[Path]:
    made: list[Path] = []
    care = care_lines(store, found.difference, unmasked=True) if options.unmasked else []
    for path, write in ((options.xlsx, write_comparison), (options.handover, write_handover)):
        if path:
            write(found, path, care)
            made.append(path)
    if options.pdf and not found.difference.is_empty:
        drawing_application()
        sheets = tuple(Sheets(name) for name in options.sheets) or tuple(Sheets)
        land = read_land(store, found) if Sheets.FORMS in sheets else None
        write_pdf(AdjustmentEdition(found, AdjustmentRequest(sheets), land), options.pdf, watched())
        made.append(options.pdf)
    return made


def _sentences(found: Adjustment) -> Iterator[str]:
    """Say what was found, with a line for every grid that changes."""
    yield from sentences(found.difference)
    if found.difference.is_empty:
        return
    yield ""
    yield from _drawn(grid_table(found.difference))
    yield ""
    for role, buildings, households in role_changes(found.handover):
        if buildings:
            yield f"{role}：{buildings:,} 幢楼（{households:,} 户）换人负责。"
    new_posts = sum(post.is_new for post in found.roles.vacant)
    yield (
        f"岗位：{found.roles.staying} 个任职不变，{len(found.roles.ending)} 个任职随网格撤销终止，"
        f"{new_posts} 个新岗位待任命。"
    )


def _drawn(table: Table) -> Iterator[str]:
    """Return a table as lines of text, its columns as wide as they need; Chinese characters take two places."""
    rows = [[h.title for h in table.headings], *([_text(cell) for cell in row] for row in table.rows)]
    widths = [max(_places(row[number]) for row in rows) for number in range(len(table.headings))]
    for row in rows:
        cells = (_padded(text, width, h.is_figure) for text, width, h in zip(row, widths, table.headings, strict=True))
        yield "  ".join(cells).rstrip()


def _text(cell: str | int) -> str:
    return cell if isinstance(cell, str) else f"{cell:,}"


def _places(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _padded(text: str, width: int, is_figure: bool) -> str:
    gap = " " * (width - _places(text))
    return gap + text if is_figure else text + gap


# Any: JSON holds every kind of value, here and below.
def _as_json(found: Adjustment) -> dict[str, Any]:
    difference = found.difference
    return {
        "old": _plan(difference.old),
        "new": _plan(difference.new),
        "effective_on": found.day,
        "identical": difference.is_empty,
        "total": _figures(difference.total),
        "kept": _figures(difference.kept),
        "moved": _figures(difference.moved),
        "only_old": _figures(difference.only_old),
        "only_new": _figures(difference.only_new),
        "in_neither": _figures(difference.in_neither),
        "grids": [_grid(grid) for grid in difference.changed],
        "flows": [_flow(flow) for flow in difference.flows if not flow.stays and (flow.old or flow.new)],
        "handover": [
            {
                "role": passage.role,
                "from": passage.giver_name,
                "to": passage.taker_name,
                "old": _code(passage.old),
                "new": _code(passage.new),
                **_figures(passage.figures),
            }
            for passage in found.handover.passages
        ],
        "posts": {
            "staying": found.roles.staying,
            "ending": len(found.roles.ending),
            "vacant": sum(post.is_new for post in found.roles.vacant),
            "living_outside": len(found.roles.outside),
        },
    }


def _plan(side: Any) -> dict[str, Any]:
    return {"id": side.id, "name": side.name, "state": side.state, "grids": side.grids, "in_band": side.in_band}


def _figures(figures: Figures) -> dict[str, int]:
    return {
        "buildings": figures.buildings,
        "households": figures.households,
        "persons": figures.persons,
        "special_households": figures.special,
    }


def _grid(grid: GridDifference) -> dict[str, Any]:
    return {
        "community": grid.community,
        "old": _code(grid.old),
        "new": _code(grid.new),
        "fate": grid.fate.value,
        "before": _figures(grid.before),
        "after": _figures(grid.after),
        "kept": _figures(grid.kept),
        "gained": _figures(grid.gained),
        "lost": _figures(grid.lost),
    }


def _flow(flow: Flow) -> dict[str, Any]:
    buildings = list(flow.building_ids)
    return {"old": _code(flow.old), "new": _code(flow.new), **_figures(flow.figures), "building_ids": buildings}


def _code(side: GridSide | None) -> str:
    """Return the code of a grid, "" for none."""
    return side.code if side is not None else ""
