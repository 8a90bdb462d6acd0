# SPDX-License-Identifier: MIT
"""What is at hand of a community: its pieces of land, who lives there, which estates and barriers there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.map.arrays import Kind, LayerArrays
from gridmgr.map.squares import SquareIndex, ranges
from gridmgr.model.bands import Band
from gridmgr.planning.accumulators import GridFigures
from gridmgr.planning.barriers import Barriers
from gridmgr.planning.contiguity import Contiguity, reachable, touching
from gridmgr.planning.coverage import UNASSIGNED, Coverage
from gridmgr.planning.estate_unity import Shares, estate_shares, split_estates
from gridmgr.planning.grid_borders import GridBorders
from gridmgr.planning.precision import Geometries
from gridmgr.planning.shared_borders import Segments, shared_segments
from gridmgr.planning.tracing import Guides, Network
from gridmgr.planning.units import EdgeKind

Place = tuple[float, float]
NEW_GRID = "new"
"""The name of a grid that is being drawn, in previews."""
MOSTLY = 0.5


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

    def is_same(self, other: "Site") -> bool:
        """Tell whether two sites were made from the very same ground."""
        return self.barriers is other.barriers and self.estate is other.estate


@dataclass(frozen=True, eq=False)
class Holding:
    """One community of a plan (b buildings, f faces), and what is worked out from it when it is first asked for."""

    coverage: Coverage
    households: NDArray[np.int64]
    """(b,)"""
    names: Mapping[str, str] = field(default_factory=dict)
    """How grids are called on the map (07), by id."""
    band: Band = field(default_factory=Band)
    site: Site = field(default_factory=Site)
    locked: frozenset[str] = frozenset()
    """Grids (ids) whose border is locked."""
    guides: Guides = field(default_factory=Guides.none)
    """What a line may follow beside the edges of the faces."""

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
    def grid_borders(self) -> GridBorders:
        """The borders between grids, by place."""
        return GridBorders.of(self.coverage, self.borders)

    @cached_property
    def network(self) -> Network:
        """The lines that a drawn line may follow; worked out when one first does."""
        return Network(self.coverage.faces, self.guides)

    @cached_property
    def _shapes(self) -> dict[str, BaseGeometry]:
        return {}

    def shape_of(self, grid: str) -> BaseGeometry:
        """Return the outline of a grid, put together when it is first asked for."""
        if grid not in self._shapes:
            self._shapes[grid] = self.coverage.grid_polygon(grid)
        return self._shapes[grid]

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
    def building_is_held(self) -> NDArray[np.bool_]:
        """(b,) whether each building is locked in the grid in which it is."""
        held = np.zeros(len(self.coverage.face_of_building), np.bool_)
        held[self.coverage.pinned] = self.coverage.grid_of_building[self.coverage.pinned] != UNASSIGNED
        return held

    @cached_property
    def is_pinned(self) -> NDArray[np.bool_]:
        """(f,) whether a building that is locked in its grid stands on each face: no stroke takes it."""
        pinned = np.zeros(len(self.coverage.faces), np.bool_)
        pinned[self.coverage.face_of_building[self.building_is_held]] = True
        return pinned

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
    def _by_grid(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The faces sorted by grid, and where the faces of each grid begin."""
        order = np.argsort(self.number, kind="stable")
        return order, np.searchsorted(self.number[order], np.arange(len(self._numbers) + 1))

    def members_of(self, grid: str) -> NDArray[np.int64]:
        """Return the faces of a grid."""
        return self.members_of_number(self.number_of(grid))

    def members_of_number(self, number: int) -> NDArray[np.int64]:
        """Return the faces of a grid by its number."""
        order, starts = self._by_grid
        return order[starts[number] : starts[number + 1]] if number >= 0 else order[:0]

    def neighbours_of(self, face: int) -> NDArray[np.int64]:
        """Return the faces that share a border with a face."""
        return self.contiguity.neighbours_of(face)

    def households_of(self, grid: str) -> int:
        """Return the households of a grid."""
        return int(self.figures.of(grid)["households"])

    def faces_at(self, x: float, y: float) -> NDArray[np.int64]:
        """Return the faces at a place, ascending; more than one only on a border."""
        return np.sort(self.tree.query(shapely.Point(x, y), predicate="intersects"))

    def grid_at(self, x: float, y: float) -> str:
        """Return the grid at a place, UNASSIGNED outside."""
        faces = self.faces_at(x, y)
        return str(self.coverage.grid[faces.min()]) if len(faces) else UNASSIGNED

    @cached_property
    def places(self) -> SquareIndex:
        """The points of the buildings by squares, so that a stroke looks only at what lies near it."""
        return SquareIndex.build(self.xy)

    @cached_property
    def standing(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The buildings sorted by the face they stand on, and where those of each face begin; none that is outside."""
        face = self.coverage.face_of_building
        order = np.argsort(face, kind="stable")
        return order, np.searchsorted(face[order], np.arange(len(self.coverage.faces) + 1))

    def buildings_of(self, faces: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the buildings that stand on some faces, ascending."""
        order, starts = self.standing
        return np.sort(order[ranges(starts[faces], starts[faces + 1] - starts[faces])])

    def buildings_in(self, area: BaseGeometry) -> NDArray[np.int64]:
        """Return the buildings whose point lies in an area."""
        west, south, east, north = shapely.bounds(area).tolist()
        near = self.places.within((west, south, east, north))
        x, y = self.xy[near].T
        shapely.prepare(area)
        return np.asarray(near[shapely.intersects_xy(area, x, y)])

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

    @cached_property
    def dry(self) -> tuple[Contiguity, Contiguity]:
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

    @cached_property
    def faces_by_estate(self) -> dict[int, NDArray[np.int64]]:
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
        return self.faces_by_estate.get(estate, np.zeros(0, np.int64))

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
