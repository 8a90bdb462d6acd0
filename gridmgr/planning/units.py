# SPDX-License-Identifier: MIT
"""The unit graph of one community: what a plan may put together, and what lies beside what."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray


class EdgeKind(IntEnum):
    """What the border between two units is. The order is the order of preference for a grid border."""

    INSIDE = 0
    """Inside a street block, on no street."""
    LOCAL = 1
    """A local street."""
    ARTERIAL = 2
    """A main road."""
    RAIL = 3
    """A railway or a river: no grid may reach across it."""
    BRIDGE = 4
    """A bridge or an underpass: no shared border, but a way across."""


@dataclass(frozen=True, slots=True)
class UnitGraph:
    """The units of one community (n) and their borders (m), in plain arrays.

    Lengths are metres, areas square metres, in the metric CRS of the district. The graph is a planar coverage: sum of
    `perimeter_m` less twice sum of `edge_m` is the length of the community's outline. Two units may belong to
    one grid side by side only over a `passable` edge.
    """

    households: NDArray[np.int64]
    """(n,) households of the building in the unit; 0 for land without one."""
    area_m2: NDArray[np.float64]
    """(n,)"""
    perimeter_m: NDArray[np.float64]
    """(n,)"""
    xy: NDArray[np.float64]
    """(n, 2) a point inside each unit."""
    compound: NDArray[np.int64]
    """(n,) number of the estate (小区) that should stay whole, -1 where there is none."""
    edge_a: NDArray[np.int64]
    """(m,) the lower unit of each border."""
    edge_b: NDArray[np.int64]
    """(m,) the higher unit of each border."""
    edge_m: NDArray[np.float64]
    """(m,) length of the shared border; 0 for a bridge."""
    edge_kind: NDArray[np.int8]
    """(m,) values of EdgeKind."""
    passable: NDArray[np.bool_]
    """(m,) whether a grid may reach across."""

    def __len__(self) -> int:
        return len(self.households)

    def part(self, units: NDArray[np.int64]) -> "UnitGraph":
        """Return the graph of some units (ascending) alone, numbered from 0."""
        place = np.full(len(self), -1, dtype=np.int64)
        place[units] = np.arange(len(units))
        kept = (place[self.edge_a] >= 0) & (place[self.edge_b] >= 0)
        return UnitGraph(
            households=self.households[units],
            area_m2=self.area_m2[units],
            perimeter_m=self.perimeter_m[units],
            xy=self.xy[units],
            compound=self.compound[units],
            edge_a=place[self.edge_a[kept]],
            edge_b=place[self.edge_b[kept]],
            edge_m=self.edge_m[kept],
            edge_kind=self.edge_kind[kept],
            passable=self.passable[kept],
        )
