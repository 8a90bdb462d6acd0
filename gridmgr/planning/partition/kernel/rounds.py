# SPDX-License-Identifier: MIT
"""One round of the search: many small moves, some large ones; and the growing of a first division."""

from gridmgr.planning.partition.kernel.arrays import Graph, Luck, Real, Room, Rules, State, Whole
from gridmgr.planning.partition.kernel.cuts import gather_pair, rank_nodes, resplit
from gridmgr.planning.partition.kernel.moves import flip, flip_block, total_cost

_BLOCK_EVERY = 4
"""Every so many flips, one moves all that a grid holds of a street block."""
_SEED_TRIES = 8
_LEAST_GAIN = 1e-9
_FAR = 1e300


def run_round(  # what a round is made of
    graph: Graph, state: State, rules: Rules, room: Room, luck: Luck, temperature: float, push: float,
    compass_x: Real, compass_y: Real,
) -> None:  # fmt: skip
    """Try the flips and the new divisions that were drawn, and remember the best division seen."""
    labels, host, door, to = state.labels, graph.host, graph.door, graph.to
    for index in range(len(luck.doors)):
        edge = luck.doors[index]
        node, new = host[edge], labels[to[door[edge]]]
        if labels[node] == new:
            continue
        limit = luck.limits[index] * temperature
        if index % _BLOCK_EVERY == 0:
            moved = flip_block(graph, state, rules, room, node, new, limit, push)
        else:
            moved = flip(graph, state, rules, room, node, new, limit, push)
        if moved and state.off[0] < state.score[0]:
            keep_best(state)
    for index in range(len(luck.split_doors)):
        edge = border_door(graph, labels, luck.split_doors[index])
        if edge < 0:
            break
        node, new = host[edge], labels[to[door[edge]]]
        count = gather_pair(graph, state, room, node, new)
        pick, limit = luck.split_picks[index], luck.split_limits[index] * temperature
        turn = pick % len(compass_x)
        rank_nodes(graph, room, count, luck.split_kinds[index], compass_x[turn], compass_y[turn], pick)
        moved = resplit(graph, state, rules, room, count, labels[node], new, limit, push)
        if moved and state.off[0] < state.score[0]:
            keep_best(state)
    keep_best(state)


def border_door(graph: Graph, labels: Whole, start: int) -> int:
    """Return the first open edge from `start` on that leads into another grid, -1 where there is none."""
    count = len(graph.door)
    for step in range(count):
        edge = start + step
        if edge >= count:
            edge -= count
        if labels[graph.host[edge]] != labels[graph.to[graph.door[edge]]]:
            return edge
    return -1


def keep_best(state: State) -> None:
    """Remember the division if it misses the band by less than the best one, or costs less."""
    if state.off[0] > state.score[0]:
        return
    cost = total_cost(state)
    if state.off[0] < state.score[0] or cost < state.score[1] - _LEAST_GAIN:
        state.score[0] = state.off[0]
        state.score[1] = cost
        for node in range(len(state.best)):
            state.best[node] = state.labels[node]


def grow(graph: Graph, labels: Whole, size: Whole, far: Real, picks: Whole) -> int:
    """Divide a connected network into grids grown from far seeds, and return how many nodes no grid could reach.

    The lightest grid always takes the free neighbour that shares the largest part of its outline with it. `size` (k,),
    `far` (n,) are room to work in, `picks` (8k,) is chance.
    """
    count = len(graph.weight)
    for node in range(count):
        labels[node] = -1
        far[node] = _FAR
    for grid in range(len(size)):
        node = far_seed(labels, far, picks, grid)
        labels[node] = grid
        size[grid] = graph.weight[node]
        for other in range(count):
            dx, dy = graph.x[other] - graph.x[node], graph.y[other] - graph.y[node]
            far[other] = min(far[other], dx * dx + dy * dy)
    for grid in range(len(size)):
        far[grid] = 0.0
    left = count - len(size)
    while left > 0:
        grid = lightest(size, far)
        if grid < 0:
            break
        node = best_neighbour(graph, labels, grid)
        if node < 0:
            far[grid] = 1.0
        else:
            labels[node] = grid
            size[grid] += graph.weight[node]
            left -= 1
    return left


def far_seed(labels: Whole, far: Real, picks: Whole, grid: int) -> int:
    """Return the farthest from all seeds of some free nodes picked by chance."""
    found = -1
    for place in range(grid * _SEED_TRIES, (grid + 1) * _SEED_TRIES):
        node = picks[place] % len(labels)
        if labels[node] < 0 and (found < 0 or far[node] > far[found]):
            found = node
    if found < 0:
        for node in range(len(labels)):
            if labels[node] < 0 and (found < 0 or far[node] > far[found]):
                found = node
    return found


def lightest(size: Whole, stuck: Real) -> int:
    """Return the grid with the fewest households that can still grow, -1 where none can."""
    found = -1
    for grid in range(len(size)):
        if stuck[grid] == 0.0 and (found < 0 or size[grid] < size[found]):
            found = grid
    return found


def best_neighbour(graph: Graph, labels: Whole, grid: int) -> int:
    """Return the free node beside a grid that shares the largest part of its outline with it, -1 for none."""
    found, best = -1, -1.0
    for node in range(len(labels)):
        if labels[node] >= 0:
            continue
        shared, touches = 0.0, False
        for edge in range(graph.first[node], graph.first[node + 1]):
            if labels[graph.to[edge]] == grid:
                shared += graph.metres[edge]
                touches = touches or graph.open[edge] > 0
        if touches and shared / (graph.outline[node] + 1.0) > best:
            found, best = node, shared / (graph.outline[node] + 1.0)
    return found
