# SPDX-License-Identifier: MIT
"""A plan comes into force in the window, and the officers follow in the same step where a person agrees."""

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gridmgr.data.opening import open_store
from gridmgr.model.areas import Plan
from gridmgr.model.changes import ChangeSet, changed
from gridmgr.model.people import Appointment
from gridmgr.operations.plan_decisions import Move
from gridmgr.operations.session import Session
from gridmgr.ui.succession_dialog import NOBODY, SuccessionDialog
from gridmgr.ui.version_dialogs import DecisionDialog
from gridmgr.ui.versions import Versions
from gridmgr.ui.window import MainWindow
from tests.operations.moved_border import NEW, OLD, grids_in_west, plan_named, town_with_moved_border
from tests.operations.town import WEST
from tests.ui.conftest import WAIT_MS, open_town


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The town, in whose draft another grid under a code of its own has taken the place of the second one."""
    with town_with_moved_border(tmp_path) as store:
        grid = grids_in_west(store, NEW)[1]
        Session(store, "规划员").run(
            ChangeSet("改", [changed(grid, replace(grid, grid_uid="anders", code=f"{WEST}003"))])
        )
        return Path(store.location)


@pytest.fixture
def dialog(qtbot: QtBot, window: MainWindow, path: Path) -> SuccessionDialog:
    """What is asked after a person has decided to adopt the draft."""
    open_town(qtbot, window, path)
    with open_store(path, read_only=True) as store:
        plan = plan_named(store, NEW)
    versions = window.feature(Versions)
    versions.decide(Move.ADOPT, plan.id)
    qtbot.waitUntil(lambda: isinstance(versions.dialog, DecisionDialog), timeout=WAIT_MS)
    asked = versions.dialog
    assert isinstance(asked, DecisionDialog)
    asked.reason.setPlainText("试点")
    asked.agree.click()
    qtbot.waitUntil(lambda: isinstance(versions.dialog, SuccessionDialog), timeout=WAIT_MS)
    assert isinstance(versions.dialog, SuccessionDialog)
    return versions.dialog


def in_force(path: Path) -> str:
    with open_store(path, read_only=True) as store:
        return next((p.name for p in store.find(Plan, state="in_force")), "")


def posts(path: Path) -> tuple[list[str], int]:
    """The roles held in the new grid, and how many appointments have a last day."""
    with open_store(path, read_only=True) as store:
        ended = sum(a.to_on is not None for a in store.find(Appointment))
        return sorted(a.role for a in store.find(Appointment, grid_uid="anders")), ended


def test_who_loses_a_post_is_proposed_for_the_new_one_and_all_is_one_step(
    qtbot: QtBot, window: MainWindow, path: Path, dialog: SuccessionDialog
):
    assert dialog.choices[0][1].currentText() == "GLY2员（西苑社区）"
    dialog.choices[0][1].setCurrentText(NOBODY)

    dialog.agree.click()

    qtbot.waitUntil(lambda: in_force(path) == NEW, timeout=WAIT_MS)
    assert posts(path) == (["FWY", "JWY", "XCY", "XXY"], 5)
    qtbot.waitUntil(lambda: "已开始执行" in window.message.text, timeout=WAIT_MS)
    with open_store(path) as store:
        Session(store, "规划员").undo()
    assert (in_force(path), posts(path)) == (OLD, ([], 0))


def test_the_plan_may_come_into_force_alone(qtbot: QtBot, path: Path, dialog: SuccessionDialog):
    dialog.only_plan.click()

    qtbot.waitUntil(lambda: in_force(path) == NEW, timeout=WAIT_MS)
    assert posts(path) == ([], 0)


def test_nothing_happens_where_the_question_is_left_unanswered(qtbot: QtBot, path: Path, dialog: SuccessionDialog):
    with qtbot.waitSignal(dialog.rejected, timeout=WAIT_MS):
        dialog.reject()

    assert (in_force(path), posts(path)) == (OLD, ([], 0))
