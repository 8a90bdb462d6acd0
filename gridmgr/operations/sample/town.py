# SPDX-License-Identifier: MIT
"""The town as a whole before it becomes records: land, streets, communities, plots and buildings, in arrays."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon

from gridmgr.operations.sample.communities import Named, community_of_faces, named_communities
from gridmgr.operations.sample.ground import Ground, ground_plan
from gridmgr.operations.sample.houses import Standing, built
from gridmgr.operations.sample.names import all_streets
from gridmgr.operations.sample.plots import RESIDENTIAL, Plot, plots
from gridmgr.operations.sample.storeys import dwellings_in, fitted
from gridmgr.operations.sample.streets import Skeleton, Street, skeleton
from gridmgr.operations.sample.terrain import Terrain, terrain

SMALLEST_COMPOUND = 90
"""Dwellings from which a plot of slabs or towers is a compound with a name."""


@dataclass(frozen=True, slots=True)
class Town:
    """Everything that was built; positions are metres from the middle of town."""

    land: Terrain
    main: Skeleton
    ground: Ground
    named: list[Named]
    areas: list[Polygon]
    """Area of each community."""
    plots: list[Plot]
    community_of_plot: NDArray[np.int64]
    streets: list[Street]
    standing: list[Standing]
    dwellings: NDArray[np.int64]
    """(buildings,)"""

    @property
    def compounds(self) -> list[int]:
        """Return the plots that are compounds."""
        homes = np.bincount([s.plot for s in self.standing], self.dwellings, minlength=len(self.plots))
        return [i for i, p in enumerate(self.plots) if p.use in RESIDENTIAL and homes[i] >= SMALLEST_COMPOUND]


def town(rng: np.random.Generator) -> Town:
    """Return the invented town."""
    land = terrain(rng)
    main = skeleton(land)
    ground = ground_plan(land, main, rng)
    land_plots = plots(ground, main, land, rng)
    standing = fitted(built(land_plots, rng), rng)
    dwellings = np.array([dwellings_in(s.house) for s in standing])
    named = named_communities()
    face_of = np.array([p.face for p in land_plots])
    at_face = np.bincount(face_of[[s.plot for s in standing]], dwellings, minlength=len(ground.faces))
    owner = community_of_faces(ground, at_face.astype(np.int64), land, main, named)
    faces = np.array(ground.faces, dtype=object)
    areas = [shapely.coverage_union_all(faces[owner == i]) for i in range(len(named))]
    streets = all_streets(main.streets, ground.cuts, rng)
    return Town(land, main, ground, named, areas, land_plots, owner[face_of], streets, standing, dwellings)
