# SPDX-License-Identifier: MIT
"""The one set of icons, drawn in the colour of the text so that they suit light and dark windows."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QObject, QRectF, Qt
from PySide6.QtGui import QAction, QColor, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton

from gridmgr.model.resources import resource

SIZE_PX = 20
NAME = "icon_name"


def set_icon(target: QAction | QAbstractButton, name: str) -> None:
    """Give an action or a button an icon of `resources/icons` that follows light and dark."""
    target.setProperty(NAME, name)
    target.setIcon(icon(name))


def retint(root: QObject) -> None:
    """Draw all icons under a widget anew, as after a switch between light and dark."""
    targets: list[QAction | QAbstractButton] = [*root.findChildren(QAction), *root.findChildren(QAbstractButton)]
    for target in targets:
        name = target.property(NAME)
        if name:
            target.setIcon(icon(name))


def icon(name: str) -> QIcon:
    """Return an icon in the present colours of the program. Raises FileNotFoundError for an unknown name."""
    palette = QGuiApplication.palette()
    plain = palette.color(QPalette.ColorGroup.Active, QPalette.ColorRole.ButtonText)
    faint = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText)
    # Drawn only for the screens that are there: a hundred icons at every ratio would hold up the start.
    ratios = tuple(sorted({screen.devicePixelRatio() for screen in QGuiApplication.screens()}))
    return _icon(name, plain.name(), faint.name(), ratios)


@lru_cache(maxsize=512)
def _icon(name: str, plain: str, faint: str, ratios: tuple[float, ...]) -> QIcon:
    made = QIcon()
    for colour, mode in ((plain, QIcon.Mode.Normal), (faint, QIcon.Mode.Disabled)):
        for ratio in ratios:
            made.addPixmap(pixmap(name, colour, ratio), mode)
    return made


def pixmap(name: str, colour: str, ratio: float, size_px: int = SIZE_PX) -> QPixmap:
    """Return an icon as a picture of `size_px` logical pixels for one device pixel ratio."""
    source = _drawing(name).replace("currentColor", QColor(colour).name())
    drawn = QPixmap(round(size_px * ratio), round(size_px * ratio))
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    try:
        QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(0, 0, drawn.width(), drawn.height()))
    finally:
        painter.end()
    drawn.setDevicePixelRatio(ratio)
    return drawn


@lru_cache(maxsize=512)
def _drawing(name: str) -> str:
    return resource(f"icons/{name}.svg").read_text("utf-8")
