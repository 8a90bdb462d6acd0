# SPDX-License-Identifier: MIT
"""网格调整登记表: a form for each grid: figures, maps, what comes and goes, its five before and after."""

from collections.abc import Sequence
from dataclasses import replace

from gridmgr.operations.handover import VACANT
from gridmgr.operations.holders import Holder
from gridmgr.operations.plan_difference import FATES, Figures, Flow, GridDifference, GridSide
from gridmgr.report.adjustment.maps import CAPTION_MM, MAP_MM, Side, draw_pair
from gridmgr.report.adjustment.paging import Line, gap, heading_line, signature_line, table_lines, text_lines
from gridmgr.report.adjustment.reading import Adjustment, Land
from gridmgr.report.adjustment.tables import Heading, Row, Table, building_names, community, counts, fate_said, label
from gridmgr.report.book.drawing import Style
from gridmgr.report.book.sheets import Title

FORM = "网格调整登记表"
MARKS = "图中：红粗线为本网格边界；绿色、实线边的楼幢划入，红色、虚线边的楼幢划出；圆点旁的数字是户数。"
M2_PER_HECTARE = 10_000


def form_title(adjustment: Adjustment, grid: GridDifference) -> Title:
    """Return what a form says of itself."""
    where = community(adjustment.difference, grid.community)
    code = grid.side.code
    below = f"{where}    网格编码 {code}    变动：{FATES[grid.fate]}    生效日期：{adjustment.day:%Y-%m-%d}"
    return Title(f"{FORM}：{grid.side.label}", below)


def form_lines(adjustment: Adjustment, grid: GridDifference, land: Land | None, width: float) -> list[Line]:
    """Return the lines of a form; without `land` it has no maps."""
    lines = [*text_lines(_plans(adjustment, grid), width), gap(1.5), heading_line("调整前后")]
    lines += table_lines(_figures(grid), width)
    if land is not None and any(side is not None and side.geom is not None for side in (grid.old, grid.new)):
        lines += [gap(3.0), _maps(grid, land), *text_lines(MARKS, width, Style(2.6))]
    for title, flows, side in (("划入", grid.arrivals, "old"), ("划出", grid.departures, "new")):
        lines += [gap(3.0), heading_line(f"{title}：{_said(flows)}")]
        if flows:
            lines += table_lines(_flows(adjustment, flows, side), width)
    lines += [gap(3.0), heading_line("一格五员"), *table_lines(_roles(adjustment, grid), width), gap(3.0)]
    document = adjustment.document or "（填写文件名称和文号）"
    last = [heading_line("依据和签字"), *text_lines(f"依据文件：{document}", width)]
    last += [signature_line(("填表人", "审核人", "日期"))]
    return [*lines, *(replace(line, holds_next=True) for line in last[:-1]), last[-1]]


def _plans(adjustment: Adjustment, grid: GridDifference) -> str:
    difference = adjustment.difference
    return f"原方案“{difference.old.name}”，新方案“{difference.new.name}”。{fate_said(grid)}"


def _said(flows: Sequence[Flow]) -> str:
    if not flows:
        return "无"
    figures = Figures.sum(f.figures for f in flows)
    return f"{figures.buildings:,} 幢，{figures.households:,} 户，{figures.persons:,} 人"


def _figures(grid: GridDifference) -> Table:
    headings = (
        Heading("", 8),
        Heading("网格名称", 18),
        Heading("网格编码", 16),
        Heading("户数", 8, True),
        Heading("人数", 8, True),
        Heading("楼幢", 8, True),
        Heading("关怀对象户", 10, True),
        Heading("面积（公顷）", 10, True),
    )
    sides = (("调整前", grid.old, grid.before), ("调整后", grid.new, grid.after))
    rows = [_figure_row(name, side, figures) for name, side, figures in sides]
    change = grid.after.households - grid.before.households
    total: Row = (
        "增减",
        "",
        "",
        f"{change:+,}",
        f"{grid.after.persons - grid.before.persons:+,}",
        f"{grid.after.buildings - grid.before.buildings:+,}",
        f"{grid.after.special - grid.before.special:+,}",
        f"{(_area(grid.new) - _area(grid.old)) / M2_PER_HECTARE:+,.2f}",
    )
    return Table("", headings, tuple(rows), total)


def _figure_row(name: str, side: GridSide | None, figures: Figures) -> Row:
    if side is None:
        return (name, "—", "—", "—", "—", "—", "—", "—")
    area = f"{_area(side) / M2_PER_HECTARE:,.2f}"
    buildings, households, persons, special = counts(figures)
    return (name, side.name, side.code, households, persons, buildings, special, area)


def _area(side: GridSide | None) -> float:
    """Return the area of a grid in square metres."""
    return float(side.geom.area) if side is not None and side.geom is not None else 0.0


def _maps(grid: GridDifference, land: Land) -> Line:
    """Return both maps; what comes is marked on the map before, too, so that one sees from where."""
    coming = [land.rows[i] for f in grid.arrivals for i in f.building_ids if i in land.rows]
    going = [land.rows[i] for f in grid.departures for i in f.building_ids if i in land.rows]
    sides = (
        Side("调整前", land.old, grid.old.geom if grid.old else None, coming, going),
        Side("调整后", land.scene.grids, grid.new.geom if grid.new else None, coming, going),
    )
    return Line(MAP_MM + CAPTION_MM, lambda painter, box: draw_pair(painter, land.scene, sides, box))


def _flows(adjustment: Adjustment, flows: Sequence[Flow], side: str) -> Table:
    """Return what comes from, or goes to, each other grid, with the buildings by name."""
    headings = (
        Heading("来自" if side == "old" else "去往", 18),
        Heading("楼幢", 7, True),
        Heading("户数", 7, True),
        Heading("人数", 7, True),
        Heading("关怀对象户", 10, True),
        Heading("楼幢名单", 50),
    )
    rows = [
        (
            label(flow.old if side == "old" else flow.new),
            *counts(flow.figures),
            building_names(flow, adjustment.titles),
        )
        for flow in flows
    ]
    return Table("", headings, tuple(rows))


def _roles(adjustment: Adjustment, grid: GridDifference) -> Table:
    """Return the five of the grid before and after."""
    headings = (Heading("岗位", 14), Heading("调整前", 16), Heading("调整后", 16), Heading("说明", 40))
    holders, day = adjustment.holders, adjustment.day
    rows: list[Row] = []
    for role, name in adjustment.handover.roles.items():
        before = holders.before(grid.old.uid, role, day) if grid.old else None
        after = holders.on(grid.new.uid, role, day) if grid.new else None
        was = before.name if before else VACANT if grid.old else "—"
        now = after.name if after else VACANT if grid.new else "—"
        rows.append((name, was, now, _role_note(before, after, grid)))
    return Table("", headings, tuple(rows))


def _role_note(before: Holder | None, after: Holder | None, grid: GridDifference) -> str:
    """Say what has to be done about a role."""
    if grid.new is None:
        return "任职随网格撤销终止" if before else ""
    if after is None:
        return "待任命"
    return "不变" if before is not None and before.staff_id == after.staff_id else "换人"
