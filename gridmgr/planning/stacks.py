# SPDX-License-Identifier: MIT
"""Buildings drawn upon each other: a tower on its base, a house recorded twice. No border parts them."""

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmgr.planning.precision import Geometries
from gridmgr.planning.shared_borders import components

STACKED_SHARE = 0.5
"""Two footprints that overlap by this share of the smaller one own land together: no border can run between."""


def stacks(footprints: Geometries) -> NDArray[np.int64]:
    """Number the stacks of (b,) footprints (metric CRS, none empty): (b,), equal for those that lie upon each other."""
    a, b = shapely.STRtree(footprints).query(footprints)
    a, b = a[a < b], b[a < b]
    met = shapely.intersects(footprints.take(a), footprints.take(b))
    a, b = a[met], b[met]
    common = shapely.area(shapely.intersection(footprints[a], footprints[b]))
    smaller = np.minimum(shapely.area(footprints[a]), shapely.area(footprints[b]))
    stacked = common >= STACKED_SHARE * smaller
    return components(len(footprints), a[stacked], b[stacked])
