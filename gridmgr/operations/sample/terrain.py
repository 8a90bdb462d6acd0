# SPDX-License-Identifier: MIT
"""The invented valley: its floor, the river and the brooks, and how far the district reaches into the hills.

Nothing here is surveyed. Positions are metres from a made-up middle of town; `district.py` moves them to where the
coordinate system expects a district.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon

from gridmgr.operations.sample.curves import part_between, ribbon, rough_outline, smooth, softened, waves, wiggled

_RIVER = [
    (-3080, -2900), (-2450, -2700), (-1990, -2450), (-1500, -1990), (-880, -1720), (-360, -1300),
    (-390, -740), (-630, -240), (-430, 290), (100, 570), (500, 970), (490, 1460),
    (210, 1880), (360, 2370), (880, 2660), (1400, 3120), (1800, 3700),
]  # fmt: skip

_BROOKS = {
    "东坑溪": [(1850, -880), (1440, -740), (1050, -830), (630, -930), (210, -910), (-140, -990), (-390, -1040)],
    "徐碧溪": [(2140, 1750), (1720, 1630), (1330, 1720), (940, 1580), (660, 1530), (450, 1530)],
    "陈大溪": [(-2100, 1360), (-1720, 1190), (-1330, 1160), (-940, 880), (-600, 660), (-230, 490), (40, 530)],
    "小蕉溪": [(-2240, -880), (-1820, -800), (-1440, -940), (-1160, -1330), (-930, -1740)],
}

_FLATS = [
    (180, -490, 630), (600, -240, 550), (100, -1050, 430), (660, 240, 390), (940, 630, 330),
    (-740, 660, 430), (-210, 1050, 450), (-660, 100, 390), (-1010, -380, 340), (-140, 1500, 340),
    (800, 1610, 360), (630, 2060, 390), (880, 1160, 290), (-1050, -1160, 340), (-1500, -1640, 290),
    (-1820, -2060, 300), (1080, 2420, 290), (-1050, 1010, 230),
]  # fmt: skip

_SIDE_VALLEY_M = {"东坑溪": (75, 190), "徐碧溪": (75, 200), "陈大溪": (90, 200), "小蕉溪": (80, 190)}


@dataclass(frozen=True, slots=True)
class Terrain:
    """The land before anybody built on it."""

    river_line: LineString
    """The middle of the river, downstream."""
    river: Polygon
    brooks: dict[str, LineString]
    """Name to line, downstream, ending in the river."""
    floor: Polygon
    """The floor of the valley: land that can be built on, river included."""
    district: Polygon
    """The floor and the slopes around it."""


def terrain(rng: np.random.Generator) -> Terrain:
    """Return the valley; `rng` roughens outlines and banks, the lie of the land stays."""
    river_line = smooth([(float(x), float(y)) for x, y in _RIVER])
    river = _river_area(river_line, rng)
    brooks = {name: wiggled(smooth(points), 14.0, 180.0, rng) for name, points in _BROOKS.items()}
    floor = _floor(river_line, brooks, rng)
    district = rough_outline(softened(floor.buffer(400), 240.0), 45.0, 600.0, rng)
    return Terrain(river_line, river.intersection(district), brooks, floor.intersection(district), district)


def _river_area(line: LineString, rng: np.random.Generator) -> Polygon:
    """Return the water between the banks, 60 to 120 m wide."""
    count = len(line.coords)
    middle = 45.0 + 6.0 * waves(line.length, 900.0, count, rng)
    left = np.clip(middle + 4.0 * waves(line.length, 400.0, count, rng), 31.0, 60.0)
    right = np.clip(middle + 4.0 * waves(line.length, 400.0, count, rng), 31.0, 60.0)
    return ribbon(line, left, right)


def _floor(river_line: LineString, brooks: dict[str, LineString], rng: np.random.Generator) -> Polygon:
    """Return the flat land: along the river, in its bends, and up the brooks, ever narrower."""
    # The river goes on beyond the flat land and leaves the district between the hills.
    inner = part_between(river_line, 800.0, river_line.length - 800.0)
    parts: list[Polygon] = [inner.buffer(210.0)]
    parts += [Point(x, y).buffer(radius) for x, y, radius in _FLATS]
    for name, line in brooks.items():
        narrow, wide = _SIDE_VALLEY_M[name]
        half = np.linspace(narrow, wide, len(line.coords))
        parts.append(ribbon(line, half, half))
    return rough_outline(softened(shapely.union_all(parts), 90.0), 18.0, 220.0, rng)
