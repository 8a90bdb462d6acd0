# SPDX-License-Identifier: MIT
"""The list of layers: basemaps, the district's own map with its parts, backdrops; dragged into their order."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragMoveEvent, QDropEvent, QIcon, QKeyEvent, QPalette
from PySide6.QtWidgets import QAbstractItemView, QTreeWidget, QTreeWidgetItem, QWidget

from gridmgr.map.layers import USUAL_ORDER, Layers
from gridmgr.ui.basemaps.rows import Row, RowKind
from gridmgr.ui.icons import icon, pixmap
from gridmgr.ui.layer_choices import SWITCHES

INDENT_PX = 18
PICTURES = {
    RowKind.MAP: "map",
    RowKind.ARCHIVE: "photo",
    RowKind.PHOTO: "photo",
    RowKind.DRAWING: "vector",
    RowKind.WEB: "world",
    RowKind.TIANDITU: "world",
}
PLACE, NAME = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
Checked = Qt.CheckState


class LayerTree(QTreeWidget):
    """Shows rows and layers with a box to tick for each; Space ticks, Alt with an arrow moves, Delete removes a row."""

    row_switched = Signal(str, bool)
    """A row (id) was ticked or not."""
    layer_switched = Signal(str, bool)
    """A layer of the own map was ticked or not."""
    ordered = Signal(list)
    """Rows were dragged: their ids, the uppermost first."""
    moved = Signal(str, int)
    """A row (id) shall go so many places down."""
    removed = Signal(str)
    """A row (id) shall go."""
    layer_moved = Signal(str, int)
    """A layer of the own map (name) shall go so many places down."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("layer_tree")
        self.setAccessibleName("图层列表")
        self.setHeaderHidden(True)
        self.setIndentation(INDENT_PX)
        self.setRootIsDecorated(True)
        self.setUniformRowHeights(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._rows: dict[str, QTreeWidgetItem] = {}
        self._layers: dict[str, QTreeWidgetItem] = {}
        self._is_folded = False
        self.itemChanged.connect(self._on_changed)
        self.itemCollapsed.connect(lambda _item: self._note_folded())
        self.itemExpanded.connect(lambda _item: self._note_folded())

    @property
    def current_row(self) -> str:
        """The id of the row that is chosen, "" for none."""
        item = self.currentItem()
        return str(item.data(0, PLACE) or "") if item is not None else ""

    @property
    def current_layer(self) -> str:
        """The name of the layer of the own map that is chosen, "" for none."""
        item = self.currentItem()
        return str(item.data(0, NAME) or "") if item is not None else ""

    def show_rows(self, rows: Sequence[Row], troubles: Mapping[str, str]) -> None:
        """Show rows, the uppermost first; `troubles` says what is the matter with some of them (by id)."""
        chosen = self.current_row, self.current_layer
        self.blockSignals(True)
        if [row.id for row in rows] != self._order():
            self.clear()
            self._layers.clear()
            self._rows = {row.id: self._made_row(row) for row in rows}
        for row in rows:
            item = self._rows[row.id]
            item.setText(0, row.title)
            item.setToolTip(0, "\n".join(text for text in (row.title, row.place, troubles.get(row.id, "")) if text))
            item.setIcon(0, self._icon("alert-triangle" if troubles.get(row.id, "") else PICTURES[row.kind]))
            if row.kind is not RowKind.MAP:
                item.setCheckState(0, Checked.Checked if row.shown else Checked.Unchecked)
        self.blockSignals(False)
        self._choose(*chosen)

    def show_layers(self, layers: Layers) -> None:
        """Show which layers of the own map are on."""
        self.blockSignals(True)
        self._put_in_order(layers)
        for name, _, needed in SWITCHES:
            item = self._layers.get(name)
            if item is not None:
                item.setCheckState(0, Checked.Checked if getattr(layers, name) else Checked.Unchecked)
                item.setDisabled(bool(needed) and not getattr(layers, needed))
        self.blockSignals(False)

    def item_of(self, place: str) -> QTreeWidgetItem | None:
        """Return the line of a row (by id) or of a layer (by name)."""
        return self._rows.get(place) or self._layers.get(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move a row or layer with Alt and an arrow, remove a row with Delete."""
        row, layer, key = self.current_row, self.current_layer, event.key()
        is_alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
        if is_alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            by = 1 if key == Qt.Key.Key_Down else -1
            if row:
                self.moved.emit(row, by)
            elif layer in USUAL_ORDER:
                self.layer_moved.emit(layer, by)
        elif row and key == Qt.Key.Key_Delete:
            self.removed.emit(row)
        elif key == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Rows go between rows, layers between layers of the own map."""
        super().dragMoveEvent(event)
        if not self._takes(self.itemAt(event.position().toPoint())):
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell the new order; what is let go upon another one goes above or below it."""
        target = self.itemAt(event.position().toPoint())
        if not self._takes(target):
            event.ignore()
        elif self.current_layer and target is not None:
            # Shown once the map has taken it: the view must not move the line by itself.
            event.setDropAction(Qt.DropAction.IgnoreAction)
            event.accept()
            is_below = self.dropIndicatorPosition() is QAbstractItemView.DropIndicatorPosition.BelowItem
            self.drop_layer(self.current_layer, str(target.data(0, NAME)), is_below)
        else:
            super().dropEvent(event)
            self.ordered.emit(self._order())

    def drop_layer(self, name: str, target: str, is_below: bool) -> None:
        """Have a layer (name) moved just above or below another one."""
        shown = self._shown_order()
        here, there = shown.index(name), shown.index(target)
        by = there - here + is_below - (there > here)
        if by:
            self.layer_moved.emit(name, by)

    def _takes(self, target: QTreeWidgetItem | None) -> bool:
        """Tell whether what is dragged may be let go over a line."""
        if self.current_layer:
            return target is not None and str(target.data(0, NAME) or "") in USUAL_ORDER
        inside = self.dropIndicatorPosition() is QAbstractItemView.DropIndicatorPosition.OnItem
        return target is None or (target.parent() is None and not inside)

    def _icon(self, name: str) -> QIcon:
        """Return an icon that can be seen on the colour of the chosen line too."""
        chosen = self.palette().color(QPalette.ColorRole.HighlightedText).name()
        made = QIcon(icon(name))
        made.addPixmap(pixmap(name, chosen, self.devicePixelRatioF()), QIcon.Mode.Selected)
        return made

    def _made_row(self, row: Row) -> QTreeWidgetItem:
        item = QTreeWidgetItem(self)
        item.setData(0, PLACE, row.id)
        flags = item.flags() & ~Qt.ItemFlag.ItemIsDropEnabled
        item.setFlags(flags | Qt.ItemFlag.ItemIsDragEnabled)
        if row.kind is RowKind.MAP:
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsDropEnabled)
            for name, title, needed in SWITCHES:
                holder = item if name in USUAL_ORDER else self._layers.get(needed, item)
                self._layers[name] = self._made_layer(holder, name, title)
            item.setExpanded(not self._is_folded)
            self._unfold_layers()
        return item

    def _unfold_layers(self) -> None:
        for name in {needed for _, _, needed in SWITCHES if needed}:
            self._layers[name].setExpanded(True)

    def _put_in_order(self, layers: Layers) -> None:
        """Put the layers of the own map as they lie, the uppermost first; names lie above all."""
        own = self._rows.get(f"{RowKind.MAP}:")
        wanted = list(reversed(layers.stacked))
        if own is None or self._shown_order() == wanted:
            return
        chosen = self.current_layer
        for name in wanted:
            item = self._layers[name]
            own.removeChild(item)
            own.addChild(item)
        self._unfold_layers()
        self._choose("", chosen)

    def _shown_order(self) -> list[str]:
        """Return the painted layers as the list shows them."""
        own = self._rows.get(f"{RowKind.MAP}:")
        children = [own.child(place) for place in range(own.childCount())] if own is not None else []
        names = [str(child.data(0, NAME)) for child in children if child is not None]
        return [name for name in names if name in USUAL_ORDER]

    def _made_layer(self, parent: QTreeWidgetItem, name: str, title: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem(parent)
        item.setText(0, title)
        item.setData(0, NAME, name)
        flags = item.flags() & ~(Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemIsDropEnabled)
        item.setFlags(flags | Qt.ItemFlag.ItemIsDragEnabled if name in USUAL_ORDER else flags)
        return item

    def _order(self) -> list[str]:
        items = [self.topLevelItem(place) for place in range(self.topLevelItemCount())]
        return [str(item.data(0, PLACE)) for item in items if item is not None]

    def _choose(self, row: str, layer: str) -> None:
        item = self._rows.get(row) if row else self._layers.get(layer)
        if item is not None and item is not self.currentItem():
            self.setCurrentItem(item)

    def _note_folded(self) -> None:
        own = self._rows.get(f"{RowKind.MAP}:")
        if own is not None:
            self._is_folded = not own.isExpanded()

    def _on_changed(self, item: QTreeWidgetItem, _column: int) -> None:
        is_on = item.checkState(0) is Checked.Checked
        if item.data(0, PLACE):
            self.row_switched.emit(str(item.data(0, PLACE)), is_on)
        elif item.data(0, NAME):
            self.layer_switched.emit(str(item.data(0, NAME)), is_on)
