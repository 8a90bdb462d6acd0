# SPDX-License-Identifier: MIT
"""The invented town with work to do: one grid of the west is over-full, the east is not divided yet."""

from pathlib import Path

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gridmgr.data.opening import open_store
from gridmgr.data.store import Store
from gridmgr.model.areas import Building, Community, Grid, Plan
from gridmgr.model.changes import ChangeSet, added
from gridmgr.model.ids import counted_ids
from gridmgr.model.shapes import normal_form
from gridmgr.operations.session import Session
from gridmgr.planning.area_tests import area_test
from tests.operations.town import BLOCK_M, ORIGIN, WEST, make_town

PLAN = "现有网格"
HOUSEHOLDS = 900


def make_uneven_town(path: Path) -> Path:
    """Make the town with a draft whose first grid has 600 households and whose second has 300."""
    ids = counted_ids(12)
    plan = Plan(id=ids(), name=PLAN)
    grids = [
        Grid(
            id=ids(), plan_id=plan.id, community=WEST, code=f"{WEST}00{number}", name=f"西苑社区第{number}网格", geom=g
        )
        for number, g in enumerate((blocks(0, 0, 2, 5), blocks(2, 0, 3, 5)), start=1)
    ]
    with make_town(path) as store:
        Session(store, "测试员").run(ChangeSet("导入现有网格", [added(plan), *map(added, grids)]))
    return path


def blocks(left: float, bottom: float, right: float, top: float) -> BaseGeometry:
    """Return the land between streets, counted in blocks from the lower left corner of the town."""
    (west, south), (east, north) = spot(left, bottom), spot(right, top)
    return normal_form(shapely.box(west, south, east, north), "MULTIPOLYGON")


def spot(column: float, row: float) -> tuple[float, float]:
    """Return a place in metres that is counted in blocks."""
    return ORIGIN[0] + column * BLOCK_M, ORIGIN[1] + row * BLOCK_M


def ring(left: float, bottom: float, right: float, top: float) -> list[tuple[float, float]]:
    """Return the places along a rectangle, in short steps as a hand makes them."""
    edge = shapely.segmentize(shapely.box(*spot(left, bottom), *spot(right, top)).exterior, 12.0)
    return [(x, y) for x, y in shapely.get_coordinates(edge).tolist()]


def line(*places: tuple[float, float]) -> list[tuple[float, float]]:
    """Return the places along a line through places counted in blocks, in short steps."""
    track = shapely.segmentize(shapely.linestrings([spot(*place) for place in places]), 8.0)
    return [(x, y) for x, y in shapely.get_coordinates(track).tolist()]


def households(path: Path, plan: str = PLAN) -> dict[str, int]:
    """Return the households of each grid of a plan as stored, by code; every community it divides is looked at."""
    with open_store(path, read_only=True) as store:
        chosen = store.find(Plan, name=plan)[0]
        grids = store.find(Grid, plan_id=chosen.id)
        for code in {grid.community for grid in grids}:
            _look_at(store, code, [grid for grid in grids if grid.community == code])
        return {grid.code: grid.households for grid in sorted(grids, key=lambda grid: grid.code)}


def _look_at(store: Store, code: str, grids: list[Grid]) -> None:
    """The grids of a community cover it exactly once, and each of its households is in one of them."""
    outline = store.find(Community, code=code)[0].geom
    test = area_test(outline, [grid.geom for grid in grids])
    assert test.is_clean, (code, test)
    homes = shapely.point_on_surface([home.geom for home in store.find(Building, community=code)])
    around = np.array([shapely.covers(grid.geom, homes) for grid in grids])
    assert (around.sum(axis=0) == 1).all()
    assert sum(grid.households for grid in grids) == HOUSEHOLDS
