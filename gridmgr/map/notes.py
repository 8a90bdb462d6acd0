# SPDX-License-Identifier: MIT
"""Names of foreign maps: written where there is room beside the map's own, which come first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmgr.map.arrays import LayerArrays
from gridmgr.map.basemap.inks import ink_colour
from gridmgr.map.basemap.ranges import Range
from gridmgr.map.labels import Label
from gridmgr.map.lettering import Face, ink
from gridmgr.map.marks import Lettering, label_at
from gridmgr.map.sheet import Sheet

LETTERS_PX = 12
LEAST_PX = 24.0
"""What is smaller than this on screen gets no name."""
POINTS_TO_M_PER_PX = 3.0
"""Seen from farther away, points get no names."""
MOST_NAMES = 400
WIDER_THAN_SHAPE = 1.4
"""A name may stand out over its area by so much."""
BESIDE_PX = 6.0
LINE_GAP_PX = 4.0


@dataclass(frozen=True, eq=False)
class ForeignNames:
    """What is written at the shapes of a foreign file: areas, lines and points, each with its texts."""

    areas: LayerArrays
    lines: LayerArrays
    points: LayerArrays
    texts: tuple[Sequence[str], Sequence[str], Sequence[str]]


class Notes(NamedTuple):
    """Names of a foreign map and how they are written."""

    names: ForeignNames
    ink: str
    opacity: float = 1.0
    scales: Range = Range()


def note_labels(sheet: Sheet, notes: Notes, number: int) -> Iterator[Label]:
    """Offer the names that have room at this scale; `number` tells foreign maps apart."""
    if not notes.scales.has(sheet.view.scale_denominator()):
        return
    names = notes.names
    letters = ink(ink_colour(notes.ink, sheet.colours), sheet.colours.halo)
    kind = note_kind(number)
    for row, (x, y), size in _areas(sheet, names):
        mark = Lettering(names.texts[0][row], Face(LETTERS_PX), letters)
        if mark.size[0] <= WIDER_THAN_SHAPE * size:
            yield label_at(mark, (x, y), (kind, row), 40 - size / 1e6)
    for row, (x, y), (right, down), size in _lines(sheet, names):
        mark = Lettering(names.texts[1][row], Face(LETTERS_PX), letters)
        # Beside the line, which may lie upon the names.
        aside = abs(right) * mark.size[0] / 2 + abs(down) * mark.size[1] / 2 + LINE_GAP_PX
        key = (kind, len(names.areas) + row)
        for turn, side in enumerate((-1, 1)):
            yield label_at(mark, (x + side * aside * right, y + side * aside * down), key, 41 + turn / 10 - size / 1e6)
    for row, (x, y) in _points(sheet, names):
        mark = Lettering(names.texts[2][row], Face(LETTERS_PX), letters)
        aside, above = mark.size[0] / 2 + BESIDE_PX, mark.size[1] / 2 + BESIDE_PX
        key = (kind, len(names.areas) + len(names.lines) + row)
        for turn, (right, down) in enumerate(((aside, 0.0), (0.0, above), (-aside, 0.0), (0.0, -above))):
            yield label_at(mark, (x + right, y + down), key, 42 + turn / 10)


def note_kind(number: int) -> str:
    """Return the kind of label that the names of one foreign map are."""
    return f"note{number}"


def _areas(sheet: Sheet, names: ForeignNames) -> Iterator[tuple[int, tuple[float, float], float]]:
    """Give row, place and size (pixels) of the areas with a name, the largest first."""
    rows, sizes = _largest(sheet, names.areas, names.texts[0])
    shapes = shapely.clip_by_rect(names.areas.geometries[rows], *_core(sheet))
    for row, size, shape in zip(rows.tolist(), sizes.tolist(), shapes, strict=True):
        if not shape.is_empty:
            yield row, _on_screen(sheet, shapely.point_on_surface(shape)), size


def _lines(sheet: Sheet, names: ForeignNames) -> Iterator[tuple[int, tuple[float, float], tuple[float, float], float]]:
    """Give row, middle, the way aside (of length 1, downwards) and size of the lines with a name, each name once.

    The largest come first; lengths in pixels.
    """
    rows, sizes = _largest(sheet, names.lines, names.texts[1])
    shapes = shapely.clip_by_rect(names.lines.geometries[rows], *_core(sheet))
    written: set[str] = set()
    for row, size, shape in zip(rows.tolist(), sizes.tolist(), shapes, strict=True):
        text = names.texts[1][row]
        if text in written or shape.is_empty:
            continue
        written.add(text)
        longest = max(shapely.get_parts(shape), key=shapely.length)
        before, middle, after = (
            _on_screen(sheet, shapely.line_interpolate_point(longest, share, normalized=True))
            for share in (0.4, 0.5, 0.6)
        )
        along = np.subtract(after, before)
        length = float(np.hypot(*along)) or 1.0
        right, down = float(-along[1]) / length, float(along[0]) / length
        yield row, middle, (right, down) if down >= 0 else (-right, -down), size


def _points(sheet: Sheet, names: ForeignNames) -> Iterator[tuple[int, tuple[float, float]]]:
    """Give row and place of the points with a name."""
    if sheet.view.metres_per_pixel > POINTS_TO_M_PER_PX:
        return
    rows = names.points.within(_core(sheet))
    rows = rows[_has_text(names.texts[2], rows)][:MOST_NAMES]
    for row, shape in zip(rows.tolist(), names.points.geometries[rows], strict=True):
        yield row, _on_screen(sheet, shapely.point_on_surface(shape))


def _largest(sheet: Sheet, layer: LayerArrays, texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the rows that are seen, have a name and are large enough for it, the largest first."""
    rows = layer.within(_core(sheet))
    rows = rows[_has_text(texts, rows)]
    sizes = sheet.pixels(layer.size[rows])
    order = np.argsort(-sizes, kind="stable")[: min(int((sizes >= LEAST_PX).sum()), MOST_NAMES)]
    return rows[order], sizes[order]


def _has_text(texts: Sequence[str], rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    return np.array([bool(texts[row]) for row in rows.tolist()], bool)


def _core(sheet: Sheet) -> tuple[float, float, float, float]:
    """Return the ground that is seen at once."""
    left, top, right, bottom = sheet.core
    west, south, east, north = sheet.view.to_ground(np.array([[left, bottom], [right, top]])).ravel().tolist()
    return west, south, east, north


def _on_screen(sheet: Sheet, place: shapely.Point) -> tuple[float, float]:
    x, y = sheet.view.to_screen(shapely.get_coordinates(place))[0].tolist()
    return x, y
