# SPDX-License-Identifier: MIT
"""A card that lies on the map, in its middle or at its right edge, wherever the map's edges go."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

MARGIN_PX = 16
BELOW_NORTH_PX = 72
"""The north arrow stands in the corner of the map."""


class FloatingCard(QFrame):
    """A frame over another widget; `column` takes what stands in it."""

    def __init__(self, over: QWidget, width_px: int, in_the_middle: bool) -> None:
        super().__init__(over)
        self.setProperty("floating", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(width_px)
        self._over, self._in_the_middle = over, in_the_middle
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(16, 12, 16, 14)
        self.column.setSpacing(8)
        over.installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in place when the widget below changes its size."""
        if watched is self._over and event.type() == QEvent.Type.Resize and not self.isHidden():
            self.place()
        return super().eventFilter(watched, event)

    def appear(self) -> None:
        """Show the card in its place."""
        self.show()
        self.place()
        self.raise_()

    def place(self) -> None:
        """Take the size that the content wants and go to the place."""
        wanted = self.column.heightForWidth(self.width()) if self.column.hasHeightForWidth() else -1
        self.resize(self.width(), max(wanted, self.column.sizeHint().height()))
        room = self._over.rect()
        if self._in_the_middle:
            self.move((room.width() - self.width()) // 2, max(MARGIN_PX, (room.height() - self.height()) // 2))
        else:
            self.move(room.width() - self.width() - MARGIN_PX, BELOW_NORTH_PX)
