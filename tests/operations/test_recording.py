# SPDX-License-Identifier: MIT
"""Records added and changed one by one, while others are at work."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from gridmgr.data.store import Store
from gridmgr.model.areas import Building, Estate
from gridmgr.model.errors import ConflictError
from gridmgr.model.people import Household, Resident, StaffPerson
from gridmgr.operations.recording import (
    Edit,
    RefusedError,
    Saving,
    findings_on,
    household_findings,
    merged,
    read_record,
    refusals,
    same_number,
    save_label,
)
from gridmgr.operations.session import Session
from tests.operations.town import EAST, WEST, make_town

TODAY = date(2026, 5, 1)
GOOD_ID = "11010519491231002X"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with make_town(tmp_path / "town.gpkg") as made:
        yield made


def save(store: Store, *edits: Edit, seen: int | None = None, author: str = "甲") -> Saving:
    known = store.last_seq if seen is None else seen
    saving = Saving(save_label(edits), edits, TODAY, known)
    Session(store, author).run(saving(store))
    return saving


def a_building(store: Store, community: str = WEST) -> Building:
    return store.find(Building, community=community)[0]


def test_a_household_with_its_members_is_one_step_and_one_undo(store):
    home = Household(id="h1", building_id=a_building(store).id, unit_no="1", room_no="502")
    people = [Resident(id=f"r{n}", name=name, household_id="h1") for n, name in enumerate(("张三", "李四"))]

    save(store, *(Edit(None, r) for r in (home, *people)))

    assert store.count(Resident, household_id="h1") == 2
    assert store.journal(1)[0].label == "新增住户和 2 位成员"
    Session(store, "甲").undo()
    assert store.get(Household, "h1") is None
    assert store.count(Resident) == 0


def test_community_initials_address_and_head_follow_from_what_was_typed(store):
    building = replace(a_building(store), address="苑路1号1幢")
    save(store, Edit(a_building(store), building))
    home = Household(id="h1", building_id=building.id, unit_no="1", room_no="502")
    head = Resident(id="r1", name="曾小明", household_id="h1", relation="02", doc_no=GOOD_ID)

    save(store, Edit(None, home), Edit(None, head))

    stored, person = store.get(Household, "h1"), store.get(Resident, "r1")
    assert (stored.community, stored.head_name, stored.address) == (WEST, "曾小明", "苑路1号1幢1单元502室")
    assert (person.community, person.initials) == (WEST, "zxm")
    assert (person.birth_date, person.gender) == (date(1949, 12, 31), "2")


def test_a_household_that_moves_to_another_community_takes_its_people_along(store):
    home = Household(id="h1", building_id=a_building(store).id)
    save(store, Edit(None, home), Edit(None, Resident(id="r1", name="张三", household_id="h1")))
    stored = store.get(Household, "h1")

    save(store, Edit(stored, replace(stored, building_id=a_building(store, EAST).id)))

    assert store.get(Household, "h1").community == EAST
    assert store.get(Resident, "r1").community == EAST


def test_changes_in_different_fields_are_both_kept(store):
    save(store, Edit(None, StaffPerson(id="s1", community=WEST, name="王五", phone="13800000000")))
    read, seen = store.get(StaffPerson, "s1"), store.last_seq
    save(store, Edit(read, replace(read, phone="13900000000")), author="乙")

    saving = save(store, Edit(read, replace(read, title="主任")), seen=seen)

    stored = store.get(StaffPerson, "s1")
    assert not saving.clashes
    assert (stored.phone, stored.title) == ("13900000000", "主任")


def test_the_same_field_changed_twice_is_told_with_both_values_and_nothing_is_stored(store):
    save(store, Edit(None, StaffPerson(id="s1", community=WEST, name="王五", phone="13800000000")))
    read, seen = store.get(StaffPerson, "s1"), store.last_seq
    save(store, Edit(read, replace(read, phone="13900000000")), author="乙")

    saving = save(store, Edit(read, replace(read, phone="13700000000", title="主任")), seen=seen)

    (clash,) = saving.clashes
    assert (clash.field, clash.at_opening, clash.mine, clash.theirs) == (
        "phone", "13800000000", "13700000000", "13900000000",
    )  # fmt: skip
    assert clash.author == "乙"
    assert clash.at is not None
    assert store.get(StaffPerson, "s1").title == ""


def test_a_record_that_is_gone_is_said_and_nothing_is_stored(store):
    save(store, Edit(None, StaffPerson(id="s1", community=WEST, name="王五")))
    read = store.get(StaffPerson, "s1")
    Session(store, "乙").undo()

    with pytest.raises(ConflictError, match="已被删除"):
        save(store, Edit(read, replace(read, title="主任")))


def test_a_wrong_identity_number_is_not_stored(store):
    person = Resident(id="r1", community=WEST, name="张三", doc_no="110105194912310021")

    with pytest.raises(RefusedError, match="校验位"):
        save(store, Edit(None, person))

    assert store.get(Resident, "r1") is None


def test_an_old_fault_elsewhere_does_not_hold_up_a_telephone_number(store):
    lists = store.code_lists()
    before = Resident(id="r1", community=WEST, name="张三", doc_no="123")
    after = replace(before, phone="13800000000")

    assert refusals(Edit(before, after), findings_on(after, lists, TODAY)) == []
    assert refusals(Edit(None, after), findings_on(after, lists, TODAY))


def test_people_with_the_same_number_are_found(store):
    save(store, Edit(None, Resident(id="r1", community=WEST, name="张三", doc_no=GOOD_ID)))

    assert [t.id for t in same_number(store, Resident(id="r2", name="张三", doc_no=GOOD_ID))] == ["r1"]
    assert same_number(store, store.get(Resident, "r1")) == []


def test_a_household_has_exactly_one_head():
    people = [Resident(id=str(n), name="某", relation=relation) for n, relation in enumerate(("02", "02", "10"))]

    assert "还没有" in household_findings(people[2:])[0]
    assert household_findings(people[1:]) == []
    assert "有 2 位" in household_findings(people)[0]
    assert household_findings([]) == []


def test_a_household_is_read_with_its_members_head_first(store):
    home = Household(id="h1", building_id=a_building(store).id)
    people = [Resident(id=f"r{n}", name="某", household_id="h1", relation=r) for n, r in enumerate(("20", "02"))]
    save(store, *(Edit(None, r) for r in (home, *people)))

    opened = read_record(store, "household", "h1")

    assert [m.relation for m in opened.members] == ["02", "20"]
    assert opened.titles[home.building_id]
    assert read_record(store, "household", "nobody") is None


def test_merging_keeps_what_either_of_two_people_changed():
    base = StaffPerson(id="s1", name="王五", title="a", unit="b")

    both, clashing = merged(base, replace(base, title="c"), replace(base, unit="d", rev=4))

    assert (both.title, both.unit, both.rev, clashing) == ("c", "d", 4, [])
    assert merged(base, replace(base, title="c"), replace(base, title="d"))[1] == ["title"]
    assert merged(base, replace(base, title="c"), replace(base, title="c"))[1] == []


def test_a_building_and_its_estate_lie_in_one_community(store):
    estate = store.find(Estate)[0]
    save(store, Edit(None, Building(id="b1", number="99幢", estate_id=estate.id)))

    assert store.get(Building, "b1").community == WEST
    with pytest.raises(RefusedError, match="另一个社区"):
        save(store, Edit(None, Building(id="b2", community=EAST, estate_id=estate.id)))
