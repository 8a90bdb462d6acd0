# SPDX-License-Identifier: MIT
"""Windows for the stories: each opened like a program started anew, with the settings of one person."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from gridmgr.ui.memory import Memory
from gridmgr.ui.window import MainWindow
from tests.scenarios.hands import Hands
from tests.scenarios.uneven_town import make_uneven_town

SIZE_PX = 1366, 768


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """The town with an over-full grid."""
    return make_uneven_town(tmp_path / "town.gpkg")


@pytest.fixture
def start(qapp: QApplication, tmp_path: Path) -> Iterator[Callable[[], Hands]]:
    """Starts the program; started again, it remembers the settings of the time before."""
    begun: list[MainWindow] = []

    def program() -> Hands:
        settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
        begun.append(MainWindow(Memory(settings)))
        begun[-1].show()
        begun[-1].resize(*SIZE_PX)
        return Hands(begun[-1])

    yield program
    for window in begun:
        window.close()
        window.deleteLater()
