# SPDX-License-Identifier: MIT
"""What the inspector says about one record, read from a store into plain values."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from gridmgr.data.store import Store
from gridmgr.map.style import BandState
from gridmgr.model.areas import Building, Community, Estate, Grid, Plan
from gridmgr.model.bands import Band
from gridmgr.model.people import Appointment, StaffPerson
from gridmgr.operations.roles import is_held_on
from gridmgr.ui.wording import area_text, band_sentence, band_state


class Tone(Enum):
    """How a row is shown beside its words."""

    PLAIN = "plain"
    MUTED = "muted"
    MISSING = "missing"
    BELOW = "below"
    INSIDE = "inside"
    ABOVE = "above"


TONES = {BandState.BELOW: Tone.BELOW, BandState.INSIDE: Tone.INSIDE, BandState.ABOVE: Tone.ABOVE}


@dataclass(frozen=True, slots=True)
class Row:
    """A label and what stands beside it."""

    label: str
    value: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under a heading (none for the first)."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """Everything the inspector says about one record."""

    kind: str
    id: str
    title: str
    subtitle: str
    sections: tuple[Section, ...]


def read_card(store: Store, kind: str, record_id: str, plan_id: str, today: date) -> Card | None:
    """Return the card of a grid, building or community; None when the record is gone."""
    if kind == "grid":
        grid = store.get(Grid, record_id)
        return _grid_card(store, grid, today) if grid else None
    if kind == "building":
        building = store.get(Building, record_id)
        return _building_card(store, building, plan_id) if building else None
    community = store.get(Community, record_id)
    return _community_card(store, community, plan_id) if community else None


def _grid_card(store: Store, grid: Grid, today: date) -> Card:
    plan = store.get(Plan, grid.plan_id)
    band = Band(plan.min_households, plan.max_households) if plan else Band()
    figures = (
        Row("编码", grid.code),
        Row("社区", _community_name(store, grid.community)),
        Row("户数", band_sentence(grid.households, band), TONES[band_state(grid.households, band)]),
        Row("人数", f"{grid.persons:,} 人") if grid.persons else Row("人数", "未登记居民", Tone.MUTED),
        Row("楼幢数", f"{grid.buildings:,} 幢"),
        Row("面积", area_text(grid.area_m2)),
    )
    more = (Row("四至", grid.boundary_text),) if grid.boundary_text else ()
    sections = (Section("", figures + more), Section("一格五员", _roles(store, grid, today)))
    return Card("grid", grid.id, grid.name or grid.code, f"网格，属方案“{plan.name}”" if plan else "网格", sections)


def _roles(store: Store, grid: Grid, today: date) -> tuple[Row, ...]:
    """Return who holds each role on a day, in the order of the office's role list."""
    held = [a for a in store.find(Appointment, grid_uid=grid.grid_uid) if is_held_on(a, today)]
    staff = [a.staff_id for a in held]
    names = dict(store.values(StaffPerson, ["id", "name"], id=staff)) if staff else {}
    rows = []
    for role in store.code_lists()["grid_role"].items:
        holders = [names[a.staff_id] for a in held if a.role == role.code and a.staff_id in names]
        rows.append(Row(role.label, "、".join(holders)) if holders else Row(role.label, "空缺", Tone.MISSING))
    return tuple(rows)


def _building_card(store: Store, building: Building, plan_id: str) -> Card:
    estate = store.get(Estate, building.estate_id) if building.estate_id else None
    grids = store.find(Grid, code=building.grid_code, plan_id=plan_id) if building.grid_code and plan_id else []
    rows = [
        Row("幢号", building.number) if building.number else Row("幢号", "未编号", Tone.MUTED),
        _address(building),
        *([Row("小区", estate.name)] if estate else []),
        *([Row("层数", f"{building.floors_up} 层")] if building.floors_up else []),
        _households(store, building),
        *([Row("人数", f"{building.persons:,} 人")] if building.persons else []),
        Row("社区", _community_name(store, building.community)),
        *([Row("网格", grids[0].name or grids[0].code)] if grids else [Row("网格", "未归格", Tone.MISSING)]),
    ]
    title = building.name or building.number or building.address or "未编号的楼"
    return Card("building", building.id, title, "楼幢", (Section("", tuple(rows)),))


def _address(building: Building) -> Row:
    address = building.address or building.street + building.house_number
    return Row("地址", address) if address else Row("地址", "未登记", Tone.MUTED)


def _households(store: Store, building: Building) -> Row:
    """Say the households and where the figure comes from; an estimate is marked as one."""
    source = store.code_lists()["households_source"].label(building.households_source)
    if building.households_source == "estimate":
        return Row("户数", f"约 {building.households:,} 户（估算，待核实）", Tone.MISSING)
    if building.households_source in {"", "none"}:
        return Row("户数", "没有户数资料", Tone.MUTED)
    return Row("户数", f"{building.households:,} 户（{source}）")


def _community_card(store: Store, community: Community, plan_id: str) -> Card:
    plan = store.get(Plan, plan_id) if plan_id else None
    buildings = [n for (n,) in store.values(Building, ["households"], community=community.code)]
    area = [Row("面积", area_text(community.geom.area))] if community.geom is not None else []
    rows = [
        Row("代码", community.code),
        Row("户数", f"{sum(buildings):,} 户"),
        Row("楼幢数", f"{len(buildings):,} 幢"),
        *area,
    ]
    rows += _division(store, community, plan)
    return Card("community", community.id, community.name, "社区", (Section("", tuple(rows)),))


def _division(store: Store, community: Community, plan: Plan | None) -> list[Row]:
    """Say how the community is divided in the plan."""
    if plan is None:
        return [Row("网格", "还没有方案", Tone.MUTED)]
    band = Band(plan.min_households, plan.max_households)
    counts = [n for (n,) in store.values(Grid, ["households"], community=community.code, plan_id=plan.id)]
    inside = sum(band.contains(n) for n in counts)
    if not counts:
        return [Row("网格", "未划分", Tone.MISSING)]
    tone = Tone.INSIDE if inside == len(counts) else Tone.MISSING
    return [Row("网格", f"{len(counts)} 个"), Row("达标", f"{inside} 个（{band.low}–{band.high} 户）", tone)]


def _community_name(store: Store, code: str) -> str:
    names = [name for (name,) in store.values(Community, ["name"], code=code)] if code else []
    return names[0] if names else code or "不在任何社区内"
