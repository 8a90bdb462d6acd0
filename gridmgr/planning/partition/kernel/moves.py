# SPDX-License-Identifier: MIT
"""The small moves of the search: one node, or all of a street block, goes over to a neighbouring grid."""

from gridmgr.planning.partition.kernel.arrays import Graph, Room, Rules, State, Whole

_LEAST_M2 = 1.0
_FULL_TURN = 4 * 3.141592653589793
_POOR = 0.45
"""Compactness below which a grid looks straggling."""


def grid_cost(rules: Rules, outline: float, area: float, size: int, second: float) -> float:
    """Return what one grid costs: what it lacks in compactness (Polsby–Popper, 4π·area / perimeter²), off the mean.

    Below `_POOR` every bit lacking counts three times: one straggling grid is worse than two that are a little long.
    """
    compactness = _FULL_TURN * max(area, _LEAST_M2) / (outline * outline + _LEAST_M2)
    lacking = 1.0 - compactness
    if compactness < _POOR:
        lacking += 2.0 * (_POOR - compactness)
    cost = rules.uneven[size] + rules.compact * lacking
    if rules.second > 0.0:
        off = second * rules.grids - 1.0
        cost += rules.second * off * off
    return cost


def recount(graph: Graph, state: State, rules: Rules) -> None:
    """Count all figures of a division anew from its labels."""
    labels, size, area, outline = state.labels, state.size, state.area, state.outline
    for grid in range(len(size)):
        size[grid] = state.nodes[grid] = 0
        state.head[grid] = -1
        area[grid] = outline[grid] = state.second[grid] = 0.0
    twice = away = 0.0
    for node in range(len(graph.weight)):
        grid = labels[node]
        enter(state, node, grid)
        size[grid] += graph.weight[node]
        state.nodes[grid] += 1
        area[grid] += graph.area[node]
        outline[grid] += graph.outline[node]
        state.second[grid] += graph.second[node]
        if rules.homes and graph.home[node] >= 0 and graph.home[node] != grid:
            away += graph.away[node]
        for edge in range(graph.first[node], graph.first[node + 1]):
            if labels[graph.to[edge]] == grid:
                outline[grid] -= graph.metres[edge]
            else:
                twice += graph.price[edge]
    state.price[0] = twice / 2 + away
    state.off[0] = 0
    for grid in range(len(size)):
        state.cost[grid] = grid_cost(rules, outline[grid], area[grid], size[grid], state.second[grid])
        state.off[0] += rules.off[size[grid]]


def enter(state: State, node: int, grid: int) -> None:
    """Put a node at the head of the nodes of a grid."""
    then = state.head[grid]
    state.after[node] = then
    state.before[node] = -1
    if then >= 0:
        state.before[then] = node
    state.head[grid] = node


def leave(state: State, node: int, grid: int) -> None:
    """Take a node out of the nodes of a grid."""
    then, before = state.after[node], state.before[node]
    if before >= 0:
        state.after[before] = then
    else:
        state.head[grid] = then
    if then >= 0:
        state.before[then] = before


def total_cost(state: State) -> float:
    """Return what a division costs in all."""
    cost = state.price[0]
    for grid in range(len(state.size)):
        cost += state.cost[grid]
    return cost


def move_home(graph: Graph, node: int, old: int, new: int) -> float:
    """Return what a node's leaving its home, or coming back to it, costs."""
    home = graph.home[node]
    if home < 0:
        return 0.0
    if home == old:
        return graph.away[node]
    return -graph.away[node] if home == new else 0.0


def stays_whole(graph: Graph, labels: Whole, room: Room, node: int, grid: int) -> bool:
    """Tell whether a grid is still one piece without a node: its neighbours there must reach each other."""
    first, to, open_, mark, queue = graph.first, graph.to, graph.open, room.mark, room.queue
    room.stamp[0] += 2
    seen = room.stamp[0]
    wanted = 0
    for edge in range(first[node], first[node + 1]):
        if open_[edge] and labels[to[edge]] == grid:
            wanted += 1
            mark[to[edge]] = seen - 1
            queue[0] = to[edge]
    if wanted <= 1:
        return True
    mark[node] = mark[queue[0]] = seen
    head, tail, wanted = 0, 1, wanted - 1
    while head < tail:
        place = queue[head]
        head += 1
        for edge in range(first[place], first[place + 1]):
            other = to[edge]
            if open_[edge] and labels[other] == grid and mark[other] != seen:
                if mark[other] == seen - 1:
                    wanted -= 1
                    if wanted == 0:
                        return True
                mark[other] = seen
                queue[tail] = other
                tail += 1
    return False


def flip(graph: Graph, state: State, rules: Rules, room: Room, node: int, new: int, limit: float, push: float) -> bool:
    """Move a node to a neighbouring grid if that costs no more than `limit` and leaves its old grid whole.

    `push` is the price of one household off the band.
    """
    labels = state.labels
    old = labels[node]
    if state.nodes[old] == 1 or is_too_dear(state, rules, old, new, graph.weight[node], limit, push):
        return False
    to, metres, prices = graph.to, graph.metres, graph.price
    to_old = to_new = price = 0.0
    for edge in range(graph.first[node], graph.first[node + 1]):
        label = labels[to[edge]]
        if label == old:
            to_old += metres[edge]
            price += prices[edge]
        elif label == new:
            to_new += metres[edge]
            price -= prices[edge]
    if rules.homes:
        price += move_home(graph, node, old, new)
    outline = graph.outline[node]
    if not trade(
        state, rules, old, new, graph.weight[node], graph.area[node], outline - 2 * to_old, outline - 2 * to_new,
        graph.second[node], price, limit, push, False,
    ) or not stays_whole(graph, labels, room, node, old):  # fmt: skip
        return False
    labels[node] = new
    leave(state, node, old)
    enter(state, node, new)
    state.nodes[old] -= 1
    state.nodes[new] += 1
    return trade(
        state, rules, old, new, graph.weight[node], graph.area[node], outline - 2 * to_old, outline - 2 * to_new,
        graph.second[node], price, limit, push, True,
    )  # fmt: skip


def is_too_dear(state: State, rules: Rules, old: int, new: int, weight: int, limit: float, push: float) -> bool:
    """Tell whether moving so many households misses the band by more than borders and grids can ever save."""
    a, b, off = state.size[old], state.size[new], rules.off
    missed = off[a - weight] + off[b + weight] - off[a] - off[b]
    return missed > 0 and push * missed > limit + state.cost[old] + state.cost[new] + state.price[0]


def trade(  # the figures of one move
    state: State, rules: Rules, old: int, new: int, weight: int, area: float, shrinks: float, grows: float,
    second: float, price: float, limit: float, push: float, book: bool,
) -> bool:  # fmt: skip
    """Tell whether handing land from one grid to another costs no more than `limit`; put the figures if `book`."""
    a, b = state.size[old], state.size[new]
    off = rules.off[a - weight] + rules.off[b + weight] - rules.off[a] - rules.off[b] if weight else 0
    old_cost = grid_cost(
        rules, state.outline[old] - shrinks, state.area[old] - area, a - weight, state.second[old] - second
    )
    new_cost = grid_cost(
        rules, state.outline[new] + grows, state.area[new] + area, b + weight, state.second[new] + second
    )
    change = old_cost + new_cost - state.cost[old] - state.cost[new] + price
    if not book:
        return change + push * off <= limit
    state.size[old], state.size[new] = a - weight, b + weight
    state.outline[old] -= shrinks
    state.outline[new] += grows
    state.area[old] -= area
    state.area[new] += area
    state.second[old] -= second
    state.second[new] += second
    state.cost[old], state.cost[new] = old_cost, new_cost
    state.price[0] += price
    state.off[0] += off
    return True


def gather_block(graph: Graph, labels: Whole, room: Room, node: int) -> int:
    """Put the connected part of a node's block in its grid into the queue and return its number of nodes."""
    first, to, open_, block, mark, queue = graph.first, graph.to, graph.open, graph.block, room.mark, room.queue
    room.stamp[0] += 1
    seen, home, grid = room.stamp[0], block[node], labels[node]
    queue[0] = node
    mark[node] = seen
    head, tail = 0, 1
    while head < tail:
        place = queue[head]
        head += 1
        for edge in range(first[place], first[place + 1]):
            other = to[edge]
            if open_[edge] and labels[other] == grid and block[other] == home and mark[other] != seen:
                mark[other] = seen
                queue[tail] = other
                tail += 1
    return tail


def flip_block(
    graph: Graph, state: State, rules: Rules, room: Room, node: int, new: int, limit: float, push: float
) -> bool:
    """Move what a node's grid holds of its street block to a neighbouring grid, if that costs no more than `limit`."""
    labels, mark, queue, old = state.labels, room.mark, room.queue, state.labels[node]
    count = gather_block(graph, labels, room, node)
    seen = room.stamp[0]
    weight, area, second, to_old, to_new, outline, price, start = 0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, -1
    for index in range(count):
        place = queue[index]
        weight += graph.weight[place]
        area += graph.area[place]
        second += graph.second[place]
        outline += graph.outline[place]
        if rules.homes:
            price += move_home(graph, place, old, new)
        for edge in range(graph.first[place], graph.first[place + 1]):
            other = graph.to[edge]
            if mark[other] == seen:
                outline -= graph.metres[edge]
            elif labels[other] == old:
                to_old += graph.metres[edge]
                price += graph.price[edge]
                start = other if graph.open[edge] else start
            elif labels[other] == new:
                to_new += graph.metres[edge]
                price -= graph.price[edge]
    shrinks, grows = outline - 2 * to_old, outline - 2 * to_new
    if (
        start < 0
        or not trade(state, rules, old, new, weight, area, shrinks, grows, second, price, limit, push, False)
        or count + reach(graph, labels, room, start, old, count) != state.nodes[old]
    ):
        return False
    move_all(state, queue, count, old, new)
    return trade(state, rules, old, new, weight, area, shrinks, grows, second, price, limit, push, True)


def move_all(state: State, queue: Whole, count: int, old: int, new: int) -> None:
    """Give the first nodes of a queue, which lie in one grid, to another grid."""
    for index in range(count):
        state.labels[queue[index]] = new
        leave(state, queue[index], old)
        enter(state, queue[index], new)
    state.nodes[old] -= count
    state.nodes[new] += count


def reach(graph: Graph, labels: Whole, room: Room, start: int, grid: int, used: int) -> int:
    """Return how many unmarked nodes of a grid a node reaches; the queue is free from `used` on."""
    first, to, open_, mark, queue = graph.first, graph.to, graph.open, room.mark, room.queue
    seen = room.stamp[0]
    queue[used] = start
    mark[start] = seen
    head, tail = used, used + 1
    while head < tail:
        place = queue[head]
        head += 1
        for edge in range(first[place], first[place + 1]):
            other = to[edge]
            if open_[edge] and labels[other] == grid and mark[other] != seen:
                mark[other] = seen
                queue[tail] = other
                tail += 1
    return tail - used
