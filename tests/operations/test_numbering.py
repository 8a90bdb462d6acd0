"""Grids are numbered as people read a map."""

import shapely

from gridmgr.operations.numbering import grid_name, reading_order


def test_numbers_run_from_west_to_east_and_from_north_to_south():
    south, north_east, north_west = (shapely.box(x, y, x + 1, y + 1) for x, y in [(0, 0), (9, 9), (0, 9)])

    assert reading_order([south, north_east, north_west]) == [2, 1, 0]


def test_a_community_without_grids_has_no_order():
    assert reading_order([]) == []


def test_a_grid_is_called_after_its_community_and_number():
    assert grid_name("三路社区", 7) == "三路社区第7网格"
