# SPDX-License-Identifier: MIT
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from gridmgr.model.errors import CancelledError
from gridmgr.model.progress import Reporting
from gridmgr.planning.barriers import Barriers
from gridmgr.planning.shared_borders import components
from gridmgr.planning.unit_building import Buildings, Units, build_units
from gridmgr.planning.units import EdgeKind
from tests.planning import towns
from tests.planning.towns import barriers, house, houses, place, square, street


def assert_exact(units: Units, outline: BaseGeometry) -> None:
    """The units are valid, share their corners exactly and cover the outline to within the rounding to a millimetre."""
    assert shapely.is_valid(units.polygons).all()
    assert shapely.coverage_is_valid(units.polygons)
    assert towns.outline_error_m(units) < 1e-5 * shapely.length(outline)
    difference = shapely.symmetric_difference(shapely.coverage_union_all(units.polygons), outline)
    assert difference.area < 0.001 * shapely.length(outline)


def passable_parts(units: Units) -> int:
    graph = units.graph
    open_edges = graph.passable
    return int(components(len(graph), graph.edge_a[open_edges], graph.edge_b[open_edges]).max()) + 1


def test_without_any_street_every_house_owns_the_land_nearest_to_it() -> None:
    town = houses(house(100, 100), house(300, 100), house(100, 300))

    units = build_units(square(), Barriers.none(), town)

    assert len(units.graph) == 3
    assert_exact(units, square())
    nearest = shapely.points([(towns.EAST + 190, towns.NORTH + 60), (towns.EAST + 210, towns.NORTH + 60)])
    first, second = units.polygons[units.unit_of_building[:2]]
    assert shapely.covers(first, nearest[0])
    assert shapely.covers(second, nearest[1])


def test_a_community_without_buildings_is_one_unit() -> None:
    units = build_units(square(), Barriers.none(), houses())

    assert units.graph.households.tolist() == [0]
    assert_exact(units, square())


def test_a_street_separates_the_land_of_houses_on_both_sides() -> None:
    town = houses(house(180, 200), house(300, 200))
    road = barriers((street((200, -5), (200, 405)), EdgeKind.ARTERIAL))

    units = build_units(square(), road, town)

    assert units.graph.edge_kind.tolist() == [EdgeKind.ARTERIAL]
    assert units.graph.edge_m == pytest.approx([400])
    assert units.graph.passable.tolist() == [True]
    assert units.block[0] != units.block[1]


def test_a_street_that_ends_a_few_metres_early_still_makes_a_block() -> None:
    town = houses(house(100, 200), house(300, 200))
    road = barriers((street((200, 0), (200, 389)), EdgeKind.LOCAL))

    units = build_units(square(), road, town)

    assert len(np.unique(units.block)) == 2
    assert units.graph.edge_kind.tolist() == [EdgeKind.LOCAL]


def test_two_halves_of_a_street_with_a_gap_between_are_one_street() -> None:
    town = houses(house(100, 200), house(300, 200))
    road = barriers((street((200, 0), (200, 195)), EdgeKind.LOCAL), (street((202, 204), (200, 400)), EdgeKind.LOCAL))

    units = build_units(square(), road, town)

    assert len(np.unique(units.block)) == 2


def test_a_dead_end_cuts_nothing() -> None:
    town = houses(house(100, 200), house(300, 200))
    road = barriers((street((200, 0), (200, 250)), EdgeKind.LOCAL))

    units = build_units(square(), road, town)

    assert len(np.unique(units.block)) == 1


def test_the_strip_between_two_carriageways_is_no_block_of_its_own() -> None:
    town = houses(house(100, 200), house(300, 200))
    road = barriers(
        (street((200, 0), (200, 400)), EdgeKind.ARTERIAL), (street((209, 0), (209, 400)), EdgeKind.ARTERIAL)
    )

    units = build_units(square(), road, town)

    assert len(units.graph) == 2
    assert_exact(units, square())


def test_a_house_across_a_street_is_not_cut_and_takes_the_block_with_most_of_it() -> None:
    across = house(203, 200, 30, 20)
    town = houses(across, house(100, 200), house(300, 200))
    road = barriers((street((200, 0), (200, 400)), EdgeKind.LOCAL))

    units = build_units(square(), road, town)

    assert towns.kept_share(units, town).min() > 0.999999
    assert units.block[units.unit_of_building[0]] == units.block[units.unit_of_building[2]]
    assert_exact(units, square())


def test_land_that_a_bend_in_the_street_cuts_off_goes_to_the_neighbour_beside_it() -> None:
    bent = place(shapely.box(0, 0, 400, 400).difference(shapely.box(150, 100, 180, 400)))
    town = houses(house(120, 300), house(60, 40), house(250, 40), house(390, 390))

    units = build_units(bent, Barriers.none(), town)

    assert (shapely.get_num_geometries(units.polygons) == 1).all()
    assert units.unit_of_building.tolist() == [0, 1, 2, 3]
    assert_exact(units, bent)


def test_houses_wall_to_wall_meet_at_their_wall() -> None:
    row = houses(*(house(100 + 6 * number, 200, 6, 12) for number in range(10)))

    units = build_units(square(), Barriers.none(), row)

    assert len(units.graph) == 10
    assert towns.kept_share(units, row).min() > 0.999999
    assert (shapely.get_num_geometries(units.polygons) == 1).all()


def test_stacked_houses_are_one_unit_and_their_households_add_up() -> None:
    town = houses(house(100, 100, 60, 40), house(100, 100, 20, 20), house(300, 300), households=70)

    units = build_units(square(), Barriers.none(), town)

    assert len(units.graph) == 2
    assert units.unit_of_building[0] == units.unit_of_building[1]
    assert sorted(units.graph.households.tolist()) == [70, 140]


def test_houses_known_by_a_point_only_own_land_too_and_share_it_at_one_door() -> None:
    door = shapely.points([(towns.EAST + 50, towns.NORTH + 50)] * 2 + [(towns.EAST + 250, towns.NORTH + 90)])

    units = build_units(square(), Barriers.none(), houses(*door))

    assert len(units.graph) == 2
    assert units.unit_of_building[0] == units.unit_of_building[1] != units.unit_of_building[2]


def test_a_building_outside_the_community_is_left_out() -> None:
    units = build_units(square(), Barriers.none(), houses(house(100, 100), house(600, 100)))

    assert units.unit_of_building.tolist() == [0, -1]
    assert units.graph.households.sum() == 10


def test_a_community_whose_buildings_all_lie_outside_is_one_unit_without_households() -> None:
    units = build_units(square(), Barriers.none(), houses(house(900, 900)))

    assert units.graph.households.tolist() == [0]
    assert units.unit_of_building.tolist() == [-1]


def test_a_hole_and_an_exclave_are_kept_and_the_exclave_is_linked() -> None:
    outline = place(
        shapely.union_all(
            [shapely.box(0, 0, 300, 300).difference(shapely.box(100, 100, 150, 170)), shapely.box(500, 0, 600, 100)]
        )
    )
    town = houses(house(50, 50), house(250, 250), house(550, 50), house(125, 135))

    units = build_units(outline, Barriers.none(), town)

    assert_exact(units, outline)
    assert units.unit_of_building[3] == -1
    assert passable_parts(units) == 1
    assert len(units.links) == 1
    assert units.unit_of_building[2] in units.links[0]


def test_a_railway_is_crossed_only_at_the_underpass() -> None:
    town = houses(house(100, 100), house(300, 100), house(100, 300), house(300, 300))
    lines = (
        (street((0, 200), (400, 200)), EdgeKind.RAIL),
        (street((200, 0), (200, 400)), EdgeKind.LOCAL),
    )

    units = build_units(square(), barriers(*lines), town)

    graph = units.graph
    assert not graph.passable[graph.edge_kind == EdgeKind.RAIL].any()
    assert np.count_nonzero(graph.edge_kind == EdgeKind.BRIDGE) == 2
    assert passable_parts(units) == 1
    assert len(units.links) == 0


def test_a_footbridge_leads_across_a_river_and_the_water_belongs_to_one_bank() -> None:
    town = houses(house(100, 100), house(100, 300))
    river = place(shapely.box(-10, 180, 410, 220))
    lines = ((river, EdgeKind.RAIL), (street((150, 150), (150, 250)), EdgeKind.BRIDGE))

    units = build_units(square(), barriers(*lines), town)

    graph = units.graph
    assert len(graph) == 3
    bridge = graph.edge_kind == EdgeKind.BRIDGE
    assert sorted((graph.edge_a[bridge][0], graph.edge_b[bridge][0])) == sorted(units.unit_of_building.tolist())
    assert np.count_nonzero(graph.passable & ~bridge) == 1
    assert_exact(units, square())


def test_banks_without_a_bridge_are_linked_and_the_link_is_told() -> None:
    town = houses(house(100, 100), house(100, 300))
    lines = barriers((street((0, 200), (400, 200)), EdgeKind.RAIL))

    units = build_units(square(), lines, town)

    assert units.links.tolist() == [[0, 1]]
    assert passable_parts(units) == 1


def test_an_estate_is_that_of_the_building_with_most_households() -> None:
    town = houses(house(100, 100), house(300, 100))
    town = Buildings(town.footprint, town.households, np.array([7, -1]))

    units = build_units(square(), Barriers.none(), town)

    assert units.graph.compound.tolist() == [7, -1]


def test_work_that_is_no_longer_wanted_stops() -> None:
    with pytest.raises(CancelledError):
        build_units(
            square(),
            Barriers.none(),
            houses(house(100, 100), house(300, 100)),
            progress=Reporting(lambda *_: None, cancelled=lambda: True),
        )


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), count=st.integers(1, 60))
def test_any_heap_of_houses_gives_exact_units_that_cut_no_footprint(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    town = towns.scattered(rng, count)

    units = build_units(square(), towns.lattice(), town)

    assert_exact(units, square())
    assert passable_parts(units) == 1
    inside = units.unit_of_building >= 0
    assert units.graph.households.sum() == town.households[inside].sum()
    free = shapely.area(town.footprint) > 0
    a, b = shapely.STRtree(town.footprint).query(town.footprint, predicate="intersects")
    free[a[a != b]] = False
    free &= shapely.covers(square(), town.footprint)
    assert towns.kept_share(units, town)[free & inside].min(initial=1.0) > 0.999


def test_the_same_input_gives_the_same_units() -> None:
    town = towns.scattered(np.random.default_rng(4), 40)

    first, second = (build_units(square(), towns.lattice(), town) for _ in range(2))

    assert shapely.equals_exact(first.polygons, second.polygons, 0).all()
    assert first.graph.edge_m.tolist() == second.graph.edge_m.tolist()
