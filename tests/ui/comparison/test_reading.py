# SPDX-License-Identifier: MIT
"""What is compared at first, and what is said about odd pairs of plans."""

from dataclasses import replace

import pytest

from gridmgr.data.opening import open_store
from gridmgr.model.areas import Grid, Plan
from gridmgr.model.bands import Band
from gridmgr.model.changes import ChangeSet, changed, removed
from gridmgr.model.errors import InputError
from gridmgr.model.progress import Silent
from gridmgr.operations.session import Session
from gridmgr.report.scenes import district_scene
from gridmgr.ui.comparison.lines import flow_lines, grid_lines, summary_text
from gridmgr.ui.comparison.reading import PlanChoice, read_compared, usual_pair
from tests.operations.town import EAST
from tests.ui.comparison.conftest import DAY

BAND = Band(300, 500)


def choice(key, is_in_force=False, parent=""):
    return PlanChoice(key, key, "", is_in_force, parent, BAND)


@pytest.mark.parametrize(
    ("choices", "shown", "pair"),
    [
        ([], "", ("", "")),
        ([choice("a")], "a", ("a", "")),
        ([choice("a", True), choice("b"), choice("c")], "b", ("a", "b")),
        ([choice("a", True), choice("b"), choice("c")], "a", ("a", "c")),
        ([choice("a"), choice("b", parent="a"), choice("c", parent="a")], "c", ("a", "c")),
        ([choice("a"), choice("b")], "a", ("b", "a")),
    ],
)
def test_the_usual_pair_is_the_plan_in_force_and_the_draft_at_hand(choices, shown, pair):
    assert usual_pair(choices, shown) == pair


def compared(path, change):
    """Change the draft of the two plans and compare it with the plan in force."""
    with open_store(path) as store:
        old, draft = store.find(Plan, state="in_force")[0], store.find(Plan, state="draft")[0]
        Session(store, "测试员").run(ChangeSet("改动", change(store, draft)))
        return read_compared(store, (old.id, draft.id), district_scene(store), DAY, Silent())


def test_a_plan_without_outlines_is_compared_by_its_buildings_and_says_so(two_plans):
    def without_outlines(store, draft):
        return [changed(g, replace(g, geom=None)) for g in store.find(Grid, plan_id=draft.id)]

    found = compared(two_plans, without_outlines)

    assert len(found.new.grids.layer) == 0
    assert found.without_outline == ["一号方案调整1"]
    assert "地图上画不出来" in summary_text(found)


def test_a_community_that_only_one_plan_divides_is_told(two_plans):
    def without_east(store, draft):
        return [removed(g) for g in store.find(Grid, plan_id=draft.id, community=EAST)]

    found = compared(two_plans, without_east)

    assert "900 户原来有网格、现在没有" in summary_text(found)
    assert [line.cells[1] for line in grid_lines(found)].count("撤销") == 2
    assert any(line.cells[1] == "不在任何网格里" for line in flow_lines(found) if line.is_changed)


def test_different_size_rules_are_told(two_plans):
    def other_band(_store, draft):
        return [changed(draft, replace(draft, min_households=250, max_households=450))]

    found = compared(two_plans, other_band)

    assert "户数范围不同：原 300–500 户，现 250–450 户" in summary_text(found)


def test_a_plan_that_is_gone_is_told_in_words(two_plans):
    with open_store(two_plans) as store, pytest.raises(InputError, match="已不存在"):
        read_compared(store, (store.find(Plan)[0].id, "gone"), district_scene(store), DAY, Silent())
