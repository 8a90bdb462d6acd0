# SPDX-License-Identifier: MIT
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gridmgr.planning.walks import followers, walks


@given(st.lists(st.integers(1, 12), max_size=8), st.lists(st.integers(1, 12), max_size=8), st.randoms())
def test_pieces_of_chains_and_rings_are_found_in_the_order_in_which_they_follow(rings, chains, random):
    count = sum(rings) + sum(chains)
    numbers = list(range(count))
    random.shuffle(numbers)
    following, expected, at = np.full(count, -1, dtype=np.int64), [], 0
    for length, closed in [(n, True) for n in rings] + [(n, False) for n in chains]:
        walk = numbers[at : at + length]
        at += length
        following[walk[:-1]] = walk[1:]
        if closed:
            following[walk[-1]] = walk[0]
            walk = walk[walk.index(min(walk)) :] + walk[: walk.index(min(walk))]
        expected.append(walk)

    order, walk = walks(following)

    found = [order[walk == number].tolist() for number in range(len(expected))]
    assert found == sorted(expected)


def test_what_follows_is_a_piece_of_the_same_group_and_a_fork_is_told():
    group, start, end = np.array([0, 0, 0, 1]), np.array([1, 2, 2, 2]), np.array([2, 3, 1, 1])

    following, double = followers(group, start, end)

    assert following.tolist() == [1, -1, 0, -1]
    assert double.tolist() == [False, True, True, False]
