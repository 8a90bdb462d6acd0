# SPDX-License-Identifier: MIT
"""A person's hands and eyes on the window: menus, tools, the map, buttons and dialogs by mouse and keys only.

Nothing here calls what a person could not: an action is clicked in its menu, a tool in its palette, a file name is put
into the file dialog. What is awaited is what the window shows.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import monotonic
from typing import TypeVar

import numpy as np
from PySide6.QtCore import QEventLoop, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFileDialog,
    QLabel,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from gridmgr.ui.window import MainWindow

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
BEGINS = Qt.MatchFlag.MatchStartsWith | Qt.MatchFlag.MatchRecursive
PATIENCE_S = 60.0
LOOK_EVERY_MS = 10
Place = tuple[float, float]
W = TypeVar("W", bound=QWidget)


class Hands:
    """Works with one window; counts the strokes and clicks made on the map."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.canvas = window.canvas
        self.gestures = 0
        """Drags and clicks on the map so far."""
        self.clicks = 0
        """Clicks on buttons and rows, and gestures on the map, so far."""
        window.activateWindow()

    def until(self, condition: Callable[[], bool], awaited: str) -> None:
        """Wait as a person does, the window living on. Raises TimeoutError with what was awaited."""
        end_s = monotonic() + PATIENCE_S
        while not condition():
            if monotonic() > end_s:
                raise TimeoutError(f"{awaited}; the window says: {self.window.message.text}")
            loop = QEventLoop()
            QTimer.singleShot(LOOK_EVERY_MS, loop.quit)
            loop.exec()

    def choose_in_menu(self, name: str) -> None:
        """Open the menu that holds an action, and click it."""
        action = self.window.findChild(QAction, name)
        self.until(action.isEnabled, f"{name} can be chosen")
        bar = self.window.menuBar()
        title = next(a for a in bar.actions() if action in self.window.menus.menus[a.text()].actions())
        menu = self.window.menus.menus[title.text()]
        click_at(bar, bar.actionGeometry(title).center())
        self.until(menu.isVisible, f"the menu {title.text()} opens")
        click_at(menu, menu.actionGeometry(action).center())

    def press_keys(self, keys: str) -> None:
        """Press a shortcut in the window, which a desktop would have made active again after a dialog."""
        if QApplication.activeModalWidget() is None and not self.window.isActiveWindow():
            self.window.activateWindow()
            self.until(self.window.isActiveWindow, "the window is active")
        press_keys(QApplication.focusWidget() or self.window.focusWidget() or self.window, keys)

    def find(self, kind: type[W], name: str) -> W:
        """Return a widget of the window or a dialog, once it can be seen and used."""

        def found() -> Iterator[W]:
            widgets = (w for top in QApplication.topLevelWidgets() for w in top.findChildren(kind, name))
            return (w for w in widgets if w.isVisible() and w.isEnabled())

        self.until(lambda: any(True for _ in found()), f"{name} can be used")
        return next(found())

    def click_button(self, name: str) -> None:
        """Click a button of the window or a dialog."""
        button = self.find(QAbstractButton, name)
        # A radio button is clicked at its mark, a push button anywhere.
        self.clicks += 1
        click_at(button, QPoint(min(8, button.width() // 2), button.height() // 2))

    def write(self, name: str, text: str) -> None:
        """Write into a line or a box for numbers of the window or a dialog, in place of what is there."""
        line = self.find(QWidget, name)
        line.setFocus()
        line.selectAll()  # type: ignore[attr-defined]  # both a QLineEdit and a QSpinBox can
        QTest.keyClicks(line, text)

    def name_file(self, path: Path) -> None:
        """Put a name into the next file dialog and press Enter, as soon as it opens."""
        timer = QTimer(self.window)

        def answer() -> None:
            dialog = QApplication.activeModalWidget()
            line = dialog.findChild(QLineEdit, "fileNameEdit") if isinstance(dialog, QFileDialog) else None
            if line is not None and line.isVisible():
                timer.stop()
                line.selectAll()
                line.insert(str(path))
                QTest.keyClick(line, Qt.Key.Key_Return)

        timer.timeout.connect(answer)
        timer.start(LOOK_EVERY_MS)

    def open(self, path: Path) -> None:
        """Open a file by the menu, and wait until its map is sharp."""
        self.name_file(path)
        self.choose_in_menu("file.open")
        self.until(lambda: path.name in self.window.windowTitle(), f"{path.name} is open")
        self.until(lambda: self.canvas.is_sharp, "the map is sharp")

    def take(self, tool: str, ready: str) -> None:
        """Click a tool in the palette, and wait until its hint holds a text."""
        self.click_button(f"tool_{tool}")
        self.until(lambda: ready in self.canvas.hint, f"the hint says {ready}")

    def drag(self, track: Sequence[Place], lift: bool = True) -> None:
        """Press at the first place of the ground (metres) and move over the others; let go at the last."""
        QTest.mousePress(self.canvas, LEFT, NONE, self.pixel(track[0]))
        self.point(*track[1:])
        if lift:
            self.lift(track[-1])

    def lift(self, place: Place) -> None:
        """Let go of the mouse button."""
        QTest.mouseRelease(self.canvas, LEFT, NONE, self.pixel(place))
        self.gestures += 1
        self.clicks += 1

    def point(self, *track: Place) -> None:
        """Move the mouse over places of the ground."""
        for place in track:
            QTest.mouseMove(self.canvas, self.pixel(place))

    def click(self, place: Place) -> None:
        """Click a place of the ground (metres)."""
        QTest.mouseClick(self.canvas, LEFT, NONE, self.pixel(place))
        self.gestures += 1
        self.clicks += 1

    def pixel(self, place: Place) -> QPoint:
        """Return where a place of the ground is seen; it must not lie under a palette or beside the map."""
        x, y = self.canvas.view.to_screen(np.array([place]))[0].tolist()
        pixel = QPoint(round(x), round(y))
        assert self.canvas.rect().contains(pixel), f"{place} cannot be seen"
        assert self.canvas.childAt(pixel) is None, f"{place} is hidden"
        return pixel

    def row(self, tree: str, text: str) -> QTreeWidgetItem:
        """Return the row of a list that begins with a text."""
        return self.window.findChild(QTreeWidget, tree).findItems(text, BEGINS, 0)[0]

    def click_row(self, tree: str, text: str) -> None:
        """Scroll to a row of a list and click it."""
        found, item = self.window.findChild(QTreeWidget, tree), self.row(tree, text)
        found.scrollToItem(item)
        self.clicks += 1
        click_at(found.viewport(), found.visualItemRect(item).center())

    def rows(self, tree: str, below: str = "") -> list[tuple[str, ...]]:
        """Read a list from top to bottom, or what is unfolded below the row that begins with a text."""
        found = self.window.findChild(QTreeWidget, tree)
        parent = self.row(tree, below) if below else found.invisibleRootItem()
        items = [parent.child(number) for number in range(parent.childCount())]
        return [tuple(item.text(column) for column in range(found.columnCount())) for item in items]

    def balance(self) -> dict[str, tuple[str, str]]:
        """Read households and change of each grid in the balance panel, by the grid's number."""
        return {row[0]: (row[2], row[3]) for row in self.rows("balance_list")}

    def said(self, name: str) -> str:
        """Read a label."""
        label = self.window.findChild(QLabel, name)
        return label.text() if label.isVisible() else ""

    def until_done(self, step: str) -> None:
        """Wait until the window shows a step as done: the line of undo names it, and the map is sharp again."""
        undo = self.window.findChild(QAction, "edit.undo")
        self.until(lambda: undo.isEnabled() and step in undo.text(), f"{step} is done")
        self.until(lambda: self.canvas.is_sharp, "the map is sharp")

    def until_undone(self, step: str) -> None:
        """Wait until the window shows a step as taken back."""
        redo = self.window.findChild(QAction, "edit.redo")
        self.until(lambda: redo.isEnabled() and step in redo.text(), f"{step} is undone")
        self.until(lambda: self.canvas.is_sharp, "the map is sharp")


def click_at(widget: QWidget, place: QPoint) -> None:
    """Click a place of a widget that can be seen there."""
    assert widget.isVisible()
    assert QRect(QPoint(0, 0), widget.size()).contains(place)
    QTest.mouseClick(widget, LEFT, NONE, place)


def press_keys(widget: QWidget, keys: str) -> None:
    """Press a combination of keys, as it is written in a menu."""
    combination = QKeySequence(keys)[0]
    QTest.keyClick(widget, combination.key(), combination.keyboardModifiers())
