# SPDX-License-Identifier: MIT
"""When a plan comes into force it is written down for ever where its grids come from."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from gridmgr.data.local import LocalStore
from gridmgr.model.areas import Grid, GridLineage, Plan
from gridmgr.model.changes import ChangeSet, changed
from gridmgr.operations.grid_codes import codes_given
from gridmgr.operations.lineage import grids_of_code, history_of
from gridmgr.operations.plan_decisions import Decision, Judgement, adopt
from gridmgr.operations.plan_states import discard
from gridmgr.operations.session import Session
from tests.operations.plans_by_hand import DAY, hand_made, lines_of, run
from tests.operations.town import WEST, make_town

OLD = {"a": ("001", 0, 2), "b": ("002", 2, 4), "c": ("003", 4, 5)}


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    path = tmp_path_factory.mktemp("town") / "镇.gpkg"
    with make_town(path) as store:
        hand_made(store, "甲", OLD)
        adopted(store, "甲")
    return path


@pytest.fixture
def town(tmp_path, template):
    with LocalStore(Path(shutil.copy(template, tmp_path))) as store:
        yield store


def adopted(store, name):
    plan = store.find(Plan, name=name)[0]
    return run(store, adopt(store, plan.id, Decision("小张", DAY, document="三政〔2026〕8号"), Judgement(), DAY))


def test_the_first_plan_gives_every_grid_its_code(town):
    lines = town.find(GridLineage)

    assert {(r.kind, r.new_uid, r.new_code[-3:], r.plan_name) for r in lines} == {
        ("issued", uid, code, "甲") for uid, (code, *_) in OLD.items()
    }


def test_a_plan_that_changes_nothing_writes_no_history(town):
    hand_made(town, "乙", OLD)
    adopted(town, "乙")

    assert lines_of(town) == []
    assert town.count(GridLineage) == 3


def test_a_part_cut_off_is_a_split(town):
    hand_made(town, "乙", {**OLD, "a": ("001", 0, 1), "d": ("004", 1, 2)})
    adopted(town, "乙")

    assert lines_of(town) == [("split", "001", "004", 180)]
    line = history_of(town, "d")[-1]
    assert (line.document, line.changed_on, line.old_name) == ("三政〔2026〕8号", DAY, "西苑社区第1网格")


def test_a_grid_cut_up_altogether_is_split_into_its_parts(town):
    hand_made(town, "乙", {"d": ("004", 0, 1), "e": ("005", 1, 2), "b": OLD["b"], "c": OLD["c"]})
    adopted(town, "乙")

    assert lines_of(town) == [("split", "001", "004", 180), ("split", "001", "005", 180)]


def test_a_grid_that_joins_a_neighbour_is_merged(town):
    hand_made(town, "乙", {"a": ("001", 0, 4), "c": OLD["c"]})
    adopted(town, "乙")

    assert lines_of(town) == [("merge", "002", "001", 360)]


def test_two_grids_that_become_a_new_one_are_merged(town):
    hand_made(town, "乙", {"n": ("004", 0, 4), "c": OLD["c"]})
    adopted(town, "乙")

    assert lines_of(town) == [("merge", "001", "004", 360), ("merge", "002", "004", 360)]


def test_land_that_changes_hands_between_grids_that_stay_is_an_adjustment(town):
    hand_made(town, "乙", {**OLD, "a": ("001", 0, 3), "b": ("002", 3, 4)})
    adopted(town, "乙")

    assert lines_of(town) == [("adjust", "002", "001", 180)]


def test_new_codes_and_names_are_written_down(town):
    plan = hand_made(town, "乙", {**OLD, "c": ("009", 4, 5)})
    grid = town.get(Grid, "乙-a")
    run(town, ChangeSet("改名", [changed(grid, replace(grid, name="新村网格"))]))
    adopted(town, "乙")

    assert lines_of(town) == [("rename", "001", "001", 360), ("renumber", "003", "009", 180)]
    assert town.get(Plan, plan.id).state == "in_force"


def test_land_that_is_left_out_or_comes_in_is_dissolved_or_new(town):
    hand_made(town, "乙", {"a": OLD["a"], "b": OLD["b"]})
    adopted(town, "乙")
    hand_made(town, "丙", {"a": OLD["a"], "b": OLD["b"], "z": ("010", 4, 5)})
    adopted(town, "丙")

    assert lines_of(town) == [("new", "", "010", 180), ("retire", "003", "", 180)]


def test_undo_takes_the_history_along(town):
    hand_made(town, "乙", {"a": ("001", 0, 4), "c": OLD["c"]})
    before = town.find(GridLineage)
    adopted(town, "乙")
    Session(town, "测试员").undo()

    assert town.find(GridLineage) == before
    assert [p.state for p in town.find(Plan)] == ["draft", "in_force"]


def test_an_old_code_leads_to_what_became_of_its_grid(town):
    hand_made(town, "乙", {"d": ("004", 0, 1), "e": ("005", 1, 2), "b": OLD["b"], "c": OLD["c"]})
    adopted(town, "乙")
    last = hand_made(town, "丙", {"d": ("004", 0, 1), "b": ("002", 1, 4), "c": ("007", 4, 5)})
    adopted(town, "丙")

    def found(serial):
        return [g.code[-3:] for g in grids_of_code(town, f"{WEST}{serial}", last.id)]

    assert found("001") == ["002", "004"]
    assert found("003") == ["007"]
    assert found("005") == ["002"]
    assert found("002") == ["002"]
    assert found("888") == []


def test_a_code_outlives_the_plan_that_gave_it(town):
    gone = hand_made(town, "乙", {**OLD, "x": ("050", 1, 2), "a": ("001", 0, 1)})
    adopted(town, "乙")
    now = town.get(Plan, gone.id)
    run(town, ChangeSet("置状态", [changed(now, replace(now, state="draft"))]))
    run(town, discard(town, gone.id))

    assert codes_given(town)[f"{WEST}050"] == {"x"}
