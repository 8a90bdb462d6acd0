# SPDX-License-Identifier: MIT
"""The main streets, the bridges and the railway of the invented town."""

from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely.geometry import LineString, MultiPoint, Point, Polygon
from shapely.geometry.base import BaseGeometry

from gridmgr.operations.sample.curves import part_between, rounded_line, smooth
from gridmgr.operations.sample.terrain import Terrain

MAIN, SECOND, LOCAL, LANE = "主干路", "次干路", "支路", "巷"
WIDTH_M = {MAIN: 28.0, SECOND: 16.0, LOCAL: 9.0, LANE: 5.0}
"""Width from house front to house front."""
RAILWAY_WIDTH_M = 26.0
BROOK_WIDTH_M = 12.0
BANK_ROAD_M = 27.0
"""From the water to the middle of the riverside road."""


@dataclass(frozen=True, slots=True)
class Street:
    """One street between two ends."""

    name: str
    road_class: str
    line: LineString

    @property
    def width_m(self) -> float:
        """Width between the fronts."""
        return WIDTH_M[self.road_class]


@dataclass(frozen=True, slots=True)
class Skeleton:
    """What the town was built along: main streets and the railway."""

    streets: tuple[Street, ...]
    railway: LineString


_STREETS: dict[str, tuple[str, list[tuple[float, float]]]] = {
    "列东街": (MAIN, [(-175, -1440), (-95, -1130), (-60, -760), (-40, -450), (110, -60), (470, 300), (760, 740),
                   (800, 1240), (770, 1580), (640, 1960), (700, 2290), (1040, 2480), (1230, 2640), (1290, 2780)]),
    "新市路": (SECOND, [(300, -1340), (400, -1130), (440, -820), (500, -430), (600, -70), (830, 300), (960, 600),
                   (985, 900), (920, 1240)]),
    "梅岭路": (SECOND, [(770, -850), (790, -640), (900, -340), (930, -120), (950, 160), (1010, 330)]),
    "碧湖路": (SECOND, [(985, 900), (1050, 1180), (1010, 1440), (1000, 1660), (880, 1960), (950, 2180), (1150, 2290),
                   (1230, 2640)]),
    "列西路": (MAIN, [(-2900, -2560), (-2480, -2540), (-2060, -2220), (-1600, -1790), (-1180, -1400), (-900, -1060),
                   (-850, -560), (-860, -150), (-800, 250), (-580, 640), (-260, 950), (-90, 1300), (20, 1620),
                   (138, 1850)]),
    "青山路": (SECOND, [(-1960, -1760), (-1800, -1830), (-1600, -1790), (-1440, -1880), (-1290, -2010)]),
    "崇桂路": (MAIN, [(-900, -1060), (-620, -1120), (-320, -1150), (-95, -1130), (400, -1130), (560, -1080)]),
    "东安路": (MAIN, [(-1250, -420), (-1090, -500), (-850, -560), (-470, -565), (-40, -450), (500, -430), (900, -340)]),
    "富华路": (SECOND, [(-990, 130), (-830, 100), (-570, 70), (-240, 20), (110, -60), (600, -70), (930, -120)]),
    "三路": (MAIN, [(-480, 1180), (-260, 950), (-60, 790), (120, 580), (290, 400), (470, 300), (830, 300),
                 (1010, 330)]),
    "乾龙路": (MAIN, [(-330, 1480), (-60, 1400), (200, 1250), (500, 1170), (800, 1240), (920, 1240), (1050, 1180)]),
    "瑞云路": (SECOND, [(640, 1960), (520, 2100), (430, 2290)]),
    "小蕉路": (SECOND, [(-1180, -1400), (-1330, -1180), (-1470, -890), (-1790, -730), (-2120, -750)]),
    "陈大路": (SECOND, [(-580, 640), (-790, 830), (-1060, 1040), (-1400, 1215), (-1760, 1240), (-2080, 1310)]),
    "徐碧路": (SECOND, [(770, 1580), (1000, 1660), (1330, 1770), (1700, 1690), (2010, 1650)]),
    "东坑路": (SECOND, [(440, -820), (770, -850), (1060, -760), (1420, -690), (1620, -730)]),
}  # fmt: skip
_RAILWAY = [
    (-2930, -2330), (-2380, -2210), (-1860, -1640), (-1340, -1250), (-1110, -850), (-1070, -400), (-1000, 60),
    (-930, 430), (-750, 800), (-480, 1180), (-320, 1480), (-200, 1800), (30, 2380), (280, 2760), (760, 3080),
    (1150, 3420), (1420, 3800),
]  # fmt: skip
_BANKS = {"东江滨路": ((-2290, -2760), (1480, 3010)), "西江滨路": ((-2380, -2580), (1500, 3560))}


def skeleton(land: Terrain) -> Skeleton:
    """Return the main streets, joined to each other, and the railway, all inside the district."""
    streets = [Street(name, road_class, smooth(points)) for name, (road_class, points) in _STREETS.items()]
    streets += [Street(name, MAIN, line) for name, line in _bank_roads(land).items()]
    joined = tuple(_joined(street, streets) for street in streets)
    inside = tuple(replace(s, line=_longest(s.line.intersection(land.district))) for s in joined)
    return Skeleton(inside, _longest(smooth([(float(x), float(y)) for x, y in _RAILWAY]).intersection(land.district)))


def _bank_roads(land: Terrain) -> dict[str, LineString]:
    """Return the roads along both banks, between the places named in `_BANKS`."""
    shore = shapely.simplify(land.river.buffer(BANK_ROAD_M).exterior, 1.0)
    halves = sorted(shapely.get_parts(shore.difference(land.river_line.buffer(1.0))), key=lambda half: -half.length)[:3]
    sides = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(halves)))
    roads = {}
    for name, (start, end) in _BANKS.items():
        side = min(sides, key=lambda line: line.distance(Point(start)))
        first, last = sorted((side.project(Point(start)), side.project(Point(end))))
        road = part_between(side, first, last)
        count = round(road.length / 40.0)
        fine = shapely.line_interpolate_point(road, np.linspace(0.0, road.length, count))
        roads[name] = smooth([(p.x, p.y) for p in fine])
    return roads


def _joined(street: Street, others: list[Street]) -> Street:
    """Return the street with its ends led to the nearest other street where one is close."""
    coordinates = list(street.line.coords)
    network = shapely.union_all([s.line for s in others if s is not street])
    for place, index in ((0, 0), (-1, len(coordinates))):
        end = Point(coordinates[place])
        if 0.01 < end.distance(network) < 90.0:
            nearest: Point = (
                network.interpolate(network.project(end))
                if network.geom_type == "LineString"
                else (shapely.get_point(shapely.shortest_line(end, network), 1))
            )
            coordinates.insert(index if place == 0 else len(coordinates), (nearest.x, nearest.y))
    return replace(street, line=rounded_line(shapely.points(coordinates)))


def _longest(geometry: BaseGeometry) -> LineString:
    """Return the longest line of what an overlay left."""
    return max(shapely.get_parts(geometry), key=lambda part: part.length)


def crossings(line: LineString, area: Polygon) -> list[LineString]:
    """Return the pieces of a line that lie over an area."""
    return [part for part in shapely.get_parts(line.intersection(area)) if part.geom_type == "LineString"]


def road_ends(streets: tuple[Street, ...]) -> MultiPoint:
    """Return the ends of streets."""
    return MultiPoint([p for s in streets for p in (s.line.coords[0], s.line.coords[-1])])
