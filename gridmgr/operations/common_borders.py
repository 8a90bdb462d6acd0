# SPDX-License-Identifier: MIT
"""Borders that two grids share, stored the same on both sides to the last corner."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gridmgr.model.areas import Grid
from gridmgr.model.shapes import normal_form
from gridmgr.planning.coverage import DOOR_M, LEAST_M2, Coverage
from gridmgr.planning.precision import is_wider_than_rounding


def with_common_corners(
    grids: Mapping[str, Grid], coverage: Coverage, redrawn: Sequence[str], cut: Collection[str]
) -> dict[str, Grid]:
    """Return grids whose stored border differs from the common one by rounding alone, with the common one.

    Looked at are the neighbours of redrawn grids, and those of which faces were cut.
    """
    drawn = np.array([grids[name].geom for name in redrawn if name in grids], dtype=object)
    others = [grid for name, grid in grids.items() if name not in redrawn and not grid.border_locked]
    shapes = np.array([grid.geom or shapely.Polygon() for grid in others], dtype=object)
    near = set(shapely.STRtree(shapes).query(drawn, "dwithin", distance=DOOR_M)[1].tolist())
    found = {}
    for grid in (other for number, other in enumerate(others) if number in near or other.id in cut):
        shape = coverage.grid_polygon(grid.id)
        geom = normal_form(shape, "MULTIPOLYGON") if not shape.is_empty else grid.geom
        if geom is not None and grid.geom is not None and not shapely.equals_exact(geom, grid.geom):
            found[grid.id] = grid if differ(grid.geom, geom) else replace(grid, geom=geom)
    return found


def cut_anew(before: Coverage, after: Coverage) -> set[str]:
    """Return the grids of which faces were made anew."""
    if after.faces is before.faces:
        return set()
    known = set(map(id, before.faces))
    return {name for face, name in zip(after.faces, after.grid.tolist(), strict=True) if id(face) not in known}


def differ(one: BaseGeometry, other: BaseGeometry) -> bool:
    """Tell whether two areas differ by more than rounding."""
    if shapely.equals_exact(one, other):
        return False
    parts = shapely.get_parts(shapely.symmetric_difference(one, other))
    return bool(is_wider_than_rounding(parts, LEAST_M2).any())
