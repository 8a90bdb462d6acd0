# SPDX-License-Identifier: MIT
"""Rounds of the search: many small moves, some large ones; and the growing of a first division."""

from gridmgr.planning.partition.kernel.arrays import Graph, Luck, Real, Room, Rules, State, Whole
from gridmgr.planning.partition.kernel.cuts import gather_pair, rank_nodes, resplit
from gridmgr.planning.partition.kernel.moves import flip, flip_block, total_cost

_BLOCK_EVERY = 4
"""Every so many flips, one moves all that a grid holds of a street block."""
_SEED_TRIES = 8
_LEAST_GAIN = 1e-9
_FAR = 1e300


def run_rounds(  # what rounds are made of
    graph: Graph, state: State, rules: Rules, room: Room, luck: Luck, heat: Real, first: int, last: int, rounds: int,
    compass_x: Real, compass_y: Real,
) -> None:  # fmt: skip
    """Try the flips and the new divisions of some of all rounds, and remember the best division seen.

    `heat` (4,) is the temperature and its factor from round to round, the push and its factor.
    """
    flips, splits = len(luck.doors), len(luck.split_doors)
    for turn in range(first, last):
        try_flips(
            graph, state, rules, room, luck, flips * turn // rounds, flips * (turn + 1) // rounds, heat[0], heat[2]
        )
        try_splits(
            graph, state, rules, room, luck, splits * turn // rounds, splits * (turn + 1) // rounds, heat[0], heat[2],
            compass_x, compass_y,
        )  # fmt: skip
        keep_best(state)
        heat[0] *= heat[1]
        heat[2] *= heat[3]


def try_flips(  # what a flip is made of
    graph: Graph, state: State, rules: Rules, room: Room, luck: Luck, begin: int, end: int, temperature: float,
    push: float,
) -> None:  # fmt: skip
    """Try the flips from `begin` to `end` of those that were drawn."""
    labels, host, door, to = state.labels, graph.host, graph.door, graph.to
    for index in range(begin, end):
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


def try_splits(  # what a new division is made of
    graph: Graph, state: State, rules: Rules, room: Room, luck: Luck, begin: int, end: int, temperature: float,
    push: float, compass_x: Real, compass_y: Real,
) -> None:  # fmt: skip
    """Try the new divisions from `begin` to `end` of those that were drawn."""
    labels = state.labels
    for index in range(begin, end):
        edge = border_door(graph, labels, luck.split_doors[index])
        if edge < 0:
            return
        old, new = labels[graph.host[edge]], labels[graph.to[graph.door[edge]]]
        count = gather_pair(graph, state, room, old, new)
        pick, limit = luck.split_picks[index], luck.split_limits[index] * temperature
        turn = pick % len(compass_x)
        rank_nodes(graph, room, count, luck.split_kinds[index], compass_x[turn], compass_y[turn], pick)
        moved = resplit(graph, state, rules, room, count, old, new, limit, push)
        if moved and state.off[0] < state.score[0]:
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
