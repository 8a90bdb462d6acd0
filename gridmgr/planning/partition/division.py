# SPDX-License-Identifier: MIT
"""A division of a network into grids with running figures, and the move of one node to another grid."""

from dataclasses import dataclass

import numpy as np

from gridmgr.model.bands import Band
from gridmgr.planning.partition.network import Network
from gridmgr.planning.partition.result import Weights

_ROUND = 4 * 3.141592653589793
_LEAST_M2 = 1.0
BAD_GRID = 10
"""Households that one more grid outside the band counts for: one grid 40 short is better than two grids 20 short."""


@dataclass(frozen=True, slots=True)
class SizeTables:
    """What a grid of 0, 1, 2 … households costs."""

    uneven: list[float]
    off_band: list[int]

    @classmethod
    def build(cls, total: int, mean: float, band: Band, weights: Weights) -> "SizeTables":
        """Tabulate up to the total of all grids."""
        size = np.arange(total + 1)
        off = np.maximum(0, band.low - size) + np.maximum(0, size - band.high)
        off = off + BAD_GRID * (off > 0)
        return cls((weights.equal_size * ((size - mean) / 100.0) ** 2).tolist(), off.tolist())


class Division:
    """Grid numbers of the nodes, and per grid its households, outline, area, nodes and cost.

    The cost to be lowered is the sum over grids of compactness and unevenness plus the price of all grid borders;
    `off_band` is what the grids miss the band by in all, weighed by `push` (per 100 households) when moves are judged.
    """

    __slots__ = (
        "area",
        "band", "borders", "cut_price", "grids", "households", "labels", "near", "network", "nodes", "off_band",
        "outline", "push", "round_share", "shape", "tables",
    )  # fmt: skip

    def __init__(self, network: Network, labels: list[int], band: Band, weights: Weights) -> None:
        self.network = network
        self.band = band
        self.near = network.near
        self.borders = network.borders
        self.grids = max(labels) + 1
        self.tables = SizeTables.build(network.total, network.total / self.grids, band, weights)
        self.round_share = weights.compactness / _ROUND
        self.push = 8.0
        self.restore(labels)

    def restore(self, labels: list[int]) -> None:
        """Take other labels with the same number of grids and count everything anew."""
        self.labels = labels = labels[:]
        self.households = [0] * self.grids
        self.nodes = [0] * self.grids
        self.outline = [0.0] * self.grids
        self.area = [0.0] * self.grids
        twice = 0.0
        network = self.network
        for node, label in enumerate(labels):
            self.households[label] += network.households[node]
            self.nodes[label] += 1
            self.area[label] += network.area_m2[node]
            self.outline[label] += network.perimeter_m[node]
            for other, metres, price in self.borders[node]:
                if labels[other] == label:
                    self.outline[label] -= metres
                else:
                    twice += price
        self.cut_price = twice / 2
        self.shape = [self.round(outline, area) for outline, area in zip(self.outline, self.area, strict=True)]
        self.off_band = sum(self.tables.off_band[size] for size in self.households)

    def cost(self) -> float:
        """Return what compactness, unevenness and borders cost in all."""
        return sum(self.shape) + sum(self.tables.uneven[size] for size in self.households) + self.cut_price

    def round(self, outline: float, area: float) -> float:
        """Return what the outline of one grid costs."""
        return self.round_share * outline * outline / max(area, _LEAST_M2)

    def try_move(self, node: int, old: int, new: int, limit: float) -> bool:
        """Move a node to a neighbouring grid if that costs no more than `limit` and leaves its old grid whole."""
        if self.nodes[old] == 1:
            return False
        labels, network, tables = self.labels, self.network, self.tables
        to_old = to_new = price = 0.0
        for other, metres, cost in self.borders[node]:
            label = labels[other]
            if label == old:
                to_old += metres
                price += cost
            elif label == new:
                to_new += metres
                price -= cost
        perimeter, area, weight = network.perimeter_m[node], network.area_m2[node], network.households[node]
        old_outline, new_outline = (
            self.outline[old] - perimeter + 2 * to_old,
            self.outline[new] + perimeter - 2 * to_new,
        )
        old_shape = self.round(old_outline, self.area[old] - area)
        new_shape = self.round(new_outline, self.area[new] + area)
        change = old_shape + new_shape - self.shape[old] - self.shape[new] + price
        off = 0
        if weight:
            a, b = self.households[old], self.households[new]
            uneven, off_band = tables.uneven, tables.off_band
            change += uneven[a - weight] + uneven[b + weight] - uneven[a] - uneven[b]
            off = off_band[a - weight] + off_band[b + weight] - off_band[a] - off_band[b]
        if change + self.push * off / 100 > limit or not self._stays_whole(node, old):
            return False
        labels[node] = new
        self.set_grid(old, self.households[old] - weight, self.nodes[old] - 1, old_outline, self.area[old] - area)
        self.set_grid(new, self.households[new] + weight, self.nodes[new] + 1, new_outline, self.area[new] + area)
        self.cut_price += price
        self.off_band += off
        return True

    def set_grid(self, grid: int, households: int, nodes: int, outline: float, area: float) -> None:
        """Put the figures of one grid."""
        self.households[grid] = households
        self.nodes[grid] = nodes
        self.outline[grid] = outline
        self.area[grid] = area
        self.shape[grid] = self.round(outline, area)

    def _stays_whole(self, node: int, grid: int) -> bool:
        """Tell whether a grid is still one piece without a node: its neighbours there must reach each other."""
        labels, near = self.labels, self.near
        mates = [other for other in near[node] if labels[other] == grid]
        if len(mates) == 1:
            return True
        seen = {node, mates[0]}
        wanted = len(mates) - 1
        queue = [mates[0]]
        targets = set(mates)
        for place in queue:
            for other in near[place]:
                if other not in seen and labels[other] == grid:
                    if other in targets:
                        wanted -= 1
                        if not wanted:
                            return True
                    seen.add(other)
                    queue.append(other)
        return False

    def pair_nodes(self, node: int, grid: int) -> list[int]:
        """Return the nodes of the node's grid and of a neighbouring grid."""
        wanted = (self.labels[node], grid)
        labels, near = self.labels, self.near
        seen = {node}
        found = [node]
        for place in found:
            for other in near[place]:
                if other not in seen and labels[other] in wanted:
                    seen.add(other)
                    found.append(other)
        return found
