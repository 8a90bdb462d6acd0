# SPDX-License-Identifier: MIT
"""Where names are written: a placer that never lets two of them touch."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from operator import attrgetter
from typing import NamedTuple

from PySide6.QtGui import QPainter

from gridmgr.map.view import Box

GAP_PX = 2.0
SQUARE_PX = 64.0
"""Boxes are looked up by squares of this size: most names cover two or three of them."""


class Label(NamedTuple):
    """One way to write one name: the boxes it covers (pixels) and how it is painted.

    Labels with the same key are alternatives, of which one is written at most; lower ranks come first.
    """

    key: tuple[str, int]
    rank: float
    boxes: Sequence[Box]
    paint: Callable[[QPainter], None]


class Placer:
    """Chooses labels so that no two of them touch, each key comes once and none is cut off.

    `limits` is what they must lie in, `taken` are boxes that stay free (scale bar, legend). All in pixels.
    """

    def __init__(self, limits: Box, taken: Sequence[Box] = ()) -> None:
        self._limits = limits
        self._squares: defaultdict[tuple[int, int], list[Box]] = defaultdict(list)
        self._written: set[tuple[str, int]] = set()
        for box in taken:
            self._take(box)

    def add(self, labels: Sequence[Label]) -> list[Label]:
        """Choose greedily by rank what there is room for beside all that was chosen before."""
        chosen = []
        for label in sorted(labels, key=attrgetter("rank")):
            if label.key in self._written:
                continue
            boxes = [_grown(box) for box in label.boxes]
            if all(self._is_free(box) for box in boxes):
                for box in boxes:
                    self._take(box)
                self._written.add(label.key)
                chosen.append(label)
        return chosen

    def _is_free(self, box: Box) -> bool:
        """Tell whether a box lies within the limits and touches nothing that is taken."""
        left, top, right, bottom = box
        least_x, least_y, most_x, most_y = self._limits
        if left < least_x or top < least_y or right > most_x or bottom > most_y:
            return False
        for square in _squares_of(box):
            for west, north, east, south in self._squares.get(square, ()):
                if left <= east and right >= west and top <= south and bottom >= north:
                    return False
        return True

    def _take(self, box: Box) -> None:
        for square in _squares_of(box):
            self._squares[square].append(box)


def _grown(box: Box) -> Box:
    """Return a box with half the gap round it."""
    half = GAP_PX / 2
    return box[0] - half, box[1] - half, box[2] + half, box[3] + half


def _squares_of(box: Box) -> Iterator[tuple[int, int]]:
    left, top, right, bottom = (int(side // SQUARE_PX) for side in box)
    return product(range(left, right + 1), range(top, bottom + 1))
