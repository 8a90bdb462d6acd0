# SPDX-License-Identifier: MIT
"""Which grid of a new plan goes on with which grid of an old one.

To the people who serve it a grid is the same one

1. where both bear the same `grid_uid`: roles and history hang on that,
2. else where both are the very same land,
3. else as matched inside the community so that as few households as possible change grid (the assignment problem,
   solved by scipy's `linear_sum_assignment`).

Comparing in the other direction gives the mirror image: the matching is worked out in one and the same order.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmgr.operations.plan_difference import Fate, Figures, Flow, GridDifference, GridSide, Place

Cells = Mapping[tuple[str, str], Figures]
"""What old and new grid (by id) have in common."""

_HOUSEHOLD = 1_000_000
"""Weight of a household; where households do not tell, buildings (weight 1) do."""


def differences(
    old: Sequence[GridSide], new: Sequence[GridSide], places: Iterable[Place]
) -> tuple[tuple[GridDifference, ...], tuple[Flow, ...]]:
    """Return what becomes of every grid, and the flows between them."""
    cells: dict[tuple[str, str], list[Place]] = {}
    for place in sorted(places, key=lambda p: p.building_id):
        # A building without a grid is told for its community, so that flows never mix communities.
        key = (place.old_id or f"-{place.community}", place.new_id or f"-{place.community}")
        cells.setdefault(key, []).append(place)
    sums = {key: Figures.sum(p.figures for p in found) for key, found in cells.items()}
    origins = continuations(old, new, sums)
    before, after = {g.id: g for g in old}, {g.id: g for g in new}
    flows = [
        Flow(
            found[0].community,
            before.get(key[0]),
            after.get(key[1]),
            key[1] in origins and origins[key[1]] == key[0],
            sums[key],
            tuple(p.building_id for p in found),
        )
        for key, found in cells.items()
    ]
    flows.sort(key=lambda f: (f.community, _code(f.old), _code(f.new)))
    return _grid_differences(old, new, origins, flows), tuple(flows)


def _code(side: GridSide | None) -> tuple[int, str, str]:
    """Sort by code; what has no grid comes last."""
    return (1, "", "") if side is None else (0, side.code, side.id)


def _grid_differences(
    old: Sequence[GridSide], new: Sequence[GridSide], origins: Mapping[str, str], flows: Sequence[Flow]
) -> tuple[GridDifference, ...]:
    before = {g.id: g for g in old}
    leaving: dict[str, list[Flow]] = {}
    coming: dict[str, list[Flow]] = {}
    for flow in flows:
        if flow.old is not None:
            leaving.setdefault(flow.old.id, []).append(flow)
        if flow.new is not None:
            coming.setdefault(flow.new.id, []).append(flow)
    gone = set(before) - set(origins.values())
    pairs: list[tuple[GridSide | None, GridSide | None]] = [(before.get(origins.get(g.id, "")), g) for g in new]
    pairs += [(g, None) for g in old if g.id in gone]
    made = [
        _difference(was, now, leaving.get(was.id, ()) if was else (), coming.get(now.id, ()) if now else ())
        for was, now in pairs
    ]
    made.sort(key=lambda g: (g.community, g.side.code, g.new is None, g.side.id))
    return _with_splits_and_mergers(made)


def _difference(
    was: GridSide | None, now: GridSide | None, leaving: Iterable[Flow], coming: Iterable[Flow]
) -> GridDifference:
    leaving = list(leaving)
    departures = _largest_first(f for f in leaving if not f.stays)
    arrivals = _largest_first(f for f in coming if not f.stays)
    side = now or was
    assert side is not None
    land = was is None or now is None or not _same_land(was, now)
    return GridDifference(
        side.community,
        was,
        now,
        _fate(was, now, bool(arrivals or departures or land)),
        land,
        Figures.sum(f.figures for f in leaving if f.stays),
        Figures.sum(f.figures for f in arrivals),
        Figures.sum(f.figures for f in departures),
        arrivals,
        departures,
    )


def _largest_first(flows: Iterable[Flow]) -> tuple[Flow, ...]:
    def rank(flow: Flow) -> tuple[object, ...]:
        return (-flow.figures.households, -flow.figures.buildings, _code(flow.old), _code(flow.new))

    return tuple(sorted(flows, key=rank))


def _same_land(one: GridSide, other: GridSide) -> bool:
    if one.geom is None or other.geom is None:
        return one.geom is other.geom
    return bool(shapely.equals_exact(one.geom, other.geom)) or bool(shapely.equals(one.geom, other.geom))


def _fate(was: GridSide | None, now: GridSide | None, changed: bool) -> Fate:
    if was is None or now is None:
        return Fate.NEW if was is None else Fate.DISSOLVED
    if changed:
        return Fate.ADJUSTED if was.uid == now.uid else Fate.SUCCEEDED
    return Fate.UNCHANGED if (was.code, was.name) == (now.code, now.name) else Fate.RENAMED


def _with_splits_and_mergers(made: Sequence[GridDifference]) -> tuple[GridDifference, ...]:
    """Mark the grids that go on from which a new one was mostly made, or into which a dissolved one mostly went."""
    split = {g.arrivals[0].old.id for g in made if g.fate is Fate.NEW and g.arrivals and g.arrivals[0].old}
    merged = {g.departures[0].new.id for g in made if g.fate is Fate.DISSOLVED and g.departures and g.departures[0].new}
    return tuple(_marked(g, split, merged) for g in made)


def _marked(grid: GridDifference, split: set[str], merged: set[str]) -> GridDifference:
    if grid.old is None or grid.new is None or grid.fate is Fate.SUCCEEDED:
        return grid
    if grid.new.id in merged:
        return replace(grid, fate=Fate.MERGED)
    return replace(grid, fate=Fate.SPLIT) if grid.old.id in split else grid


def continuations(old: Sequence[GridSide], new: Sequence[GridSide], common: Cells) -> dict[str, str]:
    """Return for each grid of the new plan that goes on with one of the old plan the id of that one.

    No grid goes on twice, and none in another community.
    """
    found: dict[str, str] = {}
    for same in (_by_uid, _by_land):
        _pair(_left(old, found.values()), _left(new, found), same, found)
    communities = sorted({g.community for g in _left(old, found.values())} & {g.community for g in _left(new, found)})
    for community in communities:
        rows = [g for g in _left(old, found.values()) if g.community == community]
        columns = [g for g in _left(new, found) if g.community == community]
        found.update(_matched(rows, columns, common))
    return found


def _left(grids: Sequence[GridSide], done: Iterable[str]) -> list[GridSide]:
    """Return the grids that are not paired yet, in the order of their codes."""
    ids = set(done)
    return sorted((g for g in grids if g.id not in ids), key=lambda g: (g.code, g.id))


def _by_uid(grid: GridSide) -> Hashable:
    return (grid.community, grid.uid) if grid.uid else None


def _by_land(grid: GridSide) -> Hashable:
    return None if grid.geom is None else (grid.community, shapely.to_wkb(shapely.normalize(grid.geom)))


def _pair(
    old: Sequence[GridSide], new: Sequence[GridSide], key: Callable[[GridSide], Hashable], found: dict[str, str]
) -> None:
    """Pair the grids that have a key in common; where several have the same one, the lowest code comes first."""
    waiting: dict[Hashable, list[GridSide]] = {}
    for grid in old:
        waiting.setdefault(key(grid), []).append(grid)
    for grid in new:
        wanted = key(grid)
        if wanted is not None and waiting.get(wanted):
            found[grid.id] = waiting[wanted].pop(0).id


def _matched(old: Sequence[GridSide], new: Sequence[GridSide], common: Cells) -> dict[str, str]:
    """Match what is left of one community; always worked out from the side with the lowest id."""
    nothing = Figures()
    shared = [[common.get((a.id, b.id), nothing) for b in new] for a in old]
    overlap = np.array([[f.households * _HOUSEHOLD + f.buildings for f in row] for row in shared], dtype=np.int64)
    if min(g.id for g in old) < min(g.id for g in new):
        return {b.id: old[a].id for b, a in zip(new, successors(overlap), strict=True) if a >= 0}
    return {new[b].id: a.id for a, b in zip(old, successors(overlap.T), strict=True) if b >= 0}


def successors(overlap: NDArray[np.int64]) -> list[int]:
    """Return for each new grid (column) the old grid (row) it succeeds, -1 for none.

    `overlap` (old, new) holds what they have in common; the sum of it is as large as can be. A grid without anything
    in common succeeds none.
    """
    # scipy takes long to import, and starting must stay quick.
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(overlap, maximize=True)
    found = [-1] * overlap.shape[1]
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        if overlap[row, column] > 0:
            found[column] = row
    return found
