# SPDX-License-Identifier: MIT
"""How many households must change hands, at least, until a node can be in another grid."""

from collections.abc import Collection, Iterable
from heapq import heappop, heappush

from gridmgr.planning.rebalancing.scene import Scene


def spread(scene: Scene, sources: Iterable[int], most: int, closed: Collection[int] = ()) -> dict[int, int]:
    """Return the nodes that a grid of the source nodes can grow to, with the households of the cheapest way there.

    A grid is in one piece, so it takes every node on the way. Ways of more than `most` households and nodes of frozen
    or `closed` grids are left out; so are the sources.
    """
    begun = set(sources)
    barred = {*scene.frozen, *closed}
    settled: dict[int, int] = {}
    queue: list[tuple[int, int]] = [(0, node) for node in sorted(begun)]
    while queue:
        cost, node = heappop(queue)
        if node in settled:
            continue
        settled[node] = cost
        for other in scene.near[node]:
            if other in settled or scene.grid[other] in barred:
                continue
            further = cost + (0 if other in begun else scene.households[other])
            if further <= most:
                heappush(queue, (further, other))
    return {node: cost for node, cost in settled.items() if node not in begun}
