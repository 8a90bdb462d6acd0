# SPDX-License-Identifier: MIT
"""Outlines of buildings, and the turned frame in which rows of them are laid out."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from gridmgr.operations.sample.curves import Points


@dataclass(frozen=True, slots=True)
class House:
    """A building as laid out: its outline and what stands inside."""

    footprint: Polygon
    kind: str
    """slab, tower, house, villa, shed, shop, mall, office, school, hall, hospital, works."""
    floors: int
    units: int = 1
    flats: int = 0
    """Dwellings on one floor of one unit; 0 where nobody lives."""
    shops_below: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """A turned coordinate system on a plot."""

    angle: float
    x: float
    y: float

    def inward(self, geometry: BaseGeometry) -> BaseGeometry:
        """Return a geometry of the town in this frame."""
        return shapely.transform(geometry, lambda xy: self._turn(xy - np.array([self.x, self.y]), -self.angle))

    def outward(self, points: Points) -> Points:
        """Return points of this frame, of any shape (…, 2), in the town, rounded to centimetres."""
        turned = self._turn(points, self.angle) + np.array([self.x, self.y])
        return np.asarray(np.round(turned, 2))

    @staticmethod
    def _turn(xy: Points, angle: float) -> Points:
        """Return points turned about the origin."""
        cosine, sine = np.cos(angle), np.sin(angle)
        return np.stack([xy[..., 0] * cosine - xy[..., 1] * sine, xy[..., 0] * sine + xy[..., 1] * cosine], axis=-1)


def frame_of(area: Polygon, *, to_south: bool = True) -> Frame:
    """Return the frame along the sides of a plot; rows run along x and, where wanted, face more or less south."""
    corner = shapely.get_coordinates(shapely.minimum_rotated_rectangle(area))[:3]
    sides = [corner[1] - corner[0], corner[2] - corner[1]]
    sides.sort(key=lambda side: abs(side[0]) / np.hypot(*side) if to_south else np.hypot(*side), reverse=True)
    angle = np.arctan2(sides[0][1], sides[0][0])
    if abs(angle) > np.pi / 2:
        angle -= np.copysign(np.pi, angle)
    middle = area.centroid
    return Frame(float(angle), middle.x, middle.y)


def rectangles(centres: Points, widths: NDArray[np.float64], depths: NDArray[np.float64]) -> Points:
    """Return the rings (n, 5, 2) of rectangles, in the frame of their centres."""
    corners = np.array([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5], [-0.5, -0.5]])
    return centres[:, None, :] + corners[None] * np.column_stack([widths, depths])[:, None, :]


def slab_ring(units: int, unit_m: float, depth_m: float, bay_m: float) -> Points:
    """Return the ring of a slab about the origin: stairs stick out to the north, balconies to the south."""
    half, depth = units * unit_m / 2, depth_m / 2
    north, south = [], []
    for i in range(units):
        left = -half + i * unit_m
        stair, balcony = (left + 0.38 * unit_m, left + 0.62 * unit_m), (left + 0.12 * unit_m, left + 0.88 * unit_m)
        south += [(left, -depth + bay_m), (balcony[0], -depth + bay_m), (balcony[0], -depth)]
        south += [(balcony[1], -depth), (balcony[1], -depth + bay_m)]
        north += [(left, depth - bay_m), (stair[0], depth - bay_m), (stair[0], depth), (stair[1], depth)]
        north += [(stair[1], depth - bay_m)]
    ring = [*south, (half, -depth + bay_m), (half, depth - bay_m), *north[::-1]]
    return np.array([*ring, ring[0]])


_BUTTERFLY = [
    (-1.0, -0.75), (-0.45, -0.9), (-0.45, -0.55), (0.45, -0.55), (0.45, -0.9), (1.0, -0.75), (1.0, 0.1), (0.72, 0.1),
    (0.72, 0.75), (0.28, 0.75), (0.28, 0.45), (-0.28, 0.45), (-0.28, 0.75), (-0.72, 0.75), (-0.72, 0.1), (-1.0, 0.1),
]  # fmt: skip
_CROSS = [
    (-0.42, -1.0), (0.42, -1.0), (0.42, -0.42), (1.0, -0.42), (1.0, 0.42), (0.42, 0.42), (0.42, 1.0), (-0.42, 1.0),
    (-0.42, 0.42), (-1.0, 0.42), (-1.0, -0.42), (-0.42, -0.42),
]  # fmt: skip


def tower_ring(half_m: float, *, cross: bool) -> Points:
    """Return the ring of a tower block about the origin, shaped like a butterfly or a cross."""
    ring = np.array(_CROSS if cross else _BUTTERFLY) * half_m
    return np.vstack([ring, ring[:1]])


def winged_ring(width_m: float, depth_m: float, wing_m: float, arms: int) -> Points:
    """Return the ring of a bar with one (L) or two (U) wings to the south, about the origin."""
    x, y = width_m / 2, depth_m / 2
    ring = [(-x, y), (-x, -y), (-x + wing_m, -y), (-x + wing_m, y - wing_m)]
    ring += [(x - wing_m, y - wing_m), (x - wing_m, -y), (x, -y), (x, y)] if arms == 2 else [(x, y - wing_m), (x, y)]
    return np.array([*ring, ring[0]])
