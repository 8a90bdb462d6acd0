# SPDX-License-Identifier: MIT
from dataclasses import replace
from pathlib import Path

import shapely
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from gridmgr.data.opening import open_store
from gridmgr.model.areas import Building, Community, Grid, Plan
from gridmgr.model.changes import ChangeSet, changed
from gridmgr.model.errors import ServerGoneError
from gridmgr.operations.plans import PlanRequest
from gridmgr.operations.session import Session
from gridmgr.ui.checking import Checking
from gridmgr.ui.colleagues import Colleagues
from gridmgr.ui.planning import Planning
from gridmgr.ui.watching import POLL_MS, RETRY_MS
from gridmgr.ui.window import MainWindow
from tests.operations.town import town_records
from tests.ui.conftest import WAIT_MS, open_town


def do(window: MainWindow, name: str) -> None:
    window.menus.actions[name].trigger()


def divide(qtbot: QtBot, window: MainWindow) -> None:
    do(window, "plan.make")
    planning = window.feature(Planning)
    qtbot.waitUntil(planning.panel_dock.isVisible, timeout=WAIT_MS)
    planning.panel.start.click()


def first_grid(window: MainWindow) -> str:
    assert window.overview is not None
    return window.overview.communities[0].grids[0].id


def plan_shown(window: MainWindow) -> str:
    plan = window.overview.plan if window.overview else None
    return plan.name if plan else ""


def choose_in_tree(window: MainWindow, kind: str, record_id: str) -> None:
    item = window.tree.item_of(kind, record_id)
    assert item is not None
    window.tree.setCurrentItem(item)


def test_nothing_open_says_what_to_do_and_shows_no_panels(window: MainWindow):
    hint = window.findChild(QLabel, "welcome_hint")

    assert window.welcome.isVisible()
    assert "打开示范区" in hint.text()
    assert not window.panels.dock("tree_dock").isVisible()
    assert not window.menus.actions["plan.make"].isEnabled()


def test_the_sample_is_opened_from_the_first_page(qtbot: QtBot, window: MainWindow, town: Path, monkeypatch):
    monkeypatch.setattr("gridmgr.ui.opening.find_or_make", lambda _progress, _folder: str(town))

    qtbot.mouseClick(window.findChild(QPushButton, "welcome_sample"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.overview is not None, timeout=WAIT_MS)

    assert window.canvas.isVisible()
    assert window.panels.dock("tree_dock").isVisible()


def test_recent_files_are_offered_on_the_first_page(qtbot: QtBot, open_window: MainWindow, divided_town: Path):
    open_window.close_document()

    links = [b for b in open_window.welcome.findChildren(QPushButton) if b.toolTip() == str(divided_town)]
    links[-1].click()
    qtbot.waitUntil(lambda: open_window.overview is not None, timeout=WAIT_MS)

    assert open_window.document is not None
    assert open_window.document.location == str(divided_town)


def test_a_file_without_a_plan_shows_its_communities(qtbot: QtBot, window: MainWindow, town: Path):
    open_town(qtbot, window, town)

    assert list(window.tree.rows()) == [("西苑社区", "", "900", ""), ("东苑社区", "", "900", "")]
    assert window.status.plan.text() == "还没有方案"
    assert window.status.unassigned.text() == "未归格 1,800 户"
    assert window.status.crs.text() == "CGCS2000 / 117°E"
    assert not window.menus.actions["plan.check"].isEnabled()


def test_a_new_plan_is_shown_in_tree_map_and_result(qtbot: QtBot, window: MainWindow, town: Path):
    open_town(qtbot, window, town)

    divide(qtbot, window)
    qtbot.waitUntil(lambda: bool(plan_shown(window)), timeout=WAIT_MS)

    grids = [row for row in window.tree.rows() if row[0].endswith("网格")]
    assert len(grids) == len(window.canvas.scene.grids.layer) == 4
    assert {row[3] for row in grids} == {"●"}
    assert window.status.unassigned.text() == "未归格 0 户"
    assert window.feature(Planning).dock.isVisible()
    assert "2 个社区划为 4 个网格" in window.feature(Planning).outcome.summary.text()


def test_a_grid_chosen_in_the_tree_is_marked_on_the_map_and_explained(qtbot: QtBot, open_window: MainWindow):
    grid = first_grid(open_window)
    far = open_window.canvas.view.metres_per_pixel

    choose_in_tree(open_window, "grid", grid)
    qtbot.waitUntil(lambda: open_window.inspector.card is not None, timeout=WAIT_MS)

    texts = open_window.inspector.texts()
    assert open_window.selection.id == grid
    assert open_window.canvas.view.metres_per_pixel < far
    assert open_window.canvas.accessibleDescription().startswith("网格 01")
    assert any("在 300–500 户之内" in text for text in texts)
    assert texts.count("空缺") == 5


def test_a_click_on_the_map_chooses_in_the_tree(qtbot: QtBot, open_window: MainWindow):
    grid = first_grid(open_window)
    layer = open_window.canvas.scene.grids.layer
    shape = layer.geometries[layer.row_of[grid]]
    free = shapely.difference(shape, shapely.union_all(open_window.canvas.scene.buildings.layer.geometries))
    place = shapely.get_coordinates(shapely.point_on_surface(free))

    pixel = QPointF(*open_window.canvas.view.to_screen(place)[0].tolist()).toPoint()
    qtbot.mouseClick(open_window.canvas, Qt.MouseButton.LeftButton, pos=pixel)
    qtbot.waitUntil(lambda: open_window.inspector.card is not None, timeout=WAIT_MS)

    assert open_window.tree.currentItem() is open_window.tree.item_of("grid", grid)


def test_a_building_says_where_its_households_come_from(qtbot: QtBot, open_window: MainWindow):
    building = next(r for r in town_records() if isinstance(r, Building))

    open_window.selection.choose("building", open_window.canvas.scene.buildings.ids[0])
    qtbot.waitUntil(lambda: open_window.inspector.card is not None, timeout=WAIT_MS)

    texts = open_window.inspector.texts()
    assert building.number in texts
    assert "30 户（申报）" in texts
    assert any(text.startswith("西苑社区第") for text in texts)


def test_a_community_says_how_many_grids_obey_the_rule(qtbot: QtBot, open_window: MainWindow):
    assert open_window.overview is not None

    choose_in_tree(open_window, "community", open_window.overview.communities[0].id)
    qtbot.waitUntil(lambda: open_window.inspector.card is not None, timeout=WAIT_MS)

    assert {"2 个网格，2 个在 300–500 户之内", "900"} <= set(open_window.inspector.texts())


def test_undo_takes_the_plan_back_and_redo_brings_it_again(qtbot: QtBot, open_window: MainWindow):
    undo, redo = open_window.menus.actions["edit.undo"], open_window.menus.actions["edit.redo"]
    choose_in_tree(open_window, "grid", first_grid(open_window))
    assert "一号方案" in undo.text()

    undo.trigger()
    qtbot.waitUntil(lambda: not plan_shown(open_window), timeout=WAIT_MS)

    assert len(open_window.canvas.scene.grids.layer) == 0
    assert open_window.selection.id == ""
    assert "一号方案" in redo.text()
    qtbot.waitUntil(redo.isEnabled, timeout=WAIT_MS)
    redo.trigger()
    qtbot.waitUntil(lambda: plan_shown(open_window) == "一号方案", timeout=WAIT_MS)
    assert len(open_window.canvas.scene.grids.layer) == 4


def test_a_wrong_file_is_explained_and_the_open_one_stays(qtbot: QtBot, open_window: MainWindow, tmp_path: Path):
    wrong = tmp_path / "notes.gpkg"
    wrong.write_text("no database", "utf-8")
    rows = list(open_window.tree.rows())

    open_window.open_location(str(wrong))
    qtbot.waitUntil(lambda: bool(open_window.message.text), timeout=WAIT_MS)

    assert "notes.gpkg" in open_window.message.text
    assert list(open_window.tree.rows()) == rows
    assert open_window.windowTitle().startswith("测试区 - town.gpkg")


def test_another_file_takes_the_place_of_the_open_one(qtbot: QtBot, open_window: MainWindow, tmp_path: Path):
    other = tmp_path / "other.gpkg"
    open_window.close_document()
    other.write_bytes((tmp_path / "town.gpkg").read_bytes())
    open_town(qtbot, open_window, tmp_path / "town.gpkg")

    open_town(qtbot, open_window, other)

    assert "other.gpkg" in open_window.windowTitle()
    assert open_window.memory.recent[:2] == [str(other), str(tmp_path / "town.gpkg")]


def test_giving_a_plan_up_stores_nothing(qtbot: QtBot, window: MainWindow, town: Path):
    open_town(qtbot, window, town)

    divide(qtbot, window)
    qtbot.mouseClick(window.findChild(QPushButton, "job_cancel"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(window.message.text), timeout=WAIT_MS)
    window.close_document()

    assert "已取消" in window.message.text
    with open_store(town, read_only=True) as store:
        assert store.count(Plan) == store.count(Grid) == 0


def test_a_check_lists_what_it_found_and_leads_there(qtbot: QtBot, open_window: MainWindow):
    open_window.status.check.click()
    qtbot.waitUntil(lambda: open_window.feature(Checking).findings_dock.isVisible(), timeout=WAIT_MS)

    item = open_window.feature(Checking).findings.list.topLevelItem(0)
    open_window.feature(Checking).findings.list.itemActivated.emit(item, 0)
    qtbot.waitUntil(lambda: open_window.inspector.card is not None, timeout=WAIT_MS)

    assert (item.text(0), item.text(1)) == ("警告", "G-10 五员到岗")
    assert open_window.status.check.text() == "检查：警告 4"
    assert item.text(3) in open_window.inspector.texts()


def test_a_change_makes_the_check_out_of_date(qtbot: QtBot, open_window: MainWindow):
    do(open_window, "plan.check")
    qtbot.waitUntil(lambda: open_window.feature(Checking).findings_dock.isVisible(), timeout=WAIT_MS)

    do(open_window, "edit.undo")
    qtbot.waitUntil(lambda: not plan_shown(open_window), timeout=WAIT_MS)

    assert open_window.status.check.text() == "检查：需重新检查"
    assert open_window.feature(Checking).findings.stale.isVisible()


def test_a_second_plan_is_shown_at_once_and_the_first_can_be_chosen_again(qtbot: QtBot, open_window: MainWindow):
    open_window.feature(Planning).start(PlanRequest(name="二号方案"))
    qtbot.waitUntil(lambda: plan_shown(open_window) == "二号方案", timeout=WAIT_MS)

    choices = open_window.status.plan.menu().actions()
    texts = [choice.text() for choice in choices]
    choices[0].trigger()
    qtbot.waitUntil(lambda: plan_shown(open_window) == "一号方案", timeout=WAIT_MS)

    assert texts[:2] == ["一号方案（草案）", "二号方案（草案）"]
    assert open_window.canvas.scene.note.endswith("一号方案")


def test_changes_made_elsewhere_are_shown(qtbot: QtBot, open_window: MainWindow, divided_town: Path):
    with open_store(divided_town, author="同事") as store:
        community = store.find(Community)[0]
        Session(store, "同事").run(ChangeSet("改名", [changed(community, replace(community, name="西园社区"))]))

    open_window.watch.look()
    qtbot.waitUntil(lambda: open_window.tree.topLevelItem(0).text(0) == "西园社区", timeout=WAIT_MS)

    assert open_window.canvas.scene.communities.names[0] == "西园社区"


def test_a_server_that_is_gone_is_told_in_a_banner_until_it_is_back(qtbot: QtBot, open_window: MainWindow, monkeypatch):
    def gone(_session: Session) -> None:
        raise ServerGoneError("数据库服务器没有应答，请检查网络。")

    monkeypatch.setattr(Session, "catch_up", gone)
    open_window.watch.look()
    banner = open_window.feature(Colleagues).banner
    qtbot.waitUntil(banner.isVisible, timeout=WAIT_MS)

    assert open_window.watch.interval_ms == RETRY_MS
    monkeypatch.undo()
    banner.retry.click()
    qtbot.waitUntil(banner.isHidden, timeout=WAIT_MS)
    assert open_window.watch.interval_ms == POLL_MS


def test_another_file_waits_until_the_plan_is_made(qtbot: QtBot, open_window: MainWindow, tmp_path: Path):
    divide(qtbot, open_window)

    open_window.open_location(str(tmp_path / "other.gpkg"))

    assert "还有工作没有完成" in open_window.message.text
    assert not open_window.menus.actions["file.close"].isEnabled()


def test_a_file_that_may_not_be_written_says_so_and_offers_no_changes(
    qtbot: QtBot, window: MainWindow, divided_town: Path, monkeypatch
):
    monkeypatch.setattr("gridmgr.data.admission.is_writable", lambda _path: False)

    open_town(qtbot, window, divided_town)

    assert window.banner.isVisible()
    assert window.banner.text().startswith("只读：")
    assert not window.menus.actions["edit.undo"].isEnabled()
    assert not window.menus.actions["plan.make"].isEnabled()
    assert window.menus.actions["plan.check"].isEnabled()


def test_closing_leaves_one_plain_file(qtbot: QtBot, open_window: MainWindow, divided_town: Path):
    do(open_window, "file.close")

    assert open_window.welcome.isVisible()
    assert [path.name for path in divided_town.parent.glob("town.gpkg-*")] == []
    with open_store(divided_town) as store:
        assert not store.read_only


def test_the_arrangement_comes_back_next_time(qtbot: QtBot, open_window: MainWindow, divided_town: Path):
    open_window.panels.dock("inspector_dock").hide()
    do(open_window, "file.close")

    open_town(qtbot, open_window, divided_town)

    assert not open_window.panels.dock("inspector_dock").isVisible()
    do(open_window, "view.panels")
    assert open_window.panels.dock("inspector_dock").isVisible()


def test_the_whole_window_fits_a_small_screen(open_window: MainWindow):
    assert open_window.minimumSizeHint().width() <= 1366
    assert open_window.minimumSizeHint().height() <= 768
    assert open_window.size().width() == 1366


def test_scale_and_place_follow_the_map(qtbot: QtBot, open_window: MainWindow):
    before = open_window.status.scale.text()

    do(open_window, "view.closer")
    qtbot.mouseMove(open_window.canvas, open_window.canvas.rect().center())
    open_window.canvas.pointed.emit(563120.4, 2907064.2)

    assert before.startswith("1:")
    assert open_window.status.scale.text() != before
    assert open_window.status.place.text() == "563\u2009120, 2\u2009907\u2009064"
