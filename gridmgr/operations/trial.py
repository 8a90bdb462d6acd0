# SPDX-License-Identifier: MIT
"""Gestures that are only tried (试改): collected, measured against what is stored, then adopted or dropped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from gridmgr.data.store import Store
from gridmgr.model.areas import Grid
from gridmgr.operations.holders import Holders
from gridmgr.operations.redrawing import Land, Redrawing
from gridmgr.planning.measures import polsby_popper

MOST_NAMED = 4


@dataclass(frozen=True, eq=False)
class Trial:
    """What was tried in one community of a plan. Immutable: a gesture leads to another one."""

    base: Land
    """As it is stored."""
    steps: tuple[Redrawing, ...] = ()

    @property
    def land(self) -> Land:
        """As it would be."""
        return self.steps[-1].after if self.steps else self.base

    def with_step(self, redrawing: Redrawing) -> "Trial":
        """Return it with one more gesture."""
        return replace(self, steps=(*self.steps, redrawing))

    def without_last(self) -> "Trial":
        """Return it without the last gesture."""
        return replace(self, steps=self.steps[:-1])

    def adopted(self) -> Redrawing:
        """Return all gestures as one step."""
        names = [_name(self.land if one in self.land.grids else self.base, one) for one in touched(self)]
        named = "、".join(names[:MOST_NAMED]) + ("等" if len(names) > MOST_NAMED else "")
        beside = tuple(change for step in self.steps for change in step.beside)
        return Redrawing(self.base, self.land, f"采用试改（{len(self.steps)} 笔）：{named}", beside=beside)


@dataclass(frozen=True, slots=True)
class Side:
    """One grid before or after."""

    buildings: int = 0
    households: int = 0
    compactness: float = 0.0
    """Polsby-Popper, 1 for a circle."""


@dataclass(frozen=True, slots=True)
class TrialLine:
    """One touched grid."""

    grid: str
    name: str
    before: Side | None
    """None for a new grid."""
    after: Side | None
    """None for one that is given up."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A role in which buildings get another officer."""

    role: str
    giver: str
    taker: str
    buildings: int
    households: int


@dataclass(frozen=True, slots=True)
class People:
    """Who is concerned by a trial."""

    special: Mapping[str, tuple[int, int]]
    """Households with special groups of every touched grid, before and after."""
    passages: Sequence[Passage]


def touched(trial: Trial) -> list[str]:
    """Return the grids (ids) that are not as they were, by code."""
    before, after = trial.base.grids, trial.land.grids
    ids = {one for one in (*before, *after) if _geometry(before.get(one)) is not _geometry(after.get(one))}
    return sorted(ids, key=lambda one: ((after.get(one) or before[one]).code, one))


def trial_lines(trial: Trial) -> list[TrialLine]:
    """Return every touched grid with its figures before and after."""
    ids = touched(trial)
    sides = [_sides(land, ids) for land in (trial.base, trial.land)]
    names = [_name(trial.land if one in trial.land.grids else trial.base, one) for one in ids]
    return [TrialLine(one, name, sides[0].get(one), sides[1].get(one)) for one, name in zip(ids, names, strict=True)]


def read_people(store: Store, trial: Trial, day: date) -> People:
    """Count special-group households of the touched grids, and tell in which roles buildings get another officer."""
    ids = touched(trial)
    before, after = (land.coverage.grid_of_building for land in (trial.base, trial.land))
    rows = np.flatnonzero(np.isin(before, ids) | np.isin(after, ids))
    buildings = [trial.base.ground.building_ids[row] for row in rows.tolist()]
    known = store.special_households(buildings) if buildings else {}
    special = np.array([known[one].households if one in known else 0 for one in buildings], np.int64)
    sums = {one: (int(special[before[rows] == one].sum()), int(special[after[rows] == one].sum())) for one in ids}
    return People(sums, _passages(store, trial, rows, day))


def _passages(store: Store, trial: Trial, rows: NDArray[np.int64], day: date) -> list[Passage]:
    holders, labels = Holders(store), {item.code: item.label for item in store.code_lists()["grid_role"].items}
    before, after = (land.coverage.grid_of_building for land in (trial.base, trial.land))
    sums: dict[tuple[str, str, str], list[int]] = {}
    for row in rows[before[rows] != after[rows]].tolist():
        old, new = trial.base.grids.get(before[row]), trial.land.grids.get(after[row])
        for role, label in labels.items():
            giver = holders.on(old.grid_uid, role, day) if old is not None else None
            taker = holders.on(new.grid_uid, role, day) if new is not None else None
            is_same = giver is not None and taker is not None and giver.staff_id == taker.staff_id
            if is_same or (giver is None and taker is None):
                continue
            who = ["空缺" if one is None else one.name for one in (giver, taker)]
            here = sums.setdefault((label, who[0], who[1]), [0, 0])
            here[0] += 1
            here[1] += int(trial.base.households[row])
    return [Passage(*key, *counts) for key, counts in sums.items()]


def _sides(land: Land, ids: Sequence[str]) -> dict[str, Side]:
    owner = land.coverage.grid_of_building
    found = {}
    for one in ids:
        grid = land.grids.get(one)
        if grid is not None and grid.geom is not None:
            round_ = float(polsby_popper(np.array([grid.geom], dtype=object))[0])
            found[one] = Side(int((owner == one).sum()), land.households_of(one), round_)
    return found


def _geometry(grid: Grid | None) -> object:
    return None if grid is None else grid.geom


def _name(land: Land, grid_id: str) -> str:
    grid = land.grids[grid_id]
    return grid.name.removeprefix(land.community.name) or grid.name or grid.code
