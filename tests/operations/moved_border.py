# SPDX-License-Identifier: MIT
"""The town with a plan in force, its officers, and a draft in which a border was moved."""

import shutil
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
import shapely

from gridmgr.data.opening import open_store
from gridmgr.data.sql_store import SqlStore
from gridmgr.model.areas import Building, Grid, Plan
from gridmgr.model.changes import ChangeSet, added, changed
from gridmgr.model.ids import counted_ids
from gridmgr.model.people import Appointment, Household, Resident, StaffPerson
from gridmgr.operations.drafts import copy_plan
from gridmgr.operations.plans import PlanRequest, make_plan
from gridmgr.operations.redrawing import move_faces, read_land, store_redrawing
from gridmgr.operations.session import Session
from tests.operations.town import WEST, make_town

BEGAN, DAY = date(2026, 3, 1), date(2026, 6, 1)
OLD, NEW = "一号方案", "一号方案调整1"
ROLES = ("GLY", "JWY", "XCY", "XXY", "FWY")


def town_with_moved_border(folder: Path) -> SqlStore:
    """Return a copy of the town in which a block of two buildings goes from 第2网格 to 第1网格 in the west."""
    path = folder / "镇.gpkg"
    shutil.copy(_made(), path)
    return open_store(str(path), "规划员")


@cache
def _made() -> Path:
    path = Path(mkdtemp(prefix="gridmgr-test-")) / "镇.gpkg"
    with make_town(path) as store:
        session = Session(store, "规划员")
        session.run(make_plan(store, PlanRequest(name=OLD, today=BEGAN)).changes)
        plan = store.find(Plan)[0]
        session.run(ChangeSet("执行", [changed(plan, replace(plan, state="in_force", effective_on=BEGAN))]))
        session.run(ChangeSet("任命", [added(r) for r in _officers(store)]))
        session.run(copy_plan(store, plan.id, "规划员", BEGAN, counted_ids(31)).changes)
        move_border(store)
        session.run(ChangeSet("登记", [added(r) for r in _families(store)]))
    return path


def plan_named(store, name):
    return store.find(Plan, name=name)[0]


def grids_in_west(store, plan_name):
    grids = store.find(Grid, plan_id=plan_named(store, plan_name).id, community=WEST)
    return sorted(grids, key=lambda g: g.code)


def move_border(store):
    """Give the first grid one piece of land with buildings that touches it."""
    land = read_land(store, WEST, plan_named(store, NEW).id)
    one, other = (g.id for g in grids_in_west(store, NEW))
    near = shapely.dwithin(land.coverage.faces, land.coverage.grid_polygon(one), 1.0)
    inhabited = np.isin(np.arange(len(land.coverage.faces)), land.coverage.face_of_building)
    faces = np.flatnonzero(near & inhabited & (land.coverage.grid == other))[:2]
    Session(store, "规划员").run(store_redrawing(store, move_faces(land, faces, one)))


def _officers(store):
    """One person for each role of both grids in the west; the same 网格警务员 in both."""
    ids = counted_ids(32)
    for number, grid in enumerate(grids_in_west(store, OLD), start=1):
        for role in ROLES:
            if role == "JWY" and number == 2:
                continue
            name = "警一" if role == "JWY" else f"{role}{number}员"
            person = StaffPerson(id=ids(), community=WEST, name=name, unit="西苑社区", phone="13912345678")
            yield person
            for place in grids_in_west(store, OLD) if role == "JWY" else [grid]:
                yield Appointment(
                    id=ids(), community=WEST, grid_uid=place.grid_uid, role=role, staff_id=person.id, from_on=BEGAN
                )


def moved_buildings(store):
    """The buildings that lie in another grid of the draft."""
    grids = {plan.id: {} for plan in store.find(Plan)}
    uid = dict(store.values(Grid, ["id", "grid_uid"]))
    for plan, building, grid in store.members(list(grids)):
        grids[plan][building] = uid[grid]
    old, new = (grids[plan_named(store, name).id] for name in (OLD, NEW))
    return sorted(b for b in old if old[b] != new[b])


def _families(store):
    """Two households in a building that moves: one of 低保户, one with an old person living alone; one has left."""
    ids = counted_ids(33)
    building = store.get(Building, moved_buildings(store)[0])
    families = [
        Household(
            id=ids(),
            community=WEST,
            building_id=building.id,
            room_no="101",
            groups=("01",),
            head_name="林户主",
            phone="13812345678",
        ),
        Household(id=ids(), community=WEST, building_id=building.id, room_no="102"),
        Household(id=ids(), community=WEST, building_id=building.id, room_no="103", residence="2", groups=("01",)),
    ]
    yield from families
    yield Resident(id=ids(), community=WEST, household_id=families[1].id, name="陈独居", groups=("31", "32"))
    yield Resident(
        id=ids(), community=WEST, household_id=families[1].id, name="陈已故", groups=("03",), residence_status="5"
    )
