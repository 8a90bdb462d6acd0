# SPDX-License-Identifier: MIT
from hypothesis import given
from hypothesis import strategies as st

from gridmgr.model.bands import Band
from gridmgr.planning.partition.gaps import gap_table
from gridmgr.planning.partition.totals import (
    gap_totals,
    least_violating_count,
    least_widening,
    possible_counts,
    ranked_counts,
    shortfall,
)

BANDS = st.tuples(st.integers(1, 60), st.integers(0, 40)).map(lambda pair: Band(pair[0], pair[0] + pair[1]))


def test_the_usual_band_has_two_gaps() -> None:
    gaps = gap_totals(Band(300, 500))

    assert gaps == [(1, 299), (501, 599)]


def test_a_narrow_band_has_more_gaps() -> None:
    gaps = gap_totals(Band(350, 450))

    assert gaps == [(1, 349), (451, 699), (901, 1049), (1351, 1399)]


def test_the_number_nearest_to_the_target_comes_first() -> None:
    counts = ranked_counts(2296, Band())

    assert counts == [6, 5, 7]


@given(BANDS, st.integers(1, 2000))
def test_a_total_is_in_a_gap_exactly_when_no_number_of_grids_serves_it(band: Band, total: int) -> None:
    in_gap = any(first <= total <= last for first, last in gap_totals(band))

    possible = list(possible_counts(total, band))

    assert all(count * band.low <= total <= count * band.high for count in possible)
    assert in_gap == (not possible)


@given(BANDS, st.integers(1, 2000))
def test_no_number_of_grids_misses_the_band_by_less_than_the_least_violating_one(band: Band, total: int) -> None:
    count = least_violating_count(total, band)

    assert all(shortfall(total, count, band) <= shortfall(total, other, band) for other in range(1, 30))


def test_the_gap_table_of_a_narrow_band_says_why_no_number_of_grids_fits() -> None:
    rows = [gap.sentence for gap in gap_table(Band(350, 450))]

    assert rows == [
        "1–349户：划1个网格也不足350户。",
        "451–699户：划1个网格有超过450户的，划2个网格有不足350户的。",
        "901–1049户：划2个网格有超过450户的，划3个网格有不足350户的。",
        "1351–1399户：划3个网格有超过450户的，划4个网格有不足350户的。",
    ]


@given(BANDS, st.integers(0, 2000))
def test_the_nearest_band_that_serves_a_total_moves_one_limit_no_more_than_it_must(band: Band, total: int) -> None:
    wide = least_widening(total, band)

    assert wide.low == band.low or wide.high == band.high
    moved = band.low - wide.low + wide.high - band.high
    assert possible_counts(total, wide) or total == 0
    if possible_counts(total, band):
        assert wide == band
    elif total:
        nearer = [Band(band.low - move, band.high) for move in range(moved)]
        nearer += [Band(band.low, band.high + move) for move in range(moved)]
        assert not any(possible_counts(total, other) for other in nearer)
