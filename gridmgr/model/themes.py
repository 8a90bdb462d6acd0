# SPDX-License-Identifier: MIT
"""A theme of the map: grids put into a few classes by what is known of them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class GridTheme(StrEnum):
    """What grids can be told apart by, beside their size."""

    SPECIAL = "special"
    """Households with special groups (关怀对象) among a hundred."""
    VISITS = "visits"
    """Households that were visited lately (走访)."""
    VACANCIES = "vacancies"
    """Roles of the five (一格五员) that nobody holds."""
    PILOT = "pilot"
    """The pilot batch (试点批次) of the community."""


@dataclass(frozen=True, slots=True)
class ThemeClass:
    """One class of a theme."""

    label: str
    is_fault: bool = False
    """Whether something should be done about its grids: shown by hatching, too."""


@dataclass(frozen=True)
class Theme:
    """The classes of a theme, from the least to the most, and the class of each grid."""

    kind: GridTheme
    title: str
    classes: Sequence[ThemeClass] = ()
    class_of: Mapping[str, int] = field(default_factory=dict)
    """By id of the grid; grids of which nothing is known are missing."""
    unknown: str = "没有记录"
    """What is said of grids that are missing."""

    def counts(self) -> Sequence[int]:
        """Return how many grids each class has."""
        found = Counter(self.class_of.values())
        return [found[number] for number in range(len(self.classes))]
