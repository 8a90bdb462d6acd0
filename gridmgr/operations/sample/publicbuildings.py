# SPDX-License-Identifier: MIT
"""Where people work and learn: factories, schools, hospitals, offices, markets, parks."""

import numpy as np
import shapely
from shapely.geometry import Polygon

from gridmgr.operations.sample.compounds import shop_rows
from gridmgr.operations.sample.curves import Points
from gridmgr.operations.sample.footprints import House, frame_of, rectangles, winged_ring
from gridmgr.operations.sample.plots import Plot


def factory(plot: Plot, rng: np.random.Generator) -> list[House]:
    """Return sheds in rows, an office at the gate and a dormitory."""
    wanted = [_bar(38.0, 13.0, "works", 4), _bar(42.0, 12.0, "dormitory", 5)]
    wanted += [
        _bar(float(rng.uniform(38, 92)), float(rng.uniform(20, 38)), "shed", int(rng.integers(1, 3)))
        for _ in range(int(plot.area.area / 3_200))
    ]
    return _placed(plot, wanted, 9.0, rng)


def school(plot: Plot, rng: np.random.Generator) -> list[House]:
    """Return a school around its sports ground, which stays free."""
    wanted = [
        (winged_ring(62.0, 40.0, 12.0, 2), "school", 5),
        (winged_ring(46.0, 30.0, 11.0, 1), "school", 4),
        _bar(34.0, 22.0, "hall", 2),
    ]
    return _placed(plot, wanted if plot.area.area > 9_000 else wanted[1:], 12.0, rng)


def hospital(plot: Plot, rng: np.random.Generator) -> list[House]:
    """Return a hospital: wards, out-patients, and a smaller house."""
    wanted = [
        (winged_ring(70.0, 34.0, 18.0, 1), "hospital", int(rng.integers(9, 16))),
        (winged_ring(56.0, 40.0, 15.0, 2), "hospital", 5),
        _bar(34.0, 16.0, "hospital", 4),
    ]
    return _placed(plot, wanted, 14.0, rng)


def offices(plot: Plot, rng: np.random.Generator) -> list[House]:
    """Return offices of several sizes with a yard between them."""
    shops = shop_rows(plot, rng, 0.5)
    wanted = [
        (
            winged_ring(float(rng.uniform(44, 60)), 32.0, 14.0, int(rng.integers(1, 3))),
            "office",
            int(rng.integers(5, 13)),
        ),
        _bar(float(rng.uniform(34, 48)), 15.0, "office", int(rng.integers(4, 8))),
        _bar(30.0, 14.0, "office", 4),
        (rectangles(np.zeros((1, 2)), np.array([26.0]), np.array([26.0]))[0], "office", int(rng.integers(10, 20))),
    ]
    return _placed(plot, wanted[: 2 + int(plot.area.area > 9_000) * 2], 10.0, rng, shops)


def mall(plot: Plot, rng: np.random.Generator) -> list[House]:
    """Return a shopping centre with a tower of offices behind it."""
    size = float(np.sqrt(plot.area.area))
    wanted = [
        _bar(0.52 * size, 0.38 * size, "mall", int(rng.integers(4, 7))),
        _bar(36.0, 24.0, "office", int(rng.integers(12, 24))),
        _bar(48.0, 16.0, "mall", 3),
    ]
    return _placed(plot, wanted, 9.0, rng)


def market(plot: Plot, rng: np.random.Generator) -> list[House]:
    """Return a covered market and rows of shops around it."""
    shops = shop_rows(plot, rng, 1.0)
    size = float(np.sqrt(plot.area.area))
    return _placed(plot, [_bar(0.5 * size, 0.3 * size, "market", 2), _bar(30.0, 12.0, "shop", 3)], 7.0, rng, shops)


def park(plot: Plot, rng: np.random.Generator) -> list[House]:
    """Return the pavilion and the keeper's house of a park."""
    wanted = [(winged_ring(18.0, 14.0, 5.0, 1), "hall", 1), _bar(11.0, 8.0, "hall", 1)]
    return _placed(plot, wanted[: int(rng.integers(0, 3))], 20.0, rng)


def _bar(width_m: float, depth_m: float, kind: str, floors: int) -> tuple[Points, str, int]:
    """Return a plain building about the origin."""
    return rectangles(np.zeros((1, 2)), np.array([width_m]), np.array([depth_m]))[0], kind, floors


def _placed(
    plot: Plot,
    wanted: list[tuple[Points, str, int]],
    gap_m: float,
    rng: np.random.Generator,
    standing: list[House] | None = None,
) -> list[House]:
    """Return the wanted buildings set side by side on the plot, those without room left out."""
    found = list(standing or [])
    frame = frame_of(plot.area)
    land = frame.inward(plot.area.buffer(-5.0, quad_segs=2))
    taken = frame.inward(shapely.union_all([h.footprint for h in found]).buffer(gap_m, quad_segs=2))
    left, low, right, high = land.bounds
    x, y = np.meshgrid(np.arange(left, right, 9.0), np.arange(low, high, 9.0))
    spots = np.column_stack([x.ravel(), y.ravel()]) + rng.uniform(0.0, 4.0, 2)
    # Buildings stand along the border first, so that yards and sports grounds stay whole.
    spots = spots[
        np.argsort(shapely.distance(land.exterior if isinstance(land, Polygon) else land, shapely.points(spots)))
    ]
    for ring, kind, floors in wanted:
        outlines = shapely.polygons(spots[:, None, :] + ring[None])
        free = shapely.covers(land, outlines) & ~shapely.intersects(taken, outlines)
        if free.any():
            outline = outlines[int(np.argmax(free))]
            taken = taken.union(outline.buffer(gap_m, quad_segs=2))
            found.append(_house(frame.outward(shapely.get_coordinates(outline)), kind, floors))
    return found


def _house(ring: Points, kind: str, floors: int) -> House:
    """Return the building on a ring; a dormitory has homes."""
    if kind == "dormitory":
        return House(Polygon(ring), "slab", floors, 3, 2)
    return House(Polygon(ring), kind, floors)
