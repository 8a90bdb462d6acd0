# SPDX-License-Identifier: MIT
"""An icon that stands by itself, and follows light and dark."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QWidget

from gridmgr.ui.icons import pixmap


class IconLabel(QLabel):
    """A picture of `resources/icons` in the colour of the text, or of links."""

    def __init__(self, name: str, size_px: int, parent: QWidget | None = None, accented: bool = False) -> None:
        super().__init__(parent)
        self._name, self._size_px, self._accented = name, size_px, accented
        self.setFixedSize(size_px, size_px)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._draw()

    def set_name(self, name: str) -> None:
        """Show another icon."""
        self._name = name
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Draw anew when the colours change."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.EnabledChange}:
            self._draw()

    def _draw(self) -> None:
        group = QPalette.ColorGroup.Active if self.isEnabled() else QPalette.ColorGroup.Disabled
        role = QPalette.ColorRole.Link if self._accented else QPalette.ColorRole.ButtonText
        colour = self.palette().color(group, role).name()
        self.setPixmap(pixmap(self._name, colour, self.devicePixelRatioF(), self._size_px))
