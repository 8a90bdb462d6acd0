# SPDX-License-Identifier: MIT
"""How wide the brush and the strip may be, and the steps in which the keys [ and ] change that."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt

from gridmgr.map.tools.gate import Intake


@dataclass(frozen=True, slots=True)
class Width:
    """One width of an Intake, in metres."""

    of: Callable[[Intake], float]
    """Reads it."""
    with_: Callable[[Intake, float], Intake]
    """Sets it."""
    steps: Sequence[float]

    @property
    def least(self) -> float:
        """The narrowest."""
        return self.steps[0]

    @property
    def most(self) -> float:
        """The widest."""
        return self.steps[-1]

    def resized(self, intake: Intake, steps: int) -> Intake:
        """Return an intake that is wider or narrower by one step; steps count up or down."""
        present = self.of(intake)
        place = bisect_right(self.steps, present) if steps > 0 else bisect_left(self.steps, present) - 1
        return self.put(intake, self.steps[min(max(place, 0), len(self.steps) - 1)])

    def put(self, intake: Intake, metres: float) -> Intake:
        """Return an intake of a width."""
        return self.with_(intake, min(max(metres, self.least), self.most))


WIDER = {Qt.Key.Key_BracketLeft: -1, Qt.Key.Key_BracketRight: 1}
"""The keys [ and ] and the steps they mean."""


def _with_brush(intake: Intake, metres: float) -> Intake:
    return replace(intake, brush_m=metres)


def _with_strip(intake: Intake, metres: float) -> Intake:
    return replace(intake, strip_m=metres)


BRUSH = Width(lambda intake: intake.brush_m, _with_brush, (5, 10, 15, 20, 30, 40, 60, 80, 100, 150, 200, 300))
STRIP = Width(lambda intake: intake.strip_m, _with_strip, (10, 20, 30, 40, 50, 60, 80, 100, 150, 200, 300))
