# SPDX-License-Identifier: MIT
"""The coverage of one community: faces that share their edges exactly, and the grid of each face.

A grid is the union of its faces. Edits cut faces and move them between grids, so a gap or an overlap cannot be made.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.planning.noding import faces_between, noded
from gridmgr.planning.precision import Geometries, is_wider_than_rounding, mean_width_m, sound_areas
from gridmgr.planning.refinement import refined
from gridmgr.planning.shared_borders import dissolved, shared_segments, slivers_given_away
from gridmgr.planning.unit_building import Units

UNASSIGNED = ""
"""The grid of land that belongs to no grid yet."""

MENDED_M = 0.05
"""Gaps, overlaps and steps of an imported plan narrower than this are closed when it becomes a coverage."""

LEAST_M2 = 0.01
"""Land that differs by less was not drawn anew; what differs comes from rounding."""

DOOR_M = 1.0
"""A building whose point lies this near outside the community is counted in."""

POINTS_AT_ONCE = 256
"""The tree keeps other threads waiting while it looks; a window must not stand still for so long."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """The faces of one community (f) and the buildings in them (b). Immutable: edits return a new one."""

    faces: Geometries
    """(f,) polygons on the millimetre grid; neighbours have identical corners."""
    grid: NDArray[np.object_]
    """(f,) id of the grid of each face, UNASSIGNED for none."""
    points: Geometries
    """(b,) a point in each building."""
    face_of_building: NDArray[np.int64]
    """(b,) the face that each building lies in, -1 outside."""
    locked: frozenset[str] = frozenset()
    """Grids that no edit may change."""
    pinned: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    """Positions of buildings that stay in the grid that they are in."""

    @classmethod
    def from_units(cls, units: Units, grid_of_unit: Sequence[str], points: Geometries | None = None) -> "Coverage":
        """Make a coverage from units and the grid of each; `points` are points in the buildings."""
        faces, unit = shapely.get_parts(units.polygons, return_index=True)
        return cls._located(faces, np.asarray(grid_of_unit, dtype=object)[unit], points)

    @classmethod
    def from_grids(
        cls,
        outline: BaseGeometry,
        grids: Sequence[tuple[str, BaseGeometry | None]],
        units: Units | None = None,
        points: Geometries | None = None,
    ) -> "Coverage":
        """Make a coverage from the polygons of an existing plan, clean or not.

        Land in two grids goes to the one named first, land in none is UNASSIGNED, and differences narrower than
        MENDED_M are closed; `area_test` tells them beforehand. With `units`, faces follow the units as well, so
        that buildings can be moved one by one.
        """
        community = sound_areas([outline])[0]
        polygons = sound_areas([polygon for _, polygon in grids])
        parts = [np.array([community], dtype=object), polygons] + ([] if units is None else [units.polygons])
        faces = faces_between(noded(shapely.boundary(np.concatenate(parts))))
        faces = faces[shapely.intersects(community, shapely.point_on_surface(faces))]
        faces = _mended(faces)
        face, number = shapely.STRtree(polygons).query(shapely.point_on_surface(faces), predicate="intersects")
        order = np.argsort(-number, kind="stable")
        grid = np.full(len(faces), UNASSIGNED, dtype=object)
        grid[face[order]] = np.array([name for name, _ in grids], dtype=object)[number[order]]
        return cls._located(faces, grid, points)

    @classmethod
    def _located(cls, faces: Geometries, grid: NDArray[np.object_], points: Geometries | None) -> "Coverage":
        points = np.zeros(0, dtype=object) if points is None else points
        return cls(faces, grid, points, _faces_of(points, faces))

    def regridded(self, drawn: Mapping[str, BaseGeometry], gone: Collection[str] = ()) -> "Coverage | None":
        """Return these faces under other grids: `drawn` are the grids that have other land now, `gone` those without.

        Faces through which a border of a drawn grid runs are cut there. Takes the time of the grids that changed, not
        of the whole community. None where a drawn grid lies on another grid, or its border is not to be had by cutting:
        `from_grids` mends that.
        """
        left = [UNASSIGNED, *gone, *drawn]
        result = self._owned_by_place(drawn, left)
        torn = result.torn_from(drawn)
        if torn:
            lines = shapely.union_all(shapely.boundary(np.array([drawn[name] for name in torn], dtype=object)))
            result = self.cut(lines)._owned_by_place(drawn, left)
            torn = result.torn_from(drawn)
        return None if torn else result

    def torn_from(self, drawn: Mapping[str, BaseGeometry]) -> list[str]:
        """Return the grids whose faces together are not the land drawn for them, by more than rounding."""
        names = np.array(sorted(set(drawn) & set(self.grid.tolist())), dtype=object)
        member = np.flatnonzero(np.isin(self.grid, names))
        present = dissolved(self.faces[member], np.searchsorted(names, self.grid[member]), len(names))
        wanted = np.array([drawn[name] for name in names], dtype=object)
        other = np.flatnonzero(~shapely.equals_exact(present, wanted))
        part, owner = shapely.get_parts(shapely.symmetric_difference(present[other], wanted[other]), return_index=True)
        off = names[other][owner[is_wider_than_rounding(part, LEAST_M2)]].tolist()
        return sorted({*off, *(set(drawn) - set(names.tolist()))})

    def _owned_by_place(self, drawn: Mapping[str, BaseGeometry], left: Collection[str]) -> "Coverage":
        """Give the faces of the grids that are `left` to the drawn grids in which their middles lie."""
        names = np.array([*drawn], dtype=object)
        loose = np.flatnonzero(np.isin(self.grid, np.array([*left], dtype=object)))
        middle = shapely.point_on_surface(self.faces[loose])
        number, face = shapely.STRtree(middle).query(np.array([*drawn.values()], dtype=object), predicate="intersects")
        grid = self.grid.copy()
        grid[loose] = UNASSIGNED
        # Land in two grids goes to the one named first.
        grid[loose[face[::-1]]] = names[number[::-1]]
        return replace(self, grid=grid)

    @property
    def grid_of_building(self) -> NDArray[np.object_]:
        """The grid of each building (b,), UNASSIGNED outside the community."""
        return np.where(self.face_of_building >= 0, self.grid[self.face_of_building], UNASSIGNED).astype(object)

    def grids(self) -> list[str]:
        """Return the ids of all grids, sorted."""
        return sorted(set(self.grid.tolist()) - {UNASSIGNED})

    def grid_polygon(self, grid: str) -> BaseGeometry:
        """Return the land of one grid; empty for a grid without faces. Neighbours have identical corners."""
        members = self.faces[self.grid == grid]
        return dissolved(members, np.zeros(len(members), dtype=np.int64), 1)[0] if len(members) else shapely.Polygon()

    def grid_polygons(self) -> dict[str, BaseGeometry]:
        """Return the land of every grid."""
        names = self.grids()
        inside = self.grid != UNASSIGNED
        number = np.searchsorted(np.array(names, dtype=object), self.grid[inside])
        united = dissolved(self.faces[inside], number, len(names))
        return dict(zip(names, united, strict=True))

    def faces_of_buildings(self, buildings: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the faces that buildings lie in, each once."""
        found = np.unique(self.face_of_building[buildings])
        return found[found >= 0]

    def faces_in(self, area: BaseGeometry) -> NDArray[np.int64]:
        """Return the faces caught by a lasso: those with a building in it, and empty ones mostly in it."""
        caught = (
            np.flatnonzero(shapely.intersects(area, self.points)) if len(self.points) else np.zeros(0, dtype=np.int64)
        )
        built = np.zeros(len(self.faces), dtype=np.bool_)
        built[self.face_of_building[self.face_of_building >= 0]] = True
        near = np.sort(shapely.STRtree(self.faces).query(area, predicate="intersects"))
        near = near[~built[near]]
        share = shapely.area(shapely.intersection(self.faces[near], area)) / shapely.area(self.faces[near])
        return np.union1d(self.faces_of_buildings(caught), near[share > 0.5])

    def assigned(self, faces: NDArray[np.int64], grid: str) -> "Coverage":
        """Return the coverage with faces given to a grid. No rule is looked at: see `editing`."""
        changed = self.grid.copy()
        changed[faces] = grid
        return replace(self, grid=changed)

    def sparing(self, before: "Coverage") -> tuple["Coverage", int]:
        """Return it with the land of pinned buildings back in the grids that they had before an edit, and their number.

        A pinned building that was in no grid goes where the edit puts it.
        """
        was, now = before.grid_of_building[self.pinned], self.grid_of_building[self.pinned]
        strayed = (was != UNASSIGNED) & (was != now) & (self.face_of_building[self.pinned] >= 0)
        if not strayed.any():
            return self, 0
        grid = self.grid.copy()
        grid[self.face_of_building[self.pinned[strayed]]] = was[strayed]
        return replace(self, grid=grid), int(strayed.sum())

    def cut(self, line: BaseGeometry) -> "Coverage":
        """Return the coverage with its faces cut along a line on the millimetre grid; no land changes its grid."""
        new = refined(self.faces, line)
        moved = np.full(len(self.faces), -1, dtype=np.int64)
        untouched = np.flatnonzero(~new.touched)
        moved[new.parent[untouched]] = untouched
        place = np.where(self.face_of_building >= 0, moved[self.face_of_building], -1)
        lost = np.flatnonzero((self.face_of_building >= 0) & (place < 0))
        fresh = np.flatnonzero(new.touched)
        found = _faces_of(self.points[lost], new.faces[fresh])
        place[lost] = np.where(found >= 0, fresh[found], -1) if len(fresh) else -1
        return replace(self, faces=new.faces, grid=self.grid[new.parent], face_of_building=place)


def _faces_of(points: Geometries, faces: Geometries) -> NDArray[np.int64]:
    found = np.full(len(points), -1, dtype=np.int64)
    tree = shapely.STRtree(faces)
    for first in range(0, len(points) if len(faces) else 0, POINTS_AT_ONCE):
        few = points[first : first + POINTS_AT_ONCE]
        point, face = tree.query_nearest(few, max_distance=DOOR_M, all_matches=True)
        found[first + point[::-1]] = face[::-1]
    return found


def _mended(faces: Geometries) -> Geometries:
    thin = np.flatnonzero(mean_width_m(faces) < MENDED_M)
    segments = shared_segments(faces)
    group = slivers_given_away(thin, shapely.area(faces), segments, segments.length_m)
    kept, group = np.unique(group, return_inverse=True)
    return dissolved(faces, group, len(kept))
