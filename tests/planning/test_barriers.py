# SPDX-License-Identifier: MIT
import pytest

from gridmgr.planning.barriers import barrier_kind
from gridmgr.planning.units import EdgeKind


@pytest.mark.parametrize(
    ("kind", "road_class", "found"),
    [
        ("road", "motorway", EdgeKind.ARTERIAL),
        ("road", "secondary_link", EdgeKind.ARTERIAL),
        ("road", "residential", EdgeKind.LOCAL),
        ("road", "living_street", EdgeKind.LOCAL),
        ("road", "footway", None),
        ("road", "service", None),
        ("road", "", EdgeKind.LOCAL),
        ("道路", "主干路", EdgeKind.ARTERIAL),
        ("道路", "支路", EdgeKind.LOCAL),
        ("铁路", "", EdgeKind.RAIL),
        ("river", "", EdgeKind.RAIL),
        ("围墙", "", EdgeKind.RAIL),
        ("other", "", EdgeKind.RAIL),
        ("river", "ditch", None),
        ("railway", "tram", None),
        ("hedge", "", None),
    ],
)
def test_a_mapped_line_is_what_its_class_says(kind: str, road_class: str, found: EdgeKind | None) -> None:
    assert barrier_kind(kind, road_class) is found


def test_a_footbridge_and_a_road_tunnel_lead_across_and_cut_nothing() -> None:
    assert barrier_kind("road", "footway", bridge=True) is EdgeKind.BRIDGE
    assert barrier_kind("road", "primary", tunnel=True) is EdgeKind.BRIDGE


def test_a_railway_under_ground_is_nothing_to_a_plan() -> None:
    assert barrier_kind("railway", "rail", tunnel=True) is None


def test_a_road_on_a_bridge_stays_a_street() -> None:
    assert barrier_kind("road", "primary", bridge=True) is EdgeKind.ARTERIAL
