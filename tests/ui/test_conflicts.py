# SPDX-License-Identifier: MIT
"""Two people at the same record: both values are told, and one of them chooses."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gridmgr.data.opening import create_shared, open_store
from gridmgr.model.changes import ChangeSet, added, changed
from gridmgr.model.codelists import standard_code_lists
from gridmgr.model.people import StaffPerson
from gridmgr.operations.recording import Clash
from gridmgr.operations.session import Session
from gridmgr.ui.conflicts import ConflictDialog
from gridmgr.ui.window import MainWindow
from tests.data.conftest import CRS, DISTRICT, Place, shared_place
from tests.operations.town import WEST
from tests.ui.forms import WAIT_MS, open_form, save, store, stored, type_in

__all__ = ["shared_place"]

PERSON = StaffPerson(id="s1", community=WEST, name="王五", title="干事")
CLASH = Clash("staff", "s1", "gender", "", "1", "2", "乙", datetime(2026, 5, 1, 2, 42, tzinfo=UTC))


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    """Drafts go to a folder that ends with the test."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture(params=["local", pytest.param("shared", marks=pytest.mark.shared)])
def place(request, divided_town: Path) -> str:
    """A file, and a server."""
    if request.param == "local":
        return str(divided_town)
    there: Place = request.getfixturevalue("shared_place")
    with create_shared(there.location, DISTRICT, CRS, author="甲") as made:
        made.remembered("")
    return there.location


@pytest.fixture
def both(qtbot, window: MainWindow, place: str) -> Iterator[MainWindow]:
    """The window on data in which a person is on record."""
    window.open_location(place)
    qtbot.waitUntil(lambda: window.document is not None and window.overview is not None, timeout=WAIT_MS)
    store(qtbot, window, PERSON)
    return window


def change_elsewhere(qtbot, window, **values):
    """Have a colleague change the record: on a server from another place, in a file by this very document."""
    document = window.document

    def make(s):
        known = s.get(StaffPerson, "s1")
        return ChangeSet("改", [changed(known, replace(known, **values))])

    if "://" in document.location:
        with open_store(document.location, "乙") as other:
            Session(other, "乙").run(make(other))
        document.catch_up()
    else:
        with qtbot.waitSignal(document.run(make).succeeded, timeout=WAIT_MS):
            pass


def test_the_dialog_tells_both_values_and_chooses_nothing_by_itself(qtbot):
    dialog = ConflictDialog([CLASH], standard_code_lists(), {})
    qtbot.addWidget(dialog)
    texts = [label.text() for label in dialog.findChildren(object) if hasattr(label, "wordWrap")]

    assert {"性别", "（空）", "男性"} <= set(texts)
    assert any(text.startswith("女性\n乙，05-01") for text in texts)
    assert not dialog.save.isEnabled()
    dialog.choose_all(mine=False)
    with qtbot.waitSignal(dialog.resolved) as told:
        dialog.save.click()

    assert told.args[0] == {("s1", "gender"): False}


@pytest.mark.parametrize(("button", "wanted"), [("all_mine", "主任"), ("all_theirs", "书记")])
def test_the_same_field_is_asked_about_and_the_rest_of_both_is_kept(qtbot, both, button, wanted):
    sheet = open_form(qtbot, both, "staff", "s1")
    type_in(sheet, "title", "主任")
    type_in(sheet, "unit", "街道办")
    change_elsewhere(qtbot, both, title="书记", remark="新")
    qtbot.waitUntil(lambda: "也改了“职务”" in sheet.banner_text.text(), timeout=WAIT_MS)
    assert sheet.form.rows["title"].editor.text() == "主任"

    with qtbot.waitSignal(sheet.work.clashed, timeout=WAIT_MS):
        sheet.save_button.click()
    dialog = sheet.findChild(ConflictDialog)
    dialog.findChild(object, button).click()
    with qtbot.waitSignal(sheet.work.saved, timeout=WAIT_MS):
        dialog.save.click()

    person = stored(qtbot, both, StaffPerson, "s1")
    assert (person.title, person.unit, person.remark) == (wanted, "街道办", "新")


def test_a_colleague_in_other_fields_is_no_conflict(qtbot, both):
    sheet = open_form(qtbot, both, "staff", "s1")
    type_in(sheet, "unit", "街道办")
    change_elsewhere(qtbot, both, title="书记")

    qtbot.waitUntil(lambda: sheet.form.rows["title"].editor.text() == "书记", timeout=WAIT_MS)
    assert "对“职务”的改动" in sheet.banner_text.text()
    save(qtbot, sheet)

    person = stored(qtbot, both, StaffPerson, "s1")
    assert (person.title, person.unit) == ("书记", "街道办")


def test_going_back_to_the_form_loses_nothing(qtbot, both):
    sheet = open_form(qtbot, both, "staff", "s1")
    type_in(sheet, "title", "主任")
    change_elsewhere(qtbot, both, title="书记")
    with qtbot.waitSignal(sheet.work.clashed, timeout=WAIT_MS):
        sheet.save_button.click()

    sheet.findChild(ConflictDialog).reject()

    assert sheet.form.rows["title"].editor.text() == "主任"
    assert sheet.work.is_dirty
    assert stored(qtbot, both, StaffPerson, "s1").title == "书记"


def test_a_record_that_vanished_leaves_what_was_typed(qtbot, both):
    sheet = open_form(qtbot, both, "staff", "s1")
    type_in(sheet, "title", "主任")

    with qtbot.waitSignal(both.document.undo().succeeded, timeout=WAIT_MS):
        pass

    qtbot.waitUntil(lambda: "已被删除" in sheet.banner_text.text(), timeout=WAIT_MS)
    assert sheet.form.rows["title"].editor.text() == "主任"
    assert added(PERSON).after == PERSON
