# SPDX-License-Identifier: MIT
"""The map on paper: lines, areas and letters at a true scale, for a printer, a PDF or a preview alike."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Self

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainterPath, QPen
from shapely.geometry.base import BaseGeometry

from gridmgr.map.arrays import Kind, LayerArrays
from gridmgr.map.furniture import Piece
from gridmgr.map.labels import Label, Placer
from gridmgr.map.lettering import PaperPainter
from gridmgr.map.primitives import batches, path
from gridmgr.map.scene import Barriers, MapScene
from gridmgr.map.sheet import Sheet
from gridmgr.map.style import LIGHT, ROAD_CLASSES, STREET, road_look
from gridmgr.map.view import Box, ViewState

MM_PER_PX = 0.2
"""The map's sizes are in pixels: this long on paper."""
SCALES = (
    *(500, 1000, 1500, 2000, 2500, 3000, 4000),
    *(step * power for power in (1000, 10_000, 100_000) for step in (5, 6, 7.5, 10, 12.5, 15, 20, 25, 30, 40)),
)
PAPER = replace(LIGHT, ground="#FBFAF7", building="#E6DCCB")
VEIL_SHARE = 0.55
RIVER_M = 12.0
BUILDINGS_TO_M_PER_PX = 2.4
"""Seen from farther away, footprints are left out: they would be a grey crust."""
LINES_AT_ONCE = 48
LARGE_PX = 1500.0
"""Areas larger than this (30 cm) are cut to the map first."""
ROUND = Qt.PenCapStyle.RoundCap


def series_scale(needed: float) -> int:
    """Return the smallest denominator of the series (500, 1,000, 1,500, 2,000, 2,500, …) that is not below `needed`."""
    return int(next((n for n in SCALES if n >= needed), np.ceil(needed / 1e6) * 1e6))


def fitting_scale(extent: Box, width_mm: float, height_mm: float, margin_mm: float = 6.0) -> int:
    """Return the denominator of the series at which an extent (metres) fits into a map of this size."""
    west, south, east, north = extent
    across = (east - west) * 1000 / (width_mm - 2 * margin_mm)
    upward = (north - south) * 1000 / (height_mm - 2 * margin_mm)
    return series_scale(max(across, upward, 1.0))


def shows_buildings(metres_per_pixel: float) -> bool:
    """Tell whether a map on paper shows footprints at its scale."""
    return metres_per_pixel <= BUILDINGS_TO_M_PER_PX


def paper_view(box: Box, centre: tuple[float, float], denominator: int) -> ViewState:
    """Return what a map in a box on the page (millimetres) shows, in the map's pixels."""
    left, top, right, bottom = box
    width, height = round((right - left) / MM_PER_PX), round((bottom - top) / MM_PER_PX)
    return ViewState(*centre, denominator * MM_PER_PX / 1000, width, height)


class PaperMap:
    """A map in a frame on paper; used in a `with` block, in which the painter's unit is the map's pixel.

    `box` is left, top, right, bottom in millimetres on the page, `centre` lies in its middle (metres, district CRS) and
    the scale is 1 : `denominator`. The painter's unit must be the millimetre.
    """

    def __init__(self, painter: PaperPainter, box: Box, centre: tuple[float, float], denominator: int) -> None:
        view = paper_view(box, centre, denominator)
        self._corner = box[:2]
        self.sheet = Sheet(painter, view, PAPER, (0.0, 0.0, float(view.width), float(view.height)))
        self.painter = painter
        self.written: set[tuple[str, int]] = set()
        """The keys of the labels that found room."""

    def __enter__(self) -> Self:
        view = self.sheet.view
        self.painter.save()
        self.painter.translate(*self._corner)
        self.painter.scale(MM_PER_PX, MM_PER_PX)
        self.painter.setClipRect(QRectF(0, 0, view.width, view.height))
        self.sheet.smooth(True)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.painter.restore()

    def land(self, scene: MapScene, backing: QImage | None = None) -> None:
        """Paint ground, water, buildings, railways and streets; a backing takes the place of the ground."""
        view = self.sheet.view
        if backing is None:
            self.painter.fillRect(QRectF(0, 0, view.width, view.height), QColor(PAPER.ground))
        else:
            self.lay(backing)
        self._water(scene.barriers)
        if shows_buildings(view.metres_per_pixel):
            layer = scene.buildings.layer
            self.areas(layer, layer.within(self._ground), QColor(PAPER.building), pen(PAPER.building_line, 0.6))
        self._railways(scene.barriers)
        self._roads(scene.barriers)

    def lay(self, picture: QImage) -> None:
        """Lay a picture of the whole map down."""
        view = self.sheet.view
        self.painter.drawImage(QRectF(0, 0, view.width, view.height), picture)

    def areas(
        self, layer: LayerArrays, rows: NDArray[np.int64], fill: QColor | None = None, line: QPen | None = None
    ) -> None:
        """Paint polygon features in short calls."""
        if (self.sheet.pixels(layer.size[rows]) > LARGE_PX).any():
            shapes = shapely.clip_by_rect(layer.geometries[rows], *self._ground)
            shapes = shapes[shapely.area(shapes) > 0]
            layer = LayerArrays.from_geometries(Kind.POLYGON, [str(n) for n in range(len(shapes))], shapes)
            rows = np.arange(len(shapes))
        xy, offsets = layer.coordinates_of(layer.rings_of(rows))
        counts = layer.feature_offsets[rows + 1] - layer.feature_offsets[rows]
        features = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
        pixels = self.sheet.view.to_screen(xy)
        self.painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
        self.painter.setPen(line if line is not None else Qt.PenStyle.NoPen)
        for start, stop in batches(offsets, features):
            first, last = features[start], features[stop]
            if first == last:
                continue
            ends = offsets[first : last + 1]
            self.painter.drawPath(path(pixels[ends[0] : ends[-1]], ends - ends[0]))

    def lines(self, geometries: NDArray[np.object_], *pens: QPen) -> None:
        """Draw lines with one pen after the other, in short calls."""
        paths = self._paths(geometries)
        for line in pens:
            self._stroke(paths, line)

    def _paths(self, geometries: NDArray[np.object_]) -> list[QPainterPath]:
        """Return what is seen of some lines, a few in each path."""
        shapes = shapely.get_parts(shapely.clip_by_rect(geometries, *self._ground))
        shapes = shapes[shapely.length(shapes) > 0]
        paths = []
        for first in range(0, len(shapes), LINES_AT_ONCE):
            xy, owner = shapely.get_coordinates(shapes[first : first + LINES_AT_ONCE], return_index=True)
            ends = np.concatenate([[0], np.cumsum(np.bincount(owner))])
            paths.append(path(self.sheet.view.to_screen(xy), ends))
        return paths

    def _stroke(self, paths: Iterable[QPainterPath], line: QPen) -> None:
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.setPen(line)
        for shape in paths:
            self.painter.drawPath(shape)

    def borders(self, layer: LayerArrays, *pens: QPen) -> None:
        """Draw the lines of a layer that touch the map."""
        self.lines(layer.geometries[layer.within(self._ground)], *pens)

    def veil(self, focus: BaseGeometry) -> None:
        """Make everything outside an area paler."""
        outside = shapely.difference(shapely.box(*self._ground), focus)
        white = QColor("#FFFFFF")
        white.setAlphaF(VEIL_SHARE)
        layer = LayerArrays.from_geometries(Kind.POLYGON, ["veil"], [outside])
        self.areas(layer, np.arange(1), white)

    def outline(self, area: BaseGeometry, *pens: QPen) -> None:
        """Draw the border of an area."""
        self.lines(np.array([shapely.boundary(area)], object), *pens)

    def near(self, area: Box, margin: float = 60.0) -> Sheet:
        """Return the map with its core about an area (metres): names farther than `margin` pixels are left out."""
        west, south, east, north = area
        corners = self.sheet.view.to_screen(np.array([[west, north], [east, south]]))
        low = np.maximum(corners[0] - margin, 0.0)
        high = np.minimum(corners[1] + margin, [self.sheet.view.width, self.sheet.view.height])
        return replace(self.sheet, core=(float(low[0]), float(low[1]), float(high[0]), float(high[1])))

    def write(self, tiers: Iterable[Iterable[Label]], taken: Sequence[Box] = ()) -> None:
        """Write labels, tier after tier, so that none touches another; a tier is asked for once those before stand."""
        view = self.sheet.view
        placer = Placer((2.0, 2.0, view.width - 2.0, view.height - 2.0), taken)
        for tier in tiers:
            for label in placer.add(list(tier)):
                label.paint(self.painter)
                self.written.add(label.key)

    def furnish(self, pieces: Iterable[Piece]) -> None:
        """Put scale bar and arrow down."""
        for piece in pieces:
            piece.paint(self.painter)

    @property
    def _ground(self) -> Box:
        """The ground on the map with a little beyond, so that no cut edge is seen."""
        view = self.sheet.view
        return view.resized(view.width + 20, view.height + 20).bounds

    def _rows(self, layer: LayerArrays, wanted: NDArray[np.bool_]) -> NDArray[np.int64]:
        rows = layer.within(self._ground)
        return rows[wanted[rows]]

    def _water(self, barriers: Barriers) -> None:
        scale = self.sheet.view.metres_per_pixel
        colour = QColor(PAPER.water)
        areas = barriers.areas.at(scale)
        self.areas(areas, self._rows(areas, barriers.is_water), colour)
        lines = barriers.lines.at(scale)
        rows = self._rows(lines, barriers.is_water)
        self.lines(lines.geometries[rows], pen(colour, max(RIVER_M / scale, 1.5)))

    def _railways(self, barriers: Barriers) -> None:
        lines = barriers.lines.at(self.sheet.view.metres_per_pixel)
        white = pen(PAPER.halo, 2.0)
        white.setDashPattern([4.0, 4.0])
        self.lines(lines.geometries[self._rows(lines, barriers.is_railway)], pen(PAPER.railway, 3.6), white)

    def _roads(self, barriers: Barriers) -> None:
        """Draw all casings, then all roadways, so that crossings run together."""
        scale = self.sheet.view.metres_per_pixel
        lines = barriers.lines.at(scale)
        rows = self._rows(lines, barriers.is_road)
        ranks = np.array([road_look(barriers.classes[row]).rank for row in rows.tolist()], np.int64)
        looks = sorted({*ROAD_CLASSES.values(), STREET}, key=lambda look: look.rank)
        shown = [look for look in looks if scale <= look.shown_to_m_per_px and (ranks == look.rank).any()]
        paths = [self._paths(lines.geometries[rows[ranks == look.rank]]) for look in shown]
        for colour, more in ((PAPER.road_casing, 1.6), (PAPER.road, 0.0)):
            for look, own in zip(shown, paths, strict=True):
                width = max(look.width_m / scale, 1.2 * look.least_px)
                self._stroke(own, pen(colour, width + more, ends=ROUND))


def pen(
    colour: QColor | str, width: float, dashes: Sequence[float] = (), ends: Qt.PenCapStyle = Qt.PenCapStyle.FlatCap
) -> QPen:
    """Return a pen; its width in pixels of the map."""
    made = QPen(QColor(colour), width, Qt.PenStyle.SolidLine, ends, Qt.PenJoinStyle.RoundJoin)
    if dashes:
        made.setDashPattern(list(dashes))
    return made
