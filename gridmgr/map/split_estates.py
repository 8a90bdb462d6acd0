# SPDX-License-Identifier: MIT
"""Marks of the estates (小区) that lie in several grids: a line round each, and its name."""

from collections.abc import Iterable, Iterator

import numpy as np
import shapely
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen
from shapely.geometry.base import BaseGeometry

from gridmgr.map.labels import Label
from gridmgr.map.lettering import Face, ink
from gridmgr.map.marks import Lettering, Pill, label_at
from gridmgr.map.scene import Areas, MapScene
from gridmgr.map.sheet import How, Sheet, Step
from gridmgr.map.strokes import Strokes

LINE_PX, HALO_PX = 2.0, 4.0
LEAST_PX = 14.0
"""Smaller on screen, an estate is a speck: its line would only hide the buildings."""
NAMED_PX = 44.0
MARK = Face(12, bold=True)

Marked = tuple[str, str, BaseGeometry]
"""Community (code), name and outline of an estate."""


def marks_shown(scene: MapScene) -> bool:
    """Tell whether a map shows the marks: not while only what changes hands is shown."""
    return scene.layers.split_estates and not scene.shows_only_moves and len(scene.split_estates.ids) > 0


def marks_of(estates: Iterable[Marked]) -> Areas:
    """Return estates as the map shows them."""
    found = list(estates)
    shapes = np.empty(len(found), dtype=object)
    shapes[:] = [outline for _, _, outline in found]
    return Areas([f"{community} {name}" for community, name, _ in found], [name for _, name, _ in found], shapes)


def with_community(marks: Areas, community: str, fresh: Areas) -> Areas:
    """Return the marks with those of one community (code) as they are now; the very same where nothing changed."""
    rows = [row for row, one in enumerate(marks.ids) if one.startswith(f"{community} ")]
    if [marks.ids[row] for row in rows] == list(fresh.ids):
        return marks
    kept = [row for row in range(len(marks.ids)) if row not in set(rows)]
    ids = [*(marks.ids[row] for row in kept), *fresh.ids]
    names = [*(marks.names[row] for row in kept), *fresh.names]
    return Areas(ids, names, np.concatenate((marks.layer.geometries[kept], fresh.layer.geometries)))


def split_steps(sheet: Sheet, marks: Areas) -> Iterator[Step]:
    """Paint the lines round the estates."""
    layer = marks.layer
    rows = layer.within(sheet.ground)
    rows = rows[sheet.pixels(layer.size[rows]) >= LEAST_PX]
    if not len(rows):
        return
    sheet.smooth(True)
    strokes = Strokes.of(sheet, layer, rows)
    for colour, width in ((sheet.colours.halo, HALO_PX), (sheet.colours.above, LINE_PX)):
        for count in strokes.draw(QPen(QColor(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)):
            yield Step("estate", How.LINE, count, count)


def split_labels(sheet: Sheet, marks: Areas) -> Iterator[Label]:
    """Offer the name of every estate that is large enough, at its upper edge, so that numbers of grids keep room."""
    rows = marks.layer.within(sheet.ground)
    rows = rows[sheet.pixels(marks.layer.size[rows]) >= NAMED_PX]
    for row in rows.tolist():
        west, _, east, north = shapely.bounds(marks.layer.geometries[row]).tolist()
        x, y = sheet.view.to_screen(np.array([[(west + east) / 2, north]]))[0].tolist()
        pill = Pill(
            Lettering(f"{marks.names[row]} 被分开", MARK, ink(sheet.colours.surface)), QColor(sheet.colours.above)
        )
        for turn, down in enumerate((-10.0, 10.0, 28.0)):
            yield label_at(pill, (x, y + down), ("estate", row), 5.0 + turn / 10)
