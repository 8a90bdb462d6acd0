# SPDX-License-Identifier: MIT
"""The tables of an adjustment as plain values, the same for the window, the workbook and the printed pages."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from gridmgr.operations.care_lists import CareLine
from gridmgr.operations.handover import VACANT, Handover, Passage
from gridmgr.operations.name_lists import short_list
from gridmgr.operations.plan_difference import FATES, Fate, Figures, Flow, GridDifference, GridSide, PlanDifference
from gridmgr.operations.succession import RolesAfter

NO_GRID = "未归格"
Row = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """One column: its name, its share of the width, and whether it holds figures."""

    title: str
    share: float
    is_figure: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A finished table."""

    title: str
    headings: tuple[Heading, ...]
    rows: tuple[Row, ...]
    total: Row | None = None
    notes: tuple[str, ...] = ()


_COUNTS = (
    Heading("楼幢", 6, True),
    Heading("户数", 7, True),
    Heading("人数", 7, True),
    Heading("关怀对象户", 9, True),
)


def summary_table(difference: PlanDifference) -> Table:
    """Return how much stays, moves, comes and goes; the last line is the sum of all others."""
    lines = (
        ("留在原网格", difference.kept),
        ("换了网格", difference.moved),
        ("原在网格内、现未归格", difference.only_old),
        ("原未归格、现在网格内", difference.only_new),
        ("前后都未归格", difference.in_neither),
    )
    rows = [(label, *counts(f), share(f, difference.total)) for label, f in lines]
    total = ("合计", *counts(difference.total), "100.0%" if difference.total.households else "")
    headings = (Heading("去向", 22), *_COUNTS, Heading("占总户数", 9))
    return Table("方案比较总表", headings, tuple(rows), total, tuple(sentences(difference)))


def sentences(difference: PlanDifference) -> Iterator[str]:
    """Say in words what a comparison found."""
    old, new = difference.old, difference.new
    yield f"原方案“{old.name}”：{old.grids} 个网格，达标 {old.in_band} 个。"
    yield f"新方案“{new.name}”：{new.grids} 个网格，达标 {new.in_band} 个。"
    if difference.is_empty:
        yield "两个方案没有差别：网格、楼幢和住户都一样。"
        return
    moved, total = difference.moved, difference.total
    yield (
        f"换网格的住户 {moved.households:,} 户，占 {total.households:,} 户的 {share(moved, total)}；"
        f"涉及楼幢 {moved.inhabited:,} 幢、关怀对象户 {moved.special:,} 户。"
    )
    fates = [(FATES[fate], len(difference.with_fate(fate))) for fate in FATES]
    yield "网格：{list}。".format(list="，".join(f"{label} {count} 个" for label, count in fates if count))
    if difference.apart:
        count = len(difference.apart)
        yield f"有 {count} 个网格由另一个标识的网格接替，任职和历史不会自动延续；可在“比较”里选“沿用原网格”。"
    if difference.only_old or difference.only_new:
        yield (
            f"从网格内变为未归格 {difference.only_old.households:,} 户，"
            f"从未归格变为在网格内 {difference.only_new.households:,} 户。"
        )
    if difference.households_without_building:
        yield f"另有 {difference.households_without_building:,} 条住户记录没有楼幢，不在任何网格内，未计入。"


def share(part: Figures, whole: Figures) -> str:
    """Return the share of households as text; empty where there are none at all."""
    return f"{part.households / whole.households:.1%}" if whole.households else ""


def counts(figures: Figures) -> tuple[int, int, int, int]:
    """Return buildings, households, persons and special-group households."""
    return figures.buildings, figures.households, figures.persons, figures.special


def grid_table(difference: PlanDifference) -> Table:
    """Return one line for each grid that is not the same as before: figures before and after, what comes and goes."""
    headings = (
        Heading("社区", 11),
        Heading("原网格", 16),
        Heading("新网格", 16),
        Heading("变动", 6),
        Heading("原户数", 7, True),
        Heading("现户数", 7, True),
        Heading("留下", 7, True),
        Heading("划入", 7, True),
        Heading("划出", 7, True),
        Heading("人数增减", 8, True),
        Heading("关怀对象户增减", 9, True),
    )
    rows = [
        (
            community(difference, grid.community),
            label(grid.old, "—"),
            label(grid.new, "—"),
            FATES[grid.fate],
            grid.before.households,
            grid.after.households,
            grid.kept.households,
            grid.gained.households,
            grid.lost.households,
            grid.after.persons - grid.before.persons,
            grid.after.special - grid.before.special,
        )
        for grid in difference.changed
    ]
    return Table("网格增减表", headings, tuple(rows))


def flow_table(difference: PlanDifference, titles: Mapping[str, str], document: str = "") -> Table:
    """Return the 网格调整对照表 (T21): for every changed grid what of it goes where, with the buildings.

    `titles` names the buildings by id; `document` is what the adjustment is based on, left blank to be filled in.
    """
    headings = (
        Heading("社区", 10),
        Heading("原网格编码", 15),
        Heading("原网格", 14),
        Heading("新网格编码", 15),
        Heading("新网格", 14),
        Heading("变化", 9),
        *_COUNTS,
        Heading("楼幢名单", 34),
        Heading("依据文件", 12),
    )
    flows = list(changed_flows(difference))
    rows = [
        (
            community(difference, flow.community),
            flow.old.code if flow.old else "",
            label(flow.old),
            flow.new.code if flow.new else "",
            label(flow.new),
            change(flow),
            *counts(flow.figures),
            "整体保留" if flow.stays else building_names(flow, titles),
            document,
        )
        for flow in flows
    ]
    total = ("合计", "", "", "", "", "", *counts(Figures.sum(f.figures for f in flows)), "", "")
    return Table("网格调整对照表", headings, tuple(rows), total if rows else None)


def changed_flows(difference: PlanDifference) -> Iterator[Flow]:
    """Yield the flows that touch a grid which is not the same as before."""
    touched = {side.id for grid in difference.changed for side in (grid.old, grid.new) if side is not None}
    for flow in difference.flows:
        if any(side is not None and side.id in touched for side in (flow.old, flow.new)):
            yield flow


def building_names(flow: Flow, titles: Mapping[str, str]) -> str:
    """Return what the buildings of a flow are called; those without a name are counted."""
    return short_list(titles.get(i, "") for i in flow.building_ids)


def change(flow: Flow) -> str:
    """Say in a word what happens to some buildings."""
    if flow.old is None:
        return "归入网格"
    if flow.new is None:
        return "未归格"
    return "保留" if flow.stays else "换网格"


def passage_table(handover: Handover) -> Table:
    """Return who hands over to whom, one line for each role and pair of grids."""
    headings = (
        Heading("社区", 10),
        Heading("岗位", 10),
        Heading("交出人", 9),
        Heading("接收人", 9),
        Heading("原网格", 15),
        Heading("新网格", 15),
        *_COUNTS,
    )
    difference = handover.difference
    rows = [
        (
            community(difference, passage.community),
            handover.roles[passage.role],
            passage.giver_name,
            passage.taker_name,
            label(passage.old),
            label(passage.new),
            *counts(passage.figures),
        )
        for passage in handover.passages
    ]
    return Table("人员交接汇总表", headings, tuple(rows))


def building_table(handover: Handover, passages: Iterable[Passage] | None = None, title: str = "交接清单") -> Table:
    """Return the 交接清单: building by building, from whom to whom."""
    headings = (
        Heading("社区", 10),
        Heading("岗位", 10),
        Heading("交出人", 9),
        Heading("接收人", 9),
        Heading("原网格", 15),
        Heading("新网格", 15),
        Heading("楼幢", 18),
        Heading("户数", 6, True),
        Heading("人数", 6, True),
        Heading("关怀对象户", 8, True),
        Heading("其中", 24),
    )
    chosen = handover.passages if passages is None else tuple(passages)
    rows = [
        (
            community(handover.difference, passage.community),
            handover.roles[passage.role],
            passage.giver_name,
            passage.taker_name,
            label(passage.old),
            label(passage.new),
            line.title or "（无名楼幢）",
            line.households,
            line.persons,
            line.special,
            groups_said(handover, line.by_group),
        )
        for passage in chosen
        for line in handover.lines(passage)
        if line.households
    ]
    return Table(title, headings, tuple(rows))


def groups_said(handover: Handover, by_group: Mapping[str, int]) -> str:
    """Say how many households belong to each group: 低保户 2，独居老人 1."""
    return "，".join(f"{name} {by_group[code]}" for code, name in handover.groups.items() if by_group.get(code))


def care_table(difference: PlanDifference, lines: Iterable[CareLine], titles: Mapping[str, str]) -> Table:
    """Return the households with special groups that change grid, one by one."""
    headings = (
        Heading("社区", 10),
        Heading("原网格", 15),
        Heading("新网格", 15),
        Heading("楼幢", 18),
        Heading("单元房号", 10),
        Heading("户主", 9),
        Heading("电话", 14),
        Heading("类别", 30),
    )
    rows = [
        (
            community(difference, line.community),
            label(line.old),
            label(line.new),
            titles.get(line.building_id, ""),
            line.door,
            line.head_name,
            line.phone,
            "、".join(line.groups),
        )
        for line in lines
    ]
    return Table("关怀对象户名单", headings, tuple(rows), notes=("本表含个人信息，只供交接使用，请按规定保管和销毁。",))


def posts_table(roles: RolesAfter) -> Table:
    """Return what a person has to see to: posts to fill, appointments that end, holders who live elsewhere."""
    headings = (
        Heading("事项", 12),
        Heading("社区", 10),
        Heading("网格", 16),
        Heading("岗位", 10),
        Heading("人员", 10),
        Heading("说明", 40),
    )
    return Table("岗位变动表", headings, (*_vacant_rows(roles), *_ending_rows(roles), *_outside_rows(roles)))


def _vacant_rows(roles: RolesAfter) -> Iterator[Row]:
    for post in roles.vacant:
        if post.is_new:
            people = "、".join(h.name for h in post.suggested)
            text = f"原来负责这些住户的是{people}。" if people else "原来也无人负责。"
            name = community(roles.difference, post.grid.community)
            yield ("待任命", name, post.grid.label, post.role_label, VACANT, text)


def _ending_rows(roles: RolesAfter) -> Iterator[Row]:
    for post in roles.ending:
        heirs = "、".join(g.label for g in post.heirs)
        text = f"网格撤销，住户转入{heirs}。" if heirs else "网格已不在新方案里。"
        name = community(roles.difference, post.grid.community if post.grid else post.holder.appointment.community)
        yield ("任职终止", name, label(post.grid, "已不存在的网格"), post.role_label, post.holder.name, text)


def _outside_rows(roles: RolesAfter) -> Iterator[Row]:
    for found in roles.outside:
        where = f"现住{found.lives_in.label}" if found.lives_in else "住处不在任何网格内"
        text = f"{where}；老党员应住在所服务的网格。" if found.must_live_inside else f"{where}，原来住在本网格。"
        name = community(roles.difference, found.grid.community)
        yield ("不在网格居住", name, found.grid.label, found.role_label, found.holder.name, text)


def community(difference: PlanDifference, code: str) -> str:
    """Return the name of a community, its code where it has none."""
    return difference.communities.get(code, "") or code


def label(side: GridSide | None, nothing: str = NO_GRID) -> str:
    """Return what a grid is called."""
    return side.label if side is not None else nothing


def moved_buildings(difference: PlanDifference) -> list[str]:
    """Return the ids of the buildings whose names the tables need."""
    return [i for flow in difference.flows if not flow.stays for i in flow.building_ids]


def fate_said(grid: GridDifference) -> str:
    """Say in a sentence what becomes of a grid."""
    parts: dict[Fate, str] = {
        Fate.UNCHANGED: "网格不变。",
        Fate.RENAMED: "范围不变，只改名称或编码。",
        Fate.ADJUSTED: "网格保留，边界调整。",
        Fate.SUCCEEDED: "由另一个网格接替，任职不自动延续。",
        Fate.SPLIT: "网格保留，拆分出新网格。",
        Fate.MERGED: "网格保留，并入被撤销的网格。",
        Fate.NEW: "新设网格。",
        Fate.DISSOLVED: "撤销网格。",
    }
    return parts[grid.fate]
