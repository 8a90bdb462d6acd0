# SPDX-License-Identifier: MIT
"""Figures as of a day: what is known of it, and what is not."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from gridmgr.model.areas import Building, Plan
from gridmgr.model.changes import ChangeSet, added, changed, removed
from gridmgr.model.people import Appointment, Household
from gridmgr.operations.past_households import past_households
from gridmgr.operations.plan_states import plan_in_force_on
from gridmgr.operations.statistics import statistics_on
from tests.operations.moved_border import (
    BEGAN,
    DAY,
    NEW,
    OLD,
    grids_in_west,
    moved_buildings,
    plan_named,
    town_with_moved_border,
)
from tests.operations.town import WEST


@pytest.fixture
def town(tmp_path):
    with town_with_moved_border(tmp_path) as store:
        yield store


@pytest.fixture
def tomorrow():
    """Noon of the day after the town was filled; the journal is written by the clock of the day."""
    return datetime.now(UTC).replace(hour=12) + timedelta(days=2)


def take_over(store):
    """The draft comes into force on a day."""
    old, new = plan_named(store, OLD), plan_named(store, NEW)
    last = DAY - timedelta(days=1)
    store.apply(
        ChangeSet(
            "执行",
            [
                changed(old, replace(old, state="superseded", ended_on=last)),
                changed(new, replace(new, state="in_force", effective_on=DAY)),
            ],
        )
    )


def test_each_day_has_the_plan_that_was_in_force_then(town):
    take_over(town)

    days = [BEGAN - timedelta(days=1), BEGAN, DAY - timedelta(days=1), DAY]
    found = [plan_in_force_on(town, day) for day in days]

    assert [p and p.name for p in found] == [None, OLD, OLD, NEW]


def test_a_superseded_plan_without_a_last_day_ends_when_the_next_one_begins(town):
    take_over(town)
    old = plan_named(town, OLD)
    town.apply(ChangeSet("改", [changed(old, replace(old, ended_on=None))]))

    assert [plan_in_force_on(town, day).name for day in (DAY - timedelta(days=1), DAY)] == [OLD, NEW]


def test_a_day_before_any_plan_says_so(town):
    found = statistics_on(town, date(2001, 1, 1))

    assert (found.plan, found.grids, found.households) == (None, (), 0)
    assert found.notes == ("2001-01-01没有执行中的方案，或没有登记生效日期，所以没有网格数字。",)


def test_a_plan_whose_first_day_nobody_noted_counts_and_that_is_said(town):
    plan = plan_named(town, OLD)
    town.apply(ChangeSet("改", [changed(plan, replace(plan, effective_on=None))]))

    found = statistics_on(town, date(2001, 1, 1))

    assert found.plan.name == OLD
    assert "没有登记生效日期" in found.notes[0]


def test_officers_are_counted_as_of_the_day(town):
    uid = grids_in_west(town, OLD)[0].grid_uid
    post = town.find(Appointment, grid_uid=uid, role="GLY")[0]
    town.apply(ChangeSet("免去", [changed(post, replace(post, to_on=date(2026, 4, 30)))]))

    before, after = (statistics_on(town, day) for day in (date(2026, 4, 30), date(2026, 5, 1)))

    held = [next(g.held for g in found.grids if g.uid == uid) for found in (before, after)]
    assert held == [5, 4]


def test_a_day_before_the_journal_has_the_counts_of_today_and_says_so(town):
    found = statistics_on(town, BEGAN)

    assert not found.counts_known
    assert found.households == sum(g.households_today for g in found.grids) == 1772
    assert "户数是今天的数，不是当天的数" in found.notes[0]


def test_households_that_came_left_and_moved_since_are_turned_back(town, tomorrow):
    first, second = moved_buildings(town)
    leaving, staying = town.find(Household, building_id=first, residence="1")
    newcomer = Household(id="neu", community=WEST, building_id=first)
    town.apply(
        ChangeSet(
            "变动",
            [
                added(newcomer),
                removed(leaving),
                changed(staying, replace(staying, building_id=second, residence="3")),
            ],
            at=tomorrow,
        )
    )

    past = past_households(town, (tomorrow - timedelta(days=1)).date())
    today = past_households(town, tomorrow.astimezone().date())

    assert past.is_known
    assert past.differences == {first: 1, second: -1}
    assert (today.is_known, today.differences) == (True, {})


def test_a_grid_has_the_households_of_the_day(town, tomorrow):
    first = moved_buildings(town)[0]
    town.apply(ChangeSet("迁入", [added(Household(id="neu", community=WEST, building_id=first))], at=tomorrow))
    uid = grids_in_west(town, OLD)[1].grid_uid

    found = statistics_on(town, (tomorrow - timedelta(days=1)).date())

    grid = next(g for g in found.grids if g.uid == uid)
    assert found.counts_known
    assert grid.households == grid.households_today - 1


def test_a_declared_count_that_was_changed_is_not_turned_back_but_told(town, tomorrow):
    building = town.get(Building, moved_buildings(town)[1])
    town.apply(ChangeSet("改", [changed(building, replace(building, households_declared=44))], at=tomorrow))

    found = statistics_on(town, (tomorrow - timedelta(days=1)).date())

    assert any(note.startswith("有 1 幢楼的申报") for note in found.notes)
    assert town.count(Plan) == 2
