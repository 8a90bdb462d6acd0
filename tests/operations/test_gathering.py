# SPDX-License-Identifier: MIT
"""A compound that lies in several grids is put into one, from the list of findings."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import shapely

from gridmgr.model.areas import Barrier, Estate, Grid, LandLink
from gridmgr.model.changes import ChangeSet, added, changed
from gridmgr.model.ids import counted_ids, new_id
from gridmgr.model.shapes import normal_form
from gridmgr.operations.checking import check_plan
from gridmgr.operations.fixes import carry_out, carry_out_all, offers
from gridmgr.operations.plans import PlanRequest, make_plan
from gridmgr.operations.session import Session
from gridmgr.planning.editing import EditError
from tests.operations.test_fixes import TODAY, box, found, plan_id, shapes, west
from tests.operations.town import make_town


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """The town with 420 and 480 households in the west, 西苑新村 with 60 in each of the two grids."""
    with make_town(tmp_path / "镇.gpkg") as store:
        session = Session(store, "测试员")
        session.run(make_plan(store, PlanRequest(today=TODAY)).changes)
        one = shapely.union_all([box(0, 0, 100, 500), box(100, 300, 200, 500)])
        lands = (one, shapely.difference(box(0, 0, 300, 500), one))
        grids = zip(west(session), lands, strict=True)
        drawn = [changed(g, replace(g, geom=normal_form(land, "MULTIPOLYGON"))) for g, land in grids]
        session.run(ChangeSet("画", drawn))
        yield session


def a_railway(session: Session) -> None:
    """Lay a railway between the two parts of the compound; round its end one gets across."""
    x, south, _, north = box(100, -20, 200, 290).bounds
    rail = shapely.LineString([(x, south), (x, north)])
    session.run(ChangeSet("铁路", [added(Barrier(id=new_id(), kind="railway", geom=normal_form(rail)))]))


def test_a_split_compound_goes_to_the_grid_that_has_room_for_it(session: Session):
    (finding,) = found(session, "G-13")
    before = shapes(session)

    first, second = offers(session.store, plan_id(session), finding)
    assert first.title == "整个归到“第1网格”"
    assert "“第1网格”420 → 480 户" in first.words
    assert len(first.land) == 1
    assert len(first.buildings) == 2
    assert second.words.endswith("“第2网格”会超出户数范围。")
    session.run(carry_out(session.store, plan_id(session), first.remedy, counted_ids(5)))

    assert found(session, "G-13") == []
    assert session.store.journal(1)[0].label == "小区西苑新村整个归到第1网格"
    session.undo()
    assert shapes(session) == before


def test_all_split_compounds_are_put_right_together_as_one_step(session: Session):
    course = carry_out_all(session.store, plan_id(session), found(session, "G-13"), counted_ids(5))

    session.run(course.changes)

    assert (course.done, course.left) == (1, 0)
    assert len(course.buildings) == 2
    assert [f.rule for f in check_plan(session.store, TODAY).findings if f.rule[0] == "G" and f.rule != "G-10"] == []


def test_what_may_be_split_is_no_finding(session: Session):
    estate = session.store.find(Estate)[0]

    session.run(ChangeSet("可拆分", [changed(estate, replace(estate, keep_whole=False))]))

    assert found(session, "G-13") == []


def test_a_compound_on_both_sides_of_a_railway_goes_to_one_grid_only_with_a_reason(session: Session):
    a_railway(session)
    (finding,) = found(session, "G-13")

    offer = offers(session.store, plan_id(session), finding)[0]
    assert offer.barred.startswith("2 栋（60 户）和“第1网格”之间隔着铁路、河流")
    with pytest.raises(EditError, match="请写明理由"):
        carry_out(session.store, plan_id(session), offer.remedy)
    remedy = replace(offer.remedy, reason="有地下通道")
    session.run(carry_out(session.store, plan_id(session), remedy, counted_ids(5)))

    assert [link.reason for link in session.store.find(LandLink)] == ["有地下通道"]
    assert session.store.journal(1)[0].label.endswith("，跨过隔离：有地下通道")
    session.undo()
    assert session.store.find(LandLink) == []


def test_what_needs_a_reason_or_does_harm_is_left_for_a_person(session: Session):
    a_railway(session)

    course = carry_out_all(session.store, plan_id(session), found(session, "G-13"), counted_ids(5))

    assert (course.done, course.left) == (0, 1)
    assert len(session.store.find(Grid)) == 4
