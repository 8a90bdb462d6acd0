# SPDX-License-Identifier: MIT
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from gridmgr.data.opening import open_store
from gridmgr.data.queries import Condition, Query, Relation
from gridmgr.model.areas import Building, Facility, Grid
from gridmgr.model.changes import ChangeSet, added
from gridmgr.model.people import Resident
from gridmgr.operations.session import Session
from gridmgr.ui.memory import Memory
from gridmgr.ui.records.filters import FilterPopup
from gridmgr.ui.records.records import Records
from tests.operations.town import EAST, WEST
from tests.ui.records.conftest import column, listed, names, wait_for


def revealed(records: Records) -> Records:
    records.reveal(True)
    return records


def popup_of(qtbot: QtBot, records: Records, name: str) -> FilterPopup:
    records.page.table.header.filter_wanted.emit(column(records, name), QPoint(100, 100))
    found = records.page.findChild(FilterPopup)
    if found.list is not None:
        wait_for(qtbot, lambda: found.list.count() > 0)
    return found


def test_the_model_keeps_the_rules_of_qt(records: Records):
    tester = QAbstractItemModelTester(records.model, QAbstractItemModelTester.FailureReportingMode.Fatal)

    records.model.show_list(Resident, ["name", "phone"], [f"n{i}" for i in range(500)])
    records.model.reveal(True)

    assert tester.model().rowCount() == 500


def test_the_types_show_how_many_records_there_are(records: Records, qtbot: QtBot):
    wait_for(qtbot, lambda: records.page.types.item(2).text() == "居民  3")

    assert records.page.types.item(0).text() == "楼幢  60"
    assert records.page.foot.text() == "共 3 人"


def test_people_are_masked_until_somebody_asks_to_see_them(records: Records):
    assert names(records) == ["张*", "安*", "解*"]

    records.page.reveal.click()

    assert names(records) == ["张伟", "安宁", "解放"]
    assert "敏感信息已显示" in records.page.foot.text()


def test_another_file_is_masked_again(records: Records):
    revealed(records).window.close_document()

    assert not records.model.is_revealed


def test_a_heading_sorts_by_pinyin_up_down_and_not_at_all(records: Records, qtbot: QtBot):
    revealed(records)
    header = records.page.table.header

    header.sort_wanted.emit(0, False)
    wait_for(qtbot, lambda: names(records) == ["安宁", "解放", "张伟"])
    header.sort_wanted.emit(0, False)
    wait_for(qtbot, lambda: names(records) == ["张伟", "解放", "安宁"])
    header.sort_wanted.emit(0, False)
    wait_for(qtbot, lambda: names(records) == ["张伟", "安宁", "解放"])


def test_a_click_on_the_name_of_a_heading_sorts_and_on_its_arrow_filters(records: Records, qtbot: QtBot):
    header = records.page.table.header
    left, wide = header.sectionViewportPosition(1), header.sectionSize(1)

    with qtbot.waitSignal(header.sort_wanted):
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(left + 20, 10))
    with qtbot.waitSignal(header.filter_wanted):
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(left + wide - 12, 10))


def test_codes_are_filtered_by_a_list_with_counts(records: Records, qtbot: QtBot):
    revealed(records)
    popup = popup_of(qtbot, records, "education")
    assert [popup.list.item(row).text().split()[-1] for row in range(popup.list.count())] == ["1", "1", "1"]

    for row in range(1, 3):
        popup.list.item(row).setCheckState(Qt.CheckState.Unchecked)
    popup.accept()

    listed(qtbot, records, 1)
    assert names(records) == ["安宁"]
    assert records.page.foot.text().startswith("共 3 人，筛选出 1 人")
    assert len(records.page.chips.texts) == 1


def test_days_are_filtered_by_a_range_and_nonsense_is_said(records: Records, qtbot: QtBot):
    revealed(records)
    popup = popup_of(qtbot, records, "birth_date")
    popup.fields[0].setText("昨天")
    popup.accept()
    assert popup.isVisible()

    popup.fields[0].setText("1985.1.1")
    popup.accept()

    listed(qtbot, records, 1)
    assert names(records) == ["安宁"]
    assert records.page.chips.texts == ["出生日期：从 1985-01-01"]


def test_a_filter_goes_by_the_cross_of_its_chip(records: Records, qtbot: QtBot):
    records.filter("name", (Condition("name", Relation.CONTAINS, ("安",)),))
    listed(qtbot, records, 1)

    records.page.chips.findChild(QPushButton, "chip_name").click()

    listed(qtbot, records, 3)
    assert records.page.chips.texts == []


def test_the_search_box_finds_by_initials_when_typing_rests(records: Records, qtbot: QtBot):
    qtbot.keyClicks(records.page.search, "xf")

    listed(qtbot, records, 1)
    assert names(records) == ["解*"]
    assert records.page.chips.texts == ["查找：xf"]


def test_one_community_can_be_chosen(records: Records, qtbot: QtBot):
    records.page.community.setCurrentIndex(records.page.community.findData(EAST))
    records.page.community.activated.emit(0)

    listed(qtbot, records, 0)
    assert records.page.empty.text.text() == "没有符合条件的居民。"
    assert records.page.empty.clear.isVisible()
    records.page.empty.clear.click()
    listed(qtbot, records, 3)


def test_an_empty_table_says_what_belongs_there_and_adds_it(records: Records, qtbot: QtBot):
    records.show("facility", {})
    listed(qtbot, records, 0)

    with qtbot.waitSignal(records.window.new_record_wanted) as wanted:
        records.page.empty.new.click()

    assert "还没有设施" in records.page.empty.text.text()
    assert wanted.args == ["facility", {}]


def test_other_features_ask_for_lists(records: Records, qtbot: QtBot):
    with open_store(records.window.document.location, read_only=True) as store:
        grid = next(g for g in store.find(Grid, community=WEST))
        inside = store.listed(Building, Query({"grid_id": grid.id}))

    records.window.workspaces.show("plan")
    records.window.records_wanted.emit("building", {"grid_id": grid.id})

    listed(qtbot, records, len(inside))
    assert records.window.workspaces.current == "records"
    assert records.page.chips.texts == [f"网格：{grid.name}"]


def test_going_to_the_map_shows_the_building_of_a_person(records: Records, qtbot: QtBot):
    records.page.map.click()

    wait_for(qtbot, lambda: records.window.workspaces.current == "plan")
    assert records.window.selection.kind == "building"


def test_a_double_click_asks_for_the_form(records: Records, qtbot: QtBot):
    with qtbot.waitSignal(records.window.record_wanted) as wanted:
        records.page.table.doubleClicked.emit(records.model.index(1, 0))

    assert wanted.args[0] == "resident"


def test_columns_are_chosen_and_remembered(records: Records, memory: Memory):
    records.choose_columns(["name", "phone"])

    assert [c.name for c in records.model.columns] == ["name", "phone"]
    assert memory.text("columns/resident") == "name,phone"


def test_what_a_colleague_adds_appears(records: Records, qtbot: QtBot):
    with open_store(records.window.document.location) as store:
        new = Resident(id="n9", community=WEST, name="卓玛", household_id="m1")
        Session(store, "同事").run(ChangeSet("录入", [added(new), added(Facility(id="f1", community=WEST, name="站"))]))

    records.window.document.catch_up()

    listed(qtbot, records, 4)


def test_the_copy_is_what_is_shown(records: Records):
    table = records.page.table
    table.selectAll()
    shown = table.selection_text(with_headings=True).splitlines()

    assert shown[0].startswith("姓名\t性别\t出生日期")
    assert shown[1].startswith("张*\t")
    assert "138****1111" in shown[1]
