# SPDX-License-Identifier: MIT
import numpy as np
import pytest
import shapely
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from gridmgr.map.arrays import Kind, LayerArrays
from gridmgr.map.painting import blank_image
from gridmgr.map.sheet import Sheet
from gridmgr.map.strokes import Strokes
from gridmgr.map.style import LIGHT
from gridmgr.map.view import ViewState

VIEW = ViewState(100.0, 50.0, 1.0, 200, 100)


def drawn(points: list[tuple[float, float]], pen: QPen, view: ViewState = VIEW) -> QImage:
    """Return the picture of one line."""
    layer = LayerArrays.from_geometries(Kind.LINE, ["a"], [shapely.LineString(points)])
    image = blank_image(view.width, view.height)
    painter = QPainter(image)
    sheet = Sheet(painter, view, LIGHT, (0, 0, view.width, view.height))
    sheet.smooth(True)
    for _ in Strokes.of(sheet, layer, np.array([0])).draw(pen):
        pass
    painter.end()
    return image


def is_inked(image: QImage, x: float, y: float) -> bool:
    """Tell whether the pixel at a ground point is fully painted."""
    return image.pixelColor(int(x), int(100 - y)).alpha() == 255


@pytest.mark.parametrize("width", [2.0, 4.0, 20.0])
def test_a_street_has_no_gap_at_a_bend_and_no_corner_beyond_it(qapp: object, width: float) -> None:
    image = drawn([(20, 50), (100, 50), (150, 80)], QPen(QColor("black"), width))

    ink = np.frombuffer(image.constBits(), np.uint32).reshape(100, 200) >> 24
    rows, columns = np.nonzero(ink > 160)
    bend = shapely.LineString([(20, 50), (100, 50), (150, 80)])
    inside = bend.buffer(width / 2 - 1, join_style="mitre")
    reach = bend.buffer(width / 2 + 1.0, cap_style="square", join_style="mitre")
    every = {(x, y) for x in range(200) for y in range(100) if shapely.contains_xy(inside, x + 0.5, y + 0.5)}
    painted = set(zip(columns.tolist(), (99 - rows).tolist(), strict=True))
    assert every <= painted
    assert shapely.contains_xy(reach, columns + 0.5, 99.5 - rows).all()


def test_dashes_stay_on_the_ground_when_the_map_is_dragged(qapp: object) -> None:
    pen = QPen(QColor("black"), 4.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    pen.setDashPattern([3.0, 2.0])
    far = [(-5000.0, 50.0), (-3.0, 50.0), (90.0, 50.0), (6000.0, 50.0)]

    before, after = drawn(far, pen), drawn(far, pen, VIEW.panned(-37, 0))

    patterns = [
        [is_inked(image, x, 50) for x in span] for image, span in ((before, range(60, 150)), (after, range(23, 113)))
    ]
    assert True in patterns[0]
    assert False in patterns[0]
    assert patterns[0] == patterns[1]
