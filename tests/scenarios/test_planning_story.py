# SPDX-License-Identifier: MIT
"""A plan from the first draft to the paper that is handed in: divided, chosen, approved, in force, balanced again."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton, QTableWidget

from gridmgr.data.opening import open_store
from gridmgr.model.areas import Building, Grid, Plan
from gridmgr.model.changes import ChangeSet, added, changed
from gridmgr.model.ids import counted_ids
from gridmgr.model.people import Appointment, StaffPerson
from gridmgr.operations.plan_decisions import Decision, Judgement, adopt
from gridmgr.operations.plans import PlanRequest, make_plan
from gridmgr.operations.session import Session
from gridmgr.ui.commands import today
from tests.operations.town import EAST, WEST, make_town
from tests.scenarios.hands import Hands
from tests.scenarios.uneven_town import PLAN

NEW_HOUSEHOLDS = 60
LOCKED = f"{WEST}002"


@pytest.fixture
def planner(start: Callable[[], Hands], town: Path) -> Hands:
    """The planner has opened the town, in whose draft one grid is over-full and the east is not divided."""
    hands = start()
    hands.open(town)
    return hands


@pytest.fixture
def grown_town(tmp_path: Path) -> Path:
    """A plan is in force, each grid of the west has its administrator, and then a house was filled with households."""
    path = tmp_path / "grown.gpkg"
    with make_town(path) as store:
        session = Session(store, "测试员")
        session.run(make_plan(store, PlanRequest(name="一号方案")).changes)
        plan = store.find(Plan)[0]
        session.run(adopt(store, plan.id, Decision("测试员", today()), Judgement(), today()))
        session.run(ChangeSet("任命", [added(record) for record in administrators(store.find(Grid, community=WEST))]))
        fullest = max(store.find(Grid, community=WEST), key=lambda grid: grid.households).geom
        houses = [b for b in store.find(Building, community=WEST) if fullest.covers(b.geom)]
        house = min(houses, key=lambda b: int(b.number.removesuffix("幢")))
        more = replace(house, households_declared=house.households_declared + NEW_HOUSEHOLDS)
        session.run(ChangeSet("新楼入住", [changed(house, more)]))
    return path


def administrators(grids: list[Grid]) -> list[StaffPerson | Appointment]:
    """Return one person for each grid, and the appointment by which they serve it."""
    ids = counted_ids(41)
    made: list[StaffPerson | Appointment] = []
    for grid, name in zip(grids, ("陈一", "林二", "黄三"), strict=False):
        person = StaffPerson(id=ids(), community=WEST, name=name, unit="西苑社区")
        post = Appointment(id=ids(), community=WEST, grid_uid=grid.grid_uid, role="GLY", staff_id=person.id)
        made += [person, replace(post, from_on=today())]
    return made


def stored(path: Path, name: str) -> tuple[str, dict[str, int]]:
    """Return state and households by code of a plan, as another program finds them in the file."""
    with open_store(path, read_only=True) as store:
        plan = store.find(Plan, name=name)[0]
        return plan.state, {g.code: g.households for g in store.find(Grid, plan_id=plan.id)}


def shape_of(path: Path, code: str) -> bytes:
    with open_store(path, read_only=True) as store:
        return store.find(Grid, code=code)[0].geom.wkb


def is_offered(planner: Hands, button: str) -> Callable[[], bool]:
    return planner.window.findChild(QPushButton, button).isEnabled


def decide(planner: Hands, step: str, said: str) -> None:
    """Press a button of the list of versions, agree to what is asked, and read what is told."""
    planner.click_button(f"versions_{step}")
    planner.click_button("decision_agree")
    planner.until(lambda: said in planner.window.message.text, said)


def write_file(planner: Hands, button: str, path: Path) -> None:
    """Let the comparison write a file, as it is asked."""
    planner.until(is_offered(planner, button), f"{button} can be pressed")
    planner.click_button(button)
    planner.find(QPushButton, "comparison_go_0")
    planner.name_file(path)
    planner.click_button("comparison_go_0")
    planner.until(lambda: path.name in planner.window.message.text and path.is_file(), f"{path.name} is written")


def test_a_locked_grid_stays_while_the_rest_of_its_community_is_divided_anew(planner: Hands, town: Path):
    before = shape_of(town, LOCKED)
    planner.click_row("district_tree", "第2网格")
    planner.press_keys("Ctrl+Shift+K")
    planner.until_done("锁定")

    planner.click_row("district_tree", "西苑社区")
    planner.choose_in_menu("plan.make")
    planner.click_button("plan_start")
    planner.until(lambda: "1 个社区划为 3 个网格，其中 3 个" in planner.said("outcome_summary"), "the result is told")

    state, counts = stored(town, PLAN)
    assert (state, sorted(counts.values()), counts[LOCKED]) == ("draft", [300, 300, 300], 300)
    assert shape_of(town, LOCKED) == before


def test_one_of_several_ways_is_taken_approved_and_put_into_force(planner: Hands, town: Path):
    planner.click_row("district_tree", "东苑社区")
    planner.choose_in_menu("plan.make")
    planner.write("plan_choices", "3")
    planner.click_button("plan_start")
    table = planner.find(QTableWidget, "choices_table")
    assert table.columnCount() >= 2
    assert not any(code.startswith(EAST) for code in stored(town, PLAN)[1])

    planner.click_button("choices_take")
    planner.until(lambda: "1 个社区划为" in planner.said("outcome_summary"), "the result is told")
    assert all(300 <= count <= 500 for code, count in stored(town, PLAN)[1].items() if code.startswith(EAST))
    planner.press_keys("F6")
    decide(planner, "submit", "在批准或退回前不能改动")
    planner.until(lambda: planner.rows("versions_list")[0][1] == "已送审", "the list shows it")
    planner.click_button("tool_lasso")
    planner.until(lambda: "不能直接改" in planner.said("draft_offer_text"), "drawing is refused")
    planner.click_button("draft_offer_leave")
    planner.click_button("versions_approve")
    # One grid of the west is still over-full: to approve that takes a reason.
    approve_with_reason(planner, "新楼明年拆分")
    assert stored(town, PLAN)[0] == "approved"
    decide(planner, "put_in_force", "已开始执行")

    assert stored(town, PLAN)[0] == "in_force"
    with open_store(town, read_only=True) as store:
        assert store.find(Plan, name=PLAN)[0].approval_reason == "新楼明年拆分"


def approve_with_reason(planner: Hands, reason: str) -> None:
    """Say why a plan is approved although a grid is off the band."""
    field = planner.find(QPlainTextEdit, "decision_reason")
    typed = QInputMethodEvent()
    typed.setCommitString(reason)
    QApplication.sendEvent(field, typed)
    planner.click_button("decision_agree")
    planner.until(lambda: "已批准" in planner.window.message.text, "the plan is approved")


def test_after_new_households_the_grids_are_balanced_compared_handed_over_and_taken_back(
    start: Callable[[], Hands], grown_town: Path, tmp_path: Path
):
    planner = start()
    planner.open(grown_town)
    before = stored(grown_town, "一号方案")[1]
    assert max(before.values()) > 500

    planner.choose_in_menu("plan.rebalance")
    planner.click_button("rebalance_start")
    planner.find(QPushButton, "rebalance_adopt")
    planner.click_button("rebalance_adopt")
    planner.until(lambda: "已重新平衡" in planner.window.message.text, "the grids are balanced")
    planner.until(lambda: planner.window.overview.plan.is_draft, "the draft is shown")
    name = planner.window.overview.plan.name
    after = stored(grown_town, name)[1]
    assert all(300 <= count <= 500 for count in after.values())
    assert stored(grown_town, "一号方案")[1] == before

    planner.press_keys("Ctrl+5")
    planner.until(lambda: "个网格有变动" in planner.said("comparison_summary"), "both plans are compared")
    write_file(planner, "comparison_sheet", tmp_path / "比较.xlsx")
    write_file(planner, "comparison_forms", tmp_path / "登记表.pdf")
    write_file(planner, "comparison_handover", tmp_path / "清单.pdf")

    changed_grids = [code for code in {*before, *after} if before.get(code) != after.get(code)]
    assert len(openpyxl.load_workbook(tmp_path / "比较.xlsx").sheetnames) >= 4
    forms = [re.sub(r"\s+", "", page.extract_text()) for page in PdfReader(tmp_path / "登记表.pdf").pages]
    assert sum("网格调整登记表" in text for text in forms) >= len(changed_grids)
    lists = "".join(page.extract_text() for page in PdfReader(tmp_path / "清单.pdf").pages)
    assert "陈一" in lists
    assert "林二" in lists

    planner.press_keys("Ctrl+1")
    planner.press_keys("Ctrl+Z")
    planner.until(lambda: not planner.window.overview.plan.is_draft, "the plan in force is shown again")
    with open_store(grown_town, read_only=True) as store:
        assert [plan.name for plan in store.find(Plan)] == ["一号方案"]
