# SPDX-License-Identifier: MIT
"""Reads the card of a grid: figures that open their records, the five roles, special groups, facilities, state."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from gridmgr.data.store import Store
from gridmgr.model.areas import Building, Community, Facility, Grid, GridLineage, Plan
from gridmgr.model.bands import Band
from gridmgr.model.codelists import CodeList
from gridmgr.model.locks import BORDER, ROSTER
from gridmgr.model.masks import masked
from gridmgr.model.people import Appointment, Household, Resident, StaffPerson
from gridmgr.model.records import fields_of
from gridmgr.operations.belonging import buildings_of, facilities_of
from gridmgr.operations.lineage import ISSUED, history_of
from gridmgr.operations.locking import WORDS, Turn
from gridmgr.operations.roles import is_held_on
from gridmgr.planning.measures import pieces, polsby_popper
from gridmgr.ui.cards import TONES, Button, Card, Does, Figure, Link, RoleLine, Row, Section, Tone
from gridmgr.ui.wording import area_text, band_sentence, band_state

MOST_FACILITIES = 6
VISIT_DAYS = 365
MOST_ORIGINS = 5
SERIAL_DIGITS = 3


@dataclass(frozen=True, slots=True)
class _Home:
    """A household as far as the card counts it."""

    id: str
    groups: tuple[str, ...]
    last_visit_on: date | None


def grid_title(code: str, community: str, name: str = "") -> str:
    """Return the short name of a grid by its number: 网格 07; another code or name is shown as it is."""
    serial = code.removeprefix(community)
    if code.startswith(community) and serial.isdigit():
        return f"网格 {int(serial):02d}"
    return name or code


def community_name(store: Store, code: str) -> str:
    """Return the name of a community by its code."""
    names = [name for (name,) in store.values(Community, ["name"], code=code)] if code else []
    return names[0] if names else code or "不在任何社区内"


def number(count: int) -> str:
    """Write a number with its thousands set apart."""
    return f"{count:,}"


def grid_card(store: Store, grid: Grid, today: date) -> Card:
    """Return the card of a grid."""
    plan = store.get(Plan, grid.plan_id)
    band = Band(plan.min_households, plan.max_households) if plan else Band()
    buildings = buildings_of(store, grid)
    homes = _homes(store, buildings)
    facilities = facilities_of(store, grid)
    roles = role_lines(store, grid, today)
    title = f"{grid_title(grid.code, grid.community, grid.name)}（{community_name(store, grid.community)}）"
    sections = (
        _groups(store, homes),
        _visits(homes, today),
        _facilities(store, facilities),
        _facts(grid),
        _origin(store, grid),
    )
    return Card(
        "grid",
        grid.id,
        title,
        f"{grid.name}，方案“{plan.name}”" if plan and grid.name else "网格",
        tuple(section for section in sections if section.rows),
        pill=Row("", band_sentence(grid.households, band), TONES[band_state(grid.households, band)]),
        figures=_figures(store, grid, buildings, facilities),
        buttons=(
            Button("print", "打印网格单", "printer", Link(Does.PRINT, "grid", grid.id)),
            Button("edit", "编辑资料", "edit", Link(Does.RECORD, "grid", grid.id)),
            lock_button("grid", grid.id, BORDER, grid.border_locked),
            lock_button("grid", grid.id, ROSTER, grid.roster_locked),
        ),
        roles=roles,
        problems=_problems(grid, band, roles),
    )


def lock_button(kind: str, record_id: str, lock: str, is_locked: bool) -> Button:
    """Return the button that locks a grid or building, or unlocks it."""
    text = f"{'解锁' if is_locked else '锁定'}{WORDS[lock].what}"
    wanted = {"lock": lock, "turn": Turn.UNLOCK if is_locked else Turn.LOCK}
    picture = "lock-open" if is_locked else "lock"
    return Button(lock, text, picture, Link(Does.LOCK, kind, record_id, wanted), changes_data=True)


def role_lines(store: Store, grid: Grid, today: date) -> tuple[RoleLine, ...]:
    """Return who holds each role of a grid on a day, in the order of the office's role list."""
    held = [a for a in store.find(Appointment, grid_uid=grid.grid_uid) if is_held_on(a, today)]
    people = {p.id: p for p in store.find(StaffPerson, id=[a.staff_id for a in held])} if held else {}
    lines = []
    for role in store.code_lists()["grid_role"].items:
        mine = [_line(grid, a, role.label, people.get(a.staff_id)) for a in held if a.role == role.code]
        lines += mine or [RoleLine(grid.id, role.code, role.label)]
    return tuple(lines)


def _line(grid: Grid, appointment: Appointment, label: str, person: StaffPerson | None) -> RoleLine:
    phone = ""
    if person is not None and person.phone:
        phone = person.phone if person.phone_public else masked(fields_of(StaffPerson)["phone"], person.phone)
    return RoleLine(
        grid_id=grid.id,
        role=appointment.role,
        label=label,
        appointment_id=appointment.id,
        staff_id=appointment.staff_id,
        name=person.name if person else "已删除的人员",
        phone=phone,
        from_on=appointment.from_on,
    )


def _homes(store: Store, buildings: Sequence[str]) -> list[_Home]:
    if not buildings:
        return []
    return [_Home(*row) for row in store.values(Household, ["id", "groups", "last_visit_on"], building_id=buildings)]


def _figures(store: Store, grid: Grid, buildings: Sequence[str], facilities: Sequence[Facility]) -> tuple[Figure, ...]:
    own = {"grid_id": grid.id}

    def link(kind: str) -> Link:
        return Link(Does.RECORDS, kind, wanted=own)

    estates = {e for (e,) in store.values(Building, ["estate_id"], id=buildings) if e} if buildings else set()
    return (
        Figure("户数", number(grid.households), link("household")),
        Figure("人数", number(grid.persons) if grid.persons else "—", link("resident") if grid.persons else None),
        Figure("楼幢", number(grid.buildings), link("building")),
        Figure("小区", number(len(estates)), Link(Does.RECORDS, "estate", wanted={"id": sorted(estates)})),
        Figure("设施", number(len(facilities)), link("facility")),
        Figure("公顷", area_text(grid.area_m2).removesuffix(" 公顷")),
    )


def _groups(store: Store, homes: Sequence[_Home]) -> Section:
    """Count the people and households that are looked after; a count opens just these records."""
    labels = store.code_lists()["special_group"]
    households = _by_group((home.id, home.groups) for home in homes)
    ids = [home.id for home in homes]
    residents = _by_group(store.values(Resident, ["id", "groups"], household_id=ids)) if ids else {}
    rows = []
    for item in labels.items:
        for found, kind, unit in ((households, "household", "户"), (residents, "resident", "人")):
            if item.code in found:
                link = Link(Does.RECORDS, kind, wanted={"id": found[item.code]})
                rows.append(Row(item.label.partition("（")[0], f"{len(found[item.code]):,} {unit}", link=link))
    return Section("重点关怀对象", tuple(rows))


def _by_group(rows: Iterable[tuple[str, Sequence[str]]]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for record_id, groups in rows:
        for code in groups:
            found.setdefault(code, []).append(record_id)
    return found


def _visits(homes: Sequence[_Home], today: date) -> Section:
    """Say how many households were visited within a year; nothing where visits are not written down."""
    if not any(home.last_visit_on for home in homes):
        return Section("走访", ())
    since = today - timedelta(days=VISIT_DAYS)
    recent = sum(home.last_visit_on is not None and home.last_visit_on >= since for home in homes)
    missed = [home.id for home in homes if home.last_visit_on is None or home.last_visit_on < since]
    link = Link(Does.RECORDS, "household", wanted={"id": missed})
    return Section(
        "走访",
        (
            Row("一年内走访", f"{recent:,} 户"),
            *([Row("一年未走访", f"{len(missed):,} 户", Tone.ABOVE, link)] if missed else []),
        ),
    )


def _facilities(store: Store, facilities: Sequence[Facility]) -> Section:
    types = store.code_lists()["facility_type"]
    rows = [
        Row(types.label(f.facility_type), f.name, link=Link(Does.RECORD, "facility", f.id))
        for f in sorted(facilities, key=lambda f: (f.facility_type, f.name))[:MOST_FACILITIES]
    ]
    rest = len(facilities) - len(rows)
    if rest > 0:
        link = Link(Does.RECORDS, "facility", wanted={"id": [f.id for f in facilities]})
        rows.append(Row("", f"另有 {rest} 处，打开全部 {len(facilities)} 处", link=link))
    return Section("设施", tuple(rows))


def _facts(grid: Grid) -> Section:
    """Say what is known of the grid as an area."""
    rows = [Row("编码", grid.code)]
    if grid.geom is not None:
        compactness = float(polsby_popper(np.array([grid.geom], dtype=object))[0])
        rows.append(Row("紧凑度", f"{compactness:.2f}（1 为圆形）"))
    for label, value in (("四至", grid.boundary_text), ("职责", grid.duty_text), ("例外说明", grid.accepted_reason)):
        if value:
            rows.append(Row(label, value))
    return Section("边界", tuple(rows))


def _origin(store: Store, grid: Grid) -> Section:
    """Tell where the grid comes from and which codes it bore before."""
    kinds = store.code_lists()["lineage_kind"]
    lines = history_of(store, grid.grid_uid)
    codes = {c for r in lines for c, uid in ((r.old_code, r.old_uid), (r.new_code, r.new_uid)) if uid == grid.grid_uid}
    former = sorted(codes - {grid.code, ""})
    rows = [Row("曾用编码", "、".join(former))] if former else []
    told = [r for r in reversed(lines) if r.kind != ISSUED]
    rows += [Row(f"{r.changed_on or ''}", lineage_sentence(r, grid.grid_uid, kinds)) for r in told[:MOST_ORIGINS]]
    if len(told) > MOST_ORIGINS:
        rows.append(Row("", f"另有 {len(told) - MOST_ORIGINS} 条，见“网格沿革”表。"))
    return Section("来历", tuple(rows))


def lineage_sentence(line: GridLineage, grid_uid: str, kinds: CodeList) -> str:
    """Say one line of history from the side of a grid."""
    old, new = line.old_name or line.old_code, line.new_name or line.new_code
    households = f"{line.households:,} 户"
    if line.old_uid == line.new_uid:
        was, now = (line.old_code, line.new_code) if line.kind == "renumber" else (old, new)
        return f"{kinds.label(line.kind)}：{was} → {now}"
    if line.kind in {"new", "retire"}:
        return f"{kinds.label(line.kind)}（{line.plan_name}）"
    verb = {"split": "拆分", "merge": "并入"}.get(line.kind, "划转")
    if line.new_uid == grid_uid:
        return f"{verb}：从{old}来 {households}"
    return f"{verb}：{households}到{new}"


def _problems(grid: Grid, band: Band, roles: Sequence[RoleLine]) -> tuple[Row, ...]:
    """Say what is wrong as far as it is known without a check: size, vacancies, pieces."""
    rows = []
    if not band.contains(grid.households):
        rows.append(Row("G-03", band_sentence(grid.households, band), TONES[band_state(grid.households, band)]))
    parts = len(pieces(grid.geom)) if grid.geom is not None else 0
    if parts > 1:
        rows.append(Row("G-04", f"网格由 {parts} 片不相连的土地组成。", Tone.ABOVE))
    vacant = [line.label for line in roles if line.is_vacant]
    if vacant:
        rows.append(Row("G-10", "空缺岗位：{roles}。".format(roles="、".join(vacant)), Tone.ABOVE))
    return tuple(rows)
