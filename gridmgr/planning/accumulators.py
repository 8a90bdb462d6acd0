# SPDX-License-Identifier: MIT
"""Live figures of grids: added to and subtracted from as members change grid, never counted anew."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray


class GridFigures:
    """Sums of any number of columns over the members (buildings, units or faces) of each grid.

    Whole numbers stay exact. The order of columns is that in which they were given; `members` counts the members.
    """

    def __init__(self, grid_of_member: Sequence[str], columns: Mapping[str, NDArray[np.generic]]) -> None:
        count = len(grid_of_member)
        self.columns = ("members", *columns)
        self._amounts = np.column_stack([np.ones(count), *(np.asarray(values, float) for values in columns.values())])
        self._number: dict[str, int] = {}
        self._sums = np.zeros((0, len(self.columns)))
        self._grid = np.array([self._number_of(grid) for grid in grid_of_member], dtype=np.int64)
        np.add.at(self._sums, self._grid, self._amounts)

    def move(self, members: NDArray[np.int64], grid: str) -> None:
        """Take members (each named once) out of the grids they are in and put them into another."""
        target = self._number_of(grid)
        amounts = self._amounts[members]
        np.subtract.at(self._sums, self._grid[members], amounts)
        self._sums[target] += amounts.sum(axis=0)
        self._grid[members] = target

    def of(self, grid: str) -> dict[str, float]:
        """Return the figures of one grid; zeros for one without members."""
        number = self._number.get(grid)
        sums = np.zeros(len(self.columns)) if number is None else self._sums[number]
        return dict(zip(self.columns, sums.tolist(), strict=True))

    def after(self, members: NDArray[np.int64], grid: str) -> dict[str, dict[str, float]]:
        """Return what the touched grids would have if the members were moved, without moving them."""
        amounts, target = self._amounts[members], self._number_of(grid)
        change = np.zeros_like(self._sums)
        np.subtract.at(change, self._grid[members], amounts)
        change[target] += amounts.sum(axis=0)
        names = list(self._number)
        touched = np.unique(np.append(self._grid[members], target))
        return {names[n]: dict(zip(self.columns, (self._sums + change)[n].tolist(), strict=True)) for n in touched}

    def grids(self) -> Iterable[str]:
        """Return the grids known so far, in the order in which they appeared."""
        return tuple(self._number)

    def grid_of(self, member: int) -> str:
        """Return the grid that a member is in."""
        return list(self._number)[int(self._grid[member])]

    def recounted(self) -> "GridFigures":
        """Return the same figures counted from nothing; for tests and for the check after an import."""
        names = list(self._number)
        columns = {name: self._amounts[:, n + 1] for n, name in enumerate(self.columns[1:])}
        return GridFigures([names[number] for number in self._grid], columns)

    def _number_of(self, grid: str) -> int:
        number = self._number.setdefault(grid, len(self._number))
        if number == len(self._sums):
            self._sums = np.vstack((self._sums, np.zeros((1, self._sums.shape[1]))))
        return number
