# SPDX-License-Identifier: MIT
"""Where two houses stand wall to wall, the wall is the border of their lands."""

from dataclasses import replace

import numpy as np
import shapely

from gridmgr.model.shapes import GRID_M
from gridmgr.planning.chains import Chains, linked
from gridmgr.planning.ordering import Numbers, order_of
from gridmgr.planning.outline_points import moved_inwards
from gridmgr.planning.precision import ROUNDING_M, Geometries

_LINE, _LINES = 1, 5
"""The numbers that shapely gives these types."""


def along_walls(chains: Chains, footprints: Geometries, block: Numbers) -> tuple[Chains, Numbers]:
    """Lead lines between two houses that share one stretch of wall along it, and say which lines are clear.

    The second answer are the blocks in which a line runs into a footprint all the same, as it may where houses stand
    close. Lines look at the footprints of their own block (o,) alone.
    """
    tree = shapely.STRtree(footprints)
    touching = np.unique(tree.query(chains.lines, predicate="intersects")[0])
    if not len(touching):
        return chains, touching
    lines = chains.lines.copy()
    lines[touching] = _led_along(lines.take(touching), _walls(chains.pairs.take(touching, axis=0), footprints))
    line, met = blocked_by(lines.take(touching), footprints, tree)
    line = touching.take(line)
    home = block.take(chains.pairs[:, 0].take(line))
    at_home = home == block.take(met)
    clear = chains.clear.copy()
    clear[line[at_home]] = False
    return replace(chains, lines=lines, clear=clear), np.unique(home[at_home])


def blocked_by(
    lines: Geometries, footprints: Geometries, tree: shapely.STRtree | None = None
) -> tuple[Numbers, Numbers]:
    """Return which lines run into which footprints. One that reaches in by no more than rounding does not."""
    tree = tree or shapely.STRtree(footprints)
    line, met = tree.query(lines, predicate="intersects")
    houses, house = np.unique(met, return_inverse=True)
    cores = _cores(footprints.take(houses))
    shapely.prepare(cores)
    inside = shapely.intersects(cores.take(house), lines.take(line))
    return line[inside], met[inside]


def _cores(footprints: Geometries) -> Geometries:
    """Return footprints without the strip along the walls that is no wider than rounding."""
    rings = moved_inwards(footprints, ROUNDING_M)
    simple = ~shapely.is_missing(rings)
    cores = np.empty(len(footprints), dtype=object)
    cores[simple] = shapely.polygons(rings[simple])
    cores[~simple] = shapely.buffer(footprints[~simple], -ROUNDING_M, quad_segs=1, join_style="mitre")
    return np.asarray(cores)


def _walls(pairs: Numbers, footprints: Geometries) -> Geometries:
    """Return what the two houses of each pair (c, 2) have in common; most pairs come several times."""
    _, first, pair = np.unique(pairs[:, 0] * len(footprints) + pairs[:, 1], return_index=True, return_inverse=True)
    one, other = (footprints.take(pairs[first, side]) for side in (0, 1))
    wall = shapely.intersection(one, other)
    torn = np.flatnonzero(shapely.get_type_id(wall) == _LINES)
    wall[torn] = shapely.line_merge(wall.take(torn))
    return np.asarray(wall.take(pair))


def _led_along(lines: Geometries, wall: Geometries) -> Geometries:
    """Return lines (c,) between two houses with a `wall` (c,) each; one with it beside its middle takes that way."""
    chosen = np.flatnonzero(shapely.get_type_id(wall) == _LINE)
    line, wall = lines.take(chosen), wall.take(chosen)
    low, high = (shapely.line_locate_point(line, shapely.get_point(wall, end)) for end in (0, -1))
    wall = np.where(low > high, shapely.reverse(wall), wall)
    low, high = np.minimum(low, high), np.maximum(low, high)
    before, after = (shapely.line_locate_point(wall, shapely.get_point(line, end)) for end in (0, -1))
    # A line that begins or ends beside the wall ends there for two more lands: they have to agree on the place.
    good = np.flatnonzero((before == 0) & (after >= shapely.length(wall) - GRID_M) & (low < high))
    found = lines.copy()
    found[chosen.take(good)] = _with_detour(line.take(good), wall.take(good), low.take(good), high.take(good))
    return found


def _with_detour(lines: Geometries, walls: Geometries, low: Numbers, high: Numbers) -> Geometries:
    """Return lines that go along a wall each from the place `low` to the place `high`, in metres along the line."""
    xy, line = shapely.get_coordinates(lines, return_index=True)
    wall_xy, wall = shapely.get_coordinates(walls, return_index=True)
    is_first, is_last = np.diff(line, prepend=-1) != 0, np.diff(line, append=-1) != 0
    step = np.hypot(*np.diff(xy, axis=0, prepend=xy[:1]).T)
    far = np.cumsum(np.where(is_first, 0.0, step))
    far -= far[is_first].take(line)
    early = is_first | (far < low.take(line) - GRID_M) & ~is_last
    kept = np.flatnonzero(early | is_last | (far > high.take(line) + GRID_M))
    order = order_of(np.concatenate((3 * line.take(kept) + 2 * ~early.take(kept), 3 * wall + 1)))
    corners = np.concatenate((xy.take(kept, axis=0), wall_xy)).take(order, axis=0)
    number = np.concatenate((line.take(kept), wall)).take(order)
    made, which = linked(np.round(corners, 3), number, len(lines))
    found = lines.copy()
    found[which] = made
    return found
