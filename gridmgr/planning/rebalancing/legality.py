# SPDX-License-Identifier: MIT
"""Gives land that left the active grids to grids outside, and tells which of these that breaks."""

from collections.abc import Mapping
from dataclasses import dataclass

from gridmgr.planning.rebalancing.region import OUTSIDE
from gridmgr.planning.rebalancing.scene import Scene


@dataclass(frozen=True, slots=True)
class Settled:
    """Nodes that move with the grids they go to, and the grids outside that are not legal with that."""

    moves: dict[int, int]
    broken: frozenset[int]


def settle(scene: Scene, active: frozenset[int], side_of: Mapping[int, int]) -> Settled:
    """Choose a grid outside for all that goes outside: one with room, and of those the one with the longest border."""
    moves = {node: side for node, side in side_of.items() if side != OUTSIDE}
    sizes = scene.sizes()
    for node, side in moves.items():
        sizes[scene.grid[node]] -= scene.households[node]
        sizes[side] = sizes.get(side, 0) + scene.households[node]
    broken: set[int] = set()
    leaving = [node for node, side in side_of.items() if side == OUTSIDE]
    for piece in scene.pieces(leaving, OUTSIDE):
        weight = sum(scene.households[node] for node in piece)
        shared = _shared(scene, active, side_of, piece)
        if not shared:  # Torn off: it stays at home, where a search may go on from.
            broken.update(scene.grid[node] for node in piece)
            continue
        fits = [grid for grid in shared if scene.band.contains(sizes[grid] + weight)]
        if not fits:
            broken.update(shared)
        target = max(fits or shared, key=lambda grid: (shared[grid], -grid))
        for node in piece:
            moves[node] = target
            sizes[scene.grid[node]] -= scene.households[node]
        sizes[target] += weight
    broken.update(broken_grids(scene, moves, active))
    return Settled(moves, frozenset(broken))


def broken_grids(scene: Scene, moves: Mapping[int, int], trusted: frozenset[int] = frozenset()) -> set[int]:
    """Return the grids touched by moves, except trusted ones, that are off the band or torn."""
    touched = {*moves.values(), *(scene.grid[node] for node in moves)} - trusted
    labels = [moves.get(node, grid) for node, grid in enumerate(scene.grid)]
    members: dict[int, list[int]] = {grid: [] for grid in touched}
    for node, grid in enumerate(labels):
        if grid in touched:
            members[grid].append(node)
    return {
        grid
        for grid, nodes in members.items()
        if nodes
        and (
            not scene.band.contains(sum(scene.households[node] for node in nodes)) or len(scene.pieces(nodes, grid)) > 1
        )
    }


def _shared(scene: Scene, active: frozenset[int], side_of: Mapping[int, int], piece: list[int]) -> dict[int, float]:
    """Return the grids outside beside a piece, with the worth of the border between."""
    found: dict[int, float] = {}
    for node in piece:
        worth = dict(scene.borders[node])
        for other in scene.near[node]:
            grid = scene.grid[other]
            if grid not in active and grid not in scene.frozen and other not in side_of:
                found[grid] = found.get(grid, 0.0) + worth.get(other, 0.0) + 1e-9
    return found
