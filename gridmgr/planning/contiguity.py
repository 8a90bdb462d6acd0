# SPDX-License-Identifier: MIT
"""Which pieces of land hang together: worked out once, then asked at every move of the mouse for a few pieces."""

import numpy as np
from numpy.typing import NDArray

from gridmgr.planning.barriers import BarrierFinder, Barriers, cut_lines
from gridmgr.planning.bridges import bridge_pairs, linked_pairs
from gridmgr.planning.precision import Geometries
from gridmgr.planning.shared_borders import Segments
from gridmgr.planning.units import EdgeKind

Pairs = NDArray[np.int64]


class Contiguity:
    """The neighbours of every piece (n). The time of a question grows with the pieces asked for, not with all."""

    def __init__(self, count: int, pairs: Pairs) -> None:
        """`pairs` (p, 2) are pieces that hang together; a pair may be named more than once."""
        low, high = np.minimum(pairs[:, 0], pairs[:, 1]), np.maximum(pairs[:, 0], pairs[:, 1])
        a, b = np.divmod(np.unique(low * max(count, 1) + high), max(count, 1))
        one, other = np.concatenate((a, b)), np.concatenate((b, a))
        order = np.argsort(one, kind="stable")
        self._count = count
        self._starts = np.searchsorted(one[order], np.arange(count + 1))
        self._others = other[order]

    def neighbours_of(self, piece: int) -> NDArray[np.int64]:
        """Return the pieces that hang together with one."""
        return self._others[self._starts[piece] : self._starts[piece + 1]]

    def parts(self, pieces: NDArray[np.int64], group: NDArray[np.int32] | None = None) -> NDArray[np.int64]:
        """Number the connected parts of some pieces (each named once): (m,) from 0.

        With `group` (n,), the group of every piece, those of different groups do not hang together.
        """
        # scipy takes long to import, and starting must stay quick.
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import connected_components

        if not len(pieces):
            return np.zeros(0, np.int64)
        number = np.full(self._count, -1, np.int32)
        number[pieces] = np.arange(len(pieces), dtype=np.int32)
        lengths = self._starts[pieces + 1] - self._starts[pieces]
        begin = np.cumsum(lengths) - lengths
        places = np.arange(lengths.sum()) + np.repeat(self._starts[pieces] - begin, lengths)
        column = number[self._others[places]]
        row = np.repeat(np.arange(len(pieces), dtype=np.int32), lengths)
        if group is not None:
            column[group[pieces[column]] != group[pieces[row]]] = -1
        row = row[column >= 0]
        ends = np.concatenate(([0], np.cumsum(np.bincount(row, minlength=len(pieces)))))
        column = column[column >= 0]
        graph = csr_array((np.ones(len(column), np.int8), column, ends), shape=(len(pieces), len(pieces)))
        return np.asarray(connected_components(graph, directed=False)[1], np.int64)


def touching(borders: Segments) -> Pairs:
    """Return the pairs of pieces that share a border."""
    return np.stack((borders.a, borders.b), axis=1)


def reachable(faces: Geometries, borders: Segments, barriers: Barriers, beside_roads: bool = False) -> Pairs:
    """Return the pairs of pieces between which one gets without crossing a railway, river or wall.

    Bridges, underpasses and what an office has linked are ways across. With `beside_roads` main roads bar the way, too.
    """
    lines, source = cut_lines(barriers)
    kind, crossable = BarrierFinder(lines, barriers.kind[source], barriers.crossable[source]).at(borders.middle)
    open_ = crossable & ((kind != EdgeKind.ARTERIAL) | (not beside_roads))
    pairs = [touching(borders.only(open_)), linked_pairs(barriers, faces)]
    if not beside_roads:
        pairs.append(bridge_pairs(barriers, faces, np.arange(len(faces))))
    return np.concatenate(pairs)
