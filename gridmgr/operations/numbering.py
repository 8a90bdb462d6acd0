# SPDX-License-Identifier: MIT
"""The order in which grids are numbered, west to east in bands from north to south, and their usual names."""

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

BANDS = 3
"""Number of horizontal bands in which the order west to east is taken."""


def reading_order(shapes: Sequence[BaseGeometry]) -> list[int]:
    """Return the positions of areas in the order in which they are numbered.

    Three bands from north to south, west to east inside a band (the order that DB11 and DB6101/T 3185-2024 ask for).
    Input in a metric CRS with x to the east.
    """
    if not shapes:
        return []
    points = shapely.get_coordinates(shapely.point_on_surface(np.array(shapes, dtype=object)))
    top, bottom = points[:, 1].max(), points[:, 1].min()
    height = max(top - bottom, 1e-9)
    band = np.minimum(((top - points[:, 1]) / height * BANDS).astype(int), BANDS - 1)
    return [int(i) for i in np.lexsort((-points[:, 1], points[:, 0], band))]


def grid_name(community_name: str, serial: int) -> str:
    """Return the usual name of a grid, such as 江滨社区第3网格."""
    return f"{community_name}第{serial}网格"
