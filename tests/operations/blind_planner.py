# SPDX-License-Identifier: MIT
"""A planner who draws blindly: every kind of edit with random places, and what must hold after each of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
import shapely.ops
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.map.tools.sweeping import Sweep
from gridmgr.map.tools.workpiece import Workpiece
from gridmgr.model.areas import Community, Grid
from gridmgr.model.bands import Band
from gridmgr.model.ids import Ids, counted_ids
from gridmgr.model.shapes import normal_form
from gridmgr.operations.ground import Ground
from gridmgr.operations.redrawing import Land, Redrawing, draw_new_grid, merge_grids, move_faces, split_grid, with_grids
from gridmgr.operations.shaping import carried_out, cut_hole, fill_patches, give_land, split_off
from gridmgr.planning.area_tests import area_test
from gridmgr.planning.border_corners import Junction, Redrawn, chains_of, corner_added, corner_moved
from gridmgr.planning.coverage import UNASSIGNED, Coverage
from gridmgr.planning.editing import EditError
from gridmgr.planning.filling import fillings, patch_at, patches
from gridmgr.planning.halving import Halves
from gridmgr.planning.reshaping import bent, pulled
from gridmgr.planning.tracing import Guides
from gridmgr.planning.unit_building import build_units
from tests.planning import towns

SIDE = 400.0
CODE = "350402001001"
MOST_GRIDS, FEWEST_GRIDS = 14, 3
ALONG_M = 0.002
"""Rounded to the millimetre, the middle of an edge lies this near to the line it was part of."""
CLOSE_M2 = 0.01
Place = tuple[float, float]


def town(rng: np.random.Generator, buildings: int = 60) -> Land:
    """Return a crooked community with a hole and a part that lies apart, in a few grids."""
    sides = shapely.polygons([(3, 0), (390, 17), (400, 400), (0, 371)])
    parts = [sides.difference(shapely.box(100, 250, 140, 290)), shapely.box(430, 0, 480, 60)]
    outline = towns.place(shapely.union_all(parts))
    houses, streets = towns.scattered(rng, buildings), towns.lattice()
    units = build_units(outline, streets, houses)
    community = Community(id="c", community=CODE, code=CODE, name="测试社区", geom=outline)
    ground = Ground(community, outline, streets, tuple(map(str, range(buildings))), houses)
    names = [f"格{block % 4}" for block in units.block]
    coverage = Coverage.from_units(units, names, shapely.point_on_surface(houses.footprint))
    grids = {
        name: Grid(id=name, community=CODE, plan_id="p", grid_uid=name, code=f"{CODE}{number:03d}", name=name,
                   geom=normal_form(coverage.grid_polygon(name), "MULTIPOLYGON"))
        for number, name in enumerate(coverage.grids(), start=1)
    }  # fmt: skip
    return Land(community, "p", ground, units, grids, coverage, tuple(g.code for g in grids.values()))


def piece_of(land: Land) -> Workpiece:
    """Return the land as the tools see it."""
    guides = Guides(land.ground.barriers.geometry, land.ground.buildings.footprint)
    return Workpiece(land.coverage, land.households, {i: i for i in land.grids}, Band(100, 400), guides)


@dataclass
class BlindPlanner:
    """Makes one edit after the other."""

    land: Land
    rng: np.random.Generator
    ids: Ids
    locks: bool = False
    """Whether borders are locked and unlocked now and then."""

    @classmethod
    def of(cls, seed: int, buildings: int = 60, locks: bool = False) -> "BlindPlanner":
        """Return a planner in a town; same seed, same town and same edits."""
        rng = np.random.default_rng(seed)
        return cls(town(rng, buildings), rng, counted_ids(seed), locks)

    def edit(self) -> tuple[str, str]:
        """Try one edit; return its kind and why it was refused, if it was. Nothing but EditError is a refusal."""
        kind = self._kind()
        before = self.land
        try:
            self.land = carried_out(lambda land: Redrawing(land, EDITS[kind](self), kind), before).after
        except EditError as error:
            return kind, str(error)
        return kind, ""

    def _kind(self) -> str:
        if len(self.land.grids) >= MOST_GRIDS:
            return "合并"
        kinds = [kind for kind in EDITS if self.locks or kind != "锁定"]
        return str(
            self.rng.choice([k for k in kinds if k != "合并"] if len(self.land.grids) <= FEWEST_GRIDS else kinds)
        )

    @property
    def grid(self) -> str:
        """A grid, any."""
        return str(self.rng.choice(sorted(self.land.grids)))

    def place(self) -> Place:
        """A place, mostly inside; every other one is drawn to a corner of a face, as by the magnet."""
        x, y = self.rng.uniform(-40, SIDE + 60, 2).tolist()
        x, y = towns.EAST + x, towns.NORTH + y
        if self.rng.random() < 0.5:
            corners = shapely.get_coordinates(self.land.coverage.faces)
            x, y = corners[np.argmin(np.hypot(*(corners - (x, y)).T))].tolist()
        return x, y

    def line(self, fewest: int = 2) -> BaseGeometry:
        """A line of a few corners; some of them follow streets and borders."""
        places = [self.place() for _ in range(int(self.rng.integers(fewest, 6)))]
        if self.rng.random() < 0.3:
            way = piece_of(self.land).network.way
            places = [places[0], *(p for a, b in pairwise(places) for p in way(a, b))]
        line = shapely.linestrings(places)
        return line if line.length else shapely.linestrings([places[0], (places[0][0] + 1, places[0][1])])

    def patch(self, most: float = 90.0) -> BaseGeometry:
        """A round or square patch of ground."""
        return shapely.buffer(
            shapely.Point(self.place()), self.rng.uniform(4, most), quad_segs=int(self.rng.integers(1, 5))
        )


def _swept(p: BlindPlanner) -> Land:
    piece, (x, y) = piece_of(p.land), p.place()
    borders = piece.grid_borders
    row = borders.nearest(x, y, 80.0)
    if row < 0:
        raise EditError("这里离边界太远。")
    sides = [str(borders.one[row]), str(borders.other[row])]
    gaining, losing = sides if p.rng.random() < 0.5 else sides[::-1]
    sweep = Sweep(piece, gaining, losing)
    track = [tuple(borders.segments.start[row].tolist()), *(p.place() for _ in range(2))]
    for one, other in pairwise(track):
        sweep.add(piece.faces_along(shapely.linestrings([one, other])))
    if sweep.torn:
        raise EditError("这样会切成两块。")
    return move_faces(p.land, sweep.faces, gaining).after


def _pulled(p: BlindPlanner) -> Land:
    piece, (x, y) = piece_of(p.land), p.place()
    row = piece.grid_borders.nearest(x, y, 200.0)
    if row < 0:
        raise EditError("这里离边界太远。")
    borders = piece.grid_borders
    old = borders.chain(row)
    first, last = np.sort(p.rng.uniform(0, old.length, 2)).tolist()
    old = shapely.ops.substring(old, first, max(last, first + 0.5))
    xy = shapely.get_coordinates(old)
    new = shapely.linestrings([xy[0], p.place(), xy[-1]])
    pair = str(borders.one[row]), str(borders.other[row])
    gives = pulled(old, new, pair, (piece.shape_of(pair[0]), piece.shape_of(pair[1])))
    return give_land(p.land, new, gives, "移动边界").after


def _reshaped(p: BlindPlanner) -> Land:
    piece, grid, line = piece_of(p.land), p.grid, p.line()
    return give_land(p.land, line, bent(line, piece.grid_borders, piece.shape_of(grid), grid), "重画边界").after


def _corner(p: BlindPlanner) -> Land:
    piece, grid = piece_of(p.land), p.grid
    chains = chains_of(piece.grid_borders, grid)
    if not chains:
        raise EditError("这个网格没有相邻网格。")
    chain = chains[int(p.rng.integers(len(chains)))]
    number = int(p.rng.integers(len(chain.corners)))
    x, y = chain.corners[number]
    to = x + p.rng.normal(0, 25), y + p.rng.normal(0, 25)
    redrawn = _corner_redrawn(p, piece, chain, number, to)
    return give_land(p.land, redrawn.lines, redrawn.gives, "移动拐点").after


def _corner_redrawn(p: BlindPlanner, piece: Workpiece, chain: Any, number: int, to: Place) -> Redrawn:
    shapes = {one: piece.shape_of(one) for one in chain.pair}
    last = len(chain.corners) - 1
    if 0 < number < last:
        return corner_moved(chain, number, to if p.rng.random() < 0.7 else None, shapes)
    if p.rng.random() < 0.4 or chain.is_closed:
        return corner_added(chain, min(number, last - 1), to, shapes)
    place, borders = chain.corners[number], piece.grid_borders
    at = (borders.segments.start == place).all(axis=1) | (borders.segments.end == place).all(axis=1)
    names = sorted({*borders.one[at].tolist(), *borders.other[at].tolist()})
    if UNASSIGNED in names:
        raise EditError("这里挨着没有归格的地。")
    found = [c for name in names for c in chains_of(borders, name) if place in (c.corners[0], c.corners[-1])]
    once = {(c.pair, c.line.wkb): c for c in found}
    return Junction(list(once.values()), place, {name: piece.shape_of(name) for name in names}).moved(to)


def _halved(p: BlindPlanner) -> Land:
    grid = p.grid
    halves = Halves(p.land.coverage, grid, p.land.households, Band(100, 400), p.land.ground.barriers.geometry)
    found = halves.proposals([one for one in halves.search() if one is not None])
    if not found:
        raise EditError("只有一块地。")
    return split_off(p.land, grid, found[int(p.rng.integers(len(found)))].faces, p.ids).after


def _imported(p: BlindPlanner) -> Land:
    """Let a neighbour come in from outside with gaps and overlaps, then fill what is in no grid."""
    name = p.grid
    grid = p.land.grids[name]
    moved = shapely.transform(grid.geom, lambda xy: xy + p.rng.normal(0, 3, 2))
    dirty = shapely.buffer(moved, p.rng.uniform(-6, 6), join_style="mitre")
    if dirty.is_empty:
        raise EditError("没有范围。")
    land = with_grids(p.land, {**p.land.grids, name: replace(grid, geom=normal_form(dirty, "MULTIPOLYGON"))})
    # What the file says and what the coverage makes of it differ: the grids are taken as the coverage has them.
    shapes = land.coverage.grid_polygons()
    grids = {i: replace(g, geom=normal_form(shapes[i], "MULTIPOLYGON")) for i, g in land.grids.items() if i in shapes}
    return _filled_land(replace(land, grids=grids))


def _filled_land(land: Land) -> Land:
    piece = piece_of(land)
    counts = {grid: piece.households_of(grid) for grid in land.grids}
    planned = fillings(patches(land.coverage, piece.borders, land.households), counts)
    return fill_patches(land, [(one.patch.faces, one.taker) for one in planned]).after if planned else land


def _healed(p: BlindPlanner) -> Land:
    """Give a part that lies apart to a grid round it."""
    piece, (x, y) = piece_of(p.land), p.place()
    faces = piece.faces_at(x, y)
    patch = patch_at(piece.coverage, piece.borders, piece.households, int(faces[0])) if len(faces) else None
    if patch is None or not patch.takers:
        raise EditError("这里没有孤立的小块。")
    return move_faces(p.land, patch.faces, patch.takers[0]).after


def _locked(p: BlindPlanner) -> Land:
    """Lock a grid's border, or unlock it; edits that touch it are refused from now on."""
    grid = p.land.grids[p.grid]
    is_locked = not grid.border_locked and sum(g.border_locked for g in p.land.grids.values()) < 1
    return replace(p.land, grids={**p.land.grids, grid.id: replace(grid, border_locked=is_locked)})


EDITS: dict[str, Callable[[BlindPlanner], Land]] = {
    "拆分": lambda p: split_grid(p.land, p.grid, p.line(), p.rng.random() < 0.3, p.ids).after,
    "合并": lambda p: merge_grids(p.land, p.grid, p.grid).after,
    "重画": _reshaped,
    "扫边界": _swept,
    "拉边界": _pulled,
    "拐点": _corner,
    "圈移": lambda p: move_faces(p.land, p.land.coverage.faces_in(p.patch()), p.grid).after,
    "新画": lambda p: draw_new_grid(p.land, p.patch(), p.ids).after,
    "挖洞": lambda p: cut_hole(p.land, p.grid, p.patch(), p.ids).after,
    "对半": _halved,
    "导入": _imported,
    "填补": _healed,
    "锁定": _locked,
}


def counted(land: Land) -> int:
    """Return the households of all buildings in the community."""
    return int(land.households[land.coverage.face_of_building >= 0].sum())


def borders_meet(drawn: NDArray[np.object_], outline: BaseGeometry) -> bool:
    """Tell whether every stretch between two corners is that of two areas, or of one along the outline.

    `coverage_is_valid` of GEOS 3.14 asks the same, but calls an outer edge invalid where an area touches itself in the
    corner at its end.
    """
    rings = shapely.get_rings(shapely.get_parts(drawn))
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    inside = ring[1:] == ring[:-1]
    ends = np.stack((corners[:-1][inside], corners[1:][inside]), axis=1)
    backwards = (ends[:, 0, 0] > ends[:, 1, 0]) | ((ends[:, 0, 0] == ends[:, 1, 0]) & (ends[:, 0, 1] > ends[:, 1, 1]))
    ends[backwards] = ends[backwards][:, ::-1]
    stretches, count = np.unique(ends.reshape(-1, 4), axis=0, return_counts=True)
    lone = shapely.points(stretches[count == 1].reshape(-1, 2, 2).mean(axis=1))
    along = shapely.distance(shapely.boundary(outline), lone) <= ALONG_M
    return bool(count.max() <= 2 and along.all())


def flaws(land: Land, households: int, with_locks: bool = False) -> Iterator[str]:
    """Yield what is wrong with a land: all of it belongs to one grid each, every household is counted once.

    Along the slanted outline coordinates rounded to a millimetre leave strips, which count for nothing. So does a
    locked border, which gets none of the corners that a line beside it sets.
    """
    outline, shapes = land.ground.outline, land.coverage.grid_polygons()
    stored = np.array([grid.geom for grid in land.grids.values()], dtype=object)
    exact = np.array(list(shapes.values()), dtype=object)
    if not area_test(outline, stored.tolist()).is_clean:
        yield "网格没有恰好盖满社区"
    for drawn in (exact,) if with_locks else (exact, stored):
        union = shapely.union_all(drawn)
        if abs(float(shapely.area(drawn).sum()) - union.area) > CLOSE_M2:
            yield f"面积之和与并集相差 {shapely.area(drawn).sum() - union.area:.4f} 平方米"
        if len(shapely.get_rings(shapely.get_parts(union))) != len(shapely.get_rings(shapely.get_parts(outline))):
            yield "并集有空洞或小块"
        if not shapely.is_valid(drawn).all():
            yield "网格图形无效"
        if not borders_meet(drawn, outline):
            yield "相邻网格的边界不一致"
    if UNASSIGNED in land.coverage.grid or set(shapes) != set(land.grids):
        yield "有地不在网格里，或有网格没有地"
    if sum(land.households_of(i) for i in land.grids) != households:
        yield "户数之和不对"
