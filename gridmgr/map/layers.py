# SPDX-License-Identifier: MIT
"""Which layers of a map are shown, and how its grids are filled."""

from dataclasses import dataclass
from enum import StrEnum

from gridmgr.model.themes import GridTheme


class Fill(StrEnum):
    """What the colour of a grid says."""

    HUE = "hue"
    BALANCE = "balance"
    NONE = "none"
    SPECIAL = "special"
    VISITS = "visits"
    VACANCIES = "vacancies"
    PILOT = "pilot"

    @property
    def theme(self) -> GridTheme | None:
        """The theme whose classes the colours are, None where they say something that the map knows itself."""
        return GridTheme(self.value) if self.value in {theme.value for theme in GridTheme} else None


@dataclass(frozen=True, slots=True)
class Layers:
    """The choice of what is shown; at first everything, with grids told apart by four hues."""

    communities: bool = True
    grids: bool = True
    """Borders and tint of the grids."""
    grid_labels: bool = True
    buildings: bool = True
    building_labels: bool = True
    roads: bool = True
    street_names: bool = True
    """Names along streets, rivers and railways."""
    waters: bool = True
    """Rivers, lakes and railways."""
    facilities: bool = True
    crowd: bool = False
    """One point for each household, from afar their density."""
    split_estates: bool = True
    """Lines round the estates (小区) that lie in several grids."""
    fill: Fill = Fill.HUE
    ground: bool = True
    """Whether the ground is painted; without it a basemap below shows through."""
    land_opacity: float = 1.0
    """How strongly buildings, roads and waters are painted, 0 to 1."""
    plan_opacity: float = 1.0
    """How strongly grids, communities and facilities are painted, 0 to 1; names stay as they are."""

    @property
    def land(self) -> tuple[bool, ...]:
        """What decides how the land looks; the plan upon it can change without it."""
        return self.buildings, self.roads, self.waters, self.crowd, self.ground
