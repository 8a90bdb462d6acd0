# SPDX-License-Identifier: MIT
"""What labels are made of: text with a halo, text on a pill, several of them below each other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import ceil
from typing import Protocol

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from gridmgr.map.labels import Label
from gridmgr.map.lettering import LINE_SHARE, Face, Ink, PaperPainter, Stamp, clear_picture, place, text_width, write

Point = tuple[float, float]
PILL_EDGE_PX = 1.0
"""The soft edge of a pill reaches so far beyond it."""


class Mark(Protocol):
    """Anything that has a size and can be painted about a point; lengths in logical pixels."""

    @property
    def size(self) -> Point:
        """Width and height."""
        ...

    def paint(self, painter: QPainter, centre: Point) -> None:
        """Paint the mark with its middle at `centre`."""
        ...


@dataclass(frozen=True)
class Lettering:
    """A text with its font and colours."""

    text: str
    face: Face
    ink: Ink

    @cached_property
    def size(self) -> Point:
        """Width and height of the text."""
        return text_width(self.text, self.face), self.face.pixels * LINE_SHARE

    def paint(self, painter: QPainter, centre: Point) -> None:
        """Write the text."""
        write(painter, self.text, self.face, self.ink, centre)


@dataclass(frozen=True)
class Pill:
    """A text on a rounded ground of one colour."""

    text: Lettering
    ground: QColor

    @cached_property
    def size(self) -> Point:
        """Width and height of the ground."""
        width, height = self.text.size
        return width + 0.9 * height, height + 3.0

    def paint(self, painter: QPainter, centre: Point) -> None:
        """Paint ground and text; on screen as one picture that is used again."""
        if isinstance(painter, PaperPainter | _StampPainter):
            self._paint(painter, centre)
            return
        ratio = painter.device().devicePixelRatioF()
        place(painter, _pill_stamp(self.text, self.ground.rgba(), ratio), centre)

    def _paint(self, painter: QPainter, centre: Point) -> None:
        width, height = self.size
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.ground)
        ground = QRectF(centre[0] - width / 2, centre[1] - height / 2, width, height)
        painter.drawRoundedRect(ground, height / 2, height / 2)
        self.text.paint(painter, centre)


class _StampPainter(QPainter):
    """A painter of a picture that will be used again: what it is made of need not be kept as well."""


@lru_cache(maxsize=2048)
def _pill_stamp(text: Lettering, ground: int, ratio: float) -> Stamp:
    pill = Pill(text, QColor.fromRgba(ground))
    return _stamped(pill._paint, pill.size, PILL_EDGE_PX, ratio)


def _stamped(paint: Callable[[QPainter, Point], None], size: Point, overhang: float, ratio: float) -> Stamp:
    """Paint something about the middle of a picture that is larger than its size by `overhang` on every side."""
    across, down = (ceil((side + 2 * overhang) * ratio) for side in size)
    picture = clear_picture(across, down, ratio)
    painter = _StampPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint(painter, (across / ratio / 2, down / ratio / 2))
    painter.end()
    return Stamp.of(picture)


@dataclass(frozen=True)
class Stack:
    """Marks below each other."""

    marks: Sequence[Mark]
    gap: float = 1.0

    @cached_property
    def size(self) -> Point:
        """Width and height of all of them."""
        sizes = [mark.size for mark in self.marks]
        return max(width for width, _ in sizes), sum(height for _, height in sizes) + self.gap * (len(sizes) - 1)

    def paint(self, painter: QPainter, centre: Point) -> None:
        """Paint the marks from top to bottom."""
        x, top = centre[0], centre[1] - self.size[1] / 2
        for mark in self.marks:
            height = mark.size[1]
            mark.paint(painter, (x, top + height / 2))
            top += height + self.gap


@dataclass(frozen=True, eq=False)
class Kept:
    """A mark that is painted once into a picture, which is put down again and again."""

    mark: Mark
    overhang: float
    """So far it reaches beyond its size: halos do, and tails of letters."""

    @cached_property
    def size(self) -> Point:
        """Width and height of the mark."""
        return self.mark.size

    @cached_property
    def _stamps(self) -> dict[float, Stamp]:
        return {}

    def paint(self, painter: QPainter, centre: Point) -> None:
        """Put the picture of the mark down; on paper the mark itself."""
        if isinstance(painter, PaperPainter):
            self.mark.paint(painter, centre)
            return
        ratio = painter.device().devicePixelRatioF()
        stamp = self._stamps.get(ratio)
        if stamp is None:
            stamp = self._stamps[ratio] = _stamped(self.mark.paint, self.size, self.overhang, ratio)
        place(painter, stamp, centre)


def label_at(mark: Mark, centre: Point, key: tuple[str, int], rank: float) -> Label:
    """Return a mark as a label about a point."""
    (x, y), (width, height) = centre, mark.size
    box = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
    return Label(key, rank, (box,), lambda painter: mark.paint(painter, centre))
