# SPDX-License-Identifier: MIT
"""Plans that stay close to the plan in force: its grids are one more division to begin with."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from gridmgr.planning.partition.network import Network
from gridmgr.planning.partition.search import Outcome, Search


def nearer_to(previous: Sequence[int], network: Network, found: Outcome, search: Search) -> Outcome:
    """Return the better of a division found and one that begins with the grids of the plan in force.

    `previous` is the grid of every unit that the network was made from, -1 for none; what either costs includes the
    households that change hands, the grids of a fresh division being matched to the old ones as well as can be.
    """
    home = [_home(members, previous) for members in network.origin]
    names = sorted({grid for grid in home if grid >= 0})
    if not names:
        return found
    number = {name: place for place, name in enumerate(names)}
    home = [number.get(grid, -1) for grid in home]
    begun = search.close_to(network, _started(network, home, len(names)), home)
    moved = _moved(network, home, found.labels)
    fresh = Outcome(found.off_band, round(found.cost + search.price_of_moving(moved) / found.grids, 9), found.labels)
    return min(begun, fresh)


def _home(members: Sequence[int], previous: Sequence[int]) -> int:
    """Return the grid that most members are in."""
    grids = Counter(previous[member] for member in members)
    return min(grids, key=lambda grid: (-grids[grid], grid))


def _started(network: Network, home: Sequence[int], grids: int) -> list[int]:
    """Return a division in which every grid is one piece: its largest piece at home, and what lies nearest to that."""
    labels = [-1] * len(network)
    for grid in range(grids):
        pieces = network.pieces([node for node, label in enumerate(home) if label == grid])
        for node in max(pieces, key=lambda piece: (len(piece), -piece[0])):
            labels[node] = grid
    reached = [node for node, label in enumerate(labels) if label >= 0]
    for node in reached:
        for other in network.near[node]:
            if labels[other] < 0:
                labels[other] = labels[node]
                reached.append(other)
    return labels


def _moved(network: Network, home: Sequence[int], labels: Sequence[int]) -> int:
    """Return the households that a division moves out of their grids, matched so that as few as possible do."""
    from scipy.optimize import linear_sum_assignment

    common = np.zeros((max(home) + 1, max(labels) + 1), dtype=np.int64)
    for node, (grid, label) in enumerate(zip(home, labels, strict=True)):
        if grid >= 0:
            common[grid, label] += network.households[node]
    rows, columns = linear_sum_assignment(common, maximize=True)
    return int(common.sum() - common[rows, columns].sum())
