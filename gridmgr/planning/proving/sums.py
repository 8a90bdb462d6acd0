# SPDX-License-Identifier: MIT
"""Sets of household totals, each kept as one whole number whose bit i says that i is in the set."""

from collections.abc import Iterable, Iterator

from gridmgr.model.bands import Band


def makes_grids(households: int, band: Band) -> bool:
    """Tell whether a total can be cut into one or more grids of legal size, wherever the households live."""
    fewest = max(1, -(-households // band.high))
    return fewest * band.low <= households


def subset_sums(sizes: Iterable[int], most: int) -> int:
    """Return the totals up to `most` that some of the sizes add up to; nothing at all adds up to 0."""
    mask = (1 << most + 1) - 1
    found = 1
    for size in sizes:
        found |= found << size & mask
    return found


def added(first: int, second: int, most: int) -> int:
    """Return the totals up to `most` of one from each set."""
    few, many = sorted((first, second), key=int.bit_count)
    found = 0
    for value in values(few):
        found |= many << value
    return found & (1 << most + 1) - 1


def values(totals: int) -> Iterator[int]:
    """Yield the members of a set, ascending."""
    while totals:
        lowest = totals & -totals
        yield lowest.bit_length() - 1
        totals ^= lowest


def grid_counts(households: int, band: Band) -> range:
    """Return the numbers of grids that a total allows."""
    fewest = max(1, -(-households // band.high))
    return range(fewest, households // max(1, band.low) + 1)
