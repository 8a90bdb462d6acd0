# SPDX-License-Identifier: MIT
"""What a plan changes against another one: how many grids are in the band, and how many households change grid."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridmgr.data.placing import first_covering, standing_points
from gridmgr.data.store import Store
from gridmgr.model.areas import Building, Grid, Plan
from gridmgr.model.bands import Band
from gridmgr.model.progress import Progress, Silent


@dataclass(frozen=True, slots=True)
class PlanFigures:
    """One plan in figures."""

    name: str
    grids: int
    in_band: int


@dataclass(frozen=True, slots=True)
class PlanComparison:
    """Two plans side by side; a household moves when its grid is not the successor of the one it was in."""

    old: PlanFigures
    new: PlanFigures
    households: int
    """Households that are in a grid of both plans."""
    moved_households: int
    moved_buildings: int


def compare_plans(store: Store, old_id: str, new_id: str, progress: Progress | None = None) -> PlanComparison | None:
    """Compare two plans by the buildings in their grids; None when one of them is gone.

    Each grid of the new plan succeeds at most one old grid of its community, matched so that as few households as
    possible move. Raises CancelledError when given up.
    """
    watch = progress or Silent()
    old, new = store.get(Plan, old_id), store.get(Plan, new_id)
    if old is None or new is None:
        return None
    grids = {plan.id: _by_community(store, plan) for plan in (old, new)}
    codes = sorted(set(grids[old.id]) | set(grids[new.id]))
    total = moved = buildings = 0
    for done, code in enumerate(codes):
        watch.step(done, len(codes), "比较方案")
        before, after = grids[old.id].get(code, []), grids[new.id].get(code, [])
        if before and after and [g.geom for g in before] != [g.geom for g in after]:
            counted, off, houses = _moves(store, code, before, after)
        else:
            counted, off, houses = sum(g.households for g in after) if before else 0, 0, 0
        total, moved, buildings = total + counted, moved + off, buildings + houses
    return PlanComparison(_figures(old, grids[old.id]), _figures(new, grids[new.id]), total, moved, buildings)


def successors(overlap: NDArray[np.int64]) -> list[int]:
    """Return for each new grid (column) the old grid (row) it succeeds, -1 for none.

    `overlap` (old, new) holds the households they have in common. A grid without common households succeeds none.
    """
    # scipy takes long to import, and starting must stay quick.
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(overlap, maximize=True)
    found = [-1] * overlap.shape[1]
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        if overlap[row, column] > 0:
            found[column] = row
    return found


def _by_community(store: Store, plan: Plan) -> Mapping[str, list[Grid]]:
    found: dict[str, list[Grid]] = {}
    for grid in sorted(store.find(Grid, plan_id=plan.id), key=lambda g: g.code):
        if grid.geom is not None:
            found.setdefault(grid.community, []).append(grid)
    return found


def _figures(plan: Plan, grids: Mapping[str, list[Grid]]) -> PlanFigures:
    band = Band(plan.min_households, plan.max_households)
    counts = [g.households for inside in grids.values() for g in inside]
    return PlanFigures(plan.name, len(counts), sum(band.contains(n) for n in counts))


def _moves(store: Store, code: str, before: list[Grid], after: list[Grid]) -> tuple[int, int, int]:
    """Return households in both plans, households moved and buildings with households moved in one community."""
    rows = [r for r in store.values(Building, ["households", "geom"], community=code) if r[1] is not None]
    if not rows:
        return 0, 0, 0
    shapes = np.empty(len(rows), dtype=object)
    shapes[:] = [shape for _, shape in rows]
    points = standing_points(shapes)
    households = np.array([count for count, _ in rows], dtype=np.int64)
    old, new = (first_covering(points, np.array([g.geom for g in grids], dtype=object)) for grids in (before, after))
    inside = (old >= 0) & (new >= 0)
    overlap = np.zeros((len(before), len(after)), dtype=np.int64)
    np.add.at(overlap, (old[inside], new[inside]), households[inside])
    origin = np.array(successors(overlap), dtype=np.int64)
    off = inside & (origin[new] != old) & (households > 0)
    return int(households[inside].sum()), int(households[off].sum()), int(np.count_nonzero(off))
