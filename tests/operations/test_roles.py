"""A grid has five roles, each held by one person at a time."""

from datetime import date

import pytest

from gridmgr.model.areas import Grid
from gridmgr.model.people import Appointment
from gridmgr.operations.roles import NotHeldError, RoleTakenError, appoint, dismiss, vacant_roles

TODAY = date(2012, 8, 5)
GRID = Grid(id="g1", community="350402001001", plan_id="p1", grid_uid="u1", code="350402001001001", name="三路第1网格")
POLICE = Appointment(id="a1", grid_uid="u1", role="JWY", staff_id="s1", from_on=date(2012, 1, 1))


def test_a_new_grid_lacks_all_five():
    assert vacant_roles("u1", [], TODAY) == ["GLY", "JWY", "XCY", "XXY", "FWY"]


def test_a_held_role_is_not_given_away_twice():
    second = Appointment(id="a2", grid_uid="u1", role="JWY", staff_id="s2")

    with pytest.raises(RoleTakenError, match="请先免去"):
        appoint(GRID, second, existing=[POLICE], today=TODAY)


def test_a_role_is_vacant_again_once_its_holder_has_left():
    left = dismiss(POLICE, date(2012, 8, 4)).changes[0].after

    assert isinstance(left, Appointment)
    assert "JWY" in vacant_roles("u1", [left], TODAY)


def test_an_appointment_belongs_to_the_community_of_its_grid():
    step = appoint(GRID, Appointment(id="a3", grid_uid="", role="GLY", staff_id="s3"), existing=[POLICE], today=TODAY)

    assert step.changes[0].community == GRID.community


def test_nobody_is_dismissed_twice():
    left = dismiss(POLICE, date(2012, 8, 4)).changes[0].after
    assert isinstance(left, Appointment)

    with pytest.raises(NotHeldError, match="不需要再次"):
        dismiss(left, TODAY)
