"""The program divides a town into grids that obey the rules."""

from dataclasses import replace
from datetime import date

import pytest

from gridmgr.model.areas import Building, Grid, Plan
from gridmgr.model.bands import Band
from gridmgr.model.changes import ChangeSet, changed, removed
from gridmgr.model.errors import CancelledError, InputError
from gridmgr.model.progress import Reporting
from gridmgr.operations.checking import check_plan
from gridmgr.operations.plans import PlanRequest, make_plan, plan_in_use
from gridmgr.operations.session import Session
from tests.operations.town import EAST, WEST, make_town

TODAY = date(2012, 8, 5)


@pytest.fixture
def town(tmp_path):
    with make_town(tmp_path / "镇.gpkg") as store:
        yield store


def plan_of(store, **wishes):
    draft = make_plan(store, PlanRequest(today=TODAY, **wishes))
    Session(store, "测试员").run(draft.changes)
    return draft


def test_every_household_of_the_town_comes_into_one_grid_of_the_right_size(town):
    plan_of(town)

    report = check_plan(town, TODAY)

    assert not report.has_errors
    assert report.summary.in_band == report.summary.grids
    assert sum(g.households for g in report.grids) == 1800
    assert report.summary.unassigned_households == 0
    assert (report.summary.gaps_m2, report.summary.overlaps_m2) == (0, 0)


def test_grids_are_coded_by_community_and_named_after_it(town):
    plan_of(town, communities=(WEST,))

    grids = sorted(town.find(Grid), key=lambda g: g.code)

    assert [g.code for g in grids] == [f"{WEST}{n:03d}" for n in range(1, len(grids) + 1)]
    assert grids[0].name == "西苑社区第1网格"


def test_every_building_knows_its_grid(town):
    plan_of(town)

    codes = {g.code for g in town.find(Grid)}

    assert {b.grid_code for b in town.find(Building)} == codes


def test_the_same_town_and_seed_give_the_same_plan(town):
    first = plan_of(town, seed=5, name="甲")
    second = plan_of(town, seed=5, name="乙")

    def shapes(draft):
        return [(c.after.code, c.after.geom) for c in draft.changes.changes if isinstance(c.after, Grid)]

    assert shapes(first) == shapes(second)


def test_a_compound_stays_in_one_grid(town):
    plan_of(town)

    whole = {b.grid_code for b in town.find(Building) if b.estate_id}

    assert len(whole) == 1


def test_dividing_one_community_leaves_the_grids_of_the_other(town):
    plan_of(town, name="甲")
    kept = {g.grid_uid: g.geom for g in town.find(Grid, community=EAST)}

    second = plan_of(town, communities=(WEST,), name="乙", seed=9)

    again = {g.grid_uid: g.geom for g in town.find(Grid, community=EAST, plan_id=second.plan.id)}
    assert again == kept


def test_a_community_that_is_too_small_is_divided_anyway_and_the_reason_is_said(town):
    buildings = town.find(Building, community=EAST)
    Session(town, "测试员").run(ChangeSet("拆迁", [removed(b) for b in buildings[8:]]))

    draft = plan_of(town)

    east = next(o for o in draft.outcomes if o.community == EAST)
    assert (east.grids, east.in_band, east.households) == (1, 0, 240)
    assert "不足300户" in " ".join(east.reasons).replace(" ", "")
    assert any(f.rule == "G-03" and "全社区就这么多户" in f.message for f in check_plan(town, TODAY).findings)


def test_another_size_can_be_asked_for(town):
    draft = plan_of(town, band=Band(150, 260))

    assert all(o.in_band == o.grids for o in draft.outcomes)
    assert town.get(Plan, draft.plan.id).max_households == 260


def test_the_plan_in_force_counts_and_not_the_newest(town):
    first = plan_of(town, name="甲").plan
    plan_of(town, name="乙", seed=3)
    stored = town.get(Plan, first.id)

    Session(town, "测试员").run(ChangeSet("生效", [changed(stored, replace(stored, state="in_force"))]))

    assert plan_in_use(town).name == "甲"
    codes = {g.code: g for g in town.find(Grid, plan_id=first.id)}
    assert all(b.grid_code in codes for b in town.find(Building))


def test_one_undo_takes_the_whole_plan_back(town):
    plan_of(town)

    Session(town, "测试员").undo()

    assert town.count(Plan) == 0
    assert town.count(Grid) == 0
    assert {b.grid_code for b in town.find(Building)} == {""}


def test_a_plan_that_is_given_up_stores_nothing(town):
    given_up = Reporting(lambda done, total, what: None, cancelled=lambda: True)

    with pytest.raises(CancelledError):
        make_plan(town, PlanRequest(today=TODAY), progress=given_up)

    assert town.count(Plan) == 0


@pytest.mark.parametrize(
    ("wishes", "sentence"),
    [({"communities": ("999",)}, "没有编码为 999 的社区"), ({"name": "甲"}, "已有名为“甲”的方案")],
)
def test_what_cannot_be_planned_is_refused_in_words(town, wishes, sentence):
    plan_of(town, name="甲")

    with pytest.raises(InputError, match=sentence):
        make_plan(town, PlanRequest(today=TODAY, **wishes))


def test_a_check_without_a_plan_says_what_to_do(town):
    with pytest.raises(InputError, match="请先划分"):
        check_plan(town, TODAY)
