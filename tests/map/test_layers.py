# SPDX-License-Identifier: MIT
"""Which layers the map shows, and what follows from it."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gridmgr.map.canvas import MapCanvas
from gridmgr.map.layers import Fill, Layers
from gridmgr.map.legend import entries, furniture
from gridmgr.map.overlay import covered
from gridmgr.map.painting import render_image
from gridmgr.map.picking import pick
from gridmgr.map.scene import MapScene
from gridmgr.map.style import LIGHT, colours
from gridmgr.map.view import ViewState
from gridmgr.model.themes import GridTheme, Theme, ThemeClass
from tests.map.test_painting import pixels, steps_at

NOTHING = Layers(
    **dict.fromkeys(("communities", "grids", "buildings", "roads", "waters", "railways", "facilities"), False)
)


def painted(scene: MapScene, layers: Layers) -> set[str]:
    """Return the layers that the draw steps of a near view name; making a scale ready, once, is no layer."""
    return {step.layer for step in steps_at(scene.showing(layers), 1.0)} - {"scale"}


@pytest.mark.parametrize(
    ("layer", "steps"),
    [
        ("communities", {"community"}),
        ("buildings", {"building"}),
        ("roads", {"road"}),
        ("railways", {"railway"}),
        ("grids", {"grid"}),
    ],
)
def test_a_hidden_layer_is_not_painted(scene: MapScene, layer: str, steps: set[str]) -> None:
    everything = painted(scene, Layers())

    without = painted(scene, replace(Layers(), **{layer: False}))  # type: ignore[arg-type]  # a switch

    assert steps <= everything
    assert without == everything - steps


def test_with_everything_hidden_only_the_ground_is_left(scene: MapScene) -> None:
    view = ViewState.fit(scene.extent, 400, 300)

    image = render_image(replace(scene, title="", note="").showing(NOTHING), 400, 300, view)

    assert image.pixelColor(200, 150) == QColor(LIGHT.ground)
    assert painted(scene, NOTHING) == {"ground"}


@pytest.mark.parametrize(
    "layer",
    ["communities", "grids", "buildings", "roads", "waters", "railways", "grid_fill", "grid_labels", "community_names"],
)
def test_every_layer_changes_the_picture_at_one_and_a_half_times_the_pixels(scene: MapScene, layer: str) -> None:
    view = ViewState.fit(scene.extent, 900, 700)
    hidden = scene.showing(replace(Layers(), **{layer: False}))  # type: ignore[arg-type]  # a switch

    whole, without = (render_image(one, 900, 700, view, pixel_ratio=1.5) for one in (scene, hidden))

    assert (whole.width(), whole.height()) == (1350, 1050)
    assert (pixels(whole) != pixels(without)).sum() > 100


def test_the_legend_names_only_what_is_shown(scene: MapScene) -> None:
    usual = [entry.text for entry in entries(scene, LIGHT)]
    fewer = [
        entry.text for entry in entries(scene.showing(Layers(buildings=False, waters=False, railways=False)), LIGHT)
    ]

    assert {"建筑物", "铁路", "水域", "道路"} <= set(usual)
    assert [text for text in usual if text not in {"建筑物", "铁路", "水域"}] == fewer
    assert entries(scene.showing(NOTHING), LIGHT) == []


def test_grids_can_be_coloured_by_the_size_rule_or_not_at_all(scene: MapScene) -> None:
    fills = (Fill.HUE, Fill.BALANCE, Fill.NONE)
    layers = [Layers(fill=fill, buildings=False, grid_labels=False, communities=False) for fill in fills]
    view = replace(ViewState.fit(scene.extent, 500, 400), metres_per_pixel=1.0)

    by_hue, by_rule, plain = (pixels(render_image(scene.showing(one), 500, 400, view)) for one in layers)

    ground = QColor(LIGHT.ground).rgba()
    assert (by_hue != by_rule).mean() > 0.2
    assert (plain == ground).mean() > (by_hue == ground).mean() + 0.2


def test_what_is_hidden_cannot_be_clicked(scene: MapScene) -> None:
    view = replace(ViewState.fit(scene.extent, 400, 300), metres_per_pixel=0.5)
    west, south, east, north = scene.buildings.layer.bounds[scene.buildings.layer.row_of["b40"]] + np.array(
        scene.buildings.layer.origin * 2
    )
    view = replace(view, x=(west + east) / 2, y=(south + north) / 2)

    kinds = [
        hit.kind if (hit := pick(scene.showing(layers), view, 200, 150)) else ""
        for layers in (Layers(), Layers(buildings=False), Layers(buildings=False, grids=False), NOTHING)
    ]

    assert kinds == ["building", "grid", "community", ""]


def test_the_choice_of_layers_holds_for_the_next_scene(qtbot: QtBot, scene: MapScene) -> None:
    canvas = MapCanvas()
    qtbot.addWidget(canvas)
    canvas.set_layers(Layers(roads=False))

    canvas.set_scene(scene)

    assert not canvas.scene.layers.roads
    assert canvas.accessibleDescription().startswith("地图：")


def test_hiding_a_plan_layer_leaves_the_picture_of_the_land(scene: MapScene) -> None:
    assert scene.showing(Layers(grids=False, fill=Fill.NONE)).has_same_land(scene)
    assert not scene.showing(Layers(buildings=False)).has_same_land(scene)


def test_no_name_is_written_under_what_lies_upon_the_map(qtbot: QtBot, scene: MapScene) -> None:
    canvas = MapCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(400, 300)
    lid = QWidget(canvas)
    lid.setGeometry(10, 20, 30, 40)
    canvas.keep_clear(lid)
    canvas.set_scene(scene)

    with qtbot.waitSignal(canvas.sharpened):
        canvas.show()

    assert covered([lid]) == [(10, 20, 40, 60)]
    assert canvas.is_sharp


def test_a_legend_stays_away_from_a_map_that_has_no_room_for_it(scene: MapScene) -> None:
    wide = ViewState.fit(scene.extent, 1000, 700)

    roomy = len(furniture(scene, wide, colours(dark=False)))
    narrow = [len(furniture(scene, wide.resized(*size), colours(dark=False))) for size in ((320, 700), (700, 120))]

    assert narrow == [roomy - 1, roomy - 1]


def test_a_theme_colours_the_grids_it_knows_and_hatches_those_with_a_fault(scene: MapScene) -> None:
    # Away from title, scale bar and legend.
    first, second, other = "g4", "g3", "g7"
    kinds = [ThemeClass("五员齐全"), ThemeClass("缺一员", is_fault=True)]
    theme = Theme(GridTheme.VACANCIES, "一格五员空岗", kinds, {first: 0, second: 1}, "没有记录")
    bare = Layers(buildings=False, grid_labels=False, communities=False, roads=False, waters=False, street_names=False)
    plain = scene.showing(replace(bare, fill=Fill.NONE)).with_theme(theme)
    themed = scene.showing(replace(bare, fill=Fill.VACANCIES)).with_theme(theme)
    view = ViewState.fit(scene.extent, 500, 400)

    seen = {one: colours_in(render_image(themed, 500, 400, view), scene, view, one) for one in (first, second, other)}
    before = {one: colours_in(render_image(plain, 500, 400, view), scene, view, one) for one in seen}
    lines = [entry.text for entry in entries(themed, LIGHT)]

    assert len(seen[first]) == 1
    assert seen[first] != before[first]
    assert len(seen[second]) > 1
    assert seen[other] == before[other]
    assert lines[lines.index("一格五员空岗") + 1 :][:3] == [
        "五员齐全（1 个网格）",
        "缺一员（1 个网格）",
        f"没有记录（{len(scene.grids.ids) - 2} 个网格）",
    ]
    assert not plain.showing(replace(bare, fill=Fill.PILOT)).shown_theme


def colours_in(image: QImage, scene: MapScene, view: ViewState, grid: str) -> set[int]:
    """Return the colours in the middle of a grid."""
    x, y, _ = scene.grids.anchors[scene.grids.layer.row_of[grid]].tolist()
    px, py = view.to_screen(np.array([[x, y]]))[0].astype(int).tolist()
    return {image.pixel(px + right, py + down) for right in range(-12, 13) for down in range(-12, 13)}
