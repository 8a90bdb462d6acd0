# SPDX-License-Identifier: MIT
"""Taking records away, and what hangs on them."""

from pathlib import Path

import pytest

from gridmgr.model.areas import Building
from gridmgr.model.changes import ChangeSet, added
from gridmgr.model.people import Household, Resident, StaffPerson
from gridmgr.operations.removing import StillNeededError, hanging_on, removal
from gridmgr.operations.session import Session
from tests.operations.town import WEST, make_town


@pytest.fixture
def session(tmp_path: Path):
    with make_town(tmp_path / "town.gpkg") as store:
        building = store.find(Building, community=WEST)[0]
        records = [
            Household(id="h1", community=WEST, building_id=building.id),
            Resident(id="r1", community=WEST, name="张三", household_id="h1"),
            StaffPerson(id="s1", community=WEST, name="张三", resident_id="r1"),
        ]
        made = Session(store, "甲")
        made.run(ChangeSet("装入", [added(r) for r in records]))
        yield made


def test_a_building_with_households_stays_and_it_is_said_why(session):
    home = session.store.get(Household, "h1")
    building = session.store.get(Building, home.building_id)

    assert [(h.record_type, h.count, h.is_needed) for h in hanging_on(session.store, building)] == [
        ("household", 1, True)
    ]
    with pytest.raises(StillNeededError, match="还有 1 条住户记录"):
        removal(session.store, building)


def test_a_household_goes_with_its_members_in_one_step_that_can_be_undone(session):
    session.run(removal(session.store, session.store.get(Household, "h1"), with_members=True))

    assert session.store.get(Resident, "r1") is None
    assert session.store.get(StaffPerson, "s1").resident_id == ""
    session.undo()
    assert session.store.get(Resident, "r1").household_id == "h1"
    assert session.store.get(StaffPerson, "s1").resident_id == "r1"


def test_what_may_do_without_a_record_no_longer_points_to_it(session):
    session.run(removal(session.store, session.store.get(Resident, "r1")))

    assert session.store.get(StaffPerson, "s1").resident_id == ""
