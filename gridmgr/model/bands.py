# SPDX-License-Identifier: MIT
"""The size rule of grids: how many households one grid may have."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Band:
    """Lowest and highest number of households of a grid, both allowed."""

    low: int = 300
    high: int = 500

    @property
    def target(self) -> int:
        """The size that plans aim at: the middle of the band."""
        return (self.low + self.high) // 2

    def contains(self, households: int) -> bool:
        """Tell whether a grid of this many households obeys the rule."""
        return self.low <= households <= self.high

    def excess(self, households: int) -> int:
        """Return how many households a grid is off the band: negative below, 0 inside, positive above."""
        return min(0, households - self.low) + max(0, households - self.high)
