# SPDX-License-Identifier: MIT
"""Points sorted into squares, so that a look at a small part of the district costs little."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridmgr.map.view import Box


def ranges(starts: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the numbers start, start + 1, … of every (start, count) pair, one after another."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.asarray(np.arange(total) + np.repeat(starts - (ends - counts), counts))


@dataclass(frozen=True, slots=True)
class SquareIndex:
    """Rows of (n, 2) points ordered by the square they lie in; points that are not finite are left out."""

    xy: NDArray[np.float64]
    west: float
    south: float
    side: float
    across: int
    up: int
    rows: NDArray[np.int64]
    offsets: NDArray[np.int64]

    @classmethod
    def build(cls, xy: NDArray[np.float64], per_square: float = 32.0) -> "SquareIndex":
        """Sort points (n, 2; metres) into squares that hold about `per_square` points each."""
        usable = np.flatnonzero(np.isfinite(xy).all(axis=1))
        if not len(usable):
            return cls(xy, 0.0, 0.0, 1.0, 1, 1, usable, np.zeros(2, np.int64))
        west, south = xy[usable].min(axis=0).tolist()
        width, height = (xy[usable].max(axis=0) - [west, south]).tolist()
        side = max(np.sqrt(max(width * height, 1.0) * per_square / len(usable)), max(width, height) / 2000, 1.0)
        across, up = int(width // side) + 1, int(height // side) + 1
        column, row = ((xy[usable] - [west, south]) // side).astype(np.int64).T
        square = row * across + column
        order = np.argsort(square, kind="stable")
        offsets = np.concatenate([[0], np.cumsum(np.bincount(square, minlength=across * up))])
        return cls(xy, west, south, float(side), across, up, usable[order], offsets.astype(np.int64))

    def within(self, box: Box) -> NDArray[np.int64]:
        """Return the rows of the points inside the box (edges included), in ascending order."""
        found = self.near(box)
        x, y = self.xy[found].T
        inside = (x >= box[0]) & (x <= box[2]) & (y >= box[1]) & (y <= box[3])
        return np.sort(found[inside])

    def near(self, box: Box) -> NDArray[np.int64]:
        """Return the rows of the points in the squares that a box touches, square by square."""
        first_column, first_row = int((box[0] - self.west) // self.side), int((box[1] - self.south) // self.side)
        last_column, last_row = int((box[2] - self.west) // self.side), int((box[3] - self.south) // self.side)
        first_column, first_row = max(first_column, 0), max(first_row, 0)
        last_column, last_row = min(last_column, self.across - 1), min(last_row, self.up - 1)
        if first_column > last_column or first_row > last_row:
            return np.empty(0, np.int64)
        lines = np.arange(first_row, last_row + 1) * self.across
        starts, stops = self.offsets[lines + first_column], self.offsets[lines + last_column + 1]
        return self.rows[ranges(starts, stops - starts)]
