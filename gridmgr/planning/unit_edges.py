# SPDX-License-Identifier: MIT
"""The edges of a unit graph: common borders, bridges, and the ties of land that nothing else joins."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmgr.model.shapes import GRID_M
from gridmgr.planning.barriers import BarrierFinder
from gridmgr.planning.precision import Geometries
from gridmgr.planning.shared_borders import Segments, components
from gridmgr.planning.units import EdgeKind


@dataclass(frozen=True, slots=True)
class Edges:
    """Pairs of units (m) with a common border or a way across."""

    a: NDArray[np.int64]
    b: NDArray[np.int64]
    length_m: NDArray[np.float64]
    kind: NDArray[np.int8]
    passable: NDArray[np.bool_]

    def with_bridges(self, pairs: NDArray[np.int64]) -> "Edges":
        """Add a passable edge without length for each pair (p, 2) that is not yet joined by a passable one."""
        if not pairs.size:
            return self
        low, high = pairs.reshape(-1, 2).min(axis=1), pairs.reshape(-1, 2).max(axis=1)
        size = int(high.max()) + 1
        pairs = np.stack(np.divmod(np.unique(low * size + high), size), axis=1)
        known = set(zip(self.a[self.passable].tolist(), self.b[self.passable].tolist(), strict=True))
        new = np.array([p[0] != p[1] and tuple(p) not in known for p in pairs.tolist()], dtype=np.bool_)
        a, b = pairs[new].T
        count = len(a)
        return Edges(
            np.concatenate((self.a, a)),
            np.concatenate((self.b, b)),
            np.concatenate((self.length_m, np.zeros(count))),
            np.concatenate((self.kind, np.full(count, EdgeKind.BRIDGE, dtype=np.int8))),
            np.concatenate((self.passable, np.ones(count, dtype=np.bool_))),
        )


def border_edges(segments: Segments, between_blocks: NDArray[np.bool_], finder: BarrierFinder, touch_m: float) -> Edges:
    """Sum the border segments of units up: one edge per pair, of the kind of its longest part.

    An edge is passable where at least `touch_m` of it may be crossed; then its kind is that of that part.
    """
    kind = np.full(len(segments), EdgeKind.INSIDE, dtype=np.int8)
    crossable = np.ones(len(segments), dtype=np.bool_)
    kind[between_blocks], crossable[between_blocks] = finder.at(segments.only(between_blocks).middle)
    size = int(segments.b.max()) + 1 if len(segments) else 1
    pairs, pair = np.unique(segments.a * size + segments.b, return_inverse=True)
    length = segments.length_m
    kinds = len(EdgeKind)
    table = np.bincount((pair * 2 + crossable) * kinds + kind, length, len(pairs) * 2 * kinds).reshape(-1, 2, kinds)
    passable = table[:, 1].sum(axis=1) >= touch_m
    ruling = np.where(passable[:, None], table[:, 1], table.sum(axis=1))
    return Edges(pairs // size, pairs % size, table.sum(axis=(1, 2)), ruling.argmax(axis=1).astype(np.int8), passable)


def opened_to_one_side(edges: Edges, built_on: NDArray[np.bool_], block: NDArray[np.int64]) -> Edges:
    """Make land without buildings that nothing joins, such as a river, reachable from one street block.

    It has to lie in some grid; were both banks let in, a grid could reach across through the water. The block with
    the longest border is chosen.
    """
    part = components(len(built_on), edges.a[edges.passable], edges.b[edges.passable])
    passable = edges.passable.copy()
    for empty in np.flatnonzero(np.bincount(part, built_on) == 0):
        a_in, b_in = part[edges.a] == empty, part[edges.b] == empty
        rim = np.flatnonzero(a_in != b_in)
        beyond = block[np.where(a_in, edges.b, edges.a)[rim]]
        if len(rim):
            passable[rim[beyond == np.bincount(beyond, edges.length_m[rim]).argmax()]] = True
    return Edges(edges.a, edges.b, edges.length_m, edges.kind, passable)


def links_of_parts(edges: Edges, households: NDArray[np.int64], polygons: Geometries) -> NDArray[np.int64]:
    """Return pairs of units (l, 2) that join the parts of a community: each part to the one nearest to it.

    Parts are joined across the longest impassable border between them, else across the shortest distance (飞地).
    """
    part = components(len(households), edges.a[edges.passable], edges.b[edges.passable])
    links: list[tuple[int, int]] = []
    while part.max(initial=0) > 0:
        smallest = int(np.argmin(np.bincount(part, households)))
        a, b = _closest_pair(edges, part == smallest, polygons)
        links.append((min(a, b), max(a, b)))
        other = part[b] if part[a] == smallest else part[a]
        part = np.unique(np.where(part == smallest, other, part), return_inverse=True)[1]
    return np.array(links, dtype=np.int64).reshape(-1, 2)


def _closest_pair(edges: Edges, inside: NDArray[np.bool_], polygons: Geometries) -> tuple[int, int]:
    rim = np.flatnonzero((inside[edges.a] != inside[edges.b]) & (edges.length_m > 0))
    if len(rim):
        best = rim[np.argmax(edges.length_m[rim])]
        return int(edges.a[best]), int(edges.b[best])
    mine, others = np.flatnonzero(inside), np.flatnonzero(~inside)
    tree = shapely.STRtree(polygons[others])
    reach = _corners_apart_m(polygons[mine], polygons[others]) + GRID_M
    # A line from corner to corner has the same bounds as the box and is made faster.
    around = shapely.bounds(polygons[mine]) + np.array([-reach, -reach, reach, reach])
    mine = mine[np.unique(tree.query(shapely.linestrings(around.reshape(-1, 2, 2)))[0])]
    (near, far), distance = tree.query_nearest(
        polygons[mine], max_distance=reach, all_matches=False, return_distance=True
    )
    best = int(np.argmin(distance))
    return int(mine[near[best]]), int(others[far[best]])


def _corners_apart_m(some: Geometries, others: Geometries) -> float:
    """Return how far two corners of some and of other polygons are apart, near ones: no less than the polygons are."""
    one, other = (shapely.points(corners) for corners in map(_corner_of_each, (some, others)))
    _, apart = shapely.STRtree(other).query_nearest(one, all_matches=False, return_distance=True)
    return float(apart.min())


def _corner_of_each(polygons: Geometries) -> NDArray[np.float64]:
    xy, owner = shapely.get_coordinates(polygons, return_index=True)
    return np.asarray(xy.take(np.searchsorted(owner, np.arange(len(polygons))), axis=0))
