# SPDX-License-Identifier: MIT
from pathlib import Path

from gridmgr.model.bands import Band
from gridmgr.operations.gaps import communities_in_gaps, in_gaps
from gridmgr.operations.plan_states import Dividable
from tests.operations.town import EAST, WEST, make_town


def test_communities_that_a_new_size_rule_cannot_serve_are_named_with_a_way_out(tmp_path: Path) -> None:
    store = make_town(tmp_path / "town.gpkg")

    with store:
        found = communities_in_gaps(store, Band(350, 440))

    assert [place.code for place in found] == [WEST, EAST]
    assert found[0].wide == Band(350, 450)
    assert found[0].sentence == (
        "西苑社区共900户，划2个网格有超过440户的，划3个网格有不足350户的；可与相邻社区合并，或把标准放宽到350–450户。"
    )


def test_a_rule_that_serves_every_community_names_none(tmp_path: Path) -> None:
    with make_town(tmp_path / "town.gpkg") as store:
        assert communities_in_gaps(store, Band(300, 500)) == []
        assert [place.gap.fewer for place in communities_in_gaps(store, Band(1000, 2000))] == [0, 0]


def test_a_rule_of_a_single_size_is_asked_up_to_the_largest_community() -> None:
    communities = [
        Dividable("1", "大社区", 40_100, range(0), True),
        Dividable("2", "整社区", 40_000, range(100, 101), True),
    ]

    found = in_gaps(communities, Band(400, 400))

    assert [(place.code, place.gap.fewer) for place in found] == [("1", 100)]
