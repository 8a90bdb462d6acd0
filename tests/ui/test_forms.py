# SPDX-License-Identifier: MIT
"""Forms as a clerk fills them in."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from gridmgr.model.areas import Building, Facility
from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.changes import ChangeSet, changed
from gridmgr.model.fields import Kind
from gridmgr.model.people import Household, Resident, StaffPerson
from gridmgr.model.records import fields_to_fill
from gridmgr.ui.actions import ACTIONS
from gridmgr.ui.forms.feature import Forms
from gridmgr.ui.forms.grouping import groups_of, has_form
from gridmgr.ui.records.records import Records
from tests.operations.town import WEST
from tests.ui.forms import WAIT_MS, new_form, open_form, save, store, stored, type_in

GOOD_ID = "11010519491231002X"
PERSON = Resident(
    id="r1", community=WEST, name="曾小明", doc_no=GOOD_ID, gender="2", birth_date=date(1949, 12, 31),
    ethnic="01", phone="13800001234",
)  # fmt: skip


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    """Drafts go to a folder that ends with the test."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def forms_of(window):
    return window.feature(Forms)


@pytest.mark.parametrize("record_type", [name for name in RECORD_TYPES if has_form(name)])
def test_every_field_that_people_fill_stands_in_the_form_once(record_type):
    shown = [name for group in groups_of(record_type) for name in group.names]
    fields = fields_to_fill(RECORD_TYPES[record_type])
    wanted = {n for n, f in fields.items() if f.kind is not Kind.SHAPE and n != "community"}

    assert len(shown) == len(set(shown))
    assert wanted <= set(shown)


def test_a_new_resident_is_typed_with_enter_from_field_to_field(qtbot, open_window):
    sheet = new_form(qtbot, open_window, "resident", {"community": WEST})
    qtbot.waitUntil(lambda: sheet.form.rows["name"].editor.focusProxy().hasFocus())

    type_in(sheet, "name", "林晓梅")
    assert sheet.form.rows["doc_type"].editor.focusProxy().hasFocus()
    type_in(sheet, "doc_no", GOOD_ID.lower())
    type_in(sheet, "ethnic", "hz")
    save(qtbot, sheet)

    person = stored(qtbot, open_window, Resident, sheet.work.key[1])
    assert (person.name, person.doc_no, person.ethnic, person.initials) == ("林晓梅", GOOD_ID, "01", "lxm")
    assert (person.gender, person.birth_date, person.community) == ("2", date(1949, 12, 31), WEST)


def test_an_identity_number_that_is_corrected_corrects_what_it_filled_in(qtbot, open_window):
    sheet = new_form(qtbot, open_window, "resident", {"community": WEST})

    type_in(sheet, "doc_no", "110105198408270028")
    first = sheet.work.main.record
    type_in(sheet, "doc_no", GOOD_ID)

    assert first.doc_no
    assert sheet.work.main.record.birth_date == date(1949, 12, 31)
    assert sheet.form.rows["birth_date"].editor.text() == "1949-12-31"


def test_what_was_typed_against_the_identity_number_is_kept_and_warned_about(qtbot, open_window):
    sheet = new_form(qtbot, open_window, "resident", {"community": WEST})

    type_in(sheet, "name", "林晓梅")
    type_in(sheet, "birth_date", "1949.12.30")
    type_in(sheet, "doc_no", GOOD_ID)

    row = sheet.form.rows["birth_date"]
    assert sheet.work.main.record.birth_date == date(1949, 12, 30)
    assert row.message.property("tone") == "warning"
    assert "身份证号里是 1949-12-31" in row.message.text()
    save(qtbot, sheet)


def test_a_wrong_field_is_marked_as_one_leaves_it_and_refuses_to_be_saved(qtbot, open_window):
    sheet = new_form(qtbot, open_window, "resident", {"community": WEST})

    type_in(sheet, "name", "林晓梅")
    type_in(sheet, "doc_no", "110105194912310021")
    type_in(sheet, "birth_date", "1984.13.40")
    row = sheet.form.rows["birth_date"]
    sheet.save_button.click()

    assert sheet.form.rows["doc_no"].message.property("tone") == "error"
    assert "校验位" in sheet.form.rows["doc_no"].message.text()
    assert row.editor.text() == "1984.13.40"
    assert "无法识别" in row.message.text()
    assert "先改正" in sheet.banner_text.text()
    assert not sheet.work.is_saving


@pytest.mark.parametrize("typed", ["19840827", "1984.8.27", "1984年8月27日"])
def test_a_day_may_be_typed_in_any_usual_form(qtbot, open_window, typed):
    sheet = new_form(qtbot, open_window, "resident", {"community": WEST})

    type_in(sheet, "birth_date", typed)

    assert sheet.form.rows["birth_date"].editor.text() == "1984-08-27"


def test_the_same_number_twice_is_told_with_a_link_to_the_first(qtbot, open_window):
    store(qtbot, open_window, PERSON)
    sheet = new_form(qtbot, open_window, "resident", {"community": WEST})

    type_in(sheet, "doc_no", GOOD_ID)
    row = sheet.form.rows["doc_no"]
    qtbot.waitUntil(lambda: "r1" in row.message.text(), timeout=WAIT_MS)
    row.message.linkActivated.emit("r1")

    qtbot.waitUntil(lambda: ("resident", "r1") in forms_of(open_window).sheets, timeout=WAIT_MS)


def test_sensitive_values_are_masked_until_shown_and_a_mask_is_never_stored(qtbot, open_window):
    store(qtbot, open_window, PERSON)
    sheet = open_form(qtbot, open_window, "resident", "r1")

    row = sheet.form.rows["doc_no"]
    assert row.is_masked
    assert row.cover.text() == "110105********002X"
    assert GOOD_ID not in row.editor.text()
    assert "曾小明" not in sheet.heading.text()
    type_in(sheet, "former_name", "曾明")
    save(qtbot, sheet)

    person = stored(qtbot, open_window, Resident, "r1")
    assert replace(person, former_name="", initials="") == replace(PERSON, former_name="")
    assert person.former_name == "曾明"


def test_shown_values_can_be_changed(qtbot, open_window):
    store(qtbot, open_window, PERSON)
    sheet = open_form(qtbot, open_window, "resident", "r1")

    sheet.reveal_button.click()
    assert sheet.form.rows["doc_no"].editor.text() == GOOD_ID
    type_in(sheet, "phone", "13900001111")
    save(qtbot, sheet)

    assert stored(qtbot, open_window, Resident, "r1").phone == "13900001111"


def test_ctrl_enter_saves_and_opens_the_next_with_what_repeats(qtbot, open_window):
    sheet = new_form(qtbot, open_window, "resident", {"community": WEST})
    type_in(sheet, "name", "林晓梅")
    type_in(sheet, "ethnic", "汉族")
    first = sheet.work.key

    QTest.keyClick(sheet, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: list(forms_of(open_window).sheets) not in ([], [first]), timeout=WAIT_MS)

    (following,) = forms_of(open_window).sheets.values()
    assert following.work.main.record.ethnic == "01"
    assert following.work.main.record.name == ""
    assert not following.work.is_dirty


def test_page_down_steps_through_the_list_a_form_came_from(qtbot, open_window):
    store(qtbot, open_window, PERSON, replace(PERSON, id="r2", name="李四", doc_no=""))
    forms_of(open_window).open_record("resident", "r1", ["r1", "r2"])
    qtbot.waitUntil(lambda: ("resident", "r1") in forms_of(open_window).sheets, timeout=WAIT_MS)
    sheet = forms_of(open_window).sheets["resident", "r1"]

    QTest.keyClick(sheet, Qt.Key.Key_PageDown)

    qtbot.waitUntil(lambda: list(forms_of(open_window).sheets) == [("resident", "r2")], timeout=WAIT_MS)


def test_a_form_opened_from_the_list_steps_through_the_list(qtbot, open_window):
    store(qtbot, open_window, PERSON, replace(PERSON, id="r2", name="李四", doc_no=""))
    open_window.workspaces.show("records")
    open_window.records_wanted.emit("resident", {})
    records = open_window.feature(Records)
    qtbot.waitUntil(lambda: records.type_name == "resident" and len(records.model.ids) == 2, timeout=WAIT_MS)
    first, second = records.model.ids
    sheet = open_form(qtbot, open_window, "resident", first)

    QTest.keyClick(sheet, Qt.Key.Key_PageDown)

    qtbot.waitUntil(lambda: list(forms_of(open_window).sheets) == [("resident", second)], timeout=WAIT_MS)


def test_what_is_masked_is_shown_and_masked_again_with_the_same_key(qtbot, open_window):
    store(qtbot, open_window, PERSON)
    sheet = open_form(qtbot, open_window, "resident", "r1")
    seen = []

    for _ in range(3):
        QTest.keyClick(sheet, Qt.Key.Key_F8)
        seen.append(sheet.is_revealed)

    assert seen == [True, False, True]


def test_a_link_is_found_by_typing(qtbot, open_window):
    store(qtbot, open_window, Household(id="h1", community=WEST, address="苑路3号2幢1单元502室"))
    sheet = new_form(qtbot, open_window, "resident", {"community": WEST})
    editor = sheet.form.rows["household_id"].editor
    assert "输入几个字查找住户" in editor.line.placeholderText()

    with qtbot.waitSignal(editor.search_wanted, timeout=WAIT_MS):
        type_in(sheet, "household_id", "502", enter=False)
    qtbot.waitUntil(lambda: editor._found.rowCount() == 1, timeout=WAIT_MS)
    QTest.keyClick(editor._completer.popup(), Qt.Key.Key_Down)
    QTest.keyClick(editor._completer.popup(), Qt.Key.Key_Return)

    assert sheet.work.main.record.household_id == "h1"


def test_a_clean_form_follows_what_happens_elsewhere(qtbot, open_window):
    person = StaffPerson(id="s1", community=WEST, name="王五")
    store(qtbot, open_window, person)
    sheet = open_form(qtbot, open_window, "staff", "s1")

    open_window.document.run(
        lambda s: ChangeSet("改", [changed(s.get(StaffPerson, "s1"), replace(person, title="主任"))])
    )

    qtbot.waitUntil(lambda: sheet.form.rows["title"].editor.text() == "主任", timeout=WAIT_MS)


def test_a_building_names_its_households_and_cannot_vanish_under_them(qtbot, open_window):
    building = open_window.overview.scene.buildings.layer.ids[0]
    store(qtbot, open_window, Household(id="h1", community=WEST, building_id=building))
    sheet = open_form(qtbot, open_window, "building", building)
    tie = sheet.findChild(QPushButton, "tie_household")
    assert tie.text() == "住户 1 ›"

    with qtbot.waitSignal(open_window.records_wanted) as asked:
        tie.click()
    sheet.remove_button.click()

    assert asked.args == ["household", {"building_id": building}]
    assert "还有 1 条住户记录" in sheet.banner_text.text()


def test_a_removed_record_comes_back_with_undo(qtbot, open_window):
    store(qtbot, open_window, PERSON)
    sheet = open_form(qtbot, open_window, "resident", "r1")

    with qtbot.waitSignal(sheet.work.gone, timeout=WAIT_MS):
        sheet.remove_button.click()
    assert stored(qtbot, open_window, Resident, "r1") is None
    with qtbot.waitSignal(open_window.document.undo().succeeded, timeout=WAIT_MS):
        pass

    assert stored(qtbot, open_window, Resident, "r1") is not None
    assert not forms_of(open_window).sheets


def test_a_new_building_is_placed_by_one_click_on_the_map(qtbot, open_window):
    sheet = new_form(qtbot, open_window, "building", {})
    assert "没有位置" in sheet.form.rows["geom"].editor.text()
    type_in(sheet, "number", "99幢")

    sheet.form.rows["geom"].editor.pick.click()
    canvas = open_window.canvas
    canvas.show_all()
    west = canvas.view.to_screen(open_window.overview.scene.communities.anchors[:1, :2])[0]
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(*map(int, west)))
    qtbot.waitUntil(lambda: sheet.work.main.record.community != "", timeout=WAIT_MS)
    save(qtbot, sheet)

    building = stored(qtbot, open_window, Building, sheet.work.key[1])
    assert building.geom.geom_type == "Point"
    assert building.community
    assert building.grid_code


def test_picking_a_place_can_be_given_up(qtbot, open_window):
    sheet = new_form(qtbot, open_window, "facility", {})

    sheet.form.rows["geom"].editor.pick.click()
    assert sheet.isHidden()
    QTest.keyClick(open_window.canvas, Qt.Key.Key_Escape)

    assert not sheet.isHidden()
    assert sheet.work.main.record.geom is None
    assert isinstance(sheet.work.main.record, Facility)


def test_all_that_can_be_added_stands_in_the_menu(qtbot, open_window):
    names = [a.text.removesuffix("…") for a in ACTIONS if a.name.startswith("data.add_")]

    assert names == ["新增楼幢", "新增住户", "新增居民", "新增人员", "新增设施"]
    open_window.menus.actions["data.add_staff"].trigger()
    qtbot.waitUntil(lambda: len(forms_of(open_window).sheets) == 1, timeout=WAIT_MS)


def test_a_record_that_is_gone_is_said(qtbot, open_window):
    open_window.record_wanted.emit("resident", "nobody")

    qtbot.waitUntil(lambda: "已不存在" in open_window.message.text, timeout=WAIT_MS)


def test_the_code_of_a_community_is_not_typed_over_and_a_community_is_not_removed_here(qtbot, open_window):
    community = open_window.overview.communities[0]

    sheet = open_form(qtbot, open_window, "community", community.id)

    assert sheet.form.rows["code"].editor.line.isReadOnly()
    assert sheet.remove_button.isHidden()
    type_in(sheet, "phone", "0598-1234567")
    save(qtbot, sheet)
