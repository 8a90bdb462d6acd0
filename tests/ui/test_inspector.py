# SPDX-License-Identifier: MIT
"""The inspector opens what its figures count, and keeps the role board."""

from datetime import date

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from gridmgr.model.areas import Facility
from gridmgr.model.changes import ChangeSet, added
from gridmgr.model.ids import counted_ids
from gridmgr.model.people import Appointment, Household, Resident, StaffPerson
from gridmgr.model.shapes import normal_form
from gridmgr.ui.inspector_parts import GridTable
from gridmgr.ui.role_dialogs import AppointDialog, DismissDialog, TenuresDialog
from gridmgr.ui.roles import Roles
from gridmgr.ui.window import MainWindow
from tests.operations.town import WEST
from tests.ui.conftest import WAIT_MS

IDS = counted_ids(71)
LIN = StaffPerson(id=IDS(), community=WEST, name="林测", initials="lc", unit="西苑社区居委会", phone="13800001111")


def show_first(qtbot: QtBot, window: MainWindow, kind: str = "grid") -> str:
    assert window.overview is not None
    community = window.overview.communities[0]
    record = community.grids[0].id if kind == "grid" else community.id
    window.show_record(kind, record)
    qtbot.waitUntil(lambda: window.inspector.card is not None and window.inspector.card.kind == kind, timeout=WAIT_MS)
    return record


def store(qtbot: QtBot, window: MainWindow, *records) -> None:
    assert window.document is not None
    with qtbot.waitSignal(window.overview_changed, timeout=WAIT_MS):
        window.document.run(lambda _store: ChangeSet("录入", [added(r) for r in records]))


def button(window: MainWindow, name: str, kind: type = QPushButton):
    found = window.inspector.findChild(kind, name)
    assert found is not None
    return found


def open_dialog(qtbot: QtBot, window: MainWindow, kind: type):
    roles = window.feature(Roles)
    qtbot.waitUntil(lambda: isinstance(roles.dialog, kind), timeout=WAIT_MS)
    return roles.dialog


def appoint_lin(qtbot: QtBot, window: MainWindow) -> None:
    store(qtbot, window, LIN)
    button(window, "role_give").click()
    dialog = open_dialog(qtbot, window, AppointDialog)
    dialog.search.setText("lc")
    dialog.agree.click()
    qtbot.waitUntil(lambda: "林测" in " ".join(window.inspector.texts()), timeout=WAIT_MS)


@pytest.mark.parametrize("kind", ["household", "building", "facility"])
def test_a_figure_opens_the_records_it_counts(qtbot: QtBot, open_window: MainWindow, kind: str):
    grid = show_first(qtbot, open_window)
    name = {"household": "户数", "building": "楼幢", "facility": "设施"}[kind]

    with qtbot.waitSignal(open_window.records_wanted) as asked:
        button(open_window, f"figure_{name}").click()

    assert asked.args == [kind, {"grid_id": grid}]


def test_the_sheet_and_the_form_of_a_grid_are_one_press_away(qtbot: QtBot, open_window: MainWindow):
    grid = show_first(qtbot, open_window)

    with qtbot.waitSignal(open_window.print_wanted) as printed:
        button(open_window, "inspector_print").click()
    with qtbot.waitSignal(open_window.record_wanted) as edited:
        button(open_window, "inspector_edit").click()

    assert printed.args == ["grid", grid]
    assert edited.args == ["grid", grid]


def test_special_groups_are_counted_and_open_just_these_people(qtbot: QtBot, open_window: MainWindow):
    assert open_window.document is not None
    building = open_window.canvas.scene.buildings.ids[0]
    home = Household(id=IDS(), community=WEST, building_id=building, groups=("01",), last_visit_on=date(2012, 8, 1))
    person = Resident(id=IDS(), community=WEST, name="测某", household_id=home.id, groups=("03",))
    store(qtbot, open_window, home, person)
    open_window.selection.choose("building", building)
    qtbot.waitUntil(lambda: open_window.inspector.card is not None, timeout=WAIT_MS)
    grid_link = next(r.link for r in open_window.inspector.card.sections[0].rows if r.label == "网格")

    open_window.inspector.followed.emit(grid_link)
    qtbot.waitUntil(lambda: open_window.inspector.card.kind == "grid", timeout=WAIT_MS)

    rows = {r.label: r for s in open_window.inspector.card.sections for r in s.rows}
    assert (rows["低保户"].value, rows["残疾人"].value) == ("1 户", "1 人")
    assert rows["残疾人"].link.wanted == {"id": [person.id]}
    assert "一年未走访" in rows


def test_a_facility_of_the_grid_is_listed(qtbot: QtBot, open_window: MainWindow):
    shape = open_window.canvas.scene.grids.layer.geometries[0]
    place = normal_form(shape.representative_point(), "POINT")
    store(qtbot, open_window, Facility(id=IDS(), community=WEST, name="测试药店", facility_type="C03", geom=place))
    open_window.show_record("grid", open_window.canvas.scene.grids.layer.ids[0])
    qtbot.waitUntil(lambda: "测试药店" in open_window.inspector.texts(), timeout=WAIT_MS)


def test_a_vacancy_is_filled_from_the_inspector(qtbot: QtBot, open_window: MainWindow):
    show_first(qtbot, open_window)

    appoint_lin(qtbot, open_window)

    texts = open_window.inspector.texts()
    assert texts.count("空缺") == 4
    assert any("138****1111" in text for text in texts)
    assert open_window.feature(Roles).dialog is None


def test_a_person_who_is_not_in_the_list_is_entered_on_the_way(qtbot: QtBot, open_window: MainWindow):
    show_first(qtbot, open_window)
    button(open_window, "role_give").click()
    dialog = open_dialog(qtbot, open_window, AppointDialog)

    dialog.search.setText("陈新")
    dialog.is_new.setChecked(True)
    assert dialog.agree.text() == "任命陈新"
    dialog.agree.click()

    qtbot.waitUntil(lambda: "陈新" in open_window.inspector.texts(), timeout=WAIT_MS)


def test_a_dismissed_person_stays_in_the_history(qtbot: QtBot, open_window: MainWindow):
    show_first(qtbot, open_window)
    appoint_lin(qtbot, open_window)
    line = open_window.inspector.card.roles[0]
    open_window.inspector.role_wanted.emit("end", line)
    asking = open_dialog(qtbot, open_window, DismissDialog)
    asking.day.setDate(asking.day.date().addDays(7))
    with qtbot.waitSignal(open_window.overview_changed, timeout=WAIT_MS):
        asking.findChild(QPushButton, "dismiss_agree").click()

    button(open_window, "role_history").click()
    shown = open_dialog(qtbot, open_window, TenuresDialog)

    ends = QDate.currentDate().addDays(6).toString("yyyy-MM-dd")

    def row() -> tuple[str, ...]:
        item = shown.list.topLevelItem(0)
        return tuple(item.text(column) for column in (1, 3, 4)) if item is not None else ()

    qtbot.waitUntil(lambda: row() == ("林测", ends, "在任"), timeout=WAIT_MS)
    shown.accept()


def test_a_warning_is_shown_before_somebody_is_appointed(qtbot: QtBot, open_window: MainWindow):
    show_first(qtbot, open_window)
    many = [Appointment(id=IDS(), community=WEST, grid_uid=f"u{n}", role="GLY", staff_id=LIN.id) for n in range(6)]
    store(qtbot, open_window, LIN, *many)
    button(open_window, "role_give").click()
    dialog = open_dialog(qtbot, open_window, AppointDialog)

    dialog.search.setText("林")

    qtbot.waitUntil(lambda: "已在 6 个网格任职" in dialog.note.text(), timeout=WAIT_MS)
    dialog.reject()


def test_the_grids_of_a_community_are_a_table_that_chooses(qtbot: QtBot, open_window: MainWindow):
    show_first(qtbot, open_window, "community")
    table = open_window.inspector.findChild(GridTable, "grid_table")
    assert table is not None

    assert table.topLevelItem(0).text(0) == "网格 01"
    assert "空缺 10 个" in open_window.inspector.texts()
    table.itemActivated.emit(table.topLevelItem(1), 0)
    qtbot.waitUntil(lambda: open_window.inspector.card.title.startswith("网格 02"), timeout=WAIT_MS)

    assert open_window.selection.kind == "grid"


def test_what_may_not_be_written_offers_no_appointment(qtbot: QtBot, open_window: MainWindow):
    show_first(qtbot, open_window)

    open_window.inspector.allow_writing(False)

    assert not button(open_window, "role_give").isEnabled()
    assert (
        open_window.inspector.findChildren(QToolButton, "role_menu", Qt.FindChildOption.FindChildrenRecursively) == []
    )
