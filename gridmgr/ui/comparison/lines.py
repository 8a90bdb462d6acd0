# SPDX-License-Identifier: MIT
"""The tables of a comparison as plain lines: grids, what goes where, and what is said about the whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gridmgr.model.bands import Band
from gridmgr.operations.plan_difference import FATES, Fate, Flow, GridDifference, GridSide, PlanDifference
from gridmgr.ui.cards import TONES, Tone
from gridmgr.ui.comparison.reading import Compared
from gridmgr.ui.wording import band_state

NOWHERE = "不在任何网格里"
FATE_TONES = {Fate.UNCHANGED: Tone.MUTED, Fate.RENAMED: Tone.PLAIN, Fate.NEW: Tone.INSIDE, Fate.DISSOLVED: Tone.MISSING}
Cell = str | int | None


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of a table."""

    title: str
    is_number: bool = False
    is_change: bool = False
    """Whether a number is a gain or a loss, written with its sign."""
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table, with the grids that it leads to on the map."""

    cells: tuple[Cell, ...]
    tones: Mapping[int, Tone]
    community: str
    """Name of the community."""
    is_changed: bool
    old_id: str = ""
    new_id: str = ""


GRID_HEADINGS = (
    Heading("网格"),
    Heading("变动"),
    Heading("原户数", is_number=True),
    Heading("现户数", is_number=True),
    Heading("", tip="现户数在不在方案的户数范围之内"),
    Heading("保留", is_number=True, tip="原来就在这个网格、以后还在的户数"),
    Heading("划入", is_number=True, is_change=True, tip="从别的网格划进来的户数"),
    Heading("划出", is_number=True, is_change=True, tip="划到别的网格去的户数"),
    Heading("划入人数", is_number=True, is_change=True),
    Heading("划出人数", is_number=True, is_change=True),
    Heading("划入关怀户", is_number=True, is_change=True, tip="划进来的住户里有关怀对象的"),
    Heading("划出关怀户", is_number=True, is_change=True, tip="划出去的住户里有关怀对象的"),
    Heading("社区"),
    Heading("编码"),
)
FLOW_HEADINGS = (
    Heading("从"),
    Heading("到"),
    Heading("楼幢", is_number=True),
    Heading("户", is_number=True),
    Heading("人", is_number=True),
    Heading("关怀户", is_number=True, tip="有关怀对象的住户"),
    Heading("社区"),
)
ROLE_HEADINGS = (
    Heading("事项"),
    Heading("岗位"),
    Heading("网格"),
    Heading("交出人"),
    Heading("接手人"),
    Heading("说明"),
    Heading("楼幢", is_number=True),
    Heading("户", is_number=True),
    Heading("社区"),
)


def grid_lines(compared: Compared) -> list[Line]:
    """Return a line for each grid of either plan."""
    names = compared.difference.communities
    return [_grid_line(grid, names.get(grid.community, ""), compared.choices[1].band) for grid in _grids(compared)]


def _grids(compared: Compared) -> Sequence[GridDifference]:
    return compared.difference.grids


def _grid_line(grid: GridDifference, community: str, band: Band) -> Line:
    gained, lost = grid.gained, grid.lost
    state = band_state(grid.after.households, band) if grid.new is not None else None
    cells = (
        _renamed(grid, community),
        FATES[grid.fate],
        grid.before.households if grid.old is not None else None,
        grid.after.households if grid.new is not None else None,
        state.value if state is not None else "",
        grid.kept.households,
        gained.households,
        -lost.households,
        gained.persons,
        -lost.persons,
        gained.special,
        -lost.special,
        community,
        _code(grid),
    )
    tones = {1: FATE_TONES.get(grid.fate, Tone.ABOVE)} | ({4: TONES[state]} if state is not None else {})
    old_id, new_id = (side.id if side is not None else "" for side in (grid.old, grid.new))
    return Line(cells, tones, community, grid.fate is not Fate.UNCHANGED, old_id, new_id)


def _renamed(grid: GridDifference, community: str) -> str:
    """Name a grid; one that is called otherwise now by both names, the community's once."""
    if grid.old is not None and grid.new is not None and grid.old.label != grid.new.label:
        return f"{grid.old.label} → {short(grid.new.label, community)}"
    return grid.side.label


def short(label: str, community: str) -> str:
    """Return the name of a grid without that of its community."""
    return label.removeprefix(community) or label


def _code(grid: GridDifference) -> str:
    if grid.old is not None and grid.new is not None and grid.old.code != grid.new.code:
        return f"{grid.old.code} → {grid.new.code}"
    return grid.side.code


def flow_lines(compared: Compared) -> list[Line]:
    """Return a line for each pair of grids with buildings in common, and for what lies in no grid."""
    names = compared.difference.communities
    return [_flow_line(flow, names.get(flow.community, "")) for flow in compared.difference.flows]


def _flow_line(flow: Flow, community: str) -> Line:
    figures = flow.figures
    cells = (
        _label(flow.old),
        short(_label(flow.new), community) if flow.old is not None else _label(flow.new),
        figures.buildings,
        figures.households,
        figures.persons,
        figures.special,
        community,
    )
    missing = {place: Tone.MISSING for place, side in enumerate((flow.old, flow.new)) if side is None}
    old_id, new_id = (side.id if side is not None else "" for side in (flow.old, flow.new))
    changes = not flow.stays and flow.old is not flow.new
    return Line(cells, missing, community, changes, old_id, new_id)


def _label(side: GridSide | None) -> str:
    return side.label if side is not None else NOWHERE


def summary_text(compared: Compared) -> str:
    """Say in figures what changes."""
    found = compared.difference
    if found.old.id == found.new.id:
        return "左右选了同一个方案，没有可以比较的；请在上面换一个。"
    if found.is_empty:
        return f"两个方案完全一样：{found.new.grids} 个网格，没有楼幢和住户换网格。"
    return " ".join(text for text in (_grids_text(found), _moved_text(found), _notes(compared)) if text)


def _grids_text(found: PlanDifference) -> str:
    counts = [(len(found.with_fate(fate)), FATES[fate]) for fate in Fate if fate is not Fate.UNCHANGED]
    told = "、".join(f"{name} {count}" for count, name in counts if count)
    template = "{grids} 个网格有变动（{told}）；网格 {old} → {new} 个，达标 {old_in} → {new_in} 个。"
    return template.format(
        grids=len(found.changed),
        told=told,
        old=found.old.grids,
        new=found.new.grids,
        old_in=found.old.in_band,
        new_in=found.new.in_band,
    )


def _moved_text(found: PlanDifference) -> str:
    moved = found.moved
    if not moved:
        return "没有楼幢和住户换网格。"
    share = moved.households / max((found.kept + moved).households, 1)
    template = (
        "涉及 {buildings:,} 幢楼 {households:,} 户（{share:.1%}）{persons:,} 人，其中有关怀对象的 {special:,} 户。"
    )
    return template.format(
        buildings=moved.buildings,
        households=moved.households,
        share=share,
        persons=moved.persons,
        special=moved.special,
    )


def _notes(compared: Compared) -> str:
    """Say what a person should know before reading the figures."""
    found = compared.difference
    old, new = (choice.band for choice in compared.choices)
    notes = []
    if old != new:
        notes.append(f"两个方案的户数范围不同：原 {old.low}–{old.high} 户，现 {new.low}–{new.high} 户。")
    if found.only_old:
        notes.append(f"有 {found.only_old.households:,} 户原来有网格、现在没有。")
    if found.only_new:
        notes.append(f"有 {found.only_new.households:,} 户原来没有网格、现在有了。")
    if compared.without_outline:
        names = "、".join(f"“{name}”" for name in compared.without_outline)
        notes.append(f"方案{names}的网格没有边界，地图上画不出来。")
    return "".join(notes)
