# SPDX-License-Identifier: MIT
"""Layers in another order, or fainter: what lies above hides what lies below, and nothing changes by default."""

from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from gridmgr.map.canvas import MapCanvas
from gridmgr.map.layers import LAND, PLAN, USUAL_ORDER, Layers
from gridmgr.map.painting import render_image
from gridmgr.map.scene import MapScene
from gridmgr.map.view import ViewState
from tests.map.test_painting import pixels, steps_at

BARE = replace(Layers(), grid_labels=False, building_labels=False, street_names=False, communities=False)


def picture(scene: MapScene, layers: Layers) -> np.ndarray:
    """Return the pixels of a near view, without its lower part where the legend is."""
    view = replace(ViewState.fit(scene.extent, 500, 500), metres_per_pixel=0.5)
    return pixels(render_image(scene.showing(layers), 500, 500, view))[:240]


def raised(name: str, above: str) -> tuple[str, ...]:
    """Return the usual order with one layer just above another."""
    order = [one for one in USUAL_ORDER if one != name]
    order.insert(order.index(above) + 1, name)
    return tuple(order)


def test_by_default_nothing_is_rearranged():
    assert not Layers().is_rearranged
    assert Layers().with_order(USUAL_ORDER) == Layers()
    assert not Layers().with_opacity("grid_labels", 0.5).is_rearranged
    assert Layers().with_opacity("roads", 0.5).with_opacity("roads", 1.0) == Layers()
    assert Layers().lower == LAND
    assert Layers().upper == PLAN


def test_the_same_order_named_one_by_one_makes_the_same_picture(scene: MapScene):
    by_name = replace(Layers(), order=USUAL_ORDER)

    assert by_name.is_rearranged
    assert (picture(scene, by_name) == picture(scene, Layers())).all()
    named, usual = (steps_at(one, 1.0) for one in (scene.showing(by_name), scene))
    assert [s for s in named if s.layer != "scale"] == [s for s in usual if s.layer != "scale"]


def test_buildings_above_the_tint_keep_their_own_colour(scene: MapScene):
    usual = picture(scene, BARE)
    above = picture(scene, BARE.with_order(raised("buildings", "grid_fill")))
    untinted = picture(scene, replace(BARE, grid_fill=False))

    differ = usual != above

    assert 0.02 < differ.mean() < 0.6
    # Roads lie upon the tint or below it as before: only footprints changed.
    assert (above[differ] == untinted[differ]).mean() > 0.9


def test_a_faint_layer_lets_through_what_lies_below(scene: MapScene):
    gone = picture(scene, replace(BARE, buildings=False))
    none = picture(scene, BARE.with_opacity("buildings", 0.0))
    half = picture(scene, BARE.with_opacity("buildings", 0.5))

    assert (none == gone).all()
    assert (half != gone).any()
    assert (half != picture(scene, BARE)).any()


@pytest.mark.parametrize("name", ["grid_labels", "community_names", "building_labels"])
def test_names_fade_one_layer_at_a_time(scene: MapScene, name: str):
    usual, half = picture(scene, Layers()), picture(scene, Layers().with_opacity(name, 0.4))

    assert 0 < (usual != half).mean() < 0.2


def test_a_faint_community_border_leaves_the_grid_border_below_it_to_be_seen(scene: MapScene):
    plain = replace(BARE, communities=True, community_names=False, buildings=False, roads=False)

    none = picture(scene, plain.with_opacity("communities", 0.0))

    assert (none == picture(scene, replace(plain, communities=False))).all()


def test_the_shares_of_the_groups_become_those_of_their_layers():
    layers = replace(Layers(), land_opacity=0.5).with_opacity("buildings", 0.5)

    settled = layers.settled()

    assert (settled.land_opacity, settled.opacity_of("buildings"), settled.opacity_of("roads")) == (1.0, 0.25, 0.5)
    assert settled.opacity_of("grids") == 1.0
    assert replace(Layers(), land_opacity=0.5).settled() == replace(Layers(), land_opacity=0.5)


def test_an_order_that_lacks_a_layer_is_refused():
    with pytest.raises(ValueError, match="grids"):
        Layers().with_order(("grids", "roads"))


def test_the_land_is_painted_once_as_long_as_it_lies_below_the_plan(scene: MapScene):
    faded = scene.showing(Layers().with_opacity("roads", 0.5))
    other_plan = replace(faded, grids=replace(faded.grids, names=tuple(faded.grids.names)))

    assert faded.has_same_land(other_plan)
    assert not faded.has_same_land(scene)
    assert not faded.has_same_land(scene.showing(Layers().with_opacity("roads", 0.4)))
    assert scene.showing(Layers().with_order(raised("buildings", "grids"))).layers.lower == (
        "waters",
        "crowd",
        "railways",
        "roads",
    )


def test_the_canvas_paints_layers_in_their_order(qtbot: QtBot, scene: MapScene):
    canvas = MapCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(400, 300)
    canvas.set_scene(scene)
    canvas.set_layers(BARE.with_order(raised("buildings", "grids")).with_opacity("buildings", 0.6))

    with qtbot.waitSignal(canvas.sharpened):
        canvas.show()
    seen = pixels(canvas.grab().toImage())
    canvas.set_layers(BARE)
    qtbot.waitUntil(lambda: canvas.is_sharp)

    assert (seen != pixels(canvas.grab().toImage())).any()
