# SPDX-License-Identifier: MIT
"""gridmgr statistics: the grids, households and officers as of a day."""

import argparse
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path

from gridmgr.cli.output import named_day, print_json, print_lines
from gridmgr.data.opening import open_store
from gridmgr.data.targets import Column, demand_folder, whole_file, write_table
from gridmgr.operations.statistics import DayStatistics, statistics_on


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = commands.add_parser("statistics", help="某一天的统计：当天执行的方案、网格、户数和在岗人数")
    parser.add_argument("location", metavar="FILE|URL")
    parser.add_argument("--on", default="", metavar="DAY", help="哪一天，例如 2026-12-01（默认：今天）")
    parser.add_argument("--xlsx", type=Path, metavar="OUT.xlsx", help="每个网格一行，写成 .xlsx 或 .csv")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Count, write the table that is wanted, and say what was found."""
    day = named_day(options.on) or date.today()  # noqa: DTZ011 - the day on the office's own clock
    with open_store(options.location, read_only=True) as store:
        found = statistics_on(store, day)
    if options.xlsx:
        write_statistics(found, options.xlsx)
    if options.json:
        plan = {"id": found.plan.id, "name": found.plan.name} if found.plan else None
        grids = [asdict(grid) for grid in found.grids]
        figures = {"day": found.day, "plan": plan, "households": found.households, "counts_known": found.counts_known}
        print_json({**figures, "grids": grids, "notes": list(found.notes)})
    else:
        print_lines(_sentences(found))
    return 0


def write_statistics(found: DayStatistics, path: Path) -> None:
    """Write one row for each grid as .xlsx or .csv. Raises InputError and OSError."""
    demand_folder(path)
    grids = found.grids
    columns = [
        Column("社区", [found.communities.get(g.community, g.community) for g in grids]),
        Column("网格编码", [g.code for g in grids], as_text=True),
        Column("网格", [g.name for g in grids]),
        Column("当天户数" if found.counts_known else "户数（今天）", [g.households for g in grids]),
        Column("今天户数", [g.households_today for g in grids]),
        Column("今天人数", [g.persons_today for g in grids]),
        Column("楼幢数", [g.buildings for g in grids]),
        Column("在岗", [g.held for g in grids]),
        Column("空缺", [g.vacant for g in grids]),
    ]
    with whole_file(path) as place:
        write_table(place, f"{found.day:%Y-%m-%d}", columns)


def _sentences(found: DayStatistics) -> Iterator[str]:
    if found.plan is not None:
        grids = found.grids
        held, vacant = sum(g.held for g in grids), sum(g.vacant for g in grids)
        now = sum(g.households_today for g in grids)
        counted = f"{found.households:,} 户（今天 {now:,} 户）" if found.counts_known else f"{now:,} 户（今天的数）"
        yield f"{found.day:%Y-%m-%d} 执行的方案：“{found.plan.name}”，{len(grids)} 个网格，{counted}。"
        yield f"当天在岗 {held} 个岗位，空缺 {vacant} 个。"
    yield from found.notes
