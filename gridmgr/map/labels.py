# SPDX-License-Identifier: MIT
"""Where names are written: a placer that never lets two of them touch."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtGui import QPainter

from gridmgr.map.view import Box

GAP_PX = 2.0


@dataclass(frozen=True, slots=True)
class Label:
    """One way to write one name: the boxes it covers (k, 4 pixels) and how it is painted.

    Labels with the same key are alternatives, of which one is written at most; lower ranks come first.
    """

    key: tuple[str, int]
    rank: float
    boxes: NDArray[np.float64]
    paint: Callable[[QPainter], None]


def place(labels: Sequence[Label], limits: Box, taken: Sequence[Box] = ()) -> list[Label]:
    """Choose labels greedily by rank so that no two of them touch, each key comes once and none is cut off.

    `limits` is what they must lie in, `taken` are boxes that must stay free (scale bar, legend). All in pixels.
    """
    if not labels:
        return []
    order = sorted(range(len(labels)), key=lambda number: (labels[number].rank, number))
    boxes = [labels[number].boxes for number in order]
    owner = np.repeat(np.arange(len(order)), [len(group) for group in boxes])
    corners = np.concatenate(boxes) + np.array([-GAP_PX, -GAP_PX, GAP_PX, GAP_PX]) / 2
    bad = _outside(corners, limits) | _covered(corners, taken)
    possible = np.bincount(owner, weights=bad, minlength=len(order)) == 0
    clashes = _clashes(corners, owner, len(order))
    chosen = np.zeros(len(order), bool)
    written: set[tuple[str, int]] = set()
    for position in np.flatnonzero(possible).tolist():
        key = labels[order[position]].key
        if key not in written and not chosen[clashes[position]].any():
            chosen[position] = True
            written.add(key)
    return [labels[order[position]] for position in np.flatnonzero(chosen).tolist()]


def _outside(corners: NDArray[np.float64], limits: Box) -> NDArray[np.bool_]:
    low, high = np.array(limits[:2]), np.array(limits[2:])
    return np.asarray((corners[:, :2] < low).any(axis=1) | (corners[:, 2:] > high).any(axis=1))


def _covered(corners: NDArray[np.float64], taken: Sequence[Box]) -> NDArray[np.bool_]:
    hit = np.zeros(len(corners), bool)
    for left, top, right, bottom in taken:
        beside = (corners[:, 0] >= right) | (corners[:, 2] <= left) | (corners[:, 1] >= bottom) | (corners[:, 3] <= top)
        hit |= ~beside
    return hit


def _clashes(corners: NDArray[np.float64], owner: NDArray[np.int64], count: int) -> list[NDArray[np.int64]]:
    """Return, for every label, the labels that it would touch."""
    shapes = shapely.box(*corners.T)
    pairs = owner[shapely.STRtree(shapes).query(shapes)]
    pairs = np.unique(pairs[:, pairs[0] != pairs[1]], axis=1)
    starts = np.searchsorted(pairs[0], np.arange(count + 1))
    return [pairs[1, starts[number] : starts[number + 1]] for number in range(count)]
