# SPDX-License-Identifier: MIT
from pathlib import Path

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from gridmgr.ui.memory import Memory
from gridmgr.ui.starting.feature import Starting
from gridmgr.ui.welcome import RecentButton, dropped_file
from gridmgr.ui.window import MainWindow


def rows(window: MainWindow) -> list[RecentButton]:
    return [row for row in window.welcome.findChildren(RecentButton) if not row.isHidden()]


def test_a_file_that_is_gone_is_greyed_and_can_be_taken_off(qtbot: QtBot, memory: Memory, town: Path, tmp_path: Path):
    memory.add_recent(str(tmp_path / "没有了.gpkg"))
    memory.add_recent(str(town))
    memory.add_server("postgresql+psycopg://li@10.1.2.3:5432/gridmgr")

    window = MainWindow(memory)
    qtbot.addWidget(window)

    shown = [(row.toolTip(), row.isEnabled()) for row in rows(window)]
    assert shown[:2] == [(str(town), True), (str(tmp_path / "没有了.gpkg"), False)]
    assert shown[2][0].startswith("postgresql")
    removers = [b for b in window.welcome.findChildren(QToolButton) if b.accessibleName() == "从列表中去掉没有了"]
    removers[0].click()
    assert [Path(p).name for p in memory.recent_places] == ["town.gpkg"]
    window.close()


def test_a_known_server_asks_for_the_password_only(window: MainWindow):
    window.memory.add_server("postgresql+psycopg://li@10.1.2.3:5433/gridmgr")
    window.welcome.show_recent(window.feature(Starting).places())

    window.welcome.known_server_wanted.emit(window.memory.servers[0])

    dialog = window.findChild(type(window.feature(Starting).connect_server()), "server_dialog")
    assert (dialog.host.text(), dialog.port.value(), dialog.user.text()) == ("10.1.2.3", 5433, "li")
    assert dialog.password.text() == ""


def test_only_one_data_file_may_be_dropped(town: Path, tmp_path: Path):
    data, other = QMimeData(), QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(town))])
    other.setUrls([QUrl.fromLocalFile(str(tmp_path / "表.xlsx"))])

    assert dropped_file(data) == str(town)
    assert dropped_file(other) == ""
