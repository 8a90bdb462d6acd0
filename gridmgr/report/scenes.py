# SPDX-License-Identifier: MIT
"""What a map of the district shows, read from a store."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from gridmgr.data.queries import Wanted
from gridmgr.data.store import Store
from gridmgr.map.builders import scene_from_tables
from gridmgr.map.scene import Areas, MapScene
from gridmgr.map.split_estates import marks_of
from gridmgr.model.areas import Barrier, Building, Community, District, Facility, Grid, Plan
from gridmgr.model.bands import Band
from gridmgr.model.records import Record
from gridmgr.operations.estate_unity import SplitEstate
from gridmgr.operations.plans import plan_in_use

Table = dict[str, list[Any]]  # Any: each column has its own type


def district_scene(store: Store, plan_name: str = "") -> MapScene:
    """Return the map of the whole district with the grids of a plan (the one in use where none is named).

    Raises InputError for an unknown plan.
    """
    plan = plan_in_use(store, plan_name)
    districts = store.find(District)
    name = districts[0].name if districts else ""
    tables: Mapping[str, Table] = {
        "community": _table(store, Community, ["id", "name"]),
        "grid": _grids(store, plan.id) if plan else {},
        "building": _renamed(
            _table(store, Building, ["id", "number", "households", "grid_locked"]), "grid_locked", "locked"
        ),
        "barrier": _renamed(_table(store, Barrier, ["id", "kind", "road_class", "name"]), "road_class", "class"),
        "facility": _renamed(_table(store, Facility, ["id", "name", "facility_type"]), "facility_type", "type"),
    }
    return scene_from_tables(
        tables,
        title=f"{name}网格图" if plan else name,
        note=f"方案：{plan.name}" if plan else "",
        band=Band(plan.min_households, plan.max_households) if plan else None,
    )


def plan_scene(store: Store, plan: Plan | None, land: MapScene) -> MapScene:
    """Return a scene on the same land with the grids of a plan as they are stored now."""
    read = scene_from_tables(
        {"grid": _grids(store, plan.id)} if plan else {},
        band=Band(plan.min_households, plan.max_households) if plan else None,
    )
    note = f"方案：{plan.name}" if plan else ""
    return replace(land, grids=read.grids, note=note, band=read.band)


def split_marks(split: Iterable[SplitEstate]) -> Areas:
    """Return the marks of estates (小区) that lie in several grids."""
    return marks_of((one.community, one.name, one.outline) for one in split)


def on_paper(scene: MapScene) -> MapScene:
    """Return a scene without the marks of locks and of split estates, which are for those who draw."""
    grids, buildings = replace(scene.grids, locked=frozenset()), replace(scene.buildings, locked=frozenset())
    return replace(scene, grids=grids, buildings=buildings, split_estates=Areas())


def _grids(store: Store, plan_id: str) -> Table:
    """Return the grids of a plan with the short numbers that are written on the map."""
    locks = ["border_locked", "roster_locked"]
    table = _table(store, Grid, ["id", "code", "community", "households", *locks], plan_id=plan_id)
    table["locked"] = [any(pair) for pair in zip(*(table[lock] for lock in locks), strict=True)]
    table["number"] = [
        short_number(c, community) for c, community in zip(table["code"], table["community"], strict=True)
    ]
    return table


def short_number(code: str, community: str) -> str:
    """Return the short number of a grid: the serial behind the community's code, two figures at least."""
    serial = code.removeprefix(community)
    return f"{int(serial):02d}" if serial.isdigit() else serial


def _table(store: Store, kind: type[Record], columns: Sequence[str], **equals: Wanted) -> Table:
    """Return the rows of a record type that have a geometry, by columns."""
    rows = [row for row in store.values(kind, [*columns, "geom"], **equals) if row[-1] is not None]
    return {name: [row[place] for row in rows] for place, name in enumerate((*columns, "geometry"))}


def _renamed(table: Table, old: str, new: str) -> Table:
    """Return the table with one column under another name."""
    return {new if name == old else name: column for name, column in table.items()}
