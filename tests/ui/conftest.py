# SPDX-License-Identifier: MIT
"""A window on the small invented town, with settings of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from gridmgr.data.opening import open_store
from gridmgr.operations.plans import PlanRequest, make_plan
from gridmgr.operations.session import Session
from gridmgr.ui.memory import Memory
from gridmgr.ui.window import MainWindow
from tests.operations.town import make_town

WAIT_MS = 30_000


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    """Settings that end with the test."""
    return Memory(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """The town without a plan."""
    make_town(tmp_path / "town.gpkg").close()
    return tmp_path / "town.gpkg"


@pytest.fixture
def divided_town(town: Path) -> Path:
    """The town with a plan of four grids."""
    with open_store(town) as store:
        Session(store, "测试员").run(make_plan(store, PlanRequest(name="一号方案")).changes)
    return town


@pytest.fixture
def window(qtbot: QtBot, memory: Memory) -> Iterator[MainWindow]:
    """The window with nothing open."""
    made = MainWindow(memory)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    yield made
    made.close()


def open_town(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    """Open a file and wait until it is shown."""
    window.open_location(str(path))
    qtbot.waitUntil(lambda: window.document is not None and window.document.location == str(path), timeout=WAIT_MS)


@pytest.fixture
def open_window(qtbot: QtBot, window: MainWindow, divided_town: Path) -> MainWindow:
    """The window on the divided town."""
    open_town(qtbot, window, divided_town)
    return window
