# SPDX-License-Identifier: MIT
"""What tools paint over the map: traces, the land that would move, figures of touched grids, the line of advice."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen
from shapely.geometry.base import BaseGeometry

from gridmgr.map.arrays import Kind, LayerArrays
from gridmgr.map.builders import band_states
from gridmgr.map.lettering import Face, clear_picture, ink, text_width, write
from gridmgr.map.marks import Kept, Lettering, Mark, Pill, Stack
from gridmgr.map.scene import MapScene
from gridmgr.map.sheet import Sheet
from gridmgr.map.specks import Specks
from gridmgr.map.strokes import Strokes
from gridmgr.map.style import BUILDING_SMOOTH_PX, BandState, Colours, colours
from gridmgr.map.tools.holding import NEW_GRID
from gridmgr.map.tools.workpiece import Preview, Workpiece
from gridmgr.map.view import ViewState

TINT_SHARE = 0.28
HATCH_SHARE = 0.55
LINE_PX = 2.0
CORNER_PX = 3.5
CATCH_PX = 5.0
"""Half the side of the square round a place that a point is drawn to."""
FIGURE = Face(13, bold=True)
NUMBER = Face(17, bold=True)
ADVICE = Face(13)
PATTERN_PX = 8
"""Qt's hatchings repeat after so many pixels."""
MOST_SHAPED = 1200
"""Beyond so many pieces of land the small ones are marked by dots."""
MOST_FIGURES = 12
"""More plates than this would hide the map, and painting them would hold up the mouse."""
MOST_HATCHED = 2000
"""Beyond so many pieces of land only the tint is painted, or moving the mouse would lag."""

Shapes = NDArray[np.object_]


def paint_land(painter: QPainter, view: ViewState, shapes: Shapes, dark: bool, warns: bool = False) -> None:
    """Tint and hatch the land that would change its grid, in the colour of warning where it must not."""
    if len(shapes):
        paint_rows(painter, view, _arrays(tuple(map(_Same, shapes.tolist()))), np.arange(len(shapes)), dark, warns)


def paint_rows(
    painter: QPainter, view: ViewState, layer: LayerArrays, rows: NDArray[np.int64], dark: bool, warns: bool = False
) -> None:
    """Tint and hatch some features of a layer; of very many small ones only the middles are marked."""
    look = colours(dark)
    sheet = Sheet(painter, view, look, (0.0, 0.0, float(view.width), float(view.height)))
    rows = rows[layer.touches(rows, sheet.ground)]
    shade = look.above if warns else look.accent
    if len(rows) > MOST_SHAPED:
        is_small = sheet.pixels(layer.size[rows]) < BUILDING_SMOOTH_PX
        _paint_dots(Specks(sheet, layer, QColor(shade)), rows[is_small])
        rows = rows[~is_small]
    pattern = Qt.BrushStyle.DiagCrossPattern if warns else Qt.BrushStyle.BDiagPattern
    for _ in sheet.fill(layer, rows, _brush(shade, pattern if len(rows) <= MOST_HATCHED else None)):
        pass


@lru_cache(maxsize=16)
def _brush(shade: str, pattern: Qt.BrushStyle | None) -> QBrush:
    """Return the tint with the hatching upon it as one brush: to fill twice takes twice as long."""
    tint, hatch = QColor(shade), QColor(shade)
    tint.setAlphaF(TINT_SHARE)
    hatch.setAlphaF(HATCH_SHARE)
    if pattern is None:
        return QBrush(tint)
    tile = clear_picture(PATTERN_PX, PATTERN_PX, 1.0)
    painter = QPainter(tile)
    for brush in (QBrush(tint), QBrush(hatch, pattern)):
        painter.fillRect(0, 0, PATTERN_PX, PATTERN_PX, brush)
    painter.end()
    return QBrush(tile)


def _paint_dots(specks: Specks, rows: NDArray[np.int64]) -> None:
    try:
        for _ in chain(specks.add_dots(rows), specks.paint()):
            pass
    finally:
        specks.close()


class _Same:
    """A geometry that is compared as the object it is, not point by point."""

    __slots__ = ("shape",)

    def __init__(self, shape: BaseGeometry) -> None:
        self.shape = shape

    def __hash__(self) -> int:
        return id(self.shape)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.shape is other.shape


@lru_cache(maxsize=4)
def _arrays(shapes: tuple[_Same, ...]) -> LayerArrays:
    """Return shapes as arrays; while the map is moved, the tool in hand paints the same ones at every frame."""
    ids = [str(number) for number in range(len(shapes))]
    return LayerArrays.from_geometries(Kind.POLYGON, ids, [one.shape for one in shapes])


def paint_outline(
    painter: QPainter, view: ViewState, shape: BaseGeometry, dark: bool, width: float = 3.0, shade: str = ""
) -> None:
    """Paint the outline of an area in the accent colour, or in another one."""
    strokes = Strokes.along(painter, view, shapely.get_rings(shapely.get_parts(shape)))
    _haloed(painter, strokes, width, shade or colours(dark).accent, dark)


def _haloed(painter: QPainter, strokes: Strokes, width: float, colour: str, dark: bool) -> None:
    """Draw lines upon a pale halo, whose edge nobody sees and that need not be smooth."""
    for shade, px, is_smooth in ((colours(dark).halo, width + 2.0, False), (colour, width, True)):
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, is_smooth)
        for _ in strokes.draw(QPen(QColor(shade), px)):
            pass
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def paint_trace(
    painter: QPainter, view: ViewState, points: Sequence[tuple[float, float]], closed: bool, corners: bool, dark: bool
) -> None:
    """Paint a line that is being drawn, closed to an area where it will be one, with its corners."""
    if not points:
        return
    look, xy = colours(dark), np.asarray(points, np.float64)
    _haloed(painter, Strokes(painter, view, xy, np.array([0, len(xy)])), LINE_PX, look.accent, dark)
    if closed and len(xy) > 2:
        ends = [QPointF(*end) for end in view.to_screen(xy[[-1, 0]]).tolist()]
        painter.setPen(QPen(QColor(look.accent), LINE_PX, Qt.PenStyle.DashLine))
        painter.drawLine(*ends)
    if corners:
        paint_corners(painter, view, points, dark)


def paint_corners(painter: QPainter, view: ViewState, points: Sequence[tuple[float, float]], dark: bool) -> None:
    """Paint the corners that a person has set."""
    look = colours(dark)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(look.accent), 1.5))
    painter.setBrush(QColor(look.surface))
    for x, y in view.to_screen(np.array(points, np.float64).reshape(-1, 2)).tolist():
        painter.drawEllipse(QPointF(x, y), CORNER_PX, CORNER_PX)


def paint_figures(
    painter: QPainter, scene: MapScene, view: ViewState, piece: Workpiece, preview: Preview, dark: bool
) -> None:
    """Write what touched grids would have, with sign and change, where the map writes their numbers.

    A new grid has no number on the map yet: its figures stand where the preview says. None covers another. Of very many
    those that change most are written; the balance list has them all.
    """
    taken = list[QRectF]()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    touched = list(preview.households.items())
    if len(touched) > MOST_FIGURES:
        touched = sorted(touched, key=lambda item: (-abs(item[1][1]), item[0]))[:MOST_FIGURES]
    for grid, (households, change) in touched:
        place = preview.new_at if grid == NEW_GRID else _anchor(scene, grid)
        if place is None:
            continue
        state = band_states([households], piece.band)[0]
        plate = _figure(piece.name_of(grid), f"{state.value} {households}{_change_text(change)}", state, dark)
        box = free_box(plate.size, view.pixel_at(*place), taken)
        taken.append(box)
        plate.paint(painter, (box.center().x(), box.center().y()))


@dataclass(frozen=True)
class _Plate:
    """A mark upon a ground that hides the number of the map below it."""

    mark: Mark
    look: Colours

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the ground."""
        width, height = self.mark.size
        return width + 16.0, height + 10.0

    def paint(self, painter: QPainter, centre: tuple[float, float]) -> None:
        """Paint ground and mark."""
        (x, y), (width, height) = centre, self.size
        painter.setPen(QPen(QColor(self.look.accent), 1.0))
        painter.setBrush(QColor(self.look.surface))
        painter.drawRoundedRect(QRectF(x - width / 2, y - height / 2, width, height), 4.0, 4.0)
        self.mark.paint(painter, centre)


@lru_cache(maxsize=256)
def _figure(name: str, text: str, state: BandState, dark: bool) -> Kept:
    """Return the name of a grid with its figures below on a plate; moving the map shows the same ones again."""
    look = colours(dark)
    pill = Pill(Lettering(text, FIGURE, ink(look.surface)), look.band(state))
    return Kept(_Plate(Stack([Lettering(name, NUMBER, ink(look.grid_border)), pill], gap=2.0), look), 1.0)


def free_box(size: tuple[float, float], centre: tuple[float, float], taken: Sequence[QRectF]) -> QRectF:
    """Return the box of a plate of a size, as near above or below its place as the others let it."""
    width, height = size
    box = QRectF(centre[0] - width / 2, centre[1] - height / 2, width, height)
    steps = sorted(range(-len(taken), len(taken) + 1), key=lambda step: (abs(step), -step))
    moved = (box.translated(0.0, step * (height + 2.0)) for step in steps)
    return next((one for one in moved if not any(one.intersects(other) for other in taken)), box)


def _anchor(scene: MapScene, grid: str) -> tuple[float, float] | None:
    """Return where the map writes the number of a grid, in metres."""
    row = scene.grids.layer.row_of.get(grid)
    if row is None or not np.isfinite(scene.grids.anchors[row, 0]):
        return None
    x, y = scene.grids.anchors[row, :2].tolist()
    return x, y


def figure_text(name: str, households: int, change: int, state: BandState) -> str:
    """Write a grid with its households, sign and change: 07  431 ● +19."""
    return f"{name}  {households} {state.value}{_change_text(change)}"


def _change_text(change: int) -> str:
    return f" {change:+d}" if change else ""


def paint_catch(painter: QPainter, place: tuple[float, float], text: str, marked: bool, dark: bool) -> None:
    """Write beside the cursor what it is drawn to, and mark the very place."""
    look, (x, y) = colours(dark), place
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if marked:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, px in ((look.halo, 4.0), (look.accent, 2.0)):
            painter.setPen(QPen(QColor(colour), px))
            painter.drawRect(QRectF(x - CATCH_PX, y - CATCH_PX, 2 * CATCH_PX, 2 * CATCH_PX))
    width = text_width(text, ADVICE) + 12.0
    room = painter.viewport()
    left = x + 14.0 if x + 14.0 + width <= room.width() else max(x - 14.0 - width, 0.0)
    top = y - 30.0 if y >= 30.0 else y + 14.0
    painter.setPen(QPen(QColor(look.accent), 1.0))
    painter.setBrush(QColor(look.surface))
    painter.drawRoundedRect(QRectF(left, top, width, 20.0), 3.0, 3.0)
    write(painter, text, ADVICE, ink(look.text), (left + width / 2, top + 10.0))


def preview_text(piece: Workpiece, preview: Preview) -> str:
    """Say what touched grids would have, the one that gains first."""
    grids = sorted(preview.households.items(), key=lambda item: (item[0] != NEW_GRID, -item[1][1], item[0]))
    parts = []
    for grid, (households, change) in grids[:4]:
        state = band_states([households], piece.band)[0]
        parts.append(figure_text(piece.name_of(grid), households, change, state))
    figures = "，".join(parts)
    return f"{figures}（{preview.held} 栋已锁定归属，不移交）" if preview.held else figures
