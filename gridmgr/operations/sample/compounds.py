# SPDX-License-Identifier: MIT
"""How a compound (小区) is laid out: rows of slabs, towers around a green, shops along the street."""

import numpy as np
import shapely
from shapely.geometry import Polygon

from gridmgr.operations.sample.curves import Points
from gridmgr.operations.sample.footprints import House, frame_of, slab_ring, tower_ring
from gridmgr.operations.sample.plots import Plot

_INSET_M = 5.0


def slab_compound(plot: Plot, rng: np.random.Generator) -> list[House]:
    """Return walk-up slabs of five to seven floors in rows that face south, with shops on the street."""
    floors = int(rng.choice([5, 6, 6, 6, 7, 7]))
    depth = float(rng.uniform(10.8, 12.8))
    pitch = depth + 3.0 * floors * float(rng.uniform(0.75, 1.0))
    return _rows(plot, rng, floors=floors, depth=depth, pitch=pitch)


def midrise_compound(plot: Plot, rng: np.random.Generator) -> list[House]:
    """Return slabs with lifts of nine to eighteen floors."""
    floors = int(rng.choice([9, 11, 11, 11, 16, 18]))
    depth = float(rng.uniform(13.0, 15.0))
    pitch = depth + float(rng.uniform(27.0, 32.0)) + 0.6 * max(0, floors - 11)
    return _rows(plot, rng, floors=floors, depth=depth, pitch=pitch)


def _rows(plot: Plot, rng: np.random.Generator, *, floors: int, depth: float, pitch: float) -> list[House]:
    """Return rows of slabs in the plot, behind its shops, around a green where the plot is large."""
    shops = shop_rows(plot, rng, share=0.55)
    free = _free_land(plot, shops)
    frame = frame_of(plot.area)
    land = frame.inward(free)
    unit_m, longest = float(rng.uniform(13.5, 17.0)), int(rng.integers(3, 6))
    houses, rings = [], []
    low, high = land.bounds[1], land.bounds[3]
    start = low + depth / 2 + 0.5 * ((high - low - depth) % pitch)
    for i, y in enumerate(np.arange(start, high - depth / 2, pitch)):
        for left, right in _free_intervals(land, float(y), depth):
            for x, units in _filled(left, right, unit_m, longest, shift=4.0 * (i % 2)):
                rings.append(slab_ring(units, unit_m, depth, 1.3) + np.array([x, y]))
                houses.append((units, floors - int(rng.random() < 0.12)))
    kept = _standing(rings, land, _green(plot, rng))
    return shops + [House(Polygon(frame.outward(rings[i])), "slab", houses[i][1], houses[i][0], 2) for i in kept]


def tower_compound(plot: Plot, rng: np.random.Generator) -> list[House]:
    """Return towers of 15 to 32 floors around a green, with shops along the street."""
    shops = shop_rows(plot, rng, share=0.8)
    frame = frame_of(plot.area)
    land = frame.inward(_free_land(plot, shops))
    half, cross = float(rng.uniform(11.5, 14.5)), bool(rng.random() < 0.35)
    step = 2 * half + float(rng.uniform(19.0, 26.0))
    left, low, right, high = land.bounds
    shape = tower_ring(half, cross=cross)
    rings = []
    for row, y in enumerate(np.arange(low + half, high - half + 0.1, step)):
        shift = 0.5 * step * (row % 2)
        rings += [shape + np.array([x, y]) for x in np.arange(left + half + shift, right - half + 0.1, step)]
    floors = int(rng.choice([15, 18, 18, 24, 26, 28, 32]))
    kept = _standing(rings, land, _green(plot, rng))
    return shops + [
        House(
            Polygon(frame.outward(rings[i])), "tower", floors - int(rng.integers(0, 3)), 1, int(rng.choice([4, 4, 6]))
        )
        for i in kept
    ]


def shop_rows(plot: Plot, rng: np.random.Generator, share: float) -> list[House]:
    """Return low rows of shops along the wider streets that the plot fronts on."""
    found: list[House] = []
    if rng.random() > share:
        return found
    for line in shapely.get_parts(shapely.line_merge(plot.front)):
        if line.geom_type != "LineString":
            continue
        at = 8.0
        while at + 22.0 < line.length:
            length, depth = float(rng.uniform(22.0, 55.0)), float(rng.uniform(8.5, 12.0))
            ring = _behind(line, at, min(at + length, line.length - 6.0), depth, plot.area)
            if rng.random() < 0.75 and plot.area.covers(ring) and all(ring.distance(s.footprint) > 2.0 for s in found):
                found.append(House(ring, "shop", int(rng.integers(1, 4))))
            at += length + float(rng.uniform(3.0, 14.0))
    return found


def _behind(line: shapely.LineString, start: float, end: float, depth: float, area: Polygon) -> Polygon:
    """Return the rectangle behind a piece of street front, inside the area."""
    a, b = (np.asarray(line.interpolate(at).coords[0]) for at in (start, end))
    along = (b - a) / max(1e-6, float(np.hypot(*(b - a))))
    inward = np.array([-along[1], along[0]])
    if not area.contains(shapely.Point((a + b) / 2 + 4.0 * inward)):
        inward = -inward
    near, far = 2.0 * inward, (2.0 + depth) * inward
    return Polygon(np.round([a + near, b + near, b + far, a + far], 2))


def _free_land(plot: Plot, shops: list[House]) -> Polygon:
    """Return the land behind wall and shops."""
    taken = shapely.union_all([s.footprint for s in shops]).buffer(7.0, quad_segs=2)
    rest = plot.area.buffer(-_INSET_M, quad_segs=2).difference(taken)
    return max(shapely.get_parts(rest), key=lambda part: part.area, default=Polygon())


def _free_intervals(land: Polygon, y: float, depth: float) -> list[tuple[float, float]]:
    """Return where a row of a depth fits between the borders of the land."""
    left, right = land.bounds[0] - 1.0, land.bounds[2] + 1.0
    free = [(left, right)]
    for line_y in (y - depth / 2, y, y + depth / 2):
        parts = shapely.get_parts(shapely.LineString([(left, line_y), (right, line_y)]).intersection(land))
        spans = sorted((p.bounds[0], p.bounds[2]) for p in parts)
        free = [(max(a, c), min(b, d)) for a, b in free for c, d in spans if min(b, d) > max(a, c)]
    return free


def _filled(left: float, right: float, unit_m: float, longest: int, shift: float) -> list[tuple[float, int]]:
    """Return middle and number of units of the slabs in one free stretch of a row."""
    left, gap = left + shift, 8.0
    length = right - left
    if length < unit_m:
        return []
    count = max(1, int(np.ceil((length + gap) / (longest * unit_m + gap))))
    units = min(longest, int((length - (count - 1) * gap) / count / unit_m))
    if units < 1 or (units == 1 and count == 1 and length > 1.25 * unit_m):
        return []
    slack = (length - (count - 1) * gap - count * units * unit_m) / count
    step = units * unit_m + gap + slack
    return [(left + slack / 2 + units * unit_m / 2 + i * step, units) for i in range(count)]


def _green(plot: Plot, rng: np.random.Generator) -> float:
    """Return the radius of the green in the middle, 0 for none."""
    return 0.0 if plot.area.area < 16_000 else float(rng.uniform(0.09, 0.14)) * float(np.sqrt(plot.area.area))


def _standing(rings: list[Points], land: Polygon, green_m: float) -> list[int]:
    """Return which rings lie on the land and off its green."""
    if not rings:
        return []
    outlines = [Polygon(ring) for ring in rings]
    shapely.prepare(land)
    on_land = shapely.covers(land, outlines)
    clear = np.asarray(shapely.distance(shapely.centroid(outlines), land.centroid)) >= green_m
    return [int(i) for i in np.nonzero(on_land & clear)[0]]
