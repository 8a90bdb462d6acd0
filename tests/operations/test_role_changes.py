# SPDX-License-Identifier: MIT
"""People come into a role of a grid and leave it; everybody who held it stays in the history."""

from dataclasses import replace
from datetime import date

import pytest

from gridmgr.model.areas import Grid
from gridmgr.model.changes import ChangeSet, added, changed
from gridmgr.model.errors import InputError
from gridmgr.model.ids import counted_ids
from gridmgr.model.people import Appointment, StaffPerson
from gridmgr.operations.plans import PlanRequest, make_plan
from gridmgr.operations.roles import (
    NotHeldError,
    RoleTakenError,
    RoleWish,
    candidates,
    end_role,
    give_role,
    matching,
    role_warnings,
    tenures,
    vacancies,
)
from gridmgr.operations.session import Session
from tests.operations.town import EAST, WEST, make_town

TODAY = date(2012, 8, 5)
IDS = counted_ids(33)
LIN = StaffPerson(id=IDS(), community=WEST, name="林测", initials="lc", unit="西苑社区居委会", political="13")
CHEN = StaffPerson(id=IDS(), community=EAST, name="陈测", initials="cc", unit="东苑社区居委会", political="01")


@pytest.fixture
def town(tmp_path):
    with make_town(tmp_path / "镇.gpkg") as store:
        run(store, make_plan(store, PlanRequest(today=TODAY)).changes)
        run(store, ChangeSet("录入人员", [added(LIN), added(CHEN)]))
        yield store


def run(store, changes):
    return Session(store, "测试员").run(changes)


def first_grid(store):
    return min(store.find(Grid), key=lambda g: g.code)


def give(store, person, role="JWY", day=TODAY, grid=None):
    wish = RoleWish((grid or first_grid(store)).id, role, person.id, from_on=day)
    return run(store, give_role(store, wish))


def names(store, grid):
    return [(t.name, t.from_on, t.to_on, t.is_held) for t in tenures(store, grid.grid_uid, TODAY)]


def test_an_appointment_fills_a_vacancy(town):
    grid = first_grid(town)

    step = give(town, LIN)

    assert vacancies(town, [grid.grid_uid], TODAY) == {grid.grid_uid: 4}
    assert step.label == f"任命网格警务员：{grid.name}"
    assert town.find(Appointment)[0].grid_code == grid.code


def test_a_successor_looks_after_the_same_service_lines(town):
    give(town, LIN, day=date(2012, 1, 1))
    (post,) = town.find(Appointment)
    run(town, ChangeSet("分工", [changed(post, replace(post, services=("2", "6"), duty_text="巡查"))]))

    give(town, CHEN, day=date(2012, 8, 1))

    assert [(a.duty_text, a.services) for a in town.find(Appointment)] == [("巡查", ("2", "6"))] * 2


def test_a_successor_takes_over_in_one_step_and_the_predecessor_stays_in_the_history(town):
    grid = first_grid(town)
    give(town, LIN, day=date(2012, 1, 1))

    step = give(town, CHEN, day=date(2012, 8, 1))

    assert step.label.startswith("更换网格警务员")
    assert names(town, grid) == [
        ("陈测", date(2012, 8, 1), None, True),
        ("林测", date(2012, 1, 1), date(2012, 7, 31), False),
    ]


def test_one_undo_takes_a_replacement_back(town):
    grid = first_grid(town)
    give(town, LIN, day=date(2012, 1, 1))
    give(town, CHEN, day=date(2012, 8, 1))

    Session(town, "测试员").undo()

    assert names(town, grid) == [("林测", date(2012, 1, 1), None, True)]


def test_somebody_appointed_by_mistake_today_leaves_no_trace_when_replaced_today(town):
    grid = first_grid(town)
    give(town, LIN)

    give(town, CHEN)

    assert [name for name, *_ in names(town, grid)] == ["陈测"]


def test_a_dismissed_person_no_longer_holds_the_role_on_that_day(town):
    grid = first_grid(town)
    give(town, LIN, day=date(2012, 1, 1))

    run(town, end_role(town, town.find(Appointment)[0].id, TODAY))

    assert vacancies(town, [grid.grid_uid], TODAY) == {grid.grid_uid: 5}
    assert names(town, grid) == [("林测", date(2012, 1, 1), date(2012, 8, 4), False)]
    with pytest.raises(NotHeldError, match="不需要再次"):
        end_role(town, town.find(Appointment)[0].id, TODAY)


def test_a_role_promised_to_somebody_later_is_not_given_away_before(town):
    give(town, LIN, day=date(2012, 9, 1))

    with pytest.raises(RoleTakenError, match="另有任职"):
        give(town, CHEN)


def test_a_new_person_is_entered_and_appointed_in_one_step(town):
    newcomer = StaffPerson(id="", community="", name=" 曾测 ", phone="13800000000")

    wish = RoleWish(first_grid(town).id, "GLY", newcomer=newcomer, from_on=TODAY)
    step = run(town, give_role(town, wish))

    person = next(p for p in town.find(StaffPerson) if p.name == "曾测")
    assert (person.community, person.initials) == (WEST, "zc")
    assert step.changes == 2


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        (RoleWish("gone", "GLY", LIN.id, from_on=TODAY), "网格已不存在"),
        (RoleWish("", "GLY", "gone", from_on=TODAY), "不在名单里"),
        (RoleWish("", "GLY", LIN.id), "任职日期"),
        (RoleWish("", "GLY", newcomer=StaffPerson(id="", community="", name=" "), from_on=TODAY), "请填写姓名"),
    ],
)
def test_what_cannot_be_appointed_is_refused_in_words(town, wish, sentence):
    given = (
        wish if wish.grid_id else RoleWish(first_grid(town).id, wish.role, wish.staff_id, wish.newcomer, wish.from_on)
    )

    with pytest.raises(InputError, match=sentence):
        give_role(town, given)


def test_a_person_with_many_grids_gets_a_warning_and_not_a_refusal(town):
    grids = sorted(town.find(Grid), key=lambda g: g.code)
    for grid in grids:
        give(town, LIN, grid=grid)
    for role in ("GLY", "XCY"):
        give(town, LIN, role=role, grid=grids[0])
    extra = [Appointment(id=IDS(), community=WEST, grid_uid=f"u{n}", role="GLY", staff_id=LIN.id) for n in range(3)]
    run(town, ChangeSet("补录", [added(a) for a in extra]))

    said = role_warnings(town, RoleWish(grids[0].id, "XXY", LIN.id, from_on=TODAY))

    assert any("已在 6 个网格任职" in s for s in said)
    assert any("在本网格已任" in s for s in said)


def test_a_veteran_of_the_party_has_to_be_in_it(town):
    grid = first_grid(town)

    def said(person):
        return role_warnings(town, RoleWish(grid.id, "XCY", person.id, from_on=TODAY, source="3"))

    assert any("不是党员" in s for s in said(LIN))
    assert said(CHEN) == []


def test_people_are_found_by_name_initials_or_unit_and_neighbours_come_first(town):
    people = candidates(town, TODAY)

    assert [c.name for c in matching(people, "", EAST)] == ["陈测", "林测"]
    assert [c.name for c in matching(people, "LC", EAST)] == ["林测"]
    assert [c.name for c in matching(people, "西苑", EAST)] == ["林测"]
    assert matching(people, "无此人", EAST) == []
