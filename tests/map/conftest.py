# SPDX-License-Identifier: MIT
"""A small invented district for the tests of the map."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.map.builders import scene_from_tables
from gridmgr.map.scene import MapScene

SOUTH_WEST = np.array([560_000.0, 2_906_000.0])
COURT = 120.0


def invented_homes(across: int, rng: np.random.Generator) -> NDArray[np.object_]:
    """Return nine footprints for every court."""
    courts = np.array([[column, row] for row in range(across) for column in range(across)]) * COURT
    steps = np.array([[column, row] for row in range(3) for column in range(3)]) * 36.0 + 14.0
    corners = (courts[:, None] + steps[None]).reshape(-1, 2) + rng.uniform(0, 6, (len(courts) * 9, 2)) + SOUTH_WEST
    size = rng.uniform(12, 24, corners.shape)
    return shapely.box(*np.hstack([corners, corners + size]).T)


def invented_barriers(length: float, side: float) -> list[BaseGeometry]:
    """Return three streets, a railway and a river."""
    tracks = [[(0, at), (length, at)] for at in (0, side, 2 * side)] + [[(0, 40), (length / 2, 60), (length, 20)]]
    lines = [shapely.LineString(np.array(track) + SOUTH_WEST) for track in tracks]
    return [*lines, shapely.box(*(SOUTH_WEST - 90), *(SOUTH_WEST + np.array([length, -30])))]


def invented_scene(across: int = 6, seed: int = 1) -> MapScene:
    """Return `across` x `across` courts of nine buildings, four courts to a grid, streets, a river and a railway."""
    rng = np.random.default_rng(seed)
    homes = invented_homes(across, rng)
    side = 2 * COURT
    count = across // 2
    places = [(column, row) for row in range(count) for column in range(count)]
    grids = [shapely.box(*(SOUTH_WEST + np.array(p) * side), *(SOUTH_WEST + (np.array(p) + 1) * side)) for p in places]
    half = [grid for place, grid in zip(places, grids, strict=True) if place[0] < count / 2]
    rest = [grid for place, grid in zip(places, grids, strict=True) if place[0] >= count / 2]
    return scene_from_tables(
        {
            "community": {
                "id": ["c1", "c2"],
                "name": ["江滨社区", "列东社区"],
                "geometry": [shapely.union_all(half), shapely.union_all(rest)],
            },
            "grid": {
                "id": [f"g{number}" for number in range(len(grids))],
                "number": [f"{number + 1:02d}" for number in range(len(grids))],
                "households": [200 + 70 * number for number in range(len(grids))],
                "geometry": grids,
            },
            "building": {
                "id": [f"b{number}" for number in range(len(homes))],
                "number": [f"{number + 1}号楼" for number in range(len(homes))],
                "households": rng.integers(0, 60, len(homes)),
                "geometry": homes,
            },
            "barrier": {
                "id": ["r0", "r1", "r2", "w0", "v0"],
                "kind": ["road", "road", "road", "railway", "river"],
                "class": ["primary", "residential", "", "", ""],
                "name": ["崇宁路", "列东街", "", "鹰厦铁路", "沙溪"],
                "geometry": invented_barriers(across * COURT, side),
            },
        },
        title="虚构街道",
        note="虚构数据",
    )


@pytest.fixture(scope="session")
def scene(qapp: object) -> MapScene:
    """The invented district, with a Qt application for its fonts."""
    return invented_scene()
