# SPDX-License-Identifier: MIT
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gridmgr.data.opening import open_store
from gridmgr.map.style import DARK
from gridmgr.ui.appearance import FONT_PX, PERCENT
from gridmgr.ui.settings import Settings
from gridmgr.ui.window import MainWindow
from tests.ui.conftest import WAIT_MS, open_town
from tests.ui.test_history import rename


@pytest.fixture(autouse=True)
def plain_look(qapp: QApplication) -> Iterator[None]:
    """The look of the program as it was before the test."""
    sheet, palette, font = qapp.styleSheet(), qapp.palette(), qapp.font()
    yield
    qapp.setProperty(PERCENT, 100)
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)
    qapp.setFont(font)


def test_look_and_letters_are_kept_and_applied(window: MainWindow, qapp: QApplication):
    dialog = window.feature(Settings).show()
    dialog.look.setCurrentIndex(dialog.look.findData("dark"))
    dialog.letters.setCurrentIndex(dialog.letters.findData(150))

    dialog.accept()

    assert qapp.font().pixelSize() == round(FONT_PX * 1.5)
    assert qapp.palette().base().color().name().upper() == DARK.surface
    assert (window.memory.text("look"), window.memory.text("font_percent")) == ("dark", "150")


def test_a_name_of_ones_own_stands_in_the_journal(qtbot: QtBot, window: MainWindow, town: Path):
    dialog = window.feature(Settings).show()
    dialog.author.setText("王小明")
    dialog.accept()

    open_town(qtbot, window, town)
    with qtbot.waitSignal(window.overview_changed, timeout=WAIT_MS):
        window.document.run(rename("西园社区"))

    with open_store(town, read_only=True) as store:
        assert store.journal(1)[0].author == "王小明"


def test_colleagues_are_looked_for_as_often_as_set(open_window: MainWindow):
    dialog = open_window.feature(Settings).show()
    dialog.seconds.setValue(10)

    dialog.accept()

    assert open_window.watch.interval_ms == 10_000


def test_giving_up_changes_nothing(window: MainWindow):
    dialog = window.feature(Settings).show()
    dialog.author.setText("王小明")

    dialog.reject()

    assert window.memory.text("author") == ""
