# SPDX-License-Identifier: MIT
"""Facilities on the map."""

from dataclasses import replace

import numpy as np
import pytest
import shapely

from gridmgr.map.facilities import ICONS, PLAIN_ICON
from gridmgr.map.layers import Layers
from gridmgr.map.legend import entries
from gridmgr.map.picking import bounds_of, describe, find, pick
from gridmgr.map.scene import Facilities, MapScene
from gridmgr.map.style import LIGHT
from gridmgr.map.view import ViewState
from gridmgr.model.codelists import standard_code_lists
from gridmgr.model.resources import resource
from tests.map.conftest import SOUTH_WEST
from tests.map.test_painting import steps_at

OTHER = "C99"
PLACE = SOUTH_WEST + np.array([300.0, 300.0])


@pytest.fixture
def served(scene: MapScene) -> MapScene:
    """The invented district with a pharmacy and a service hall."""
    points = shapely.points(np.array([PLACE, PLACE + 40]))
    return replace(scene, facilities=Facilities(["f1", "f2"], ["虚构药店", "服务大厅"], ["C03", "A01"], points))


def view_at(metres_per_pixel: float) -> ViewState:
    """Return a view with the pharmacy in the middle."""
    return ViewState(*PLACE.tolist(), metres_per_pixel, 400, 300)


def test_every_type_of_facility_has_a_picture() -> None:
    codes = {item.code for item in standard_code_lists()["facility_type"].items}

    assert codes - set(ICONS) == {OTHER}
    assert all(resource(f"icons/{name}.svg").is_file() for name in (*ICONS.values(), PLAIN_ICON))


@pytest.mark.parametrize(("metres_per_pixel", "is_seen"), [(10.0, False), (1.8, True), (0.5, True)])
def test_facilities_are_left_out_of_the_view_of_the_district(
    served: MapScene, metres_per_pixel: float, is_seen: bool
) -> None:
    layers = {step.layer for step in steps_at(served, metres_per_pixel)}

    assert ("facility" in layers) is is_seen
    assert ("便民与公共设施" in [e.text for e in entries(served, LIGHT, metres_per_pixel)]) is is_seen


def test_a_facility_is_picked_before_the_building_it_is_in(served: MapScene) -> None:
    near = pick(served, view_at(0.5), 205, 150)
    hidden = pick(served.showing(Layers(facilities=False)), view_at(0.5), 205, 150)
    far = pick(served, view_at(8.0), 200, 150)

    assert near is not None
    assert (near.kind, near.id) == ("facility", "f1")
    assert describe(served, near) == "设施：虚构药店"
    assert hidden is None or hidden.kind != "facility"
    assert far is None or far.kind != "facility"


def test_a_facility_is_found_by_its_id(served: MapScene) -> None:
    hit = find(served, "facility", "f2")

    assert hit is not None
    assert bounds_of(served, hit) == pytest.approx((*(PLACE + 40), *(PLACE + 40)))
