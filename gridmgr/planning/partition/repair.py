# SPDX-License-Identifier: MIT
"""Divides the grids outside the band anew together with their neighbours, and leaves all others alone."""

from collections.abc import Callable, Sequence

from gridmgr.planning.certificates import Certificate
from gridmgr.planning.partition.division import BAD_GRID
from gridmgr.planning.partition.draft import Draft
from gridmgr.planning.partition.network import Network
from gridmgr.planning.partition.search import Outcome, Search

_MOST_GRIDS = 14
_BUDGET = 10_000
_BUDGET_PER_UNIT = 5
"""Nodes that all attempts together may take on: about a second per thousand, however many grids are bad."""
_LEAST_NODES = 100
"""What an attempt on few nodes counts for."""
_LONGER = 3
"""How many times as long is searched before any estate is split."""
_MOST_LONG = 2
"""Bad grids for which that is done."""
_MOST_SINGLES = 8
"""Estates that are tried as the only one to be split, per bad grid."""


class Repair:
    """Mends a draft: first with whole estates, then by splitting as few of them as possible."""

    def __init__(self, search: Search, draft: Draft, prove: Callable[[], Sequence[Certificate]]) -> None:
        """Take a draft; `prove` is asked, where something has to be mended, for what can be proven impossible."""
        self._search = search
        self._draft = draft
        self._prove = prove
        self._hopeless: set[int] = set()
        self._clashes: list[tuple[frozenset[int], frozenset[int]]] = []
        self._has_changed = False
        self._freed: set[int] = set()
        self._budget = search.effort * (_BUDGET + _BUDGET_PER_UNIT * len(draft.units))

    def run(self) -> bool:
        """Climb the rungs as long as there are bad grids: near ones first, by blocks first, then without.

        Tells whether anything was changed.
        """
        if not self._draft.bad_grids(self._search.band):
            return False
        self._heed_proofs()
        for reach, fresh in ((1, False), (1, True), (2, True), (_MOST_GRIDS, False), (_MOST_GRIDS, True)):
            for grid in self._mendable_whole():
                self._redivide(self._around(grid, reach), fresh)
        for grid in self._mendable_whole()[:_MOST_LONG]:
            self._redivide(self._around(grid, _MOST_GRIDS), False, times=_LONGER)
        for fresh in (False, True):
            for grid in self._mendable():
                self._free_one(grid, fresh)
        for reach, fresh in ((1, True), (2, True), (_MOST_GRIDS, False), (_MOST_GRIDS, True)):
            for grid in self._mendable():
                around = self._around(grid, reach)
                self._redivide(around, fresh, self._estates(around))
        for estate in sorted(self._freed):
            self._heal(estate)
        return self._has_changed

    def _mendable(self) -> list[int]:
        """Return the bad grids that no proof excuses, none once the budget is spent."""
        if self._budget <= 0:
            return []
        return [grid for grid in self._draft.bad_grids(self._search.band) if not self._is_excused(grid)]

    def _mendable_whole(self) -> list[int]:
        """Return the bad grids that may be mended without splitting another estate."""
        clashing = set().union(*(units for units, whole in self._clashes if whole <= self._draft.whole))
        return [grid for grid in self._mendable() if clashing.isdisjoint(self._draft.members({grid}))]

    def _heed_proofs(self) -> None:
        """Give up what is proven to be in vain: units in legal grids, estates whole, some of them together."""
        for proof in self._prove():
            if not proof.whole:
                self._hopeless.update(proof.units)
            elif len(proof.whole) == 1:
                self._draft.whole.discard(proof.whole[0])
                self._has_changed = True
            else:
                self._clashes.append((frozenset(proof.units), frozenset(proof.whole)))

    def _is_excused(self, grid: int) -> bool:
        return not self._hopeless.isdisjoint(self._draft.members({grid}))

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
        """Try to mend a grid by splitting one estate: one that cannot stay whole beside others, then its own ones."""
        around = self._around(grid, 1)
        own = self._estates({grid})
        clashing = set().union(*(whole for _, whole in self._clashes))
        nearby = sorted(self._estates(around), key=lambda estate: (estate not in clashing, estate not in own))
        for estate in nearby[:_MOST_SINGLES]:
            if self._redivide(around, fresh, [estate]):
                return

    def _heal(self, estate: int) -> None:
        """Put an estate together again that need not have been split."""
        draft = self._draft
        draft.whole.add(estate)
        if any(whole <= draft.whole for _, whole in self._clashes):
            draft.whole.discard(estate)
            return
        grids = {draft.labels[unit] for unit, own in enumerate(draft.compound) if own == estate}
        for reach, fresh in ((1, False), (1, True), (_MOST_GRIDS, False), (_MOST_GRIDS, True)):
            if len(grids) < 2 or self._budget <= 0:
                break
            around = set(grids)
            for grid in sorted(grids):
                around |= self._around(grid, reach)
            units = draft.members(around)
            network = draft.network(units)
            best = self._best_of(network, len(around), fresh, _LONGER)
            if best.off_band <= self._missed(around):
                draft.assign(units, network, best.labels, draft.free_numbers(around, best.grids))
                return
        if len(grids) > 1:
            draft.whole.discard(estate)

    def _missed(self, grids: set[int]) -> int:
        """Return by how much some grids miss the band now."""
        sizes, band = self._draft.sizes(), self._search.band
        return sum(abs(band.excess(sizes[grid])) + BAD_GRID for grid in grids if band.excess(sizes[grid]))

    def _redivide(self, grids: set[int], fresh: bool, freed: Sequence[int] = (), times: int = 1) -> bool:
        """Divide the land of some grids anew; keep the result and tell so if it misses the band by less."""
        draft, search = self._draft, self._search
        if self._budget <= 0 or not grids <= draft.sizes().keys():
            return False
        now = self._missed(grids)
        units = draft.members(grids)
        network = draft.network(units, freed)
        if now <= search.enough(network):
            return False
        best = self._best_of(network, len(grids), fresh, times)
        if best.off_band >= now:
            return False
        self._has_changed = True
        self._freed.update(freed)
        draft.whole.difference_update(freed)
        draft.assign(units, network, best.labels, draft.free_numbers(grids, best.grids))
        return True

    def _best_of(self, network: Network, grids: int, fresh: bool, times: int) -> Outcome:
        """Try the present number of grids first, then the nearest ones."""
        search = self._search
        best: Outcome | None = None
        levels = search.levels(network)
        for count in sorted(search.counts(network), key=lambda count: abs(count - grids))[:3]:
            self._budget -= max(_LEAST_NODES, len(network))
            found = search.attempt(levels, count, fresh, times)
            best = found if best is None else min(best, found)
            if best.off_band <= search.enough(network):
                break
        assert best is not None, "there is always a number of grids"
        return best
