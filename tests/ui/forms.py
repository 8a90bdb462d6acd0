# SPDX-License-Identifier: MIT
"""How tests type into forms: through the input method, as Chinese is typed."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gridmgr.model.changes import ChangeSet, added
from gridmgr.model.records import Record
from gridmgr.ui.forms.feature import Forms
from gridmgr.ui.forms.sheet import FormSheet
from gridmgr.ui.window import MainWindow

WAIT_MS = 15_000


def commit(widget: QWidget, text: str) -> None:
    """Send text as an input method does."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


def type_in(sheet: FormSheet, name: str, text: str, enter: bool = True) -> None:
    """Put text in the place of what stands in a field, and go on with Enter."""
    editor = sheet.form.rows[name].editor
    widget = editor.focusProxy()
    widget.setFocus()
    line = getattr(getattr(widget, "line", None), "selectAll", None) or widget.selectAll
    line()
    commit(widget, text)
    if enter:
        QTest.keyClick(widget, Qt.Key.Key_Return)


def store(qtbot: QtBot, window: MainWindow, *records: Record) -> None:
    """Store new records."""
    step = window.document.run(lambda _: ChangeSet("装入", [added(r) for r in records]))
    with qtbot.waitSignal(step.succeeded, timeout=WAIT_MS):
        pass


def stored(qtbot: QtBot, window: MainWindow, kind: type[Record], record_id: str) -> Record | None:
    """Return a record as it is stored now."""
    with qtbot.waitSignal(window.document.ask(lambda s: s.get(kind, record_id)).succeeded, timeout=WAIT_MS) as told:
        pass
    return told.args[0]


def open_form(qtbot: QtBot, window: MainWindow, record_type: str, record_id: str) -> FormSheet:
    """Open the form of a record."""
    window.record_wanted.emit(record_type, record_id)
    return the_form(qtbot, window)


def new_form(qtbot: QtBot, window: MainWindow, record_type: str, values: dict[str, object]) -> FormSheet:
    """Open an empty form."""
    window.new_record_wanted.emit(record_type, values)
    return the_form(qtbot, window)


def the_form(qtbot: QtBot, window: MainWindow) -> FormSheet:
    """Wait for the one form that is open."""
    forms = window.feature(Forms)
    qtbot.waitUntil(lambda: len(forms.sheets) == 1, timeout=WAIT_MS)
    (sheet,) = forms.sheets.values()
    sheet.activateWindow()
    return sheet


def save(qtbot: QtBot, sheet: FormSheet) -> None:
    """Save with the button and wait until it is done."""
    with qtbot.waitSignal(sheet.work.saved, timeout=WAIT_MS):
        sheet.save_button.click()
