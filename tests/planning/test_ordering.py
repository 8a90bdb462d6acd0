# SPDX-License-Identifier: MIT
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gridmgr.planning.ordering import numbered, order_of, ranges, twins

CODES = st.lists(st.integers(0, 2**62), max_size=60).flatmap(
    lambda some: st.lists(st.sampled_from(some or [0]), max_size=200)
)


@given(CODES)
def test_numbers_of_any_size_come_in_order_and_equal_ones_as_they_stood(codes: list[int]) -> None:
    given_codes = np.array(codes, dtype=np.int64)

    order = order_of(given_codes)

    assert order.tolist() == np.argsort(given_codes, kind="stable").tolist()


@given(CODES)
def test_equal_numbers_get_one_name_each_in_their_order(codes: list[int]) -> None:
    given_codes = np.array(codes, dtype=np.int64)

    names = numbered(given_codes)

    assert names.tolist() == np.unique(given_codes, return_inverse=True)[1].tolist()


def test_each_number_is_paired_with_the_next_equal_one() -> None:
    one, other = twins(np.array([7, 3, 7, 9, 7, 3]))

    assert list(zip(one.tolist(), other.tolist(), strict=True)) == [(1, 5), (0, 2), (2, 4)]


def test_runs_of_numbers_lie_one_behind_the_other() -> None:
    found = ranges(np.array([5, 0, 9]), np.array([2, 0, 3]))

    assert found.tolist() == [5, 6, 9, 10, 11]
