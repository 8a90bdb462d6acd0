# SPDX-License-Identifier: MIT
"""A finding is put right with one step: it is gone, nothing else is touched, and undo brings everything back."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridmgr.model.acceptance import accepted_rules, with_accepted, without_accepted
from gridmgr.model.areas import Building, Grid, Plan
from gridmgr.model.changes import ChangeSet, changed, removed
from gridmgr.model.findings import Finding, Severity
from gridmgr.model.ids import counted_ids
from gridmgr.model.shapes import normal_form
from gridmgr.operations.checking import check_plan
from gridmgr.operations.fixes import carry_out, carry_out_all, offers
from gridmgr.operations.plans import PlanRequest, make_plan
from gridmgr.operations.remedies import Cure, Remedy
from gridmgr.operations.session import Session
from gridmgr.planning.area_tests import area_test
from gridmgr.planning.editing import EditError
from tests.operations.town import EAST, ORIGIN, WEST, make_town, opened_copy

TODAY = date(2012, 8, 5)


@pytest.fixture(scope="module")
def divided(tmp_path_factory) -> Path:
    """The town with a draft of two grids per community."""
    path = tmp_path_factory.mktemp("town") / "镇.gpkg"
    with make_town(path) as store:
        Session(store, "测试员").run(make_plan(store, PlanRequest(today=TODAY)).changes)
    return path


@pytest.fixture
def session(divided: Path, tmp_path: Path) -> Iterator[Session]:
    with opened_copy(divided, tmp_path) as store:
        yield Session(store, "测试员")


def box(left: float, bottom: float, right: float, top: float) -> shapely.Polygon:
    """A rectangle in metres from the south-western corner of the town."""
    return shapely.box(ORIGIN[0] + left, ORIGIN[1] + bottom, ORIGIN[0] + right, ORIGIN[1] + top)


def put(session: Session, grid: Grid, area: shapely.Geometry) -> None:
    session.run(ChangeSet("改", [changed(grid, replace(grid, geom=normal_form(area, "MULTIPOLYGON")))]))


def west(session: Session) -> list[Grid]:
    return sorted(session.store.find(Grid, community=WEST), key=lambda g: g.code)


def found(session: Session, rule: str) -> list[Finding]:
    return [f for f in check_plan(session.store, TODAY).findings if f.rule == rule and not f.accepted]


def plan_id(session: Session) -> str:
    return session.store.find(Plan)[0].id


def agree(session: Session, finding: Finding, cure: Cure, reason: str = "") -> None:
    """Take the first offer of a kind."""
    offer = next(o for o in offers(session.store, plan_id(session), finding) if o.remedy.cure is cure)
    remedy = replace(offer.remedy, reason=reason)
    session.run(carry_out(session.store, plan_id(session), remedy, counted_ids(77)))


def shapes(session: Session) -> dict[str, bytes]:
    return {g.id: shapely.to_wkb(g.geom) for g in session.store.find(Grid)}


def a_wide_grid(session: Session) -> None:
    one, other = west(session)
    put(session, one, shapely.union(one.geom, shapely.intersection(shapely.buffer(one.geom, 7), other.geom)))


def a_hole(session: Session) -> None:
    one, _ = west(session)
    put(session, one, shapely.difference(one.geom, shapely.buffer(shapely.centroid(one.geom), 9)))


def a_stray_piece(session: Session) -> None:
    one, other = west(session)
    corner = shapely.intersection(
        other.geom, box(0, 470, 30, 500) if other.geom.bounds[3] > 2907400 else box(0, 0, 30, 30)
    )
    put(session, one, shapely.union(one.geom, corner))
    put(session, other, shapely.difference(other.geom, corner))


def a_cut_building(session: Session) -> None:
    one, other = west(session)
    house = next(b for b in session.store.find(Building, community=WEST) if shapely.within(b.geom, other.geom))
    left, bottom, right, top = house.geom.bounds
    arm = shapely.box(left - 1, bottom - 1, (left + right) / 2 - 3, top + 1)
    bridge = shapely.convex_hull(shapely.union(arm, shapely.Point(shapely.centroid(one.geom))))
    taken = shapely.intersection(shapely.union(arm, shapely.intersection(bridge, shapely.buffer(arm, 0.5))), other.geom)
    put(session, one, shapely.union(one.geom, taken))
    put(session, other, shapely.difference(other.geom, taken))


def a_grid_across_the_border(session: Session) -> None:
    grid = max(west(session), key=lambda g: g.geom.bounds[2])
    put(session, grid, shapely.union(grid.geom, box(250, 100, 330, 160)))


def a_code_used_twice(session: Session) -> None:
    one, other = west(session)
    session.run(ChangeSet("改", [changed(other, replace(other, code=one.code))]))


def a_name_used_twice(session: Session) -> None:
    one, other = west(session)
    session.run(ChangeSet("改", [changed(other, replace(other, name=one.name))]))


@pytest.mark.parametrize(
    ("spoil", "rule", "cure"),
    [
        (a_wide_grid, "G-01", Cure.OVERLAP),
        (a_hole, "G-02", Cure.GAP),
        (a_stray_piece, "G-04", Cure.PIECES),
        (a_cut_building, "G-05", Cure.BUILDING),
        (a_grid_across_the_border, "G-07", Cure.DRAW_BACK),
        (a_code_used_twice, "G-12", Cure.RENUMBER),
        (a_name_used_twice, "G-12", Cure.RENUMBER),
    ],
)
def test_a_remedy_makes_its_finding_go_and_is_undone_as_one_step(
    session: Session, spoil: Callable[[Session], None], rule: str, cure: Cure
):
    spoil(session)
    before, finding = shapes(session), found(session, rule)[0]

    agree(session, finding, cure)

    assert (finding.record_id, finding.place) not in [(f.record_id, f.place) for f in found(session, rule)]
    session.undo()
    assert shapes(session) == before
    assert found(session, rule)[0].message == finding.message


@pytest.mark.parametrize("spoil", [a_wide_grid, a_hole, a_stray_piece, a_cut_building, a_grid_across_the_border])
def test_all_findings_of_borders_are_put_right_together(session: Session, spoil: Callable[[Session], None]):
    spoil(session)
    errors = [f for f in check_plan(session.store, TODAY).findings if f.severity is Severity.ERROR]

    course = carry_out_all(session.store, plan_id(session), errors)
    session.run(course.changes)

    assert course.done > 0
    left = [f for f in check_plan(session.store, TODAY).findings if f.severity is Severity.ERROR]
    assert [f.message for f in left if f.rule != "G-03"] == []
    for code in (WEST, EAST):
        outline = session.store.find(Grid, community=code)
        areas = [g.geom for g in outline]
        whole = box(0, 0, 300, 500) if code == WEST else box(300, 0, 600, 500)
        assert area_test(whole, areas).is_clean


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_whatever_was_drawn_over_another_is_mended_without_touching_the_rest(divided, tmp_path_factory, seed):
    rng = np.random.default_rng(seed)
    with opened_copy(divided, tmp_path_factory.mktemp("copy")) as store:
        session = Session(store, "测试员")
        grid = session.store.find(Grid)[rng.integers(4)]
        x, y = rng.uniform(0, 560), rng.uniform(0, 460)
        patch = box(x, y, x + rng.uniform(1, 80), y + rng.uniform(1, 80))
        patch = shapely.affinity.rotate(patch, rng.uniform(0, 90))
        put(session, grid, shapely.union(grid.geom, patch) if rng.random() < 0.5 else grid.geom - patch)
        before = shapes(session)
        findings = [f for f in check_plan(store, TODAY).findings if f.rule in ("G-01", "G-02", "G-05", "G-07")]

        for finding in findings:
            offered = [o for o in offers(store, plan_id(session), finding) if o.remedy.cure is not Cure.NEW_GRID]
            if offered:
                session.run(carry_out(store, plan_id(session), offered[0].remedy))
                concerned = {finding.record_id, offered[0].remedy.target, *finding.others}
                now = shapes(session)
                assert {i for i in before if now.get(i) != before[i]} <= concerned | {grid.id}
                before = now

        for code, whole in ((WEST, box(0, 0, 300, 500)), (EAST, box(300, 0, 600, 500))):
            test = area_test(whole, [g.geom for g in store.find(Grid, community=code)])
            assert test.gaps_m2 + test.outside_m2 + test.overlaps_m2 <= 0.01


def test_a_remedy_says_what_it_changes_before_it_does(session: Session):
    a_hole(session)
    finding = found(session, "G-02")[0]

    first = offers(session.store, plan_id(session), finding)[0]

    assert first.title == "划给“第1网格”"
    assert "户不变，面积增加 " in first.words
    assert "没有楼幢换网格" in first.words


def test_a_large_gap_with_homes_may_become_a_grid_of_its_own(session: Session):
    grid = west(session)[1]
    session.run(ChangeSet("删", [removed(grid)]))
    finding = found(session, "G-02")[0]

    agree(session, finding, Cure.NEW_GRID)

    made = west(session)[1]
    assert (made.kind, made.code) == ("1", f"{WEST}003" if made.code.endswith("3") else made.code)
    assert made.households == grid.households
    assert found(session, "G-02") == []


def test_a_large_gap_where_nobody_lives_becomes_a_dedicated_grid_without_a_size_rule(session: Session):
    for house in session.store.find(Building, community=WEST):
        if shapely.within(house.geom, west(session)[1].geom):
            session.run(ChangeSet("拆", [removed(house)]))
    session.run(ChangeSet("删", [removed(west(session)[1])]))

    agree(session, found(session, "G-02")[0], Cure.NEW_GRID)

    made = west(session)[-1]
    assert (made.kind, made.code, made.name) == ("2", f"{WEST}901", "西苑社区专属网格1")
    assert not [f for f in found(session, "G-03") if f.record_id == made.id]


def test_a_grid_that_is_too_large_is_split(session: Session):
    one, other = west(session)
    everything = normal_form(shapely.union(one.geom, other.geom), "MULTIPOLYGON")
    session.run(ChangeSet("合", [removed(other), changed(one, replace(one, geom=everything))]))
    finding = found(session, "G-03")[0]

    agree(session, finding, Cure.SPLIT)

    counts = [g.households for g in west(session)]
    assert sum(counts) == 900
    assert len(counts) >= 2
    assert found(session, "G-03") == found(session, "G-01") == found(session, "G-02") == []
    assert one.id in {g.id for g in west(session)}


def test_a_grid_that_is_too_small_is_merged_where_there_is_room(session: Session):
    house = session.store.find(Building, community=WEST)
    session.run(ChangeSet("减", [changed(b, replace(b, households_declared=8)) for b in house]))
    finding = found(session, "G-03")[0]

    agree(session, finding, Cure.MERGE)

    assert len(west(session)) == 1
    assert found(session, "G-01") == found(session, "G-02") == []


def test_an_exception_is_accepted_with_a_reason_stays_visible_and_is_taken_back(session: Session):
    house = session.store.find(Building, community=WEST)[0]
    session.run(ChangeSet("加", [changed(house, replace(house, households_declared=300))]))
    finding = found(session, "G-03")[0]

    agree(session, finding, Cure.ACCEPT, "高层住宅，无法再分")

    known = [f for f in check_plan(session.store, TODAY).findings if f.accepted]
    assert [(f.rule, f.severity, f.accepted) for f in known] == [("G-03", Severity.INFO, "高层住宅，无法再分")]
    agree(session, known[0], Cure.REVOKE)
    assert found(session, "G-03")[0].message == finding.message


def test_an_exception_without_a_reason_is_refused(session: Session):
    grid = west(session)[0]
    finding = Finding("G-09", Severity.WARNING, "grid", grid.id, "狭长")

    with pytest.raises(EditError, match="理由"):
        carry_out(session.store, plan_id(session), Remedy(finding, Cure.ACCEPT, reason="  "))


def test_only_a_draft_is_put_right(session: Session):
    a_hole(session)
    finding = found(session, "G-02")[0]
    remedy = offers(session.store, plan_id(session), finding)[0].remedy
    plan = session.store.find(Plan)[0]
    session.run(ChangeSet("执行", [changed(plan, replace(plan, state="in_force"))]))

    with pytest.raises(EditError, match="只有草案可以改动"):
        carry_out(session.store, plan.id, remedy)


def test_a_finding_that_is_gone_meanwhile_is_refused(session: Session):
    a_hole(session)
    finding = found(session, "G-02")[0]
    remedy = offers(session.store, plan_id(session), finding)[0].remedy
    session.undo()

    with pytest.raises(EditError, match="已经不在了"):
        carry_out(session.store, plan_id(session), remedy)


def test_reasons_are_kept_by_rule():
    text = with_accepted(with_accepted("", "G-09", "沿河"), "G-03", "一幢\n高层")

    assert text == "G-03：一幢 高层；G-09：沿河"
    assert accepted_rules(text) == {"G-03": "一幢 高层", "G-09": "沿河"}
    assert without_accepted(text, "G-03") == "G-09：沿河"


def test_a_reason_typed_by_hand_speaks_for_every_rule_that_allows_one():
    assert set(accepted_rules("飞地")) == {"G-03", "G-04", "G-08", "G-09"}
    assert without_accepted("飞地", "G-03") == "G-04：飞地；G-08：飞地；G-09：飞地"
