# SPDX-License-Identifier: MIT
"""Paints the tiles of a source: sharp ones where they are at hand, scaled ones of other levels until they come."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import ceil, floor, hypot
from typing import Protocol

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter, QTransform

from gridmgr.map.basemap.grids import TILE_PX, TileKey, children, parent
from gridmgr.map.basemap.placement import MOST_TILES, Placement
from gridmgr.map.basemap.ranges import Range
from gridmgr.map.basemap.sources import TileSource
from gridmgr.map.sheet import How, Sheet, Step

BLOCK_PX = 400.0
"""Device pixels: what is larger is painted in several steps, as smooth pictures take some nanoseconds a pixel."""
SEAM_PX = 0.4
PARENTS_TRIED = 8


class Tiles(Protocol):
    """What gives tiles to a layer: a store that brings them later, or one that reads them at once."""

    def want(self, source: TileSource, keys: Sequence[TileKey], asker: str = "") -> None:
        """Get these tiles of a source."""

    def image(self, source: TileSource, key: TileKey) -> QImage | None:
        """Return a tile if it is at hand."""


@dataclass(eq=False)
class TileLayer:
    """The tiles of a source on the ground of a district."""

    source: TileSource
    placement: Placement
    store: Tiles
    opacity: float = 1.0
    scales: Range = field(default_factory=Range)
    is_picture: bool = True
    asker: str = ""
    """Which map it is painted on: each of them gets what it wants."""
    most_tiles: int = MOST_TILES
    """Where a view would take more, coarser ones must do."""

    def is_shown_at(self, denominator: float) -> bool:
        """Tell whether the layer is shown at the scale 1:denominator."""
        return self.scales.has(denominator)

    def steps(self, sheet: Sheet, pixel_ratio: float) -> Iterator[Step]:
        """Paint what is at hand, a few tiles at a time, and have the rest brought."""
        keys = self.placement.wanted(sheet.view, pixel_ratio, self.most_tiles)
        self.placement.prepare(keys)
        self.store.want(self.source, keys, self.asker)
        sheet.painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)
        sheet.smooth(False)
        for key in keys:
            way = self.placement.transform(key, sheet.view)
            for block in _blocks(way.mapRect(QRectF(0, 0, *self.source.grid.size(key))), sheet, pixel_ratio):
                yield Step("basemap", How.FILL, self._paint(sheet.painter, key, way, block))

    def _paint(self, painter: QPainter, key: TileKey, way: QTransform, block: QRectF) -> bool:
        """Paint what of a tile lies in a block, or what there is in its place; tells whether there was anything."""
        painter.save()
        try:
            painter.setClipRect(block)
            painter.setWorldTransform(way, True)
            # A little more than the tile, or single pixels between two turned tiles would stay empty.
            seam = SEAM_PX / max(hypot(way.m11(), way.m12()), 1e-9)
            place = QRectF(0, 0, *self.source.grid.size(key)).adjusted(-seam, -seam, seam, seam)
            image = self.store.image(self.source, key)
            if image is not None:
                painter.drawImage(place, image)
                return True
            return self._paint_parent(painter, key, place) | self._paint_children(painter, key)
        finally:
            painter.restore()

    def _paint_parent(self, painter: QPainter, key: TileKey, place: QRectF) -> bool:
        """Paint the part of a coarser tile that lies here, scaled up."""
        for up in range(1, min(key[0] - self.source.grid.first_level, PARENTS_TRIED) + 1):
            above = parent(key, up)
            image = self.store.image(self.source, above)
            if image is not None:
                painter.drawImage(place, image, self._part(key, above, up, image))
                return True
        return False

    def _part(self, key: TileKey, above: TileKey, up: int, image: QImage) -> QRectF:
        """Return the pixels of a coarser tile's picture that lie in a tile."""
        (width, height), own = self.source.grid.size(above), self.source.grid.size(key)
        across, down = image.width() / width, image.height() / height
        share = 2.0**-up
        left, top = (key[1] - (above[1] << up)) * TILE_PX * share, (key[2] - (above[2] << up)) * TILE_PX * share
        return QRectF(left * across, top * down, own[0] * share * across, own[1] * share * down)

    def _paint_children(self, painter: QPainter, key: TileKey) -> bool:
        """Paint the finer tiles that lie here, scaled down."""
        painted = False
        for place, child in enumerate(children(key)):
            image = self.store.image(self.source, child)
            if image is not None:
                down, right = divmod(place, 2)
                width, height = self.source.grid.size(child)
                painter.drawImage(QRectF(right * TILE_PX / 2, down * TILE_PX / 2, width / 2, height / 2), image)
                painted = True
        return painted


def _blocks(box: QRectF, sheet: Sheet, pixel_ratio: float) -> Iterator[QRectF]:
    """Yield a box cut into blocks that are painted quickly; what lies outside the sheet is left out."""
    seen = box.adjusted(-1, -1, 1, 1).intersected(QRectF(0, 0, sheet.view.width, sheet.view.height))
    if seen.isEmpty():
        return
    side = BLOCK_PX / pixel_ratio
    left, top = floor(seen.left()), floor(seen.top())
    columns, rows = ceil((seen.right() - left) / side), ceil((seen.bottom() - top) / side)
    for row in range(rows):
        for column in range(columns):
            yield QRectF(left + column * side, top + row * side, side, side)
