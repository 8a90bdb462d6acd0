"""Grids are numbered as people read a map."""

import pytest
import shapely

from gridmgr.model.errors import InputError
from gridmgr.operations.numbering import grid_code, grid_name, next_serial, reading_order

SANLU = "350402001001"


def test_numbers_run_from_west_to_east_and_from_north_to_south():
    south, north_east, north_west = (shapely.box(x, y, x + 1, y + 1) for x, y in [(0, 0), (9, 9), (0, 9)])

    assert reading_order([south, north_east, north_west]) == [2, 1, 0]


def test_a_community_without_grids_has_no_order():
    assert reading_order([]) == []


def test_a_retired_number_is_not_given_out_again():
    assert next_serial([f"{SANLU}001", f"{SANLU}004", "350402001002009"], SANLU) == 5


def test_dedicated_grids_do_not_use_up_the_numbers_of_basic_ones():
    assert next_serial([f"{SANLU}002", f"{SANLU}901"], SANLU) == 3


def test_the_code_of_a_grid_begins_with_its_community():
    assert grid_code(SANLU, 7) == "350402001001007"
    assert grid_name("三路社区", 7) == "三路社区第7网格"


def test_a_community_with_too_many_grids_is_told_so():
    with pytest.raises(InputError, match="用完"):
        grid_code(SANLU, 901)
