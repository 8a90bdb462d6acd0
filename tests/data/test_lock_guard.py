# SPDX-License-Identifier: MIT
"""What is locked is not changed by any step, on either store; unlocking is a step of its own."""

from dataclasses import replace
from datetime import date

import pytest
from shapely import MultiPolygon, box

from gridmgr.model.areas import MICRO, Building, Community, District, Grid, Plan
from gridmgr.model.changes import ChangeSet, added, changed, removed
from gridmgr.model.errors import ConflictError, LockedError
from gridmgr.model.people import Appointment, StaffPerson
from gridmgr.model.shapes import normal_form
from gridmgr.operations.session import Session

HOME = "350402001001"
X, Y = 500_000.0, 2_900_000.0


def land(left, right):
    return normal_form(MultiPolygon([box(X + left, Y, X + right, Y + 100)]))


RECORDS = (
    Community(id="community", community=HOME, code=HOME, name="列东社区", geom=land(0, 300)),
    Plan(id="plan", name="草案甲"),
    Plan(id="other", name="草案乙"),
    Grid(id="g1", community=HOME, plan_id="plan", grid_uid="u1", code="001", name="第1网格", geom=land(0, 100)),
    Grid(id="g2", community=HOME, plan_id="plan", grid_uid="u2", code="002", name="第2网格", geom=land(100, 200)),
    Grid(id="h1", community=HOME, plan_id="other", grid_uid="u1", code="001", name="第1网格", geom=land(0, 150)),
    Building(id="b1", community=HOME, name="甲楼", geom=box(X + 90, Y + 10, X + 98, Y + 20)),
    Building(id="b2", community=HOME, name="乙楼", geom=box(X + 150, Y + 10, X + 160, Y + 20)),
    StaffPerson(id="s1", community=HOME, name="张虚构"),
    StaffPerson(id="s2", community=HOME, name="李虚构"),
    Appointment(id="a1", community=HOME, grid_uid="u1", role="1", staff_id="s1", from_on=date(2026, 1, 1)),
    Appointment(id="a2", community=HOME, grid_uid="u2", role="1", staff_id="s2", from_on=date(2026, 1, 1)),
)


@pytest.fixture
def office(place):
    """Return a store with a draft of two grids, a building in each, and an administrator for each."""
    store = place.create()
    store.apply(ChangeSet("建库", [added(r) for r in RECORDS]))
    return store


def run(store, *changes, author="甲"):
    return store.apply(ChangeSet("一步", changes, author))


def alter(store, kind, record_id, /, **fields):
    record = store.get(kind, record_id)
    return changed(record, replace(record, **fields))


def lock(store, kind, record_id, field, to=True, author="甲"):
    return run(store, alter(store, kind, record_id, **{field: to}), author=author)


def drop(store, kind, record_id):
    return removed(store.get(kind, record_id))


def everything(store):
    kinds = (Community, Plan, Grid, Building, StaffPerson, Appointment)
    return [store.find(kind) for kind in kinds], store.members(["plan", "other"]), store.last_seq


def new_grid(**fields):
    given = {"plan_id": "plan", "grid_uid": "u9", "code": "009", "name": "第9网格", "geom": land(50, 120)}
    return added(Grid(id="g9", community=HOME, **(given | fields)))


BORDER = {
    "given other land": lambda s: [alter(s, Grid, "g1", geom=land(0, 99))],
    "left without land": lambda s: [alter(s, Grid, "g1", geom=None)],
    "removed": lambda s: [drop(s, Grid, "g1")],
    "removed with its plan": lambda s: [drop(s, Grid, "g1"), drop(s, Grid, "g2"), drop(s, Plan, "plan")],
    "moved to another plan": lambda s: [alter(s, Grid, "g1", plan_id="other")],
    "made a micro-grid": lambda s: [alter(s, Grid, "g1", kind=MICRO)],
    "unlocked and changed at once": lambda s: [alter(s, Grid, "g1", geom=land(0, 99), border_locked=False)],
    "unlocked by the first of two changes": lambda s: unlocked_first(s),
    "entered by its neighbour": lambda s: [alter(s, Grid, "g2", geom=land(90, 200))],
    "covered by a new grid": lambda s: [new_grid()],
    "covered by a grid from another plan": lambda s: [alter(s, Grid, "h1", plan_id="plan")],
    "covered by a grid that was a micro-grid": lambda s: [alter(s, Grid, "m1", kind="1")],
    "taken for unlocked by a stale record": lambda s: stale(s),
}


def unlocked_first(store):
    known = store.get(Grid, "g1")
    free = replace(known, border_locked=False)
    again = replace(free, rev=known.rev + 1)
    return [changed(known, free), changed(again, replace(again, geom=land(0, 99)))]


def stale(store):
    known = replace(store.get(Grid, "g1"), border_locked=False)
    return [changed(known, replace(known, geom=land(0, 99)))]


@pytest.mark.parametrize("case", BORDER)
def test_a_grid_whose_border_is_locked_is_not(office, case):
    run(office, added(Grid(id="m1", community=HOME, plan_id="plan", code="M1", kind=MICRO, geom=land(0, 50))))
    lock(office, Grid, "g1", "border_locked")
    before = everything(office)

    with pytest.raises(LockedError, match=r"“第1网格”的边界已锁定.*请先解锁"):
        run(office, *BORDER[case](office))

    assert everything(office) == before


FREE = {
    "a locked grid gets another name and code": lambda s: [alter(s, Grid, "g1", name="新名", code="011")],
    "its neighbour gives land away": lambda s: [alter(s, Grid, "g2", geom=land(120, 200))],
    "its neighbour grows on the other side": lambda s: [alter(s, Grid, "g2", geom=land(100, 300))],
    "its neighbour comes nearer than rounding": lambda s: [alter(s, Grid, "g2", geom=land(99.9995, 200))],
    "a grid is drawn in another plan": lambda s: [alter(s, Grid, "h1", geom=land(0, 80))],
    "a micro-grid is drawn in it": lambda s: [new_grid(kind=MICRO)],
    "a building is built in it": lambda s: [added(Building(id="b9", community=HOME, geom=box(X, Y, X + 9, Y + 9)))],
    "somebody is appointed in it": lambda s: [
        added(Appointment(id="a9", community=HOME, grid_uid="u1", staff_id="s2"))
    ],
    "its corners are listed in another order": lambda s: [alter(s, Grid, "g1", geom=land(0, 100).reverse())],
    "it is unlocked and renamed": lambda s: [alter(s, Grid, "g1", border_locked=False, name="新名")],
}


@pytest.mark.parametrize("case", FREE)
def test_a_locked_border_does_not_keep_that(office, case):
    lock(office, Grid, "g1", "border_locked")

    assert run(office, *FREE[case](office)).number


def test_an_overlap_that_was_there_does_not_keep_a_neighbour_from_being_drawn(office):
    run(office, new_grid())
    lock(office, Grid, "g1", "border_locked")

    run(office, alter(office, Grid, "g9", geom=land(60, 130)))
    with pytest.raises(LockedError, match=r"“第9网格”占去它的 1,000\.00 平方米"):
        run(office, alter(office, Grid, "g9", geom=land(50, 130)))

    assert office.get(Grid, "g9").geom == land(60, 130)


ROSTER = {
    "given another officer": lambda s: [alter(s, Appointment, "a1", staff_id="s2")],
    "ended": lambda s: [alter(s, Appointment, "a1", to_on=date(2026, 6, 30))],
    "removed": lambda s: [drop(s, Appointment, "a1")],
    "moved to another grid": lambda s: [alter(s, Appointment, "a1", grid_uid="u2")],
    "joined from another grid": lambda s: [alter(s, Appointment, "a2", grid_uid="u1")],
    "added to": lambda s: [added(Appointment(id="a9", community=HOME, grid_uid="u1", role="2", staff_id="s2"))],
    "left without the person": lambda s: [drop(s, StaffPerson, "s1")],
    "left without the grid": lambda s: [drop(s, Grid, "g1")],
    "left by giving the grid another identity": lambda s: [alter(s, Grid, "g1", grid_uid="u9")],
    "unlocked and changed at once": lambda s: [
        alter(s, Grid, "g1", roster_locked=False),
        alter(s, Appointment, "a1", to_on=date(2026, 6, 30)),
    ],
}


@pytest.mark.parametrize("case", ROSTER)
def test_a_roster_that_is_locked_is_not(office, case):
    lock(office, Grid, "g1", "roster_locked")
    before = everything(office)

    with pytest.raises(LockedError, match=r"“第1网格”的人员已锁定.*请先解锁"):
        run(office, *ROSTER[case](office))

    assert everything(office) == before


def test_a_locked_roster_keeps_neither_borders_nor_other_rosters(office):
    lock(office, Grid, "g1", "roster_locked")

    run(office, alter(office, Grid, "g1", geom=land(0, 80)))
    run(office, alter(office, Appointment, "a2", to_on=date(2026, 6, 30)))

    assert office.get(Appointment, "a2").to_on == date(2026, 6, 30)


def test_a_roster_locked_in_a_past_plan_keeps_nobody(office):
    lock(office, Grid, "g1", "roster_locked")
    run(office, alter(office, Plan, "plan", state="superseded"))

    run(office, alter(office, Appointment, "a1", to_on=date(2026, 6, 30)))

    assert office.get(Appointment, "a1").to_on == date(2026, 6, 30)


BUILDING = {
    "redrawing both grids": lambda s: [
        alter(s, Grid, "g1", geom=land(0, 80)),
        alter(s, Grid, "g2", geom=land(80, 200)),
    ],
    "drawing its grid without it": lambda s: [alter(s, Grid, "g1", geom=land(0, 80))],
    "moving its footprint": lambda s: [alter(s, Building, "b1", geom=box(X + 150, Y, X + 160, Y + 10))],
    "taking its footprint away": lambda s: [alter(s, Building, "b1", geom=None)],
    "removing the building": lambda s: [drop(s, Building, "b1")],
    "giving it to another community": lambda s: [alter(s, Building, "b1", community="350402001002")],
    "removing its grid": lambda s: [drop(s, Grid, "g1")],
    "drawing another grid over it with a lower code": lambda s: [new_grid(code="000")],
    "unlocking and moving it at once": lambda s: [
        alter(s, Building, "b1", grid_locked=False, geom=box(X + 150, Y, X + 160, Y + 10))
    ],
    "counting anew while its grid is drawn without it": lambda s: [
        alter(s, District, "d1", household_basis="registered"),
        alter(s, Grid, "g1", geom=land(0, 80)),
    ],
}


@pytest.mark.parametrize("case", BUILDING)
def test_a_locked_building_does_not_leave_its_grid_by(office, case):
    lock(office, Building, "b1", "grid_locked")
    before = everything(office)

    with pytest.raises(LockedError, match=r"“?甲楼”?的归属已锁定在方案“草案甲”的“第1网格”.*请先解锁"):
        run(office, *BUILDING[case](office))

    assert everything(office) == before


def test_grids_without_a_lasting_identifier_are_told_apart(office):
    run(office, alter(office, Grid, "g1", grid_uid=""), alter(office, Grid, "g2", grid_uid=""))
    lock(office, Building, "b1", "grid_locked")

    with pytest.raises(LockedError, match="归属已锁定"):
        run(office, alter(office, Grid, "g1", geom=land(0, 80)), alter(office, Grid, "g2", geom=land(80, 200)))


def test_a_locked_building_is_held_in_a_plan_that_waits_for_its_day(office):
    run(office, alter(office, Plan, "plan", state="approved"))
    lock(office, Building, "b1", "grid_locked")

    with pytest.raises(LockedError, match="归属已锁定"):
        run(office, alter(office, Building, "b1", geom=None))


def test_a_locked_building_that_is_in_no_grid_may_come_into_one(office):
    run(office, alter(office, Grid, "g2", geom=land(100, 120)))
    lock(office, Building, "b2", "grid_locked")

    run(office, alter(office, Grid, "g2", geom=land(100, 200)))

    assert ("plan", "b2", "g2") in office.members(["plan"])


def test_a_locked_building_keeps_no_plan_that_is_no_draft(office):
    run(office, alter(office, Plan, "other", state="superseded"))
    lock(office, Building, "b1", "grid_locked")

    run(office, alter(office, Grid, "h1", geom=land(0, 50)))

    assert ("other", "b1", "h1") not in office.members(["other"])


def test_a_locked_building_does_not_keep_a_whole_draft_from_being_removed(office):
    lock(office, Building, "b1", "grid_locked")

    run(office, drop(office, Grid, "h1"), drop(office, Plan, "other"))

    assert office.get(Plan, "other") is None


def test_a_locked_building_stays_in_a_grid_whose_record_is_made_anew(office):
    lock(office, Building, "b1", "grid_locked")

    run(office, drop(office, Grid, "g1"), new_grid(grid_uid="u1", code="001", geom=land(0, 100)))

    assert ("plan", "b1", "g9") in office.members(["plan"])


def test_locking_and_unlocking_are_taken_back_and_done_again(office):
    for kind, record_id, field in (
        (Grid, "g1", "border_locked"),
        (Grid, "g1", "roster_locked"),
        (Building, "b1", "grid_locked"),
    ):
        lock(office, kind, record_id, field)
        office.undo()
        assert not getattr(office.get(kind, record_id), field)
        office.redo()
        assert getattr(office.get(kind, record_id), field)
        lock(office, kind, record_id, field, to=False)
        office.undo()
        assert getattr(office.get(kind, record_id), field)


def test_a_step_that_locked_what_it_made_is_taken_back_and_done_again(office):
    run(office, new_grid(geom=land(200, 300), border_locked=True, roster_locked=True))
    run(office, added(Building(id="b9", community=HOME, geom=box(X + 250, Y, X + 260, Y + 9), grid_locked=True)))
    before = everything(office)[:2]

    office.undo(), office.undo()
    gone = office.get(Grid, "g9"), office.get(Building, "b9")
    office.redo(), office.redo()

    assert gone == (None, None)
    assert everything(office)[:2] == before


def test_a_step_that_locked_and_changed_at_once_is_taken_back(office):
    run(office, alter(office, Grid, "g1", geom=land(0, 95), border_locked=True))

    office.undo()

    assert (office.get(Grid, "g1").geom, office.get(Grid, "g1").border_locked) == (land(0, 100), False)


@pytest.mark.shared
@pytest.mark.parametrize("later", ["border_locked", "roster_locked"])
def test_a_step_is_not_taken_back_while_a_colleague_holds_it_and_is_afterwards(shared_place, later):
    mine, theirs = shared_place.create(author="甲"), None
    mine.apply(ChangeSet("建库", [added(r) for r in RECORDS], "丙"))
    theirs = shared_place.open(author="乙")
    if later == "border_locked":
        step = run(mine, alter(mine, Grid, "g1", geom=land(0, 80)))
    else:
        step = run(mine, alter(mine, Appointment, "a1", to_on=date(2026, 6, 30)))
    lock(theirs, Grid, "g1", later, author="乙")
    before = everything(mine)

    with pytest.raises(LockedError, match=r"“第1网格”的(边界|人员)已锁定.*请先解锁"):
        mine.undo("甲")
    assert everything(mine) == before
    lock(mine, Grid, "g1", later, to=False)
    mine.undo("甲", step=step.number)

    assert mine.get(Grid, "g1").geom == land(0, 100)
    assert mine.get(Appointment, "a1").to_on is None
    mine.redo("甲")
    assert (mine.get(Grid, "g1").geom, mine.get(Appointment, "a1").to_on) != (land(0, 100), None)


def test_only_the_step_that_was_meant_is_taken_back(office):
    step = run(office, alter(office, Grid, "g2", geom=land(120, 200)))
    lock(office, Grid, "g2", "border_locked")
    lock(office, Grid, "g2", "border_locked", to=False)

    assert office.undo(step=step.number).label == "一步"
    assert office.get(Grid, "g2").geom == land(100, 200)
    assert office.undo(step=step.number) is None
    run(office, alter(office, Grid, "g2", name="新名"))
    with pytest.raises(ConflictError):
        office.undo(step=1)


def test_a_step_meant_that_was_never_taken_is_no_step(office):
    assert office.undo(step=99) is None


def test_a_branch_that_was_left_can_still_be_done_again(office):
    run(office, alter(office, Grid, "g2", geom=land(120, 200)))
    undone = office.undo()
    run(office, alter(office, Grid, "g1", name="新名"))

    assert office.redo() is None
    assert office.redo(step=undone.number).label == "一步"
    assert (office.get(Grid, "g2").geom, office.get(Grid, "g1").name) == (land(120, 200), "新名")
    assert office.redo(step=undone.number) is None


@pytest.mark.shared
def test_undoing_again_after_unlocking_takes_back_the_step_that_was_held(shared_place):
    store = shared_place.create(author="甲")
    store.apply(ChangeSet("建库", [added(r) for r in RECORDS], "丙"))
    mine = Session(store, "甲")
    mine.run(ChangeSet("画", [alter(store, Grid, "g1", geom=land(0, 80))]))
    lock(shared_place.open(author="乙"), Grid, "g1", "border_locked", author="乙")
    with pytest.raises(LockedError):
        mine.undo()

    mine.run(ChangeSet("解锁", [alter(store, Grid, "g1", border_locked=False)]))
    step = mine.undo()

    assert (step.label, store.get(Grid, "g1").geom) == ("画", land(0, 100))
    assert mine.undo().label == "解锁"
