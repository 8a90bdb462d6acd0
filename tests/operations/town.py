"""A small invented town for tests: two communities of 900 households each, with streets between the blocks."""

import shutil
from pathlib import Path

import numpy as np
import shapely

from gridmgr.data.local import LocalStore
from gridmgr.data.opening import create_local, open_store
from gridmgr.model.areas import Barrier, Building, Community, District, Estate
from gridmgr.model.changes import ChangeSet, added
from gridmgr.model.ids import counted_ids
from gridmgr.model.records import Record
from gridmgr.model.shapes import normal_form
from gridmgr.operations.session import Session

WEST, EAST = "350402001001", "350402001002"
EPSG = 4548
ORIGIN = (563000.0, 2907000.0)
BLOCK_M = 100.0


def town_records() -> list[Record]:
    """Return the town: per community 3 × 5 blocks with two buildings of 30 households each, one estate in the west."""
    ids = counted_ids(11)
    district = District(id=ids(), code="350402", name="测试区")
    communities = [
        Community(id=ids(), community=code, code=code, name=name, geom=_box(left, 0, left + 3, 5))
        for code, name, left in ((WEST, "西苑社区", 0), (EAST, "东苑社区", 3))
    ]
    estate = Estate(id=ids(), community=WEST, name="西苑新村", geom=_box(0, 0, 2, 1))
    buildings = [
        Building(
            id=ids(),
            community=WEST if column < 3 else EAST,
            number=f"{number}幢",
            estate_id=estate.id if row == 0 and column < 2 else "",
            households_declared=30,
            floors_up=6,
            geom=_box(column + 0.2, row + bottom, column + 0.8, row + bottom + 0.2),
        )
        for number, (column, row, bottom) in enumerate(
            ((c, r, b) for c in range(6) for r in range(5) for b in (0.2, 0.6)), start=1
        )
    ]
    roads = [shapely.LineString([_at(x, -0.2), _at(x, 5.2)]) for x in range(1, 6)]
    roads += [shapely.LineString([_at(-0.2, y), _at(6.2, y)]) for y in range(1, 5)]
    barriers = [Barrier(id=ids(), road_class="residential", name="苑路", geom=normal_form(road)) for road in roads]
    return [district, *communities, estate, *buildings, *barriers]


def make_town(path: Path) -> LocalStore:
    """Return a store with the town in it."""
    district, *rest = town_records()
    assert isinstance(district, District)
    store = create_local(path, district, EPSG)
    Session(store, "测试员").run(ChangeSet("装入", [added(r) for r in rest]))
    return store


def _at(column: float, row: float) -> tuple[float, float]:
    return ORIGIN[0] + column * BLOCK_M, ORIGIN[1] + row * BLOCK_M


def _box(left: float, bottom: float, right: float, top: float) -> shapely.Polygon:
    corners = np.array([*_at(left, bottom), *_at(right, top)])
    return normal_form(shapely.box(*corners), "GEOMETRY" if right - left < 1 else "MULTIPOLYGON")


def opened_copy(path: Path, folder: Path) -> LocalStore:
    """Return a copy of a file, opened to be changed."""
    copy = folder / "镇.gpkg"
    shutil.copy(path, copy)
    store = open_store(copy)
    assert isinstance(store, LocalStore)
    return store
