# SPDX-License-Identifier: MIT
"""Four hues on the map such that neighbours differ."""

from collections import deque
from heapq import heapify, heappop, heappush
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

HUES = 4


def assign_hues(count: int, pairs: NDArray[np.int64]) -> NDArray[np.int8]:
    """Give each of `count` areas a hue 0..3 that differs from those of its neighbours (pairs (m, 2) of rows).

    The area with the fewest free hues comes first (Brélaz 1979, DSATUR); where none is free, two hues are swapped along
    a chain of neighbours (Kempe 1879). A map drawn in the plane comes out right but for rare knots; scattered pieces
    of one grid may need more than four hues: then the one that clashes least is taken.
    """
    beside: list[set[int]] = [set() for _ in range(count)]
    for a, b in pairs.tolist():
        beside[a].add(b)
        beside[b].add(a)
    hues = np.full(count, -1, np.int8)
    waiting = [_urgency(area, beside, hues) for area in range(count)]
    heapify(waiting)
    while waiting:
        entry = heappop(waiting)
        area = entry[-1]
        # An entry that no longer holds has a newer one: it was added when a neighbour got its hue.
        if hues[area] >= 0 or entry != _urgency(area, beside, hues):
            continue
        before = hues.copy()
        hues[area] = _hue_for(area, beside, hues)
        for changed in np.flatnonzero(hues != before).tolist():
            for other in beside[changed]:
                if hues[other] < 0:
                    heappush(waiting, _urgency(other, beside, hues))
    return hues


def _urgency(area: int, beside: list[set[int]], hues: NDArray[np.int8]) -> tuple[int, int, int]:
    """Return by what the areas are ordered: few free hues, many neighbours, low rows first; the last is the area."""
    return -len(_taken(area, beside, hues)), -len(beside[area]), area


def _taken(area: int, beside: list[set[int]], hues: NDArray[np.int8]) -> set[int]:
    return {int(hues[other]) for other in beside[area]} - {-1}


def _hue_for(area: int, beside: list[set[int]], hues: NDArray[np.int8]) -> int:
    """Return a free hue, after making one free by a swap if need be."""
    for first, second in [(-1, -1), *combinations(range(HUES), 2)]:
        if first >= 0:
            _swap_without_meeting(area, (first, second), beside, hues)
        taken = _taken(area, beside, hues)
        used = np.bincount(hues[hues >= 0], minlength=HUES)
        free = [hue for hue in range(HUES) if hue not in taken]
        if free:
            return min(free, key=lambda hue: (used[hue], hue))
    clashes = np.bincount([hues[other] for other in beside[area] if hues[other] >= 0], minlength=HUES)
    return int(np.argmin(clashes))


def _swap_without_meeting(area: int, two: tuple[int, int], beside: list[set[int]], hues: NDArray[np.int8]) -> None:
    """Swap two hues in the chains that start at the area's neighbours of the first, if none reaches the second."""
    first, second = two
    seen = {other for other in beside[area] if hues[other] == first}
    goals = {other for other in beside[area] if hues[other] == second}
    queue = deque(sorted(seen))
    while queue:
        for other in beside[queue.popleft()]:
            if other not in seen and hues[other] in two:
                seen.add(other)
                queue.append(other)
    if seen & goals:
        return
    chain = sorted(seen)
    hues[chain] = np.where(hues[chain] == first, second, first)
