# SPDX-License-Identifier: MIT
"""Basemaps and backdrops below and above the map, and how strongly the map is painted upon them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from gridmgr.map.canvas import MapCanvas
from gridmgr.map.layers import Layers
from gridmgr.map.scene import MapScene
from gridmgr.map.sheet import How, Sheet, Step
from gridmgr.map.style import DARK, LIGHT
from gridmgr.map.underlay import Underlay
from tests.map.test_layers import NOTHING


@dataclass
class Wash:
    """A layer of one colour all over, in two halves that overlap."""

    colour: str = "#ff0000"
    opacity: float = 1.0
    is_picture: bool = True
    coarsest: float = 1e9
    painted: int = 0

    def is_shown_at(self, denominator: float) -> bool:
        return denominator <= self.coarsest

    def steps(self, sheet: Sheet, pixel_ratio: float) -> Iterator[Step]:
        self.painted += 1
        for _ in range(2):
            sheet.painter.fillRect(QRectF(0, 0, sheet.view.width, sheet.view.height), QColor(self.colour))
            yield Step("wash", How.FILL, 1)


@pytest.fixture
def canvas(qtbot: QtBot, scene: MapScene) -> Iterator[MapCanvas]:
    """A map without layers of its own, with an underlay."""
    made = MapCanvas()
    qtbot.addWidget(made)
    made.resize(300, 200)
    made.set_layers(replace(NOTHING, ground=False))
    underlay = Underlay(made)
    made.set_underlay(underlay)
    made.set_scene(scene)
    made.show()
    yield made
    underlay.close()


def settle(qtbot: QtBot, canvas: MapCanvas) -> None:
    underlay = canvas.findChild(Underlay)
    qtbot.waitUntil(lambda: canvas.is_sharp)
    canvas.grab()
    qtbot.waitUntil(lambda: not underlay.is_busy)


def colour_of(canvas: MapCanvas) -> str:
    return canvas.grab().toImage().pixelColor(150, 60).name()


def mixed(over: str, under: str, share: float) -> QColor:
    one, two = QColor(over), QColor(under)
    pairs = ((one.red(), two.red()), (one.green(), two.green()), (one.blue(), two.blue()))
    return QColor(*(round(share * a + (1 - share) * b) for a, b in pairs))


def nearly(name: str, wanted: QColor) -> bool:
    found = QColor(name)
    return max(abs(a - b) for a, b in zip(found.getRgb(), wanted.getRgb(), strict=True)) <= 2


def test_a_layer_below_shows_where_the_map_has_no_ground(qtbot: QtBot, canvas: MapCanvas) -> None:
    canvas.findChild(Underlay).set_layers([Wash()], [])

    settle(qtbot, canvas)

    assert colour_of(canvas) == "#ff0000"


def test_with_its_ground_the_map_hides_what_lies_below(qtbot: QtBot, canvas: MapCanvas) -> None:
    canvas.findChild(Underlay).set_layers([Wash()], [])

    canvas.set_layers(NOTHING)
    settle(qtbot, canvas)

    assert colour_of(canvas) == LIGHT.ground.lower()


def test_a_faded_layer_is_faded_once_however_often_it_paints_a_place(qtbot: QtBot, canvas: MapCanvas) -> None:
    canvas.findChild(Underlay).set_layers([Wash(opacity=0.5)], [])

    settle(qtbot, canvas)

    assert nearly(colour_of(canvas), mixed("#ff0000", LIGHT.ground, 0.5))


def test_the_order_decides_what_is_seen(qtbot: QtBot, canvas: MapCanvas) -> None:
    underlay = canvas.findChild(Underlay)
    underlay.set_layers([Wash("#00ff00"), Wash("#0000ff")], [])
    settle(qtbot, canvas)
    below = colour_of(canvas)

    underlay.set_layers([Wash("#0000ff")], [Wash("#00ff00")])
    settle(qtbot, canvas)

    assert below == "#0000ff"
    assert colour_of(canvas) == "#00ff00"


def test_a_layer_out_of_its_range_of_scales_is_not_painted(qtbot: QtBot, canvas: MapCanvas) -> None:
    far = Wash(coarsest=canvas.view.scale_denominator() / 2)
    canvas.findChild(Underlay).set_layers([far], [])
    settle(qtbot, canvas)

    canvas.zoom(4.0)
    settle(qtbot, canvas)

    assert far.painted == 1
    assert colour_of(canvas) == "#ff0000"


def test_the_dark_map_dims_pictures_but_not_drawings(qtbot: QtBot, canvas: MapCanvas) -> None:
    canvas.set_dark(True)
    canvas.findChild(Underlay).set_layers([Wash("#ffffff")], [])
    settle(qtbot, canvas)
    dimmed = colour_of(canvas)

    canvas.findChild(Underlay).set_layers([Wash("#ffffff", is_picture=False)], [])
    settle(qtbot, canvas)

    assert QColor(DARK.ground).lightness() < QColor(dimmed).lightness() < 200
    assert colour_of(canvas) == "#ffffff"


def test_without_layers_nothing_is_painted(qtbot: QtBot, canvas: MapCanvas) -> None:
    underlay = canvas.findChild(Underlay)
    underlay.set_layers([Wash()], [])
    settle(qtbot, canvas)

    underlay.set_layers([], [])
    settle(qtbot, canvas)

    assert not underlay.is_busy
    assert colour_of(canvas) == LIGHT.ground.lower()


def test_news_of_a_layer_never_keep_its_picture_from_being_finished(qtbot: QtBot, canvas: MapCanvas) -> None:
    underlay, wash = canvas.findChild(Underlay), Wash()
    underlay.set_layers([wash], [])
    settle(qtbot, canvas)
    before = wash.painted

    for _ in range(5):
        underlay.renew()
    settle(qtbot, canvas)

    assert before < wash.painted <= before + 2


def test_land_and_plan_can_be_faded(qtbot: QtBot, scene: MapScene, canvas: MapCanvas) -> None:
    shown = replace(Layers(), grid_labels=False, building_labels=False, street_names=False, facilities=False)
    pictures = []
    for layers in (shown, replace(shown, land_opacity=0.0), replace(shown, land_opacity=0.0, plan_opacity=0.0)):
        canvas.set_layers(layers)
        settle(qtbot, canvas)
        pictures.append(canvas.grab().toImage())

    strong, without_land, nothing = pictures

    assert strong != without_land != nothing
    assert nothing.pixelColor(150, 100).name() == LIGHT.ground.lower()
