# SPDX-License-Identifier: MIT
"""What a map shows: layers with the few attributes that are painted, and a title."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmgr.map.arrays import Geometries, Kind, LayerArrays
from gridmgr.map.coverage import Levels, arcs, lies_along, neighbours
from gridmgr.map.crowd import Crowd
from gridmgr.map.hues import assign_hues
from gridmgr.map.layers import Fill, Layers
from gridmgr.map.style import BandState
from gridmgr.map.view import Box
from gridmgr.model.bands import Band
from gridmgr.model.themes import Theme

EMPTY_EXTENT: Box = (0.0, 0.0, 1000.0, 1000.0)
WATER_KINDS = ("river", "water", "lake", "canal")
RAILWAY_KINDS = ("railway", "rail")
ROAD_KINDS = ("road", "street")


@dataclass(frozen=True, eq=False)
class Areas:
    """Areas that share borders: what communities and grids have in common. Geometries in the district's metric CRS."""

    ids: Sequence[str] = ()
    names: Sequence[str] = ()
    geometries: Sequence[object] | Geometries = ()

    @cached_property
    def layer(self) -> LayerArrays:
        """The areas as arrays."""
        return LayerArrays.from_geometries(Kind.POLYGON, self.ids, self.geometries)

    @cached_property
    def fills(self) -> Levels:
        """The areas for any scale."""
        return Levels(self.layer)

    @cached_property
    def borders(self) -> Levels:
        """The outlines for any scale, shared ones once."""
        return Levels(arcs(self.layer))

    @cached_property
    def usual_room_m(self) -> float:
        """The diameter of the free circle in the middle one of the areas; 0 where there are none."""
        rooms = 2 * self.anchors[:, 2]
        rooms = rooms[np.isfinite(rooms)]
        return float(np.median(rooms)) if len(rooms) else 0.0

    @cached_property
    def anchors(self) -> NDArray[np.float64]:
        """(f, 3) the roomiest point of each area and the radius of the free circle round it in metres; NaN if empty."""
        result = np.full((len(self.layer), 3), np.nan)
        rows = np.flatnonzero(self.layer.size > 0)
        if not len(rows):
            return result
        size = self.layer.size[rows]
        shapes = shapely.simplify(self.layer.geometries[rows], size / 100)
        ray = shapely.maximum_inscribed_circle(shapes, tolerance=size / 40)
        result[rows, :2] = shapely.get_coordinates(shapely.get_point(ray, 0))
        result[rows, 2] = shapely.length(ray)
        return result


@dataclass(frozen=True, eq=False)
class Communities(Areas):
    """The communities (社区) with their names."""


@dataclass(frozen=True, eq=False)
class Grids(Areas):
    """The grids of a plan; `names` are the numbers written large on the map (07)."""

    households: Sequence[int] | NDArray[np.int64] = ()
    states: Sequence[BandState] = ()
    locked: frozenset[str] = frozenset()
    """Ids of the grids whose border or roster is locked."""

    @cached_property
    def is_off_rule(self) -> NDArray[np.bool_]:
        """(f,) whether each is too small or too large."""
        return np.array([state is not BandState.INSIDE for state in self.states], bool)

    @cached_property
    def hues(self) -> NDArray[np.int8]:
        """(f,) one of four hues for each grid, neighbours differ."""
        return assign_hues(len(self.layer), neighbours(self.layer))


@dataclass(frozen=True, eq=False)
class Moves(Areas):
    """The land that changes hands between two plans: one area for each pair of grids, `names` are what is written."""

    heads: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 2)))
    """(f, 2) the place to which each goes, metres; NaN where there is none but its own."""
    buildings: frozenset[str] = frozenset()
    """Ids of the buildings that change hands."""
    grids: frozenset[str] = frozenset()
    """Ids of the grids of the map that gain or lose something."""


@dataclass(frozen=True, eq=False)
class Buildings:
    """Footprints with the number painted on them (12号楼) and their households."""

    ids: Sequence[str] = ()
    numbers: Sequence[str] = ()
    households: Sequence[int] | NDArray[np.int64] = ()
    geometries: Sequence[object] | Geometries = ()
    points: NDArray[np.float64] | None = None
    """(n, 2) where each household lives, metres; None where only the buildings are known."""
    locked: frozenset[str] = frozenset()
    """Ids of the buildings that are locked in their grid."""

    @cached_property
    def layer(self) -> LayerArrays:
        """The footprints as arrays."""
        return LayerArrays.from_geometries(Kind.POLYGON, self.ids, self.geometries)

    @cached_property
    def crowd(self) -> Crowd:
        """A point for each household."""
        return Crowd(self.layer, np.asarray(self.households, np.int64), self.points)


@dataclass(frozen=True, eq=False)
class Barriers:
    """Roads, rivers, railways and other lines; rivers may be lines or areas. Kinds and classes are English codes."""

    ids: Sequence[str] = ()
    kinds: Sequence[str] = ()
    classes: Sequence[str] = ()
    names: Sequence[str] = ()
    geometries: Sequence[object] | Geometries = ()

    @cached_property
    def lines(self) -> Levels:
        """The line parts for any scale; row i is barrier i."""
        return Levels(LayerArrays.from_geometries(Kind.LINE, self.ids, self.geometries))

    @cached_property
    def areas(self) -> Levels:
        """The polygon parts for any scale; row i is barrier i."""
        return Levels(LayerArrays.from_geometries(Kind.POLYGON, self.ids, self.geometries))

    @cached_property
    def named_lines(self) -> Levels:
        """The lines of each name and class joined where they meet; ids are the row of one of them."""
        groups: dict[tuple[str, str], list[int]] = {}
        for row in np.flatnonzero(self.lines.layer.size > 0).tolist():
            if self.names[row]:
                groups.setdefault((self.names[row], self.classes[row]), []).append(row)
        shapes = [shapely.line_merge(shapely.union_all(self.lines.layer.geometries[rows])) for rows in groups.values()]
        return Levels(LayerArrays.from_geometries(Kind.LINE, [str(rows[0]) for rows in groups.values()], shapes))

    @cached_property
    def waters(self) -> Areas:
        """Rivers and lakes that are areas, with their names."""
        rows = np.flatnonzero(self.is_water & (self.areas.layer.size > 0)).tolist()
        shapes = self.areas.layer.geometries[rows]
        return Areas([self.ids[row] for row in rows], [self.names[row] for row in rows], shapes)

    @cached_property
    def is_water(self) -> NDArray[np.bool_]:
        """(f,) whether each is a river or a lake."""
        return self._of_kinds(WATER_KINDS)

    @cached_property
    def is_railway(self) -> NDArray[np.bool_]:
        """(f,) whether each is a railway."""
        return self._of_kinds(RAILWAY_KINDS)

    @cached_property
    def is_road(self) -> NDArray[np.bool_]:
        """(f,) whether each is a road."""
        return self._of_kinds(ROAD_KINDS)

    def _of_kinds(self, kinds: tuple[str, ...]) -> NDArray[np.bool_]:
        return np.isin(np.asarray(self.kinds, dtype=str), kinds)


@dataclass(frozen=True, eq=False)
class Facilities:
    """Points that residents use; types are codes of the list `facility_type`."""

    ids: Sequence[str] = ()
    names: Sequence[str] = ()
    types: Sequence[str] = ()
    geometries: Sequence[object] | Geometries = ()

    @cached_property
    def layer(self) -> LayerArrays:
        """The points as arrays."""
        return LayerArrays.from_geometries(Kind.POINT, self.ids, self.geometries)


@dataclass(frozen=True, eq=False)
class MapScene:
    """Everything on one map. Unchangeable: a change makes a new scene that shares the layers that stay as they are."""

    communities: Communities = field(default_factory=Communities)
    grids: Grids = field(default_factory=Grids)
    buildings: Buildings = field(default_factory=Buildings)
    barriers: Barriers = field(default_factory=Barriers)
    title: str = ""
    note: str = ""
    band: Band = field(default_factory=Band)
    shows_balance: bool = False
    """Shade grids by band state with hatching instead of by hue, whatever the layers say."""
    facilities: Facilities = field(default_factory=Facilities)
    layers: Layers = field(default_factory=Layers)
    moves: Moves = field(default_factory=Moves)
    """What changes hands between this plan and another one it is compared with."""
    split_estates: Areas = field(default_factory=Areas)
    """Lines round the estates (小区) that lie in several grids of the plan."""
    shows_only_moves: bool = False
    """Whether all that stays as it is fades."""
    theme: Theme | None = None
    """The classes that grids are coloured by where the layers say so; None as long as they are not known."""

    @property
    def fill(self) -> Fill:
        """What the colour of a grid says."""
        if self.shows_balance:
            return Fill.BALANCE
        return self.layers.fill if self.layers.grid_fill else Fill.NONE

    @property
    def shown_theme(self) -> Theme | None:
        """The classes by which grids are coloured, None where there are none or others are asked for."""
        theme = self.theme
        return theme if theme is not None and theme.kind is self.fill.theme else None

    def with_theme(self, theme: Theme | None) -> "MapScene":
        """Return the same map with other classes of grids."""
        return self if theme is self.theme else replace(self, theme=theme)

    def showing(self, layers: Layers) -> "MapScene":
        """Return the same map with another choice of layers."""
        return self if layers == self.layers else replace(self, layers=layers)

    @cached_property
    def extent(self) -> Box:
        """West, south, east, north of what the map is about: its communities and grids, else whatever there is."""
        plan = [self.communities.layer.extent, self.grids.layer.extent]
        land = [self.buildings.layer.extent, self.barriers.lines.layer.extent, self.barriers.areas.layer.extent]
        boxes = np.array([box for box in plan if box] or [box for box in land if box] or [EMPTY_EXTENT])
        west, south = boxes[:, :2].min(axis=0).tolist()
        east, north = boxes[:, 2:].max(axis=0).tolist()
        return west, south, east, north

    @cached_property
    def is_inner_border(self) -> NDArray[np.bool_]:
        """(f,) whether each border of the grids lies inside a community; the others are under its own border."""
        return ~lies_along(self.grids.borders.layer, self.communities.borders.layer)

    def has_same_land(self, other: "MapScene") -> bool:
        """Tell whether buildings and barriers are the very same, so that their picture need not be painted again."""
        same = self.buildings is other.buildings and self.barriers is other.barriers
        return same and self.layers.land == other.layers.land
