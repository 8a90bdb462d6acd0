# SPDX-License-Identifier: MIT
"""Street blocks: the land between the main streets is cut again and again, as a growing town does it."""

from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon

from gridmgr.operations.sample.curves import Points, tangent_at
from gridmgr.operations.sample.streets import LANE, LOCAL, SECOND

QUARTER_M2 = 150_000.0
"""A piece below this size is a quarter: communities are made of whole quarters."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a part of town is cut into blocks."""

    block_m2: float
    """Size at which cutting stops."""
    turn: float
    """Standard deviation of the direction of a cut, radians."""
    bend: float
    """How far a cut leaves the straight line, as a share of its length."""
    walls: float
    """Share of the last cuts that are walls between two neighbours, not streets."""
    street: str
    """Class of the small streets."""


STYLES = {
    "old": Style(6_500, 0.14, 0.045, 0.0, LANE),
    "inner": Style(15_000, 0.07, 0.015, 0.25, LOCAL),
    "middle": Style(21_000, 0.06, 0.015, 0.2, LOCAL),
    "new": Style(33_000, 0.05, 0.03, 0.15, LOCAL),
    "works": Style(36_000, 0.05, 0.01, 0.2, LOCAL),
    "village": Style(32_000, 0.12, 0.06, 0.4, LANE),
}

_ZONES = {
    "old": [
        (-310, -400), (-290, -120), (-230, 170), (-760, -260), (-770, -20),
    ],
    "inner": [
        (150, -700), (300, -250), (-180, -800), (700, -250), (350, 120), (-700, -800), (-450, 780),
        (300, 800), (-20, 330), (-100, 430),
    ],
    "middle": [
        (200, -1050), (680, 500), (700, 900), (-750, 450), (-120, 1180), (-1150, -400), (700, -600),
        (650, 1750),
    ],
    "new": [
        (920, 750), (1080, 500), (900, 1420), (480, 1900), (900, 2250), (250, 1480), (150, 1330),
        (-650, -1350), (100, 1750),
    ],
    "works": [
        (-1500, -1500), (-1250, -1600), (-1750, -2000), (-330, 1650), (-1900, -2300), (-180, 1600),
    ],
    "village": [
        (1500, 1680), (-1500, 1180), (-1750, -800), (1300, -720), (-800, -2000), (1450, 3050), (-2350, -2650),
        (300, 2700), (-950, 900), (1200, 2420), (350, -1400), (-1250, -650), (0, -1420), (1150, 950),
    ],
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Block:
    """Land between streets, up to the middle of them."""

    area: Polygon
    zone: str
    quarter: int


@dataclass(frozen=True, slots=True)
class Cut:
    """A line that cut land in two: a street with a class, or a wall (road_class "")."""

    line: LineString
    road_class: str
    zone: str
    bounds_quarter: bool
    """Whether quarters meet along it."""


@dataclass(slots=True)
class Cutting:
    """The state of cutting a town: what was cut, and where cuts meet other lines."""

    rng: np.random.Generator
    cuts: list[Cut] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    nodes: Points = field(default_factory=lambda: np.empty((0, 2)))
    quarters: int = 0

    def cut_up(self, land: Polygon, zone: str = "", quarter: int = -1) -> None:
        """Cut land until its blocks have the size of their part of town."""
        zone = zone or zone_at(land.representative_point())
        if quarter < 0 and land.area <= QUARTER_M2:
            quarter, self.quarters = self.quarters, self.quarters + 1
        style = STYLES[zone]
        pieces = None
        if land.area > style.block_m2 * self.rng.uniform(0.9, 1.9):
            pieces = self._halves(land, style, zone, quarter)
        if pieces is None:
            self._keep(land, zone, quarter)
            return
        for piece in pieces:
            self.cut_up(piece, "" if quarter < 0 else zone, quarter)

    def _keep(self, land: Polygon, zone: str, quarter: int) -> None:
        """Take land as one block."""
        if quarter < 0:
            quarter, self.quarters = self.quarters, self.quarters + 1
        self.blocks.append(Block(land, zone, quarter))

    def _halves(self, land: Polygon, style: Style, zone: str, quarter: int) -> list[Polygon] | None:
        """Cut land in two along the best of some lines; None where no line is good enough."""
        room = land.buffer(0.05)
        shapely.prepare(room)
        line = self._best(land, room, [self._line_across(land, room, style) for _ in range(6)])
        line = line or self._best(land, room, [self._line_from_border(land, room) for _ in range(24)])
        if line is None:
            return None
        line = self._bent(line, room, style)
        pieces = halves(land, line)
        if len(pieces) != 2 or min(p.area for p in pieces) < 0.25 * style.block_m2:
            return None
        self.cuts.append(Cut(line, self._class(line, land, style, quarter), zone, quarter < 0))
        self._meet(line)
        return pieces

    def _best(self, land: Polygon, room: Polygon, tries: list[LineString | None]) -> LineString | None:
        """Return the best of some lines across land, None where none is good enough."""
        rated = [(_rating(land, line), i, line) for i, line in enumerate(tries) if line is not None]
        good = [r for r in rated if r[0] < 1.5 and room.covers(r[2])]
        return min(good)[2] if good else None

    def _meet(self, line: LineString) -> None:
        """Remember the ends of a cut as street corners."""
        ends = shapely.get_coordinates(line)[[0, -1]]
        self.nodes = np.concatenate([self.nodes, ends])

    def _class(self, line: LineString, land: Polygon, style: Style, quarter: int) -> str:
        """Return what the cut becomes: a wider street where it parts much land, a wall at the very end."""
        if quarter < 0 and line.length > 150.0 and style.street != LANE:
            return SECOND
        last = land.area < 2.6 * style.block_m2
        if last and self.rng.random() < style.walls:
            return ""
        return LOCAL if quarter < 0 or line.length > 260.0 else style.street

    def _line_across(self, land: Polygon, room: Polygon, style: Style) -> LineString | None:
        """Return a line across the longer axis of land, its ends led to street corners close by."""
        corner = shapely.get_coordinates(shapely.minimum_rotated_rectangle(land))[:4]
        sides = corner[1] - corner[0], corner[2] - corner[1]
        long, short = sorted(sides, key=lambda side: -float(np.hypot(*side)))
        middle = corner.mean(axis=0) + long * self.rng.uniform(-0.14, 0.14)
        angle = np.arctan2(short[1], short[0]) + self.rng.normal(0.0, style.turn)
        reach = 1.2 * float(np.hypot(*long))
        step = reach * np.array([np.cos(angle), np.sin(angle)])
        return self._led(LineString([middle - step, middle + step]), Point(middle), land, room)

    def _line_from_border(self, land: Polygon, room: Polygon) -> LineString | None:
        """Return a line that starts at right angles from somewhere on the border, for winding land."""
        ring = LineString(land.exterior.coords)
        at = self.rng.uniform(0.0, ring.length)
        start = np.asarray(ring.interpolate(at).coords[0])
        along = tangent_at(ring, at)
        inward = np.array([-along[1], along[0]]) * (1.0 if land.exterior.is_ccw else -1.0)
        return self._led(LineString([start - 0.2 * inward, start + 900.0 * inward]), Point(start + inward), land, room)

    def _led(self, line: LineString, near: Point, land: Polygon, room: Polygon) -> LineString | None:
        """Return the part of a line on the land that lies near a point, its ends led to street corners."""
        parts = [p for p in shapely.get_parts(line.intersection(land)) if p.geom_type == "LineString"]
        if not parts:
            return None
        best = min(parts, key=lambda p: (round(p.distance(near), 3), -p.length))
        led = LineString([self._at_corner(end, land) for end in (best.coords[0], best.coords[-1])])
        chosen = led if led.length > 25.0 and room.covers(led) else best
        return chosen if chosen.length > 25.0 else None

    def _at_corner(self, end: tuple[float, float], land: Polygon) -> tuple[float, float]:
        """Return the street corner within 26 m on the border of land, else the end itself."""
        away = np.hypot(*(self.nodes - np.asarray(end)).T)
        for i in np.argsort(away, kind="stable")[:3]:
            if away[i] < 26.0 and land.exterior.distance(Point(self.nodes[i])) < 0.01:
                return float(self.nodes[i, 0]), float(self.nodes[i, 1])
        return end

    def _bent(self, line: LineString, room: Polygon, style: Style) -> LineString:
        """Return the line with a slight bend, where it stays on the land."""
        first, last = np.asarray(line.coords[0]), np.asarray(line.coords[-1])
        across = np.array([-(last - first)[1], (last - first)[0]]) * self.rng.normal(0.0, style.bend)
        share = np.linspace(0.0, 1.0, max(3, round(line.length / 30.0)))
        swing = np.sin(np.pi * share) if self.rng.random() < 0.6 else 0.8 * np.sin(2 * np.pi * share)
        points = first + share[:, None] * (last - first) + swing[:, None] * across
        points[[0, -1]] = first, last
        bent = LineString(np.round(points, 3))
        return bent if room.covers(bent) else line


def zone_at(place: Point) -> str:
    """Return the part of town that a place belongs to."""
    ranked = sorted((place.distance(Point(x, y)), zone) for zone, places in _ZONES.items() for x, y in places)
    return ranked[0][1]


def _longer(line: LineString) -> LineString:
    """Return the line 0.5 m longer at both ends, so that it surely cuts."""
    points = [np.asarray(c) for c in line.coords]
    head = points[0] - 0.5 * np.asarray(tangent_at(line, 0.0))
    tail = points[-1] + 0.5 * np.asarray(tangent_at(line, line.length))
    return LineString([head, *points, tail])


def halves(land: Polygon, line: LineString) -> list[Polygon]:
    """Return the pieces into which a line from border to border cuts land without holes."""
    noded = shapely.union(land.exterior, _longer(line))
    pieces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    return [p for p in pieces if p.area > 20.0]


def _rating(land: Polygon, line: LineString) -> float:
    """Rate a cut: 0 is two equal parts met at right angles; the angle at the border counts most."""
    pieces = halves(land, line)
    if len(pieces) != 2:
        return 9.0
    small, large = sorted(p.area for p in pieces)
    skew = max(abs(_cosine(land, line, 0.0)), abs(_cosine(land, line, line.length)))
    thin = max(p.length / np.sqrt(p.area) for p in pieces) - 4.0
    return float((large - small) / (large + small) + 1.2 * skew**2 + 0.15 * max(0.0, thin))


def _cosine(land: Polygon, line: LineString, distance: float) -> float:
    """Return the cosine of the angle between a cut and the border it ends at."""
    ring = LineString(land.exterior.coords)
    border = tangent_at(ring, ring.project(line.interpolate(distance)))
    across = tangent_at(line, distance)
    return across[0] * border[0] + across[1] * border[1]
