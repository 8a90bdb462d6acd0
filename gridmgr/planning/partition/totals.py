# SPDX-License-Identifier: MIT
"""Which numbers of grids a total of households allows, whatever the map looks like.

A total W can be cut into k grids of low to high households only if k·low <= W <= k·high. For 300–500 the totals
below 300 and from 501 to 599 allow no k at all; narrower bands have more gaps.
"""

from gridmgr.model.bands import Band


def possible_counts(households: int, band: Band) -> range:
    """Return the numbers of grids that the total allows, ascending; empty where no number does."""
    return range(max(1, -(-households // band.high)), households // max(1, band.low) + 1)


def ranked_counts(households: int, band: Band) -> list[int]:
    """Return the possible numbers of grids, those whose mean size is nearest to the band's target first."""
    return sorted(
        possible_counts(households, band), key=lambda count: (abs(households - band.target * count) / count, count)
    )


def shortfall(households: int, count: int, band: Band) -> int:
    """Return by how many households `count` grids must miss the band in all, at least."""
    return max(0, households - count * band.high) + max(0, count * band.low - households)


def least_violating_count(households: int, band: Band) -> int:
    """Return the number of grids that misses the band least; the larger number where two are equal."""
    fewer = max(1, households // band.high)
    return min((fewer + 1, fewer), key=lambda count: shortfall(households, count, band))


def least_widening(households: int, band: Band) -> Band:
    """Return the band nearest to this one that serves a total: one limit moved as little as it can be.

    The lower limit is moved rather than the upper one where both need the same.
    """
    fewer = max(1, households // max(1, band.high))
    bands = [
        Band(min(band.low, households // count), max(band.high, -(-households // count)))
        for count in (fewer + 1, fewer)
    ]
    return min(bands, key=lambda wide: (band.low - wide.low + wide.high - band.high, wide.high))


def gap_totals(band: Band, up_to: int = 10_000) -> list[tuple[int, int]]:
    """Return the (first, last) totals above zero that no number of grids can serve, ascending.

    A band of one size only has gaps without end: those that begin above `up_to` are left out.
    """
    gaps = [(1, band.low - 1)] if band.low > 1 else []
    count = 1
    while count * band.high + 1 < (count + 1) * band.low and count * band.high < up_to:
        gaps.append((count * band.high + 1, (count + 1) * band.low - 1))
        count += 1
    return gaps
