# SPDX-License-Identifier: MIT
"""The community that is being redrawn, as tools see it: pieces of land, who lives there, and what a stroke would do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.map.arrays import Kind, LayerArrays
from gridmgr.model.bands import Band
from gridmgr.planning.accumulators import GridFigures
from gridmgr.planning.barriers import Barriers
from gridmgr.planning.contiguity import Contiguity, reachable, touching
from gridmgr.planning.coverage import UNASSIGNED, Coverage
from gridmgr.planning.estate_unity import Shares, estate_shares, split_estates
from gridmgr.planning.precision import Geometries
from gridmgr.planning.shared_borders import Segments, shared_segments
from gridmgr.planning.units import EdgeKind

Place = tuple[float, float]
NEW_GRID = "new"
"""The name of a grid that is being drawn, in previews."""
MOSTLY = 0.5
ON_FACES = ("xy", "tree", "borders", "contiguity", "is_built", "layer", "marks", "buildings_on")
"""What is worked out from faces and building points alone."""
ON_SITE = ("is_held", "_faces_of_estates", "_dry")
"""What is worked out from those and what stands on them."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What the stroke at hand would do."""

    households: Mapping[str, tuple[int, int]]
    """For every touched grid: its households after the stroke and the change."""
    moved: int = 0
    """Households that would change their grid."""
    buildings: int = 0
    torn: tuple[str, ...] = ()
    """Grids that the stroke would cut in two."""
    stray: str = ""
    """The grid that would get a part which hangs together with nothing of it."""


@dataclass(frozen=True, eq=False)
class Site:
    """What stands on the land of a community beside its grids (b buildings, e estates)."""

    barriers: Barriers = field(default_factory=Barriers.none)
    estate: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    """(b,) number of the estate (小区) of each building, -1 for none; empty where no building has one."""
    estates: Sequence[str] = ()
    """(e,) their names."""
    keeps_whole: Sequence[bool] = ()
    """(e,) whether each should lie in one grid."""
    is_held: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))
    """(b,) whether each building is locked in its grid; empty where none is."""

    def is_same(self, other: "Site") -> bool:
        """Tell whether two sites were made from the very same ground."""
        same = self.barriers is other.barriers and self.estate is other.estate
        return same and np.array_equal(self.is_held, other.is_held)


@dataclass(frozen=True, eq=False)
class Workpiece:
    """One community of a plan (b buildings, f faces). Everything slow is worked out by `warmed`, before it is used."""

    coverage: Coverage
    households: NDArray[np.int64]
    """(b,)"""
    names: Mapping[str, str] = field(default_factory=dict)
    """How grids are called on the map (07), by id."""
    band: Band = field(default_factory=Band)
    site: Site = field(default_factory=Site)
    locked: frozenset[str] = frozenset()
    """Grids (ids) whose border is locked."""

    def warmed(self) -> "Workpiece":
        """Work out what the first stroke would else wait for."""
        _ = self.figures, self.xy, self.tree, self.contiguity, self.is_built, self.number, self.is_locked, self.above
        _ = self.layer, self.marks, self.is_held, self._faces_of_estates, self._dry, self.split_estates
        self.tree.query(self.coverage.faces[:1])
        self._members_of(UNASSIGNED)
        return self

    def following(self, before: "Workpiece") -> "Workpiece":
        """Take over from the workpiece before what hangs on the faces alone, if those are the same; then `warmed`."""
        if self.coverage.faces is before.coverage.faces and self.coverage.points is before.coverage.points:
            known, is_same = vars(before), self.site.is_same(before.site)
            kept = (*ON_FACES, *ON_SITE) if is_same else ON_FACES
            vars(self).update({name: known[name] for name in kept if name in known})
        return self.warmed()

    def name_of(self, grid: str) -> str:
        """Return how a grid is called on the map."""
        return "新" if grid == NEW_GRID else self.names.get(grid, "未归格" if grid == UNASSIGNED else "")

    @cached_property
    def figures(self) -> GridFigures:
        """Buildings and households of every grid."""
        return GridFigures(self.coverage.grid_of_building.tolist(), {"households": self.households})

    @cached_property
    def xy(self) -> NDArray[np.float64]:
        """(b, 2) the point of every building."""
        return np.asarray(shapely.get_coordinates(self.coverage.points)).reshape(-1, 2)

    @cached_property
    def tree(self) -> shapely.STRtree:
        """The index of the faces."""
        return shapely.STRtree(self.coverage.faces)

    @cached_property
    def borders(self) -> Segments:
        """The pieces of border between faces."""
        return shared_segments(self.coverage.faces)

    @cached_property
    def is_built(self) -> NDArray[np.bool_]:
        """(f,) whether a building stands on each face."""
        built = np.zeros(len(self.coverage.faces), np.bool_)
        built[self.coverage.face_of_building[self.coverage.face_of_building >= 0]] = True
        return built

    @cached_property
    def contiguity(self) -> Contiguity:
        """Which faces hang together."""
        return Contiguity(len(self.coverage.faces), touching(self.borders))

    @cached_property
    def layer(self) -> LayerArrays:
        """The faces as they are painted."""
        faces = self.coverage.faces
        return LayerArrays.from_geometries(Kind.POLYGON, [""] * len(faces), faces)

    @cached_property
    def marks(self) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """(m, 2) the places by which faces are caught, and (m,) whose they are: their buildings, else their middle."""
        inside = np.flatnonzero(self.coverage.face_of_building >= 0)
        empty = np.flatnonzero(~self.is_built)
        middle = shapely.get_coordinates(shapely.point_on_surface(self.coverage.faces[empty])).reshape(-1, 2)
        owner = np.concatenate((self.coverage.face_of_building[inside], empty))
        return np.concatenate((self.xy[inside], middle)), owner

    @cached_property
    def number(self) -> NDArray[np.int32]:
        """(f,) the number of the grid of each face; see `number_of`."""
        return np.array([self._numbers[grid] for grid in self.coverage.grid.tolist()], np.int32)

    def number_of(self, grid: str) -> int:
        """Return the number of a grid in `number`; -1 for one without land."""
        return self._numbers.get(grid, -1)

    @cached_property
    def is_locked(self) -> NDArray[np.bool_]:
        """(f,) whether the grid of each face is locked."""
        return np.isin(self.number, [self.number_of(grid) for grid in self.locked])

    @cached_property
    def is_held(self) -> NDArray[np.bool_]:
        """(f,) whether a building that is locked in its grid stands on each face."""
        held = np.zeros(len(self.coverage.faces), np.bool_)
        face = self.coverage.face_of_building[np.flatnonzero(self.site.is_held)]
        held[face[face >= 0]] = True
        return held

    @cached_property
    def above(self) -> tuple[str, ...]:
        """The grids with more households than the band allows."""
        return tuple(grid for grid in self._numbers if grid and self.households_of(grid) > self.band.high)

    @cached_property
    def buildings_on(self) -> NDArray[np.int64]:
        """(f,) how many buildings stand on each face."""
        face = self.coverage.face_of_building
        return np.bincount(face[face >= 0], minlength=len(self.coverage.faces))

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {grid: number for number, grid in enumerate(dict.fromkeys(self.coverage.grid.tolist()))}

    @cached_property
    def _members(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The faces sorted by grid, and where the faces of each grid begin."""
        order = np.argsort(self.number, kind="stable")
        return order, np.searchsorted(self.number[order], np.arange(len(self._numbers) + 1))

    def _members_of(self, grid: str) -> NDArray[np.int64]:
        number, (order, starts) = self.number_of(grid), self._members
        return order[starts[number] : starts[number + 1]] if number >= 0 else order[:0]

    def neighbours_of(self, face: int) -> NDArray[np.int64]:
        """Return the faces that share a border with a face."""
        return self.contiguity.neighbours_of(face)

    def households_of(self, grid: str) -> int:
        """Return the households of a grid."""
        return int(self.figures.of(grid)["households"])

    def grid_at(self, x: float, y: float) -> str:
        """Return the grid at a place, UNASSIGNED outside."""
        faces = self.tree.query(shapely.Point(x, y), predicate="intersects")
        return str(self.coverage.grid[faces.min()]) if len(faces) else UNASSIGNED

    def buildings_in(self, area: BaseGeometry) -> NDArray[np.int64]:
        """Return the buildings whose point lies in an area."""
        west, south, east, north = shapely.bounds(area).tolist()
        x, y = self.xy.T
        near = np.flatnonzero((x >= west) & (x <= east) & (y >= south) & (y <= north))
        shapely.prepare(area)
        return np.asarray(near[shapely.intersects_xy(area, x[near], y[near])])

    def faces_in(self, area: BaseGeometry) -> NDArray[np.int64]:
        """Return the faces a lasso catches: those with a building in it and empty ones mostly in it."""
        empty = np.sort(self.tree.query(area, predicate="intersects"))
        empty = empty[~self.is_built[empty]]
        faces: Geometries = self.coverage.faces[empty]
        share = shapely.area(shapely.intersection(faces, area)) / shapely.area(faces)
        return np.union1d(self.coverage.faces_of_buildings(self.buildings_in(area)), empty[share > MOSTLY])

    def faces_under(self, start: Place, end: Place, radius: float) -> NDArray[np.int64]:
        """Return the faces that a round brush catches on its straight way: those by whose mark it comes near enough.

        Those that its middle runs over are caught, too, so that a small brush does not miss a large building.
        """
        xy, owner = self.marks
        (x, y), (right, up) = start, (end[0] - start[0], end[1] - start[1])
        near = np.flatnonzero(
            (xy[:, 0] >= min(x, end[0]) - radius)
            & (xy[:, 0] <= max(x, end[0]) + radius)
            & (xy[:, 1] >= min(y, end[1]) - radius)
            & (xy[:, 1] <= max(y, end[1]) + radius)
        )
        from_start = xy[near] - (x, y)
        along = np.clip(from_start @ (right, up) / max(right * right + up * up, 1e-12), 0.0, 1.0)
        off = from_start - along[:, None] * (right, up)
        caught = owner[near[(off * off).sum(axis=1) <= radius * radius]]
        return np.union1d(caught, self.tree.query(shapely.linestrings([start, end]), predicate="intersects"))

    def faces_along(self, track: BaseGeometry) -> NDArray[np.int64]:
        """Return the faces that a line touches."""
        return np.sort(self.tree.query(track, predicate="intersects"))

    def after_moving(self, faces: NDArray[np.int64], target: str) -> Preview:
        """Return what would become of the grids if faces went to another one."""
        moving = faces[self.number[faces] != self.number_of(target)]
        inside = np.zeros(len(self.coverage.faces) + 1, np.bool_)
        inside[moving] = True
        # A building outside has face -1, which is the last entry and always False.
        buildings = np.flatnonzero(inside[self.coverage.face_of_building])
        stray = target if self.stray_of(moving, target) else ""
        return self._after(buildings, target, self.torn_by(moving, target), stray)

    def after_drawing(self, area: BaseGeometry, target: str = NEW_GRID) -> Preview:
        """Return what would become of the grids if the land in an area went to another one."""
        inside = self.buildings_in(area)
        return self._after(inside[self.coverage.face_of_building[inside] >= 0], target, ())

    def torn_by(self, faces: NDArray[np.int64], target: str) -> tuple[str, ...]:
        """Return the grids that would fall into more parts than they have."""
        moved = np.zeros(len(self.number), np.bool_)
        moved[faces] = True
        losing = sorted(
            {self.coverage.grid[face] for face in faces[np.unique(self.number[faces], return_index=True)[1]]}
        )
        return tuple(grid for grid in losing if grid not in (target, UNASSIGNED) and self._is_torn(grid, moved))

    def stray_of(self, faces: NDArray[np.int64], target: str) -> bool:
        """Tell whether the target would get a part that hangs together with nothing of it."""
        own = self._members_of(target)
        if not len(own) or not len(faces):
            return False
        label = self.contiguity.parts(np.concatenate((own, faces)))
        return not np.isin(label[len(own) :], label[: len(own)]).all()

    def beyond(self, faces: NDArray[np.int64], target: str, beside_roads: bool) -> NDArray[np.int64]:
        """Return those of some faces that would lie across a barrier from all buildings that the target has.

        Only parts with buildings count, and only those that touch the target's land: others lie apart anyway.
        """
        own, moving = self._members_of(target), faces[self.number[faces] != self.number_of(target)]
        every = np.concatenate((own, moving))
        is_home = np.zeros(len(every), np.bool_)
        is_home[: len(own)] = self.is_built[own]
        if not is_home.any() or not len(moving):
            return faces[:0]
        label, touched = self._dry[beside_roads].parts(every), self.contiguity.parts(every)
        strange = label[self.is_built[every] & np.isin(touched, touched[is_home])]
        strange = np.setdiff1d(strange, label[is_home])
        return np.asarray(moving[np.isin(label[len(own) :], strange)])

    @cached_property
    def _dry(self) -> tuple[Contiguity, Contiguity]:
        """Which faces hang together without crossing a railway or river, and without crossing a main road either."""
        barriers, count = self.site.barriers, len(self.coverage.faces)
        kinds = (~barriers.crossable).any(), (~barriers.crossable | (barriers.kind == EdgeKind.ARTERIAL)).any()
        ways = [
            Contiguity(count, reachable(self.coverage.faces, self.borders, barriers, roads))
            if bars
            else self.contiguity
            for roads, bars in zip((False, True), kinds, strict=True)
        ]
        return ways[0], ways[1]

    def _is_torn(self, grid: str, moved: NDArray[np.bool_]) -> bool:
        own = self._members_of(grid)
        return _count(self.contiguity.parts(own[~moved[own]])) > self._parts_of(own, grid)

    def _parts_of(self, own: NDArray[np.int64], grid: str) -> int:
        """Count the parts of a grid as it is, once."""
        known: dict[str, int] = vars(self).setdefault("_parts_known", {})
        if grid not in known:
            known[grid] = _count(self.contiguity.parts(own))
        return known[grid]

    def _after(self, buildings: NDArray[np.int64], target: str, torn: tuple[str, ...], stray: str = "") -> Preview:
        after = self.figures.after(buildings, target)
        households = {
            grid: (round(sums["households"]), round(sums["households"]) - self.households_of(grid))
            for grid, sums in after.items()
            if grid != UNASSIGNED
        }
        return Preview(households, int(self.households[buildings].sum()), len(buildings), torn, stray)

    @cached_property
    def _faces_of_estates(self) -> dict[int, NDArray[np.int64]]:
        """The faces on which the buildings of each estate stand."""
        face = self.coverage.face_of_building
        if not (self.site.estate >= 0).any():
            return {}
        inside = np.flatnonzero((self.site.estate >= 0) & (face >= 0))
        inside = inside[np.argsort(self.site.estate[inside], kind="stable")]
        numbers, starts = np.unique(self.site.estate[inside], return_index=True)
        parts = np.split(face[inside], starts[1:]) if len(inside) else []
        return {int(n): np.unique(part) for n, part in zip(numbers, parts, strict=True)}

    @cached_property
    def estate_shares(self) -> Mapping[int, Shares]:
        """The households of every estate by grid."""
        if not len(self.site.estate):
            return {}
        return estate_shares(self.site.estate, self.coverage.grid_of_building, self.households)

    @cached_property
    def split_estates(self) -> Mapping[int, Shares]:
        """The estates that should lie in one grid and do not, with their households by grid."""
        return split_estates(self.estate_shares, self.site.keeps_whole)

    def faces_of_estate(self, estate: int) -> NDArray[np.int64]:
        """Return the faces of an estate, by its number."""
        return self._faces_of_estates.get(estate, np.zeros(0, np.int64))

    def estates_on(self, faces: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the numbers of the estates whose buildings stand on some faces."""
        if not len(self.site.estate):
            return np.zeros(0, np.int64)
        on = np.zeros(len(self.coverage.faces) + 1, np.bool_)
        on[faces] = True
        found = np.unique(self.site.estate[on[self.coverage.face_of_building]])
        return found[found >= 0]

    def with_whole_estates(self, faces: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return some faces and all others of the estates that stand on them."""
        whole = [self.faces_of_estate(int(estate)) for estate in self.estates_on(faces)]
        return np.asarray(np.unique(np.concatenate((faces, *whole))))


def _count(label: NDArray[np.int64]) -> int:
    return int(label.max()) + 1 if len(label) else 0
