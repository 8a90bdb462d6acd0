# SPDX-License-Identifier: MIT
"""Plans drawn elsewhere are reported with their gaps and overlaps and mended when asked for, never in silence."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from gridmgr.model.areas import Building, Grid, Plan
from gridmgr.model.changes import ChangeSet, added, changed, removed
from gridmgr.model.ids import new_id
from gridmgr.model.shapes import normal_form
from gridmgr.operations.mending import Survey, mend, proposal, proposed, survey
from gridmgr.operations.session import Session
from gridmgr.planning.area_tests import area_test
from gridmgr.planning.editing import EditError
from gridmgr.planning.flaws import FlawKind
from tests.operations.town import BLOCK_M, EAST, ORIGIN, WEST, make_town, opened_copy

TODAY = date(2012, 8, 5)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory) -> Path:
    """The town with a plan drawn by hand: six grids of 3 × 5 blocks per community, in two columns and three rows."""
    path = tmp_path_factory.mktemp("town") / "镇.gpkg"
    with make_town(path) as store:
        plan = Plan(id=new_id(), name="旧网格")
        grids = [
            Grid(
                id=new_id(),
                community=code,
                plan_id=plan.id,
                grid_uid=new_id(),
                code=f"{code}{row * 2 + column + 1:03d}",
                name=f"第{row * 2 + column + 1}网格",
                geom=normal_form(
                    block(left + column * 1.5, row * 5 / 3, left + column * 1.5 + 1.5, (row + 1) * 5 / 3),
                    "MULTIPOLYGON",
                ),
            )
            for code, left in ((WEST, 0), (EAST, 3))
            for row in range(3)
            for column in range(2)
        ]
        Session(store, "测试员").run(ChangeSet("导入网格", [added(plan), *(added(g) for g in grids)]))
    return path


@pytest.fixture
def session(drawn: Path, tmp_path: Path) -> Iterator[Session]:
    with opened_copy(drawn, tmp_path) as store:
        yield Session(store, "测试员")


def block(left: float, bottom: float, right: float, top: float) -> shapely.Polygon:
    """A rectangle in blocks from the south-western corner of the town."""
    x, y = ORIGIN
    return shapely.box(x + left * BLOCK_M, y + bottom * BLOCK_M, x + right * BLOCK_M, y + top * BLOCK_M)


def outline(code: str) -> shapely.Polygon:
    return block(0, 0, 3, 5) if code == WEST else block(3, 0, 6, 5)


def grids_of(session: Session, code: str = WEST) -> list[Grid]:
    return sorted(session.store.find(Grid, community=code), key=lambda g: g.code)


def put(session: Session, grid: Grid, area: shapely.Geometry) -> None:
    session.run(ChangeSet("改", [changed(grid, replace(grid, geom=normal_form(area, "MULTIPOLYGON")))]))


def look(session: Session) -> Survey:
    return survey(session.store, session.store.find(Plan)[0].id)


def mend_all(session: Session, width_m: float = 2.0) -> Survey:
    """Mend what is proposed and return the survey afterwards."""
    known = look(session)
    session.run(mend(session.store, known, proposed(known, width_m)))
    return look(session)


def assert_clean(session: Session) -> None:
    for code in (WEST, EAST):
        test = area_test(outline(code), [g.geom for g in grids_of(session, code)])
        assert test.is_clean
        assert test.gaps_m2 + test.overlaps_m2 + test.outside_m2 <= 0.01


def a_vertex_moved(session: Session) -> None:
    """One corner of one grid stands a metre off on one side only."""
    grid = grids_of(session)[2]
    xy = shapely.get_coordinates(grid.geom)
    middle = len(xy) // 2
    xy[middle] += 0.7
    put(session, grid, shapely.make_valid(shapely.Polygon(xy)))


def slivers(session: Session) -> None:
    for grid in grids_of(session):
        put(session, grid, shapely.buffer(grid.geom, -0.15, join_style="mitre"))


def overlaps_of_five_metres(session: Session) -> None:
    one, other = grids_of(session)[:2]
    put(session, one, shapely.union(one.geom, shapely.intersection(shapely.buffer(one.geom, 5), other.geom)))


def a_missing_strip(session: Session) -> None:
    strip = block(0, 1.6, 3, 1.7)
    for grid in grids_of(session):
        put(session, grid, shapely.difference(grid.geom, strip))


def a_grid_over_the_border(session: Session) -> None:
    grid = grids_of(session)[1]
    put(session, grid, shapely.union(grid.geom, block(2.9, 0.3, 3.1, 0.7)))


def a_grid_drawn_twice(session: Session) -> None:
    grid = grids_of(session)[3]
    session.run(
        ChangeSet("重", [added(replace(grid, id=new_id(), grid_uid=new_id(), code=f"{WEST}099", name="重复的"))])
    )


@pytest.mark.parametrize(
    ("spoil", "width_m"),
    [
        (a_vertex_moved, 2.0),
        (slivers, 2.0),
        (overlaps_of_five_metres, 6.0),
        (a_missing_strip, 12.0),
        (a_grid_over_the_border, 15.0),
        (a_grid_drawn_twice, 2.0),
    ],
)
def test_a_messy_plan_is_clean_after_mending_and_as_before_after_undo(
    session: Session, spoil: Callable[[Session], None], width_m: float
):
    spoil(session)
    before = {g.id: shapely.to_wkb(g.geom) for g in session.store.find(Grid)}
    assert look(session).items

    after = mend_all(session, width_m)

    assert after.items == ()
    assert_clean(session)
    assert len(session.store.find(Grid)) == 12
    session.undo()
    assert {g.id: shapely.to_wkb(g.geom) for g in session.store.find(Grid)} == before


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
@example(seed=1)  # a gap that a cut divides into two pieces, each as small as rounding
@example(seed=10)  # a piece of a gap that lies between its other pieces only
@example(seed=72)  # an overlap of two grids and one of three, each as small as rounding, side by side
def test_corners_drawn_a_metre_off_are_always_found_and_mended(drawn, tmp_path_factory, seed):
    rng = np.random.default_rng(seed)
    with opened_copy(drawn, tmp_path_factory.mktemp("copy")) as store:
        session = Session(store, "测试员")
        for grid in store.find(Grid):
            xy = shapely.get_coordinates(shapely.segmentize(grid.geom, 40.0))
            off = rng.normal(0, 0.5, xy.shape) * (rng.random(len(xy)) < 0.3)[:, None]
            off[-1] = off[0]
            put(session, grid, shapely.make_valid(shapely.Polygon(xy + off)))
        rest = {code: area_test(outline(code), [g.geom for g in grids_of(session, code)]) for code in (WEST, EAST)}
        for kind, name in ((FlawKind.GAP, "gaps_m2"), (FlawKind.OUTSIDE, "outside_m2")):
            told = sum(item.flaw.area_m2 for item in look(session).items if item.flaw.kind is kind)
            assert told == pytest.approx(sum(getattr(test, name) for test in rest.values()), abs=0.1)

        mend_all(session, 50.0)

        assert_clean(session)


def test_nothing_is_wrong_with_a_clean_plan(session: Session):
    assert look(session).items == ()


def test_what_is_wide_is_reported_but_not_proposed(session: Session):
    session.run(ChangeSet("删", [removed(grids_of(session)[0])]))

    (item,) = look(session).items

    assert (item.flaw.kind, round(item.flaw.area_m2)) == (FlawKind.GAP, 25000)
    assert not item.is_proposed(2.0)
    assert item.advice.startswith("填入“第")


def test_a_strip_along_several_grids_is_shared_out_among_them(session: Session):
    strip = block(1.495, 0, 1.505, 5)
    for grid in grids_of(session):
        put(session, grid, shapely.difference(grid.geom, strip))

    items = look(session).items

    assert len(items) == 3
    assert len({item.flaw.keeper for item in items}) == 3


def test_buildings_that_change_grid_are_named_with_their_households(session: Session):
    one, other = grids_of(session)[:2]
    house = next(b for b in session.store.find(Building, community=WEST) if shapely.within(b.geom, other.geom))
    put(session, other, shapely.difference(other.geom, shapely.buffer(house.geom, 1, join_style="mitre")))
    put(session, one, shapely.union(one.geom, shapely.box(*house.geom.bounds)))
    session.run(ChangeSet("删", [removed(grids_of(session)[0])]))
    known = look(session)

    worked = proposal(known, [i for i in known.items if i.can_be_mended])

    assert worked.moved
    assert {m.households for m in worked.moved} == {30}
    assert all(m.old == "未归格" and m.new.startswith("第") for m in worked.moved)


def test_what_was_changed_meanwhile_is_not_overwritten(session: Session):
    slivers(session)
    known = look(session)
    put(session, grids_of(session)[0], block(0, 0, 1, 1))

    with pytest.raises(EditError, match="刚刚被改过"):
        mend(session.store, known, proposed(known))


def test_only_a_draft_is_mended(session: Session):
    slivers(session)
    plan = session.store.find(Plan)[0]
    session.run(ChangeSet("执行", [changed(plan, replace(plan, state="in_force"))]))
    known = look(session)

    with pytest.raises(EditError, match="只有草案"):
        mend(session.store, known, proposed(known))
    assert not known.is_draft
