# SPDX-License-Identifier: MIT
"""Directed pieces of line joined end to end: chains and rings."""

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


def followers(group: Numbers, start: Numbers, end: Numbers) -> tuple[Numbers, NDArray[np.bool_]]:
    """Return for each piece (s,) the piece of the same group that starts where it ends, -1 for none.

    `start` and `end` number the corners. The second answer marks pieces that share group and start with another one:
    what follows there is not told by the pieces.
    """
    if not len(group):
        return group, np.zeros(0, dtype=np.bool_)
    size = int(max(start.max(), end.max())) + 1
    begin, finish = group * size + start, group * size + end
    order = np.argsort(begin, kind="stable")
    known = begin[order]
    place = np.minimum(np.searchsorted(known, finish), len(known) - 1)
    double = np.zeros(len(begin), dtype=np.bool_)
    same = known[1:] == known[:-1]
    double[order[1:][same]] = double[order[:-1][same]] = True
    return np.where(known[place] == finish, order[place], -1), double


def walks(following: Numbers) -> tuple[Numbers, Numbers]:
    """Return the pieces in the order in which they follow each other, and the number of the walk of each.

    A walk begins at a piece that follows no other; where there is none, in a ring, at its lowest piece. Walks are
    sorted by their first piece. Each piece follows at most one other.
    """
    count = len(following)
    before = np.arange(count)
    followed = following >= 0
    before[following[followed]] = np.flatnonzero(followed)
    head, rank = _ranked(_rings_opened(before))
    order = np.lexsort((rank, head))
    first = np.append(True, head[order][1:] != head[order][:-1])[:count]
    return order, np.cumsum(first) - 1


def _rings_opened(before: Numbers) -> Numbers:
    """Return the piece before each one, every ring cut before its lowest piece; a first piece comes before itself.

    Looks back twice as far in every round (pointer jumping, Wyllie 1979).
    """
    lowest, jump = np.arange(len(before)), before
    while True:
        lowest = np.minimum(lowest, lowest[jump])
        jump = jump[jump]
        in_ring = before[jump] != jump
        if (lowest[before] == lowest)[in_ring].all():
            return np.where(in_ring & (lowest == np.arange(len(before))), lowest, before)


def _ranked(before: Numbers) -> tuple[Numbers, Numbers]:
    """Return the first piece of the walk of each piece, and how many come before it."""
    rank = (before != np.arange(len(before))).astype(np.int64)
    while True:
        further = before[before]
        if np.array_equal(further, before):
            return before, rank
        rank = rank + rank[before]
        before = further
