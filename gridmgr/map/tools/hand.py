# SPDX-License-Identifier: MIT
"""The hand that holds a tool: gives it the left button and its keys, and keeps Space and the others for the map."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QMouseEvent

from gridmgr.map.tools.tool import Pointer, Surface, Tool
from gridmgr.map.view import ViewState

KEYS: dict[Qt.Key, Callable[[Tool], None]] = {
    Qt.Key.Key_Return: lambda tool: tool.finish(),
    Qt.Key.Key_Enter: lambda tool: tool.finish(),
    Qt.Key.Key_Backspace: lambda tool: tool.step_back(),
}
ADDING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
WIDTHS = {Qt.Key.Key_BracketLeft: -1, Qt.Key.Key_BracketRight: 1}
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


class Hand(QObject):
    """Holds one tool or none. What it has no use for is told by False and stays with the canvas."""

    changed = Signal()
    """The tool paints or says something else, or there is another one."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tool: Tool | None = None
        self.holds_space = False
        """Whether the left button drags the map for the time being."""

    def take(self, tool: Tool | None, surface: Surface) -> bool:
        """Hold another tool, or none; tell whether that is a change."""
        if tool is self.tool:
            return False
        before, self.tool = self.tool, tool
        if before is not None:
            before.changed.disconnect(self.changed)
            before.lay_down()
        if tool is not None:
            tool.take(surface)
            tool.changed.connect(self.changed)
        self.changed.emit()
        return True

    @property
    def cursor(self) -> Qt.CursorShape | None:
        """The cursor to show; None for the usual one."""
        if self.tool is None:
            return None
        return Qt.CursorShape.OpenHandCursor if self.holds_space else self.tool.cursor

    def press(self, event: QMouseEvent, view: ViewState) -> bool:
        """A button goes down; the right one finishes."""
        if self.tool is None or (event.button() == LEFT and self.holds_space):
            return False
        pointer, is_left = pointer_of(event, view), event.button() == LEFT
        if is_left and event.modifiers() & Qt.KeyboardModifier.AltModifier and self.tool.aim(pointer):
            return True
        if is_left or (event.button() == RIGHT and self.tool.uses_right):
            self.tool.press(pointer)
        elif event.button() == RIGHT and not self.tool.ask_menu(pointer):
            self.tool.finish()
        return event.button() in (LEFT, RIGHT)

    def move(self, event: QMouseEvent, view: ViewState) -> bool:
        """The mouse moves."""
        if self.tool is None:
            return False
        self.tool.move(pointer_of(event, view), bool(event.buttons() & self._own))
        return True

    def release(self, event: QMouseEvent, view: ViewState) -> bool:
        """A button comes up."""
        if self.tool is None or not event.button() & self._own:
            return False
        self.tool.release(pointer_of(event, view))
        return True

    def double_click(self, event: QMouseEvent) -> bool:
        """A double click finishes."""
        if self.tool is None or event.button() != LEFT or self.holds_space:
            return False
        self.tool.finish()
        return True

    def key(self, key: Qt.Key) -> bool:
        """A key goes down: Esc gives up what was begun, Enter finishes, Backspace steps back."""
        if self.tool is None:
            return False
        if key == Qt.Key.Key_Escape and self.tool.is_at_work:
            self.tool.give_up()
        elif key in KEYS:
            KEYS[key](self.tool)
        elif key in WIDTHS:
            return self.tool.resize(WIDTHS[key])
        else:
            return False
        return True

    @property
    def _own(self) -> Qt.MouseButton:
        """The buttons that are the tool's."""
        return LEFT | RIGHT if self.tool is not None and self.tool.uses_right else LEFT


def pointer_of(event: QMouseEvent, view: ViewState) -> Pointer:
    """Return where the mouse is, on the screen and on the ground."""
    place = event.position()
    x, y = view.point_at(place.x(), place.y())
    takes = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier) or bool(
        (event.buttons() | event.button()) & RIGHT
    )
    return Pointer(place.x(), place.y(), x, y, bool(event.modifiers() & ADDING), takes)
