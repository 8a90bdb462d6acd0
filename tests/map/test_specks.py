# SPDX-License-Identifier: MIT
from itertools import chain

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter

from gridmgr.map.arrays import Kind, LayerArrays
from gridmgr.map.painting import blank_image
from gridmgr.map.sheet import Sheet
from gridmgr.map.specks import Specks
from gridmgr.map.style import LIGHT
from gridmgr.map.view import ViewState

VIEW = ViewState(100.0, 50.0, 1.0, 200, 100)
# Corners off the middles of pixels, where it is a matter of taste which pixel is inside.
places = st.tuples(st.integers(-30, 230), st.integers(-30, 130))
sides = st.tuples(st.integers(1, 12), st.integers(1, 12))


def painted(shapes: list[shapely.Polygon]) -> np.ndarray:
    """Return which pixels (100, 200) are painted for some footprints."""
    layer = LayerArrays.from_geometries(Kind.POLYGON, [str(row) for row in range(len(shapes))], shapes)
    image = blank_image(200, 100)
    painter = QPainter(image)
    painter.setPen(Qt.PenStyle.NoPen)
    specks = Specks(Sheet(painter, VIEW, LIGHT, (0, 0, 200, 100)), layer, QColor("black"))
    for _ in specks.add_shapes(np.arange(len(shapes))):
        pass
    for _ in specks.paint():
        pass
    painter.end()
    return np.frombuffer(image.constBits(), np.uint32).reshape(100, 200) > 0


def inside(shapes: list[shapely.Polygon]) -> np.ndarray:
    """Return which pixels have their middle in a footprint."""
    column, line = np.meshgrid(np.arange(200) + 0.5, 99.5 - np.arange(100))
    return shapely.contains_xy(shapely.union_all(shapes), column, line)


@given(st.lists(st.tuples(places, sides), min_size=1, max_size=12))
def test_the_pixels_of_small_buildings_are_those_whose_middle_lies_in_one(homes: list) -> None:
    shapes = [shapely.box(x + 0.2, y + 0.2, x + 0.2 + w, y + 0.2 + h) for (x, y), (w, h) in homes]

    assert (painted(shapes) == inside(shapes)).all()


def test_a_court_stays_open_and_a_turned_building_keeps_its_shape() -> None:
    court = shapely.box(20.2, 20.2, 34.2, 34.2).difference(shapely.box(24.2, 24.2, 30.2, 30.2))
    turned = shapely.Polygon([(60.1, 40.3), (71.4, 44.2), (67.7, 55.6), (56.3, 51.1)])
    corner = shapely.Polygon([(90.1, 9.3), (99.2, 9.3), (99.2, 12.4), (94.3, 12.4), (94.3, 19.1), (90.1, 19.1)])

    assert (painted([court, turned, corner]) == inside([court, turned, corner])).all()


def test_dots_look_the_same_on_a_picture_and_through_a_window_onto_a_part_of_it() -> None:
    shapes = [shapely.box(x + 0.2, 40.2, x + 2.4, 42.4) for x in range(5, 190, 9)]
    layer = LayerArrays.from_geometries(Kind.POLYGON, [str(row) for row in range(len(shapes))], shapes)
    pictures = []
    for is_window in (False, True):
        image = blank_image(200, 100, 1.0, QColor("white"))
        painter = QPainter(image)
        if is_window:
            painter.setClipRect(0, 0, 200, 100)
        specks = Specks(Sheet(painter, VIEW, LIGHT, (0, 0, 200, 100)), layer, QColor("black"))
        for _ in chain(specks.add_dots(np.arange(len(shapes))), specks.paint()):
            pass
        specks.close()
        painter.end()
        pictures.append(image)

    assert pictures[0] == pictures[1]
    assert pictures[0].pixelColor(6, 58) == QColor("black")
