# SPDX-License-Identifier: MIT
"""A thousand steps forwards and back: every point is what it was, and what is counted agrees with a full recount."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest
import shapely

from gridmgr.data.opening import open_store
from gridmgr.data.store import Store
from gridmgr.model.areas import Building, Community, Grid, Plan
from gridmgr.model.bands import Band
from gridmgr.model.changes import ChangeSet, added, changed, removed
from gridmgr.model.errors import GridmgrError
from gridmgr.model.ids import counted_ids
from gridmgr.model.locks import BORDER, BUILDING, ROSTER
from gridmgr.model.people import Appointment, Household
from gridmgr.operations.locking import Turn, lock_buildings, lock_grids
from gridmgr.operations.plans import PlanRequest, make_plan
from gridmgr.operations.redrawing import Land, merge_grids, move_faces, read_land, split_grid, store_redrawing
from gridmgr.operations.session import Session
from gridmgr.planning.area_tests import area_test
from tests.operations.server_town import place_of, town_on_server
from tests.operations.town import EAST, WEST, make_town

STEPS = 1_000
LOOKED_AT_EVERY = 40
OPENED_ANEW_EVERY = 150
NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


class Clerk:
    """Somebody who does, takes back and does again, and remembers how everything looked."""

    def __init__(self, place: str, seed: int) -> None:
        self.place = place
        self.rng = np.random.default_rng(seed)
        self.ids = counted_ids(seed + 100)
        self.lands: dict[str, Land] = {}
        self.session = self._opened()
        self.past = [self.looks()]
        self.future: list[object] = []
        self.refused = 0
        self.done = 0

    @property
    def store(self) -> Store:
        return self.session.store

    def _opened(self) -> Session:
        return Session(open_store(self.place), "测试员", lambda: NOW)

    def open_anew(self) -> None:
        """Close the data and open them again."""
        self.store.close()
        self.session = self._opened()
        self.lands = {}

    def looks(self) -> object:
        """Return everything that steps change, without revisions, which only ever grow."""
        grids = [(replace(g, rev=0, geom=None), shapely.to_wkb(g.geom)) for g in self.store.find(Grid)]
        buildings = [(replace(b, rev=0, geom=None), shapely.to_wkb(b.geom)) for b in self.store.find(Building)]
        others = [replace(r, rev=0) for kind in (Appointment, Household) for r in self.store.find(kind)]
        return repr((grids, buildings, others)), sorted(self.store.members([p.id for p in self.store.find(Plan)]))

    def step(self) -> None:
        """Take one of the three kinds of steps."""
        kind = self.rng.choice(["do", "undo", "redo"], p=[0.45, 0.33, 0.22])
        if kind == "undo" and len(self.past) > 1:
            self.undo()
        elif kind == "redo" and self.future:
            self.redo()
        else:
            self.do()

    def undo(self) -> None:
        assert self.session.undo() is not None
        self.future.append(self.past.pop())
        assert self.looks() == self.past[-1]

    def redo(self) -> None:
        assert self.session.redo() is not None
        self.past.append(self.future.pop())
        assert self.looks() == self.past[-1]

    def do(self) -> None:
        """Do something; a step that is refused leaves everything, also what can be done again."""
        choices: list[Callable[[], ChangeSet]] = [
            self._draw,
            self._draw,
            self._lock,
            self._appoint,
            self._count,
            self._house,
        ]
        make = choices[self.rng.integers(len(choices))]
        try:
            step = self.session.run(make())
        except GridmgrError:
            self.refused += 1
            assert self.looks() == self.past[-1]
            return
        if step is not None:
            self.done += 1
            self.future = []
            self.past.append(self.looks())

    def _any(self, kind: type, **equals: str):  # a record of whichever type
        found = self.store.find(kind, **equals)
        return found[self.rng.integers(len(found))] if found else None

    def _land(self) -> Land:
        code = str(self.rng.choice([WEST, EAST]))
        plan = self.store.find(Plan)[0].id
        self.lands[code] = read_land(self.store, code, plan, known=self.lands.get(code))
        return self.lands[code]

    def _draw(self) -> ChangeSet:
        land = self._land()
        names = sorted(land.grids)
        one, other = (str(name) for name in self.rng.choice(names, 2, replace=len(names) < 2))
        what = self.rng.integers(4)
        if what == 0 and len(names) < 9:
            west, south, east, north = shapely.bounds(land.grids[one].geom)
            x = float(self.rng.uniform(west, east))
            line = shapely.LineString([(x, south - 9), (x + 7, north + 9)])
            return store_redrawing(self.store, split_grid(land, one, line, ids=self.ids))
        if what == 1 and len(names) > 3:
            return store_redrawing(self.store, merge_grids(land, one, other))
        near = shapely.dwithin(land.coverage.faces, land.coverage.grid_polygon(one), 1.0)
        faces = np.flatnonzero(near & (land.coverage.grid == other))
        return store_redrawing(self.store, move_faces(land, faces[: self.rng.integers(1, 4)], one))

    def _lock(self) -> ChangeSet:
        lock = str(self.rng.choice([BORDER, ROSTER, BUILDING]))
        turn = Turn(str(self.rng.choice([Turn.LOCK, Turn.UNLOCK, Turn.UNLOCK])))
        if lock == BUILDING:
            return lock_buildings(self.store, [self._any(Building).id], turn)
        return lock_grids(self.store, [self._any(Grid).id], turn, lock)

    def _appoint(self) -> ChangeSet:
        known = self._any(Appointment)
        if known is None or self.rng.random() < 0.5:
            grid = self._any(Grid)
            post = Appointment(
                id=self.ids(),
                community=grid.community,
                grid_uid=grid.grid_uid,
                role="1",
                staff_id="s",
                from_on=date(2026, 1, 1),
            )
            return ChangeSet("任命", [added(post)])
        if self.rng.random() < 0.3:
            return ChangeSet("删除任职", [removed(known)])
        return ChangeSet("免去", [changed(known, replace(known, to_on=date(2026, 2, int(self.rng.integers(1, 28)))))])

    def _count(self) -> ChangeSet:
        building = self._any(Building)
        after = replace(building, households_declared=int(self.rng.integers(0, 60)))
        return ChangeSet("户数", [changed(building, after)] if after != building else [])

    def _house(self) -> ChangeSet:
        building = self._any(Building)
        home = Household(id=self.ids(), community=building.community, building_id=building.id, household_no="1")
        return ChangeSet("住户", [added(home)])

    def look_through(self) -> None:
        """Compare what is counted and drawn with a full recount and with the outlines."""
        before = self.looks()
        self.store.refresh()
        assert self.looks() == before
        buildings = self.store.find(Building)
        for community in self.store.find(Community):
            grids = self.store.find(Grid, community=community.code)
            assert area_test(community.geom, [grid.geom for grid in grids]).is_clean
            inside = sum(b.households for b in buildings if b.community == community.code)
            assert sum(grid.households for grid in grids) == inside


@pytest.fixture(params=["local", pytest.param("shared", marks=pytest.mark.shared)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where the divided town is found: in a file, or on a server."""
    town = town_on_server(tmp_path) if request.param == "shared" else make_town(tmp_path / "town.gpkg")
    with town as store:
        Session(store, "测试员", lambda: NOW).run(make_plan(store, PlanRequest(band=Band(100, 300))).changes)
        yield place_of(store)


@pytest.mark.parametrize("seed", [7])
def test_a_thousand_steps_lead_back_to_the_beginning_and_forward_again(place: str, seed: int):
    clerk = Clerk(place, seed)

    for number in range(1, STEPS + 1):
        clerk.step()
        if number % LOOKED_AT_EVERY == 0:
            clerk.look_through()
        if number % OPENED_ANEW_EVERY == 0:
            clerk.open_anew()
    clerk.open_anew()
    while len(clerk.past) > 1:
        clerk.undo()
    clerk.look_through()
    clerk.open_anew()
    while clerk.future:
        clerk.redo()
    clerk.look_through()

    assert clerk.done > STEPS / 5
    clerk.store.close()
