# SPDX-License-Identifier: MIT
import pytest
from pytestqt.qtbot import QtBot

from gridmgr.operations.locking import Turn, lock_grids
from gridmgr.ui.window import MainWindow
from tests.ui.test_assigning import lift, neighbours, paint
from tests.ui.test_drawing import Desk


@pytest.fixture
def desk(qtbot: QtBot, open_window: MainWindow) -> Desk:
    """The window on the divided town, in try mode with the brush in hand."""
    made = Desk(qtbot, open_window)
    made.take("brush")
    made.drawing.trying.switch(is_on=True)
    return made


def stroke(desk: Desk) -> None:
    """Paint the building of the second grid that lies nearest to the first."""
    present = desk.drawing.trying.present
    before = len(present.trial.steps) if present is not None else 0
    place = tuple(neighbours(desk)[0])
    paint(desk, [place])
    lift(desk, place)
    desk.wait(lambda: desk.drawing.trying.present is not None)
    desk.wait(lambda: len(desk.drawing.trying.present.trial.steps) == before + 1)


def texts(desk: Desk) -> list[list[str]]:
    table = desk.drawing.trying.panel.table
    return [[table.item(row, column).text() for column in range(4)] for row in range(table.rowCount())]


def test_what_is_tried_is_shown_and_not_stored(desk: Desk):
    before = desk.counts()

    stroke(desk)
    desk.wait(lambda: len(desk.canvas.scene.moves.layer) == 1)
    desk.wait(lambda: all("…" not in row for row in texts(desk)))

    low, high = before[desk.second], before[desk.first]
    assert texts(desk) == [
        ["第1网格", f"{high:,} → {high + 30:,} ●", "0", f"{high // 30} → {high // 30 + 1}"],
        ["第2网格", f"{low:,} → {low - 30:,} ●", "0", f"{low // 30} → {low // 30 - 1}"],
    ]
    assert desk.counts() == before
    assert not desk.drawing.trying.dock.isHidden()


def test_what_was_tried_is_adopted_as_one_step_that_one_undo_takes_back(desk: Desk):
    before = desk.counts()
    stroke(desk)
    stroke(desk)

    desk.drawing.trying.panel.adopt.click()
    desk.stored("采用试改（2 笔）：第1网格、第2网格")
    desk.wait(lambda: desk.counts()[desk.first] == before[desk.first] + 60)
    assert desk.drawing.trying.present is None
    desk.window.menus.actions["edit.undo"].trigger()
    desk.wait(lambda: desk.counts() == before)

    assert len(desk.canvas.scene.moves.layer) == 0


def test_what_was_tried_survives_other_tools_and_goes_gesture_by_gesture(desk: Desk):
    stroke(desk)
    stroke(desk)
    desk.drawing.choose("lasso")
    desk.drawing.choose("browse")
    assert "2 笔试改保留着" in desk.window.message.text

    desk.window.menus.actions["edit.undo"].trigger()
    assert len(desk.drawing.trying.present.trial.steps) == 1
    desk.window.menus.actions["edit.undo"].trigger()

    assert desk.drawing.trying.present is None
    assert desk.window.overview.undo_label is None or "移交" not in desk.window.overview.undo_label


def test_dropping_puts_the_stored_grids_back(desk: Desk):
    shape = desk.shape(desk.first)
    stroke(desk)
    desk.wait(lambda: len(desk.canvas.scene.moves.layer) == 1)

    desk.drawing.trying.panel.drop.click()

    assert desk.shape(desk.first) is shape
    assert desk.drawing.trying.present is None
    assert "草案没有改动" in desk.window.message.text


def test_a_change_by_somebody_else_is_told_and_nothing_is_overwritten(desk: Desk):
    stroke(desk)

    desk.window.document.run(lambda store: lock_grids(store, [desk.second], Turn.LOCK))
    desk.wait(lambda: desk.drawing.trying.present.is_stale)

    assert "在试改期间被改过" in desk.window.message.text
    assert not desk.drawing.trying.panel.adopt.isEnabled()


def test_try_mode_is_left_only_without_anything_tried(desk: Desk):
    desk.drawing.trying.switch(is_on=False)
    assert desk.drawing.trying.dock.isHidden()
    desk.drawing.trying.switch(is_on=True)
    stroke(desk)

    desk.drawing.trying.switch(is_on=False)

    assert desk.drawing.trying.is_on
    assert "采用" in desk.window.message.text
