# SPDX-License-Identifier: MIT
"""Divides the grids outside the band anew together with their neighbours, and leaves all others alone."""

from collections.abc import Sequence

from gridmgr.planning.partition.division import BAD_GRID
from gridmgr.planning.partition.draft import Draft
from gridmgr.planning.partition.islands import find_island
from gridmgr.planning.partition.network import Network
from gridmgr.planning.partition.search import Outcome, Search

_MOST_GRIDS = 14
_BUDGET = 10_000
_BUDGET_PER_UNIT = 5
"""Nodes that all attempts together may take on: about a second per thousand, however many grids are bad."""
_LEAST_NODES = 100
"""What an attempt on few nodes counts for."""
_MOST_SINGLES = 8
"""Estates that are tried as the only one to be split, per bad grid."""


class Repair:
    """Mends a draft: first with whole estates, then by splitting as few of them as possible."""

    def __init__(self, search: Search, draft: Draft) -> None:
        self._search = search
        self._draft = draft
        self._budget = search.effort * (_BUDGET + _BUDGET_PER_UNIT * len(draft.units))

    def run(self) -> None:
        """Climb the rungs as long as there are bad grids: near ones first, by blocks first, then without."""
        for reach, fresh in ((1, False), (1, True), (2, True), (_MOST_GRIDS, False), (_MOST_GRIDS, True)):
            for grid in self._mendable():
                self._redivide(self._around(grid, reach), fresh)
        for fresh in (False, True):
            for grid in self._mendable():
                self._free_one(grid, fresh)
        for reach, fresh in ((1, True), (2, True), (_MOST_GRIDS, False), (_MOST_GRIDS, True)):
            for grid in self._mendable():
                around = self._around(grid, reach)
                self._redivide(around, fresh, self._estates(around))

    def _mendable(self) -> list[int]:
        """Return the bad grids that no proof excuses, none once the budget is spent."""
        if self._budget <= 0:
            return []
        return [grid for grid in self._draft.bad_grids(self._search.band) if not self._is_excused(grid)]

    def _is_excused(self, grid: int) -> bool:
        band, units = self._search.band, self._draft.units
        return any(
            units.households[unit] <= band.high and find_island(units, unit, band)
            for unit in self._draft.members({grid})
        )

    def _around(self, grid: int, reach: int) -> set[int]:
        """Return a grid and its neighbours up to `reach` grids away, about a dozen at most."""
        chosen = {grid}
        for _ in range(reach):
            ring = sorted(self._draft.neighbours(chosen))
            chosen.update(ring[: max(0, _MOST_GRIDS - len(chosen))])
        return chosen

    def _estates(self, grids: set[int]) -> list[int]:
        """Return the whole estates of some grids, ascending."""
        draft = self._draft
        return sorted({draft.compound[unit] for unit in draft.members(grids)} & draft.whole)

    def _free_one(self, grid: int, fresh: bool) -> None:
        """Try to mend a grid by splitting one estate, its own ones first."""
        around = self._around(grid, 1)
        own = self._estates({grid})
        others = [estate for estate in self._estates(around) if estate not in own]
        for estate in (own + others)[:_MOST_SINGLES]:
            if self._redivide(around, fresh, [estate]):
                return

    def _redivide(self, grids: set[int], fresh: bool, freed: Sequence[int] = ()) -> bool:
        """Divide the land of some grids anew; keep the result and tell so if it misses the band by less."""
        draft, search = self._draft, self._search
        sizes = draft.sizes()
        if self._budget <= 0 or not grids <= sizes.keys():
            return False
        now = sum(abs(search.band.excess(sizes[grid])) + BAD_GRID for grid in grids if search.band.excess(sizes[grid]))
        units = draft.members(grids)
        network = draft.network(units, freed)
        if now <= search.enough(network):
            return False
        best = self._best_of(network, len(grids), fresh)
        if best.off_band >= now:
            return False
        draft.whole.difference_update(freed)
        draft.assign(units, network, best.labels, draft.free_numbers(grids, max(best.labels) + 1))
        return True

    def _best_of(self, network: Network, grids: int, fresh: bool) -> Outcome:
        """Try the present number of grids first, then the nearest ones."""
        search = self._search
        best: Outcome | None = None
        levels = search.levels(network)
        for count in sorted(search.counts(network), key=lambda count: abs(count - grids))[:3]:
            self._budget -= max(_LEAST_NODES, len(network))
            found = search.attempt(levels, count, fresh)
            best = found if best is None else min(best, found)
            if best.off_band <= search.enough(network):
                break
        assert best is not None, "there is always a number of grids"
        return best
