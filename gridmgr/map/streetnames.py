# SPDX-License-Identifier: MIT
"""Names along streets, rivers and railways: one character after another on the line, as on printed Chinese maps."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from gridmgr.map.labels import Label
from gridmgr.map.scene import WATER_KINDS, Barriers
from gridmgr.map.sheet import Sheet
from gridmgr.map.style import font, road_look

APART_PX = 420.0
"""The same name is not written twice within this distance."""
SHARPEST_BEND = np.radians(25)
SPACING = 1.12
FIRST_CJK = 0x2E80
SMALLEST_PX = 10.0
LARGEST_PX = 13.0
_HALO = ((-1.0, 0.0), (1.0, 0.0), (0.0, -1.0), (0.0, 1.0))


@dataclass(frozen=True, slots=True)
class LineText:
    """Characters with the place and turn (radians) of each."""

    text: str
    font: QFont
    colours: tuple[QColor, QColor]
    """The characters' and their halo's."""
    places: NDArray[np.float64]
    turns: NDArray[np.float64]

    def boxes(self) -> NDArray[np.float64]:
        """Return the box (k, 4) of each character."""
        half = self.font.pixelSize() * 0.58
        return np.hstack([self.places - half, self.places + half])

    def paint(self, painter: QPainter) -> None:
        """Write each character at its place: all halos first, so that none covers a neighbour."""
        metrics = QFontMetricsF(self.font)
        painter.setFont(self.font)
        upright = painter.transform()
        for colour, offsets in ((self.colours[1], _HALO), (self.colours[0], ((0.0, 0.0),))):
            painter.setPen(colour)
            for character, (x, y), turn in zip(self.text, self.places.tolist(), self.turns.tolist(), strict=True):
                painter.translate(x, y)
                painter.rotate(np.degrees(turn))
                left = -metrics.horizontalAdvance(character) / 2
                for right, down in offsets:
                    painter.drawText(QPointF(left + right, metrics.capHeight() / 2 + down), character)
                painter.setTransform(upright)


def street_labels(sheet: Sheet, barriers: Barriers) -> Iterator[Label]:
    """Offer names along the visible lines, the longest pieces first; places near each other are alternatives."""
    leaders: dict[str, list[tuple[float, float, int]]] = {}
    groups = 0
    for row, line in _pieces(sheet, barriers):
        rank = 20.0 - road_look(barriers.classes[row]).rank
        for share in (0.5, 0.3, 0.7):
            text = _along(sheet, barriers, row, line, share)
            if text is None:
                continue
            x, y = text.places.mean(axis=0).tolist()
            before = leaders.setdefault(barriers.names[row], [])
            group = next((number for left, top, number in before if np.hypot(x - left, y - top) < APART_PX), None)
            if group is None:
                group = groups = groups + 1
                before.append((x, y, group))
            yield Label(("street", group), rank, text.boxes(), text.paint)


def _pieces(sheet: Sheet, barriers: Barriers) -> list[tuple[int, NDArray[np.float64]]]:
    """Return (row, pixels) of the named lines inside the core, longest first."""
    layer = barriers.named_lines.at(sheet.view.metres_per_pixel)
    found = []
    for number in layer.within(sheet.ground).tolist():
        row = int(layer.ids[number])
        if sheet.view.metres_per_pixel > road_look(barriers.classes[row]).shown_to_m_per_px / 3:
            continue
        xy, offsets = layer.coordinates_of(layer.rings_of(np.array([number])))
        pixels = sheet.view.to_screen(xy)
        lines = [pixels[start:stop] for start, stop in pairwise(offsets.tolist())]
        clipped = shapely.get_parts(shapely.clip_by_rect([shapely.linestrings(line) for line in lines], *sheet.core))
        found += [(row, shapely.get_coordinates(part)) for part in clipped if part.length > 3 * SMALLEST_PX]
    return sorted(found, key=lambda piece: -_length(piece[1]))


def _length(line: NDArray[np.float64]) -> float:
    return float(np.hypot(*np.diff(line, axis=0).T).sum())


def _along(sheet: Sheet, barriers: Barriers, row: int, line: NDArray[np.float64], share: float) -> LineText | None:
    """Lay the name of a line out about one place of it; None where it is too short or too crooked."""
    name = barriers.names[row]
    width = road_look(barriers.classes[row]).width_m / sheet.view.metres_per_pixel
    letters = font(min(max(width * 0.7, SMALLEST_PX), LARGEST_PX))
    metrics = QFontMetricsF(letters)
    chinese = ord(max(name)) >= FIRST_CJK
    advances = np.array([metrics.horizontalAdvance(character) for character in name]) * (SPACING if chinese else 1.05)
    before = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    start = before[-1] * share - advances.sum() / 2
    if start < 0 or start + advances.sum() > before[-1]:
        return None
    stops, chords = _laid_out(line, before, start, advances)
    whole = stops[-1] - stops[0]
    upright = chinese and abs(whole[1]) > abs(whole[0])
    if whole[1 if upright else 0] < 0:
        # The line runs against the reading direction.
        line, start = line[::-1], before[-1] - start - advances.sum()
        stops, chords = _laid_out(line, before[-1] - before[::-1], start, advances)
    turns = np.arctan2(chords[:, 1], chords[:, 0])
    bends = np.abs((np.diff(turns) + np.pi) % (2 * np.pi) - np.pi)
    if (bends > SHARPEST_BEND).any():
        return None
    water = barriers.kinds[row] in WATER_KINDS
    ink = QColor(sheet.colours.water_text if water else sheet.colours.text)
    halo = QColor(sheet.colours.water if water else sheet.colours.road)
    return LineText(name, letters, (ink, halo), (stops[:-1] + stops[1:]) / 2, turns - np.pi / 2 if upright else turns)


def _laid_out(
    line: NDArray[np.float64], before: NDArray[np.float64], start: float, advances: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the k + 1 limits of k characters along a line and the chord of each."""
    ends = start + np.concatenate([[0.0], np.cumsum(advances)])
    stops = np.stack([np.interp(ends, before, line[:, axis]) for axis in (0, 1)], axis=1)
    return stops, np.diff(stops, axis=0)
