# SPDX-License-Identifier: MIT
"""Directed pieces of line joined end to end: chains and rings."""

import numpy as np
from numpy.typing import NDArray

from gridmgr.planning.ordering import Numbers, order_of


def followers(group: Numbers, start: Numbers, end: Numbers) -> tuple[Numbers, NDArray[np.bool_]]:
    """Return for each piece (s,) the piece of the same group that starts where it ends, -1 for none.

    `start` and `end` number the corners. The second answer marks pieces that share group and start with another one:
    what follows there is not told by the pieces.
    """
    if not len(group):
        return group, np.zeros(0, dtype=np.bool_)
    size = int(max(start.max(), end.max())) + 1
    begin, finish = group * size + start, group * size + end
    order = order_of(begin)
    known = begin.take(order)
    place = np.minimum(np.searchsorted(known, finish), len(known) - 1)
    double = np.zeros(len(begin), dtype=np.bool_)
    same = np.flatnonzero(known[1:] == known[:-1])
    double[order.take(same)] = double[order.take(same + 1)] = True
    return np.where(known.take(place) == finish, order.take(place), -1), double


def walks(following: Numbers) -> tuple[Numbers, Numbers]:
    """Return the pieces in the order in which they follow each other, and the number of the walk of each.

    A walk begins at a piece that follows no other; where there is none, in a ring, at its lowest piece. Walks are
    sorted by their first piece. Each piece follows at most one other.
    """
    count = len(following)
    before = np.arange(count)
    followed = np.flatnonzero(following >= 0)
    before[following.take(followed)] = followed
    head, rank = _ranked(_rings_opened(before))
    length = np.bincount(head, minlength=count)
    order = np.empty(count, dtype=np.int64)
    order[(np.cumsum(length) - length).take(head) + rank] = np.arange(count)
    heads = np.flatnonzero(length)
    return order, np.repeat(np.arange(len(heads)), length.take(heads))


def _rings_opened(before: Numbers) -> Numbers:
    """Return the piece before each one, every ring cut before its lowest piece; a first piece comes before itself.

    Looks back twice as far in every round (pointer jumping, Wyllie 1979).
    """
    own = np.arange(len(before))
    lowest, jump = own, before
    while True:
        lowest = np.minimum(lowest, lowest.take(jump))
        jump = jump.take(jump)
        in_ring = np.flatnonzero(before.take(jump) != jump)
        if np.array_equal(lowest.take(before.take(in_ring)), lowest.take(in_ring)):
            opened = before.copy()
            opened[in_ring] = np.where(lowest.take(in_ring) == in_ring, in_ring, before.take(in_ring))
            return opened


def _ranked(before: Numbers) -> tuple[Numbers, Numbers]:
    """Return the first piece of the walk of each piece, and how many come before it."""
    rank = (before != np.arange(len(before))).astype(np.int64)
    while True:
        further = before.take(before)
        if np.array_equal(further, before):
            return before, rank
        rank = rank + rank.take(before)
        before = further
