# SPDX-License-Identifier: MIT
"""The real window on the sample district, with a hand that plays the steps and a camera that keeps the pictures."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
from PySide6.QtCore import QEventLoop, QPoint, QPointF, QRect, QSettings, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPen
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from docs.manual_pictures.fewer_colours import with_few_colours
from gridmgr.ui.guide import OFFERED
from gridmgr.ui.memory import Memory
from gridmgr.ui.window import MainWindow

SIZE_PX = 1366, 768
AUTHOR = "示范员"
PATIENCE_S = 120
SETTLE_MS = 350
MOST_BYTES = 200_000
BADGE_PX = 13
LEFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier

T = TypeVar("T", bound=QWidget)
Badge = tuple[str, QPoint]
"""A number and where it stands in the window."""


class Studio:
    """One window, one file, one folder of pictures."""

    def __init__(self, work: Path, pictures: Path) -> None:
        self.pictures = pictures
        memory = Memory(QSettings(str(work / "settings.ini"), QSettings.Format.IniFormat))
        memory.keep_text("author", AUTHOR)
        memory.switch(OFFERED, is_on=True)
        self.window = MainWindow(memory)
        self.window.resize(*SIZE_PX)
        self.window.show()

    @property
    def canvas(self) -> QWidget:
        """The map."""
        return self.window.canvas

    def open(self, path: Path) -> None:
        """Open a file and wait until its map is sharp."""
        self.window.open_location(str(path))
        self.wait(lambda: self.window.overview is not None)
        self.settle()

    def restart(self, path: Path) -> None:
        """Begin a scene: the file is open, the map is shown, no tool is in hand."""
        self.window.resize(*SIZE_PX)
        if self.window.document is None:
            self.open(path)
        self.window.canvas.set_tool(None)
        self.window.workspaces.show("plan")
        self.window.selection.clear()
        self.window.canvas.show_all()
        self.window.message.hide()
        self.settle()

    def show_grid(self, community: int, grid: int) -> str:
        """Choose a grid by the numbers of its community and its own, counted from 0; return its id."""
        assert self.window.overview is not None
        chosen = self.window.overview.communities[community].grids[grid].id
        self.window.show_record("grid", chosen)
        self.wait(lambda: self.window.inspector.card is not None and self.window.inspector.card.id == chosen)
        self.settle()
        return chosen

    def pause(self, milliseconds: int) -> None:
        """Let the window work for a while."""
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def wait(self, holds: Callable[[], bool]) -> None:
        """Let the window work until something holds. Raises TimeoutError."""
        begun = time.monotonic()
        while not holds():
            if time.monotonic() - begun > PATIENCE_S:
                raise TimeoutError(holds)
            self.pause(40)

    def settle(self) -> None:
        """Wait until nothing is being worked on and the map is sharp."""
        self.pause(SETTLE_MS)
        self.wait(lambda: self.window.document is None or not self.window.document.is_at_work)
        self.wait(lambda: self.window.canvas.is_sharp)
        self.pause(SETTLE_MS)

    def find(self, kind: type[T], name: str, within: QWidget | None = None) -> T:
        """Return a widget by its name. Raises LookupError."""
        found = (within or self.window).findChild(kind, name)
        if found is None:
            raise LookupError(name)
        return found

    def pixel(self, x: float, y: float) -> QPoint:
        """Return where a place of the ground lies on the map."""
        px, py = self.window.canvas.view.to_screen(np.array([[x, y]]))[0].tolist()
        return QPoint(round(px), round(py))

    def drag(self, track: Sequence[tuple[float, float]], lift: bool = True) -> None:
        """Hold the left button along a line on the ground."""
        QTest.mousePress(self.canvas, LEFT, PLAIN, self.pixel(*track[0]))
        for place in track[1:]:
            QTest.mouseMove(self.canvas, self.pixel(*place))
            self.pause(5)
        if lift:
            QTest.mouseRelease(self.canvas, LEFT, PLAIN, self.pixel(*track[-1]))

    def hover(self, x: float, y: float) -> None:
        """Move the mouse to a place on the ground."""
        QTest.mouseMove(self.canvas, self.pixel(x, y))
        self.pause(SETTLE_MS)

    def click(self, x: float, y: float) -> None:
        """Click a place on the ground."""
        QTest.mouseClick(self.canvas, LEFT, PLAIN, self.pixel(x, y))

    def key(self, key: Qt.Key) -> None:
        """Press a key on the map."""
        QTest.keyClick(self.canvas, key)

    def area_of(self, *widgets: QWidget, margin: int = 0) -> QRect:
        """Return the part of the window that some widgets take."""
        area = QRect()
        for widget in widgets:
            area = area.united(QRect(widget.mapTo(self.window, QPoint(0, 0)), widget.size()))
        return area.adjusted(-margin, -margin, margin, margin).intersected(self.window.rect())

    def keep(self, name: str, what: QWidget | QRect | None = None, badges: Sequence[Badge] = ()) -> None:
        """Keep a picture of the window, of a part of it or of a dialog. Raises ValueError for a file too large."""
        self.pause(SETTLE_MS)
        widget = what if isinstance(what, QWidget) else self.window
        picture = widget.grab(what if isinstance(what, QRect) else widget.rect()).toImage()
        for text, place in badges:
            _paint_badge(picture, text, place)
        self._write(name, picture)

    def keep_with(self, name: str, popup: QWidget) -> None:
        """Keep a picture of the window with something that hangs over it as a window of its own."""
        self.pause(SETTLE_MS)
        picture = self.window.grab().toImage()
        painter = QPainter(picture)
        try:
            painter.drawPixmap(self.window.mapFromGlobal(popup.mapToGlobal(QPoint(0, 0))), popup.grab())
        finally:
            painter.end()
        self._write(name, picture)

    def _write(self, name: str, picture: QImage) -> None:
        path = self.pictures / f"{name}.png"
        for most in (256, 128, 64):
            # Quality 0 is the strongest compression of a PNG, which loses nothing.
            with_few_colours(framed(picture), most).save(str(path), "PNG", 0)
            if path.stat().st_size <= MOST_BYTES:
                break
        else:
            raise ValueError(path.name)
        print(f"{path.name}: {picture.width()} × {picture.height()}, {most}, {path.stat().st_size // 1000} kB")


def framed(picture: QImage) -> QImage:
    """Return a picture with a thin grey edge, so that it stands out from a white page."""
    made = picture.convertToFormat(QImage.Format.Format_RGB32)
    painter = QPainter(made)
    try:
        painter.setPen(QPen(QColor("#b4bcc8"), 1))
        painter.drawRect(made.rect().adjusted(0, 0, -1, -1))
    finally:
        painter.end()
    return made


def _paint_badge(picture: QImage, text: str, place: QPoint) -> None:
    painter = QPainter(picture)
    try:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor("white"), 2))
        painter.setBrush(QColor("#c0392b"))
        painter.drawEllipse(QPointF(place), BADGE_PX, BADGE_PX)
        font = QFont(QApplication.font())
        font.setPixelSize(16)
        font.setBold(True)
        painter.setFont(font)
        box = QRect(place.x() - BADGE_PX, place.y() - BADGE_PX, 2 * BADGE_PX, 2 * BADGE_PX)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    finally:
        painter.end()
