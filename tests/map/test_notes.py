# SPDX-License-Identifier: MIT
"""Names of foreign maps: written beside the map's own names, never upon them."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
import shapely
from PySide6.QtGui import QPainter

from gridmgr.map.basemap.drawn_layer import Drawing
from gridmgr.map.basemap.ranges import Range
from gridmgr.map.labels import Label, Placer
from gridmgr.map.layers import Layers
from gridmgr.map.notes import Notes, note_labels
from gridmgr.map.painting import blank_image, render_image
from gridmgr.map.scene import MapScene
from gridmgr.map.sheet import Sheet
from gridmgr.map.style import LIGHT
from gridmgr.map.view import ViewState
from tests.map.test_painting import pixels

X, Y = 560_000.0, 2_906_000.0
VIEW = ViewState(X, Y, 1.0, 600, 400)


def notes_of(shapes: Sequence[object], names: Sequence[str], **look: object) -> Notes:
    drawing = Drawing(shapes, names)
    assert drawing.names is not None
    return Notes(drawing.names, "accent")._replace(**look)


def offered(notes: Notes, view: ViewState = VIEW) -> list[Label]:
    """Return the labels that are offered in a view, placed where there is room."""
    image = blank_image(view.width, view.height)
    painter = QPainter(image)
    try:
        sheet = Sheet(painter, view, LIGHT, (0.0, 0.0, float(view.width), float(view.height)))
        limits = (0.0, 0.0, float(view.width), float(view.height))
        return Placer(limits).add(list(note_labels(sheet, notes, 0)))
    finally:
        painter.end()


def box(x: float, y: float, half: float = 60.0) -> shapely.Polygon:
    return shapely.box(X + x - half, Y + y - half, X + x + half, Y + y + half)


def test_without_a_column_there_are_no_names(qapp: object):
    assert Drawing([box(0, 0)]).names is None
    assert Drawing([box(0, 0)], [""]).names is None


def test_areas_lines_and_points_are_named(qapp: object):
    line = shapely.LineString([(X - 200, Y + 120), (X + 200, Y + 120)])
    shapes = [box(0, 0), line, shapely.Point(X - 200, Y - 100), box(150, 0)]

    labels = offered(notes_of(shapes, ["地块", "大道", "井", ""]))

    assert sorted(label.key for label in labels) == [("note0", 0), ("note0", 2), ("note0", 3)]


def test_small_areas_and_far_points_get_no_names(qapp: object):
    shapes = [box(0, 0, 5), shapely.Point(X + 50, Y)]

    assert len(offered(notes_of(shapes, ["小", "井"]))) == 1
    assert offered(notes_of(shapes, ["小", "井"]), replace(VIEW, metres_per_pixel=5.0)) == []


def test_a_large_area_is_named_where_it_is_seen(qapp: object):
    beyond = shapely.box(X + 200, Y - 5000, X + 9000, Y + 5000)

    (label,) = offered(notes_of([beyond], ["开发区"]))

    left, top, right, bottom = label.boxes[0]
    assert 500 < left < right <= 600
    assert 0 <= top < bottom <= 400


def test_pieces_of_one_street_are_named_once(qapp: object):
    pieces = [shapely.LineString([(X + x, Y), (X + x + 100, Y)]) for x in (-200, -100, 0)]

    assert len(offered(notes_of(pieces, ["北环路"] * 3))) == 1


def test_names_keep_to_the_scales_of_their_row(qapp: object):
    notes = notes_of([box(0, 0)], ["地块"], scales=Range(0, 500))

    assert offered(notes) == []


def test_the_map_s_own_names_come_first(scene: MapScene):
    view = replace(ViewState.fit(scene.extent, 600, 400), metres_per_pixel=0.5)
    everywhere = [shapely.Point(view.x + x, view.y + y) for x in range(-140, 141, 20) for y in range(-90, 91, 10)]
    notes = notes_of(everywhere, ["外来"] * len(everywhere))

    plain = pixels(render_image(scene, 600, 400, view))
    noted = pixels(render_image(scene.showing(Layers(notes=(notes,))), 600, 400, view))
    faint = pixels(render_image(scene.showing(Layers(notes=(notes._replace(opacity=0.3),))), 600, 400, view))

    assert 0 < (plain != noted).mean() < 0.5
    assert (noted != faint).any()


@pytest.mark.parametrize("shape", [None, shapely.Polygon(), shapely.Point(X, Y).buffer(0)])
def test_shapes_that_are_nothing_have_no_name(qapp: object, shape: object):
    drawing = Drawing([shape, box(0, 0)], ["无", "有"])

    assert drawing.names is not None
    assert len(offered(Notes(drawing.names, ""))) == 1
