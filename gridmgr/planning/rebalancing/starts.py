# SPDX-License-Identifier: MIT
"""Where a search for a repair begins: the present plan, a grid split off from a bad one, or a bad one dissolved."""

from collections.abc import Collection

import numpy as np

from gridmgr.planning.rebalancing.scene import Scene


def split_off(scene: Scene, grid: int, fresh: int, rng: np.random.Generator) -> dict[int, int]:
    """Return moves that give half of a grid, grown from a node at its end, to a new grid; both stay in one piece."""
    nodes = set(scene.nodes_of({grid}))
    begin = int(rng.choice(sorted(nodes)))
    for _ in range(2):
        begin = _order(scene, grid, nodes, begin)[-1]
    half = sum(scene.households[node] for node in nodes) / 2
    taken: set[int] = set()
    weight = 0
    for node in _order(scene, grid, nodes, begin):
        if weight >= half or len(taken) + 1 >= len(nodes):
            break
        taken.add(node)
        weight += scene.households[node]
    pieces = scene.pieces(nodes - taken, grid)
    main = max(pieces, key=lambda piece: (len(piece), -piece[0]))
    taken.update(node for piece in pieces if piece is not main for node in piece)
    return dict.fromkeys(sorted(taken), fresh)


def dissolved(scene: Scene, grid: int, movable: Collection[int]) -> dict[int, int]:
    """Return moves that give all land of a grid to its neighbours, the nearest first; none without a neighbour."""
    left = set(scene.nodes_of({grid}))
    moves: dict[int, int] = {}
    while left:
        ring = {}
        for node in sorted(left):
            others = [moves.get(o, scene.grid[o]) for o in scene.near[node] if o not in left]
            others = [label for label in others if label in movable and label != grid]
            if others:
                ring[node] = min(others)
        if not ring:
            return {}
        moves.update(ring)
        left -= ring.keys()
    return moves


def _order(scene: Scene, grid: int, nodes: Collection[int], begin: int) -> list[int]:
    """Return the nodes of a grid in the order of their distance in steps."""
    seen, queue = {begin}, [begin]
    for node in queue:
        fresh = sorted(o for o in scene.beside(node, grid) if o in nodes and o not in seen)
        seen.update(fresh)
        queue += fresh
    return queue
