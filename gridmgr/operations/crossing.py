# SPDX-License-Identifier: MIT
"""Grids that reach across a railway, river or main road: with a reason that stays in the file."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gridmgr.model.errors import InputError
from gridmgr.model.ids import Ids, new_id
from gridmgr.operations.land_links import accept_link
from gridmgr.operations.redrawing import Land, Redrawing
from gridmgr.planning.crossings import Reach


def changed_grids(redrawing: Redrawing) -> list[str]:
    """Return the grids (ids) whose land is another after a gesture."""
    before, after = redrawing.before.grids, redrawing.after.grids
    kept = before.keys() & after.keys()
    return sorted((before.keys() ^ after.keys()) | {one for one in kept if before[one].geom is not after[one].geom})


def with_reason(redrawing: Redrawing, reaches: Sequence[Reach], reason: str, ids: Ids = new_id) -> Redrawing:
    """Return a gesture with the reason for which grids reach across a barrier; each side there gets a link (连通认定).

    Raises InputError without a reason.
    """
    if not reason.strip():
        raise InputError("请写明为什么要跨过隔离线，例如“有人行天桥”。")
    after = redrawing.after
    lines = [line for reach in reaches for line in link_lines(after, reach)]
    links = tuple(change for line in lines for change in accept_link(after.community, line, reason, ids).changes)
    label = f"{redrawing.label}，跨过隔离：{reason.strip()}"
    return replace(redrawing, label=label, beside=(*redrawing.beside, *links))


def link_lines(land: Land, reach: Reach) -> Iterator[BaseGeometry]:
    """Yield for every side beyond a barrier the shortest line between points inside it and inside the grid's home."""
    coverage = land.coverage
    tree = shapely.STRtree(shapely.point_on_surface(coverage.faces[coverage.faces_of_buildings(reach.home)]))
    for side in reach.beyond:
        points = shapely.point_on_surface(coverage.faces[coverage.faces_of_buildings(side)])
        (point, near), distance = tree.query_nearest(points, all_matches=False, return_distance=True)
        best = int(np.argmin(distance))
        yield shapely.linestrings(shapely.get_coordinates([points[point[best]], tree.geometries[near[best]]]))
