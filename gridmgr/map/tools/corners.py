# SPDX-License-Identifier: MIT
"""The corners of a line set by clicks; with tracing switched on the line follows streets and borders between them."""

from itertools import accumulate

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gridmgr.map.tools.tool import Pointer
from gridmgr.map.tools.workbench import Workbench

Place = tuple[float, float]


class Corners:
    """The corners set so far, and where the mouse is."""

    def __init__(self, bench: Workbench | None = None) -> None:
        self.points: list[Place] = []
        self.cursor: Place | None = None
        self.pressed: Pointer | None = None
        self._bench = bench
        self._legs: list[int] = []
        """How many points each click has set."""

    @property
    def all(self) -> list[Place]:
        """The corners with the way to the mouse at the end."""
        return [*self.points, *self._way(self.cursor)] if self.cursor and self.points else list(self.points)

    @property
    def clicked(self) -> list[Place]:
        """The corners that were set by clicks, without what leads from one to the next."""
        return [self.points[end - 1] for end in accumulate(self._legs)]

    @property
    def line(self) -> BaseGeometry | None:
        """The line up to the mouse, None while it has no length."""
        points = self.all
        line = shapely.linestrings(np.asarray(points)) if len(points) > 1 else None
        return line if line is not None and line.length > 0 else None

    def released(self, pointer: Pointer) -> bool:
        """Set a corner where a click ends; tell whether it was one."""
        pressed, self.pressed = self.pressed, None
        if pressed is None or not pressed.is_near(pointer):
            return False
        self.add((pointer.x, pointer.y))
        return True

    def add(self, place: Place) -> None:
        """Set a corner, with the way that leads to it."""
        way = self._way(place)
        self.points += way
        self._legs.append(len(way))

    def step_back(self) -> None:
        """Take the last corner back, with the way that led to it."""
        if self._legs:
            del self.points[-self._legs.pop() :]

    def clear(self) -> None:
        """Forget everything."""
        self.points, self.cursor, self.pressed, self._legs = [], None, None, []

    def _way(self, place: Place) -> list[Place]:
        return self._bench.way(self.points[-1], place) if self._bench is not None and self.points else [place]
