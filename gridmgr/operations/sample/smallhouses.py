# SPDX-License-Identifier: MIT
"""Where single families build: the lots of the old town and the houses of villages."""

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, Polygon

from gridmgr.operations.sample.blocks import halves
from gridmgr.operations.sample.curves import Points
from gridmgr.operations.sample.footprints import House, frame_of, rectangles, slab_ring
from gridmgr.operations.sample.plots import Plot

_LANE_OVER_M2 = 2_600.0
"""Land above this size is parted by a lane, below by a wall."""


def old_town(plot: Plot, rng: np.random.Generator) -> list[House]:
    """Return houses wall to wall on narrow lots, some with a yard, and a walk-up here and there."""
    found: list[House] = []
    waiting = [plot.area.buffer(-0.8, join_style="mitre")]
    while waiting:
        lot = waiting.pop()
        walk_up = _walk_up(lot, rng) if 650.0 < lot.area < 1500.0 and rng.random() < 0.10 else None
        if walk_up is not None:
            found.append(walk_up)
        elif lot.area > rng.uniform(170.0, 390.0):
            waiting += _lots(lot, rng)
        elif rng.random() > 0.09:
            house = _house_on(lot, rng)
            found += [house] if house else []
    return found


def _lots(land: Polygon, rng: np.random.Generator) -> list[Polygon]:
    """Return land cut in two across its longer axis; large land gets a lane in between."""
    frame = frame_of(land, to_south=False)
    local = frame.inward(land)
    left, low, right, high = local.bounds
    if right - left < high - low:
        y = low + (high - low) * rng.uniform(0.4, 0.6)
        ends = np.array([[left - 1.0, y], [right + 1.0, y + rng.normal(0.0, 0.8)]])
    else:
        x = left + (right - left) * rng.uniform(0.4, 0.6)
        ends = np.array([[x, low - 1.0], [x + rng.normal(0.0, 0.8), high + 1.0]])
    pieces = halves(land, LineString(frame.outward(ends)))
    if len(pieces) < 2:
        return []
    gap = 1.4 if land.area > _LANE_OVER_M2 else 0.15
    shrunk = [part for p in pieces for part in shapely.get_parts(p.buffer(-gap, join_style="mitre"))]
    return [p for p in shrunk if p.area > 30.0 and p.geom_type == "Polygon"]


def _house_on(lot: Polygon, rng: np.random.Generator) -> House | None:
    """Return the house on a lot: all of it, or less a yard."""
    shape = lot.buffer(-0.25, join_style="mitre").simplify(0.3)
    if shape.area > 110.0 and rng.random() < 0.6:
        frame = frame_of(lot, to_south=False)
        left, low, right, high = frame.inward(shape).bounds
        width, depth = right - left, high - low
        corner = rng.integers(0, 4)
        middle = np.array([[left if corner % 2 else right, low if corner // 2 else high]])
        size = np.array([width * rng.uniform(0.7, 1.2)]), np.array([depth * rng.uniform(0.7, 1.1)])
        shape = shape.difference(Polygon(frame.outward(rectangles(middle, *size)[0])))
    parts = [p for p in shapely.get_parts(shape) if p.area > 38.0 and not p.buffer(-1.6).is_empty]
    if not parts:
        return None
    outline = Polygon(np.round(shapely.get_coordinates(max(parts, key=lambda p: p.area).exterior), 2))
    floors = int(rng.choice([1, 2, 2, 3, 3, 4, 5]))
    flats = max(1, round(outline.area / 105.0)) if floors > 1 else 1
    return House(outline, "house", floors, 1, flats, shops_below=bool(rng.random() < 0.2 and floors > 2))


def _walk_up(lot: Polygon, rng: np.random.Generator) -> House | None:
    """Return a block of flats of four to seven floors as large as the lot allows, None where none fits."""
    frame = frame_of(lot, to_south=False)
    left, low, right, high = frame.inward(lot).bounds
    units = int((right - left - 4.0) / 13.0)
    if units < 1 or high - low < 15.0:
        return None
    ring = slab_ring(min(units, 4), 13.0, min(13.5, high - low - 4.0), 1.0)
    ring = ring + np.array([(left + right) / 2, (low + high) / 2])
    outline = Polygon(frame.outward(ring))
    return House(outline, "slab", int(rng.integers(4, 8)), min(units, 4), 2) if lot.covers(outline) else None


def village(plot: Plot, rng: np.random.Generator) -> list[House]:
    """Return houses in loose groups along the lanes, the fields between them left free."""
    land = plot.area.buffer(-2.5)
    frame = frame_of(plot.area, to_south=False)
    left, low, right, high = frame.inward(plot.area).bounds
    pitch = float(rng.uniform(14.5, 17.0))
    x, y = np.meshgrid(np.arange(left, right, pitch), np.arange(low, high, pitch))
    spots = np.column_stack([x.ravel(), y.ravel()]) + rng.normal(0.0, 1.9, (x.size, 2))
    turn = rng.normal(0.0, 0.16, len(spots)) + rng.choice([0.0, 0.0, np.pi / 2], len(spots))
    widths, depths = rng.uniform(7.5, 11.5, len(spots)), rng.uniform(8.5, 13.0, len(spots))
    shapes = rectangles(np.zeros((len(spots), 2)), widths, depths)
    turned = np.stack([
        shapes[..., 0] * np.cos(turn)[:, None] - shapes[..., 1] * np.sin(turn)[:, None],
        shapes[..., 0] * np.sin(turn)[:, None] + shapes[..., 1] * np.cos(turn)[:, None],
    ], axis=-1) + spots[:, None, :]  # fmt: skip
    outlines = np.array([Polygon(ring) for ring in frame.outward(turned)], dtype=object)
    if not len(outlines):
        return []
    wanted = rng.random(len(outlines)) < _crowding(plot, frame.outward(spots), rng)
    chosen = outlines[wanted & shapely.covers(land, outlines)]
    return [
        House(outline, "villa", int(rng.choice([2, 3, 3, 3, 4, 5])), 1, 1)
        for outline in without_overlaps(list(chosen), 1.5)
    ]


def _crowding(plot: Plot, spots: Points, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return how likely a house stands at each spot: near the border lanes and around one or two middles."""
    points = shapely.points(spots)
    border = np.asarray(shapely.distance(plot.area.exterior, points))
    left, low, right, high = plot.area.bounds
    middles = rng.uniform((left, low), (right, high), (2, 2))
    away = np.min(np.hypot(*(spots[:, None, :] - middles[None]).transpose(2, 0, 1)), axis=1)
    return np.asarray(np.minimum(0.66 * np.exp(-border / 23.0) + 0.82 * np.exp(-((away / 62.0) ** 2)), 0.9))


def without_overlaps(outlines: list[Polygon], gap_m: float) -> list[Polygon]:
    """Return the outlines less those that come closer than a gap to an earlier one."""
    if not outlines:
        return []
    tree = shapely.STRtree(outlines)
    first, second = tree.query(outlines, predicate="dwithin", distance=gap_m)
    dropped: set[int] = set()
    for i, j in sorted(zip(first.tolist(), second.tolist(), strict=True)):
        if i < j and i not in dropped:
            dropped.add(j)
    return [o for i, o in enumerate(outlines) if i not in dropped]
