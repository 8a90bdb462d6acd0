# SPDX-License-Identifier: MIT
"""Text with a halo, painted once into small pictures that are then used again.

Writing a word with its halo takes nine calls of 10 microseconds and more; putting down its picture takes one of three.
The pictures depend on nothing but what is asked for, so they are kept for as long as there is room.
"""

from functools import lru_cache
from threading import get_ident
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

FONT_FAMILIES = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "sans-serif",
)
"""Fonts with Chinese characters, the first one that is installed is taken."""

LINE_SHARE = 1.04
"""Height of a line in sizes of the font: digits and Chinese characters need less than the font's own line height."""
BASELINE_SHARE = 0.37
"""How far the baseline lies below the middle of the characters, in sizes of the font."""
PICTURE_SHARE = 1.5
"""Height of a word's picture in sizes of the font, with room for tails and halo."""
PAPER_FONT_PX = 100
"""Size in which letters are drawn on paper before they are made smaller."""
HALO_PX = 1.2
_AROUND = [(dx * HALO_PX, dy * HALO_PX) for dx in (-1, 0, 1) for dy in (-1, 0, 1) if dx or dy]
_AT_CORNERS = [(dx, dy) for dx, dy in _AROUND if dx and dy]
SMALL_PX = 13
"""Letters up to this size have a good enough halo on paper from four copies."""


class Face(NamedTuple):
    """A size and cut of the map's font, in logical pixels."""

    pixels: int
    bold: bool = False
    italic: bool = False
    spacing: float = 0.0


class Ink(NamedTuple):
    """The colours of a text: its own and, if it has one, that of its halo (0xAARRGGBB)."""

    text: int
    halo: int | None = None


def ink(text: QColor | str, halo: QColor | str | None = None) -> Ink:
    """Return the colours of a text."""
    if isinstance(text, str) and (halo is None or isinstance(halo, str)):
        return _named_ink(text, halo)
    return Ink(QColor(text).rgba(), None if halo is None else QColor(halo).rgba())


@lru_cache(maxsize=256)
def _named_ink(text: str, halo: str | None) -> Ink:
    return Ink(QColor(text).rgba(), None if halo is None else QColor(halo).rgba())


def font(face: Face) -> QFont:
    """Return the map's font in a size; it is shared within a thread, so it must not be changed."""
    return _font(face, get_ident())


@lru_cache(maxsize=256)
def _font(face: Face, _thread: int) -> QFont:
    """Return a font for one thread: two threads that measure with the same QFont would spoil what it points to."""
    made = QFont()
    made.setFamilies(list(FONT_FAMILIES))
    made.setPixelSize(face.pixels)
    made.setBold(face.bold)
    made.setItalic(face.italic)
    made.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, face.spacing)
    return made


@lru_cache(maxsize=16384)
def text_width(text: str, face: Face) -> float:
    """Return the width of a text in logical pixels."""
    return QFontMetricsF(font(face)).horizontalAdvance(text)


class PaperPainter(QPainter):
    """A painter for paper: names are written as letters, at any scale, instead of being put down as pictures."""


def _outline_font(face: Face) -> QFont:
    return _made_outline_font(face, get_ident())


@lru_cache(maxsize=64)
def _made_outline_font(face: Face, _thread: int) -> QFont:
    """Return the font in one large size without hinting, from which letters of every size are made on paper."""
    made = QFont(font(face._replace(pixels=PAPER_FONT_PX, spacing=face.spacing * PAPER_FONT_PX / face.pixels)))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


@lru_cache(maxsize=16384)
def _outline_width(text: str, face: Face) -> float:
    return QFontMetricsF(_outline_font(face)).horizontalAdvance(text)


def letters_width(text: str, size: float, bold: bool = False) -> float:
    """Return the width of a text on paper, in the unit of its size."""
    return _outline_width(text, Face(PAPER_FONT_PX, bold)) * size / PAPER_FONT_PX


def write_letters(
    painter: QPainter, text: str, size: float, colour: QColor | str, left: tuple[float, float], bold: bool = False
) -> None:
    """Write a text on paper from the left end of its baseline on; lengths in the painter's unit."""
    painter.save()
    painter.translate(*left)
    painter.scale(size / PAPER_FONT_PX, size / PAPER_FONT_PX)
    painter.setFont(_outline_font(Face(PAPER_FONT_PX, bold)))
    painter.setPen(QColor(colour))
    painter.drawText(QPointF(0, 0), text)
    painter.restore()


def _write_on_paper(
    painter: PaperPainter, text: str, face: Face, colours: Ink, centre: tuple[float, float], degrees: int
) -> None:
    """Write a text about a point; its halo is pale copies, as outlined letters would take ten times the room."""
    full = face._replace(pixels=PAPER_FONT_PX, spacing=face.spacing * PAPER_FONT_PX / face.pixels)
    share = face.pixels / PAPER_FONT_PX
    painter.save()
    painter.translate(*centre)
    painter.rotate(degrees)
    painter.scale(share, share)
    painter.setFont(_outline_font(full))
    origin = QPointF(-_outline_width(text, full) / 2, PAPER_FONT_PX * BASELINE_SHARE)
    if colours.halo is not None:
        painter.setPen(QColor.fromRgba(colours.halo))
        for right, lower in _AT_CORNERS if face.pixels <= SMALL_PX else _AROUND:
            painter.drawText(origin + QPointF(right, lower) / share, text)
    painter.setPen(QColor.fromRgba(colours.text))
    painter.drawText(origin, text)
    painter.restore()


class Stamp(NamedTuple):
    """A small picture and half its sides, in device pixels."""

    picture: QImage
    across: float
    down: float
    ratio: float

    @classmethod
    def of(cls, picture: QImage) -> "Stamp":
        """Return a finished picture as it is put down."""
        return cls(picture, picture.width() / 2, picture.height() / 2, picture.devicePixelRatio())


def write(
    painter: QPainter, text: str, face: Face, colours: Ink, centre: tuple[float, float], degrees: int = 0
) -> None:
    """Write a text about a point, turned clockwise."""
    if isinstance(painter, PaperPainter):
        _write_on_paper(painter, text, face, colours, centre, degrees)
        return
    ratio = painter.device().devicePixelRatioF()
    place(painter, _picture(text, face, colours, degrees, ratio), centre)


def place(painter: QPainter, stamp: Stamp, centre: tuple[float, float]) -> None:
    """Put a small picture down about a point, at whole device pixels, which keeps letters sharp."""
    picture, across, down, ratio = stamp
    x, y = centre
    painter.drawImage(QPointF(round(x * ratio - across) / ratio, round(y * ratio - down) / ratio), picture)


def clear_picture(across: int, down: int, ratio: float) -> QImage:
    """Return a transparent picture; its sides are device pixels."""
    picture = QImage(across, down, QImage.Format.Format_ARGB32_Premultiplied)
    picture.setDevicePixelRatio(ratio)
    picture.fill(0)
    return picture


@lru_cache(maxsize=6144)
def _picture(text: str, face: Face, colours: Ink, degrees: int, ratio: float) -> Stamp:
    """Paint a text about the middle of a picture that is just large enough."""
    width, height = text_width(text, face) + 4 * HALO_PX + 2, face.pixels * PICTURE_SHARE + 2 * HALO_PX
    cosine, sine = abs(np.cos(np.radians(degrees))), abs(np.sin(np.radians(degrees)))
    across, down = width * cosine + height * sine, width * sine + height * cosine
    picture = clear_picture(int(np.ceil(across * ratio)), int(np.ceil(down * ratio)), ratio)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(font(face))
    painter.translate(across / 2, down / 2)
    painter.rotate(degrees)
    origin = QPointF(-text_width(text, face) / 2, face.pixels * BASELINE_SHARE)
    if colours.halo is not None:
        painter.setPen(QColor.fromRgba(colours.halo))
        for right, lower in _AROUND:
            painter.drawText(origin + QPointF(right, lower), text)
    painter.setPen(QColor.fromRgba(colours.text))
    painter.drawText(origin, text)
    painter.end()
    return Stamp.of(picture)
