# SPDX-License-Identifier: MIT
"""Finds the pieces that a proposed division tears off, and the inequalities that forbid them.

Source: a,b-separator inequalities (Carvajal et al. 2013; Fischetti et al. 2017; Validi, Buchanan, Lykhovyd 2022). If
nodes a and b are in one grid, so is a node of every set that separates them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gridmgr.planning.rebalancing.region import OUTSIDE, Region

NO_ROOT = -1
_NODES_CUT = 6
"""Nodes of a torn piece that get an inequality of their own."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A node can be on a side together with the root only if one of the gate nodes is there too.

    With NO_ROOT, it can be there at all only then.
    """

    side: int
    node: int
    root: int
    gate: frozenset[int]


def torn_cuts(region: Region, side_of: Mapping[int, int]) -> list[Cut]:
    """Return cuts against every piece that a division tears off; `side_of` holds the nodes that left home."""
    held: dict[int, list[int]] = {side: [] for side in region.sides}
    scene = region.scene
    for node in range(len(scene)):
        side = side_of.get(node, region.home(node))
        if side in held:
            held[side].append(node)
    found = []
    for side, nodes in held.items():
        pieces = _pieces(region, nodes, side)
        anchored = [piece for piece in pieces if any(region.home(node) == side for node in piece)]
        if side == OUTSIDE:
            found += [cut for piece in pieces if piece not in anchored for cut in _cuts(region, side, piece, [])]
            continue
        main = max(
            anchored or pieces, key=lambda piece: (sum(scene.households[n] for n in piece), len(piece)), default=[]
        )
        found += [cut for piece in pieces if piece is not main for cut in _cuts(region, side, piece, main)]
    return found


def _pieces(region: Region, nodes: list[int], side: int) -> list[list[int]]:
    left = set(nodes)
    found = []
    for start in nodes:
        if start not in left:
            continue
        left.discard(start)
        piece = [start]
        for node in piece:
            fresh = [other for other in beside(region, node, side) if other in left]
            left.difference_update(fresh)
            piece += fresh
        found.append(piece)
    return found


def beside(region: Region, node: int, side: int) -> Iterable[int]:
    """Return the neighbours of a node for a path inside a side."""
    scene = region.scene
    return scene.beside(node, scene.grid[node] if side == OUTSIDE else side)


def _cuts(region: Region, side: int, piece: list[int], main: list[int]) -> list[Cut]:
    """Return cuts near the piece and near the main one, for the heaviest nodes of the piece.

    Outside there is no main piece: what left an active grid must reach land that was outside before.
    """
    households = region.scene.households
    chosen = sorted(piece, key=lambda node: (-households[node], node))[:_NODES_CUT]
    if side == OUTSIDE:
        gate = frozenset(other for node in piece for other in beside(region, node, side)) - set(piece)
        return [Cut(side, node, NO_ROOT, gate) for node in chosen]
    fixed = set(region.fixed.get(side, ()))
    root = next((node for node in main if node in fixed), max(main, key=lambda node: (households[node], -node)))
    gates = {_gate(region, side, piece, main), _gate(region, side, main, piece)}
    return [Cut(side, node, root, gate) for gate in sorted(gates, key=sorted) for node in chosen]


def _gate(region: Region, side: int, near: list[int], far: list[int]) -> frozenset[int]:
    """Return the nodes beside `near` that separate it from `far`, none of them without need."""
    inside = set(near)
    rim = {other for node in near for other in beside(region, node, side)} - inside
    seen = set(far) - rim
    queue = sorted(seen)
    gate = set(far) & rim
    for node in queue:
        for other in beside(region, node, side):
            if other in rim:
                gate.add(other)
            elif other not in seen and other not in inside:
                seen.add(other)
                queue.append(other)
    return frozenset(gate)
