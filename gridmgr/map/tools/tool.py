# SPDX-License-Identifier: MIT
"""What every tool on the map has in common: it gets mouse and keys, paints over the map and says what to do next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QPainter

from gridmgr.map.scene import MapScene
from gridmgr.map.view import ViewState

CLICK_PX = 4.0
"""A press and release nearer than this is a click, not a drag."""


class Surface(Protocol):
    """What a tool sees of the canvas."""

    @property
    def scene(self) -> MapScene:
        """What is shown."""

    @property
    def view(self) -> ViewState:
        """The part of the ground that is shown."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where the mouse is."""

    px: float
    py: float
    x: float
    """Metres, district CRS."""
    y: float
    adds: bool = False
    """Ctrl or Shift is held."""
    takes: bool = False
    """Shift is held, or it is the right button: what is painted is taken away."""
    caught: str = ""
    """What the place was drawn to (端点, 边线, …); empty where it is just where the mouse is."""

    @property
    def xy(self) -> NDArray[np.float64]:
        """The place as (1, 2) metres."""
        return np.array([[self.x, self.y]])

    def is_near(self, other: "Pointer") -> bool:
        """Tell whether two places are one click."""
        return abs(self.px - other.px) + abs(self.py - other.py) <= CLICK_PX


class Tool(QObject):
    """One tool. The canvas hands it the left button and the keys; panning and zooming stay with the canvas."""

    changed = Signal()
    """What it paints or says is another."""
    cursor = Qt.CursorShape.CrossCursor
    uses_right = False
    """Whether the right button is the tool's like the left one; else it finishes."""
    keys: Sequence[tuple[str, str]] = ()
    """Keys that only this tool has, and what they do."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.surface: Surface | None = None
        """The canvas while the tool is in hand."""

    @property
    def hint(self) -> str:
        """One line that says what to do next."""
        return ""

    @property
    def warns(self) -> bool:
        """Whether the hint is a warning."""
        return False

    @property
    def is_at_work(self) -> bool:
        """Whether something was begun that Esc would give up."""
        return False

    @property
    def snaps(self) -> bool:
        """Whether the places it is given are drawn to corners and lines near them."""
        return False

    @property
    def draws_points(self) -> bool:
        """Whether points are set one by one, so that their coordinates may be typed as well."""
        return False

    def take(self, surface: Surface) -> None:
        """The tool is taken into the hand."""
        self.surface = surface

    def lay_down(self) -> None:
        """The tool is laid down; what was begun is given up."""
        self.give_up()
        self.surface = None

    def press(self, pointer: Pointer) -> None:
        """The left button goes down."""

    def move(self, pointer: Pointer, held: bool) -> None:
        """The mouse moves, with the left button held or not."""

    def release(self, pointer: Pointer) -> None:
        """The left button comes up."""

    def aim(self, _pointer: Pointer) -> bool:
        """Alt and the left button: choose the grid that shall gain; False if the tool has no use for one."""
        return False

    def ask_menu(self, _pointer: Pointer) -> bool:
        """The right button: offer a menu; False if there is none, and the button finishes."""
        return False

    def finish(self) -> None:
        """Enter, a double click or the right button: what was begun is complete."""

    def step_back(self) -> None:
        """Backspace: take the last point back."""

    def give_up(self) -> None:
        """Esc: forget what was begun."""

    def key(self, _key: Qt.Key) -> bool:
        """Another key goes down; tell whether the tool has a use for it."""
        return False

    def paint(self, painter: QPainter, view: ViewState, dark: bool) -> None:
        """Paint over the map, in logical pixels."""
