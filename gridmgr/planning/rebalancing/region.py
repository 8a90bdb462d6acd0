# SPDX-License-Identifier: MIT
"""What may move in a region around bad grids: some grids are active, all others together are the outside.

The outside takes and gives what it likes. So the fewest moves of a region are never more than those of the whole
community, and where the outside stays legal all the same, they are the fewest of the whole community.
"""

from dataclasses import dataclass, field

from gridmgr.planning.rebalancing.reach import spread
from gridmgr.planning.rebalancing.scene import Scene

OUTSIDE = -2
"""The side of all grids that are neither active nor frozen."""


@dataclass(frozen=True, slots=True)
class Region:
    """The active grids, the numbers of grids that may be founded, and where nodes may go."""

    scene: Scene
    active: frozenset[int]
    fresh: tuple[int, ...]
    most: int
    """Households that may move in all; what needs more is no choice."""
    options: dict[int, list[int]]
    """Node to the sides that it may move to, ascending."""
    dissolvable: frozenset[int]
    fixed: dict[int, list[int]] = field(default_factory=dict)
    """Side to its nodes that cannot leave it."""

    def home(self, node: int) -> int:
        """Return the side on which a node lies now."""
        grid = self.scene.grid[node]
        return grid if grid in self.active or grid in self.scene.frozen else OUTSIDE

    @property
    def sides(self) -> list[int]:
        """Return all sides on which something can change."""
        return [OUTSIDE, *sorted(self.active), *self.fresh]


def make_region(scene: Scene, active: frozenset[int], fresh: tuple[int, ...], most: int) -> Region:
    """Return the region of some active grids within a number of households moved."""
    options: dict[int, list[int]] = {}
    outside = [n for n, g in enumerate(scene.grid) if g not in active and g not in scene.frozen]
    own = scene.nodes_of(active)
    for node in spread(scene, outside, most):
        options.setdefault(node, []).append(OUTSIDE)
    for grid in sorted(active):
        for node in spread(scene, scene.nodes_of({grid}), most):
            options.setdefault(node, []).append(grid)
    reached = [*own, *spread(scene, own, most)] if fresh else []
    for node in reached:
        if scene.households[node] <= most:
            options.setdefault(node, []).extend(fresh)
    sizes = scene.sizes()
    can_go = frozenset(g for g in active if sizes[g] <= most and all(node in options for node in scene.nodes_of({g})))
    region = Region(scene, active, fresh, most, options, can_go)
    for node in (*own, *outside):
        if node not in options:
            region.fixed.setdefault(region.home(node), []).append(node)
    return region
