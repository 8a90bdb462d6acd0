# SPDX-License-Identifier: MIT
"""The authority on gaps and overlaps: two tests of area, not a tolerance on borders.

The union of the grids has to be the community, and the sum of their areas has to be the area of their union.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.planning.precision import Geometries, is_wider_than_rounding, sound_areas

LEAST_M2 = 0.01
"""Smaller places are not told."""


@dataclass(frozen=True, slots=True)
class AreaTest:
    """What the grids of one community leave out, cover twice and take from others."""

    gaps: Geometries
    """Places of the community in no grid."""
    overlaps: Geometries
    """Places in two grids: one for every pair of grids and piece."""
    overlapping: NDArray[np.int64]
    """(o, 2) the two grids of each overlap."""
    outside: Geometries
    """Places of grids outside the community."""
    overlaps_m2: float
    """The sum of the areas of the grids less the area of their union; 0 where no overlap is wider than rounding."""
    rounding_m2: float
    """What strips narrower than two millimetres add up to; they come from rounding coordinates and mean nothing."""

    @property
    def gaps_m2(self) -> float:
        """The area of the community in no grid."""
        return float(shapely.area(self.gaps).sum())

    @property
    def outside_m2(self) -> float:
        """The area of grids outside the community."""
        return float(shapely.area(self.outside).sum())

    @property
    def is_clean(self) -> bool:
        """Whether the grids cover the community exactly once and nothing else."""
        return not (len(self.gaps) or len(self.overlaps) or len(self.outside))


def area_test(outline: BaseGeometry | None, grids: Sequence[BaseGeometry | None]) -> AreaTest:
    """Test the grids of one community against its outline; works for dirty plans too and never raises."""
    polygons = sound_areas(grids)
    community = sound_areas([outline])[0]
    union = shapely.union_all(polygons)
    gaps, gap_noise = _told(shapely.difference(community, union))
    outside, outside_noise = _told(shapely.difference(union, community))
    overlaps, pairs = overlaps_of(polygons)
    twice = max(0.0, float(shapely.area(polygons).sum() - union.area))
    noise = gap_noise + outside_noise + (0.0 if len(overlaps) else twice)
    return AreaTest(gaps, overlaps, pairs, outside, twice if len(overlaps) else 0.0, noise)


def overlaps_of(polygons: Geometries) -> tuple[Geometries, NDArray[np.int64]]:
    """Return the places that two polygons share and the pair of each: (o,), (o, 2)."""
    a, b = shapely.STRtree(polygons).query(polygons, predicate="intersects")
    order = np.lexsort((b, a))
    a, b = a[order], b[order]
    a, b = a[a < b], b[a < b]
    common = shapely.intersection(polygons[a], polygons[b])
    parts, pair = shapely.get_parts(common, return_index=True)
    told = is_wider_than_rounding(parts, LEAST_M2)
    return parts[told], np.stack((a, b), axis=1)[pair[told]].astype(np.int64)


def _told(place: BaseGeometry) -> tuple[Geometries, float]:
    parts = shapely.get_parts(shapely.get_parts(np.array([place], dtype=object)))
    told = is_wider_than_rounding(parts, LEAST_M2)
    return parts[told], float(shapely.area(parts[~told]).sum())
