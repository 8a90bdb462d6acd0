# SPDX-License-Identifier: MIT
"""Names along streets, rivers and railways: character by character on the line, as on printed Chinese maps."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtGui import QPainter

from gridmgr.map.labels import Label
from gridmgr.map.lettering import Face, Ink, ink, text_width, write
from gridmgr.map.scene import Barriers
from gridmgr.map.sheet import Sheet
from gridmgr.map.style import road_look
from gridmgr.map.view import Box

APART_PX = 420.0
"""The same name is not written twice within this distance."""
SHARPEST_BEND = np.radians(25)
SPACING = 1.12
FIRST_CJK = 0x2E80
PIECES_OF_A_NAME = 6
SMALLEST_PX = 10.0
LARGEST_PX = 13.0
TURN_DEGREES = 2


@dataclass(frozen=True, slots=True)
class LineText:
    """Pieces of a text (characters, or the whole where letters must keep together) with the place and turn of each."""

    pieces: Sequence[str]
    face: Face
    ink: Ink
    places: NDArray[np.float64]
    turns: NDArray[np.float64]
    """Radians, clockwise."""
    spots: NDArray[np.float64]
    """The middles of what the text covers."""

    def boxes(self) -> list[Box]:
        """Return the boxes that the characters cover."""
        half = self.face.pixels * 0.58
        return [(x - half, y - half, x + half, y + half) for x, y in self.spots.tolist()]

    def paint(self, painter: QPainter) -> None:
        """Write each piece at its place, turned in whole steps, so that its picture can be used again."""
        steps = np.rint(np.degrees(self.turns) / TURN_DEGREES).astype(int) * TURN_DEGREES
        for piece, (x, y), degrees in zip(self.pieces, self.places.tolist(), steps.tolist(), strict=True):
            write(painter, piece, self.face, self.ink, (x, y), degrees)


def street_labels(sheet: Sheet, barriers: Barriers, wanted: NDArray[np.bool_] | None = None) -> Iterator[Label]:
    """Offer names along the visible lines, the longest pieces first; places near each other are alternatives.

    `wanted` (f) tells of which barriers, of all if it is missing.
    """
    leaders: dict[str, list[tuple[float, float, int]]] = {}
    groups = 0
    for row, line in _pieces(sheet, barriers):
        if wanted is not None and not wanted[row]:
            continue
        rank = 20.0 - road_look(barriers.classes[row]).rank
        name = _Name(sheet, barriers, row)
        track = Track(line)
        for share in (0.5, 0.3, 0.7):
            text = name.along(track, share)
            if text is None:
                continue
            x, y = text.spots[len(text.spots) // 2].tolist()
            before = leaders.setdefault(barriers.names[row], [])
            group = next((number for left, top, number in before if np.hypot(x - left, y - top) < APART_PX), None)
            if group is None:
                group = groups = groups + 1
                before.append((x, y, group))
            yield Label(("street", group), rank, text.boxes(), text.paint)


def _pieces(sheet: Sheet, barriers: Barriers) -> Iterator[tuple[int, NDArray[np.float64]]]:
    """Give (row, pixels) of the named lines inside the core, longest first, and no more of a name than find room."""
    layer = barriers.named_lines.at(sheet.view.metres_per_pixel)
    near = layer.within(sheet.ground)
    if not len(near):
        return
    rows = np.array([int(layer.ids[number]) for number in near.tolist()], np.int64)
    looks = [road_look(barriers.classes[row]) for row in rows.tolist()]
    shown = np.array([sheet.view.metres_per_pixel <= look.shown_to_m_per_px / 3 for look in looks], bool)
    left, top, right, bottom = sheet.core
    corners = sheet.view.to_ground(np.array([[left, bottom], [right, top]])).ravel()
    parts, index = shapely.get_parts(shapely.clip_by_rect(layer.geometries[near[shown]], *corners), return_index=True)
    rows, length = rows[shown][index], sheet.pixels(shapely.length(parts))
    given: Counter[str] = Counter()
    for number in np.argsort(-length, kind="stable").tolist():
        name = barriers.names[rows[number]]
        given[name] += 1
        if length[number] >= len(name) * SMALLEST_PX / 2 and given[name] <= PIECES_OF_A_NAME:
            yield int(rows[number]), sheet.view.to_screen(shapely.get_coordinates(parts[number]))


class Track:
    """A line (n, 2 pixels) along which names are laid."""

    def __init__(self, line: NDArray[np.float64]) -> None:
        self._line = line
        self._steps = line[1:] - line[:-1]
        self._lengths = np.hypot(self._steps[:, 0], self._steps[:, 1])
        self._before = np.zeros(len(line))
        np.cumsum(self._lengths, out=self._before[1:])
        self.length = float(self._before[-1])

    def points_at(self, distances: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the points (k, 2) at some distances from the start."""
        step = np.minimum(np.searchsorted(self._before, distances, "right"), len(self._steps)) - 1
        share = (distances - self._before[step]) / np.maximum(self._lengths[step], 1e-12)
        return np.asarray(self._line[step] + self._steps[step] * share[:, None])


class _Name:
    """A name that is to be laid along lines: its font, colours and the room that each character needs."""

    def __init__(self, sheet: Sheet, barriers: Barriers, row: int) -> None:
        self._text = barriers.names[row]
        width = road_look(barriers.classes[row]).width_m / sheet.view.metres_per_pixel
        self._face = Face(round(min(max(width * 0.7, SMALLEST_PX), LARGEST_PX)), italic=bool(barriers.is_water[row]))
        self._chinese = ord(max(self._text)) >= FIRST_CJK
        spacing = SPACING if self._chinese else 1.0
        widths = [text_width(character, self._face) * spacing for character in self._text]
        self._ends = np.concatenate([[0.0], np.cumsum(widths)])
        self._length = float(self._ends[-1])
        self._is_even = len(set(widths)) == 1
        """Whether the characters are equally wide, so that the name laid out backwards has the same places."""
        water = barriers.is_water[row]
        colours = sheet.colours
        self._ink = ink(colours.water_text, colours.water) if water else ink(colours.text, colours.road)

    def along(self, track: "Track", share: float) -> LineText | None:
        """Lay the name out about a place (a share of the length) of a line; None if too short or too crooked."""
        start = track.length * share - self._length / 2
        if start < 0 or start + self._length > track.length:
            return None
        stops = track.points_at(start + self._ends)
        whole = stops[-1] - stops[0]
        upright = self._chinese and abs(whole[1]) > abs(whole[0])
        if whole[1 if upright else 0] < 0:
            # The line runs against the reading direction.
            stops = stops[::-1] if self._is_even else track.points_at(start + self._length - self._ends)
        chords = stops[1:] - stops[:-1]
        turns = np.arctan2(chords[:, 1], chords[:, 0])
        bends = np.abs((turns[1:] - turns[:-1] + np.pi) % (2 * np.pi) - np.pi)
        if (bends > SHARPEST_BEND).any():
            return None
        middles = (stops[:-1] + stops[1:]) / 2
        if self._chinese:
            turns = turns - np.pi / 2 if upright else turns
            return LineText(self._text, self._face, self._ink, middles, turns, middles)
        return self._in_one_piece(stops, middles)

    def _in_one_piece(self, stops: NDArray[np.float64], middles: NDArray[np.float64]) -> LineText | None:
        """Lay out a name in Latin letters, which stand too close to be turned one by one; None on a crooked line."""
        along = stops[-1] - stops[0]
        length = float(np.hypot(*along))
        aside = np.abs((stops - stops[0]) @ np.array([-along[1], along[0]])) / max(length, 1e-9)
        if aside.max() > self._face.pixels / 3:
            return None
        turn = np.array([np.arctan2(along[1], along[0])])
        middle = (stops[:1] + stops[-1:]) / 2
        # Letters are half as wide as Chinese characters: every other one covers its neighbours.
        return LineText((self._text,), self._face, self._ink, middle, turn, middles[::2])
