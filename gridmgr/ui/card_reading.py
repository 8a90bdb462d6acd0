# SPDX-License-Identifier: MIT
"""Reads the card of a building, community, facility or estate; grids have a module of their own."""

from datetime import date

from gridmgr.data.store import Store
from gridmgr.model.areas import Building, Community, Estate, Facility, Grid, Plan
from gridmgr.model.bands import Band
from gridmgr.model.locks import BUILDING
from gridmgr.model.people import Household, Resident
from gridmgr.operations.roles import vacancies
from gridmgr.planning.partition import possible_counts
from gridmgr.ui.cards import Button, Card, Does, Figure, GridLine, Link, Row, Section, Tone
from gridmgr.ui.grid_card import community_name, grid_card, grid_title, lock_button, number
from gridmgr.ui.wording import area_text, band_state

EDIT = "编辑资料"


def read_card(store: Store, kind: str, record_id: str, plan_id: str, today: date) -> Card | None:
    """Return the card of a grid, building, community, facility or estate; None when the record is gone."""
    if kind == "grid":
        grid = store.get(Grid, record_id)
        return grid_card(store, grid, today) if grid else None
    if kind == "building":
        building = store.get(Building, record_id)
        return _building_card(store, building, plan_id) if building else None
    if kind == "facility":
        facility = store.get(Facility, record_id)
        return _facility_card(store, facility, plan_id) if facility else None
    if kind == "estate":
        estate = store.get(Estate, record_id)
        return _estate_card(store, estate) if estate else None
    community = store.get(Community, record_id)
    return _community_card(store, community, plan_id, today) if community else None


def _edit(kind: str, record_id: str) -> Button:
    return Button("edit", EDIT, "edit", Link(Does.RECORD, kind, record_id))


def _building_card(store: Store, building: Building, plan_id: str) -> Card:
    homes = store.count(Household, building_id=building.id)
    own = {"building_id": building.id}
    persons = f"{building.persons:,} 人" if building.persons else ""
    rows = [
        Row("幢号", building.number) if building.number else Row("幢号", "未编号", Tone.MUTED),
        _address(building),
        *_estate_row(store, building.estate_id),
        *([Row("层数", f"{building.floors_up} 层")] if building.floors_up else []),
        _households(store, building, Link(Does.RECORDS, "household", wanted=own) if homes else None),
        *([Row("人数", persons, link=Link(Does.RECORDS, "resident", wanted=own))] if persons else []),
        _community_row(store, building.community),
        _grid_row(store, building.grid_code, plan_id),
        *([Row("归属", "已锁定在现在的网格")] if building.grid_locked else []),
    ]
    title = building.name or building.number or building.address or "未编号的楼"
    return Card(
        "building",
        building.id,
        title,
        "楼幢",
        (Section("", tuple(rows)),),
        buttons=(
            _edit("building", building.id),
            lock_button("building", building.id, BUILDING, building.grid_locked),
        ),
    )


def _estate_row(store: Store, estate_id: str) -> list[Row]:
    estate = store.get(Estate, estate_id) if estate_id else None
    return [Row("小区", estate.name, link=Link(Does.RECORD, "estate", estate.id))] if estate else []


def _community_row(store: Store, code: str) -> Row:
    found = [i for (i,) in store.values(Community, ["id"], code=code)] if code else []
    link = Link(Does.SELECT, "community", found[0]) if found else None
    return Row("社区", community_name(store, code), Tone.PLAIN if code else Tone.MISSING, link)


def _grid_row(store: Store, code: str, plan_id: str) -> Row:
    grids = store.find(Grid, code=code, plan_id=plan_id) if code and plan_id else []
    if not grids:
        return Row("网格", "未归格", Tone.MISSING)
    return Row("网格", grids[0].name or code, link=Link(Does.SELECT, "grid", grids[0].id))


def _address(building: Building) -> Row:
    address = building.address or building.street + building.house_number
    return Row("地址", address) if address else Row("地址", "未登记", Tone.MUTED)


def _households(store: Store, building: Building, link: Link | None) -> Row:
    """Say the households and where the figure comes from; an estimate is marked as one."""
    source = store.code_lists()["households_source"].label(building.households_source)
    if building.households_source == "estimate":
        return Row("户数", f"约 {building.households:,} 户（估算，待核实）", Tone.MISSING, link)
    if building.households_source in {"", "none"}:
        return Row("户数", "没有户数资料", Tone.MUTED, link)
    return Row("户数", f"{building.households:,} 户（{source}）", link=link)


def _facility_card(store: Store, facility: Facility, plan_id: str) -> Card:
    lists = store.code_lists()
    told = (
        ("类型", lists["facility_type"].label(facility.facility_type)),
        ("地址", facility.address),
        ("开放时间", facility.hours),
        ("负责人", facility.manager),
        ("电话", facility.phone),
        ("使用状态", lists["facility_state"].label(facility.state)),
        ("四统一", "、".join(lists["four_unified"].label(code) for code in facility.unified)),
    )
    rows = [Row(label, value) for label, value in told if value]
    rows += [_community_row(store, facility.community), _grid_row(store, facility.grid_code, plan_id)]
    buttons = (_edit("facility", facility.id),)
    return Card("facility", facility.id, facility.name, "设施", (Section("", tuple(rows)),), buttons=buttons)


def _estate_card(store: Store, estate: Estate) -> Card:
    buildings = [n for (n,) in store.values(Building, ["households"], estate_id=estate.id)]
    own = {"estate_id": estate.id}
    figures = (
        Figure("楼幢", number(len(buildings)), Link(Does.RECORDS, "building", wanted=own)),
        Figure("户数", number(sum(buildings)), Link(Does.RECORDS, "household", wanted=own)),
    )
    rows = (
        _community_row(store, estate.community),
        Row("划分时", "保持完整" if estate.keep_whole else "可以分开"),
        *([Row("物业", estate.property_company)] if estate.property_company else []),
    )
    buttons = (_edit("estate", estate.id),)
    return Card("estate", estate.id, estate.name, "小区", (Section("", rows),), figures=figures, buttons=buttons)


def _community_card(store: Store, community: Community, plan_id: str, today: date) -> Card:
    plan = store.get(Plan, plan_id) if plan_id else None
    grids = _grid_lines(store, community, plan, today)
    vacant = sum(g.vacancies for g in grids)
    rows = [
        Row("代码", community.code),
        *([Row("面积", area_text(community.geom.area))] if community.geom is not None else []),
        *_division(store, community, plan, grids),
        *([Row("一格五员", f"空缺 {vacant} 个" if vacant else "全部到岗", _vacancy_tone(vacant))] if grids else []),
    ]
    buttons = (
        Button("print", "打印社区地图", "printer", Link(Does.PRINT, "community", community.id)),
        Button("divide", "重新划分本社区", "wand", Link(Does.DIVIDE, "community", community.id), changes_data=True),
        _edit("community", community.id),
    )
    return Card(
        "community",
        community.id,
        community.name,
        "社区",
        (Section("", tuple(rows)),),
        pill=_community_pill(plan, grids),
        figures=_community_figures(store, community),
        buttons=buttons,
        grids=grids,
    )


def _vacancy_tone(vacant: int) -> Tone:
    return Tone.MISSING if vacant else Tone.INSIDE


def _community_figures(store: Store, community: Community) -> tuple[Figure, ...]:
    buildings = list(store.values(Building, ["households"], community=community.code))
    own = {"community": community.code}

    def link(kind: str) -> Link:
        return Link(Does.RECORDS, kind, wanted=own)

    return (
        Figure("户数", number(sum(n for (n,) in buildings)), link("household")),
        Figure("人数", number(store.count(Resident, community=community.code)), link("resident")),
        Figure("楼幢", number(len(buildings)), link("building")),
        Figure("小区", number(store.count(Estate, community=community.code)), link("estate")),
        Figure("设施", number(store.count(Facility, community=community.code)), link("facility")),
    )


def _grid_lines(store: Store, community: Community, plan: Plan | None, today: date) -> tuple[GridLine, ...]:
    if plan is None:
        return ()
    band = Band(plan.min_households, plan.max_households)
    columns = ["code", "id", "name", "households", "grid_uid"]
    rows = sorted(store.values(Grid, columns, community=community.code, plan_id=plan.id))
    vacant = vacancies(store, [row[4] for row in rows], today)
    return tuple(
        GridLine(i, grid_title(code, community.code, name), count, band_state(count, band), vacant[uid])
        for code, i, name, count, uid in rows
    )


def _community_pill(plan: Plan | None, grids: tuple[GridLine, ...]) -> Row | None:
    if plan is None or not grids:
        return None
    band = Band(plan.min_households, plan.max_households)
    inside = sum(band.contains(g.households) for g in grids)
    tone = Tone.INSIDE if inside == len(grids) else Tone.ABOVE
    return Row("", f"{len(grids)} 个网格，{inside} 个在 {band.low}–{band.high} 户之内", tone)


def _division(store: Store, community: Community, plan: Plan | None, grids: tuple[GridLine, ...]) -> list[Row]:
    """Say what is to be done with a community that is not divided yet."""
    if grids:
        return []
    if plan is None:
        return [Row("网格", "还没有方案", Tone.MUTED)]
    total = sum(n for (n,) in store.values(Building, ["households"], community=community.code))
    possible = possible_counts(total, Band(plan.min_households, plan.max_households))
    hint = f"未划分，可划 {possible[0]}–{possible[-1]} 个" if possible else "未划分"
    return [Row("网格", hint, Tone.MISSING)]
