# SPDX-License-Identifier: MIT
"""Trials (试改) that outlive the window: kept with the data as geometry and codes, taken up again or drawn anew.

Where the grids are still what a trial began with, every gesture comes back exactly. Where they were changed meanwhile,
every gesture is drawn on the new state: the land it moved must still belong to the grid that it was taken from.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gridmgr.data.store import Store
from gridmgr.model.areas import Grid, LandLink
from gridmgr.model.changes import Change
from gridmgr.model.errors import GridmgrError
from gridmgr.model.ids import new_id
from gridmgr.operations.crossing import changed_grids
from gridmgr.operations.land_links import accept_link
from gridmgr.operations.redrawing import Land, Redrawing, fresh_grid, short_name, with_coverage, with_grids
from gridmgr.operations.trial import Trial
from gridmgr.planning.coverage import LEAST_M2, UNASSIGNED, Coverage
from gridmgr.planning.editing import EditError, drawn_line
from gridmgr.planning.precision import is_wider_than_rounding, only_areas

VERSION = 1
LEAST_WIDTH_M = 0.005
"""A strip narrower than this along the outline of an area is rounding."""


@dataclass(frozen=True, slots=True)
class KeptGrid:
    """One grid that a gesture changed; its land before is None for a new grid, after is None for one given up."""

    id: str
    grid_uid: str
    code: str
    name: str
    before: BaseGeometry | None
    after: BaseGeometry | None


@dataclass(frozen=True, slots=True)
class KeptStep:
    """One gesture: what the journal would call it, the grids it changed, and the lines and reasons of its links."""

    label: str
    grids: tuple[KeptGrid, ...]
    links: tuple[tuple[BaseGeometry, str], ...] = ()


@dataclass(frozen=True, slots=True)
class KeptTrial:
    """What was tried in one community of a plan."""

    plan_id: str
    community: str
    name: str
    """Of the community."""
    at: str
    """When the last gesture was made, ISO."""
    base: str
    """The print of the drawing it began with."""
    steps: tuple[KeptStep, ...]

    @property
    def key(self) -> tuple[str, str]:
        """Plan and community."""
        return self.plan_id, self.community


@dataclass(frozen=True, eq=False)
class Resumed:
    """A trial taken up again, and why some of its gestures do not fit any more (sentences); those are left out."""

    trial: Trial
    refused: tuple[str, ...]
    is_exact: bool
    """Whether nothing was changed under it."""


def kept_of(trial: Trial, at: datetime) -> KeptTrial:
    """Return a trial as it is kept."""
    community = trial.base.community
    steps = tuple(_kept_step(step) for step in trial.steps)
    when = at.isoformat(timespec="minutes")
    return KeptTrial(trial.base.plan_id, community.code, community.name, when, _print_of(trial.base), steps)


def remember_trials(store: Store, author: str, trials: Iterable[KeptTrial]) -> None:
    """Keep the trials of a person with the data, instead of those kept before."""
    store.remember(_memory_key(author), json.dumps([_plain(one) for one in trials], ensure_ascii=False))


def remembered_trials(store: Store, author: str) -> list[KeptTrial]:
    """Return the trials of a person that were kept with the data; those of another version of the form are left."""
    said = store.remembered(_memory_key(author))
    rows = json.loads(said) if said else []
    return [_trial_of(row) for row in rows if row["version"] == VERSION]


def resumed(kept: KeptTrial, land: Land) -> Resumed:
    """Take a trial up on the land as it is stored now."""
    new = {grid.code for step in kept.steps for grid in step.grids if grid.before is None}
    if kept.base == _print_of(land) and not new & set(land.taken_codes):
        return Resumed(_exact(kept, land), (), True)
    trial, refused = Trial(land), []
    for number, step in enumerate(kept.steps, start=1):
        try:
            trial = trial.with_step(_replayed(trial.land, step))
        except GridmgrError as error:
            refused.append(f"第 {number} 笔（{step.label}）：{error}")
    return Resumed(trial, tuple(refused), False)


def _exact(kept: KeptTrial, land: Land) -> Trial:
    trial = Trial(land)
    for step in kept.steps:
        before = trial.land
        grids = {i: g for i, g in before.grids.items() if i not in {one.id for one in step.grids}}
        grids |= {one.id: _grid_of(before, one, one.code, one.name) for one in step.grids if one.after is not None}
        after = with_grids(before, {i: grids[i] for i in sorted(grids, key=lambda one: grids[one].code)})
        trial = trial.with_step(Redrawing(before, after, step.label, beside=_links(land, step)))
    return trial


def _replayed(land: Land, step: KeptStep) -> Redrawing:
    """Draw one gesture on another state. Raises EditError where it does not fit."""
    moves = list(_moves(step))
    lines = shapely.union_all(shapely.boundary(np.array([area for _, _, area in moves], dtype=object)))
    added = next((_free_grid(land, one) for one in step.grids if one.before is None), None)
    known = {*land.grids, UNASSIGNED, *([added.id] if added is not None else [])}
    for giver, taker, _ in moves:
        for one in (giver, taker):
            if one not in known:
                name = next(grid.name for grid in step.grids if grid.id == one)
                raise EditError("{grid}已经不在了。", grid=name.removeprefix(land.community.name) or name)
    coverage = land.coverage.cut(drawn_line(lines)) if moves else land.coverage
    points = shapely.point_on_surface(coverage.faces)
    grid = coverage.grid.copy()
    for giver, taker, area in moves:
        shapely.prepare(area)
        inside = np.flatnonzero(shapely.intersects(area, points))
        mine = inside[coverage.grid[inside] == giver]
        _demand_all(land, coverage, (area, inside, mine))
        grid[mine] = taker
    changed = replace(coverage, grid=grid)
    _demand_none_lost(land, changed, step)
    return Redrawing(land, with_coverage(land, changed, added), step.label, beside=_links(land, step))


def _demand_all(land: Land, coverage: Coverage, move: tuple[BaseGeometry, Any, Any]) -> None:
    """Raise EditError where some of an area belongs to another grid now. Any: arrays of face numbers."""
    area, inside, mine = move
    missing = area.area - float(shapely.area(coverage.faces[mine]).sum())
    if missing > LEAST_M2 + LEAST_WIDTH_M * area.length:
        owners = sorted(set(coverage.grid[np.setdiff1d(inside, mine)].tolist()))
        names = "、".join(short_name(land, one) if one in land.grids else "未归格" for one in owners) or "社区以外"
        raise EditError("这块地有 {area:,.0f} 平方米现在属于{grids}。", area=missing, grids=names)


def _demand_none_lost(land: Land, coverage: Coverage, step: KeptStep) -> None:
    """Raise EditError where a grid would be left without land that the gesture did not give up."""
    given_up = {one.id for one in step.grids if one.after is None}
    lost = sorted(set(land.coverage.grids()) - set(coverage.grids()) - given_up)
    if lost:
        raise EditError("这样{grid}就没有范围了。", grid=short_name(land, lost[0]))


def _moves(step: KeptStep) -> Iterator[tuple[str, str, BaseGeometry]]:
    """Yield who gave land to whom, and which: (giver, taker, area)."""
    empty = shapely.Polygon()
    was = {one.id: one.before or empty for one in step.grids}
    now = {one.id: one.after or empty for one in step.grids}
    for taker in now:
        gained = shapely.difference(now[taker], was[taker])
        for giver in was:
            if giver != taker:
                yield from _wide(giver, taker, shapely.intersection(gained, shapely.difference(was[giver], now[giver])))
    before, after = (shapely.union_all(np.array([*lands.values()], dtype=object)) for lands in (was, now))
    for taker in now:
        yield from _wide(UNASSIGNED, taker, shapely.difference(now[taker], before))
    for giver in was:
        yield from _wide(giver, UNASSIGNED, shapely.difference(was[giver], after))


def _wide(giver: str, taker: str, area: BaseGeometry) -> Iterator[tuple[str, str, BaseGeometry]]:
    """Yield an area without the strips that rounding leaves."""
    parts = shapely.get_parts(only_areas(area))
    parts = parts[is_wider_than_rounding(parts, LEAST_M2)]
    if len(parts):
        yield giver, taker, shapely.union_all(parts)


def _free_grid(land: Land, kept: KeptGrid) -> Grid:
    """Return a new grid of a gesture; where its code was given away meanwhile, with another one."""
    if kept.code not in land.taken_codes:
        return _grid_of(land, kept, kept.code, kept.name)
    return replace(fresh_grid(land, new_id), id=kept.id, grid_uid=kept.grid_uid)


def _grid_of(land: Land, kept: KeptGrid, code: str, name: str) -> Grid:
    known = land.grids.get(kept.id)
    if known is not None:
        return known if known.geom is kept.after else replace(known, geom=kept.after)
    community, plan_id = land.community.code, land.plan_id
    return Grid(
        id=kept.id,
        community=community,
        plan_id=plan_id,
        grid_uid=kept.grid_uid,
        code=code,
        name=name,
        geom=kept.after,
    )


def _links(land: Land, step: KeptStep) -> tuple[Change, ...]:
    made = [accept_link(land.community, line, reason) for line, reason in step.links]
    return tuple(change for link in made for change in link.changes)


def _kept_step(step: Redrawing) -> KeptStep:
    before, after = step.before.grids, step.after.grids
    grids = []
    for one in changed_grids(step):
        old, new = before.get(one), after.get(one)
        known = new or old
        assert known is not None
        shapes = (old.geom if old is not None else None, new.geom if new is not None else None)
        grids.append(KeptGrid(one, known.grid_uid, known.code, known.name, *shapes))
    records = [change.after for change in step.beside]
    links = tuple((r.geom, r.reason) for r in records if isinstance(r, LandLink) and r.geom is not None)
    return KeptStep(step.label, tuple(grids), links)


def _print_of(land: Land) -> str:
    """Return what tells one stored drawing from another, in few letters."""
    return sha256(repr(land.key).encode()).hexdigest()


def _memory_key(author: str) -> str:
    return f"trials:{author}"


def _plain(kept: KeptTrial) -> Mapping[str, Any]:
    """Return a trial as JSON takes it. Any: texts, lists and mappings of texts."""
    steps = [
        {
            "label": step.label,
            "grids": [
                [one.id, one.grid_uid, one.code, one.name, _hex(one.before), _hex(one.after)] for one in step.grids
            ],
            "links": [[_hex(line), reason] for line, reason in step.links],
        }
        for step in kept.steps
    ]
    return {
        "version": VERSION,
        "plan": kept.plan_id,
        "community": kept.community,
        "name": kept.name,
        "at": kept.at,
        "base": kept.base,
        "steps": steps,
    }


def _trial_of(row: Mapping[str, Any]) -> KeptTrial:
    """Return the trial of a JSON mapping. Any: texts, lists and mappings of texts."""
    steps = tuple(
        KeptStep(
            step["label"],
            tuple(_kept_grid(grid) for grid in step["grids"]),
            tuple((shapely.from_wkb(line), reason) for line, reason in step["links"]),
        )
        for step in row["steps"]
    )
    return KeptTrial(row["plan"], row["community"], row["name"], row["at"], row["base"], steps)


def _kept_grid(row: Sequence[str]) -> KeptGrid:
    grid_id, grid_uid, code, name, before, after = row
    return KeptGrid(grid_id, grid_uid, code, name, _shape(before), _shape(after))


def _hex(shape: BaseGeometry | None) -> str:
    return "" if shape is None else shapely.to_wkb(shape, hex=True)


def _shape(text: str) -> BaseGeometry | None:
    return shapely.from_wkb(text) if text else None
