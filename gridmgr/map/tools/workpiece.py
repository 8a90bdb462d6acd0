# SPDX-License-Identifier: MIT
"""The community that is being redrawn, as tools see it: pieces of land, who lives there, and what a stroke would do."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.model.bands import Band
from gridmgr.planning.accumulators import GridFigures
from gridmgr.planning.coverage import UNASSIGNED, Coverage
from gridmgr.planning.grid_borders import GridBorders
from gridmgr.planning.precision import Geometries
from gridmgr.planning.reshaping import Give, torn_by
from gridmgr.planning.shared_borders import Segments, components, shared_segments
from gridmgr.planning.tracing import Guides, Network

NEW_GRID = "new"
"""The name of a grid that is being drawn, in previews."""
MOSTLY = 0.5
ON_FACES = ("xy", "tree", "borders", "_around", "is_built", "network")
"""What is worked out from faces and building points alone."""


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
    held: int = 0
    """Buildings that would stay where they are, because they are locked in their grid."""
    new_at: tuple[float, float] | None = None
    """Where the figures of a new grid are written, metres."""


def joined(previews: Sequence[Preview], households_of: Callable[[str], int], torn: tuple[str, ...]) -> Preview:
    """Put previews of parts of one stroke together: the changes of a grid add up."""
    change: dict[str, int] = {}
    for preview in previews:
        for grid, (_, more) in preview.households.items():
            change[grid] = change.get(grid, 0) + more
    households = {grid: (households_of(grid) + more, more) for grid, more in sorted(change.items())}
    moved, buildings, held = (sum(getattr(p, name) for p in previews) for name in ("moved", "buildings", "held"))
    return Preview(households, moved, buildings, torn, held)


@dataclass(frozen=True, eq=False)
class Workpiece:
    """One community of a plan (b buildings, f faces). Everything slow is worked out by `warmed`, before it is used."""

    coverage: Coverage
    households: NDArray[np.int64]
    """(b,)"""
    names: Mapping[str, str] = field(default_factory=dict)
    """How grids are called on the map (07), by id."""
    band: Band = field(default_factory=Band)
    guides: Guides = field(default_factory=Guides.none)
    """What a line may follow beside the edges of the faces."""

    def warmed(self) -> "Workpiece":
        """Work out what the first stroke would else wait for."""
        _ = self.figures, self.xy, self.tree, self._around, self.is_built, self.grid_borders.tree
        self.tree.query(self.coverage.faces[:1])
        self.grid_borders.nearest(0.0, 0.0, 1.0)
        return self

    def following(self, before: "Workpiece") -> "Workpiece":
        """Take over from the workpiece before what hangs on the faces alone, if those are the same; then `warmed`."""
        if self.coverage.faces is before.coverage.faces and self.coverage.points is before.coverage.points:
            known = vars(before)
            vars(self).update({name: known[name] for name in ON_FACES if name in known})
        elif "network" in vars(before):
            # Whoever traced once will trace again: the next line must not wait.
            _ = self.network.price
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
    def _around(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """(f + 1,) where the neighbours of each face begin in the second array."""
        one = np.concatenate((self.borders.a, self.borders.b))
        other = np.concatenate((self.borders.b, self.borders.a))
        order = np.argsort(one, kind="stable")
        return np.searchsorted(one[order], np.arange(len(self.coverage.faces) + 1)), other[order]

    def neighbours_of(self, face: int) -> NDArray[np.int64]:
        """Return the faces that share a border with a face."""
        starts, others = self._around
        return others[starts[face] : starts[face + 1]]

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

    def faces_along(self, track: BaseGeometry) -> NDArray[np.int64]:
        """Return the faces that a line touches."""
        return np.sort(self.tree.query(track, predicate="intersects"))

    def after_moving(self, faces: NDArray[np.int64], target: str, torn: tuple[str, ...] | None = None) -> Preview:
        """Return what would become of the grids if faces went to another one; `torn` where it is known already."""
        moving = faces[self.coverage.grid[faces] != target]
        inside = np.zeros(len(self.coverage.faces) + 1, np.bool_)
        inside[moving] = True
        # A building outside has face -1, which is the last entry and always False.
        buildings = np.flatnonzero(inside[self.coverage.face_of_building])
        torn = self.torn_by(moving[~self.is_pinned[moving]], target) if torn is None else torn
        return self._after(buildings, target, torn)

    def after_giving(self, gives: Sequence[Give]) -> Preview:
        """Return what would become of the grids if areas changed hands."""
        owner = self.coverage.grid_of_building
        found = []
        for give in gives:
            inside = self.buildings_in(give.area)
            found.append(inside[(owner[inside] == give.giver) & (self.coverage.face_of_building[inside] >= 0)])
        takers = {give.taker for give in gives}
        moved = [np.concatenate([b for g, b in zip(gives, found, strict=True) if g.taker == one]) for one in takers]
        previews = [self._after(rows, one, ()) for rows, one in zip(moved, takers, strict=True)]
        shapes = [(one, self.shape_of(one)) for one in sorted({g.giver for g in gives} - {UNASSIGNED})]
        return joined(previews, self.households_of, torn_by(gives, shapes))

    def after_drawing(self, area: BaseGeometry, target: str = NEW_GRID, giver: str | None = None) -> Preview:
        """Return what would become of the grids if the land in an area, of one giver or all, went to another one."""
        inside = self.buildings_in(area)
        if giver is not None:
            inside = inside[self.coverage.grid_of_building[inside] == giver]
        return self._after(inside[self.coverage.face_of_building[inside] >= 0], target, ())

    def torn_by(self, faces: NDArray[np.int64], target: str) -> tuple[str, ...]:
        """Return the grids that would fall into more parts than they have."""
        grid = self.coverage.grid
        left = np.ones(len(grid), np.bool_)
        left[faces] = False
        losing = sorted(set(grid[faces].tolist()) - {target, UNASSIGNED})
        return tuple(one for one in losing if self._parts(left & (grid == one)) > self._parts(grid == one))

    @cached_property
    def _is_held(self) -> NDArray[np.bool_]:
        """(b,) whether each building is locked in the grid in which it is."""
        held = np.zeros(len(self.coverage.face_of_building), np.bool_)
        held[self.coverage.pinned] = self.coverage.grid_of_building[self.coverage.pinned] != UNASSIGNED
        return held

    @cached_property
    def is_pinned(self) -> NDArray[np.bool_]:
        """(f,) whether a building that is locked in its grid stands on each face: no stroke takes it."""
        pinned = np.zeros(len(self.coverage.faces), np.bool_)
        pinned[self.coverage.face_of_building[self._is_held]] = True
        return pinned

    def _after(self, buildings: NDArray[np.int64], target: str, torn: tuple[str, ...]) -> Preview:
        """Return what becomes of the grids; buildings that are locked in theirs are counted as left there."""
        held = self._is_held[buildings]
        held[held] = self.coverage.grid_of_building[buildings[held]] != target
        left, buildings = int(held.sum()), buildings[~held]
        after = self.figures.after(buildings, target)
        households = {
            grid: (round(sums["households"]), round(sums["households"]) - self.households_of(grid))
            for grid, sums in after.items()
            if grid != UNASSIGNED
        }
        return Preview(households, int(self.households[buildings].sum()), len(buildings), torn, left)

    def _parts(self, chosen: NDArray[np.bool_]) -> int:
        """Count the connected parts of some faces."""
        number = np.cumsum(chosen) - 1
        inner = chosen[self.borders.a] & chosen[self.borders.b]
        label = components(int(chosen.sum()), number[self.borders.a[inner]], number[self.borders.b[inner]])
        return int(label.max()) + 1 if len(label) else 0
