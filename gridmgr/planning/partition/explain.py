# SPDX-License-Identifier: MIT
"""Finds the reason of every grid outside the band, and says which estates were split."""

from gridmgr.model.bands import Band
from gridmgr.planning.partition.draft import Draft
from gridmgr.planning.partition.islands import Island, find_island
from gridmgr.planning.partition.result import Reason, ReasonCode, Verdict
from gridmgr.planning.partition.totals import possible_counts

_VERDICTS = {
    ReasonCode.TOTAL_TOO_SMALL: Verdict.INFEASIBLE,
    ReasonCode.TOTAL_IN_GAP: Verdict.INFEASIBLE,
    ReasonCode.LUMP: Verdict.LUMP,
    ReasonCode.CUT_OFF_BY_LUMP: Verdict.LUMP,
    ReasonCode.ISLAND: Verdict.LUMP,
    ReasonCode.NOT_FOUND: Verdict.NOT_FOUND,
}
_WORST_FIRST = (Verdict.NOT_FOUND, Verdict.INFEASIBLE, Verdict.LUMP)


def verdict_of(reasons: list[Reason]) -> Verdict:
    """Return the gravest verdict that the reasons allow; COMPLETE where none excuses a grid."""
    found = {_VERDICTS[reason.code] for reason in reasons if reason.code in _VERDICTS}
    return next((verdict for verdict in _WORST_FIRST if verdict in found), Verdict.COMPLETE)


def explain(draft: Draft, band: Band) -> list[Reason]:
    """Return a reason for every grid outside the band, and one for every estate in more than one grid."""
    return [*_lump_reasons(draft, band), *_part_reasons(draft, band), *_estate_reasons(draft, band)]


def _lump_reasons(draft: Draft, band: Band) -> list[Reason]:
    households = draft.units.households
    reasons = []
    for grid, lump in sorted(draft.lumps.items()):
        reasons.append(Reason(ReasonCode.LUMP, households[lump], (lump,), (grid,), {"high": band.high}))
        land = tuple(unit for unit in draft.members({grid}) if unit != lump)
        if land:
            total = sum(households[unit] for unit in land)
            reasons.append(Reason(ReasonCode.LAND_WITH_LUMP, total, land, (grid,)))
    return reasons


def _part_reasons(draft: Draft, band: Band) -> list[Reason]:
    bad = set(draft.bad_grids(band))
    loose = [unit for unit, label in enumerate(draft.labels) if label not in draft.settled]
    reasons = []
    for part in draft.units.pieces(loose) if bad else ():
        grids = sorted({draft.labels[unit] for unit in part} & bad)
        total = sum(draft.units.households[unit] for unit in part)
        if grids and not possible_counts(total, band):
            reasons.append(_total_reason(draft, band, part, grids))
        else:
            reasons += [_grid_reason(draft, band, grid) for grid in grids]
    return reasons


def _total_reason(draft: Draft, band: Band, part: list[int], grids: list[int]) -> Reason:
    total = sum(draft.units.households[unit] for unit in part)
    limits = {"low": band.low, "high": band.high}
    if draft.lumps:
        return Reason(ReasonCode.CUT_OFF_BY_LUMP, total, tuple(part), tuple(grids), limits)
    if total < band.low:
        return Reason(ReasonCode.TOTAL_TOO_SMALL, total, tuple(part), tuple(grids), limits)
    fewer = total // band.high
    values = limits | {
        "fewer": fewer,
        "over": total - fewer * band.high,
        "more": fewer + 1,
        "under": (fewer + 1) * band.low - total,
        "chosen": len({draft.labels[unit] for unit in part}),
    }
    return Reason(ReasonCode.TOTAL_IN_GAP, total, tuple(part), tuple(grids), values)


def _grid_reason(draft: Draft, band: Band, grid: int) -> Reason:
    members = draft.members({grid})
    limits = {"low": band.low, "high": band.high}
    island = first_island(draft, band, grid)
    if island is not None:
        own = draft.units.households[island.node]
        units = tuple(sorted((island.node, *island.blockers)))
        return Reason(ReasonCode.ISLAND, island.households, units, (grid,), limits | {"own": own})
    total = sum(draft.units.households[unit] for unit in members)
    return Reason(ReasonCode.NOT_FOUND, total, tuple(members), (grid,), limits)


def first_island(draft: Draft, band: Band, grid: int) -> Island | None:
    """Return the proof, if there is one, that a unit of the grid is in no legal grid even with all estates split."""
    units = draft.units
    inhabited = [unit for unit in draft.members({grid}) if 0 < units.households[unit] <= band.high]
    for unit in sorted(inhabited, key=lambda unit: -units.households[unit]):
        if island := find_island(units, unit, band):
            return island
    return None


def _estate_reasons(draft: Draft, band: Band) -> list[Reason]:
    members: dict[int, list[int]] = {}
    for unit, estate in enumerate(draft.compound):
        if estate >= 0:
            members.setdefault(estate, []).append(unit)
    reasons = []
    for estate, units in sorted(members.items()):
        grids = tuple(sorted({draft.labels[unit] for unit in units}))
        if len(grids) == 1:
            continue
        total = sum(draft.units.households[unit] for unit in units)
        code = ReasonCode.COMPOUND_APART if estate in draft.whole else ReasonCode.COMPOUND_SPLIT
        if total > band.high:
            code = ReasonCode.COMPOUND_TOO_LARGE
        values = {"estate": estate, "high": band.high}
        reasons.append(Reason(code, total, tuple(units), grids, values))
    return reasons
