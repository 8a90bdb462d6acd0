# SPDX-License-Identifier: MIT
from pathlib import Path

import numpy as np
import pytest
import shapely
from pytestqt.qtbot import QtBot

from gridmgr.data.opening import open_store
from gridmgr.operations.kept_trials import remembered_trials
from gridmgr.operations.locking import Turn, lock_grids
from gridmgr.operations.redrawing import draw_new_grid, read_land, store_redrawing
from gridmgr.ui.drawing import Drawing
from gridmgr.ui.memory import Memory
from gridmgr.ui.window import MainWindow
from tests.ui.conftest import WAIT_MS, open_town
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


def test_what_does_not_fit_is_listed_and_fits_again_after_the_lock_is_taken_off(desk: Desk):
    trying, document = desk.drawing.trying, desk.window.document
    stroke(desk)

    document.run(lambda store: lock_grids(store, [desk.second], Turn.LOCK))
    desk.wait(lambda: trying.present.refused != ())
    assert "有 1 笔不能放到现在的网格上" in trying.panel.heading.text()
    (note,) = notes(desk)
    assert note.startswith("第 1 笔（移交 1 栋（30 户）到第1网格）")
    assert "第2网格的边界已锁定" in note
    document.run(lambda store: lock_grids(store, [desk.second], Turn.UNLOCK))
    desk.wait(lambda: not trying.present.is_stale)

    assert trying.panel.adopt.isEnabled()
    assert len(trying.present.trial.steps) == 1


def notes(desk: Desk) -> list[str]:
    shown = desk.drawing.trying.panel.notes
    return [shown.item(row).text() for row in range(shown.count())]


def by_a_colleague(desk: Desk, draw) -> None:
    """Store what somebody else draws on the land as it is stored."""
    code, plan_id = desk.drawing.keeper.land.community.code, desk.window.overview.plan_id
    desk.window.document.run(lambda store: store_redrawing(store, draw(read_land(store, code, plan_id))))


def test_what_is_tried_is_drawn_on_what_a_colleague_made_of_the_plan(desk: Desk):
    trying = desk.drawing.trying
    stroke(desk)
    x, y = far_corner(desk)

    by_a_colleague(desk, lambda land: draw_new_grid(land, shapely.Point(x, y).buffer(60)))
    desk.wait(lambda: "都放到了现在的网格上" in desk.window.message.text)

    assert len(trying.present.trial.base.grids) == 3
    trying.panel.adopt.click()
    desk.stored("采用试改（1 笔）")


def test_land_that_a_colleague_took_is_named_and_the_rest_goes_on_if_wanted(desk: Desk):
    trying = desk.drawing.trying
    place = tuple(neighbours(desk)[0])
    stroke(desk)
    stroke(desk)

    by_a_colleague(desk, lambda land: draw_new_grid(land, shapely.Point(*place).buffer(20)))
    desk.wait(lambda: trying.present.refused != ())
    assert "现在属于第3网格" in notes(desk)[0]
    assert not trying.panel.adopt.isEnabled()
    assert trying.panel.fit.text() == "只留能放下的 1 笔"
    trying.panel.fit.click()

    assert trying.panel.adopt.isEnabled()
    trying.panel.adopt.click()
    desk.stored("采用试改（1 笔）")


def far_corner(desk: Desk) -> tuple[float, float]:
    """Return the building of the second grid that lies farthest from the first."""
    piece = desk.drawing.bench.piece
    rows = np.flatnonzero(piece.coverage.grid_of_building == desk.second)
    far = shapely.distance(desk.shape(desk.first), piece.coverage.points[rows])
    return tuple(piece.xy[rows[np.argmax(far)]].tolist())


def test_what_was_tried_is_there_again_when_the_file_is_opened_the_next_day(qtbot: QtBot, desk: Desk, memory: Memory):
    before, location = desk.counts(), desk.window.document.location
    stroke(desk)
    stroke(desk)
    desk.window.close()

    again = MainWindow(memory)
    qtbot.addWidget(again)
    again.resize(1366, 768)
    again.show()
    open_town(qtbot, again, Path(location))
    trying = again.feature(Drawing).trying
    qtbot.waitUntil(lambda: "上次的试改还没有采用（西苑社区 2 笔" in again.message.text, timeout=WAIT_MS)
    assert trying.panel.adopt.isHidden()
    trying.panel.resume.click()
    qtbot.waitUntil(lambda: trying.present is not None, timeout=WAIT_MS)

    assert len(trying.present.trial.steps) == 2
    made = Desk(qtbot, again)
    assert made.counts() == before
    trying.panel.adopt.click()
    made.stored("采用试改（2 笔）：第1网格、第2网格")
    made.wait(lambda: made.counts()[made.first] == before[made.first] + 60)
    author = again.document.author
    again.close()
    with open_store(location, read_only=True) as store:
        assert remembered_trials(store, author) == []


def test_a_gesture_is_kept_as_soon_as_it_is_made_so_that_a_crash_loses_none(desk: Desk):
    location, author = desk.window.document.location, desk.window.document.author
    stroke(desk)
    desk.wait(lambda: not desk.window.document.is_busy)

    with open_store(location, read_only=True) as store:
        (kept,) = remembered_trials(store, author)
        assert [step.label for step in kept.steps] == ["移交 1 栋（30 户）到第1网格"]
    desk.drawing.trying.panel.drop.click()
    desk.wait(lambda: not desk.window.document.is_busy)
    with open_store(location, read_only=True) as store:
        assert remembered_trials(store, author) == []


def test_try_mode_is_left_only_without_anything_tried(desk: Desk):
    desk.drawing.trying.switch(is_on=False)
    assert desk.drawing.trying.dock.isHidden()
    desk.drawing.trying.switch(is_on=True)
    stroke(desk)

    desk.drawing.trying.switch(is_on=False)

    assert desk.drawing.trying.is_on
    assert "采用" in desk.window.message.text
