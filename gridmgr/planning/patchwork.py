# SPDX-License-Identifier: MIT
"""Areas that may overlap and leave gaps, cut into the faces between all their borders.

Unlike a coverage, a face here may lie in no area or in several: so a plan that is not clean can be mended place by
place, while everything else stays as it is. All faces are noded together, so areas put together from them share their
corners exactly.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.planning.noding import faces_between, noded
from gridmgr.planning.precision import Geometries, sound_areas
from gridmgr.planning.shared_borders import Segments, components, dissolved, shared_segments


@dataclass(frozen=True, eq=False)
class Patchwork:
    """Faces (f) and which of the areas (a) holds each. Immutable: changes return a new one."""

    faces: Geometries
    """(f,) polygons on the millimetre grid; neighbours have identical corners."""
    holds: NDArray[np.bool_]
    """(a, f) whether an area holds a face."""

    @classmethod
    def of(cls, areas: Sequence[BaseGeometry | None], cuts: Sequence[BaseGeometry] = ()) -> "Patchwork":
        """Cut areas along each other's borders and along further lines or outlines, all in metres."""
        sound = sound_areas(areas)
        extra = np.empty(len(cuts), dtype=object)
        extra[:] = [shapely.boundary(cut) if shapely.get_dimensions(cut) == 2 else cut for cut in cuts]
        faces = faces_between(noded(np.concatenate((shapely.boundary(sound), extra))))
        holds = np.zeros((len(sound), len(faces)), dtype=bool)
        face, area = shapely.STRtree(sound).query(shapely.point_on_surface(faces), predicate="intersects")
        holds[area, face] = True
        return cls(faces, holds)

    @cached_property
    def segments(self) -> Segments:
        """The borders between the faces."""
        return shared_segments(self.faces)

    def inside(self, place: BaseGeometry) -> NDArray[np.bool_]:
        """Return which faces (f,) lie in a place."""
        shapely.prepare(place)
        return np.asarray(shapely.intersects(place, shapely.point_on_surface(self.faces)))

    def given(
        self, faces: NDArray[np.bool_], to: int | None = None, away: Collection[int] | None = None
    ) -> "Patchwork":
        """Return it with faces taken away from some areas (None: from all) and given to one."""
        holds = self.holds.copy()
        rows = range(len(holds)) if away is None else away
        for row in rows:
            holds[row, faces] = False
        if to is not None:
            holds[to, faces] = True
        return replace(self, holds=holds)

    def area(self, number: int) -> BaseGeometry:
        """Return the land of one area, empty where it holds nothing."""
        members = self.faces[self.holds[number]]
        return dissolved(members, np.zeros(len(members), dtype=np.int64), 1)[0] if len(members) else shapely.Polygon()

    def size_m2(self, faces: NDArray[np.bool_]) -> float:
        """Return the area of some faces."""
        return float(shapely.area(self.faces[faces]).sum())

    def border_m(self, faces: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return (a,) how long the border is between some faces and those that each area holds beside them."""
        rim = self.segments.only(faces[self.segments.a] != faces[self.segments.b])
        beyond = np.where(faces[rim.a], rim.b, rim.a)
        return np.asarray(self.holds[:, beyond] @ rim.length_m)

    def parts(self, faces: NDArray[np.bool_]) -> list[NDArray[np.bool_]]:
        """Return the connected parts of some faces, the largest first; a common corner does not connect."""
        number = np.flatnonzero(faces)
        own = np.full(len(faces), -1, dtype=np.int64)
        own[number] = np.arange(len(number))
        inner = self.segments.only(faces[self.segments.a] & faces[self.segments.b])
        part = components(len(number), own[inner.a], own[inner.b])
        found = []
        for one in range(int(part.max(initial=-1)) + 1):
            mask = np.zeros(len(faces), dtype=bool)
            mask[number[part == one]] = True
            found.append(mask)
        return sorted(found, key=self.size_m2, reverse=True)
