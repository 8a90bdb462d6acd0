# SPDX-License-Identifier: MIT
"""Basemaps and backdrops on paper: below and upon the maps of communities and grids, with the names of their makers."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from threading import Lock

from PySide6.QtGui import QColor, QImage, QPainter

from gridmgr.map.basemap.at_once import TilesAtOnce
from gridmgr.map.basemap.grids import TileKey
from gridmgr.map.basemap.ranges import Range
from gridmgr.map.basemap.sources import TileSource
from gridmgr.map.basemap.tile_layer import TileLayer
from gridmgr.map.furniture import MARGIN_PX, Piece, plate
from gridmgr.map.labels import Label
from gridmgr.map.lettering import Face, ink
from gridmgr.map.marks import Lettering
from gridmgr.map.notes import Notes, note_labels
from gridmgr.map.paper import MM_PER_PX, PAPER
from gridmgr.map.sheet import Sheet
from gridmgr.map.underlay import BackLayer, painted_at_once
from gridmgr.map.view import ViewState

DOTS_PER_MM = 10.0
"""254 dots an inch."""
RATIO = DOTS_PER_MM * MM_PER_PX
MOST_TILES = 1200
"""For one map: A3 at the worst level takes about 700."""
CREDIT_PX = 10
CREDIT_HEIGHT_PX = 15.0
PADDING_PX = 5.0
WIDEST_SHARE = 0.5


@dataclass(frozen=True, eq=False)
class Backing:
    """What lies below and upon the maps, the lowest first."""

    tiles: TilesAtOnce
    below: Sequence[BackLayer] = ()
    above: Sequence[BackLayer] = ()
    notes: Sequence[Notes] = ()
    credits: Sequence[tuple[Range, str]] = ()
    """Whom a map must name if its scale lies in the range."""
    _turn: Lock = field(default_factory=Lock, repr=False)
    """One picture at a time: the preview and what is being printed share the tiles."""

    def picture_below(self, view: ViewState, denominator: int) -> QImage | None:
        """Return what lies below a map instead of its ground; None where there is nothing."""
        shown = _shown(self.below, denominator)
        if not shown:
            return None
        # Without transparency a PDF takes it as a photograph, a tenth as large.
        with self._turn:
            picture = painted_at_once(shown, view, RATIO, QColor("#FFFFFF"))
        return picture.convertToFormat(QImage.Format.Format_RGB32)

    def picture_above(self, view: ViewState, denominator: int) -> QImage | None:
        """Return what lies upon a map; None where there is nothing."""
        shown = _shown(self.above, denominator)
        if not shown:
            return None
        with self._turn:
            return painted_at_once(shown, view, RATIO)

    def labels(self, sheet: Sheet, denominator: int) -> Iterator[Iterable[Label]]:
        """Offer the names of foreign maps."""
        for number, notes in enumerate(self.notes):
            if notes.scales.has(denominator):
                yield note_labels(sheet, notes._replace(scales=Range()), number)

    def pieces(self, view: ViewState, denominator: int) -> list[Piece]:
        """Return the line that names whose basemap it is, at the lower right."""
        said = dict.fromkeys(text for scales, text in self.credits if text and scales.has(denominator))
        return [_credit("　".join(said), view)] if said else []

    def absent(self, view: ViewState, denominator: int) -> dict[str, tuple[TileSource, TileKey]]:
        """Return the tiles of the network that a map wants and that are not here, by their addresses."""
        found: dict[str, tuple[TileSource, TileKey]] = {}
        for layer in _shown([*self.below, *self.above], denominator):
            if not isinstance(layer, TileLayer) or layer.source.address is None:
                continue
            for key in layer.placement.wanted(view, RATIO, layer.most_tiles):
                address = layer.source.address(key)
                if not self.tiles.has(address):
                    found[address] = layer.source, key
        return found


def _shown(layers: Sequence[BackLayer], denominator: int) -> list[BackLayer]:
    return [layer for layer in layers if layer.is_shown_at(denominator) and layer.opacity > 0]


def _credit(text: str, view: ViewState) -> Piece:
    letters = Lettering(text, Face(CREDIT_PX), ink(PAPER.muted))
    while letters.size[0] > WIDEST_SHARE * view.width and len(text) > 1:
        text = text[:-1]
        letters = Lettering(f"{text}…", Face(CREDIT_PX), ink(PAPER.muted))
    width = letters.size[0] + 2 * PADDING_PX
    right, bottom = view.width - MARGIN_PX / 2, view.height - MARGIN_PX / 2
    box = (right - width, bottom - CREDIT_HEIGHT_PX, right, bottom)

    def paint(painter: QPainter) -> None:
        plate(painter, box, PAPER)
        letters.paint(painter, ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2))

    return Piece(box, paint)
