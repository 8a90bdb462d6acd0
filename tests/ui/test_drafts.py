# SPDX-License-Identifier: MIT
"""What was typed and not stored survives."""

import os
import signal
import stat
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from gridmgr.model.people import Household, Resident, StaffPerson
from gridmgr.ui.drafts import Drafts, draft_of, restored
from gridmgr.ui.forms.feature import Forms
from gridmgr.ui.forms.part import Part, part_of
from tests.operations.town import WEST
from tests.ui.conftest import open_town
from tests.ui.forms import WAIT_MS, new_form, open_form, save, store, stored, the_form, type_in

NOW = datetime(2026, 5, 1, 10, 42, tzinfo=UTC)
PERSON = StaffPerson(id="s1", community=WEST, name="王五", phone="13800000000")


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    """Drafts go to a folder that ends with the test."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data" / "gridmgr" / "drafts"


def test_a_draft_is_read_back_as_it_was_and_nobody_else_may_read_it(own_folder):
    home = Part(*[Household(id="h1", community=WEST)] * 2, is_new=True)
    home.put("groups", ("01", "03"))
    home.unread["floor"] = "三楼"
    member = part_of(Resident(id="r1", community=WEST, name="张三", rev=4))
    member.put("birth_date", datetime(1984, 8, 27, tzinfo=UTC).date())

    Drafts().keep(draft_of("/a.gpkg", NOW, 7, [home, member]))
    (draft,) = Drafts().of("/a.gpkg")

    assert Drafts().of("/b.gpkg") == []
    assert (draft.key, draft.seen, draft.at[:16]) == (("household", "h1"), 7, "2026-05-01T10:42")
    back = restored(draft.parts[0], None)
    assert (back.record, back.unread, back.is_new) == (home.record, {"floor": "三楼"}, True)
    assert restored(draft.parts[1], member.start).record == member.record
    (path,) = own_folder.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_draft_remembers_what_stood_there_so_that_another_hand_is_noticed():
    part = part_of(PERSON)
    part.put("phone", "13700000000")
    draft = draft_of("/a.gpkg", NOW, 7, [part])

    moved = restored(draft.parts[0], StaffPerson(id="s1", community=WEST, name="王五", phone="13900000000", rev=3))

    assert moved.start.phone == "13800000000"
    assert moved.start.rev != 3


def test_the_draft_of_a_server_holds_no_password(own_folder):
    address = "postgresql://clerk:secret@office/district"
    part = part_of(PERSON)
    part.put("title", "主任")

    Drafts().keep(draft_of(address, NOW, 7, [part]))

    (path,) = own_folder.iterdir()
    assert "secret" not in path.read_text("utf-8")
    assert len(Drafts().of(address)) == 1


def test_a_damaged_draft_stops_nobody(own_folder):
    own_folder.mkdir(parents=True)
    for name, text in (("a", "{"), ("b", "[]"), ("c", '{"version": 9}'), ("d", '{"version": 1, "parts": [3]}')):
        (own_folder / f"{name}.json").write_text(text, "utf-8")

    assert Drafts().of("/a.gpkg") == []


def test_what_is_typed_is_kept_after_a_second_and_goes_when_it_is_stored(qtbot, open_window, own_folder):
    sheet = new_form(qtbot, open_window, "staff", {"community": WEST})
    type_in(sheet, "name", "王五")

    qtbot.waitUntil(lambda: own_folder.is_dir() and len(list(own_folder.glob("*.json"))) == 1, timeout=WAIT_MS)
    save(qtbot, sheet)

    assert list(own_folder.iterdir()) == []


def test_esc_keeps_what_was_typed_and_says_so(qtbot, open_window):
    sheet = new_form(qtbot, open_window, "staff", {"community": WEST})
    type_in(sheet, "name", "王五")
    key = sheet.work.key

    sheet.reject()
    forms = open_window.feature(Forms)
    assert "已留作草稿" in forms.bar._text.text()
    assert "有 1 张没有保存的表单" in forms.bar._text.text()
    forms.bar.restore_wanted.emit()

    again = the_form(qtbot, open_window)
    assert again.work.key == key
    assert again.work.main.record.name == "王五"
    assert again.work.main.is_new
    save(qtbot, again)
    assert stored(qtbot, open_window, StaffPerson, key[1]).name == "王五"


def test_a_draft_comes_back_with_its_record_and_can_be_given_up(qtbot, open_window, own_folder):
    store(qtbot, open_window, PERSON)
    sheet = open_form(qtbot, open_window, "staff", "s1")
    type_in(sheet, "title", "主任")
    sheet.reject()

    again = open_form(qtbot, open_window, "staff", "s1")
    assert again.form.rows["title"].editor.text() == "主任"
    assert "已恢复" in again.banner_text.text()
    again.discard_button.click()

    assert again.form.rows["title"].editor.text() == ""
    assert list(own_folder.iterdir()) == []


def test_a_new_form_that_is_given_up_leaves_nothing(qtbot, open_window, own_folder):
    sheet = new_form(qtbot, open_window, "staff", {"community": WEST})
    type_in(sheet, "name", "王五")

    sheet.discard_button.click()

    assert not open_window.feature(Forms).sheets
    assert not own_folder.exists() or list(own_folder.iterdir()) == []


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
        window.new_record_wanted.emit("staff", {"community": "350402001001"})
    for sheet in forms.sheets.values():
        if not sheet.work.is_dirty:
            sheet.form.set_value("name", "王五")
            print("typed", flush=True)

look.asked = False
timer = QTimer()
timer.timeout.connect(look)
timer.start(20)
application.exec()
"""


def test_a_form_survives_a_kill_and_is_offered_at_the_next_opening(qtbot, window, divided_town, tmp_path, own_folder):
    command = [sys.executable, "-c", KILLED, str(divided_town), str(tmp_path / "killed.ini")]
    with subprocess.Popen(command, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, stdout=subprocess.PIPE) as other:
        assert other.stdout.readline() == b"typed\n"
        qtbot.waitUntil(lambda: own_folder.is_dir() and bool(list(own_folder.glob("*.json"))), timeout=WAIT_MS)
        other.send_signal(signal.SIGKILL)
    (tmp_path / "town.gpkg.lock").unlink(missing_ok=True)

    open_town(qtbot, window, divided_town)

    forms = window.feature(Forms)
    qtbot.waitUntil(lambda: forms.bar.isVisible(), timeout=WAIT_MS)
    assert "有 1 张没有保存的表单，是否恢复？" in forms.bar._text.text()
    forms.restore_all()
    assert the_form(qtbot, window).work.main.record.name == "王五"
