# SPDX-License-Identifier: MIT
"""What a clerk does at the desk: keys, menus, dialogs, forms and tables, on the widgets that a person uses."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from gridmgr.data.opening import open_store
from gridmgr.data.store import Store
from gridmgr.ui.forms.feature import Forms
from gridmgr.ui.forms.sheet import FormSheet
from gridmgr.ui.history import History
from gridmgr.ui.importing import Importing
from gridmgr.ui.importing.wizard import ImportWizard
from gridmgr.ui.journal import WHAT
from gridmgr.ui.records.records import Records
from gridmgr.ui.window import MainWindow

WAIT_MS = 30_000
CONTROL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
KEY = Qt.Key
Read = TypeVar("Read")


class Desk:
    """One window and the hands of the clerk who sits at it."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self.qtbot, self.window = qtbot, window

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something is to be seen."""
        self.qtbot.waitUntil(holds, timeout=WAIT_MS)

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE, widget: QWidget | None = None) -> None:
        """Press a key where the focus is, or in a widget."""
        QTest.keyClick(widget or self.focus, key, modifiers)

    @property
    def focus(self) -> QWidget:
        """The widget that gets the keys."""
        return QApplication.focusWidget() or QApplication.activeWindow() or self.window

    def shortcut(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = CONTROL) -> None:
        """Press a shortcut of the main window."""
        self.window.activateWindow()
        self.until(self.window.isActiveWindow)
        self.key(key, modifiers)

    def click(self, widget: QWidget, place: QPoint | None = None) -> None:
        """Click a widget that is seen and can be used."""
        assert widget.isVisible()
        assert widget.isEnabled()
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place or widget.rect().center())

    def find(self, name: str, parent: QWidget | None = None) -> QWidget:
        """Return the one widget of a name that is seen."""
        found = [w for w in (parent or self.window).findChildren(QWidget, name) if w.isVisible()]
        assert len(found) == 1, f"{name}: {len(found)}"
        return found[0]

    def press(self, name: str, parent: QWidget | None = None) -> None:
        """Click the button of a name."""
        self.click(self.find(name, parent))

    def type(self, text: str, widget: QWidget | None = None) -> None:
        """Type a text through the input method, as Chinese is typed."""
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(widget or self.focus, event)

    def texts(self, parent: QWidget) -> str:
        """Return what the labels in a widget say."""
        return "\n".join(label.text() for label in parent.findChildren(QLabel) if label.isVisible())

    def stored(self, read: Callable[[Store], Read]) -> Read:
        """Return what another program finds in the file at this moment."""
        assert self.window.document is not None
        with open_store(self.window.document.location, read_only=True) as store:
            return read(store)

    def undo(self, label: str) -> None:
        """Take back the newest step, which is named so, with Ctrl+Z."""
        self.until(lambda: self.window.overview is not None and self.window.overview.undo_label == label)
        self.until(self.window.menus.actions["edit.undo"].isEnabled)
        with self.qtbot.waitSignal(self.window.overview_changed, timeout=WAIT_MS):
            self.shortcut(KEY.Key_Z)

    def journal(self) -> list[str]:
        """Open the journal with Ctrl+H and return its lines, the newest first."""
        history = self.window.feature(History)
        self.shortcut(KEY.Key_H)
        steps = len(self.stored(lambda store: store.journal(200)))
        self.until(lambda: history.panel.list.topLevelItemCount() == steps)
        return [history.panel.list.topLevelItem(row).text(WHAT) for row in range(steps)]

    def told_below(self, row: int) -> str:
        """Unfold a line of the journal, which is open, and return what stands below it."""
        steps = self.window.feature(History).panel.list
        # The list may be read anew meanwhile; then it has other items, unfolded as before.
        steps.topLevelItem(row).setExpanded(True)
        self.until(lambda: steps.topLevelItem(row).childCount() > 0)
        item = steps.topLevelItem(row)
        lines = []
        for child in (item.child(number) for number in range(item.childCount())):
            lines += [child.text(WHAT), *(child.child(field).text(WHAT) for field in range(child.childCount()))]
        return "\n".join(lines)


class WizardDesk:
    """The import wizard as a person walks through it."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        if desk.window.feature(Importing).wizard is None:
            desk.shortcut(KEY.Key_I)
        wizard = desk.window.feature(Importing).wizard
        assert wizard is not None
        self.wizard: ImportWizard = wizard

    def choose(self, monkeypatch: pytest.MonkeyPatch, path: Path, sheet: str = "") -> None:
        """Choose a file in the dialog of the system, and a sheet of it."""
        answer_file(monkeypatch, "getOpenFileName", path)
        self.desk.press("import_choose", self.wizard)
        self.desk.until(lambda: self.wizard.course.look is not None and self.wizard.next.isEnabled())
        layers = self.wizard.file.layers
        for row in range(layers.rowCount()):
            if sheet and layers.item(row, 0).text() == sheet:
                self.desk.click(layers.viewport(), layers.visualRect(layers.model().index(row, 0)).center())

    def go_on(self) -> None:
        """Press the button at the foot and wait until the next page may be left."""
        before = self.wizard.stack.currentIndex()
        self.desk.click(self.wizard.next)
        self.desk.until(lambda: self.wizard.stack.currentIndex() > before or bool(self.wizard.message.text))
        assert self.wizard.stack.currentIndex() > before, self.wizard.message.text
        self.desk.until(self.wizard.next.isEnabled)

    def to_check(self) -> str:
        """Walk to the dry run and return its figures."""
        self.go_on()
        self.go_on()
        self.desk.click(self.wizard.next)
        self.desk.until(lambda: self.wizard.account is not None)
        return self.wizard.check.figures.text()

    def save_refused(self, monkeypatch: pytest.MonkeyPatch, target: Path) -> None:
        """Save the rows that were refused as a workbook."""
        answer_file(monkeypatch, "getSaveFileName", target)
        self.desk.press("import_save_refused", self.wizard)
        self.desk.until(target.is_file)

    def finish(self) -> None:
        """Leave the last page."""
        self.desk.click(self.wizard.next)
        self.desk.until(lambda: self.desk.window.feature(Importing).wizard is None)


class FormDesk:
    """A form as a person fills it in."""

    def __init__(self, desk: Desk, known: tuple[tuple[str, str], ...] = ()) -> None:
        self.desk = desk
        forms = desk.window.feature(Forms)
        desk.until(lambda: len(forms.sheets) > len(known))
        self.sheet: FormSheet = next(s for key, s in forms.sheets.items() if key not in known)
        self.take_up()

    def take_up(self) -> None:
        """Turn to the form, as one does by clicking its title."""
        self.sheet.activateWindow()
        self.desk.until(self.sheet.isActiveWindow)

    def field(self, name: str) -> QLineEdit:
        """Return the field of a name."""
        found = self.sheet.form.rows[name].editor.focusProxy()
        line = getattr(found, "line", found)
        assert isinstance(line, QLineEdit)
        return line

    def write(self, name: str, text: str) -> None:
        """Click into a field, unfolding its group, write over what stands there and go on with Enter."""
        self.take_up()
        line = self.field(name)
        fold = self.sheet.form._fold_of.get(name)
        if fold is not None and not fold.isChecked():
            self.desk.click(fold)
        self.sheet.area.ensureWidgetVisible(line)
        self.desk.click(line)
        self.desk.key(KEY.Key_A, CONTROL, line)
        self.desk.type(text, line)
        self.desk.key(KEY.Key_Return, widget=line)

    def pick(self, name: str, words: str) -> None:
        """Look for another record by words and take the first that is offered."""
        line = self.field(name)
        self.desk.click(line)
        self.desk.type(words, line)
        popup = line.completer().popup()
        self.desk.until(popup.isVisible)
        self.desk.key(KEY.Key_Down, widget=popup)
        self.desk.key(KEY.Key_Return, widget=popup)

    def reveal(self) -> None:
        """Show what is masked with F8, or mask it again."""
        self.take_up()
        before = self.sheet.is_revealed
        self.desk.key(KEY.Key_F8, widget=self.sheet)
        self.desk.until(lambda: self.sheet.is_revealed is not before)

    def save(self) -> None:
        """Save with Ctrl+S."""
        self.take_up()
        self.desk.key(KEY.Key_S, CONTROL, self.sheet)
        self.desk.until(lambda: not self.sheet.work.is_saving and not self.sheet.work.is_dirty)

    def close(self) -> None:
        """Close with Esc."""
        self.desk.key(KEY.Key_Escape, widget=self.sheet)
        forms = self.desk.window.feature(Forms)
        self.desk.until(lambda: self.sheet not in forms.sheets.values())


class TableDesk:
    """The table of records as a person works in it."""

    def __init__(self, desk: Desk, label: str) -> None:
        self.desk = desk
        self.records = desk.window.feature(Records)
        desk.shortcut(KEY.Key_2)
        desk.until(lambda: desk.window.workspaces.current == "records")
        types = self.records.page.types
        row = next(r for r in range(types.count()) if types.item(r).text().startswith(label))
        desk.click(types.viewport(), types.visualItemRect(types.item(row)).center())
        desk.until(lambda: label == self.records.kind.LABEL and self.is_read())

    def is_read(self) -> bool:
        """Tell whether the rows on the screen are there."""
        model = self.records.model
        return model.kind is self.records.kind and (model.rowCount() == 0 or model.row_at(0) is not None)

    def column(self, name: str) -> int:
        """Return the place of a column."""
        return [column.name for column in self.records.model.columns].index(name)

    def shown(self, name: str) -> list[str]:
        """Return a column as it is shown."""
        place, model = self.column(name), self.records.model
        return [model.text_at(row, place) for row in range(model.rowCount())]

    def search(self, words: str) -> None:
        """Narrow the list by words in the search box."""
        field = self.records.page.search
        self.desk.click(field)
        self.desk.type(words, field)
        self.desk.until(lambda: self.records.state.words == words and self.records.listed is not None)

    def go_to(self, row: int, name: str) -> None:
        """Click a cell."""
        table = self.records.page.table
        index = self.records.model.index(row, self.column(name))
        table.scrollTo(index)
        self.desk.click(table.viewport(), table.visualRect(index).center())
        self.desk.until(lambda: table.currentIndex() == index)

    def write(self, text: str) -> None:
        """Press F2 in the current cell, write over it and press Enter."""
        table = self.records.page.table
        self.desk.key(KEY.Key_F2, widget=table)
        editor = self.desk.find("cell_editor", table)
        assert isinstance(editor, QLineEdit)
        editor.selectAll()
        self.desk.type(text, editor)
        self.desk.key(KEY.Key_Return, widget=editor)


def answer_file(monkeypatch: pytest.MonkeyPatch, dialog: str, path: Path) -> None:
    """Have the file dialog of the system answer with a path."""
    monkeypatch.setattr(QFileDialog, dialog, lambda *_: (str(path), ""))
