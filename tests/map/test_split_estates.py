# SPDX-License-Identifier: MIT
from dataclasses import replace

import shapely
from PySide6.QtGui import QColor

from gridmgr.map.layers import Layers
from gridmgr.map.painting import render_image
from gridmgr.map.scene import Areas, MapScene
from gridmgr.map.split_estates import marks_of, with_community
from gridmgr.map.style import colours
from gridmgr.map.view import ViewState

SCENE = MapScene(
    split_estates=marks_of([("c1", "新苑", shapely.box(20, 20, 180, 180))]), layers=Layers(street_names=False)
)
VIEW = ViewState(100.0, 100.0, 1.0, 200, 200)


def is_marked(scene: MapScene) -> bool:
    """Tell whether the left side of the outline is painted in the colour of the marks."""
    image = render_image(scene, 200, 200, VIEW)
    wanted = QColor(colours(dark=False).above)
    pixels = [image.pixelColor(x, 100) for x in range(17, 24)]
    return any(abs(p.red() - wanted.red()) + abs(p.blue() - wanted.blue()) < 40 for p in pixels)


def test_split_compounds_are_outlined_unless_switched_off_or_only_moves_are_shown(qapp):
    assert is_marked(SCENE)
    assert not is_marked(replace(SCENE, layers=Layers(split_estates=False)))
    assert not is_marked(replace(SCENE, shows_only_moves=True))


def test_the_marks_of_one_community_are_replaced_and_those_of_others_stay():
    both = marks_of([("c1", "新苑", shapely.box(0, 0, 1, 1)), ("c2", "旧苑", shapely.box(5, 5, 6, 6))])

    assert with_community(both, "c1", Areas()).names == ["旧苑"]
    more = with_community(both, "c2", marks_of([("c2", "老街", shapely.box(7, 7, 8, 8))]))
    assert list(more.names) == ["新苑", "老街"]
    assert shapely.bounds(more.layer.geometries[1]).tolist() == [7, 7, 8, 8]
    assert with_community(both, "c2", marks_of([("c2", "旧苑", shapely.box(5, 5, 6, 6))])) is both
