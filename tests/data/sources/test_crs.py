"""Places come into the district's metric system, and what cannot be right is asked about."""

import numpy as np
import pytest

from gridmgr.data.sources.crs import asked_crs, implausible, metric_crs_for, stated_crs, transformer
from gridmgr.model.datums import Datum, shifted
from gridmgr.model.errors import InputError

MEILIE = np.array([[117.6374, 26.2715]])
METRES = np.array([[563_668.0, 2_907_071.0]])


def box(west, south):
    return np.array([[west, south, west + 0.001, south + 0.001]])


@pytest.mark.parametrize(
    ("place", "epsg"),
    [
        ((117.6, 26.3), 4548),
        ((120.6, 31.3), 4549),
        ((-73.97, 40.67), 32618),
        ((75.9, 39.5), 4534),
        ((151.2, -33.8), 32756),
    ],
)
def test_a_district_gets_the_zone_of_its_place(place, epsg):
    assert metric_crs_for(*place) == epsg


@pytest.mark.parametrize("source", ["EPSG:4490", "EPSG:4326", "EPSG:4527", "EPSG:4548"])
def test_a_place_lands_where_it_should_whatever_order_the_register_has(source):
    given = {"EPSG:4527": METRES + np.array([39_000_000, 0]), "EPSG:4548": METRES}.get(source, MEILIE)

    assert np.abs(transformer(source, 4548)(given) - METRES).max() < 2


@pytest.mark.parametrize("datum", list(Datum))
def test_shifted_places_come_back(datum):
    there = transformer("EPSG:4490", 4548)(MEILIE)

    assert np.abs(transformer(datum.value, 4548)(shifted(MEILIE, datum)) - there).max() < 0.001


@pytest.mark.parametrize(
    ("name", "crs"),
    [
        ("cgcs2000", "EPSG:4490"), ("WGS 84", "EPSG:4326"), ("gcj02", "GCJ-02"), ("BD-09", "BD-09"),
        ("epsg:4548", "EPSG:4548"), ("4548", "EPSG:4548"), ("local", "local"),
    ],
)  # fmt: skip
def test_people_name_systems_in_their_own_way(name, crs):
    assert asked_crs(name) == crs


def test_an_unknown_system_is_refused():
    with pytest.raises(InputError, match="不认识坐标系"):
        asked_crs("西安八十")


def test_a_system_as_another_program_spells_it_is_recognised():
    from pyproj import CRS

    assert stated_crs(CRS.from_epsg(4548).to_wkt("WKT1_ESRI")) == "EPSG:4548"
    assert stated_crs('LOCAL_CS["Undefined Cartesian SRS",UNIT["m",1]]') is None


@pytest.mark.parametrize(
    ("bounds", "crs", "said"),
    [
        (box(117.6, 26.3), "EPSG:4326", ""),
        (box(26.3, 117.6), "EPSG:4326", "写反"),
        (box(563_668, 2_907_071), "EPSG:4326", "以米为单位"),
        (box(39_563_668, 2_907_071), "EPSG:4490", "EPSG:4527"),
        (box(20_563_668, 2_907_071), "EPSG:4490", "EPSG:4498"),
        (box(117.6, 26.3), "EPSG:4548", "经纬度"),
        (box(117.6, 26.3), "local", "经纬度"),
        (box(563_668, 2_907_071), "EPSG:4548", ""),
        (box(39_563_668, 2_907_071), "EPSG:4548", "EPSG:4527"),
        (box(2_907_071, 563_668), "EPSG:4548", "写反"),
        (box(39_563_668, 2_907_071), "EPSG:4527", ""),
        (box(563_668, 2_907_071), "EPSG:4527", "适用范围之外"),
        (box(181, 26.3), "GCJ-02", "超出经纬度"),
    ],
)
def test_coordinates_that_cannot_be_right_are_asked_about(bounds, crs, said):
    (sentence,) = implausible(bounds, crs)

    assert said in sentence
    assert bool(sentence) == bool(said)
