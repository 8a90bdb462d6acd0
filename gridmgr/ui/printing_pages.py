# SPDX-License-Identifier: MIT
"""The pages as they will be printed: one at a time, whole or near."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QSpinBox, QVBoxLayout, QWidget

from gridmgr.report.book.sheets import Format
from gridmgr.ui.icons import set_icon

ROOM_PX = 24
ZOOM = 1.25
FINEST_PX_PER_MM = 12.0
COARSEST_PX_PER_MM = 0.8
EMPTY = "正在准备页面…"


class PageView(QWidget):
    """Shows one page of several; asks for another picture when page, zoom or size change."""

    wanted = Signal()
    """The picture of `page` at `px_per_mm` is wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page_view")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._paper: Format | None = None
        self._zoom = 0.0
        self.sheet = QLabel(EMPTY)
        self.sheet.setObjectName("page_sheet")
        self.sheet.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.area = QScrollArea(self)
        self.area.setObjectName("page_area")
        self.area.setAccessibleName("打印预览")
        self.area.setWidgetResizable(False)
        self.area.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.area.setWidget(self.sheet)
        self.number = QSpinBox(self)
        self.number.setObjectName("page_number")
        self.number.setAccessibleName("页码")
        self.number.setRange(1, 1)
        self.number.setKeyboardTracking(False)
        self.count = QLabel("/ 1 页", self)
        self.count.setObjectName("page_count")
        self.name = QLabel("", self)
        self.name.setObjectName("page_name")
        self.name.setProperty("role", "muted")
        self.before = self._button("上一页", "page_before", "chevron-left", lambda: self.turn(-1))
        self.after = self._button("下一页", "page_after", "chevron-right", lambda: self.turn(1))
        self.whole = self._button("整页", "page_whole", "zoom-scan", lambda: self.zoom(0.0))
        self.closer = self._button("放大", "page_closer", "zoom-in", lambda: self.zoom(self.px_per_mm * ZOOM))
        self.farther = self._button("缩小", "page_farther", "zoom-out", lambda: self.zoom(self.px_per_mm / ZOOM))
        self.number.valueChanged.connect(self.wanted)
        self.area.viewport().installEventFilter(self)
        self._lay_out()

    @property
    def page(self) -> int:
        """The page that is shown, from 1 on."""
        return self.number.value()

    @property
    def px_per_mm(self) -> float:
        """Logical pixels for a millimetre: as chosen, else so that the page is seen whole."""
        if self._zoom or self._paper is None:
            return self._zoom or 3.0
        room = self.area.size() - QSize(ROOM_PX, ROOM_PX)
        fit = min(room.width() / self._paper.width, room.height() / self._paper.height)
        return max(fit, COARSEST_PX_PER_MM)

    def show_count(self, pages: int) -> None:
        """Take over how many pages there are; the page that is shown stays where it exists."""
        self.number.blockSignals(True)
        self.number.setRange(1, max(pages, 1))
        self.number.blockSignals(False)
        self.count.setText(f"/ {pages} 页")

    def show_page(self, image: QImage, paper: Format, name: str) -> None:
        """Show the picture of the present page."""
        changed = paper != self._paper
        self._paper = paper
        self.name.setText(name)
        self.sheet.setPixmap(QPixmap.fromImage(image))
        self.sheet.resize((image.deviceIndependentSize()).toSize())
        self.before.setEnabled(self.page > self.number.minimum())
        self.after.setEnabled(self.page < self.number.maximum())
        if changed:
            self.wanted.emit()

    def show_nothing(self, text: str) -> None:
        """Say why there is no page."""
        self._paper = None
        self.name.clear()
        self.sheet.clear()
        self.sheet.setText(text)
        self.sheet.adjustSize()

    def turn(self, pages: int) -> None:
        """Go so many pages on or back."""
        self.number.setValue(self.page + pages)

    def zoom(self, px_per_mm: float) -> None:
        """Show the page at a size, or whole with 0."""
        self._zoom = min(max(px_per_mm, COARSEST_PX_PER_MM), FINEST_PX_PER_MM) if px_per_mm else 0.0
        self.wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn pages with the keyboard."""
        steps = {
            Qt.Key.Key_PageDown: 1,
            Qt.Key.Key_PageUp: -1,
            Qt.Key.Key_Home: 1 - self.page,
            Qt.Key.Key_End: self.number.maximum() - self.page,
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.turn(step)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the page into its new room."""
        super().resizeEvent(event)
        if not self._zoom:
            self.wanted.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Zoom with Ctrl and the wheel."""
        if event.type() is QEvent.Type.Wheel:
            down = event.angleDelta().y()  # type: ignore[attr-defined]  # a QWheelEvent, as its type says
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier and down:  # type: ignore[attr-defined]  # same
                self.zoom(self.px_per_mm * (ZOOM if down > 0 else 1 / ZOOM))
                return True
        return super().eventFilter(watched, event)

    def _button(self, text: str, name: str, icon: str, does: object) -> QPushButton:
        button = QPushButton(self)
        button.setObjectName(name)
        button.setToolTip(text)
        button.setAccessibleName(text)
        set_icon(button, icon)
        button.clicked.connect(does)
        return button

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 6, 8, 6)
        bar.setSpacing(8)
        for widget in (self.before, self.number, self.count, self.after):
            bar.addWidget(widget)
        bar.addSpacing(8)
        bar.addWidget(self.name)
        bar.addStretch(1)
        for widget in (self.farther, self.whole, self.closer):
            bar.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.area, 1)
