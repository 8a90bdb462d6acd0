# SPDX-License-Identifier: MIT
"""The headings of a table: a click sorts, a click on the arrow at the right filters."""

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPalette, QPen, QPolygon
from PySide6.QtWidgets import QHeaderView, QWidget

from gridmgr.data.queries import Order

BUTTON_PX = 22
ARROW_PX = 4


class RecordsHeader(QHeaderView):
    """Shows by which columns the list is sorted and filtered."""

    sort_wanted = Signal(int, bool)
    """A heading was clicked (section, and whether it joins the columns already sorted by)."""
    filter_wanted = Signal(int, QPoint)
    """The arrow of a heading was clicked (section, global place below it)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setObjectName("records_header")
        self.setSectionsMovable(True)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setFixedHeight(32)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._orders: dict[str, bool] = {}
        self._filtered: frozenset[str] = frozenset()
        self._names: list[str] = []
        self._pressed: tuple[int, QPoint] | None = None

    def show_state(self, names: list[str], orders: tuple[Order, ...], filtered: frozenset[str]) -> None:
        """Mark the columns by which the list is sorted and filtered."""
        self._names, self._filtered = names, filtered
        self._orders = {o.field: o.descending for o in orders}
        self.viewport().update()

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Draw a heading with its marks."""
        painter.save()
        super().paintSection(painter, rect, section)
        painter.restore()
        if not 0 <= section < len(self._names):
            return
        name = self._names[section]
        palette = self.palette()
        accent, plain = palette.color(QPalette.ColorRole.Highlight), palette.color(QPalette.ColorRole.PlaceholderText)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = rect.center().y() + 1
        _draw_funnel(
            painter, QPoint(rect.right() - BUTTON_PX // 2, middle), accent if name in self._filtered else plain
        )
        if name in self._orders:
            _draw_arrow(painter, QPoint(rect.right() - BUTTON_PX - 7, middle), accent, self._orders[name])
        painter.restore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where the button went down; the edges between headings stay Qt's."""
        place = event.position().toPoint()
        self._pressed = (self.logicalIndexAt(place), place) if event.button() == Qt.MouseButton.LeftButton else None
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Sort or filter where the button came up over the same heading without a move."""
        super().mouseReleaseEvent(event)
        pressed, self._pressed = self._pressed, None
        place = event.position().toPoint()
        if pressed is None or (place - pressed[1]).manhattanLength() > 4:
            return
        section = self.logicalIndexAt(place)
        left = self.sectionViewportPosition(section)
        right = left + self.sectionSize(section)
        if section < 0 or section != pressed[0] or right - place.x() < 4 or place.x() - left < 4:
            return
        if right - place.x() <= BUTTON_PX:
            self.filter_wanted.emit(section, self.viewport().mapToGlobal(QPoint(left, self.height())))
        else:
            self.sort_wanted.emit(section, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))


def _draw_funnel(painter: QPainter, middle: QPoint, colour: QColor) -> None:
    """Draw the arrow that opens the filter."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    x, y = middle.x(), middle.y()
    painter.drawPolygon(QPolygon([QPoint(x - 4, y - 2), QPoint(x + 4, y - 2), QPoint(x, y + 3)]))


def _draw_arrow(painter: QPainter, middle: QPoint, colour: QColor, is_down: bool) -> None:
    """Draw the arrow of a sorted column: up for the smallest first."""
    painter.setPen(QPen(colour, 1.6))
    x, y, way = middle.x(), middle.y(), 1 if is_down else -1
    painter.drawLine(x, y - 4, x, y + 4)
    painter.drawLine(x, y + 4 * way, x - ARROW_PX + 1, y + way)
    painter.drawLine(x, y + 4 * way, x + ARROW_PX - 1, y + way)
