# SPDX-License-Identifier: MIT
"""The rows upon one map of the window: the first, the second, or the two sides of a comparison."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gridmgr.map.basemap.drawn_layer import DrawnLayer
from gridmgr.map.basemap.tile_layer import TileLayer
from gridmgr.map.canvas import MapCanvas
from gridmgr.map.layers import Layers
from gridmgr.map.notes import Notes
from gridmgr.map.underlay import BackLayer, Underlay
from gridmgr.ui.basemaps.credits import CreditLine
from gridmgr.ui.basemaps.rows import Row, split_at_map

if TYPE_CHECKING:
    from gridmgr.ui.basemaps.feature import Basemaps


class Backing(QObject):
    """Paints the rows below and above the map of some canvases that show the same view."""

    changed = Signal()
    """The map lies upon something now, or does not any more."""

    def __init__(
        self, basemaps: "Basemaps", canvases: Sequence[MapCanvas], name: str, place: QWidget | None = None
    ) -> None:
        """Show the rows on canvases; `name` tells maps apart, the credits lie on `place` or on the first canvas."""
        super().__init__(canvases[0])
        self._basemaps, self._canvases, self._name = basemaps, tuple(canvases), name
        self._is_on = True
        self._notes: tuple[Notes, ...] = ()
        self.underlay = Underlay(self)
        self.credit = CreditLine(place or canvases[0], canvases)
        for canvas in canvases:
            canvas.set_underlay(self.underlay)
        canvases[0].view_changed.connect(lambda _view: self._show_credits())
        store = basemaps.opened.store
        store.arrived.connect(lambda _source: self.underlay.renew())
        store.health_changed.connect(lambda _source: self._show_credits())
        basemaps.rows_shown.connect(self.show)
        self.show()

    def set_on(self, is_on: bool) -> None:
        """Show the rows on this map, or none."""
        self._is_on = is_on
        if not is_on:
            self.rest()
        self.show()

    def rest(self) -> None:
        """Ask for nothing more: nobody sees the map."""
        self._basemaps.opened.store.forget(self._name)

    def show(self) -> None:
        """Have the rows painted as they are now."""
        rows = self._basemaps.rows if self._is_on else ()
        below, above = split_at_map(rows)
        self._notes = tuple(notes for row in rows if row.shown and (notes := self._written(row)) is not None)
        self.underlay.set_layers(self._layers(below), self._layers(above))
        self._show_credits()
        self.changed.emit()

    def dressed(self, layers: Layers) -> Layers:
        """Return a choice of layers as it is painted with these rows: upon them without ground, with their names."""
        return replace(layers, ground=not self.underlay.has_layers_below, notes=self._notes)

    def _layers(self, rows: Sequence[Row]) -> list[BackLayer]:
        layers: list[BackLayer] = []
        for row in rows:
            built = self._basemaps.built(row.id)
            if built is None or not row.shown:
                continue
            store, opacity = self._basemaps.opened.store, row.opacity / 100
            for source, place in built.tiles:
                layers.append(TileLayer(source, place, store, opacity, row.scales, asker=self._name))
            if built.drawing is not None:
                layers.append(DrawnLayer(built.drawing, row.ink, opacity, row.scales, row.line, row.tint))
        return layers

    def _written(self, row: Row) -> Notes | None:
        """Return the names of a row; None where none are written."""
        built = self._basemaps.built(row.id)
        if built is None or built.drawing is None or built.drawing.names is None:
            return None
        return Notes(built.drawing.names, row.ink, row.opacity / 100, row.scales)

    def _show_credits(self) -> None:
        """Name whom the rows at this scale credit, and say what is the matter with them."""
        basemaps, scale = self._basemaps, self._canvases[0].view.scale_denominator()
        rows = basemaps.rows if self._is_on else ()
        shown = [(row, basemaps.built(row.id)) for row in rows if row.shown and row.scales.has(scale)]
        credited = [built.credit for _, built in shown if built is not None]
        healths = [health.value for row, _ in shown for health in basemaps.opened.healths(row)]
        self.credit.show_lines(credited, healths)
