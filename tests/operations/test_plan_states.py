# SPDX-License-Identifier: MIT
"""Drafts are divided anew, compared, adopted and discarded."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridmgr.model.areas import Building, Grid, Plan
from gridmgr.model.bands import Band
from gridmgr.model.changes import ChangeSet, changed
from gridmgr.model.errors import CancelledError, InputError
from gridmgr.model.progress import Reporting
from gridmgr.operations.checking import check_plan
from gridmgr.operations.comparing import compare_plans
from gridmgr.operations.grid_matching import successors
from gridmgr.operations.plan_decisions import Decision, Judgement, adopt
from gridmgr.operations.plan_states import discard, dividable
from gridmgr.operations.plans import PlanRequest, make_plan
from gridmgr.operations.session import Session
from tests.operations.town import EAST, WEST, make_town

TODAY = date(2012, 8, 5)


@pytest.fixture
def town(tmp_path):
    with make_town(tmp_path / "镇.gpkg") as store:
        plan_of(store, name="甲")
        yield store


def run(store, changes):
    return Session(store, "测试员").run(changes)


def plan_of(store, **wishes):
    draft = make_plan(store, PlanRequest(today=TODAY, **wishes))
    run(store, draft.changes)
    return draft


def grids_of(store, plan_id, community):
    return {g.grid_uid: g for g in store.find(Grid, plan_id=plan_id, community=community)}


def test_dividing_a_community_anew_in_a_draft_leaves_the_rest_of_it_untouched(town):
    plan = town.find(Plan)[0]
    rest = grids_of(town, plan.id, EAST)
    grown = [replace(b, households_declared=60) for b in town.find(Building, community=WEST)]
    run(town, ChangeSet("新建", [changed(town.get(Building, b.id), b) for b in grown]))

    again = plan_of(town, communities=(WEST,), into=plan.id)

    assert town.count(Plan) == 1
    assert again.plan.id == plan.id
    assert grids_of(town, plan.id, EAST) == rest
    report = check_plan(town, TODAY)
    assert report.summary.in_band == report.summary.grids == 2 + len(grids_of(town, plan.id, WEST))
    assert (report.summary.gaps_m2, report.summary.overlaps_m2) == (0, 0)
    assert len({g.code for g in town.find(Grid)}) == town.count(Grid)


def test_a_grid_that_stays_as_it_is_stays_the_same_grid(town):
    plan = town.find(Plan)[0]
    before = {u: g.code for u, g in grids_of(town, plan.id, WEST).items()}

    plan_of(town, communities=(WEST,), into=plan.id)
    other = plan_of(town, name="乙").plan

    assert {u: g.code for u, g in grids_of(town, plan.id, WEST).items()} == before
    assert set(grids_of(town, other.id, WEST)) == set(before)


def test_one_undo_takes_a_redivision_back(town):
    plan = town.find(Plan)[0]
    before = {g.id: g.geom for g in town.find(Grid)}

    plan_of(town, communities=(WEST,), into=plan.id, band=Band(150, 260), seed=4)
    Session(town, "测试员").undo()

    assert {g.id: g.geom for g in town.find(Grid)} == before


def test_a_plan_in_force_is_not_redivided(town):
    plan = town.find(Plan)[0]
    run(town, adopt(town, plan.id, Decision("测试员", TODAY), Judgement(), TODAY))

    with pytest.raises(InputError, match="另存为新的草案"):
        make_plan(town, PlanRequest(communities=(WEST,), into=plan.id))


def test_an_adopted_plan_takes_the_place_of_the_one_in_force(town):
    first = town.find(Plan)[0]
    second = plan_of(town, name="乙").plan
    run(town, adopt(town, first.id, Decision("测试员", TODAY), Judgement(), TODAY))

    run(town, adopt(town, second.id, Decision("测试员", TODAY), Judgement(), TODAY))

    assert [(p.name, p.state) for p in town.find(Plan)] == [("甲", "superseded"), ("乙", "in_force")]
    assert town.get(Plan, second.id).effective_on == TODAY


def test_a_discarded_draft_is_gone_and_can_be_brought_back(town):
    second = plan_of(town, name="乙").plan

    run(town, discard(town, second.id))
    assert town.count(Grid, plan_id=second.id) == town.count(Plan, name="乙") == 0
    Session(town, "测试员").undo()

    assert town.count(Grid, plan_id=second.id) == 4


def test_the_same_plan_twice_moves_nobody(town):
    first = town.find(Plan)[0]
    second = plan_of(town, name="乙").plan

    found = compare_plans(town, first.id, second.id)

    assert (found.old.grids, found.new.grids, found.new.in_band) == (4, 4, 4)
    assert (found.households, found.moved_households, found.moved_buildings) == (1800, 0, 0)


def test_smaller_grids_move_those_who_leave(town):
    first = town.find(Plan)[0]
    second = plan_of(town, name="乙", communities=(WEST,), band=Band(150, 260)).plan

    found = compare_plans(town, first.id, second.id)

    west = len(grids_of(town, second.id, WEST))
    assert west > 2
    assert 0 < found.moved_households <= 900
    assert found.moved_households == 30 * found.moved_buildings
    assert compare_plans(town, first.id, "gone") is None


@given(st.lists(st.lists(st.integers(0, 500), min_size=3, max_size=3), min_size=2, max_size=5))
def test_no_grid_has_two_successors(overlap):
    found = successors(np.array(overlap, dtype=np.int64))

    known = [row for row in found if row >= 0]
    assert len(set(known)) == len(known)
    assert all(overlap[row][column] > 0 for column, row in enumerate(found) if row >= 0)


def test_communities_say_how_many_grids_they_allow(town):
    found = dividable(town, Band())

    assert [(c.code, c.households, list(c.counts), c.has_outline) for c in found] == [
        (WEST, 900, [2, 3], True),
        (EAST, 900, [2, 3], True),
    ]


def test_a_division_names_the_community_and_how_many_are_left(town):
    said = []

    make_plan(town, PlanRequest(today=TODAY), progress=Reporting(lambda done, total, what: said.append(what)))

    assert said[0] == "西苑社区（还剩 2 个社区）"
    assert "东苑社区" in said


@pytest.mark.parametrize("after", [1, 5, 12, 20])
def test_a_division_stops_wherever_it_is(town, after):
    steps = []

    def tell(done, total, what):
        steps.append(what)

    with pytest.raises(CancelledError):
        make_plan(town, PlanRequest(), progress=Reporting(tell, cancelled=lambda: len(steps) >= after))

    assert len(steps) == after
