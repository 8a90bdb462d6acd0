# SPDX-License-Identifier: MIT
"""How the map looks: every colour and width in one place, light and dark."""

from dataclasses import dataclass
from enum import Enum

from PySide6.QtGui import QColor

GRID_FILL_SHARE = 0.18
BUILDING_DOT_PX = 3.0
BUILDING_PLAIN_PX = 8.0
BUILDING_SMOOTH_PX = 12.0
BUILDING_LABEL_PX = 24.0


class BandState(Enum):
    """How a grid's households lie to the size rule: always shown with its sign, never by colour alone."""

    BELOW = "▼"
    INSIDE = "●"
    ABOVE = "▲"


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of the map and of its furniture, as #RRGGBB."""

    surface: str
    line: str
    text: str
    muted: str
    accent: str
    below: str
    inside: str
    above: str
    error: str
    ground: str
    water: str
    water_text: str
    road: str
    road_casing: str
    railway: str
    building: str
    building_line: str
    grid_border: str
    community_border: str
    halo: str
    crowd: str
    """Where households live."""
    moved: str
    """What changes hands between two plans; always with hatching, never by colour alone."""
    hues: tuple[str, str, str, str]
    steps: tuple[str, ...]
    """From little to much: one hue, told apart by how light it is."""

    def band(self, state: BandState) -> QColor:
        """Return the colour of a band state."""
        return QColor(self.band_name(state))

    def band_name(self, state: BandState) -> str:
        """Return the colour of a band state as #RRGGBB."""
        if state is BandState.INSIDE:
            return self.inside
        return self.below if state is BandState.BELOW else self.above


LIGHT = Colours(
    surface="#FFFFFF",
    line="#D8DCE2",
    text="#1E2530",
    muted="#667080",
    accent="#1F5FA8",
    below="#3B78C9",
    inside="#3F8F63",
    above="#D0782A",
    error="#BF3543",
    ground="#F5F3EE",
    water="#BCD6E6",
    water_text="#3D6E8C",
    road="#FFFFFF",
    road_casing="#CFCBC2",
    railway="#6B6F76",
    building="#E2D7C4",
    building_line="#AD9C80",
    grid_border="#2B4C7E",
    community_border="#7A3E9D",
    halo="#FFFFFF",
    crowd="#8C4A1F",
    moved="#B3125A",
    hues=("#4F8FD0", "#E3B23C", "#62B07A", "#D27BA0"),
    steps=("#D3E2F4", "#A9C7E8", "#7BA6D6", "#4B7EBD", "#24508F"),
)

DARK = Colours(
    surface="#20242B",
    line="#444B56",
    text="#E7EAEF",
    muted="#A3ACB9",
    accent="#6CA6E6",
    below="#6DA2EA",
    inside="#63BC8B",
    above="#E99C58",
    error="#E9707D",
    ground="#24282F",
    water="#2B4A5E",
    water_text="#8FBAD4",
    road="#4B525D",
    road_casing="#363C45",
    railway="#8C929B",
    building="#3A3D42",
    building_line="#6A665C",
    grid_border="#9DBDEB",
    community_border="#CDA3EA",
    halo="#15181C",
    crowd="#E8B98C",
    moved="#FF8FC0",
    hues=("#5B9FE3", "#D9AE4A", "#5FB77C", "#D480A6"),
    steps=("#28384F", "#34557F", "#477BB4", "#74A6DE", "#B7D6F7"),
)


def colours(dark: bool) -> Colours:
    """Return the colours of the light or the dark map."""
    return DARK if dark else LIGHT


@dataclass(frozen=True, slots=True)
class RoadLook:
    """How one class of road is drawn: its rank (higher on top), width and the coarsest scale at which it is shown."""

    rank: int
    width_m: float
    least_px: float
    shown_to_m_per_px: float


PATH = RoadLook(0, 2.0, 1.0, 1.2)
ALLEY = RoadLook(1, 4.5, 1.0, 3.0)
STREET = RoadLook(2, 7.0, 1.0, 12.0)
COLLECTOR = RoadLook(3, 11.0, 1.6, 40.0)
MAIN_ROAD = RoadLook(4, 16.0, 2.4, 500.0)
EXPRESSWAY = RoadLook(5, 22.0, 3.0, 500.0)

ROAD_CLASSES: dict[str, RoadLook] = {
    **dict.fromkeys(("motorway", "trunk", "expressway", "快速路", "高速公路"), EXPRESSWAY),
    **dict.fromkeys(("primary", "secondary", "arterial", "main", "主干路", "主干道", "国道", "省道"), MAIN_ROAD),
    **dict.fromkeys(("tertiary", "collector", "次干路", "次干道", "县道"), COLLECTOR),
    **dict.fromkeys(("residential", "unclassified", "local", "branch", "支路", "街道", "街"), STREET),
    **dict.fromkeys(("service", "living_street", "pedestrian", "alley", "巷", "小区道路"), ALLEY),
    **dict.fromkeys(("footway", "path", "steps", "cycleway", "track", "pier", "corridor", "人行道"), PATH),
}
"""Classes of OpenStreetMap, of GB/T 51328 (城市综合交通体系规划标准) and of everyday speech."""


def road_look(road_class: str) -> RoadLook:
    """Return how a road of this class is drawn; slip roads look like their road, unknown ones like a street."""
    return ROAD_CLASSES.get(road_class.removesuffix("_link"), STREET)
