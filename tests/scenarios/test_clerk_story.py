# SPDX-License-Identifier: MIT
"""A clerk's day at the real window: a list with bad rows, a caller on the telephone, a new family, a vacancy."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from gridmgr.data.opening import open_store
from gridmgr.model.areas import Building
from gridmgr.model.changes import ChangeSet, added
from gridmgr.model.people import Appointment, Household, Resident, StaffPerson
from gridmgr.operations.session import Session
from gridmgr.ui.forms.feature import Forms
from gridmgr.ui.palette import Palette
from gridmgr.ui.role_dialogs import AppointDialog
from gridmgr.ui.roles import Roles
from gridmgr.ui.window import MainWindow
from tests.operations.town import WEST
from tests.scenarios.desk import CONTROL, KEY, Desk, FormDesk, TableDesk, WizardDesk
from tests.ui.conftest import divided_town, memory, open_town, open_window, town, window

__all__ = ["divided_town", "memory", "open_window", "town", "window"]

HOUSEHOLDS = (
    ("户号", "社区", "楼栋", "单元", "房号", "户主"),
    ("H001", "西苑社区", "1幢", "1", "101", "曾小明"),
    ("H002", "西苑社区", "1幢", "1", "102", "林美兰"),
    ("H003", "西苑社区", "999幢", "1", "201", "陈大力"),
)
RESIDENTS = (
    ("姓名", "身份证号", "户号", "联系电话"),
    ("曾小明", "350402198408279326", "H001", "13800001111"),
    ("林美兰", "350402199012030019", "H002", "13800002222"),
    ("陈大力", 350402196205150021, "H003", "13800003333"),
    ("黄阿花", "350402200109090031", "H001", "13800004444"),
    ("曾小明", "350402198408279326", "H001", "13800001111"),
    ("", "350402197803051116", "H002", "13800005555"),
)
MENDED = {4: ("陈大力", "350402196205150021"), 5: ("黄阿花", "35040220010909003X"), 7: ("刘建国", "350402197803051116")}
"""Name and number by the row of the list in which they were wrong."""

LIN = StaffPerson(id="s1", community=WEST, name="林测", initials="lc", unit="西苑社区居委会", phone="13800001111")
WU = StaffPerson(id="s2", community=WEST, name="吴新", initials="wx", unit="西苑社区居委会")
HOME = Household(id="h1", community=WEST, household_no="H001", address="苑路1号1单元101室", head_name="曾小明")
CALLER = Resident(id="r1", community=WEST, household_id="h1", name="曾小明", initials="zxm", phone="13800001111")


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Drafts go to a folder that ends with the test."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data" / "gridmgr" / "drafts"


@pytest.fixture
def desk(qtbot: QtBot, open_window: MainWindow) -> Desk:
    """The clerk at the window on the divided town."""
    return Desk(qtbot, open_window)


@pytest.fixture
def known_people(divided_town: Path) -> None:
    """One household with the caller, and two people who can hold a role."""
    with open_store(divided_town) as store:
        Session(store, "测试员").run(ChangeSet("录入", [added(r) for r in (HOME, CALLER, LIN, WU)]))


KILLED = """
import sys
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication
from gridmgr.ui.forms.feature import Forms
from gridmgr.ui.memory import Memory
from gridmgr.ui.window import MainWindow

application = QApplication(sys.argv[:1])
window = MainWindow(Memory(QSettings(sys.argv[2], QSettings.Format.IniFormat)))
window.open_location(sys.argv[1])
forms = window.feature(Forms)

def look():
    if window.overview is not None and not forms.sheets and not look.asked:
        look.asked = True
        window.record_wanted.emit("resident", "r1")
    for sheet in forms.sheets.values():
        if not sheet.work.is_dirty:
            sheet.form.set_value("phone", "13900009999")
            print("typed", flush=True)

look.asked = False
timer = QTimer()
timer.timeout.connect(look)
timer.start(20)
application.exec()
"""


def workbook(path: Path, **sheets: Sequence[Sequence[object]]) -> Path:
    """Write a workbook as another office would send it."""
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def mend(path: Path) -> list[str]:
    """Mend the returned rows as a person does in the table program; return what was said to be wrong with them."""
    book = openpyxl.load_workbook(path)
    sheet = book.active
    headings = [cell.value for cell in sheet[1]]
    phone = headings.index("联系电话") + 1
    by_phone = {RESIDENTS[row - 1][3]: mended for row, mended in MENDED.items()}
    said = []
    for line in range(2, sheet.max_row + 1):
        said.append(str(sheet.cell(line, 1).value))
        name, number = by_phone[sheet.cell(line, phone).value]
        sheet.cell(line, headings.index("姓名") + 1).value = name
        sheet.cell(line, headings.index("身份证号") + 1).value = number
    book.save(path)
    return said


def names(desk: Desk) -> list[str]:
    return desk.stored(lambda store: sorted(r.name for r in store.find(Resident)))


def bring_households(desk: Desk, wizard: WizardDesk, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bring in the sheet of households, one of which names a building that nobody knows."""
    wizard.choose(monkeypatch, book, "住户")
    assert wizard.wizard.course.kind == "household"
    assert "读取 3 行：新增 3 条，修改 0 条，没有变化 0 行，退回 0 行" in wizard.to_check()
    assert "楼" in wizard.wizard.check.problems.item(0, 4).text()
    assert desk.stored(lambda store: store.count(Household)) == 0
    wizard.go_on()
    assert "保存 3 行" in wizard.wizard.outcome.figures.text()


def test_a_list_with_bad_rows_comes_in_is_mended_and_comes_in_again_without_anything_twice(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    book = workbook(tmp_path / "西苑名册.xlsx", 住户=HOUSEHOLDS, 居民=RESIDENTS)
    returned = tmp_path / "退回.xlsx"

    wizard = WizardDesk(desk)
    bring_households(desk, wizard, book, monkeypatch)

    desk.press("import_again", wizard.wizard)
    wizard.choose(monkeypatch, book, "居民")
    assert wizard.wizard.course.kind == "resident"
    assert "读取 6 行：新增 2 条，修改 0 条，没有变化 1 行，退回 3 行" in wizard.to_check()
    wizard.go_on()
    assert "读取 6 行 = 保存 2 行 + 没有变化 1 行 + 退回 3 行" in wizard.wizard.outcome.figures.text()
    assert names(desk) == ["曾小明", "林美兰"]

    wizard.save_refused(monkeypatch, returned)
    said = mend(returned)
    assert [any(word in reason for reason in said) for word in ("精度", "校验位", "缺少“姓名”")] == [True] * 3
    desk.press("import_again", wizard.wizard)
    wizard.choose(monkeypatch, returned)
    assert "新增 3 条，修改 0 条，没有变化 0 行，退回 0 行" in wizard.to_check()
    wizard.go_on()
    assert "保存 3 行" in wizard.wizard.outcome.figures.text()

    desk.press("import_again", wizard.wizard)
    wizard.choose(monkeypatch, book, "居民")
    assert "新增 0 条，修改 0 条，没有变化 4 行，退回 2 行" in wizard.to_check()
    desk.key(KEY.Key_Escape, widget=wizard.wizard)

    assert names(desk) == sorted(("刘建国", "曾小明", "林美兰", "陈大力", "黄阿花"))
    homes = desk.stored(lambda s: {h.id: h.household_no for h in s.find(Household)})
    people = desk.stored(lambda s: {r.name: homes[r.household_id] for r in s.find(Resident)})
    assert people == {"曾小明": "H001", "林美兰": "H002", "陈大力": "H003", "黄阿花": "H001", "刘建国": "H002"}
    assert sum("导入" in line for line in desk.journal()) == 3


def test_a_household_whose_building_was_not_known_is_put_into_one_in_its_form(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    wizard = WizardDesk(desk)
    wizard.choose(monkeypatch, workbook(tmp_path / "住户.xlsx", 住户=HOUSEHOLDS))
    wizard.to_check()
    wizard.go_on()
    wizard.finish()

    table = TableDesk(desk, "住户")
    table.go_to(table.shown("household_no").index("H**3"), "household_no")
    desk.key(KEY.Key_Return)
    form = FormDesk(desk)
    form.pick("building_id", "2幢")
    form.save()

    home = desk.stored(lambda s: next(h for h in s.find(Household) if h.household_no == "H003"))
    building = desk.stored(lambda s: s.get(Building, home.building_id))
    assert "2幢" in building.number


@pytest.mark.usefixtures("known_people")
def test_a_caller_is_found_by_initials_and_the_number_is_changed_in_the_form_and_in_the_table(desk: Desk):
    desk.shortcut(KEY.Key_K)
    palette = desk.window.feature(Palette).box
    desk.until(palette.field.hasFocus)
    desk.type("zxm")
    desk.until(lambda: any(palette.list.item(row).text() == "曾小明" for row in range(palette.list.count())))
    desk.key(KEY.Key_Return)
    form = FormDesk(desk)
    mask = form.sheet.findChild(QLineEdit, "mask_phone")
    assert mask.text() == "138****1111"
    form.reveal()
    form.write("phone", "13900009999")
    form.save()
    assert desk.stored(lambda s: s.get(Resident, "r1")).phone == "13900009999"

    form.reveal()
    assert form.sheet.findChild(QLineEdit, "mask_phone").text() == "139****9999"
    form.write("employer", "西苑小学")
    form.save()
    form.close()
    caller = desk.stored(lambda s: s.get(Resident, "r1"))
    assert (caller.phone, caller.name, caller.employer) == ("13900009999", "曾小明", "西苑小学")

    table = TableDesk(desk, "居民")
    desk.until(lambda: table.shown("phone") == ["139****9999"])
    table.go_to(0, "phone")
    desk.key(KEY.Key_F2, widget=table.records.page.table)
    desk.click(table.records.cells.dialog.yes)
    table.write("13700007777")
    desk.until(lambda: desk.stored(lambda s: s.get(Resident, "r1")).phone == "13700007777")

    desk.undo("修改居民：手机")
    desk.until(lambda: table.shown("phone") == ["13900009999"])
    desk.undo("修改居民")
    desk.undo("修改居民")
    desk.until(lambda: table.shown("phone") == ["13800001111"])
    caller = desk.stored(lambda s: s.get(Resident, "r1"))
    assert (caller.phone, caller.employer) == ("13800001111", "")


@pytest.mark.usefixtures("known_people")
def test_a_family_moves_in_with_one_save_and_goes_with_one_undo(desk: Desk):
    desk.shortcut(KEY.Key_H, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    form = FormDesk(desk)
    form.pick("building_id", "3幢")
    form.write("room_no", "502")
    desk.press("members_add", form.sheet)
    for cells in (("张大山", "户主", "350402197803051116"), ("李小红", "配偶", "350402198307161222")):
        for text in cells:
            desk.key(KEY.Key_A, CONTROL)
            desk.type(text)
            desk.key(KEY.Key_Return)
        desk.key(KEY.Key_Escape)
        if cells[0] == "张大山":
            desk.key(KEY.Key_Insert, widget=form.sheet.members.table)
    form.save()
    form.close()

    home = desk.stored(lambda s: next(h for h in s.find(Household) if h.room_no == "502"))
    people = desk.stored(lambda s: {r.name: (r.relation, r.gender) for r in s.find(Resident, household_id=home.id)})
    assert home.head_name == "张大山"
    assert people == {"张大山": ("02", "1"), "李小红": ("10", "2")}
    assert desk.journal()[0] == "新增住户和 2 位成员"
    desk.undo("新增住户和 2 位成员")
    assert desk.stored(lambda s: (s.count(Household), s.count(Resident))) == (1, 1)


@pytest.mark.usefixtures("known_people")
def test_an_officer_is_appointed_to_a_vacancy_and_replaced_with_history(desk: Desk):
    window, roles = desk.window, desk.window.feature(Roles)
    grid = window.overview.communities[0].grids[0].id
    desk.shortcut(KEY.Key_K)
    desk.until(window.feature(Palette).box.field.hasFocus)
    desk.type("西苑 1")
    desk.until(lambda: window.feature(Palette).box.list.count() > 1)
    desk.key(KEY.Key_Return)
    desk.until(lambda: window.inspector.card is not None and window.inspector.card.id == grid)

    vacancy = desk.find("role_GLY", window.inspector)
    desk.press("role_give", vacancy)
    desk.until(lambda: isinstance(roles.dialog, AppointDialog))
    desk.type("lc", roles.dialog.search)
    desk.key(KEY.Key_Return, widget=roles.dialog.search)
    desk.until(lambda: "林测" in " ".join(window.inspector.texts()) and roles.dialog is None)

    button = desk.find("role_menu", desk.find("role_GLY", window.inspector))
    menu = button.menu()
    assert isinstance(menu, QMenu)
    menu.actions()[0].trigger()
    desk.until(lambda: isinstance(roles.dialog, AppointDialog))
    assert "现任：林测" in desk.texts(roles.dialog)
    desk.type("吴新", roles.dialog.search)
    roles.dialog.begins.setDate(QDate.currentDate().addDays(1))
    desk.click(roles.dialog.agree)
    desk.until(lambda: roles.dialog is None)

    held = desk.stored(lambda s: sorted((a.staff_id, a.from_on, a.to_on) for a in s.find(Appointment)))
    today = QDate.currentDate().toPython()
    assert [(staff, begun == today, ended is not None) for staff, begun, ended in held] == [
        ("s1", True, True), ("s2", False, False),
    ]  # fmt: skip
    lines = desk.journal()
    assert lines[:2] == ["更换网格管理员：西苑社区第1网格", "任命网格管理员：西苑社区第1网格"]
    assert "修改  任职 林测 网格管理员\n任职止：（空） → " in desk.told_below(0)
    assert "新增  任职 吴新 网格管理员" in desk.told_below(0)


@pytest.mark.usefixtures("known_people")
def test_what_was_being_typed_when_the_machine_died_is_offered_and_saved(
    qtbot: QtBot, window: MainWindow, divided_town: Path, tmp_path: Path, own_folder: Path
):
    command = [sys.executable, "-c", KILLED, str(divided_town), str(tmp_path / "killed.ini")]
    with subprocess.Popen(command, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"typed\n"
        qtbot.waitUntil(lambda: own_folder.is_dir() and bool(list(own_folder.glob("*.json"))), timeout=30_000)
        other.send_signal(signal.SIGKILL)

    open_town(qtbot, window, divided_town)
    desk = Desk(qtbot, window)
    bar = window.feature(Forms).bar
    desk.until(bar.isVisible)
    assert "有 1 张没有保存的表单" in desk.texts(bar)
    desk.press("draft_restore")
    form = FormDesk(desk)
    form.reveal()
    assert form.field("phone").text() == "13900009999"
    form.save()

    assert desk.stored(lambda s: s.get(Resident, "r1")).phone == "13900009999"
    assert desk.journal()[0] == "修改居民"
