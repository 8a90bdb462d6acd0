# SPDX-License-Identifier: MIT
import numpy as np
import shapely

from gridmgr.planning.chains import Chains
from gridmgr.planning.party_walls import along_walls

LEFT, RIGHT, FAR = shapely.box(0, 0, 10, 10), shapely.box(10, 2, 20, 12), shapely.box(9, 14, 11, 16)


def line(*corners: tuple[float, float]) -> Chains:
    return Chains.inside(shapely.linestrings([corners]), np.array([(0, 1)]), np.ones((1, 2), dtype=np.bool_))


def test_the_border_between_two_houses_wall_to_wall_goes_along_their_wall() -> None:
    houses = np.array([LEFT, RIGHT], dtype=object)

    chains, blocked = along_walls(line((10, -5), (10.2, 3), (9.9, 8), (9.9, 13)), houses, np.zeros(2, dtype=np.int64))

    assert shapely.get_coordinates(chains.lines).tolist() == [[10, -5], [10, 2], [10, 10], [9.9, 13]]
    assert chains.clear.tolist() == [True]
    assert blocked.tolist() == []


def test_a_border_that_runs_into_a_third_house_is_told_with_its_block() -> None:
    houses = np.array([LEFT, RIGHT, FAR], dtype=object)

    chains, blocked = along_walls(line((10, -5), (10.2, 3), (10, 20)), houses, np.array([4, 4, 4]))

    assert chains.clear.tolist() == [False]
    assert blocked.tolist() == [4]


def test_houses_of_another_block_are_not_looked_at() -> None:
    houses = np.array([LEFT, RIGHT, FAR], dtype=object)

    chains, blocked = along_walls(line((10, -5), (10.2, 3), (10, 20)), houses, np.array([4, 4, 5]))

    assert chains.clear.tolist() == [True]
    assert blocked.tolist() == []
