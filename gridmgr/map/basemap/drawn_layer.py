# SPDX-License-Identifier: MIT
"""Paints the shapes of a foreign file: areas with a faint tint and an outline, lines, points; only to be looked at."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from gridmgr.map.arrays import Geometries, Kind, LayerArrays
from gridmgr.map.basemap.inks import INKS, LINE_PX, TINT_SHARES, Line, Tint, ink_colour
from gridmgr.map.basemap.ranges import Range
from gridmgr.map.coverage import Levels
from gridmgr.map.notes import ForeignNames
from gridmgr.map.primitives import polygon
from gridmgr.map.sheet import How, Sheet, Step, scaled
from gridmgr.map.strokes import Strokes
from gridmgr.map.view import Box

POINT_PX = 6.0
ROWS_AT_ONCE = 5_000
POINTS_AT_ONCE = 400


class Drawing:
    """The shapes of a file in the district's metric CRS, ready for any scale."""

    def __init__(self, shapes: Sequence[object] | Geometries, names: Sequence[str] = ()) -> None:
        """Take shapes, and what is written at each where there is something."""
        known = np.array([None, *shapes], dtype=object)[1:]
        kinds = shapely.get_dimensions(known)
        mixed = shapely.get_type_id(known) == shapely.GeometryType.GEOMETRYCOLLECTION
        of_kind = [(kinds == kind) | mixed for kind in (Kind.POLYGON, Kind.LINE, Kind.POINT)]
        self.areas, self.lines, self.points = (
            _layer(kind, known[wanted])
            for kind, wanted in zip((Kind.POLYGON, Kind.LINE, Kind.POINT), of_kind, strict=True)
        )
        self.names: ForeignNames | None = None
        """What is written at the shapes; None where nothing is."""
        if any(names):
            texts = tuple([names[row] for row in np.flatnonzero(wanted).tolist()] for wanted in of_kind)
            layers = self.areas.layer, self.lines.layer, self.points.layer
            self.names = ForeignNames(*layers, texts=(texts[0], texts[1], texts[2]))

    @property
    def extent(self) -> Box | None:
        """The ground that the shapes cover; None without any."""
        boxes = [levels.layer.extent for levels in (self.areas, self.lines, self.points)]
        known = np.array([box for box in boxes if box is not None])
        if not len(known):
            return None
        (west, south), (east, north) = known[:, :2].min(axis=0).tolist(), known[:, 2:].max(axis=0).tolist()
        return west, south, east, north


@dataclass(eq=False)
class DrawnLayer:
    """A drawing below or upon the map."""

    drawing: Drawing
    ink: str = INKS[0]
    opacity: float = 1.0
    scales: Range = field(default_factory=Range)
    line: Line = Line.MEDIUM
    tint: Tint = Tint.FAINT
    is_picture: bool = False

    def is_shown_at(self, denominator: float) -> bool:
        """Tell whether the layer is shown at the scale 1:denominator."""
        return self.scales.has(denominator)

    def steps(self, sheet: Sheet, pixel_ratio: float) -> Iterator[Step]:  # noqa: ARG002 - drawings are sharp at any
        """Paint areas, lines and points in short steps."""
        colour = ink_colour(self.ink, sheet.colours)
        for levels in (self.drawing.areas, self.drawing.lines):
            yield from scaled(sheet, levels)
            yield from self._shapes(sheet, levels.at(sheet.view.metres_per_pixel), colour)
        yield from self._dots(sheet, self.drawing.points.layer, colour)

    def _shapes(self, sheet: Sheet, layer: LayerArrays, colour: QColor) -> Iterator[Step]:
        tint, width = QColor(colour), LINE_PX[self.line]
        tint.setAlphaF(TINT_SHARES[self.tint])
        rows = layer.within(sheet.ground)
        for first in range(0, len(rows), ROWS_AT_ONCE):
            part = rows[first : first + ROWS_AT_ONCE]
            if layer.kind is Kind.POLYGON and self.tint is not Tint.NONE:
                sheet.smooth(False)
                for rings in sheet.fill(layer, part, tint):
                    yield Step("backdrop", How.FILL, rings, rings)
            if width:
                sheet.smooth(True)
                for count in Strokes.of(sheet, layer, part).draw(QPen(colour, width)):
                    yield Step("backdrop", How.LINE, count, count)

    def _dots(self, sheet: Sheet, layer: LayerArrays, colour: QColor) -> Iterator[Step]:
        rows = layer.within(sheet.ground)
        sheet.smooth(True)
        for first in range(0, len(rows), POINTS_AT_ONCE):
            dots = polygon(sheet.view.to_screen(_places(layer, rows[first : first + POINTS_AT_ONCE])))
            for ink, more in ((QColor(sheet.colours.halo), 2.0), (colour, 0.0)):
                pen = QPen(ink, POINT_PX + more, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
                sheet.painter.setPen(pen)
                sheet.painter.drawPoints(dots)
            yield Step("backdrop", How.DOT, dots.size())


def _layer(kind: Kind, shapes: NDArray[np.object_]) -> Levels:
    return Levels(LayerArrays.from_geometries(kind, [str(row) for row in range(len(shapes))], shapes))


def _places(layer: LayerArrays, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.asarray(layer.coordinates_of(layer.rings_of(rows))[0])
