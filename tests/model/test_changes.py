"""A change can always be turned round."""

from gridmgr.model.areas import Building
from gridmgr.model.changes import ChangeSet, added, changed, differences, removed

OLD = Building(id="b1", number="3幢", rev=2)
NEW = Building(id="b1", number="5幢", rev=2)


def test_taking_a_change_back_expects_the_revision_it_left():
    back = changed(OLD, NEW).inverted()

    assert (back.rev, back.before, back.after) == (3, NEW, OLD)


def test_taking_changes_back_begins_with_the_last_one():
    step = ChangeSet("导入楼幢", (added(OLD), removed(NEW)))

    back = step.inverted()

    assert [c.before for c in back.changes] == [None, OLD]


def test_only_what_differs_becomes_a_change():
    other = Building(id="b2")

    found = differences([OLD, other], [NEW, Building(id="b3"), other])

    assert [(c.id, c.before is None, c.after is None) for c in found] == [("b1", False, False), ("b3", True, False)]
