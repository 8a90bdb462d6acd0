# SPDX-License-Identifier: MIT
"""What is left of a community to divide when some of its grids are locked, part by part."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.model.bands import Band
from gridmgr.model.progress import Part, Progress
from gridmgr.model.shapes import GRID_M
from gridmgr.planning.certificates import renumbered
from gridmgr.planning.partition import Partition, Reason, Verdict, Wish
from gridmgr.planning.precision import Geometries, is_wider_than_rounding, only_areas
from gridmgr.planning.shared_borders import components
from gridmgr.planning.units import UnitGraph

LEAST_M2 = 0.01
"""Smaller scraps beside a locked border come from rounding."""
_WORST_FIRST = (Verdict.NOT_FOUND, Verdict.INFEASIBLE, Verdict.LUMP, Verdict.LOCKED, Verdict.COMPLETE)


def unlocked_parts(outline: BaseGeometry, locked: Sequence[BaseGeometry], lived_in: Geometries) -> list[BaseGeometry]:
    """Return the land outside locked grids in parts that are divided independently of each other.

    Parts that lay apart before (飞地) stay together with what is nearest, as they would without locks; land that the
    locks cut off and in which no building (`lived_in`, points) stands goes with the nearest part that has one. Metres;
    locked grids keep their geometry, so the cut follows their corners.
    """
    if not locked:
        return [outline]
    left = shapely.difference(outline, shapely.union_all(list(locked)), grid_size=GRID_M)
    pieces = shapely.get_parts(shapely.get_parts(np.array([only_areas(left)], dtype=object)))
    pieces = pieces[is_wider_than_rounding(pieces, LEAST_M2)]
    if not len(pieces):
        return []
    group = _groups(pieces, _pieces_of(outline), lived_in)
    return [shapely.union_all(pieces[group == number]) for number in range(int(group.max()) + 1)]


def _pieces_of(outline: BaseGeometry) -> Geometries:
    return np.asarray(shapely.get_parts(shapely.union_all(shapely.get_parts(outline))))


def _groups(pieces: Geometries, whole: Geometries, lived_in: Geometries) -> NDArray[np.int64]:
    """Return for each piece the number of the part to which it belongs."""
    home = shapely.STRtree(whole).nearest(shapely.point_on_surface(pieces))
    empty = np.ones(len(pieces), dtype=np.bool_)
    if len(lived_in):
        empty[np.unique(shapely.STRtree(pieces).query(lived_in, predicate="intersects")[1])] = False
    first: list[int] = []
    second: list[int] = []
    main = int(np.argmax(shapely.area(whole)))
    for number in sorted(set(home.tolist()) - {main}):
        _link(pieces, np.flatnonzero(home == number), np.flatnonzero(home != number), (first, second))
    for piece in np.flatnonzero(empty).tolist():
        _link(pieces, np.array([piece]), np.flatnonzero(~empty), (first, second))
    return components(len(pieces), np.array(first, dtype=np.int64), np.array(second, dtype=np.int64))


def _link(
    pieces: Geometries, mine: NDArray[np.intp], others: NDArray[np.intp], links: tuple[list[int], list[int]]
) -> None:
    """Join the nearest pair of two groups of pieces."""
    if len(mine) and len(others):
        away = shapely.distance(pieces[mine][:, None], pieces[others][None, :])
        row, column = np.unravel_index(int(np.argmin(away)), away.shape)
        links[0].append(int(mine[row]))
        links[1].append(int(others[column]))


def joined_graph(graphs: Sequence[UnitGraph]) -> UnitGraph:
    """Return several graphs as one with no border between them."""
    if len(graphs) == 1:
        return graphs[0]
    first = np.cumsum([0, *(len(g) for g in graphs)])
    return UnitGraph(
        households=np.concatenate([g.households for g in graphs]),
        area_m2=np.concatenate([g.area_m2 for g in graphs]),
        perimeter_m=np.concatenate([g.perimeter_m for g in graphs]),
        xy=np.concatenate([g.xy for g in graphs]),
        compound=np.concatenate([g.compound for g in graphs]),
        edge_a=np.concatenate([g.edge_a + n for g, n in zip(graphs, first, strict=False)]),
        edge_b=np.concatenate([g.edge_b + n for g, n in zip(graphs, first, strict=False)]),
        edge_m=np.concatenate([g.edge_m for g in graphs]),
        edge_kind=np.concatenate([g.edge_kind for g in graphs]),
        passable=np.concatenate([g.passable for g in graphs]),
    )


def partition_parts(
    graphs: Sequence[UnitGraph],
    band: Band,
    wish: Wish,
    seed: int,
    measures: tuple[NDArray[np.float64] | None, NDArray[np.int64] | None],
    progress: Progress,
) -> Partition:
    """Divide each graph on its own and return one partition of `joined_graph`; certificates hold for each part.

    `measures` are the second measure and the previous grid of all units, one graph after the other. A number of grids
    is shared out by households. Raises CancelledError.
    """
    # The solver is loaded only when a plan is made: the window opens without it.
    from gridmgr.planning.partition.solve import partition

    second, previous = measures
    counts = _shares(wish.grids, [int(g.households.sum()) for g in graphs])
    first = np.cumsum([0, *(len(g) for g in graphs)])
    found = []
    for number, graph in enumerate(graphs):
        own = slice(int(first[number]), int(first[number + 1]))
        found.append(
            partition(
                graph,
                band,
                seed=seed,
                wish=replace(wish, grids=counts[number]),
                second=None if second is None else second[own],
                previous=None if previous is None else previous[own],
                progress=Part(progress, number, len(graphs)) if len(graphs) > 1 else progress,
            )
        )
    return found[0] if len(found) == 1 else _together(found)


def _shares(grids: int | None, households: Sequence[int]) -> list[int | None]:
    """Share a number of grids out by households, at least one for each part (D'Hondt's rule)."""
    if grids is None:
        return [None] * len(households)
    counts = [1] * len(households)
    for _ in range(grids - len(households)):
        counts[max(range(len(counts)), key=lambda i: (households[i] / (counts[i] + 0.5), -i))] += 1
    return list(counts)


def _together(found: Sequence[Partition]) -> Partition:
    labels, households, reasons, links = [], [], [], []
    units = grids = 0
    for one in found:
        labels.append(one.labels + grids)
        households.append(one.households)
        reasons += [_moved(reason, units, grids) for reason in one.reasons]
        links += [(a + units, b + units) for a, b in one.links]
        units, grids = units + len(one.labels), grids + len(one.households)
    verdict = next(v for v in _WORST_FIRST if any(one.verdict is v for one in found))
    return Partition(np.concatenate(labels), np.concatenate(households), verdict, tuple(reasons), tuple(links))


def _moved(reason: Reason, units: int, grids: int) -> Reason:
    """Return a reason, its proof included, as it is told after so many units and grids of other parts."""
    return replace(
        reason,
        units=tuple(unit + units for unit in reason.units),
        grids=tuple(grid + grids for grid in reason.grids),
        certificate=None if reason.certificate is None else renumbered(reason.certificate, units.__add__),
    )
