# SPDX-License-Identifier: MIT
"""Compounds that lie in several grids: marked on the map, listed by the menu, put right from there."""

from dataclasses import replace
from pathlib import Path

import pytest
import shapely
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from gridmgr.data.opening import open_store
from gridmgr.model.areas import Grid
from gridmgr.model.changes import ChangeSet, changed
from gridmgr.model.shapes import normal_form
from gridmgr.operations.plans import plan_in_use
from gridmgr.operations.session import Session
from gridmgr.ui.checking import SPLIT_ESTATE, Checking
from gridmgr.ui.window import MainWindow
from tests.operations.town import WEST
from tests.ui.conftest import WAIT_MS, open_town
from tests.ui.test_barrier_question import box
from tests.ui.test_drawing import Desk


def split_the_estate(path: Path) -> None:
    """Draw the grids of the west so that 西苑新村 lies in both, 60 households in each."""
    one = shapely.union(box(0, 0, 1, 5), box(1, 3, 2, 5))
    with open_store(path) as store:
        grids = sorted(store.find(Grid, plan_id=plan_in_use(store).id, community=WEST), key=lambda g: g.code)
        lands = zip(grids, (one, shapely.difference(box(0, 0, 3, 5), one)), strict=True)
        drawn = [changed(g, replace(g, geom=normal_form(land, "MULTIPOLYGON"))) for g, land in lands]
        Session(store, "测试员").run(ChangeSet("画", drawn))


@pytest.fixture
def desk(qtbot: QtBot, window: MainWindow, divided_town: Path) -> Desk:
    split_the_estate(divided_town)
    open_town(qtbot, window, divided_town)
    return Desk(qtbot, window)


def marked(desk: Desk) -> list[str]:
    return list(desk.canvas.scene.split_estates.names)


def test_the_menu_lists_split_compounds_and_one_press_puts_the_first_right(qtbot: QtBot, desk: Desk):
    checking = desk.window.feature(Checking)
    assert marked(desk) == ["西苑新村"]

    desk.window.menus.actions["plan.estates"].trigger()
    qtbot.waitUntil(lambda: len(checking.findings.detail.offers) == 2, timeout=WAIT_MS)
    assert [f.rule for f in checking.findings.filtered] == [SPLIT_ESTATE]
    assert desk.window.workspaces.current == "check"
    assert len(desk.canvas.scene.moves.layer) == 1, "what would move is hatched"
    button = checking.findings.detail.findChild(QPushButton, "fix_0")
    assert button.text() == "整个归到“第1网格”"
    button.click()
    desk.stored("小区西苑新村整个归到第1网格")

    assert marked(desk) == []
    desk.window.menus.actions["edit.undo"].trigger()
    desk.wait(lambda: marked(desk) == ["西苑新村"])


def test_without_any_the_menu_says_so(qtbot: QtBot, open_window: MainWindow):
    open_window.menus.actions["plan.estates"].trigger()

    qtbot.waitUntil(lambda: "没有被分开的小区" in open_window.message.text, timeout=WAIT_MS)


def test_a_stroke_that_heals_a_compound_takes_its_mark_away_in_the_same_frame(desk: Desk):
    desk.take("estate")
    piece = desk.drawing.bench.piece
    faces = piece.faces_of_estate(0)
    scenes = []
    desk.drawing.strokes.worked.connect(lambda _worked: scenes.append(marked(desk)))

    desk.drawing.bench.move_wanted.emit(faces, desk.first)
    desk.wait(lambda: len(scenes) == 1)

    assert marked(desk) == []
    assert "西苑新村重新完整" in desk.window.message.text
