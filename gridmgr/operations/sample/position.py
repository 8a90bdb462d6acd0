# SPDX-License-Identifier: MIT
"""Where the invented town is put in the coordinate system."""

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gridmgr.model.shapes import normal_form

EPSG = 4548
"""CGCS2000, 3-degree Gauss-Krüger with central meridian 117° E."""
EAST_M, NORTH_M = 563_668, 2_907_071
"""Where the middle of the invented town comes to lie; no real street is there."""


def placed(geometry: BaseGeometry, geometry_type: str) -> BaseGeometry:
    """Return a geometry of the town in the coordinate system, in the form in which geometry is stored."""
    moved = shapely.transform(geometry, lambda xy: np.round(xy + np.array([EAST_M, NORTH_M]), 3))
    return normal_form(moved, geometry_type)
