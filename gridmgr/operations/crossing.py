# SPDX-License-Identifier: MIT
"""Handing land over across a railway, river or main road: with a reason that stays in the file."""

from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.model.errors import InputError
from gridmgr.model.ids import Ids, new_id
from gridmgr.operations.land_links import accept_link
from gridmgr.operations.redrawing import Land, Redrawing, move_faces
from gridmgr.planning.contiguity import Contiguity, touching
from gridmgr.planning.shared_borders import shared_segments


def move_across(
    land: Land, faces: NDArray[np.int64], target: str, beyond: NDArray[np.int64], reason: str, ids: Ids = new_id
) -> Redrawing:
    """Give faces to a grid although some (`beyond`) lie across a barrier; each part there gets a link (连通认定).

    Raises InputError without a reason, EditError as `move_faces` does.
    """
    if not reason.strip():
        raise InputError("请写明为什么要跨过隔离线，例如“有人行天桥”。")
    moved = move_faces(land, faces, target)
    links = [accept_link(land.community, line, reason, ids) for line in link_lines(land, target, beyond)]
    changes = tuple(change for link in links for change in link.changes)
    return replace(moved, label=f"{moved.label}，跨过隔离：{reason.strip()}", beside=changes)


def link_lines(land: Land, target: str, beyond: NDArray[np.int64]) -> list[BaseGeometry]:
    """Return for every part beyond a barrier the shortest line between points inside it and inside the target."""
    coverage = land.coverage
    built = np.unique(coverage.face_of_building[coverage.face_of_building >= 0])
    home = np.setdiff1d(built[coverage.grid[built] == target], beyond)
    if not len(home):
        return []
    tree = shapely.STRtree(shapely.point_on_surface(coverage.faces[home]))
    part = Contiguity(len(coverage.faces), touching(shared_segments(coverage.faces))).parts(beyond)
    lines = []
    for number in np.unique(part):
        points = shapely.point_on_surface(coverage.faces[beyond[part == number]])
        (point, near), distance = tree.query_nearest(points, all_matches=False, return_distance=True)
        best = int(np.argmin(distance))
        ends = shapely.get_coordinates([points[point[best]], tree.geometries[near[best]]])
        lines.append(shapely.linestrings(ends))
    return lines
