# SPDX-License-Identifier: MIT
"""Bad grids that may get in each other's way are mended together, the others on their own."""

from collections.abc import Collection, Iterable

from gridmgr.planning.rebalancing.scene import Scene

_MOST_AROUND = 40
"""Grids around a bad one that may take part at most."""


class Neighbourhood:
    """Which grids lie beside which. Frozen ones are not among them."""

    def __init__(self, scene: Scene) -> None:
        self.beside: dict[int, set[int]] = {g: set() for g in scene.grid if g not in scene.frozen}
        for node, others in enumerate(scene.near):
            own = scene.grid[node]
            for other in others:
                near = scene.grid[other]
                if own != near and own in self.beside and near in self.beside:
                    self.beside[own].add(near)

    def around(self, grids: Collection[int], reach: int, most: int = _MOST_AROUND) -> set[int]:
        """Return grids and those up to `reach` steps away, `most` in all, a few dozen as a rule."""
        found = {grid for grid in grids if grid in self.beside}
        most = max(most, len(found))
        for _ in range(reach):
            ring = sorted({near for grid in found for near in self.beside[grid]} - found)
            if not ring:
                break
            found.update(ring[: most - len(found)])
        return found

    def clusters(self, bad: Iterable[int]) -> list[list[int]]:
        """Put bad grids with a common neighbour together; each cluster ascending, ordered by its first grid."""
        clusters: list[tuple[set[int], set[int]]] = []
        for grid in sorted(bad):
            reach = self.around({grid}, 1)
            met = [cluster for cluster in clusters if cluster[1] & reach]
            clusters = [cluster for cluster in clusters if cluster not in met]
            clusters.append(({grid}.union(*(c[0] for c in met)), reach.union(*(c[1] for c in met))))
        return sorted(sorted(members) for members, _ in clusters)
