# SPDX-License-Identifier: MIT
"""A clerk brings a workbook in through the wizard's own window."""

from pathlib import Path

import pytest
import xlsxwriter
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from gridmgr.data.opening import open_store
from gridmgr.model.changes import ChangeSet, added
from gridmgr.model.people import Resident, StaffPerson
from gridmgr.ui.importing import Importing
from gridmgr.ui.importing.wizard import ImportWizard
from gridmgr.ui.window import MainWindow
from tests.operations.town import WEST
from tests.ui.conftest import WAIT_MS

GOOD, OTHER = "11010519491231002X", "110105198001010016"
HEADINGS = ("姓名", "身份证号", "性别", "楼栋情况")


def workbook(path: Path, rows: list[tuple[object, ...]], headings: tuple[str, ...] = HEADINGS) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("居民")
        for number, row in enumerate([headings, *rows]):
            for column, cell in enumerate(row):
                sheet.write(number, column, cell)
    return path


@pytest.fixture
def residents(tmp_path: Path) -> Path:
    """Two good rows, one whose number was damaged by the table program."""
    rows: list[tuple[object, ...]] = [
        ("张三", GOOD, "女", "甲"), ("李四", OTHER, "男", "乙"), ("王五", 350403198408279321, "男", "丙"),
    ]  # fmt: skip
    return workbook(tmp_path / "居民.xlsx", rows)


def opened(qtbot: QtBot, window: MainWindow, path: Path) -> ImportWizard:
    wizard = window.feature(Importing).open(path)
    assert wizard is not None
    qtbot.waitUntil(lambda: wizard.course.look is not None and wizard.next.isEnabled(), timeout=WAIT_MS)
    return wizard


def walk_to_check(qtbot: QtBot, wizard: ImportWizard) -> None:
    wizard.go_on()
    wizard.go_on()
    qtbot.waitUntil(lambda: wizard.columns.fields.rowCount() > 0, timeout=WAIT_MS)
    wizard.go_on()
    qtbot.waitUntil(lambda: wizard.account is not None and wizard.next.isEnabled(), timeout=WAIT_MS)


def stored(window: MainWindow) -> list[str]:
    assert window.document is not None
    with open_store(window.document.location, read_only=True) as store:
        return sorted(r.name for r in store.find(Resident))


def test_a_workbook_comes_in_by_five_steps(qtbot: QtBot, open_window: MainWindow, residents: Path):
    wizard = opened(qtbot, open_window, residents)
    assert wizard.course.kind == "resident"

    walk_to_check(qtbot, wizard)

    assert "新增 2 条" in wizard.check.figures.text()
    assert "退回 1 行" in wizard.check.figures.text()
    assert stored(open_window) == []

    wizard.go_on()
    qtbot.waitUntil(lambda: wizard.report is not None and wizard.next.isEnabled(), timeout=WAIT_MS)

    assert stored(open_window) == ["张三", "李四"]
    assert "保存 2 行" in wizard.outcome.figures.text()
    assert wizard.outcome.refused.isVisible()


def test_esc_before_the_last_step_stores_nothing(qtbot: QtBot, open_window: MainWindow, residents: Path):
    wizard = opened(qtbot, open_window, residents)
    walk_to_check(qtbot, wizard)

    qtbot.keyClick(wizard, Qt.Key.Key_Escape)

    assert open_window.feature(Importing).wizard is None
    assert stored(open_window) == []


def test_refused_rows_are_saved_mended_and_come_in_without_anything_twice(
    qtbot: QtBot, open_window: MainWindow, residents: Path, tmp_path: Path
):
    wizard = opened(qtbot, open_window, residents)
    walk_to_check(qtbot, wizard)
    wizard.go_on()
    qtbot.waitUntil(lambda: wizard.report is not None and wizard.next.isEnabled(), timeout=WAIT_MS)
    wizard.save_refused(tmp_path / "退回.xlsx")
    qtbot.waitUntil(lambda: "1 行存到" in wizard.message.text, timeout=WAIT_MS)
    workbook(tmp_path / "退回.xlsx", [("号码不对", "王五", "350403198408270010", "男", "丙")], ("错误原因", *HEADINGS))

    wizard.take_file(tmp_path / "退回.xlsx")
    qtbot.waitUntil(lambda: wizard.course.look is not None and wizard.next.isEnabled(), timeout=WAIT_MS)
    walk_to_check(qtbot, wizard)

    assert "错误原因" not in wizard.course.unused
    assert wizard.account is not None
    assert (wizard.account.added, wizard.account.refused) == (1, 0)
    wizard.go_on()
    qtbot.waitUntil(lambda: wizard.report is not None and wizard.next.isEnabled(), timeout=WAIT_MS)

    assert stored(open_window) == ["张三", "李四", "王五"]


def test_an_import_can_be_undone_from_its_result(qtbot: QtBot, open_window: MainWindow, residents: Path):
    wizard = opened(qtbot, open_window, residents)
    walk_to_check(qtbot, wizard)
    wizard.go_on()
    qtbot.waitUntil(lambda: wizard.report is not None and wizard.next.isEnabled(), timeout=WAIT_MS)
    label = wizard.report.step.label if wizard.report and wizard.report.step else ""
    qtbot.waitUntil(
        lambda: open_window.overview is not None and open_window.overview.undo_label == label, timeout=WAIT_MS
    )

    wizard.undo()
    qtbot.waitUntil(lambda: "已经撤销" in wizard.outcome.figures.text(), timeout=WAIT_MS)

    assert stored(open_window) == []


def test_new_records_are_asked_for_by_their_ids(qtbot: QtBot, open_window: MainWindow, residents: Path):
    wizard = opened(qtbot, open_window, residents)
    walk_to_check(qtbot, wizard)
    wizard.go_on()
    qtbot.waitUntil(lambda: wizard.report is not None and wizard.next.isEnabled(), timeout=WAIT_MS)

    with qtbot.waitSignal(open_window.records_wanted, timeout=WAIT_MS) as asked:
        wizard.show_new()

    assert asked.args[0] == "resident"
    assert len(asked.args[1]["id"]) == 2


def test_a_column_can_be_chosen_otherwise_or_kept_as_the_offices_own(
    qtbot: QtBot, open_window: MainWindow, residents: Path
):
    wizard = opened(qtbot, open_window, residents)
    wizard.go_on()
    wizard.go_on()
    qtbot.waitUntil(lambda: wizard.columns.fields.rowCount() > 0, timeout=WAIT_MS)

    gender = wizard.findChild(QComboBox, "import_field_gender")
    gender.setCurrentIndex(0)
    wizard.findChild(QComboBox, f"import_unused_{wizard.course.unused.index('楼栋情况')}").setCurrentIndex(1)

    assert wizard.course.columns["gender"] == ""
    assert wizard.course.options().kept == ("楼栋情况",)
    assert "性别" in wizard.course.unused


def test_the_heading_can_be_moved_and_the_file_is_read_anew(qtbot: QtBot, open_window: MainWindow, residents: Path):
    wizard = opened(qtbot, open_window, residents)
    wizard.go_on()

    wizard.reading.header.setValue(2)
    qtbot.waitUntil(lambda: wizard.course.looked.layer.header_row == 2 and wizard.next.isEnabled(), timeout=WAIT_MS)

    assert wizard.course.looked.layer.columns[0] == "张三"
    assert wizard.course.options().header_row == 2


def test_problems_are_filtered_by_level_and_values_are_masked(qtbot: QtBot, open_window: MainWindow, residents: Path):
    wizard = opened(qtbot, open_window, residents)
    walk_to_check(qtbot, wizard)

    wizard.check.severity.setCurrentIndex(1)
    wizard.check.severity.activated.emit(1)

    assert wizard.check.problems.rowCount() == 1
    assert wizard.check.problems.item(0, 0).text() == "4"
    assert "*" in wizard.check.problems.item(0, 3).text()


def test_a_file_that_cannot_be_read_is_told_in_the_wizard(qtbot: QtBot, open_window: MainWindow, tmp_path: Path):
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"PK\x03\x04" + b"\x00" * 40)

    wizard = open_window.feature(Importing).open(broken)
    assert wizard is not None
    qtbot.waitUntil(lambda: bool(wizard.message.text), timeout=WAIT_MS)

    assert not wizard.next.isEnabled()
    assert open_window.message.text == ""


def test_a_file_let_go_over_the_map_opens_the_wizard(qtbot: QtBot, open_window: MainWindow, residents: Path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(residents))])
    event = QDropEvent(
        QPointF(50, 50), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )

    entered = QDragEnterEvent(QPoint(50, 50), event.possibleActions(), data, event.buttons(), event.modifiers())

    QApplication.sendEvent(open_window.canvas, entered)
    QApplication.sendEvent(open_window.canvas, event)

    wizard = open_window.feature(Importing).wizard
    assert wizard is not None
    qtbot.waitUntil(lambda: wizard.course.look is not None, timeout=WAIT_MS)
    assert wizard.course.path == residents


def test_with_nothing_open_a_person_is_told_to_open_something(window: MainWindow, residents: Path):
    window.feature(Importing).take_dropped(residents)

    assert "先打开或新建" in window.message.text


def test_all_rows_can_be_put_into_one_community(qtbot: QtBot, open_window: MainWindow, residents: Path):
    wizard = opened(qtbot, open_window, residents)
    wizard.go_on()
    wizard.go_on()
    qtbot.waitUntil(lambda: wizard.columns.fields.rowCount() > 0, timeout=WAIT_MS)

    box = wizard.columns.further.community
    box.setCurrentIndex(box.findData(WEST))
    box.activated.emit(box.currentIndex())

    assert wizard.course.options().community == WEST


def test_data_that_moved_on_are_worked_out_anew_before_anything_is_stored(
    qtbot: QtBot, open_window: MainWindow, residents: Path
):
    wizard = opened(qtbot, open_window, residents)
    walk_to_check(qtbot, wizard)
    assert open_window.document is not None
    edit = open_window.document.run(
        lambda _store: ChangeSet("录入", [added(StaffPerson(id="p1", community=WEST, name="甲"))])
    )
    qtbot.waitSignal(edit.ended, timeout=WAIT_MS).wait()

    wizard.go_on()
    qtbot.waitUntil(lambda: "重新检查" in wizard.message.text and wizard.check.again.isVisible(), timeout=WAIT_MS)
    assert stored(open_window) == []
    wizard.check.again.click()
    qtbot.waitUntil(lambda: wizard.account is not None and wizard.next.isEnabled(), timeout=WAIT_MS)
    wizard.go_on()
    qtbot.waitUntil(lambda: wizard.report is not None and wizard.next.isEnabled(), timeout=WAIT_MS)

    assert stored(open_window) == ["张三", "李四"]


def test_a_dry_run_can_be_stopped_and_begun_again(qtbot: QtBot, open_window: MainWindow, tmp_path: Path):
    many = workbook(tmp_path / "很多.xlsx", [(f"人{n}", "", "男", "") for n in range(5000)])
    wizard = opened(qtbot, open_window, many)
    wizard.go_on()
    wizard.go_on()
    qtbot.waitUntil(lambda: wizard.columns.fields.rowCount() > 0, timeout=WAIT_MS)

    wizard.go_on()
    wizard.stop.click()
    qtbot.waitUntil(lambda: wizard.check.again.isVisible(), timeout=WAIT_MS)

    assert "已取消" in wizard.message.text
    wizard.check.again.click()
    qtbot.waitUntil(lambda: wizard.account is not None, timeout=WAIT_MS)
    assert wizard.account is not None
    assert wizard.account.read == 5000


def test_closing_the_district_closes_the_wizard(qtbot: QtBot, open_window: MainWindow, residents: Path):
    opened(qtbot, open_window, residents)

    open_window.close_document()

    assert open_window.feature(Importing).wizard is None


def test_a_template_is_saved_from_the_menu(qtbot: QtBot, open_window: MainWindow, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "模板"), ""))
    open_window.menus.actions["data.template"].trigger()

    open_window.findChild(QPushButton, "template_save").click()
    qtbot.waitUntil(lambda: "模板已存到" in open_window.message.text, timeout=WAIT_MS)

    assert (tmp_path / "模板.xlsx").is_file()
