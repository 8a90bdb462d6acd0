# SPDX-License-Identifier: MIT
"""The line at the map's lower edge that names whose basemap it is, and says when something is the matter with it."""

import re
from collections.abc import Sequence
from html import unescape

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QLabel, QWidget

from gridmgr.map.canvas import MapCanvas
from gridmgr.map.furniture import MARGIN_PX

WIDEST_SHARE = 0.45


class CreditLine(QLabel):
    """Lies on the map at the middle of its lower edge; hidden while there is nothing to be said."""

    def __init__(self, place: QWidget, canvases: Sequence[MapCanvas]) -> None:
        """Lie on `place`; what the canvases write makes room."""
        super().__init__(place)
        self.setObjectName("map_credit")
        self.setProperty("role", "map_credit")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._on = place
        self._whole = ""
        self._lift_px = 0
        place.installEventFilter(self)
        for canvas in canvases:
            canvas.keep_clear(self)
        self.hide()

    def show_lines(self, credited: Sequence[str], troubles: Sequence[str]) -> None:
        """Show whom the map credits and what is the matter; each once."""
        said = dict.fromkeys(plain(text) for text in (*credited, *troubles))
        whole = "　".join(text for text in said if text)
        if whole != self._whole:
            self._whole = whole
            self._place()

    def lift(self, lift_px: int) -> None:
        """Lie so much higher, as something else lies at the map's lower edge."""
        self._lift_px = lift_px
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in place when the map changes its size."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        self.setVisible(bool(self._whole))
        if not self._whole:
            return
        width = round(self._on.width() * WIDEST_SHARE)
        self.setText(self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, width))
        self.adjustSize()
        self.raise_()
        bottom = self._on.height() - round(MARGIN_PX) - self._lift_px
        self.move((self._on.width() - self.width()) // 2, bottom - self.height())


def plain(text: str) -> str:
    """Return the words of a credit, which archives often write as HTML."""
    return " ".join(unescape(re.sub(r"<[^<>]*>", " ", text)).split())
