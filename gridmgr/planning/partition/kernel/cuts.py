# SPDX-License-Identifier: MIT
"""The large move of the search: two neighbouring grids are divided anew in one step.

A ReCom move (DeFord, Duchin, Solomon: Recombination, 2021) with sweeps in place of spanning trees: a line is pushed
across both grids, or a circle grows, and every position is priced on the way.
"""

from heapq import heappop, heappush

from gridmgr.planning.partition.kernel.arrays import Graph, Real, Room, Rules, State, Whole
from gridmgr.planning.partition.kernel.moves import grid_cost

_OWN_SHARE = 0.001
_NEVER = 1e300

AREA, SECOND, OUTLINE, PRICE, COST = 0, 1, 2, 3, 4
"""Places of the figures of two grids together in `room.pair`."""


def gather_pair(graph: Graph, labels: Whole, room: Room, node: int, other_grid: int) -> int:
    """Put the nodes of a node's grid and of a neighbouring grid into the queue and return their number."""
    first, to, open_, mark, queue = graph.first, graph.to, graph.open, room.mark, room.queue
    room.stamp[0] += 1
    seen, grid = room.stamp[0], labels[node]
    queue[0] = node
    mark[node] = seen
    head, tail = 0, 1
    while head < tail:
        place = queue[head]
        head += 1
        for edge in range(first[place], first[place + 1]):
            other = to[edge]
            if mark[other] != seen and open_[edge] and (labels[other] == grid or labels[other] == other_grid):
                mark[other] = seen
                queue[tail] = other
                tail += 1
    return tail


def rank_nodes(graph: Graph, room: Room, count: int, kind: int, dx: float, dy: float, pick: int) -> None:
    """Rank the queued nodes along a line or by their distance from one of them; odd kinds keep blocks together."""
    x, y, rank, queue, block = graph.x, graph.y, room.rank, room.queue, graph.block
    x0, y0 = x[queue[pick % count]], y[queue[pick % count]]
    for index in range(count):
        node = queue[index]
        if kind < 2:
            rank[node] = x[node] * dx + y[node] * dy
        else:
            rank[node] = (x[node] - x0) * (x[node] - x0) + (y[node] - y0) * (y[node] - y0)
    if kind % 2 == 0:
        return
    total, nodes = room.block_rank, room.block_nodes
    for index in range(count):
        total[block[queue[index]]] = 0.0
        nodes[block[queue[index]]] = 0
    for index in range(count):
        number = block[queue[index]]
        total[number] += rank[queue[index]]
        nodes[number] += 1
    for index in range(count):
        node = queue[index]
        number = block[node]
        rank[node] = total[number] / nodes[number] * (1.0 - _OWN_SHARE) + rank[node] * _OWN_SHARE


def note_cut(cut: Real, cost: float, position: int) -> None:
    """Remember a cut if it is one of the three cheapest."""
    for place in range(3):
        if cost < cut[2 * place]:
            for later in range(2, place, -1):
                cut[2 * later] = cut[2 * later - 2]
                cut[2 * later + 1] = cut[2 * later - 1]
            cut[2 * place] = cost
            cut[2 * place + 1] = position
            return


def measure_pair(graph: Graph, state: State, room: Room, count: int, old: int, new: int) -> int:
    """Put what the queued nodes of two grids have in all into `room.pair`, and return the node of the lowest rank."""
    first, to, labels, rank = graph.first, graph.to, state.labels, room.rank
    lowest, shared, price = room.queue[0], 0.0, 0.0
    for index in range(count):
        node = room.queue[index]
        if rank[node] < rank[lowest] or (rank[node] == rank[lowest] and node < lowest):
            lowest = node
        if labels[node] == old:
            for edge in range(first[node], first[node + 1]):
                if labels[to[edge]] == new:
                    shared += graph.metres[edge]
                    price += graph.price[edge]
    pair = room.pair
    pair[AREA] = state.area[old] + state.area[new]
    pair[SECOND] = state.second[old] + state.second[new]
    pair[OUTLINE] = state.outline[old] + state.outline[new] - 2 * shared
    pair[PRICE] = price
    pair[COST] = state.cost[old] + state.cost[new] + price
    return lowest


def sweep(graph: Graph, room: Room, lowest: int, count: int, most: int) -> int:
    """Order queued nodes from the lowest on, each beginning in one piece, while they have at most `most` households.

    What each node changes lies in `room.outline`, `room.metres`, `room.price`; returns how many nodes were ordered.
    """
    order, mark, rank = room.order, room.mark, room.rank
    inside = room.stamp[0]
    room.stamp[0] += 2
    heap = [(rank[lowest], lowest)]
    mark[lowest] = inside + 1
    position, weight = 0, 0
    while len(heap) > 0 and position < count - 1:
        node = heappop(heap)[1]
        order[position] = node
        mark[node] = inside + 2
        outline, metres, price = graph.outline[node], 0.0, 0.0
        for edge in range(graph.first[node], graph.first[node + 1]):
            other = graph.to[edge]
            if mark[other] == inside + 2:
                outline -= 2 * graph.metres[edge]
                metres -= graph.metres[edge]
                price -= graph.price[edge]
            elif mark[other] == inside or mark[other] == inside + 1:
                metres += graph.metres[edge]
                price += graph.price[edge]
                if mark[other] == inside and graph.open[edge]:
                    mark[other] = inside + 1
                    heappush(heap, (rank[other], other))
        weight += graph.weight[node]
        if weight > most:
            break
        room.outline[position] = outline
        room.metres[position] = metres
        room.price[position] = price
        position += 1
    return position


def note_cuts(graph: Graph, rules: Rules, room: Room, ordered: int, size: int, least: int, push: float) -> None:
    """Price every position of a sweep and note the three cheapest cuts."""
    pair, order = room.pair, room.order
    for place in range(3):
        room.cut[2 * place], room.cut[2 * place + 1] = _NEVER, -1.0
    weight, area, second, outline, metres, price = 0, 0.0, 0.0, 0.0, 0.0, 0.0
    for index in range(ordered):
        node = order[index]
        weight += graph.weight[node]
        area += graph.area[node]
        second += graph.second[node]
        outline += room.outline[index]
        metres += room.metres[index]
        price += room.price[index]
        if weight >= least:
            cost = price + push * (rules.off[weight] + rules.off[size - weight])
            cost += grid_cost(rules, outline, area, weight, second)
            rest = pair[OUTLINE] + 2 * metres - outline
            cost += grid_cost(rules, rest, pair[AREA] - area, size - weight, pair[SECOND] - second)
            note_cut(room.cut, cost, index + 1)


def resplit(
    graph: Graph, state: State, rules: Rules, room: Room, count: int, old: int, new: int, limit: float, push: float
) -> bool:
    """Divide the queued, ranked nodes of two grids where a sweep costs least, if no more than `limit` above now.

    Where both grids are in the band, they stay in it.
    """
    size = state.size[old] + state.size[new]
    missed = rules.off[state.size[old]] + rules.off[state.size[new]]
    least = max(rules.low, size - rules.high) if missed == 0 else 0
    lowest = measure_pair(graph, state, room, count, old, new)
    ordered = sweep(graph, room, lowest, count, size - least)
    note_cuts(graph, rules, room, ordered, size, least, push)
    ceiling = limit + room.pair[COST] + push * missed
    for place in range(3):
        position = int(room.cut[2 * place + 1])
        if position < 0 or room.cut[2 * place] > ceiling:
            return False
        if rest_is_whole(graph, state.labels, room, position, count, old, new):
            apply_cut(graph, state, rules, room, position, count, old, new)
            return True
    return False


def rest_is_whole(graph: Graph, labels: Whole, room: Room, position: int, count: int, old: int, new: int) -> bool:
    """Tell whether the queued nodes that are not among the first `position` in order are one piece."""
    first, to, mark, order = graph.first, graph.to, room.mark, room.order
    room.stamp[0] += 1
    seen = room.stamp[0]
    for index in range(position):
        mark[order[index]] = seen
    index = 0
    while mark[room.queue[index]] == seen:
        index += 1
    head, tail = count, count + 1
    order[head] = room.queue[index]
    mark[order[head]] = seen
    while head < tail:
        node = order[head]
        head += 1
        for edge in range(first[node], first[node + 1]):
            other = to[edge]
            if mark[other] != seen and graph.open[edge] and (labels[other] == old or labels[other] == new):
                mark[other] = seen
                order[tail] = other
                tail += 1
    return tail - count == count - position


def apply_cut(
    graph: Graph, state: State, rules: Rules, room: Room, position: int, count: int, old: int, new: int
) -> None:
    """Label both sides of a cut; the side that holds more of the first grid keeps its number."""
    labels, order, pair = state.labels, room.order, room.pair
    size = state.size[old] + state.size[new]
    state.off[0] -= rules.off[state.size[old]] + rules.off[state.size[new]]
    kept = 0
    for index in range(position):
        kept += 1 if labels[order[index]] == old else 0
    one, two = (old, new) if 2 * kept >= state.nodes[old] else (new, old)
    for index in range(count):
        labels[room.queue[index]] = two
    weight, area, second, outline, metres, price = 0, 0.0, 0.0, 0.0, 0.0, 0.0
    for index in range(position):
        node = order[index]
        labels[node] = one
        weight += graph.weight[node]
        area += graph.area[node]
        second += graph.second[node]
        outline += room.outline[index]
        metres += room.metres[index]
        price += room.price[index]
    put_grid(state, rules, one, position, weight, area, second, outline)
    rest = pair[OUTLINE] + 2 * metres - outline
    put_grid(state, rules, two, count - position, size - weight, pair[AREA] - area, pair[SECOND] - second, rest)
    state.price[0] += price - pair[PRICE]


def put_grid(  # the figures of one grid
    state: State, rules: Rules, grid: int, nodes: int, size: int, area: float, second: float, outline: float
) -> None:
    """Put the figures of one grid."""
    state.nodes[grid] = nodes
    state.size[grid] = size
    state.area[grid] = area
    state.second[grid] = second
    state.outline[grid] = outline
    state.cost[grid] = grid_cost(rules, outline, area, size, second)
    state.off[0] += rules.off[size]
