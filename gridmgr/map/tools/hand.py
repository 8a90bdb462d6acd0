# SPDX-License-Identifier: MIT
"""The hand that holds a tool: gives it the left button and its keys, and keeps Space and the others for the map."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter

from gridmgr.map.tools.painting import paint_catch
from gridmgr.map.tools.snapping import caught
from gridmgr.map.tools.tool import Pointer, Surface, Tool
from gridmgr.map.tools.typed import Place, TypedPlace
from gridmgr.map.view import ViewState

KEYS: dict[Qt.Key, Callable[[Tool], None]] = {
    Qt.Key.Key_Return: lambda tool: tool.finish(),
    Qt.Key.Key_Enter: lambda tool: tool.finish(),
    Qt.Key.Key_Backspace: lambda tool: tool.step_back(),
}
ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
HELP = ("?", "？")
"""Signs that ask for the sheet of keys."""
ADDING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
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
        self.typed = TypedPlace()
        self._last: Place | None = None
        """The point that was set last; what is typed with @ counts from it."""
        self._pointer: Pointer | None = None
        if parent is not None:
            # Tab would go to the next widget before the map hears of it.
            parent.installEventFilter(self)

    def take(self, tool: Tool | None, surface: Surface) -> bool:
        """Hold another tool, or none; tell whether that is a change."""
        if tool is self.tool:
            return False
        before, self.tool = self.tool, tool
        self.typed, self._last, self._pointer = TypedPlace(), None, None
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

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take the keys that the tool in hand has a use of its own for, and typed coordinates."""
        if self.tool is None or event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        key = Qt.Key(event.key())
        held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        return not held and (self._type(key, event.text()) or self.tool.key(key))

    def press(self, event: QMouseEvent, view: ViewState) -> bool:
        """A button goes down; the right one finishes."""
        if self.tool is None or (event.button() == LEFT and self.holds_space):
            return False
        pointer, is_left = self._pointed(event, view), event.button() == LEFT
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
        before, pointer = self._pointer, self._pointed(event, view)
        self.tool.move(pointer, bool(event.buttons() & self._own))
        if pointer.caught or (before is not None and before.caught):
            self.changed.emit()
        return True

    def release(self, event: QMouseEvent, view: ViewState) -> bool:
        """A button comes up."""
        if self.tool is None or not event.button() & self._own:
            return False
        pointer = self._pointed(event, view)
        self._last = pointer.x, pointer.y
        self.tool.release(pointer)
        return True

    def give_up(self) -> None:
        """Forget what the tool in hand has begun."""
        if self.tool is not None and self.tool.is_at_work:
            self.tool.give_up()

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
        else:
            return False
        return True

    @property
    def _own(self) -> Qt.MouseButton:
        """The buttons that are the tool's."""
        return LEFT | RIGHT if self.tool is not None and self.tool.uses_right else LEFT

    def paint(self, painter: QPainter, view: ViewState, dark: bool) -> None:
        """Paint what the tool paints, and beside the cursor what the place is drawn to or what was typed."""
        if self.tool is None:
            return
        self.tool.paint(painter, view, dark)
        pointer = self._pointer
        if self.typed.text:
            place = (pointer.px, pointer.py) if pointer is not None else (view.width / 2, view.height / 2)
            paint_catch(painter, place, self.typed.hint(self._last), False, dark)
        elif pointer is not None and pointer.caught and self.tool.snaps:
            px, py = view.to_screen(pointer.xy)[0].tolist()
            paint_catch(painter, (px, py), pointer.caught, True, dark)

    def _pointed(self, event: QMouseEvent, view: ViewState) -> Pointer:
        """Return where the mouse is; with a tool that wants it, drawn to what is near."""
        pointer = pointer_of(event, view)
        if self.tool is not None and self.tool.snaps and self.tool.surface is not None:
            found = caught(self.tool.surface.scene, view, pointer.x, pointer.y)
            if found is not None:
                pointer = replace(pointer, x=found.x, y=found.y, caught=found.reason.value)
        self._pointer = pointer
        return pointer

    def _type(self, key: Qt.Key, text: str) -> bool:
        """Take a key that belongs to coordinates; Enter sets the point."""
        if self.tool is None or not self.tool.draws_points:
            return False
        place = self.typed.place(self._last)
        if key in ENTERS and self.typed.text:
            if place is not None:
                pointer = Pointer(0.0, 0.0, *place)
                self.typed, self._last = TypedPlace(), place
                self.tool.press(pointer)
                self.tool.release(pointer)
        elif not self.typed.take(key, text):
            return False
        self.changed.emit()
        return True


def typed_sign(event: QKeyEvent) -> str:
    """Return the letter (large), digit or question mark that a key gives without Ctrl or Alt; empty for others."""
    sign, held = event.text(), event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
    return sign.upper() if (sign.isalnum() or sign in HELP) and not held else ""


def pointer_of(event: QMouseEvent, view: ViewState) -> Pointer:
    """Return where the mouse is, on the screen and on the ground."""
    place = event.position()
    x, y = view.point_at(place.x(), place.y())
    takes = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier) or bool(
        (event.buttons() | event.button()) & RIGHT
    )
    return Pointer(place.x(), place.y(), x, y, bool(event.modifiers() & ADDING), takes)
