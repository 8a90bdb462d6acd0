# SPDX-License-Identifier: MIT
"""Cutting the faces of a coverage along a line without moving any border that the line does not touch."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.planning.noding import faces_between, noded
from gridmgr.planning.precision import ROUNDING_M, Geometries, corner_numbers, mean_width_m
from gridmgr.planning.shared_borders import dissolved, shared_segments, sides, slivers_given_away

SLIVER_M = 0.02
"""A piece narrower than this is what a hand-drawn line leaves beside a border it was meant to follow."""


@dataclass(frozen=True, slots=True)
class Refined:
    """Faces after a cut (f), in the order of the faces they come from."""

    faces: Geometries
    parent: NDArray[np.int64]
    """(f,) the face before the cut that each face was or was part of."""
    touched: NDArray[np.bool_]
    """(f,) whether the face was made anew."""


def refined(faces: Geometries, line: BaseGeometry) -> Refined:
    """Cut faces along a line on the millimetre grid.

    The cut faces and their neighbours are noded again together with the line. Rounding the new corners may bend a
    border by less than a millimetre; if it bends one that a face farther away shares, that face is noded again as
    well, so neighbours always keep identical corners.
    """
    tree = shapely.STRtree(faces)
    area = np.sort(tree.query(line, predicate="intersects"))
    while True:
        area = np.unique(tree.query(faces[area], predicate="intersects")[1])
        beyond = np.setdiff1d(np.unique(tree.query(faces[area], predicate="intersects")[1]), area)
        pieces = faces_between(noded(np.append(shapely.boundary(faces[area]), line)))
        pieces, parent = _with_parents(pieces, faces, area)
        if _keeps_rim(pieces, faces[area], faces[beyond]):
            break
    pieces, parent = _without_slivers(pieces, parent)
    kept = np.setdiff1d(np.arange(len(faces)), area)
    source = np.concatenate((kept, parent))
    order = np.argsort(source, kind="stable")
    touched = np.concatenate((np.zeros(len(kept), dtype=np.bool_), np.ones(len(parent), dtype=np.bool_)))
    return Refined(np.concatenate((faces[kept], pieces))[order], source[order], touched[order])


def _with_parents(
    pieces: Geometries, faces: Geometries, area: NDArray[np.int64]
) -> tuple[Geometries, NDArray[np.int64]]:
    """Drop what the line encloses outside the faces; return the pieces and the face that each lies in."""
    points = shapely.point_on_surface(pieces)
    piece, face = shapely.STRtree(faces[area]).query_nearest(points, max_distance=ROUNDING_M / 2, all_matches=False)
    return pieces[piece], area[face]


def _keeps_rim(pieces: Geometries, before: Geometries, beyond: Geometries) -> bool:
    """Tell whether every side that the old faces shared with faces beyond is still a side of the new ones."""
    if not len(beyond):
        return True
    start, end, owner = sides(np.concatenate((pieces, before, beyond)))
    corner = corner_numbers(np.concatenate((start, end)))
    p, q = corner[: len(start)], corner[len(start) :]
    code = np.minimum(p, q) * (len(corner) + 1) + np.maximum(p, q)
    first_before, first_beyond = len(pieces), len(pieces) + len(before)
    new = code[owner < first_before]
    old = code[(owner >= first_before) & (owner < first_beyond)]
    return bool(np.isin(np.intersect1d(old, code[owner >= first_beyond]), new).all())


def _without_slivers(pieces: Geometries, parent: NDArray[np.int64]) -> tuple[Geometries, NDArray[np.int64]]:
    """Join pieces too narrow to be meant to the neighbouring piece of the same face."""
    thin = np.flatnonzero(mean_width_m(pieces) < SLIVER_M)
    if not len(thin):
        return pieces, parent
    segments = shared_segments(pieces)
    segments = segments.only(parent[segments.a] == parent[segments.b])
    group = slivers_given_away(thin, shapely.area(pieces), segments, segments.length_m)
    kept, group = np.unique(group, return_inverse=True)
    return dissolved(pieces, group, len(kept)), parent[kept]
