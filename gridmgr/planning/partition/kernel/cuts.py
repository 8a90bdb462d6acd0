# SPDX-License-Identifier: MIT
"""The large move of the search: two neighbouring grids are divided anew in one step.

A ReCom move (DeFord, Duchin, Solomon: Recombination, 2021) with sweeps in place of spanning trees: a line is pushed
across both grids, or a circle grows, and every position is priced on the way.
"""

from heapq import heappop, heappush

from gridmgr.planning.partition.kernel.arrays import Graph, Real, Room, Rules, State, Whole
from gridmgr.planning.partition.kernel.moves import enter, grid_cost

_OWN_SHARE = 0.001
_NEVER = 1e300

AREA, SECOND, OUTLINE, PRICE, COST = 0, 1, 2, 3, 4
"""Places of the figures of two grids together in `room.pair`."""


def gather_pair(graph: Graph, state: State, room: Room, old: int, new: int) -> int:
    """Put the nodes of two neighbouring grids into the queue and return their number.

    What both grids have in all goes into `room.pair`.
    """
    first, to, labels, mark, queue = graph.first, graph.to, state.labels, room.mark, room.queue
    metres, prices, after = graph.metres, graph.price, state.after
    room.stamp[0] += 1
    seen, count, shared, price = room.stamp[0], 0, 0.0, 0.0
    fewer, more = (old, new) if state.nodes[old] <= state.nodes[new] else (new, old)
    node = state.head[fewer]
    while node >= 0:
        queue[count] = node
        mark[node] = seen
        count += 1
        for edge in range(first[node], first[node + 1]):
            if labels[to[edge]] == more:
                shared += metres[edge]
                price += prices[edge]
        node = after[node]
    node = state.head[more]
    while node >= 0:
        queue[count] = node
        mark[node] = seen
        count += 1
        node = after[node]
    pair = room.pair
    pair[AREA] = state.area[old] + state.area[new]
    pair[SECOND] = state.second[old] + state.second[new]
    pair[OUTLINE] = state.outline[old] + state.outline[new] - 2 * shared
    pair[PRICE] = price
    pair[COST] = state.cost[old] + state.cost[new] + price
    return count


def rank_nodes(graph: Graph, room: Room, count: int, kind: int, dx: float, dy: float, pick: int) -> None:
    """Rank the queued nodes along a line or by their distance from one of them; odd kinds keep blocks together."""
    x, y, rank, queue, block = graph.x, graph.y, room.rank, room.queue, graph.block
    if kind < 2:
        for index in range(count):
            node = queue[index]
            rank[node] = x[node] * dx + y[node] * dy
    else:
        x0, y0 = x[queue[pick % count]], y[queue[pick % count]]
        for index in range(count):
            node = queue[index]
            east, north = x[node] - x0, y[node] - y0
            rank[node] = east * east + north * north
    total, nodes = room.block_rank, room.block_nodes
    if kind % 2 == 0 or len(total) == len(rank):
        return
    for index in range(count):
        number = block[queue[index]]
        total[number] = 0.0
        nodes[number] = 0
    for index in range(count):
        node = queue[index]
        number = block[node]
        total[number] += rank[node]
        nodes[number] += 1
    for index in range(count):
        node = queue[index]
        number = block[node]
        rank[node] = total[number] / nodes[number] * (1.0 - _OWN_SHARE) + rank[node] * _OWN_SHARE


def lowest_rank(room: Room, count: int) -> int:
    """Return the queued node of the lowest rank, the first by number where there are several."""
    rank, queue = room.rank, room.queue
    lowest = queue[0]
    least = rank[lowest]
    for index in range(1, count):
        node = queue[index]
        if rank[node] < least or (rank[node] == least and node < lowest):
            lowest, least = node, rank[node]
    return lowest


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


def sweep(graph: Graph, room: Room, lowest: int, count: int, most: int) -> int:
    """Order queued nodes from the lowest on, each beginning in one piece, while they have at most `most` households.

    What each node changes lies in `room.outline`, `room.metres`, `room.price`; returns how many nodes were ordered.
    """
    order, mark, rank, weights = room.order, room.mark, room.rank, graph.weight
    first, to, open_, lengths, prices = graph.first, graph.to, graph.open, graph.metres, graph.price
    inside = room.stamp[0]
    waiting, done = inside + 1, inside + 2
    room.stamp[0] = done
    heap = [(rank[lowest], lowest)]
    mark[lowest] = waiting
    position, weight = 0, 0
    while len(heap) > 0 and position < count - 1:
        node = heappop(heap)[1]
        order[position] = node
        mark[node] = done
        weight += weights[node]
        if weight > most:
            break
        outline, metres, price = graph.outline[node], 0.0, 0.0
        for edge in range(first[node], first[node + 1]):
            other = to[edge]
            place = mark[other]
            if place == done:
                outline -= 2 * lengths[edge]
                metres -= lengths[edge]
                price -= prices[edge]
            elif place >= inside:
                metres += lengths[edge]
                price += prices[edge]
                if place == inside and open_[edge]:
                    mark[other] = waiting
                    heappush(heap, (rank[other], other))
        room.outline[position] = outline
        room.metres[position] = metres
        room.price[position] = price
        position += 1
    return position


def note_cuts(  # what a cut is judged by
    graph: Graph, state: State, rules: Rules, room: Room, ordered: int, size: int, least: int, old: int, new: int,
    ceiling: float, push: float,
) -> None:  # fmt: skip
    """Price every position of a sweep and note the three cheapest new cuts that cost no more than `ceiling`."""
    pair, order, cut, off = room.pair, room.order, room.cut, rules.off
    areas, weights, seconds, outlines, lengths, prices = (
        graph.area, graph.weight, graph.second, room.outline, room.metres, room.price
    )  # fmt: skip
    for place in range(3):
        cut[2 * place], cut[2 * place + 1] = _NEVER, -1.0
    labels, kept = state.labels, 0
    weight, area, second, outline, metres, price = 0, 0.0, 0.0, 0.0, 0.0, 0.0
    for index in range(ordered):
        node = order[index]
        kept += 1 if labels[node] == old else 0
        weight += weights[node]
        area += areas[node]
        second += seconds[node]
        outline += outlines[index]
        metres += lengths[index]
        price += prices[index]
        if weight < least or (kept == 0 and index + 1 == state.nodes[new]) or kept == index + 1 == state.nodes[old]:
            continue
        cost = price + push * (off[weight] + off[size - weight])
        if cost > ceiling or cost >= cut[4]:  # no grid costs less than nothing
            continue
        cost += grid_cost(rules, outline, area, weight, second)
        if cost > ceiling or cost >= cut[4]:
            continue
        rest = pair[OUTLINE] + 2 * metres - outline
        cost += grid_cost(rules, rest, pair[AREA] - area, size - weight, pair[SECOND] - second)
        if cost <= ceiling:
            note_cut(cut, cost, index + 1)


def resplit(
    graph: Graph, state: State, rules: Rules, room: Room, count: int, old: int, new: int, limit: float, push: float
) -> bool:
    """Divide the queued, ranked nodes of two grids where a sweep costs least, if no more than `limit` above now.

    Where both grids are in the band, they stay in it.
    """
    size = state.size[old] + state.size[new]
    missed = rules.off[state.size[old]] + rules.off[state.size[new]]
    least = max(rules.low, size - rules.high) if missed == 0 else 0
    ordered = sweep(graph, room, lowest_rank(room, count), count, size - least)
    note_cuts(graph, state, rules, room, ordered, size, least, old, new, limit + room.pair[COST] + push * missed, push)
    for place in range(3):
        position = int(room.cut[2 * place + 1])
        if position < 0:
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
    state.head[one] = state.head[two] = -1
    for index in range(count):
        labels[room.queue[index]] = two
    weight, area, second, outline, metres, price = 0, 0.0, 0.0, 0.0, 0.0, 0.0
    for index in range(position):
        node = order[index]
        labels[node] = one
        enter(state, node, one)
        weight += graph.weight[node]
        area += graph.area[node]
        second += graph.second[node]
        outline += room.outline[index]
        metres += room.metres[index]
        price += room.price[index]
    for index in range(count):
        if labels[room.queue[index]] == two:
            enter(state, room.queue[index], two)
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
