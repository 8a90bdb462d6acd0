# SPDX-License-Identifier: MIT
"""A border moves: what passes from whom to whom, what becomes of the five, and who was there on a day."""

from dataclasses import replace

import pytest

from gridmgr.model.areas import Grid, Plan
from gridmgr.model.changes import ChangeSet, added, changed, removed
from gridmgr.model.errors import InputError
from gridmgr.model.ids import counted_ids
from gridmgr.model.people import Appointment, Household, Resident, StaffPerson
from gridmgr.model.shapes import normal_form
from gridmgr.operations.care_lists import care_lines
from gridmgr.operations.comparing import compare_plans, plan_difference
from gridmgr.operations.comparing import plan_named as plan_called
from gridmgr.operations.handover import read_handover, role_changes
from gridmgr.operations.plan_difference import Fate
from gridmgr.operations.roles import RoleTakenError
from gridmgr.operations.session import Session
from gridmgr.operations.succession import Succession, continue_grids, roles_after, settle_roles
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


def compared(store):
    return plan_difference(store, plan_named(store, OLD).id, plan_named(store, NEW).id)


def run(store, *changes, label="修改"):
    return Session(store, "规划员").run(ChangeSet(label, changes))


def give_another_identifier(store, number):
    """Let a grid of the draft be another grid than the one in force."""
    grid = grids_in_west(store, NEW)[number]
    run(store, changed(grid, replace(grid, grid_uid=f"anders-{number}")))


def test_a_moved_border_tells_how_many_buildings_and_households_change_grid(town):
    moving = moved_buildings(town)

    found = compared(town)

    assert len(moving) == found.moved.buildings == 2
    # One building is counted by its records (two households live there), the other by what was declared.
    assert (found.moved.households, found.moved.special, found.moved.persons) == (32, 2, 1)
    assert [g.fate for g in found.changed] == [Fate.ADJUSTED, Fate.ADJUSTED]
    one, other = found.changed
    assert (one.gained, one.lost.buildings) == (other.lost, 0)
    assert found.total.households == 60 * 30 - 30 + 2


def test_the_short_comparison_says_the_same(town):
    found = compare_plans(town, plan_named(town, OLD).id, plan_named(town, NEW).id)

    assert (found.moved_households, found.moved_buildings) == (32, 2)
    assert (found.old.grids, found.new.grids) == (4, 4)


def test_a_plan_that_is_gone_is_not_compared(town):
    with pytest.raises(InputError, match="已不存在"):
        plan_difference(town, plan_named(town, OLD).id, "fort")
    with pytest.raises(InputError, match=OLD):
        plan_called(town, "没有的方案")


def test_each_role_passes_to_its_next_holder_but_not_where_the_same_person_serves_both(town):
    found = read_handover(town, compared(town), DAY)

    assert {(p.role, p.giver_name, p.taker_name) for p in found.passages} == {
        (role, f"{role}2员", f"{role}1员") for role in ("GLY", "XCY", "XXY", "FWY")
    }
    assert role_changes(found)[:2] == [("网格管理员", 2, 32), ("网格警务员", 0, 0)]
    assert found.households == 32
    assert sorted(o.name for o in found.officers) == sorted(
        f"{r}{n}员" for r in ("GLY", "XCY", "XXY", "FWY") for n in (1, 2)
    )
    giver = next(o for o in found.officers if o.name == "GLY2员")
    assert (giver.given.households, giver.taken.households, giver.phone) == (32, 0, "139****5678")


def test_households_with_special_groups_are_counted_once_and_by_group(town):
    found = read_handover(town, compared(town), DAY, roles=("GLY",))

    (passage,) = found.passages
    lines = {line.id: line for line in found.lines(passage)}
    line = lines[moved_buildings(town)[0]]
    assert (line.households, line.special, line.by_group) == (2, 2, {"01": 1, "31": 1, "32": 1})


def test_households_that_need_care_are_listed_masked_unless_somebody_asks(town):
    hidden = care_lines(town, compared(town))
    shown = care_lines(town, compared(town), unmasked=True)

    assert [(c.door, c.head_name, c.phone) for c in hidden] == [("***", "", ""), ("***", "林*主", "138****5678")]
    assert [(c.door, c.head_name, c.phone) for c in shown] == [("101", "林户主", "13812345678"), ("102", "", "")]
    assert [c.groups for c in shown] == [("低保户",), ("独居老人", "高龄老人（80岁以上）")]


def test_a_vacant_post_is_named_as_such(town):
    post = next(a for a in town.find(Appointment, role="GLY") if a.grid_uid == grids_in_west(town, NEW)[0].grid_uid)
    run(town, removed(post))

    found = read_handover(town, compared(town), DAY, roles=("GLY",))

    assert [(p.giver_name, p.taker_name) for p in found.passages] == [("GLY2员", "空缺")]


def test_a_grid_that_goes_on_keeps_its_five(town):
    found = roles_after(town, plan_named(town, OLD).id, plan_named(town, NEW).id, DAY)

    assert (found.staying, found.ending, found.outside) == (10, (), ())
    assert not [post for post in found.vacant if post.is_new]
    assert found.is_empty


def test_a_grid_under_another_identifier_leaves_posts_to_fill_and_appointments_that_end(town):
    give_another_identifier(town, 1)

    found = roles_after(town, plan_named(town, OLD).id, plan_named(town, NEW).id, DAY)

    assert found.staying == 5
    assert [(p.role_label, p.holder.name) for p in found.ending][:2] == [
        ("网格管理员", "GLY2员"),
        ("网格警务员", "警一"),
    ]
    assert {h.label for p in found.ending for h in p.heirs} == {"西苑社区第1网格", "西苑社区第2网格"}
    new = [p for p in found.vacant if p.is_new]
    assert [p.suggested[0].name for p in new] == ["GLY2员", "警一", "XCY2员", "XXY2员", "FWY2员"]


def test_one_step_ends_old_appointments_and_gives_the_posts_that_were_asked_for_to_the_heirs(town):
    give_another_identifier(town, 1)
    found = roles_after(town, plan_named(town, OLD).id, plan_named(town, NEW).id, DAY)
    wanted = [Succession("anders-1", p.holder.appointment.id) for p in found.ending if p.role_label == "网格管理员"]

    Session(town, "规划员").run(settle_roles(town, found, wanted, counted_ids(40)))

    after = town.find(Appointment, grid_uid="anders-1")
    assert [(a.role, a.from_on, a.to_on) for a in after] == [("GLY", DAY, None)]
    ended = [a for a in town.find(Appointment) if a.to_on is not None]
    assert len(ended) == 5
    assert {a.to_on.isoformat() for a in ended} == {"2026-05-31"}
    Session(town, "规划员").undo()
    assert town.find(Appointment, grid_uid="anders-1") == []
    assert all(a.to_on is None for a in town.find(Appointment))


def test_a_post_is_not_given_away_twice(town):
    give_another_identifier(town, 1)
    found = roles_after(town, plan_named(town, OLD).id, plan_named(town, NEW).id, DAY)
    wish = Succession("anders-1", found.ending[0].holder.appointment.id)
    held = Succession(grids_in_west(town, NEW)[0].grid_uid, found.ending[0].holder.appointment.id)

    with pytest.raises(RoleTakenError, match="网格管理员"):
        settle_roles(town, found, [wish, wish])
    with pytest.raises(RoleTakenError, match="请先免去"):
        settle_roles(town, found, [held])
    with pytest.raises(InputError, match="已不存在"):
        settle_roles(town, found, [Succession("nirgends", wish.appointment_id)])


def test_a_draft_may_take_over_the_identity_of_the_grids_it_goes_on_with(town):
    give_another_identifier(town, 1)
    assert [g.fate for g in compared(town).changed] == [Fate.ADJUSTED, Fate.SUCCEEDED]

    Session(town, "规划员").run(continue_grids(town, compared(town)))

    assert [g.fate for g in compared(town).changed] == [Fate.ADJUSTED, Fate.ADJUSTED]
    assert roles_after(town, plan_named(town, OLD).id, plan_named(town, NEW).id, DAY).is_empty
    plan = plan_named(town, NEW)
    run(town, changed(plan, replace(plan, state="approved")))
    with pytest.raises(InputError, match="不能直接改动"):
        continue_grids(town, compared(town))


def test_a_grid_merged_away_in_the_draft_leaves_its_appointments_to_be_settled(town):
    one, other = grids_in_west(town, NEW)
    whole = one.geom.union(other.geom)
    run(town, changed(one, replace(one, geom=normal_form(whole, "MULTIPOLYGON"))), removed(other), label="合并")

    found = roles_after(town, plan_named(town, OLD).id, plan_named(town, NEW).id, DAY)

    assert {g.fate for g in found.difference.changed} == {Fate.MERGED, Fate.DISSOLVED}
    assert [p.holder.name for p in found.ending] == ["GLY2员", "警一", "XCY2员", "XXY2员", "FWY2员"]
    assert {h.label for p in found.ending for h in p.heirs} == {"西苑社区第1网格"}


def test_a_veteran_whose_home_comes_into_another_grid_is_named(town):
    home = town.find(Household, building_id=moved_buildings(town)[0], room_no="102")[0]
    veteran = town.find(Resident, household_id=home.id)[0]
    post = next(a for a in town.find(Appointment, role="XCY") if a.grid_uid == grids_in_west(town, OLD)[1].grid_uid)
    person = town.get(StaffPerson, post.staff_id)
    run(town, changed(person, replace(person, resident_id=veteran.id)), changed(post, replace(post, source="3")))

    (found,) = roles_after(town, plan_named(town, OLD).id, plan_named(town, NEW).id, DAY).outside

    assert (found.grid.label, found.lives_in.label) == ("西苑社区第2网格", "西苑社区第1网格")
    assert found.must_live_inside


def test_an_appointment_that_begins_only_after_the_change_never_comes_into_force(town):
    give_another_identifier(town, 1)
    uid = grids_in_west(town, OLD)[1].grid_uid
    later = Appointment(
        id="later", community=WEST, grid_uid=uid, role="GLY", staff_id=town.find(StaffPerson)[0].id, from_on=DAY
    )
    run(town, added(later))
    found = roles_after(town, plan_named(town, OLD).id, plan_named(town, NEW).id, DAY)

    Session(town, "规划员").run(settle_roles(town, found, []))

    assert town.get(Appointment, "later") is None


def test_officers_of_before_are_known_after_the_plan_came_into_force(town):
    give_another_identifier(town, 1)
    difference = compared(town)
    found = roles_after(town, plan_named(town, OLD).id, plan_named(town, NEW).id, DAY)
    Session(town, "规划员").run(settle_roles(town, found, []))

    again = read_handover(town, difference, DAY, roles=("GLY",))

    assert {p.giver_name for p in again.passages} == {"GLY2员"}
    assert BEGAN < DAY
    assert town.count(Plan) == 2
    assert town.count(Grid) == 8
