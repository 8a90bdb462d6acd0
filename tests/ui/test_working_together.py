# SPDX-License-Identifier: MIT
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot
from sqlalchemy import make_url

from gridmgr.data.copying import copy_store
from gridmgr.data.opening import init_shared, open_store
from gridmgr.data.store import Store
from gridmgr.model.areas import Community
from gridmgr.model.changes import ChangeSet, changed
from gridmgr.model.progress import Silent
from gridmgr.operations.servers import ServerState, examine_server
from gridmgr.ui.colleagues import Colleagues
from gridmgr.ui.memory import Memory
from gridmgr.ui.starting.server_dialog import ServerDialog
from gridmgr.ui.window import MainWindow
from tests.data.conftest import Place, shared_place
from tests.operations.town import make_town
from tests.ui.conftest import WAIT_MS

__all__ = ["shared_place"]


class Relay:
    """A door to the server that can be shut, as when a cable is pulled."""

    def __init__(self, host: str, port: int) -> None:
        self._target = host, port
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.is_shut = False
        threading.Thread(target=self._serve, daemon=True).start()

    def shut(self) -> None:
        """Cut every connection and take no new one."""
        self.is_shut = True
        for one in self._open:
            one.close() if one.fileno() < 0 else one.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Let go of the door."""
        self.is_shut = True
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            if self.is_shut:
                near.close()
                continue
            far = socket.create_connection(self._target)
            self._open += [near, far]
            for source, target in ((near, far), (far, near)):
                threading.Thread(target=_pass_on, args=(source, target), daemon=True).start()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            target.sendall(data)
    except OSError:
        return


@pytest.fixture
def town_url(shared_place: Place, tmp_path) -> str:
    """The town on the test server."""
    init_shared(shared_place.location)
    with make_town(tmp_path / "source.gpkg") as old, open_store(shared_place.location, "装入") as new:
        copy_store(old, new, Silent())
    return shared_place.location


@pytest.fixture
def open_as(qtbot: QtBot, tmp_path) -> Iterator[Callable[[str, str], MainWindow]]:
    """Open windows of several people, each with settings of their own."""
    windows: list[MainWindow] = []

    def open_one(author: str, url: str) -> MainWindow:
        memory = Memory(QSettings(str(tmp_path / author / "settings.ini"), QSettings.Format.IniFormat))
        memory.keep_text("author", author)
        window = MainWindow(memory)
        qtbot.addWidget(window)
        windows.append(window)
        window.show()
        window.open_location(url)
        qtbot.waitUntil(lambda: window.overview is not None, timeout=WAIT_MS)
        return window

    yield open_one
    for window in windows:
        window.close()


def renamed(name: str) -> Callable[[Store], ChangeSet]:
    def make(store: Store) -> ChangeSet:
        community = store.find(Community)[0]
        return ChangeSet(f"改名为{name}", [changed(community, replace(community, name=name))])

    return make


def test_a_colleagues_change_arrives_and_is_not_undone_by_accident(qtbot: QtBot, open_as, town_url: str):
    mine, theirs = open_as("张三", town_url), open_as("李四", town_url)
    assert "***" not in mine.windowTitle()
    assert make_url(town_url).password not in mine.windowTitle()

    theirs.document.run(renamed("西园社区"))
    qtbot.waitUntil(mine.status.news.isVisible, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: mine.tree.topLevelItem(0).text(0) == "西园社区", timeout=WAIT_MS)

    assert mine.status.news.text() == "李四 修改了 1 条记录 · 查看"
    assert not mine.menus.actions["edit.undo"].isEnabled()
    assert theirs.menus.actions["edit.undo"].isEnabled()


def test_an_undo_over_a_colleagues_later_change_is_refused_with_a_sentence(qtbot: QtBot, open_as, town_url: str):
    mine, theirs = open_as("张三", town_url), open_as("李四", town_url)
    with qtbot.waitSignal(mine.overview_changed, timeout=WAIT_MS):
        mine.document.run(renamed("西园社区"))
    qtbot.waitUntil(lambda: theirs.tree.topLevelItem(0).text(0) == "西园社区", timeout=WAIT_MS)
    with qtbot.waitSignal(theirs.overview_changed, timeout=WAIT_MS):
        theirs.document.run(renamed("西城社区"))

    mine.document.undo()
    qtbot.waitUntil(lambda: bool(mine.message.text), timeout=WAIT_MS)

    with open_store(town_url, read_only=True) as store:
        assert store.find(Community)[0].name == "西城社区"


def test_a_lost_connection_is_told_edits_are_refused_and_all_is_well_again(qtbot: QtBot, open_as, town_url: str):
    address = make_url(town_url)
    relay = Relay(address.host or "", address.port or 5432)
    through = address.set(host="127.0.0.1", port=relay.port).render_as_string(hide_password=False)
    window = open_as("张三", through)
    banner = window.feature(Colleagues).banner

    relay.shut()
    window.watch.look()
    qtbot.waitUntil(banner.isVisible, timeout=WAIT_MS)
    window.document.run(renamed("西园社区"))
    qtbot.waitUntil(lambda: "没有保存这次改动" in window.message.text, timeout=WAIT_MS)
    relay.is_shut = False
    banner.retry.click()
    qtbot.waitUntil(banner.isHidden, timeout=WAIT_MS)

    window.document.run(renamed("西园社区"))
    qtbot.waitUntil(lambda: window.tree.topLevelItem(0).text(0) == "西园社区", timeout=WAIT_MS)
    window.close()
    relay.close()


def test_a_server_is_told_by_what_lies_on_it(shared_place: Place):
    assert examine_server(shared_place.location) is ServerState.EMPTY

    init_shared(shared_place.location)

    assert examine_server(shared_place.location) is ServerState.WITHOUT_DISTRICT


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("host", "no-such-host.invalid", "找不到名为“no-such-host.invalid”的服务器"),
        ("port", 1, "1 端口没有应答"),
        ("password", "wrong", "不接受登录"),
        ("database", "no_such_database", "不接受登录"),
    ],
)
def test_each_failure_to_connect_has_its_sentence(qtbot: QtBot, shared_place: Place, field, value, said):
    address = make_url(shared_place.location)
    dialog = ServerDialog()
    qtbot.addWidget(dialog)
    dialog.host.setText(address.host)
    dialog.port.setValue(address.port)
    dialog.database.setText(address.database)
    dialog.user.setText(address.username)
    dialog.password.setText(address.password)

    entry = getattr(dialog, field)
    entry.setValue(value) if field == "port" else entry.setText(value)
    dialog.try_out()

    qtbot.waitUntil(lambda: said in dialog.said.text(), timeout=WAIT_MS)
