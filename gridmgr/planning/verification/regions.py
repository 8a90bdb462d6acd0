# SPDX-License-Identifier: MIT
"""Goes through all ways of covering a small region by the sets that legal grids may leave in it."""

from gridmgr.model.bands import Band
from gridmgr.planning.verification.open_land import OpenLand

Piece = tuple[frozenset[int], frozenset[int]]
"""What a grid may leave of itself in the region, and beside it."""

_MOST_SETS = 8_000
_MOST_STATES = 20_000
"""A proof that needs more is refused rather than waited for."""


def can_be_covered(land: OpenLand, region: frozenset[int], around: frozenset[int], band: Band) -> bool:
    """Tell whether disjoint connected sets cover a region; true also where there is too much to tell.

    Each set has at most `high` households, and `low` at least unless it holds a node beside the region.
    """
    sets = _connected_sets(land, region | around, band.high)
    if sets is None:
        return True
    by_node: dict[int, list[Piece]] = {node: [] for node in region}
    for each, size in sets.items():
        if size >= band.low or each & around:
            for node in each & region:
                by_node[node].append((each & region, each & around))
    return _can_cover(region, frozenset(), by_node, set())


def _connected_sets(land: OpenLand, nodes: frozenset[int], most: int) -> dict[frozenset[int], int] | None:
    """Return all connected sets of nodes up to a size, with their sizes; None where they are too many."""
    found = {frozenset((node,)): land.weight[node] for node in nodes if land.weight[node] <= most}
    fresh = list(found)
    while fresh and len(found) <= _MOST_SETS:
        grown = []
        for each in fresh:
            for other in frozenset().union(*(land.beside[node] for node in each)) & nodes - each:
                larger, size = each | {other}, found[each] + land.weight[other]
                if size <= most and larger not in found:
                    found[larger] = size
                    grown.append(larger)
        fresh = grown
    return found if len(found) <= _MOST_SETS else None


def _can_cover(
    left: frozenset[int],
    taken: frozenset[int],
    by_node: dict[int, list[Piece]],
    failed: set[tuple[frozenset[int], frozenset[int]]],
) -> bool:
    """Tell whether the nodes left can be covered by sets that leave alone what is taken beside the region."""
    if not left:
        return True
    if (left, taken) in failed:
        return False
    node = min(left, key=lambda each: len(by_node[each]))
    for inside, beside in by_node[node]:
        if inside <= left and not beside & taken and _can_cover(left - inside, taken | beside, by_node, failed):
            return True
    failed.add((left, taken))
    return len(failed) > _MOST_STATES
