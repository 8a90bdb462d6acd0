# SPDX-License-Identifier: MIT
"""What labels are made of: text with a halo, text on a pill, several of them below each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from gridmgr.map.labels import Label

HALO_PX = 1.2
LINE_SHARE = 0.86
"""Lines of digits and Chinese characters need less room than the font's own line height."""
_AROUND = [(dx, dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1) if dx or dy]

Point = tuple[float, float]


class Mark(Protocol):
    """Anything that has a size and can be painted about a point; lengths in logical pixels."""

    @property
    def size(self) -> Point:
        """Width and height."""
        ...

    def paint(self, painter: QPainter, centre: Point) -> None:
        """Paint the mark with its middle at `centre`."""
        ...


@dataclass(frozen=True, slots=True)
class Lettering:
    """A text with a halo."""

    text: str
    font: QFont
    colour: QColor
    halo: QColor | None = None

    @property
    def size(self) -> Point:
        """Width and height of the text."""
        metrics = QFontMetricsF(self.font)
        return metrics.horizontalAdvance(self.text), metrics.height() * LINE_SHARE

    def paint(self, painter: QPainter, centre: Point) -> None:
        """Write the text; the halo is made of copies, since stroked outlines cost a hundred times as much."""
        metrics = QFontMetricsF(self.font)
        x = centre[0] - metrics.horizontalAdvance(self.text) / 2
        y = centre[1] + metrics.capHeight() / 2 + 0.02 * metrics.height()
        painter.setFont(self.font)
        if self.halo is not None:
            painter.setPen(self.halo)
            for right, down in _AROUND:
                painter.drawText(QPointF(x + right * HALO_PX, y + down * HALO_PX), self.text)
        painter.setPen(self.colour)
        painter.drawText(QPointF(x, y), self.text)


@dataclass(frozen=True, slots=True)
class Pill:
    """A text on a rounded ground of one colour."""

    text: Lettering
    ground: QColor

    @property
    def size(self) -> Point:
        """Width and height of the ground."""
        width, height = self.text.size
        return width + 0.9 * height, height + 3.0

    def paint(self, painter: QPainter, centre: Point) -> None:
        """Paint ground and text."""
        width, height = self.size
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.ground)
        painter.drawRoundedRect(
            QRectF(centre[0] - width / 2, centre[1] - height / 2, width, height), height / 2, height / 2
        )
        self.text.paint(painter, centre)


@dataclass(frozen=True, slots=True)
class Stack:
    """Marks below each other."""

    marks: Sequence[Mark]
    gap: float = 1.0

    @property
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


def label_at(mark: Mark, centre: Point, key: tuple[str, int], rank: float) -> Label:
    """Return a mark as a label about a point."""
    (x, y), (width, height) = centre, mark.size
    box = np.array([[x - width / 2, y - height / 2, x + width / 2, y + height / 2]])
    return Label(key, rank, box, lambda painter: mark.paint(painter, centre))
