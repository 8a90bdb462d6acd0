# SPDX-License-Identifier: MIT
"""A plan goes from draft to the plan in force, and every decision about it can be read and taken back."""

import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from gridmgr.data.local import LocalStore
from gridmgr.model.areas import Grid, GridLineage, Plan
from gridmgr.model.bands import Band
from gridmgr.model.changes import ChangeSet, changed
from gridmgr.model.errors import InputError
from gridmgr.operations.checking import check_plan
from gridmgr.operations.drafts import copy_plan
from gridmgr.operations.importing.grids import target_plan
from gridmgr.operations.plan_decisions import (
    Decision,
    Judgement,
    Move,
    adopt,
    approve,
    due,
    due_change,
    judged,
    put_in_force,
    refusal,
    return_plan,
    submit,
    withdraw,
)
from gridmgr.operations.plan_states import discard, draft_to_change, plan_in_force_on
from gridmgr.operations.plans import PlanRequest, make_plan
from gridmgr.operations.redrawing import merge_grids, read_land, store_redrawing
from gridmgr.operations.session import Session
from gridmgr.planning.editing import EditError
from tests.operations.plans_by_hand import DAY, hand_made, run
from tests.operations.town import WEST, make_town

ME, BOSS = Decision("小张", DAY), Decision("老王", DAY)
SOUND = Judgement()
WEAK = Judgement(errors=1, off_band=2, band=Band(150, 400))
TWO = {"a": ("001", 0, 2), "b": ("002", 2, 5)}
STATES = ("draft", "submitted", "approved", "in_force", "superseded")
ALLOWED = {
    Move.SUBMIT: {"draft"},
    Move.WITHDRAW: {"submitted"},
    Move.RETURN: {"submitted", "approved"},
    Move.APPROVE: {"submitted"},
    Move.PUT_IN_FORCE: {"approved"},
    Move.ADOPT: {"draft", "submitted", "approved"},
    Move.DISCARD: {"draft"},
}


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    path = tmp_path_factory.mktemp("town") / "镇.gpkg"
    make_town(path).close()
    return path


@pytest.fixture
def town(tmp_path, template):
    with LocalStore(Path(shutil.copy(template, tmp_path))) as store:
        yield store


@pytest.fixture
def plan(town):
    return hand_made(town, "甲", TWO)


def in_state(town, plan, state):
    """Bring a plan into a state as if it had got there."""
    now = town.get(Plan, plan.id)
    run(town, ChangeSet("置状态", [changed(now, replace(now, state=state))] if state != now.state else []))


def decide(town, plan, move):
    """Return the step of a decision about a plan."""
    return {
        Move.SUBMIT: lambda: submit(town, plan.id, ME),
        Move.WITHDRAW: lambda: withdraw(town, plan.id),
        Move.RETURN: lambda: return_plan(town, plan.id, replace(BOSS, reason="边界要沿路")),
        Move.APPROVE: lambda: approve(town, plan.id, BOSS, SOUND),
        Move.PUT_IN_FORCE: lambda: put_in_force(town, plan.id, BOSS, DAY),
        Move.ADOPT: lambda: adopt(town, plan.id, ME, SOUND, DAY),
        Move.DISCARD: lambda: discard(town, plan.id),
    }[move]()


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("move", Move)
def test_what_can_be_decided_follows_from_the_state(town, plan, move, state):
    in_state(town, plan, state)

    if state in ALLOWED[move]:
        assert refusal(move, state) == ""
        assert decide(town, plan, move)
    else:
        assert refusal(move, state).endswith("。")
        with pytest.raises(InputError, match="甲"):
            decide(town, plan, move)


def test_every_decision_is_one_step_that_can_be_taken_back(town, plan):
    for move in (Move.SUBMIT, Move.APPROVE, Move.PUT_IN_FORCE):
        before = town.get(Plan, plan.id), town.count(GridLineage)
        run(town, decide(town, plan, move))
        after = town.get(Plan, plan.id), town.count(GridLineage)
        Session(town, "测试员").undo()
        assert (town.get(Plan, plan.id), town.count(GridLineage)) == before
        Session(town, "测试员").redo()
        assert (town.get(Plan, plan.id), town.count(GridLineage)) == after


def test_who_decided_and_when_stays_in_the_file(town, plan):
    run(town, submit(town, plan.id, ME))
    run(town, approve(town, plan.id, replace(BOSS, on=DAY + timedelta(days=3)), SOUND))
    run(town, put_in_force(town, plan.id, replace(BOSS, on=DAY + timedelta(days=4)), DAY + timedelta(days=4)))

    now = town.get(Plan, plan.id)
    assert (now.submitted_by, now.submitted_on) == ("小张", DAY)
    assert (now.approved_by, now.approved_on) == ("老王", DAY + timedelta(days=3))
    assert (now.state, now.effective_on, now.ended_on) == ("in_force", DAY + timedelta(days=4), None)


def test_a_submitted_plan_is_neither_divided_nor_drawn_nor_imported_into(town, plan):
    land = read_land(town, WEST, plan.id)
    gesture = merge_grids(land, "甲-a", "甲-b")
    run(town, submit(town, plan.id, ME))

    with pytest.raises(InputError, match="已送审，不能直接改动；请先撤回或退回"):
        draft_to_change(town, plan.id)
    with pytest.raises(InputError, match="已送审"):
        make_plan(town, PlanRequest(communities=(WEST,), into=plan.id))
    with pytest.raises(EditError, match="只有草案可以改动"):
        store_redrawing(town, gesture)
    with pytest.raises(InputError, match="不是草案，不能导入网格"):
        target_plan(town, "甲", DAY, lambda: "x")


def test_a_returned_plan_is_a_draft_with_a_comment(town, plan):
    run(town, submit(town, plan.id, ME))
    run(town, return_plan(town, plan.id, replace(BOSS, reason=" 3 号网格太长 ")))

    now = draft_to_change(town, plan.id)
    assert (now.return_comment, now.returned_by, now.returned_on) == ("3 号网格太长", "老王", DAY)


def test_a_plan_is_not_returned_without_a_comment(town, plan):
    run(town, submit(town, plan.id, ME))

    with pytest.raises(InputError, match="写明退回意见"):
        return_plan(town, plan.id, replace(BOSS, reason="  "))


def test_a_withdrawn_plan_looks_as_if_it_had_not_been_submitted(town, plan):
    run(town, submit(town, plan.id, ME))
    run(town, withdraw(town, plan.id))

    assert town.get(Plan, plan.id) == plan


def test_a_weak_plan_is_approved_only_with_a_reason_that_is_kept(town, plan):
    run(town, submit(town, plan.id, ME))

    with pytest.raises(InputError, match="有 1 处错误，有 2 个网格不在 150–400 户之内；要批准请写明例外批准理由"):
        approve(town, plan.id, BOSS, WEAK)
    run(town, approve(town, plan.id, replace(BOSS, reason="一栋楼超过上限"), WEAK))

    assert town.get(Plan, plan.id).approval_reason == "一栋楼超过上限"


def test_a_sound_plan_needs_no_reason_and_keeps_none(town, plan):
    run(town, adopt(town, plan.id, replace(ME, reason="多余"), SOUND, DAY))

    assert town.get(Plan, plan.id).approval_reason == ""


def test_a_check_tells_what_speaks_against_a_plan(town):
    plan = hand_made(town, "甲", {"a": ("001", 0, 2), "b": ("002", 2, 5)}, max_households=500)

    found = judged(check_plan(town, DAY, "甲"), Band(plan.min_households, plan.max_households))

    assert found.off_band == 1
    assert found.errors > 0
    assert found.needs_reason


def test_one_person_adopts_a_draft_in_one_step(town, plan):
    step = run(town, adopt(town, plan.id, ME, SOUND, DAY))

    now = town.get(Plan, plan.id)
    assert step.label == "方案“甲”自 2026-11-23 起执行"
    assert (now.state, now.submitted_by, now.approved_by, now.effective_on) == ("in_force", "小张", "小张", DAY)
    Session(town, "测试员").undo()
    assert town.get(Plan, plan.id) == plan
    assert town.count(GridLineage) == 0


def test_a_plan_for_a_later_day_waits_for_it(town, plan):
    later = DAY + timedelta(days=10)
    run(town, adopt(town, plan.id, replace(ME, on=later), SOUND, DAY))

    assert town.get(Plan, plan.id).state == "approved"
    assert not due_change(town, later - timedelta(days=1))
    run(town, due_change(town, later + timedelta(days=5)))

    now = town.get(Plan, plan.id)
    assert (now.state, now.effective_on, due(town, later)) == ("in_force", later, [])
    assert not due_change(town, later)


def test_the_old_plan_ends_on_the_day_before_the_new_one_begins(town, plan):
    run(town, adopt(town, plan.id, replace(ME, on=date(2026, 1, 1)), SOUND, DAY))
    copy = copy_plan(town, plan.id, "小张", DAY)
    run(town, copy.changes)
    run(town, adopt(town, copy.plan.id, ME, SOUND, DAY))

    old = town.get(Plan, plan.id)
    assert (old.state, old.ended_on) == ("superseded", date(2026, 11, 22))
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 11, 22), DAY, date(2030, 1, 1)]
    found = [plan_in_force_on(town, day) for day in days]
    assert [p and p.name for p in found] == [None, "甲", "甲", "甲调整1", "甲调整1"]


def test_plans_that_waited_take_over_one_after_the_other(town, plan):
    run(town, adopt(town, plan.id, ME, SOUND, DAY))
    for days in (9, 4):
        copy = copy_plan(town, plan.id, "小张", DAY)
        run(town, copy.changes)
        run(town, adopt(town, copy.plan.id, replace(ME, on=DAY + timedelta(days=days)), SOUND, DAY))

    while change := due_change(town, DAY + timedelta(days=30)):
        run(town, change)

    ends = sorted((p.name, p.state, p.effective_on, p.ended_on) for p in town.find(Plan))
    assert ends == [
        ("甲", "superseded", DAY, DAY + timedelta(days=3)),
        ("甲调整1", "in_force", DAY + timedelta(days=9), None),
        ("甲调整2", "superseded", DAY + timedelta(days=4), DAY + timedelta(days=8)),
    ]


def test_no_plan_begins_before_the_one_in_force_did(town, plan):
    run(town, adopt(town, plan.id, ME, SOUND, DAY))
    copy = copy_plan(town, plan.id, "小张", DAY)
    run(town, copy.changes)

    with pytest.raises(InputError, match="不能早于正在执行的方案“甲”开始的日期（2026-11-23）"):
        adopt(town, copy.plan.id, replace(ME, on=DAY - timedelta(days=1)), SOUND, DAY)


def test_two_plans_do_not_wait_for_the_same_day(town, plan):
    later = replace(ME, on=DAY + timedelta(days=2))
    copy = copy_plan(town, plan.id, "小张", DAY)
    run(town, copy.changes)
    run(town, adopt(town, plan.id, later, SOUND, DAY))

    with pytest.raises(InputError, match="“甲”已定于 2026-11-25 起执行"):
        adopt(town, copy.plan.id, later, SOUND, DAY)


def test_a_plan_without_grids_is_not_submitted(town):
    empty = hand_made(town, "空", {})

    with pytest.raises(InputError, match="还没有网格"):
        submit(town, empty.id, ME)


def test_a_plan_with_double_or_missing_codes_is_not_submitted(town, plan):
    second = town.get(Grid, "甲-b")
    run(town, ChangeSet("改", [changed(second, replace(second, code=f"{WEST}001"))]))

    with pytest.raises(InputError, match="350402001001001 重复，请先重新编号"):
        submit(town, plan.id, ME)


def test_a_code_that_belonged_to_another_grid_is_not_approved(town, plan):
    run(town, adopt(town, plan.id, ME, SOUND, DAY))
    other = hand_made(town, "乙", {"a": ("001", 0, 2), "c": ("002", 2, 5)})
    run(town, submit(town, other.id, ME))

    with pytest.raises(InputError, match="350402001001002 曾经属于别的网格"):
        approve(town, other.id, BOSS, SOUND)


def test_a_copy_begins_without_any_decision(town, plan):
    run(town, adopt(town, plan.id, replace(ME, reason="有理由"), WEAK, DAY))

    copy = copy_plan(town, plan.id, "小李", DAY).plan

    assert copy == Plan(
        id=copy.id,
        name="甲调整1",
        made_on=DAY,
        made_by="小李",
        parent_id=plan.id,
        min_households=150,
        max_households=400,
    )


def test_the_whole_story_of_a_plan(town, plan):
    run(town, adopt(town, plan.id, replace(ME, on=date(2026, 1, 1)), SOUND, DAY))
    draft = copy_plan(town, plan.id, "小张", DAY)
    run(town, draft.changes)
    new = draft.plan.id
    run(town, submit(town, new, ME))
    with pytest.raises(InputError, match="已送审"):
        draft_to_change(town, new)
    run(town, return_plan(town, new, replace(BOSS, reason="第 1 网格太小")))
    grid = town.find(Grid, plan_id=new)[0]
    run(town, ChangeSet("改名", [changed(grid, replace(grid, name="西苑新村网格"))]))
    run(town, submit(town, new, ME))
    run(town, approve(town, new, replace(BOSS, reason="大楼不能拆"), WEAK))
    run(town, put_in_force(town, new, replace(BOSS, on=date(2027, 1, 1), document="三政〔2026〕8号"), DAY))
    assert plan_in_force_on(town, DAY).id == plan.id
    run(town, due_change(town, date(2027, 1, 4)))
    newest = copy_plan(town, new, "小张", DAY)
    run(town, newest.changes)
    run(town, adopt(town, newest.plan.id, replace(ME, on=date(2027, 6, 1)), SOUND, date(2027, 6, 1)))

    states = {p.name: (p.state, p.effective_on, p.ended_on) for p in town.find(Plan)}
    assert states == {
        "甲": ("superseded", date(2026, 1, 1), date(2026, 12, 31)),
        "甲调整1": ("superseded", date(2027, 1, 1), date(2027, 5, 31)),
        "甲调整2": ("in_force", date(2027, 6, 1), None),
    }
    told = town.get(Plan, new)
    assert (told.return_comment, told.approval_reason) == ("第 1 网格太小", "大楼不能拆")
    assert [(r.kind, r.new_name) for r in town.find(GridLineage) if r.kind != "issued"] == [("rename", "西苑新村网格")]
