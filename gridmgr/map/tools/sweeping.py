# SPDX-License-Identifier: MIT
"""A sweep across a border: what the mouse ran over, what goes along, and whether the rest stays in one piece."""

import numpy as np
from numpy.typing import NDArray

from gridmgr.map.tools.workpiece import Workpiece
from gridmgr.planning.shared_borders import components


class Sweep:
    """Land of one grid that goes to its neighbour, piece by piece.

    Only what hangs together with the gaining grid is taken. Land without buildings that the sweep cuts off from the
    rest goes along, so that no pocket stays behind. A step takes the time of one grid, not of the community.
    """

    def __init__(self, piece: Workpiece, gaining: str, losing: str) -> None:
        self.piece, self.gaining, self.losing = piece, gaining, losing
        self._members = np.flatnonzero(piece.coverage.grid == losing)
        self._place = {face: number for number, face in enumerate(self._members.tolist())}
        mine = piece.coverage.grid == losing
        inner = mine[piece.borders.a] & mine[piece.borders.b]
        self._a = np.searchsorted(self._members, piece.borders.a[inner])
        self._b = np.searchsorted(self._members, piece.borders.b[inner])
        self._is_swept = np.zeros(len(self._members), np.bool_)
        self._is_built = piece.is_built[self._members]
        self._parts_before = self._built_parts(self._rest_parts())

    @property
    def faces(self) -> NDArray[np.int64]:
        """The faces that would change sides, ascending."""
        return np.asarray(self._members[self._is_swept])

    @property
    def torn(self) -> tuple[str, ...]:
        """The losing grid, if what is left of it would fall into more parts."""
        return (self.losing,) if self._built_parts(self._rest_parts()) > self._parts_before else ()

    def add(self, faces: NDArray[np.int64]) -> None:
        """Take faces of the losing grid that hang together with what gains, nearest first, and what they enclose."""
        waiting = {self._place[face] for face in faces.tolist() if face in self._place}
        waiting -= set(np.flatnonzero(self._is_swept).tolist())
        found = True
        while waiting and found:
            found = False
            for number in sorted(waiting):
                if self._hangs_on(number):
                    self._is_swept[number] = found = True
                    waiting.discard(number)
        self._take_pockets()

    def _hangs_on(self, number: int) -> bool:
        around = self.piece.neighbours_of(int(self._members[number]))
        if (self.piece.coverage.grid[around] == self.gaining).any():
            return True
        return any(self._is_swept[self._place[face]] for face in around.tolist() if face in self._place)

    def _take_pockets(self) -> None:
        """Take what has no building and touches the sweep but no built rest of the losing grid any more."""
        part = self._rest_parts()
        rest = ~self._is_swept
        if not self._is_swept.any() or not rest.any():
            return
        count = int(part.max()) + 1
        is_built = np.bincount(part[rest], self._is_built[rest], count) > 0
        beside = self._is_swept[self._a] != self._is_swept[self._b]
        touched = np.zeros(count, np.bool_)
        touched[part[np.where(self._is_swept[self._a[beside]], self._b[beside], self._a[beside])]] = True
        if (is_built | ~touched)[np.unique(part[rest])].any():
            self._is_swept |= rest & touched[part] & ~is_built[part]

    def _rest_parts(self) -> NDArray[np.int64]:
        """Number the connected parts of what is left; swept faces are parts of their own."""
        inner = ~self._is_swept[self._a] & ~self._is_swept[self._b]
        return components(len(self._members), self._a[inner], self._b[inner])

    def _built_parts(self, part: NDArray[np.int64]) -> int:
        rest = ~self._is_swept
        return len(np.unique(part[rest & self._is_built])) if self._is_built[rest].any() else len(np.unique(part[rest]))
