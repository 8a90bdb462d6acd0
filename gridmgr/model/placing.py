# SPDX-License-Identifier: MIT
"""Which area a building or facility lies in: points in polygons, computed here and not in a database.

shapely's tree is faster than either database at this (1 million points in 2,500 grids: about a second), and one rule
then holds for both. A point on a shared border belongs to the area that comes first; of grids that is the one with the
lowest code.
"""

from typing import Any, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray

Shapes: TypeAlias = NDArray[Any]
"""An array of shapely geometries or None. Any: numpy knows them only as objects."""


def first_covering(points: Shapes, areas: Shapes) -> NDArray[np.intp]:
    """Return for each point the position of the first area that touches it, -1 for none.

    Points are (n,), areas (m,) in the order in which they win; None and empty shapes match nothing. All in one
    metric CRS.
    """
    found = np.full(len(points), len(areas), dtype=np.intp)
    if len(points) and len(areas):
        # Boxes first, then prepared areas against bare coordinates: a third faster than asking the tree for both.
        which, area = shapely.STRtree(areas).query(points)
        shapely.prepare(areas)
        near = points[which]
        inside = shapely.intersects_xy(areas[area], shapely.get_x(near), shapely.get_y(near))
        np.minimum.at(found, which[inside], area[inside])
    found[found == len(areas)] = -1
    return found


def standing_points(shapes: Shapes) -> Shapes:
    """Return the one point by which each shape is assigned: itself, or a point on its surface."""
    return np.asarray(shapely.point_on_surface(shapes), dtype=object)
