# SPDX-License-Identifier: MIT
"""Whatever part of whatever land is shown, on whatever screen: nothing that is painted raises."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmgr.map.builders import scene_from_tables
from gridmgr.map.canvas import MapCanvas
from gridmgr.map.crowd import Crowd
from gridmgr.map.layers import NAME_LAYERS, USUAL_ORDER, Fill, Layers
from gridmgr.map.painting import render_image
from gridmgr.map.scene import MapScene
from gridmgr.map.view import COARSEST_M_PER_PX, FINEST_M_PER_PX, ViewState
from gridmgr.model.themes import GridTheme, Theme, ThemeClass
from tests.map.conftest import SOUTH_WEST, invented_scene

SWITCHES = ("communities", "grids", "grid_labels", "buildings", "building_labels", "roads", "street_names", "waters")
SINGLE = ("railways", "grid_fill", "community_names", "facility_names")
layers = st.builds(
    Layers,
    **{name: st.booleans() for name in (*SWITCHES, *SINGLE, "facilities", "crowd", "ground")},
    fill=st.sampled_from(list(Fill)),
    land_opacity=st.sampled_from([0.0, 0.5, 1.0]),
    plan_opacity=st.sampled_from([0.0, 0.5, 1.0]),
    order=st.one_of(st.just(()), st.permutations(USUAL_ORDER).map(tuple)),
    opacities=st.dictionaries(st.sampled_from([*USUAL_ORDER, *NAME_LAYERS.values()]), st.sampled_from([0.0, 0.5])).map(
        lambda faded: tuple(sorted(faded.items()))
    ),
)
scales = st.floats(np.log(FINEST_M_PER_PX), np.log(COARSEST_M_PER_PX)).map(np.exp)
places = st.tuples(st.floats(-2000, 3000), st.floats(-2000, 3000))
sizes = st.tuples(st.integers(1, 320), st.integers(1, 240))
ratios = st.sampled_from([1.0, 1.25, 1.5, 1.75, 2.0, 3.0])
shapes = st.sampled_from(
    [
        None,
        shapely.Polygon(),
        shapely.box(0, 0, 0.001, 0.001),
        shapely.box(0, 0, 900, 900).difference(shapely.box(100, 100, 800, 800)),
        shapely.MultiPolygon([shapely.box(0, 0, 9, 9), shapely.box(700, 0, 709, 9)]),
        shapely.LineString([(0, 0), (0, 0.001)]),
        shapely.MultiLineString([[(0, 0), (900, 0)], [(0, 9), (0, 900)]]),
        shapely.Point(5, 5),
        shapely.GeometryCollection([shapely.Point(1, 1), shapely.box(0, 0, 50, 50)]),
    ]
)
KINDS = ("road", "river", "railway", "wall", "")


def odd_scene(found: list[shapely.Geometry | None]) -> MapScene:
    """Return a map in which every layer holds every odd shape."""
    ids = [str(number) for number in range(len(found))]
    moved = [None if one is None else shapely.transform(one, lambda xy: xy + SOUTH_WEST) for one in found]
    table = {"id": ids, "geometry": moved, "name": ["某某"] * len(ids), "number": ["1"] * len(ids)}
    barriers = {"kind": [KINDS[row % len(KINDS)] for row in range(len(ids))], "class": ["primary"] * len(ids)}
    counts = {"households": [row * 200 for row in range(len(ids))]}
    points = [shapely.Point(SOUTH_WEST)] * len(ids)
    return scene_from_tables(
        {
            "community": table,
            "grid": {**table, **counts},
            "building": {**table, **counts},
            "barrier": {**table, **barriers},
            "facility": {**table, "geometry": points, "type": ["A01"] * len(ids)},
        },
        title="虚构",
    )


def themed(scene: MapScene, fill: Fill) -> MapScene:
    """Return a scene with classes for every other grid, where the colours are those of a theme."""
    if fill.theme is None:
        return scene
    kinds = [ThemeClass("少"), ThemeClass("多", is_fault=True)]
    return scene.with_theme(
        Theme(fill.theme, "主题", kinds, {one: n % 2 for n, one in enumerate(scene.grids.ids[::2])})
    )


@settings(max_examples=60)
@given(layers, places, scales, sizes, ratios, st.booleans())
def test_any_view_of_a_district_can_be_painted(
    qapp: object,
    shown: Layers,
    place: tuple[float, float],
    scale: float,
    size: tuple[int, int],
    ratio: float,
    dark: bool,
) -> None:
    scene = themed(invented_scene(4).showing(shown), shown.fill)
    view = ViewState(*(SOUTH_WEST + place).tolist(), float(scale), *size)

    image = render_image(scene, *size, view, dark, ratio)

    assert image.width() == max(round(size[0] * ratio), 1)


@settings(max_examples=60)
@given(st.lists(shapes, max_size=7), layers, scales, ratios)
def test_odd_shapes_can_be_painted(
    qapp: object, found: list[shapely.Geometry | None], shown: Layers, scale: float, ratio: float
) -> None:
    scene = themed(odd_scene(found).showing(shown), shown.fill)
    view = ViewState(*(SOUTH_WEST + 30).tolist(), float(scale), 200, 150)

    image = render_image(scene, 200, 150, view, False, ratio)

    assert not image.isNull()


@settings(max_examples=25)
@given(st.lists(st.tuples(places, scales, layers, st.booleans()), min_size=1, max_size=4))
def test_the_canvas_can_be_shown_anything_one_after_the_other(qapp: object, turns: list[tuple]) -> None:
    canvas = MapCanvas()
    canvas.resize(200, 150)
    scene = invented_scene(4)

    for (x, y), scale, shown, dark in turns:
        canvas.set_scene(themed(scene.showing(shown), shown.fill))
        canvas.set_layers(shown)
        canvas.set_dark(dark)
        canvas.set_view(ViewState(*(SOUTH_WEST + np.array([x, y])).tolist(), float(scale), 200, 150))
        canvas.select("grid", scene.grids.ids[0])
        picture = canvas.grab()

    assert picture.width() >= 200


@given(st.integers(0, 2**32 - 1))
def test_every_household_has_its_point_in_its_own_building(seed: int) -> None:
    rng = np.random.default_rng(seed)
    corner = rng.uniform(0, 500, (9, 2))
    court = [shapely.box(x, y, x + 20, y + 20).difference(shapely.box(x + 5, y + 5, x + 15, y + 30)) for x, y in corner]
    scene = scene_from_tables({"building": {"id": list("abcdefghi"), "geometry": court, "households": range(9)}})
    crowd = Crowd(scene.buildings.layer, np.arange(9))

    assert sum(1 for _ in crowd.made_in_parts()) >= 1
    owner = np.repeat(np.arange(9), np.arange(9))

    assert len(crowd.index.xy) == len(owner)
    assert shapely.covers(scene.buildings.layer.geometries[owner], shapely.points(crowd.index.xy)).all()


@pytest.mark.parametrize("kind", list(GridTheme))
def test_every_theme_has_its_own_colouring(kind: GridTheme) -> None:
    assert Fill(kind.value).theme is kind
    assert replace(Layers(), fill=Fill(kind.value)).fill.theme is kind
