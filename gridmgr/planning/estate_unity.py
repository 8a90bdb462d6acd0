# SPDX-License-Identifier: MIT
"""Which estates (小区) lie in more than one grid, with how many households in each."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Shares = Mapping[str, int]
"""Households of an estate by the grid they lie in, the most first; "" for no grid."""


def estate_shares(
    estate: NDArray[np.int64], grid: NDArray[np.object_], households: NDArray[np.int64]
) -> dict[int, Shares]:
    """Return for every estate (by number) its households by grid; all arrays are (b,), estate -1 is none."""
    sums: dict[int, dict[str, int]] = {}
    for number, name, count in zip(estate.tolist(), grid.tolist(), households.tolist(), strict=True):
        if number >= 0:
            here = sums.setdefault(number, {})
            here[name] = here.get(name, 0) + count
    return {n: dict(sorted(here.items(), key=lambda one: (-one[1], one[0]))) for n, here in sorted(sums.items())}


def split_estates(shares: Mapping[int, Shares], keeps_whole: Sequence[bool]) -> dict[int, Shares]:
    """Return the estates that should lie in one grid and do not."""
    return {number: here for number, here in shares.items() if len(here) > 1 and keeps_whole[number]}
