# SPDX-License-Identifier: MIT
"""The line between two plans with a grip in its middle: dragged with the mouse, moved with the arrow keys."""

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QRegion
from PySide6.QtWidgets import QWidget

from gridmgr.map.style import colours

HANDLE_PX = 31
GRIP_PX = 26.0
LINE_PX = 3.0
CATCH_PX = 9
"""The line itself can be caught within this width; beside it the map takes the mouse."""
STEP_SHARE, LONG_STEP_SHARE = 0.02, 0.1
WHOLE_SHARE = 1.0
ARROW_PX = 4.0
Key = Qt.Key
STEPS = {Key.Key_Left: -1, Key.Key_Up: -1, Key.Key_Right: 1, Key.Key_Down: 1}


class SwipeHandle(QWidget):
    """Tells how far a person wants the line to go; where it lies is its owner's business."""

    dragged = Signal(QPoint)
    """The middle of the line is wanted here, in pixels of the owner."""
    stepped = Signal(float)
    """The line is wanted so much (a share of the whole) further on."""

    def __init__(self, owner: QWidget, dark: bool) -> None:
        super().__init__(owner)
        self._owner = owner
        self._dark = dark
        self._is_upright = True
        self._grasped: QPoint | None = None
        self.setObjectName("swipe_handle")
        self.setAccessibleName("两个方案的分界线")
        self.setAccessibleDescription("用方向键移动，Shift 加大步，Home 和 End 到两边。")
        self.setToolTip("拖动分界线比较两个方案；也可以用方向键移动，双击回到中间。")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_dark(self, dark: bool) -> None:
        """Switch between light and dark."""
        self._dark = dark
        self.update()

    def place(self, box: QRect, upright: bool) -> None:
        """Lie in a box of the owner; only line and grip catch the mouse."""
        self._is_upright = upright
        self.setCursor(Qt.CursorShape.SplitHCursor if upright else Qt.CursorShape.SplitVCursor)
        self.setGeometry(box)
        middle = self.rect().center()
        line = QRect(middle.x() - CATCH_PX // 2, 0, CATCH_PX, box.height())
        if not upright:
            line = QRect(0, middle.y() - CATCH_PX // 2, box.width(), CATCH_PX)
        half = HANDLE_PX // 2
        self.setMask(QRegion(line) | QRegion(middle.x() - half, middle.y() - half, HANDLE_PX, HANDLE_PX))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the line into the hand."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._grasped = event.position().toPoint() - self.rect().center()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the line."""
        if self._grasped is not None:
            self.dragged.emit(self.mapToParent(event.position().toPoint() - self._grasped))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of the line."""
        self._grasped = None
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Put the line back into the middle."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.dragged.emit(self._owner.rect().center())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the line with the arrows, to the edges with Home and End."""
        key = Qt.Key(event.key())
        step = LONG_STEP_SHARE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP_SHARE
        if key in STEPS:
            self.stepped.emit(STEPS[key] * step)
        elif key in (Key.Key_Home, Key.Key_End):
            self.stepped.emit(-WHOLE_SHARE if key == Key.Key_Home else WHOLE_SHARE)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the keys move the line."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the keys go elsewhere."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the line upon a pale halo and the grip with its two arrows."""
        look = colours(self._dark)
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            middle = QRectF(self.rect()).center()
            for colour, width in ((look.surface, LINE_PX + 2), (look.accent, LINE_PX)):
                painter.fillRect(self._line(middle, width), QColor(colour))
            edge = QColor(look.accent)
            painter.setPen(QPen(edge, 3.0 if self.hasFocus() else 1.5))
            painter.setBrush(QColor(look.surface))
            painter.drawEllipse(middle, GRIP_PX / 2 - 1.5, GRIP_PX / 2 - 1.5)
            self._paint_arrows(painter, middle, edge)
        finally:
            painter.end()

    def _line(self, middle: QPointF, width: float) -> QRectF:
        if self._is_upright:
            return QRectF(middle.x() - width / 2, 0, width, self.height())
        return QRectF(0, middle.y() - width / 2, self.width(), width)

    def _paint_arrows(self, painter: QPainter, middle: QPointF, colour: QColor) -> None:
        """Paint < > or, upon a lying line, the same turned."""
        painter.translate(middle)
        painter.rotate(0 if self._is_upright else 90)
        painter.setPen(QPen(colour, 1.75, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        for side in (-1, 1):
            tip, foot = side * (ARROW_PX + 3.5), side * 3.0
            painter.drawPolyline([QPointF(foot, -ARROW_PX), QPointF(tip, 0), QPointF(foot, ARROW_PX)])
