# SPDX-License-Identifier: MIT
"""A plan is repaired after an estate was built: few households move, nothing else changes, one step takes it back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import shapely

from gridmgr.data.local import LocalStore
from gridmgr.model.areas import Building, Community, Grid, Plan
from gridmgr.model.bands import Band
from gridmgr.model.changes import ChangeSet, changed
from gridmgr.model.errors import InputError
from gridmgr.model.ids import counted_ids
from gridmgr.operations.plans import PlanRequest, make_plan
from gridmgr.operations.rebalancing import PlanRepair, RepairRequest, repair_plan
from gridmgr.operations.session import Session
from gridmgr.planning.area_tests import area_test
from gridmgr.planning.rebalancing import RepairVerdict
from tests.operations.town import WEST, make_town

TODAY = date(2026, 3, 1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LocalStore]:
    """The town with a plan of four legal grids."""
    with make_town(tmp_path / "town.gpkg") as made:
        Session(made, "测试员").run(make_plan(made, PlanRequest(name="一号方案")).changes)
        yield made


def build_estate(store: LocalStore, households: int) -> Grid:
    """Give a building in the west many more households; return its grid, which is off the band then."""
    grid = max(store.find(Grid, community=WEST), key=lambda g: (g.households, g.code))
    building = min(store.find(Building, community=WEST, grid_code=grid.code), key=lambda b: b.number)
    more = replace(building, households_declared=building.households_declared + households)
    Session(store, "测试员").run(ChangeSet("新建小区", [changed(building, more)]))
    found = store.get(Grid, grid.id)
    assert found is not None
    assert found.households > 500
    return found


def repaired(store: LocalStore, **wishes) -> PlanRepair:
    return repair_plan(store, RepairRequest(made_by="测试员", today=TODAY, **wishes), counted_ids(7))


def outlines(store: LocalStore, plan_id: str) -> dict[str, bytes]:
    return {g.code: shapely.to_wkb(g.geom) for g in store.find(Grid, plan_id=plan_id)}


def test_a_draft_is_mended_in_one_step_that_can_be_undone(store):
    build_estate(store, 120)
    plan = store.find(Plan)[0]
    before = outlines(store, plan.id)
    session = Session(store, "测试员")

    repair = repaired(store)
    session.run(repair.changes)
    sizes = [g.households for g in store.find(Grid, plan_id=plan.id)]
    session.undo()

    assert repair.is_solved
    assert repair.plan.id == plan.id
    assert all(Band().contains(size) for size in sizes)
    assert 0 < repair.bound_households <= repair.moved_households
    assert outlines(store, plan.id) == before


def test_only_grids_that_change_hands_get_another_border(store):
    build_estate(store, 120)
    plan = store.find(Plan)[0]
    before = outlines(store, plan.id)

    repair = repaired(store)
    Session(store, "测试员").run(repair.changes)
    after = outlines(store, plan.id)

    moved = {row.code for outcome in repair.outcomes for row in outcome.grids}
    assert {code for code in before if before[code] != after[code]} <= moved
    community = store.find(Community, code=WEST)[0]
    west = np.array([g.geom for g in store.find(Grid, plan_id=plan.id, community=WEST)], dtype=object)
    result = area_test(community.geom, west)
    assert (result.gaps_m2, result.overlaps_m2) == (pytest.approx(0, abs=0.01), pytest.approx(0, abs=0.01))


def test_a_plan_in_force_stays_and_a_new_draft_holds_the_repair(store):
    plan = store.find(Plan)[0]
    Session(store, "测试员").run(ChangeSet("执行", [changed(plan, replace(plan, state="in_force"))]))
    build_estate(store, 120)
    before = outlines(store, plan.id)

    repair = repaired(store)
    Session(store, "测试员").run(repair.changes)

    draft = next(p for p in store.find(Plan) if p.id != plan.id)
    assert (draft.name, draft.state, draft.parent_id) == ("一号方案调整1", "draft", plan.id)
    assert outlines(store, plan.id) == before
    assert {g.grid_uid for g in store.find(Grid, plan_id=draft.id)} >= {
        g.grid_uid for g in store.find(Grid, plan_id=plan.id)
    }
    assert all(Band().contains(g.households) for g in store.find(Grid, plan_id=draft.id))


def test_the_sentences_tell_what_moves_and_how_few_it_must_be(store):
    build_estate(store, 120)

    outcome = repaired(store).outcomes[0]

    assert f"最少也要动{outcome.bound_households}户" in outcome.sentences[0]
    assert sum(h.households for h in outcome.handed) == outcome.moved_households
    assert "从" in outcome.sentences[1]
    assert len(outcome.moved_ids) == outcome.moved_buildings


def test_a_legal_plan_is_left_alone(store):
    repair = repaired(store)

    assert repair.changes is None
    assert repair.outcomes == ()
    assert repair.is_solved


def test_a_locked_grid_that_is_too_large_is_named_and_not_touched(store):
    bad = build_estate(store, 120)

    repair = repaired(store, locked=(bad.code,))

    assert repair.changes is None
    assert repair.outcomes[0].verdict is RepairVerdict.UNSOLVED
    assert "锁定" in repair.outcomes[0].sentences[0]


def test_a_lock_in_the_plan_counts_as_well(store):
    bad = build_estate(store, 120)
    Session(store, "测试员").run(ChangeSet("锁定", [changed(bad, replace(bad, border_locked=True))]))

    assert repaired(store).changes is None


def test_a_community_that_became_too_large_for_its_grids_gets_a_new_one(store):
    build_estate(store, 330)

    repair = repaired(store)
    Session(store, "测试员").run(repair.changes)

    west = store.find(Grid, community=WEST)
    assert len(west) == 3
    assert len({g.code for g in west}) == 3
    assert all(Band().contains(g.households) for g in west)


def test_only_the_grids_that_were_asked_for_change(store):
    bad = build_estate(store, 120)

    repair = repaired(store, codes=(bad.code,))

    assert repair.is_solved
    assert bad.code in {row.code for row in repair.outcomes[0].grids}


def test_an_unknown_grid_is_refused(store):
    with pytest.raises(InputError, match="没有编码为"):
        repaired(store, codes=("1",))
