# SPDX-License-Identifier: MIT
"""The plan while it is being made: the grid of every unit, which grids are settled, which estates stay whole."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from gridmgr.model.bands import Band
from gridmgr.planning.partition.network import Network


@dataclass(slots=True)
class Draft:
    """Labels of all units of a community. Grid numbers may have holes until the plan is finished."""

    units: Network
    compound: list[int]
    """Estate of every unit, -1 where there is none."""
    whole: set[int]
    """The estates that are not to be split."""
    labels: list[int]
    lumps: dict[int, int]
    """Grid number to the unit above the maximum that it is there for; these grids are settled."""
    locked: set[int] = field(default_factory=set)
    """The grids that stay as they are, whatever they hold."""

    def network(self, units: list[int], freed: Iterable[int] = ()) -> Network:
        """Return the network of some units with whole estates fused, except freed ones; `origin` indexes `units`."""
        whole = self.whole.difference(freed)
        part = self.units.part(units)
        return part.fused([self.compound[unit] if self.compound[unit] in whole else -1 for unit in units])

    def assign(self, units: list[int], network: Network, labels: Iterable[int], numbers: list[int]) -> None:
        """Label units by the labels of their network's nodes; `numbers` turns these into grid numbers."""
        for members, label in zip(network.origin, labels, strict=True):
            for member in members:
                self.labels[units[member]] = numbers[label]

    def sizes(self) -> dict[int, int]:
        """Return the households of every grid."""
        sizes: dict[int, int] = {}
        for label, households in zip(self.labels, self.units.households, strict=True):
            sizes[label] = sizes.get(label, 0) + households
        return sizes

    def bad_grids(self, band: Band) -> list[int]:
        """Return the grids outside the band that are not settled, ascending."""
        settled = self.settled
        return sorted(grid for grid, size in self.sizes().items() if band.excess(size) and grid not in settled)

    @property
    def settled(self) -> set[int]:
        """Return the grids that are not searched."""
        return self.locked.union(self.lumps)

    def members(self, grids: set[int]) -> list[int]:
        """Return the units of some grids, ascending."""
        return [unit for unit, label in enumerate(self.labels) if label in grids]

    def neighbours(self, grids: set[int]) -> set[int]:
        """Return the unsettled grids that a passable border joins with some grids."""
        labels, near = self.labels, self.units.near
        found = {labels[other] for unit in self.members(grids) for other in near[unit]}
        return found - grids - self.settled

    def free_numbers(self, grids: set[int], count: int) -> list[int]:
        """Return `count` grid numbers: first those of some grids, then unused ones."""
        first_free = max(self.labels) + 1
        return [*sorted(grids), *range(first_free, first_free + count)][:count]
