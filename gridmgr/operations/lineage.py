# SPDX-License-Identifier: MIT
"""Where grids come from: the lines of history that are written when a plan is approved and when it comes into force."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmgr.data.store import Store
from gridmgr.model.areas import Building, Grid, GridLineage, Plan
from gridmgr.model.ids import Ids, new_id
from gridmgr.model.placing import first_covering, standing_points
from gridmgr.operations.grid_codes import codes_given

ISSUED = "issued"
"""Kind of the lines that tell which code was given to which grid; all other kinds tell what became of grids."""
_LEAST_SHARE = 0.05
"""Land without households counts as handed over from this share of the smaller grid on; below lie redrawn edges."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A plan takes the place of another, None for the first one, on a day."""

    old: Plan | None
    new: Plan
    on: date
    document: str = ""


@dataclass(frozen=True, slots=True)
class _Common:
    """What old grids (rows) and new grids (columns) of one community have in common."""

    old: Sequence[Grid]
    new: Sequence[Grid]
    households: NDArray[np.int64]
    linked: NDArray[np.bool_]


def codes_issued(store: Store, plan: Plan, on: date, ids: Ids = new_id) -> list[GridLineage]:
    """Return a line for every grid of a plan whose code was not given to it before."""
    given = codes_given(store)
    grids = sorted(store.find(Grid, plan_id=plan.id), key=lambda g: (g.code, g.id))
    fresh = [g for g in grids if g.code and g.grid_uid not in given.get(g.code, ())]
    return [_line(ids(), Turn(None, plan, on), ISSUED, None, grid, grid.households) for grid in fresh]


def history_written(store: Store, turn: Turn, ids: Ids = new_id) -> list[GridLineage]:
    """Return what became of the grids of the old plan: split, merged, adjusted, renumbered, renamed, new, dissolved.

    Grids go by their lasting identifier; land goes by the households on it, where nobody lives by its area. A grid
    that stays as it was needs no line.
    """
    if turn.old is None:
        return []
    before, after = _by_community(store, turn.old), _by_community(store, turn.new)
    lines: list[GridLineage] = []
    for community in sorted(set(before) | set(after)):
        old, new = before.get(community, []), after.get(community, [])
        if _pictures(old) != _pictures(new):
            common = _common(store, community, old, new)
            lines += [*_handed_over(turn, common, ids), *_kept(turn, common, ids), *_come_and_gone(turn, common, ids)]
    return lines


def history_of(store: Store, grid_uid: str) -> list[GridLineage]:
    """Return the lines of history of one grid, oldest first."""
    if not grid_uid:
        return []
    lines = {r.id: r for r in store.find(GridLineage, new_uid=grid_uid)}
    lines |= {r.id: r for r in store.find(GridLineage, old_uid=grid_uid)}
    return sorted(lines.values(), key=lambda r: (r.changed_on or date.min, r.id))


def grids_of_code(store: Store, code: str, plan_id: str) -> list[Grid]:
    """Return the grids of a plan to which a code leads: the one that bears it, else what became of its bearer.

    A code that was given up leads to the grids that took over the land, through as many plans as it takes.
    """
    bearers = store.find(Grid, code=code, plan_id=plan_id)
    if bearers or not code:
        return bearers
    lines = store.find(GridLineage, old_code=code) + store.find(GridLineage, new_code=code)
    waiting = {uid for r in lines for c, uid in ((r.old_code, r.old_uid), (r.new_code, r.new_uid)) if c == code}
    waiting |= {uid for (uid,) in store.values(Grid, ["grid_uid"], code=code)}
    seen: set[str] = set()
    found: dict[str, Grid] = {}
    while waiting := {uid for uid in waiting if uid} - seen:
        seen |= waiting
        here = store.find(Grid, grid_uid=sorted(waiting), plan_id=plan_id)
        found |= {g.id: g for g in here}
        gone = sorted(waiting - {g.grid_uid for g in here})
        waiting = {r.new_uid for r in store.find(GridLineage, old_uid=gone) if r.kind != ISSUED} if gone else set()
    return sorted(found.values(), key=lambda g: (g.code, g.id))


def _by_community(store: Store, plan: Plan) -> Mapping[str, list[Grid]]:
    found: dict[str, list[Grid]] = {}
    for grid in sorted(store.find(Grid, plan_id=plan.id), key=lambda g: (g.code, g.id)):
        found.setdefault(grid.community, []).append(grid)
    return found


def _pictures(grids: Sequence[Grid]) -> set[tuple[str, str, str, bytes]]:
    """Return all that can differ about the grids of a community."""
    return {(g.grid_uid, g.code, g.name, b"" if g.geom is None else shapely.to_wkb(g.geom)) for g in grids}


def _common(store: Store, community: str, old: Sequence[Grid], new: Sequence[Grid]) -> _Common:
    """Count the households that old and new grids share, and tell which pairs share land worth a line."""
    rows = [r for r in store.values(Building, ["households", "geom"], community=community) if r[1] is not None]
    shapes = np.empty(len(rows), dtype=object)
    shapes[:] = [shape for _, shape in rows]
    points = standing_points(shapes)
    was, now = (first_covering(points, _areas(grids)) for grids in (old, new))
    inside = (was >= 0) & (now >= 0)
    households = np.zeros((len(old), len(new)), dtype=np.int64)
    np.add.at(households, (was[inside], now[inside]), np.array([n for n, _ in rows], dtype=np.int64)[inside])
    return _Common(old, new, households, (households > 0) | _land_without_households(old, new, households))


def _land_without_households(
    old: Sequence[Grid], new: Sequence[Grid], households: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Tell which pairs share land, where one of the two grids has no households in common with any."""
    linked = np.zeros(households.shape, dtype=bool)
    bare_old, bare_new = households.sum(axis=1) == 0, households.sum(axis=0) == 0
    for i, j in zip(*np.nonzero(bare_old[:, None] | bare_new[None, :]), strict=True):
        one, other = old[i].geom, new[j].geom
        if one is not None and other is not None:
            shared = shapely.area(shapely.intersection(one, other))
            linked[i, j] = shared > _LEAST_SHARE * min(one.area, other.area)
    return linked


def _areas(grids: Sequence[Grid]) -> NDArray[np.object_]:
    areas = np.empty(len(grids), dtype=object)
    areas[:] = [g.geom for g in grids]
    return areas


def _handed_over(turn: Turn, common: _Common, ids: Ids) -> Iterator[GridLineage]:
    """Yield a line for all land that went from one grid to another."""
    old_uids, new_uids = {g.grid_uid for g in common.old}, {g.grid_uid for g in common.new}
    for i, j in zip(*np.nonzero(common.linked), strict=True):
        old, new = common.old[i], common.new[j]
        if old.grid_uid == new.grid_uid:
            continue
        parts = int(common.linked[i].sum())
        match old.grid_uid in new_uids, new.grid_uid in old_uids:
            case True, True:
                kind = "adjust"
            case True, False:
                kind = "split"
            case False, True:
                kind = "merge"
            case _:
                kind = "split" if parts > 1 else "merge" if int(common.linked[:, j].sum()) > 1 else "adjust"
        yield _line(ids(), turn, kind, old, new, int(common.households[i, j]))


def _kept(turn: Turn, common: _Common, ids: Ids) -> Iterator[GridLineage]:
    """Yield what changed about grids that go on: code and name."""
    later = {g.grid_uid: (j, g) for j, g in enumerate(common.new)}
    for i, old in enumerate(common.old):
        if old.grid_uid not in later:
            continue
        j, new = later[old.grid_uid]
        households = int(common.households[i, j])
        if old.code != new.code:
            yield _line(ids(), turn, "renumber", old, new, households)
        elif old.name != new.name:
            yield _line(ids(), turn, "rename", old, new, households)


def _come_and_gone(turn: Turn, common: _Common, ids: Ids) -> Iterator[GridLineage]:
    """Yield grids that came from nowhere and those that left nothing behind."""
    old_uids, new_uids = {g.grid_uid for g in common.old}, {g.grid_uid for g in common.new}
    for i, old in enumerate(common.old):
        if old.grid_uid not in new_uids and not common.linked[i].any():
            yield _line(ids(), turn, "retire", old, None, old.households)
    for j, new in enumerate(common.new):
        if new.grid_uid not in old_uids and not common.linked[:, j].any():
            yield _line(ids(), turn, "new", None, new, new.households)


def _line(line_id: str, turn: Turn, kind: str, old: Grid | None, new: Grid | None, households: int) -> GridLineage:
    known = new or old
    return GridLineage(
        id=line_id,
        community=known.community if known else "",
        plan_id=turn.new.id,
        plan_name=turn.new.name,
        kind=kind,
        changed_on=turn.on,
        old_uid=old.grid_uid if old else "",
        old_code=old.code if old else "",
        old_name=old.name if old else "",
        new_uid=new.grid_uid if new else "",
        new_code=new.code if new else "",
        new_name=new.name if new else "",
        households=households,
        document=turn.document,
    )
