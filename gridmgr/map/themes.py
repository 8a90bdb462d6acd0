# SPDX-License-Identifier: MIT
"""Draw steps and legend swatches of a theme: darker for more, hatched where something should be done."""

from collections.abc import Iterator, Sequence

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter

from gridmgr.map.scene import Grids
from gridmgr.map.sheet import How, Sheet, Step, scaled
from gridmgr.map.style import Colours
from gridmgr.model.themes import Theme

TINT_SHARE = 0.55
HATCH_SHARE = 0.4
FAULT_HATCH = Qt.BrushStyle.BDiagPattern
WORST_HATCH = Qt.BrushStyle.DiagCrossPattern
"""For the last class, so that the worst stands out without colour."""


def theme_brushes(theme: Theme, number: int, colours: Colours) -> Sequence[QBrush]:
    """Return what grids of a class are filled with, one upon the other."""
    steps = len(colours.steps)
    last = len(theme.classes) - 1
    tint = QColor(colours.steps[round(number * (steps - 1) / last) if last > 0 else steps // 2])
    tint.setAlphaF(TINT_SHARE)
    if not theme.classes[number].is_fault:
        return (QBrush(tint),)
    hatch = QColor(colours.text)
    hatch.setAlphaF(HATCH_SHARE)
    return QBrush(tint), QBrush(hatch, WORST_HATCH if number == last else FAULT_HATCH)


def theme_steps(sheet: Sheet, grids: Grids, theme: Theme) -> Iterator[Step]:
    """Fill the grids by their class in short steps; those of which nothing is known stay as they are."""
    yield from scaled(sheet, grids.fills)
    layer = grids.fills.at(sheet.view.metres_per_pixel)
    rows = layer.within(sheet.ground)
    found = np.array([theme.class_of.get(grids.ids[row], -1) for row in rows.tolist()], np.int64)
    sheet.smooth(False)
    for number in range(len(theme.classes)):
        for brush in theme_brushes(theme, number, sheet.colours):
            for rings in sheet.fill(layer, rows[found == number], brush):
                yield Step("grid", How.FILL, rings, rings)


def paint_swatch(painter: QPainter, area: QRectF, brushes: Sequence[QBrush], line: str) -> None:
    """Paint the sample of a class in the legend."""
    painter.setPen(QColor(line))
    for brush in brushes or (QBrush(Qt.BrushStyle.NoBrush),):
        painter.setBrush(brush)
        painter.drawRect(area.adjusted(3.5, 0.5, -3.5, -0.5))
