# SPDX-License-Identifier: MIT
"""The ground of the tests: a district in CGCS2000, 3° zone of 117° E, and the way there from other systems."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer

from gridmgr.map.basemap.grids import TileGrid
from gridmgr.map.basemap.placement import Convert, Placement
from gridmgr.map.view import ViewState

DISTRICT = "EPSG:4548"
MIDDLE = 563_000.0, 2_907_000.0


@lru_cache
def between(source: str, target: str) -> Convert:
    """Return the way from one system to another, east before north."""
    through = Transformer.from_crs(source, target, always_xy=True)

    def convert(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(through.transform(xy[:, 0], xy[:, 1]))

    return convert


def placed(grid: TileGrid) -> Placement:
    """Lay a grid on the ground of the district."""
    return Placement(grid, between(grid.crs, DISTRICT), between(DISTRICT, grid.crs))


def view(metres_per_pixel: float, width: int = 600, height: int = 400) -> ViewState:
    """Return a view of the district's middle."""
    return ViewState(*MIDDLE, metres_per_pixel, width, height)
