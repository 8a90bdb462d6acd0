# SPDX-License-Identifier: MIT
"""Goes through all packings of large sizes into grids, one size after the other."""

from collections.abc import Iterable, Sequence

from gridmgr.model.bands import Band

_MOST_PACKINGS = 3_000
"""Packings that are kept at a time; a proof that needs more is refused rather than waited for."""


def can_be_packed(sizes: Sequence[int], least: int, count: int, band: Band) -> bool:
    """Tell whether sizes may fit into grids: those below `least` are sand. True also where there is too much to tell.

    A packing is the ascending loads of the grids. It is dropped when it misses more below `low` than all that is
    still to come could make up for.
    """
    large = sorted((size for size in sizes if size >= least), reverse=True)
    to_come = sum(sizes)
    packings = {(0,) * count}
    for size in large:
        to_come -= size
        packings = {after for loads in packings for after in _with(size, loads, band.high)}
        packings = {loads for loads in packings if sum(max(0, band.low - load) for load in loads) <= to_come}
        if len(packings) > _MOST_PACKINGS:
            return True
    return any(sum(max(0, band.low - load) for load in loads) <= to_come for loads in packings)


def _with(size: int, loads: tuple[int, ...], high: int) -> Iterable[tuple[int, ...]]:
    for load in set(loads):
        if load + size <= high:
            changed = list(loads)
            changed.remove(load)
            yield tuple(sorted([*changed, load + size]))
