# SPDX-License-Identifier: MIT
"""Goes through all ways of covering a small region by the sets that legal grids may leave in it."""

from collections.abc import Iterable

from gridmgr.model.bands import Band
from gridmgr.planning.verification.open_land import OpenLand

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
    by_node: dict[int, list[frozenset[int]]] = {node: [] for node in region}
    for each in sets:
        if each & around or land.total(each) >= band.low:
            for node in each & region:
                by_node[node].append(each)
    return _can_cover(region, frozenset(), by_node, set())


def _connected_sets(land: OpenLand, nodes: frozenset[int], most: int) -> Iterable[frozenset[int]] | None:
    """Return all connected sets of nodes up to a size; None where they are too many."""
    found = {frozenset((node,)) for node in nodes if land.weight[node] <= most}
    fresh = found
    while fresh and len(found) <= _MOST_SETS:
        larger = {each | {other} for each in fresh for other in land.border(each) & nodes}
        fresh = {each for each in larger - found if land.total(each) <= most}
        found = found | fresh
    return found if len(found) <= _MOST_SETS else None


def _can_cover(
    left: frozenset[int],
    taken: frozenset[int],
    by_node: dict[int, list[frozenset[int]]],
    failed: set[tuple[frozenset[int], frozenset[int]]],
) -> bool:
    """Tell whether the nodes left can be covered by sets that leave alone what is taken beside the region."""
    if not left:
        return True
    if (left, taken) in failed:
        return False
    node = min(left, key=lambda each: len(by_node[each]))
    for each in by_node[node]:
        inside = each & by_node.keys()
        beside = each - inside
        if inside <= left and not beside & taken and _can_cover(left - inside, taken | beside, by_node, failed):
            return True
    failed.add((left, taken))
    return len(failed) > _MOST_STATES
