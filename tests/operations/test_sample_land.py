# SPDX-License-Identifier: MIT
"""The land of the sample district: nothing overlaps that must not, and everything lies where it belongs."""

import numpy as np
import shapely

from gridmgr.model.shapes import normal_form
from gridmgr.operations.sample.curves import smooth, wiggled
from gridmgr.operations.sample.position import EAST_M, NORTH_M
from tests.operations.test_sample_district import built_once


def shapes(records):
    """Return the geometries of some records in an array."""
    return np.array([record.geom for record in records], dtype=object)


def overlaps_m2(areas):
    """Return the areas in which any two of some areas overlap."""
    first, second = shapely.STRtree(areas).query(areas, predicate="intersects")
    once = first < second
    return shapely.area(shapely.intersection(areas[first[once]], areas[second[once]]))


def test_communities_cover_the_district_without_gap_or_overlap():
    areas = shapes(built_once().communities)

    assert abs(shapely.union_all(areas).area - built_once().district.geom.area) < 0.01
    assert overlaps_m2(areas).max() < 0.01
    assert shapely.coverage_is_valid(areas)


def test_every_community_is_one_piece_without_holes():
    for area in shapes(built_once().communities):
        assert len(area.geoms) == 1
        assert not area.geoms[0].interiors


def test_every_building_lies_inside_the_community_of_its_code():
    area_of = {c.code: c.geom for c in built_once().communities}

    for code, area in area_of.items():
        own = shapes([b for b in built_once().buildings if b.community == code])
        assert len(own)
        assert shapely.covers(area, own).all()


def test_footprints_do_not_overlap():
    assert overlaps_m2(shapes(built_once().buildings)).sum() == 0.0


def test_no_building_stands_on_a_street_a_railway_or_in_the_water():
    buildings = shapes(built_once().buildings)
    barriers = shapes(built_once().barriers)

    crossed, _ = shapely.STRtree(buildings).query(barriers, predicate="intersects")

    assert len(crossed) == 0


def test_buildings_keep_clear_of_the_roadway():
    roads = [b for b in built_once().barriers if b.kind == "road"]
    buildings = shapes(built_once().buildings)

    road, building = shapely.STRtree(buildings).query_nearest(shapes(roads), all_matches=False)
    gap = shapely.distance(shapes(roads)[road], buildings[building])

    assert (gap > np.array([r.width_m / 2 for r in roads])[road] - 0.5).all()


def test_buildings_of_a_compound_stand_on_its_land():
    estates = {e.id: e.geom for e in built_once().estates}

    assert all(estates[b.estate_id].covers(b.geom) for b in built_once().buildings if b.estate_id)


def test_the_river_is_crossed_by_a_handful_of_bridges_and_by_nothing_else():
    river = next(b for b in built_once().barriers if b.name == "列溪")
    crossing = [b for b in built_once().barriers if b.kind != "river" and b.geom.intersection(river.geom).length > 1.0]

    assert 4 <= len(crossing) <= 6
    assert all(b.bridge and b.kind == "road" for b in crossing)


def test_streets_have_a_hierarchy_and_the_railway_has_tunnels():
    barriers = built_once().barriers

    assert {b.road_class for b in barriers if b.kind == "road"} == {"主干路", "次干路", "支路", "巷"}
    assert {b.tunnel for b in barriers if b.kind == "railway"} == {True, False}
    assert any(b.tunnel for b in barriers if b.kind == "road")


def test_shapes_are_stored_in_their_normal_form_and_near_their_place():
    for record in [
        built_once().district,
        *built_once().communities,
        *built_once().buildings[::97],
        *built_once().barriers,
    ]:
        kind = "MULTIPOLYGON" if record.geom.geom_type == "MultiPolygon" else "GEOMETRY"
        assert record.geom.is_valid
        assert normal_form(record.geom, kind).equals_exact(record.geom, 0.0)
        assert abs(record.geom.centroid.x - EAST_M) < 5_000
        assert abs(record.geom.centroid.y - NORTH_M) < 5_000


def test_building_codes_count_on_inside_each_community():
    codes = [b.code for b in built_once().buildings]

    assert len(set(codes)) == len(codes)
    assert all(b.code[:12] == b.community and len(b.code) == 17 for b in built_once().buildings)


def test_most_compounds_fit_one_grid():
    dwellings: dict[str, int] = {}
    for building in built_once().buildings:
        dwellings[building.estate_id] = dwellings.get(building.estate_id, 0) + (building.dwellings or 0)
    del dwellings[""]

    assert sum(count > 500 for count in dwellings.values()) <= 6
    assert len({e.name for e in built_once().estates}) == len(built_once().estates)


def test_a_wiggled_line_keeps_its_ends():
    line = smooth([(0.0, 0.0), (300.0, 40.0), (600.0, -20.0)])

    wavy = wiggled(line, 10.0, 120.0, np.random.default_rng(1))

    assert wavy.coords[0] == line.coords[0]
    assert wavy.coords[-1] == line.coords[-1]
    assert 1.0 < shapely.hausdorff_distance(wavy, line) < 60.0
