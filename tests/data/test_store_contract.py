# SPDX-License-Identifier: MIT
"""What every store promises, whether it is a file or a server."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from shapely.geometry import Point, box

from gridmgr.data.store import StepKind
from gridmgr.model.areas import Building, Community, District, Facility, Plan
from gridmgr.model.changes import ChangeSet, added, changed, removed
from gridmgr.model.errors import ConflictError, InputError
from gridmgr.model.people import Household, Resident
from tests.data.conftest import CRS, DISTRICT
from tests.data.office import ALL, BUILDINGS, EAST, GRIDS, HOUSEHOLDS, PLAN, RESIDENTS, WEST, filling


def test_a_new_store_holds_its_district_and_the_standard_code_lists(store):
    assert store.find(District) == [DISTRICT]
    assert store.code_lists()["gender"].label("2") == "女性"
    assert store.journal() == []
    assert store.last_seq == 0
    assert store.crs == CRS


def test_what_was_stored_comes_back_with_its_first_revision(store):
    store.apply(filling(*ALL))

    found = [r for kind in dict.fromkeys(type(r) for r in ALL) for r in store.find(kind)]

    assert sorted(found, key=lambda r: r.id) == sorted(ALL, key=lambda r: r.id)
    assert {r.rev for r in found} == {1}


def test_each_edit_raises_the_revision_by_one(store):
    store.apply(filling(*BUILDINGS))
    read = store.get(Building, "b1")

    store.apply(ChangeSet("改名", (changed(read, replace(read, name="东楼")),)))

    assert (store.get(Building, "b1").name, store.get(Building, "b1").rev) == ("东楼", 2)


def test_an_edit_of_an_old_state_is_refused_and_nothing_of_its_step_is_stored(store):
    store.apply(filling(*BUILDINGS))
    old = store.get(Building, "b1")
    store.apply(ChangeSet("同事改名", (changed(old, replace(old, name="同事")),)))
    step = ChangeSet("改名", (added(Building(id="b9")), changed(old, replace(old, name="我"))))

    with pytest.raises(ConflictError, match="楼幢") as refused:
        store.apply(step)

    assert refused.value.record_id == "b1"
    assert store.get(Building, "b9") is None
    assert store.get(Building, "b1").name == "同事"
    assert len(store.journal()) == 2


@pytest.mark.parametrize(
    "late", [lambda b: removed(b), lambda b: changed(b, replace(b, name="我"))], ids=["removal", "edit"]
)
def test_a_record_that_a_colleague_removed_cannot_be_edited_or_removed_again(store, late):
    store.apply(filling(*BUILDINGS))
    read = store.get(Building, "b3")
    store.apply(ChangeSet("删除", (removed(read),)))

    with pytest.raises(ConflictError, match="已不存在"):
        store.apply(ChangeSet("迟到", (late(read),)))


def test_a_record_cannot_be_added_twice_not_even_in_another_community(store):
    store.apply(filling(*BUILDINGS))

    with pytest.raises(ConflictError, match="已经存在") as refused:
        store.apply(filling(replace(BUILDINGS[0], community=WEST)))

    assert refused.value.record_id == "b1"


def test_a_building_with_households_cannot_vanish(store):
    store.apply(filling(*BUILDINGS, *HOUSEHOLDS))

    with pytest.raises(ConflictError, match="引用"):
        store.apply(ChangeSet("删除", (removed(store.get(Building, "b1")),)))

    assert store.count(Building) == 3


def test_links_are_checked_once_the_whole_step_is_there(store):
    step = filling(*RESIDENTS, *HOUSEHOLDS, *BUILDINGS)

    store.apply(step)

    assert store.count(Resident) == 3


def test_a_building_moves_to_another_community_together_with_its_households(store):
    store.apply(filling(*ALL))
    moved = [*store.find(Building, id="b1"), *store.find(Household), *store.find(Resident)]

    store.apply(ChangeSet("划转", tuple(changed(r, replace(r, community=WEST)) for r in moved)))

    assert store.count(Building, community=WEST) == 2
    assert store.count(Resident, community=WEST) == 3
    store.undo()
    assert store.count(Resident, community=EAST) == 3


def test_one_step_may_change_a_record_twice(store):
    first = Building(id="b1", name="一")
    second = replace(first, name="二", rev=1)

    store.apply(ChangeSet("连改", (added(first), changed(second, replace(second, name="三")))))

    assert (store.get(Building, "b1").name, store.get(Building, "b1").rev) == ("三", 2)
    store.undo()
    assert store.get(Building, "b1") is None
    store.redo()
    assert store.get(Building, "b1").name == "三"


def test_the_journal_tells_newest_first_who_did_what_and_when(store):
    noon = datetime(2026, 3, 1, 4, tzinfo=UTC)
    store.apply(ChangeSet("建楼", (added(BUILDINGS[0]),), author="乙", at=noon))
    store.apply(filling(BUILDINGS[1], BUILDINGS[2], label="再建"))

    second, first = store.journal()

    assert (first.label, first.author, first.at, first.changes) == ("建楼", "乙", noon, 1)
    assert (second.label, second.author, second.changes, second.first_seq) == ("再建", "甲", 2, 1)
    assert [s.label for s in store.journal(limit=1)] == ["再建"]


def test_changes_since_a_number_are_those_after_it_in_order(store):
    store.apply(filling(*BUILDINGS))
    known = store.last_seq
    read = store.get(Building, "b2")
    store.apply(
        ChangeSet("改", (changed(read, replace(read, name="新", geom=Point(1, 2))), removed(store.get(Building, "b3"))))
    )

    edit, removal = store.changes_since(known)

    assert (edit.operation, edit.id, edit.rev, edit.community) == ("update", "b2", 2, EAST)
    assert edit.fields["name"] == ("", "新")
    assert set(edit.fields) == {"name", "geom"}
    assert (removal.operation, removal.fields["dwellings"]) == ("delete", (20, None))
    assert [c.seq for c in store.changes_since(0)] == [1, 2, 3, 4, 5]


def test_undo_and_redo_survive_closing_and_opening(place):
    store = place.create()
    store.apply(filling(*ALL))
    read = store.get(Building, "b1")
    store.apply(ChangeSet("改", (changed(read, replace(read, name="新")),)))
    store.close()

    store = place.open()
    assert store.undo().kind is StepKind.UNDO
    store.close()
    store = place.open()
    assert store.get(Building, "b1").name == ""
    store.undo()
    assert store.count(Building) == 0
    store.close()
    store = place.open()
    store.redo()
    store.redo()
    assert store.get(Building, "b1").name == "新"
    assert store.redo() is None
    assert [s.undone for s in store.journal()] == [False, False, True, True, True, True]


def test_undo_of_nothing_is_none(store):
    assert store.undo() is None
    assert store.redo() is None


def test_something_new_ends_redo(store):
    store.apply(filling(BUILDINGS[0]))
    store.undo()
    store.apply(filling(BUILDINGS[1]))

    assert store.redo() is None


def test_a_removed_record_comes_back_whole_and_counts_on(store):
    store.apply(filling(*ALL))
    before = store.get(Resident, "r1")
    store.apply(ChangeSet("删除", (removed(before),)))

    store.undo()

    assert store.get(Resident, "r1") == before
    assert store.get(Resident, "r1").rev == 3


def test_find_takes_one_value_or_several_and_empty_ones(store):
    store.apply(filling(*ALL))

    assert [b.id for b in store.find(Building, id=["b3", "b1", "nobody"])] == ["b1", "b3"]
    assert [b.id for b in store.find(Building, number="2幢", community=EAST)] == ["b2"]
    assert [b.id for b in store.find(Building, dwellings=None)] == ["b1", "b2"]
    assert [b.id for b in store.find(Building, dwellings=[None, 20])] == ["b1", "b2", "b3"]
    assert store.count(Building, estate_id="") == 3
    assert store.count(Building, has_lift=True) == 0
    assert store.count(Building, has_lift=[False]) == 3
    assert store.count(Building, id=[]) == 0
    assert store.count(Building) == 3


def test_records_are_found_by_a_date(store):
    born = date(1980, 2, 29)
    store.apply(filling(Resident(id="r8", name="陈某", birth_date=born), Resident(id="r9", name="陈某")))

    assert [r.id for r in store.find(Resident, birth_date=born)] == ["r8"]
    assert [r.id for r in store.find(Resident, birth_date=[born, None])] == ["r8", "r9"]


def test_values_give_single_columns_in_the_order_of_ids(store):
    store.apply(filling(*ALL))

    rows = list(store.values(Building, ("id", "households", "geom"), community=EAST))

    assert [(i, n) for i, n, _ in rows] == [("b1", 1), ("b2", 8)]
    assert rows[0][2].equals(BUILDINGS[0].geom)


def test_reading_in_blocks_gives_what_find_gives(store, monkeypatch):
    monkeypatch.setattr("gridmgr.data.sql_store._BLOCK", 2)
    store.apply(filling(*ALL))

    assert list(store.each(Building)) == store.find(Building)
    assert [i for (i,) in store.values(Building, ("id",))] == ["b1", "b2", "b3"]


def test_a_geometry_of_the_wrong_kind_is_refused(store):
    with pytest.raises(InputError, match="网格边界"):
        store.apply(filling(PLAN, replace(GRIDS[0], geom=box(0, 0, 1, 1))))

    assert store.count(Plan) == 0


def test_the_crs_is_settled_once_and_stays(place):
    store = place.create(crs=None)
    assert store.crs is None

    store.settle_crs(4547)
    store.settle_crs(4546)
    store.apply(filling(Facility(id="f1", name="亭", geom=Point(1, 1))))

    with pytest.raises(InputError, match="坐标系"):
        store.settle_crs(4547)
    store.close()
    assert place.open().crs == 4546
    assert place.open().find(Facility)[0].geom.equals(Point(1, 1))


@pytest.mark.parametrize("epsg", [4490, 999999, 2263])
def test_a_crs_that_does_not_count_in_metres_is_refused(place, epsg):
    store = place.create(crs=None)

    with pytest.raises(InputError, match="EPSG"):
        store.settle_crs(epsg)

    assert store.crs is None


def test_small_settings_are_kept_and_replaced(place):
    store = place.create()
    store.remember("import.columns", "甲")
    store.remember("import.columns", "乙")
    store.close()

    again = place.open()

    assert again.remembered("import.columns") == "乙"
    assert again.remembered("unknown") is None


def test_a_store_opened_for_reading_refuses_changes(place):
    place.create().close()

    store = place.open(read_only=True)

    assert store.read_only
    with pytest.raises(Exception, match="只读"):
        store.apply(filling(*BUILDINGS))
    with pytest.raises(Exception, match="只读"):
        store.undo()


def test_an_empty_step_stores_nothing(store):
    store.apply(ChangeSet("空", ()))

    assert store.journal() == []


def test_an_import_of_thirty_thousand_records_is_one_step(store):
    people = [Resident(id=f"r{i:05}", community=EAST, name=f"居民{i}") for i in range(30_000)]

    step = store.apply(filling(Community(id="c1", code=EAST, name="东"), *people))

    assert step.changes == 30_001
    assert store.count(Resident) == 30_000
    assert store.get(Resident, "r29999").name == "居民29999"
    assert len(store.journal()) == 1


def test_a_whole_import_is_taken_back_at_once(store):
    people = [Resident(id=f"r{i:05}", community=EAST, name=f"居民{i}") for i in range(1_000)]
    store.apply(filling(Community(id="c1", code=EAST, name="东"), *people))

    store.undo()

    assert store.count(Resident) == 0
    assert store.count(Community) == 0
