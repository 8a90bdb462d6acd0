# SPDX-License-Identifier: MIT
import numpy as np
import pytest
import shapely

from gridmgr.planning.tracing import Guides, Network

FACES = np.array([shapely.box(c * 100, r * 100, c * 100 + 100, r * 100 + 100) for r in range(3) for c in range(3)])


def network(streets=(), footprints=()) -> Network:
    return Network(FACES, Guides(np.array(list(streets), dtype=object), np.array(list(footprints), dtype=object)))


def length(start, way) -> float:
    return shapely.linestrings([start, *way]).length


def test_a_line_follows_the_edges_from_place_to_place():
    way = network().way((0.0, 100.0), (250.0, 200.0))

    assert way[-1] == (250.0, 200.0)
    assert length((0.0, 100.0), way) == pytest.approx(350)


def test_a_street_is_preferred_to_a_way_between_yards():
    street = shapely.LineString([(0, 200), (300, 200)])

    way = network([street]).way((50.0, 200.0), (250.0, 200.0))
    aside = network([street]).way((0.0, 100.0), (300.0, 100.0))

    assert way == [(100.0, 200.0), (200.0, 200.0), (250.0, 200.0)]
    assert length((0.0, 100.0), aside) == pytest.approx(300)


def test_places_on_one_piece_are_joined_straight_and_far_ones_too():
    assert network().way((110.0, 100.0), (190.0, 100.0)) == [(190.0, 100.0)]
    assert network().way((150.0, 150.0), (900.0, 900.0)) == [(900.0, 900.0)]


def test_a_building_is_gone_round_on_the_shorter_side():
    way = network(footprints=[shapely.box(20, 20, 80, 60)]).way((20.0, 30.0), (80.0, 30.0))

    assert way == [(20.0, 20.0), (80.0, 20.0), (80.0, 30.0)]


def test_the_same_start_is_worked_out_once():
    made = network()
    made.way((0.0, 100.0), (250.0, 200.0))
    known = made._known

    made.way((0.0, 100.0), (100.0, 0.0))

    assert made._known is known
