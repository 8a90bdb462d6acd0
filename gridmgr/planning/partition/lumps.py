# SPDX-License-Identifier: MIT
"""Takes out first what cannot be legal: buildings above the maximum, and what they cut off.

With a lump inside, no division has zero violation, and a search would climb every rung of its ladder for nothing.
"""

from dataclasses import dataclass

from gridmgr.model.bands import Band
from gridmgr.planning.partition.network import Network


@dataclass(frozen=True, slots=True)
class Parted:
    """The lumps (nodes; the first is the building itself) and the connected rest in parts (ascending nodes)."""

    lumps: list[list[int]]
    parts: list[list[int]]


def take_out_lumps(network: Network, band: Band) -> Parted:
    """Make a grid of every node above the maximum; the parts that are left are searched on their own.

    A part that is nearer to nothing than to a grid goes with the lump that cuts it off.
    """
    lumps = {node: [node] for node, size in enumerate(network.households) if size > band.high}
    rest = [node for node in range(len(network)) if node not in lumps]
    parts = []
    for part in network.pieces(rest):
        if lumps and sum(network.households[node] for node in part) <= band.low // 2:
            lumps[_longest_border(network, part, lumps)] += part
        else:
            parts.append(part)
    return Parted(list(lumps.values()), parts)


def _longest_border(network: Network, part: list[int], lumps: dict[int, list[int]]) -> int:
    shared = {lump: 0.0 for node in part for lump in network.near[node] if lump in lumps}
    for node in part:
        for other, metres, _ in network.borders[node]:
            if other in shared:
                shared[other] += metres
    return min(shared, key=lambda lump: (-shared[lump], lump))
