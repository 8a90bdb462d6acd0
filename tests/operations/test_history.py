# SPDX-License-Identifier: MIT
from datetime import date

from gridmgr.model.changes import ChangeSet, added
from gridmgr.model.people import Appointment, StaffPerson
from gridmgr.operations.history import read_step
from gridmgr.operations.session import Session
from tests.operations.town import WEST, make_town


def test_an_appointment_is_told_by_who_holds_which_role(tmp_path):
    person = StaffPerson(id="s1", community=WEST, name="林测")
    held = Appointment(id="a1", community=WEST, grid_uid="g", role="GLY", staff_id="s1", from_on=date(2026, 5, 1))

    with make_town(tmp_path / "town.gpkg") as store:
        step = Session(store, "甲").run(ChangeSet("任命", [added(person), added(held)]))
        told = [change.title for change in read_step(store, step.number, 10)]

    assert told == ["工作人员 林测", "任职 林测 网格管理员"]
