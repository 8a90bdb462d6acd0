# SPDX-License-Identifier: MIT
"""Grid codes and names: the community's code and a serial number, given west to east in bands from north to south."""

from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gridmgr.model.errors import InputError

BANDS = 3
"""Number of horizontal bands in which the order west to east is taken."""
LAST_SERIAL = 900
"""Serials from 901 on belong to dedicated grids (专属网格)."""


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


def next_serial(codes: Iterable[str], community: str) -> int:
    """Return the first serial that no given grid code of the community uses or has passed."""
    serials = [c[len(community) :] for c in codes if c.startswith(community)]
    used = [int(s) for s in serials if s.isdigit() and int(s) <= LAST_SERIAL]
    return max(used, default=0) + 1


def grid_code(community: str, serial: int) -> str:
    """Return the 15-digit code of a grid. Raises InputError when a community runs out of serials."""
    if not 1 <= serial <= LAST_SERIAL:
        raise InputError(
            "社区 {community} 的网格顺序码已用完（最多 {last} 个）。", community=community, last=LAST_SERIAL
        )
    return f"{community}{serial:03d}"


def grid_name(community_name: str, serial: int) -> str:
    """Return the usual name of a grid, such as 江滨社区第3网格."""
    return f"{community_name}第{serial}网格"
