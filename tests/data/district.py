# SPDX-License-Identifier: MIT
"""A small invented district for tests about keeping it safe."""

import sqlite3
from pathlib import Path

from shapely import box

from gridmgr.data.geopackage import register_functions
from gridmgr.data.local import LocalStore
from gridmgr.data.opening import create_local
from gridmgr.data.store import Store
from gridmgr.model.areas import Building, Community, District
from gridmgr.model.changes import ChangeSet, added
from gridmgr.model.ids import counted_ids
from gridmgr.model.people import Household

COMMUNITY = "350404001001"


def filled(path: Path) -> LocalStore:
    """Return the open store of a new file with a small community in it."""
    store = create_local(path, District(id="d", code="350404", name="三元区"), crs=4547, author="甲")
    fill(store)
    return store


def fill(store: Store, buildings: int = 30) -> None:
    """Store one community, some buildings with a household in each, and a building without geometry, as one step."""
    ids = counted_ids(7)
    community = Community(id=ids(), community=COMMUNITY, code=COMMUNITY, name="列东社区")
    places = [box(x := 447_000.0 + 20 * n, 2_900_000.0, x + 12, 2_900_009.5) for n in range(buildings)]
    houses = [
        Building(id=ids(), community=COMMUNITY, code=f"B{n:03d}", name=f"{n}幢", geom=place)
        for n, place in enumerate(places)
    ]
    bare = Building(id=ids(), community=COMMUNITY, code="B999", name="无图形")
    households = [
        Household(id=ids(), community=COMMUNITY, building_id=house.id, household_no=f"H{n:03d}")
        for n, house in enumerate(houses)
    ]
    store.apply(ChangeSet("建库", [added(r) for r in (community, *houses, bare, *households)]))


def raw(path: Path, functions: bool = True) -> sqlite3.Connection:
    """Open the file as another program does, with or without spatial functions."""
    connection = sqlite3.connect(path, isolation_level=None)
    if functions:
        register_functions(connection)
    return connection
