# SPDX-License-Identifier: MIT
"""The scales at which a layer is shown."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Range:
    """The scales at which something is shown, as n of 1:n; 0 for no limit."""

    finest: float = 0.0
    coarsest: float = 0.0

    def has(self, denominator: float) -> bool:
        """Tell whether the scale 1:denominator lies in the range."""
        return self.finest <= denominator and (not self.coarsest or denominator <= self.coarsest)
