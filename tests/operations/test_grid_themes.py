# SPDX-License-Identifier: MIT
"""What grids are coloured by beside their size."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from gridmgr.data.local import LocalStore
from gridmgr.model.areas import Building, Community, Grid, Plan
from gridmgr.model.changes import ChangeSet, added, changed
from gridmgr.model.ids import counted_ids
from gridmgr.model.people import Appointment, Household, StaffPerson
from gridmgr.model.shapes import normal_form
from gridmgr.model.themes import GridTheme, Theme
from gridmgr.operations.grid_themes import grid_theme
from gridmgr.operations.session import Session
from tests.operations.town import EAST, WEST, make_town

TODAY = date(2024, 6, 1)


@pytest.fixture
def town(tmp_path: Path) -> LocalStore:
    """The town with a plan of one grid for each community."""
    store = make_town(tmp_path / "town.gpkg")
    ids = counted_ids(31)
    plan = Plan(id=ids(), name="方案")
    grids = [
        Grid(id=ids(), community=c.code, plan_id=plan.id, code=f"{c.code}01", grid_uid=ids(), geom=normal_form(c.geom))
        for c in store.find(Community)
    ]
    Session(store, "测试员").run(ChangeSet("方案", [added(plan), *map(added, grids)]))
    return store


def classes(store: LocalStore, kind: GridTheme) -> tuple[Theme, dict[str, str]]:
    """Return a theme and the label of the class of each community's grid."""
    plan = store.find(Plan)[0]
    theme = grid_theme(store, plan.id, kind, TODAY)
    owner = dict(store.values(Grid, ["id", "community"]))
    return theme, {owner[grid]: theme.classes[number].label for grid, number in theme.class_of.items()}


def house(store: LocalStore, *households: tuple[str, date | None, tuple[str, ...]]) -> None:
    """Put households (community, last visit, groups) into the first building of their community."""
    ids = counted_ids(77)
    homes = {code: next(b.id for b in store.find(Building) if b.community == code) for code in (WEST, EAST)}
    made = [
        Household(id=ids(), community=code, building_id=homes[code], last_visit_on=day, groups=groups)
        for code, day, groups in households
    ]
    Session(store, "测试员").run(ChangeSet("住户", [added(one) for one in made]))


def test_grids_are_classed_by_how_many_roles_nobody_holds_today(town: LocalStore) -> None:
    west = next(g for g in town.find(Grid) if g.community == WEST)
    person = StaffPerson(id="p1", name="陈网格")
    roles = [item.code for item in town.code_lists()["grid_role"].items]
    held = [
        Appointment(id=f"a{n}", community=WEST, grid_uid=west.grid_uid, role=role, staff_id="p1", to_on=None)
        for n, role in enumerate(roles[:-1])
    ]
    past = Appointment(
        id="a9", community=WEST, grid_uid=west.grid_uid, role=roles[-1], staff_id="p1", to_on=date(2024, 1, 1)
    )
    Session(town, "测试员").run(ChangeSet("任命", [added(person), *map(added, held), added(past)]))

    theme, found = classes(town, GridTheme.VACANCIES)

    assert found == {WEST: "缺一员", EAST: "缺三员以上"}
    assert [one.is_fault for one in theme.classes] == [False, True, True, True]
    assert theme.counts() == [0, 1, 0, 1]


def test_grids_are_classed_by_the_share_of_households_visited_lately(town: LocalStore) -> None:
    late, early = date(2024, 5, 20), date(2023, 1, 1)
    house(town, (WEST, late, ()), (WEST, late, ()), (WEST, None, ()), (EAST, early, ()), (EAST, None, ()))

    theme, found = classes(town, GridTheme.VISITS)

    assert found == {WEST: "五成至八成", EAST: "一户也没有"}
    assert theme.title.endswith("（截至 2024-06-01）")


def test_records_that_end_long_ago_are_looked_at_as_of_their_last_day(town: LocalStore) -> None:
    house(town, (WEST, date(2012, 6, 30), ()), (EAST, date(2012, 1, 5), ()))

    theme, found = classes(town, GridTheme.VISITS)

    assert found == {WEST: "八成以上", EAST: "一户也没有"}
    assert theme.title.endswith("（截至 2012-06-30）")


def test_grids_are_classed_by_their_households_with_special_groups_among_a_hundred(town: LocalStore) -> None:
    group = town.code_lists()["special_group"].items[0].code
    house(town, *[(WEST, None, (group,))] * 3, (EAST, None, ()))

    theme, found = classes(town, GridTheme.SPECIAL)

    assert found[WEST] == theme.classes[-1].label
    assert found[EAST] == theme.classes[0].label
    assert "0–" not in theme.classes[0].label


def test_grids_of_a_community_in_no_pilot_batch_have_no_class(town: LocalStore) -> None:
    west = next(c for c in town.find(Community) if c.code == WEST)
    Session(town, "测试员").run(ChangeSet("试点", [changed(west, replace(west, pilot_batch="1"))]))

    theme, found = classes(town, GridTheme.PILOT)

    assert found == {WEST: "首批试点"}
    assert theme.unknown == "未列入试点"


@pytest.mark.parametrize("kind", [GridTheme.SPECIAL, GridTheme.VISITS, GridTheme.PILOT])
def test_without_records_no_grid_has_a_class_and_that_is_said(town: LocalStore, kind: GridTheme) -> None:
    theme, found = classes(town, kind)

    assert not found
    assert theme.unknown
