# SPDX-License-Identifier: MIT
"""What the tools share: the community in hand, the grid that shall gain, and the wishes they tell."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from gridmgr.map.tools.gate import Caught, Intake, caught, skipped_text
from gridmgr.map.tools.workpiece import Preview, Workpiece

Place = tuple[float, float]


class Workbench(QObject):
    """Between the tools and the window: tools read the workpiece and tell what a person wants done with it."""

    changed = Signal()
    """Another workpiece, target or state."""
    previewed = Signal(object)
    """The Preview of the stroke at hand, None when there is none."""
    place_needed = Signal(float, float)
    """A tool was used at a place (metres) whose community is not in hand."""
    target_chosen = Signal(str)
    """A person chose the grid that shall gain (id)."""
    move_wanted = Signal(object, str)
    """Faces (array of numbers) shall go to a grid (id)."""
    drawing_wanted = Signal(object)
    """A polygon shall become a new grid."""
    split_wanted = Signal(str, object, bool)
    """A grid (id) shall be split along a line; the side with fewer households stays what it was, if so wanted."""
    halving_wanted = Signal(str, object)
    """Of a grid (id) some faces (array of numbers) shall become a new grid."""
    hole_wanted = Signal(str, object)
    """Of a grid (id) the land in a polygon shall become a new grid."""
    filling_wanted = Signal(object)
    """A list of Patch: land in no grid that a person wants to see and give away."""
    giving_wanted = Signal(object, object, str)
    """Along lines, areas (a list of Give) shall change hands; the word is what the journal calls it."""
    merge_wanted = Signal(str, str)
    """Into a grid (id) shall go another one (id)."""
    buildings_chosen = Signal(object)
    """A tuple of ids: buildings that are chosen together."""
    target_needed = Signal()
    """A person must say which grid shall gain before it goes on."""
    menu_needed = Signal(float, float)
    """A person wants to choose what happens to the chosen buildings (place in pixels of the map)."""
    intake_changed = Signal(object)
    """An Intake: what strokes may take, or how wide they are, is another."""
    refused = Signal(str)
    """A sentence: why a stroke was given up."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.piece: Workpiece | None = None
        """The community in hand; None while there is none or it is being prepared."""
        self.waiting_for = ""
        """What is being prepared, as a sentence; empty when nothing is."""
        self.target = ""
        """The grid that shall gain."""
        self.preview: Preview | None = None
        self.intake = Intake()
        """What strokes may take."""
        self.aside = ""
        """What is to be said of the wish that is being told, beside what comes of it."""
        self.magnet = True
        """Whether drawn points are drawn to corners, borders and roads."""
        self.traces = False
        """Whether a line follows streets and borders from one point to the next."""

    def way(self, start: Place, end: Place) -> list[Place]:
        """Return the points behind `start` of a line to `end`: along streets and borders if that is switched on."""
        return self.piece.network.way(start, end) if self.traces and self.piece is not None else [end]

    def put(self, piece: Workpiece | None, waiting_for: str = "") -> None:
        """Lay another community on the bench, or say what is awaited."""
        self.piece, self.waiting_for = piece, waiting_for
        self.changed.emit()

    def aim(self, grid: str) -> None:
        """Choose the grid that shall gain, without telling the window, which knows."""
        if grid != self.target:
            self.target = grid
            self.changed.emit()

    def take_in(self, intake: Intake) -> None:
        """Choose what strokes may take and how wide they are."""
        if intake != self.intake:
            self.intake = intake
            self.intake_changed.emit(intake)
            self.changed.emit()

    def caught(self, faces: NDArray[np.int64], target: str = "", source: str | None = None) -> Caught | None:
        """Return what a stroke over faces of the piece at hand comes to; None without a target or a piece.

        `source` stands for the chosen source where a tool has one of its own.
        """
        target = target or self.target
        if self.piece is None or target not in self.piece.names:
            return None
        intake = self.intake if source is None else replace(self.intake, source=source)
        return caught(self.piece, faces, target, intake)

    def hand_over(self, caught: Caught, target: str, aside: str = "") -> None:
        """Wish that what was caught goes to a grid; where nothing may, say why. `aside` is said with it."""
        skipped = skipped_text(caught.skipped)
        self.aside = f"{skipped}。{aside}" if skipped else aside
        if len(caught.faces):
            self.move_wanted.emit(caught.faces, target)
        elif self.aside:
            self.refused.emit(self.aside)

    def show(self, preview: Preview | None) -> None:
        """Tell what the stroke at hand would do."""
        if preview is not self.preview:
            self.preview = preview
            self.previewed.emit(preview)

    def target_name(self) -> str:
        """Return how the target is called on the map; empty without one in hand."""
        return self.piece.name_of(self.target) if self.piece is not None and self.target else ""

    def has_target(self) -> bool:
        """Tell whether the target is a grid of the community in hand."""
        return self.piece is not None and self.target in self.piece.names
