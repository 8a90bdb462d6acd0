# SPDX-License-Identifier: MIT
"""Two colleagues at two windows on one server: what one does reaches the other, and nobody overrules anybody unseen."""

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import create_engine, make_url

from gridmgr.data.copying import copy_store
from gridmgr.data.opening import init_shared, open_store
from gridmgr.model.changes import ChangeSet, added
from gridmgr.model.people import Household, Resident
from gridmgr.model.progress import Silent
from gridmgr.operations.plans import PlanRequest, make_plan
from gridmgr.operations.session import Session
from gridmgr.ui.colleagues import Colleagues
from gridmgr.ui.conflicts import ConflictDialog
from gridmgr.ui.drawing import Drawing
from gridmgr.ui.memory import Memory
from gridmgr.ui.starting.server_dialog import ServerDialog
from gridmgr.ui.window import MainWindow
from tests.data.conftest import server
from tests.operations.town import WEST, make_town
from tests.scenarios.desk import CONTROL, KEY, Desk, FormDesk, TableDesk
from tests.ui.test_working_together import Relay

pytestmark = pytest.mark.shared

HOME = Household(id="h1", community=WEST, address="苑路1号1单元101室", head_name="曾小明")
CALLER = Resident(id="r1", community=WEST, household_id="h1", name="曾小明", initials="zxm", phone="13800001111")


@pytest.fixture
def empty_database() -> Iterator[str]:
    """A database of its own on the test server: the dialog asks for one by its name. It is gone afterwards."""
    name = f"story_{uuid.uuid4().hex}"
    engine = create_engine(server(), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    try:
        yield make_url(server()).set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
        engine.dispose()


@pytest.fixture
def town_url(empty_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The divided town with the caller in it, on the server; drafts go to a folder that ends with the test."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    with make_town(tmp_path / "source.gpkg") as old:
        office = Session(old, "装入")
        office.run(ChangeSet("录入", [added(HOME), added(CALLER)]))
        office.run(make_plan(old, PlanRequest(name="一号方案")).changes)
        init_shared(empty_database)
        with open_store(empty_database, "装入") as new:
            copy_store(old, new, Silent())
    return empty_database


@pytest.fixture
def seat(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[[str], Desk]]:
    """Seats a colleague at a window with settings of their own, at the first page."""
    windows: list[MainWindow] = []

    def sit_down(author: str) -> Desk:
        memory = Memory(QSettings(str(tmp_path / author / "settings.ini"), QSettings.Format.IniFormat))
        memory.keep_text("author", author)
        window = MainWindow(memory)
        qtbot.addWidget(window)
        windows.append(window)
        window.resize(1366, 768)
        window.show()
        return Desk(qtbot, window)

    yield sit_down
    for window in windows:
        window.close()


def connect(desk: Desk, url: str) -> Desk:
    """Open the town through the server dialog, as it is done with what the administrator wrote down."""
    wanted = make_url(url)
    desk.shortcut(KEY.Key_S, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    dialog = desk.window.findChild(ServerDialog)
    desk.until(dialog.isVisible)
    for field, text in (
        (dialog.host, wanted.host),
        (dialog.database, wanted.database),
        (dialog.user, wanted.username),
        (dialog.password, wanted.password),
    ):
        desk.click(field)
        field.selectAll()
        desk.type(text or "", field)
    dialog.port.setValue(wanted.port or 5432)
    desk.press("server_test", dialog)
    desk.until(lambda: bool(dialog.said.text()) and "正在连接" not in dialog.said.text())
    assert dialog.said.text() == "连接成功，可以打开。"
    desk.click(dialog.go)
    desk.until(lambda: desk.window.overview is not None)
    return desk


def split_by_a_line(desk: Desk, grid: str) -> None:
    """Divide a grid with the splitting tool: a line from below it to above it."""
    window, canvas = desk.window, desk.window.canvas
    window.activateWindow()
    desk.until(window.isActiveWindow)
    canvas.setFocus()
    desk.key(KEY.Key_C, widget=canvas)
    window.selection.choose("grid", grid)
    desk.until(lambda: window.feature(Drawing).bench.piece is not None)
    layer = canvas.scene.grids.layer
    west, south, east, north = layer.geometries[layer.row_of[grid]].bounds
    for y in (south - 20, north + 20):
        x_px, y_px = canvas.view.to_screen(np.array([[(west + east) / 2, y]]))[0].tolist()
        QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(round(x_px), round(y_px)))
    desk.key(KEY.Key_Return, widget=canvas)


def phone(desk: Desk) -> str:
    return desk.stored(lambda s: s.get(Resident, "r1")).phone


def caller_form(desk: Desk) -> FormDesk:
    """Open the form of the caller from the table, unmasked."""
    table = TableDesk(desk, "居民")
    desk.until(lambda: table.records.model.rowCount() == 1 and table.is_read())
    table.go_to(0, "phone")
    desk.key(KEY.Key_Return, widget=table.records.page.table)
    form = FormDesk(desk)
    form.reveal()
    return form


def test_a_colleagues_change_arrives_and_a_conflict_is_told_with_both_values(seat, town_url: str):
    mine, theirs = connect(seat("张三"), town_url), connect(seat("李四"), town_url)
    table = TableDesk(mine, "居民")
    mine.until(lambda: table.shown("phone") == ["138****1111"])

    form = caller_form(theirs)
    form.write("phone", "13900009999")
    form.save()
    mine.until(lambda: table.shown("phone") == ["139****9999"])
    assert mine.window.status.news.text() == "李四 修改了 1 条记录 · 查看"

    own = caller_form(mine)
    assert own.field("phone").text() == "13900009999"
    own.write("phone", "13700007777")
    assert own.sheet.work.is_dirty
    form.write("phone", "13600006666")
    form.save()
    mine.until(lambda: "李四也改了" in own.sheet.banner_text.text())
    assert own.field("phone").text() == "13700007777"
    own.take_up()
    mine.key(KEY.Key_S, CONTROL, own.sheet)
    mine.until(lambda: own.sheet.findChild(ConflictDialog) is not None)
    dialog = own.sheet.findChild(ConflictDialog)
    mine.until(dialog.isVisible)
    assert all(number in mine.texts(dialog) for number in ("13900009999", "13700007777", "13600006666", "李四"))
    assert phone(mine) == "13600006666"
    mine.press("mine_phone", dialog)
    mine.press("conflict_save", dialog)
    mine.until(lambda: not own.sheet.work.is_dirty and not own.sheet.work.is_saving)

    assert phone(mine) == "13700007777"
    theirs.until(lambda: form.field("phone").text() == "13700007777")
    assert [line for line in theirs.journal() if line == "修改居民"] == ["修改居民"] * 3


def test_a_grid_that_a_colleague_divides_arrives_on_the_map(seat, town_url: str):
    mine, theirs = connect(seat("张三"), town_url), connect(seat("李四"), town_url)
    before = list(mine.window.overview.communities[0].grids)

    split_by_a_line(theirs, before[0].id)

    mine.until(lambda: len(mine.window.canvas.scene.grids.layer.ids) == 5)
    grids = mine.window.overview.communities[0].grids
    assert len(grids) == len(before) + 1
    assert sum(grid.households for grid in grids) == sum(grid.households for grid in before)
    assert "李四 修改了" in mine.window.status.news.text()
    assert mine.window.tree.topLevelItem(0).childCount() == 3


def test_a_lost_connection_is_said_nothing_is_lost_and_work_goes_on_when_it_is_back(seat, town_url: str):
    address = make_url(town_url)
    relay = Relay(address.host or "", address.port or 5432)
    desk = connect(seat("张三"), address.set(host="127.0.0.1", port=relay.port).render_as_string(hide_password=False))
    form = caller_form(desk)
    banner = desk.window.feature(Colleagues).banner

    relay.shut()
    desk.until(lambda: not banner.isHidden())
    assert "与服务器的连接中断" in desk.texts(banner)
    form.write("phone", "13900009999")
    desk.key(KEY.Key_S, CONTROL, form.sheet)
    desk.until(lambda: "没有保存" in form.sheet.banner_text.text())
    assert form.field("phone").text() == "13900009999"

    relay.is_shut = False
    desk.press("lost_retry", banner)
    desk.until(banner.isHidden)
    form.save()
    with open_store(town_url, read_only=True) as store:
        assert store.get(Resident, "r1").phone == "13900009999"
    desk.window.close()
    relay.close()
