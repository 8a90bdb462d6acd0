# SPDX-License-Identifier: MIT
"""Where names are written: a placer that never lets two of them touch."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from heapq import heapify, heappop, heappush
from itertools import product
from typing import NamedTuple, Self

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
    otherwise: Callable[[], "Label | None"] | None = None
    """Makes the next alternative, if this one finds no room: most names need none, and making one takes its time."""

    @classmethod
    def first_of(cls, tries: Iterator[Self]) -> Self | None:
        """Return the first of some alternatives of rising rank; the others are made when they are needed."""
        label = next(tries, None)
        if label is None:
            return None
        key, rank, boxes, paint, _ = label
        return cls(key, rank, boxes, paint, lambda: cls.first_of(tries))


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
        return [label for label in self.choose(labels) if label is not None]

    def choose(self, labels: Sequence[Label]) -> Iterator[Label | None]:
        """Look at labels by rank, one at a time: give those for which there is room, None for each of the others."""
        # Numbered, so that of two labels with the same rank the one offered first comes first.
        waiting = [(label.rank, number, label) for number, label in enumerate(labels)]
        heapify(waiting)
        while waiting:
            _, number, label = heappop(waiting)
            if label.key in self._written:
                continue
            if self._finds_room(label):
                yield label
                continue
            if label.otherwise is not None and (other := label.otherwise()) is not None:
                heappush(waiting, (other.rank, number, other))
            yield None

    def _finds_room(self, label: Label) -> bool:
        boxes = [_grown(box) for box in label.boxes]
        for box in boxes:
            if not self._is_free(box):
                return False
        for box in boxes:
            self._take(box)
        self._written.add(label.key)
        return True

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
    left, top, right, bottom = box
    across = range(int(left // SQUARE_PX), int(right // SQUARE_PX) + 1)
    return product(across, range(int(top // SQUARE_PX), int(bottom // SQUARE_PX) + 1))
