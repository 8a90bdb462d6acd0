# SPDX-License-Identifier: MIT
"""A small invented office for tests: two communities, a plan of four grids, buildings, households, residents."""

from shapely import multipolygons
from shapely.geometry import MultiPolygon, box

from gridmgr.model.areas import Building, Community, Facility, Grid, Plan
from gridmgr.model.changes import ChangeSet, added
from gridmgr.model.people import Appointment, Household, Resident, StaffPerson
from gridmgr.model.records import Record

EAST, WEST = "350402001001", "350402001002"


def area(west: float, south: float, east: float, north: float) -> MultiPolygon:
    return multipolygons([box(west, south, east, north)])


PLAN = Plan(id="p1", name="方案一")
GRIDS = (
    Grid(id="g1", community=EAST, plan_id="p1", grid_uid="u1", code="01", geom=area(0, 0, 100, 100)),
    Grid(id="g2", community=EAST, plan_id="p1", grid_uid="u2", code="02", geom=area(100, 0, 200, 100)),
    Grid(id="g3", community=WEST, plan_id="p1", grid_uid="u3", code="03", geom=area(300, 0, 400, 100)),
)
BUILDINGS = (
    Building(id="b1", community=EAST, number="1幢", geom=box(10, 10, 30, 20), households_declared=12),
    Building(id="b2", community=EAST, number="2幢", geom=box(110, 10, 130, 20), households_estimated=8),
    Building(id="b3", community=WEST, number="3幢", geom=box(310, 10, 330, 20), dwellings=20),
)
HOUSEHOLDS = (
    Household(id="h1", community=EAST, building_id="b1", household_no="001", persons_declared=4),
    Household(id="h2", community=EAST, building_id="b1", household_no="002", residence="2"),
)
RESIDENTS = (
    Resident(id="r1", community=EAST, household_id="h1", name="阿依古丽·买买提"),
    Resident(id="r2", community=EAST, household_id="h1", name="𠮷小明"),
    Resident(id="r3", community=EAST, household_id="h1", name="王某", residence_status="5"),
)
OTHERS = (
    Community(id="c1", community=EAST, code=EAST, name="东社区", geom=area(0, 0, 200, 100)),
    Facility(id="f1", community=EAST, name="东社区卫生站", geom=box(150, 50, 160, 60).centroid),
    StaffPerson(id="s1", community=EAST, name="林某"),
    Appointment(id="a1", community=EAST, grid_uid="u2", role="GLY", staff_id="s1"),
)
ALL: tuple[Record, ...] = (PLAN, *GRIDS, *BUILDINGS, *HOUSEHOLDS, *RESIDENTS, *OTHERS)


def filling(*records: Record, label: str = "录入") -> ChangeSet:
    return ChangeSet(label, tuple(added(r) for r in records))
