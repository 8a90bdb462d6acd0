# SPDX-License-Identifier: MIT
"""Who decides on a plan sees what it changes: on a map with a swipe and in tables."""

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication
from shapely import difference, get_coordinates, maximum_inscribed_circle, union_all

from gridmgr.data.opening import open_store
from gridmgr.map.layers import Fill
from gridmgr.model.areas import Plan
from gridmgr.operations.drafts import copy_plan
from gridmgr.operations.plan_difference import Fate
from gridmgr.operations.plan_states import discard
from gridmgr.operations.session import Session
from gridmgr.ui.comparison.feature import Comparison
from gridmgr.ui.comparison.tables import FLOWS, GRIDS
from tests.ui.comparison.conftest import DAY, MOVED_HOUSEHOLDS
from tests.ui.conftest import WAIT_MS, open_town

KEY, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier


def texts(table):
    model = table.lines
    return [
        [model.data(model.index(row, column)) for column in range(model.columnCount())] for row in range(rows(table))
    ]


def rows(table):
    return table.lines.rowCount()


def again(qtbot, comparison, old_id, new_id):
    comparison.show(old_id, new_id)
    qtbot.waitUntil(lambda: comparison.page.pair == (old_id, new_id) and comparison.is_ready, timeout=WAIT_MS)


def test_the_plan_in_force_is_compared_with_the_draft(comparison, window):
    page = comparison.page

    assert window.workspaces.current == "compare"
    assert (page.old.currentText(), page.new.currentText()) == ("一号方案（执行中）", "一号方案调整1（草案）")
    assert "2 个网格有变动（调整 2）" in page.summary.text()
    assert f"2 幢楼 {MOVED_HOUSEHOLDS} 户" in page.summary.text()


def test_the_table_of_grids_says_what_each_keeps_gains_and_loses(comparison):
    grids = texts(comparison.page.tables.tables[GRIDS])

    assert [row[1] for row in grids] == ["调整", "调整"]
    assert sorted(row[6] for row in grids) == ["", "+60"]
    assert sorted(row[7] for row in grids) == ["", "−60"]


def test_grids_without_a_change_are_listed_when_they_are_wanted(comparison):
    tables = comparison.page.tables

    tables.only_changed.click()

    assert rows(tables.tables[GRIDS]) == 4
    assert tables.tabs.tabText(GRIDS) == "网格（4）"


def test_words_and_community_narrow_every_table_down(comparison):
    tables = comparison.page.tables
    tables.only_changed.click()

    tables.community.setCurrentIndex(tables.community.findData("东苑社区"))
    assert {row[12] for row in texts(tables.tables[GRIDS])} == {"东苑社区"}
    tables.community.setCurrentIndex(0)
    tables.words.setText("西苑社区第1")

    assert rows(tables.tables[GRIDS]) == 1


def test_a_table_is_sorted_by_a_column(comparison):
    table = comparison.page.tables.tables[GRIDS]

    table.sortByColumn(3, Qt.SortOrder.DescendingOrder)
    falling = [int(row[3]) for row in texts(table)]
    table.sortByColumn(3, Qt.SortOrder.AscendingOrder)

    assert falling[0] > falling[1]
    assert [int(row[3]) for row in texts(table)] == falling[::-1]


def test_ctrl_c_copies_the_lines_with_their_headings(comparison, qtbot):
    table = comparison.page.tables.tables[FLOWS]

    table.selectRow(0)
    qtbot.keyClick(table, KEY.Key_C, CONTROL)

    heading, line = QGuiApplication.clipboard().text().split("\n")
    assert heading.split("\t")[:4] == ["从", "到", "楼幢", "户"]
    assert line.split("\t")[2:4] == ["2", "60"]


def test_choosing_a_line_marks_the_grid_on_both_sides(comparison):
    table, swipe = comparison.page.tables.tables[GRIDS], comparison.page.swipe

    table.selectRow(0)

    chosen = table.chosen_lines[0]
    for side, households in ((swipe.old, chosen.cells[2]), (swipe.new, chosen.cells[3])):
        assert side.accessibleDescription().startswith("网格 ")
        assert f"：{households} 户" in side.accessibleDescription()


def test_enter_on_a_line_brings_the_land_that_changes_hands_into_view(comparison, qtbot):
    table, swipe = comparison.page.tables.tables[FLOWS], comparison.page.swipe
    swipe.show_all()
    west, south, east, north = comparison.compared.old.moves.layer.extent

    table.selectRow(0)
    qtbot.keyClick(table, KEY.Key_Return)

    assert swipe.view.x == pytest.approx((west + east) / 2)
    assert swipe.view.y == pytest.approx((south + north) / 2)


def test_a_click_on_the_map_chooses_the_line(comparison, qtbot):
    page = comparison.page
    grid = comparison.compared.difference.with_fate(Fate.ADJUSTED)[0]
    page.swipe.set_share(1.0)
    page.swipe.show_all()
    side = page.swipe.old
    free = side.scene.grids.layer.geometries[side.scene.grids.layer.row_of[grid.old.id]]
    free = difference(free, union_all(side.scene.buildings.layer.geometries))
    place = side.view.to_screen(get_coordinates(maximum_inscribed_circle(free))[:1])[0]

    qtbot.mouseClick(side, Qt.MouseButton.LeftButton, pos=QPointF(*place.tolist()).toPoint())

    assert [line.old_id for line in page.tables.tables[GRIDS].chosen_lines] == [grid.old.id]


def test_with_only_the_changes_the_map_fades(comparison):
    swipe = comparison.page.swipe

    comparison.page.only_moves.click()

    assert swipe.old.scene.shows_only_moves
    assert swipe.new.scene.shows_only_moves
    assert len(swipe.old.scene.moves.layer) == 1
    assert list(swipe.old.scene.moves.names) == [f"{MOVED_HOUSEHOLDS} 户"]


def test_the_sides_are_swapped_with_one_button(comparison, qtbot):
    old_id, new_id = comparison.page.pair

    comparison.page.swipe.zoom(3.0)
    view = comparison.page.swipe.view
    comparison.page.swap.click()
    qtbot.waitUntil(lambda: comparison.is_ready, timeout=WAIT_MS)

    assert comparison.page.swipe.view == view
    assert comparison.page.pair == (new_id, old_id)
    assert comparison.compared.difference.old.id == new_id


def test_a_plan_beside_itself_says_so(comparison, qtbot):
    old_id, _ = comparison.page.pair

    again(qtbot, comparison, old_id, old_id)

    assert comparison.page.summary.text().startswith("左右选了同一个方案")
    assert not comparison.page.sheet.isEnabled()


def test_two_plans_that_are_the_same_say_so(qtbot, window, two_plans, divided_town):
    with open_store(two_plans) as store:
        first = store.find(Plan, state="in_force")[0]
        Session(store, "测试员").run(copy_plan(store, first.id, "测试员", DAY).changes)
        copy = store.find(Plan)[-1]
    open_town(qtbot, window, divided_town)
    comparison = window.feature(Comparison)

    window.compare_wanted.emit(first.id, copy.id)
    qtbot.waitUntil(lambda: comparison.is_ready, timeout=WAIT_MS)

    assert comparison.page.summary.text().startswith("两个方案完全一样：4 个网格")


def test_with_one_plan_the_page_says_how_to_come_by_another(qtbot, open_window):
    comparison = open_window.feature(Comparison)

    open_window.menus.actions["plan.compare"].trigger()
    qtbot.waitUntil(lambda: comparison.page.empty.isVisible(), timeout=WAIT_MS)

    assert "只有一个方案" in comparison.page.empty.text.text()
    assert comparison.page.empty.draft.isVisible()


def test_a_plan_that_a_colleague_deletes_gives_way_to_another(comparison, qtbot, window, two_plans):
    with open_store(two_plans) as store:
        Session(store, "同事").run(discard(store, comparison.page.pair[1]))

    window.document.catch_up()
    qtbot.waitUntil(lambda: comparison.page.empty.isVisible(), timeout=WAIT_MS)

    assert comparison.compared is None
    assert "已被删除" in window.message.text


def test_a_change_of_the_data_is_told_and_read_when_it_is_wanted(comparison, qtbot, window):
    window.menus.actions["edit.undo"].trigger()
    qtbot.waitUntil(lambda: comparison.page.stale.isVisible(), timeout=WAIT_MS)
    assert not comparison.is_ready

    comparison.page.again_wanted.emit()
    qtbot.waitUntil(lambda: comparison.is_ready, timeout=WAIT_MS)

    assert comparison.page.summary.text().startswith("两个方案完全一样")
    assert not comparison.page.stale.isVisible()


def test_another_district_starts_anew(comparison, qtbot, window):
    window.close_document()

    assert comparison.compared is None
    assert rows(comparison.page.tables.tables[GRIDS]) == 0


def test_zooming_by_menu_moves_the_map_that_is_seen(comparison, window):
    before, beside = comparison.page.swipe.view, window.canvas.view

    window.menus.actions["view.closer"].trigger()

    assert comparison.page.swipe.view.metres_per_pixel < before.metres_per_pixel
    assert window.canvas.view == beside


def test_the_choice_of_layers_holds_for_both_sides(comparison, window):
    swipe = comparison.page.swipe

    window.menus.actions["view.balance"].trigger()

    assert swipe.old.scene.fill is swipe.new.scene.fill is Fill.BALANCE
