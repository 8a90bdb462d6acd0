# SPDX-License-Identifier: MIT
"""Lines as people and rivers make them: smooth through given points, a little off, cut and measured."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline
from shapely.geometry import LineString, Point, Polygon
from shapely.ops import substring

Points = NDArray[np.float64]
"""(n, 2) metres."""


def smooth(points: Points | Sequence[tuple[float, float]], step_m: float = 20.0) -> LineString:
    """Return a line that goes smoothly through the points, with a vertex about every `step_m`."""
    through = np.asarray(points, dtype=float)
    along = np.concatenate([[0.0], np.cumsum(np.sqrt(np.hypot(*np.diff(through, axis=0).T)))])
    spline = CubicSpline(along, through)
    rough = spline(np.linspace(0.0, along[-1], 40 * len(through)))
    line = LineString(rough)
    count = max(2, round(line.length / step_m) + 1)
    return rounded_line(shapely.line_interpolate_point(line, np.linspace(0.0, line.length, count)))


def rounded_line(points: NDArray[np.object_]) -> LineString:
    """Return the line through shapely points, rounded to the millimetre so that every machine agrees."""
    return LineString(np.round(shapely.get_coordinates(points), 3))


def waves(length_m: float, wavelength_m: float, count: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return `count` values of smooth noise of about unit size along a length."""
    knots = max(4, round(length_m / wavelength_m) + 1)
    heights = rng.normal(0.0, 1.0, knots)
    return np.asarray(CubicSpline(np.linspace(0.0, 1.0, knots), heights)(np.linspace(0.0, 1.0, count)))


def wiggled(line: LineString, amplitude_m: float, wavelength_m: float, rng: np.random.Generator) -> LineString:
    """Return the line pushed sideways by smooth noise that dies out at both ends."""
    count = max(5, round(line.length / min(25.0, wavelength_m / 4)) + 1)
    share = np.linspace(0.0, 1.0, count)
    base = shapely.get_coordinates(shapely.line_interpolate_point(line, share * line.length))
    push = amplitude_m * waves(line.length, wavelength_m, count, rng) * np.sin(np.pi * share) ** 0.5
    return LineString(np.round(base + normals(base) * push[:, None], 3))


def normals(points: Points) -> Points:
    """Return the unit normals (to the left) at the vertices of a line."""
    tangent = np.gradient(points, axis=0)
    size = np.hypot(tangent[:, 0], tangent[:, 1])
    unit = tangent / np.where(size > 0, size, 1.0)[:, None]
    return np.column_stack([-unit[:, 1], unit[:, 0]])


def ribbon(line: LineString, left_m: NDArray[np.float64], right_m: NDArray[np.float64]) -> Polygon:
    """Return the area along a line whose borders lie `left_m` and `right_m` from its vertices."""
    points = shapely.get_coordinates(line)
    across = normals(points)
    ring = np.concatenate([points + across * left_m[:, None], (points - across * right_m[:, None])[::-1]])
    return shapely.make_valid(Polygon(np.round(ring, 3)))


def softened(area: Polygon, radius_m: float) -> Polygon:
    """Return the area without spikes and narrow bays: rounded corners, one piece."""
    rounded = area.buffer(radius_m).buffer(-2 * radius_m).buffer(radius_m)
    largest = max(shapely.get_parts(rounded), key=lambda part: part.area)
    return Polygon(largest.exterior).simplify(0.5)


def rough_outline(area: Polygon, amplitude_m: float, wavelength_m: float, rng: np.random.Generator) -> Polygon:
    """Return the area with an outline that winds in and out by smooth noise, as a foot of hills does."""
    ring = LineString(area.exterior.coords)
    count = round(ring.length / 25.0)
    at = np.arange(count) / count
    base = shapely.get_coordinates(shapely.line_interpolate_point(ring, at * ring.length))
    knots = max(6, round(ring.length / wavelength_m))
    heights = rng.normal(0.0, 1.0, knots)
    wave = CubicSpline(np.linspace(0.0, 1.0, knots + 1), np.append(heights, heights[0]), bc_type="periodic")(at)
    moved = base + normals(base) * (amplitude_m * wave)[:, None]
    return softened(shapely.make_valid(Polygon(np.round(moved, 3))), 12.0)


def part_between(line: LineString, start_m: float, end_m: float) -> LineString:
    """Return the piece of a line between two distances along it."""
    return substring(line, start_m, end_m)


def tangent_at(line: LineString, distance_m: float) -> tuple[float, float]:
    """Return the unit direction of a line at a distance along it."""
    first: Point = line.interpolate(max(0.0, distance_m - 1.0))
    second: Point = line.interpolate(min(line.length, distance_m + 1.0))
    across, up = second.x - first.x, second.y - first.y
    size = float(np.hypot(across, up)) or 1.0
    return across / size, up / size
