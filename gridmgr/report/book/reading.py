# SPDX-License-Identifier: MIT
"""Reading what stands in the book from a store."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmgr.data.crs import metric_crs
from gridmgr.data.store import Store
from gridmgr.map.builders import band_states
from gridmgr.map.coverage import neighbours
from gridmgr.map.scene import MapScene
from gridmgr.model.areas import Building, Community, District, Facility, Grid, Subdistrict
from gridmgr.model.bands import Band
from gridmgr.model.errors import InputError
from gridmgr.model.masks import masked
from gridmgr.model.people import Appointment, StaffPerson
from gridmgr.model.progress import Progress, Silent
from gridmgr.model.records import fields_of
from gridmgr.operations.plans import plan_in_use
from gridmgr.operations.roles import is_held_on
from gridmgr.report.book.contents import Book, CommunityContents, GridContents, Phones, Place, RoleLine
from gridmgr.report.scenes import district_scene, on_paper, short_number

FINAL_STATES = ("approved", "in_force", "superseded")
VACANT = "空缺"
LONGEST_NAME = 8
_PHONE = fields_of(StaffPerson)["phone"]


@dataclass(frozen=True, slots=True)
class _Land:
    """What all grids of a book are read with."""

    scene: MapScene
    rows: Mapping[str, int]
    """Row in the scene by the id of the grid."""
    beside: Mapping[int, tuple[int, ...]]
    roles: Mapping[str, tuple[RoleLine, ...]]
    places: Mapping[int, tuple[Place, ...]]


def read_book(store: Store, plan_name: str, phones: Phones, today: date, progress: Progress | None = None) -> Book:
    """Read everything that is printed of a plan, the one in use where none is named.

    Raises InputError when there is no plan, or none of this name, or it has no grids.
    """
    watch = progress or Silent()
    watch.step(0, 4, "读取方案")
    plan = plan_in_use(store, plan_name)
    if plan is None:
        raise InputError("还没有划分方案，没有可以打印的网格；请先划分网格。")
    records = [g for g in store.find(Grid, plan_id=plan.id) if g.geom is not None]
    if not records:
        raise InputError("方案“{plan}”里没有网格，没有可以打印的内容；请先划分网格。", plan=plan.name)
    band = Band(plan.min_households, plan.max_households)
    scene = on_paper(district_scene(store, plan.name))
    watch.step(1, 4, "读取网格和人员")
    land = _land(store, scene, records, phones, today)
    watch.step(2, 4, "归并楼幢")
    grids = [_grid(record, band, land) for record in records]
    building_grid = _building_grids(scene)
    watch.step(3, 4, "读取社区")
    districts = store.find(District)
    return Book(
        district=districts[0].name if districts else "",
        programme=districts[0].programme if districts else "",
        plan=plan.name,
        state=store.code_lists()["plan_state"].label(plan.state),
        is_final=plan.state in FINAL_STATES,
        plan_day=plan.made_on,
        day=today,
        crs=crs_text(metric_crs(store.crs).name if store.crs else ""),
        band=band,
        scene=scene,
        communities=_communities(store, grids),
        building_grid=building_grid,
        building_names=_building_names(store, scene),
    )


def _land(store: Store, scene: MapScene, records: Sequence[Grid], phones: Phones, today: date) -> _Land:
    beside: dict[int, list[int]] = {}
    for first, second in neighbours(scene.grids.layer).tolist():
        beside.setdefault(first, []).append(second)
        beside.setdefault(second, []).append(first)
    rows = {grid_id: row for row, grid_id in enumerate(scene.grids.ids)}
    by_number = {row: tuple(sorted(others)) for row, others in beside.items()}
    return _Land(scene, rows, by_number, _roles(store, records, phones, today), _places(store, scene))


def _grid(record: Grid, band: Band, land: _Land) -> GridContents:
    row = land.rows[record.id]
    return GridContents(
        id=record.id,
        row=row,
        code=record.code,
        number=short_number(record.code, record.community),
        name=record.name or record.code,
        community=record.community,
        households=record.households,
        persons=record.persons,
        buildings=record.buildings,
        area_m2=record.area_m2,
        state=band_states([record.households], band)[0],
        boundary=record.boundary_text,
        reason=record.accepted_reason,
        geom=record.geom,
        roles=land.roles[record.grid_uid],
        places=land.places.get(row, ()),
        neighbours=land.beside.get(row, ()),
    )


def _roles(store: Store, records: Iterable[Grid], phones: Phones, today: date) -> dict[str, tuple[RoleLine, ...]]:
    """Return the five roles of every grid, in the order of the office's list; several holders stand in one line."""
    held: dict[tuple[str, str], list[str]] = {}
    for appointment in store.find(Appointment):
        if is_held_on(appointment, today):
            held.setdefault((appointment.grid_uid, appointment.role), []).append(appointment.staff_id)
    staff = {person.id: person for person in store.find(StaffPerson)}
    items = store.code_lists()["grid_role"].items
    result = {}
    for grid in records:
        lines = []
        for item in items:
            people = [staff[i] for i in held.get((grid.grid_uid, item.code), ()) if i in staff]
            names = "、".join(p.name for p in people)
            numbers = "、".join(filter(None, (_phone(p, phones) for p in people)))
            lines.append(RoleLine(item.label, names, numbers))
        result[grid.grid_uid] = tuple(lines)
    return result


def _phone(person: StaffPerson, phones: Phones) -> str:
    """Return a telephone number as it may be printed: whole, masked or not at all."""
    if phones is Phones.NONE:
        return ""
    if phones is Phones.ALL or person.phone_public:
        return person.phone
    return masked(_PHONE, person.phone)


def _places(store: Store, scene: MapScene) -> dict[int, tuple[Place, ...]]:
    """Return the facilities that may be known in public, by the row of the grid they lie in."""
    wanted = [
        Place(name, geom.x, geom.y)
        for name, geom, is_public in store.values(Facility, ["name", "geom", "is_public"])
        if is_public and geom is not None
    ]
    if not wanted:
        return {}
    points = shapely.points([(p.x, p.y) for p in wanted])
    found: dict[int, list[Place]] = {}
    for place, row in scene.grids.layer.tree.query(points, predicate="intersects").T.tolist():
        found.setdefault(row, []).append(wanted[place])
    return {row: tuple(sorted(places, key=lambda p: (p.name, p.x, p.y))) for row, places in found.items()}


def _building_grids(scene: MapScene) -> NDArray[np.int64]:
    """Return the grid of each building: the one that its inner point lies in."""
    result = np.full(len(scene.buildings.layer), -1, np.int64)
    inner = shapely.point_on_surface(scene.buildings.layer.geometries)
    building, grid = scene.grids.layer.tree.query(inner, predicate="intersects")
    result[building] = grid
    return result


def _building_names(store: Store, scene: MapScene) -> list[str]:
    """Return what is written on each building: 12号楼, else 35号, else a short name."""
    names = {}
    for building, number, house_number, name in store.values(Building, ["id", "number", "house_number", "name"]):
        own = f"{number}号楼" if number.isdigit() else number
        names[building] = own or house_number or (name if len(name) <= LONGEST_NAME else "")
    return [names[building] for building in scene.buildings.ids]


def _communities(store: Store, grids: Sequence[GridContents]) -> tuple[CommunityContents, ...]:
    """Return the communities that have an outline or grids, in the order of their codes.

    A community without an outline of its own gets that of its grids.
    """
    streets = dict(store.values(Subdistrict, ["code", "name"]))
    members: dict[str, list[GridContents]] = {}
    for grid in sorted(grids, key=lambda g: g.code):
        members.setdefault(grid.community, []).append(grid)
    known = {c.code: c for c in store.find(Community)}
    result = []
    for code in sorted({*known, *members}):
        community, own = known.get(code), tuple(members.get(code, ()))
        geom = community.geom if community is not None else None
        if geom is None and own:
            geom = shapely.union_all([grid.geom for grid in own])
        if geom is not None:
            street = streets.get(community.subdistrict_code, "") if community else ""
            name = community.name if community else code
            result.append(CommunityContents(code, name, street, _office(community), geom, own))
    return tuple(result)


def _office(community: Community | None) -> str:
    """Say where the community's office is, as far as it is known."""
    if community is None:
        return ""
    return "  ".join(filter(None, (community.office_address, community.phone)))


def crs_text(name: str) -> str:
    """Name a CRS as Chinese maps do: CGCS2000 三度带 117°E; others by their own name."""
    family, _, zone = name.partition(" / ")
    meridian = zone.rpartition("CM ")[2]
    if zone.startswith("3-degree") and meridian.endswith("E"):
        return f"{family} 三度带 {meridian.removesuffix('E')}°E"
    return name or "未定"
