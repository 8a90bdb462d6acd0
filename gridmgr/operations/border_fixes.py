# SPDX-License-Identifier: MIT
"""Steps that put right the borders of grids: each takes a site and returns another, or refuses with a sentence.

The land between the borders is cut into faces first (`planning.patchwork`), so that what one grid loses is exactly
what another gains, and everything else stays untouched.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.model.areas import Grid
from gridmgr.model.ids import Ids
from gridmgr.model.shapes import normal_form
from gridmgr.operations.numbering import grid_name
from gridmgr.operations.plan_facts import BASIC
from gridmgr.operations.sites import Site
from gridmgr.planning.editing import EditError
from gridmgr.planning.patchwork import Patchwork
from gridmgr.planning.precision import sound_areas

DEDICATED = "2"
"""Code of a dedicated grid (专属网格): a school, a park, a plant."""
WALL_M = 0.5
"""A border led round a building keeps this far from its walls where there is room."""
BORDER_M = 3.0
"""Grids with less common border are not neighbours that could be joined."""

_GONE = "这个问题已经不在了，请看最新的检查结果。"


def overlap_given(site: Site, one: str, other: str, keeper: str) -> Site:
    """Leave the land that two grids share to one of them; a grid that was nothing but that is taken out."""
    patch = Patchwork.of([site.grids[one].geom, site.grids[other].geom])
    shared = patch.holds[0] & patch.holds[1]
    if not shared.any():
        raise EditError(_GONE)
    loser = 1 if keeper == one else 0
    return site.redrawn({(one, other)[loser]: patch.given(shared, away=[loser]).area(loser)})


def gap_neighbours(site: Site, community: str, place: BaseGeometry) -> list[tuple[str, float]]:
    """Return the grids of a community along a gap with the length of their common border, the longest first."""
    names, patch, gap = _gap(site, community, place)
    lengths = patch.border_m(gap)[1:].tolist()
    found = [(name, length) for name, length in zip(names, lengths, strict=True) if length > 0]
    return sorted(found, key=lambda pair: -pair[1])


def gap_filled(site: Site, community: str, place: BaseGeometry, keeper: str) -> Site:
    """Give the land of a community that is in no grid to a grid."""
    names, patch, gap = _gap(site, community, place)
    if keeper not in names:
        raise EditError(_GONE)
    number = names.index(keeper) + 1
    return site.redrawn({keeper: patch.given(gap, to=number, away=[]).area(number)})


def gap_as_grid(site: Site, community: str, place: BaseGeometry, ids: Ids) -> Site:
    """Make a grid of the land that is in none: a basic one where people live, else a dedicated one."""
    _, patch, gap = _gap(site, community, place)
    area = patch.given(~gap, away=[0]).area(0)
    inside = shapely.intersects(area, site.ground.points)
    lived_in = int(site.ground.households[inside].sum()) > 0
    owner = site.communities[community]
    if lived_in:
        code, serial = site.fresh_code(community)
        name = grid_name(owner.name, serial)
    else:
        code, serial = site.fresh_code(community, dedicated=True)
        name = f"{owner.name}专属网格{serial - site.rule.last}"
    kind = BASIC if lived_in else DEDICATED
    return site.with_grid(_new_grid(site, (community, code, name, kind), area, ids))


def _gap(site: Site, community: str, place: BaseGeometry) -> tuple[list[str], Patchwork, NDArray[np.bool_]]:
    """Return the grids round a place, the faces there (area 0 is the community), and those in no grid."""
    owner = site.communities.get(community)
    if owner is None or owner.geom is None:
        raise EditError("这个社区还没有边界，请先导入社区边界。")
    names = site.near(place)
    patch = Patchwork.of([owner.geom, *(site.grids[n].geom for n in names)])
    gap = patch.inside(place) & patch.holds[0] & ~patch.holds[1:].any(axis=0)
    if not gap.any():
        raise EditError(_GONE)
    own = [n for n, name in enumerate(names) if site.grids[name].community == community]
    kept = patch.holds[[0, *(n + 1 for n in own)]]
    return [names[n] for n in own], replace(patch, holds=kept), gap


def pieces_given(site: Site, grid_id: str) -> Site:
    """Give all pieces of a grid but the largest to the neighbours with the longest border along them."""
    grid = site.grids[grid_id]
    if grid.geom is None:
        raise EditError(_GONE)
    names = [grid_id, *(n for n in site.near(grid.geom, grid.community) if n != grid_id)]
    patch = Patchwork.of([site.grids[n].geom for n in names])
    small = patch.parts(patch.holds[0])[1:]
    touched = {0}
    for piece in small:
        border = patch.border_m(piece)
        border[0] = 0.0
        if border.max(initial=0.0) <= 0:
            continue
        keeper = int(np.argmax(border))
        patch = patch.given(piece, to=keeper, away=[0])
        touched.add(keeper)
    if touched == {0}:
        raise EditError("较小的各块没有相邻的网格可以接收，请登记为例外或新画网格。")
    return site.redrawn({names[n]: patch.area(n) for n in sorted(touched)})


def building_taken_in(site: Site, building: str, keeper: str) -> Site:
    """Lead the border round a building, so that the whole of it lies in one grid."""
    number = site.ground.ids.index(building)
    footprint = site.ground.shapes[number]
    community = site.grids[keeper].community
    names = site.near(footprint)
    if any(site.grids[n].community != community for n in names) or keeper not in names:
        raise EditError("这幢楼压在社区边界上，请先核对社区边界或楼幢位置。")
    zone = _room_round(site, number, site.communities[community].geom)
    near = sorted({*names, *site.near(zone, community)})
    patch = Patchwork.of([site.grids[n].geom for n in near], [zone])
    place = near.index(keeper)
    faces = patch.inside(zone) & patch.holds.any(axis=0)
    before = [len(patch.parts(row)) for row in patch.holds]
    patch = patch.given(faces, to=place)
    for row, count in enumerate(before):
        if row != place:
            # What the building stood in front of goes along, so that no stray piece is left behind it.
            for piece in patch.parts(patch.holds[row])[max(count, 1) :]:
                patch = patch.given(piece, to=place, away=[row])
    return site.redrawn({name: patch.area(row) for row, name in enumerate(near)})


def _room_round(site: Site, number: int, outline: BaseGeometry | None) -> BaseGeometry:
    """Return a footprint with a little room round it that no other building and no other community is in."""
    footprint = sound_areas([site.ground.shapes[number]])[0]
    wide = shapely.buffer(footprint, WALL_M, join_style="mitre")
    others = np.delete(site.ground.shapes, number)
    others = sound_areas(others[shapely.dwithin(others, footprint, 4 * WALL_M)].tolist())
    apart = shapely.union_all(shapely.buffer(shapely.difference(others, footprint), WALL_M / 2, join_style="mitre"))
    room = shapely.union(shapely.difference(wide, apart), footprint)
    return sound_areas([shapely.intersection(room, outline) if outline is not None else room])[0]


def drawn_back(site: Site, grid_id: str) -> Site:
    """Cut a grid at the border of its community; one without a community gets the one that most of it lies in."""
    grid = site.grids[grid_id]
    if grid.geom is None:
        raise EditError(_GONE)
    if grid.community not in site.communities:
        shares = {c: shapely.intersection(grid.geom, k.geom).area for c, k in site.communities.items() if k.geom}
        best = max(shares, key=lambda code: shares[code], default="")
        if not best or shares[best] <= 0:
            raise EditError("这个网格不在任何社区的范围内，请核对它的位置。")
        grid = replace(grid, community=best)
    outline = site.communities[grid.community].geom
    if outline is None:
        raise EditError("这个社区还没有边界，请先导入社区边界。")
    patch = Patchwork.of([grid.geom, outline])
    area = patch.given(~patch.holds[1], away=[0]).area(0)
    if area.is_empty:
        raise EditError("这个网格完全在所属社区之外，请为它另选社区或删除它。")
    return site.with_grid(grid).redrawn({grid_id: area})


def joined(site: Site, grid_id: str, keeper: str) -> Site:
    """Join a grid to a neighbour, which stays the grid it was."""
    patch = Patchwork.of([site.grids[grid_id].geom, site.grids[keeper].geom])
    return site.redrawn({keeper: patch.given(patch.holds[0], to=1, away=[0]).area(1)}).without(grid_id)


def neighbours(site: Site, grid_id: str) -> list[str]:
    """Return the grids of the same community with a border long enough to be joined, the longest first."""
    grid = site.grids[grid_id]
    if grid.geom is None:
        return []
    names = [n for n in site.near(grid.geom, grid.community) if n != grid_id]
    patch = Patchwork.of([grid.geom, *(site.grids[n].geom for n in names)])
    lengths = patch.border_m(patch.holds[0])[1:].tolist()
    return [n for n, length in sorted(zip(names, lengths, strict=True), key=lambda p: -p[1]) if length >= BORDER_M]


def split_up(site: Site, grid_id: str, shapes: Sequence[BaseGeometry], ids: Ids) -> Site:
    """Put several areas in the place of a grid; the one with the most households stays the grid it was."""
    grid = site.grids[grid_id]
    inside = [int(site.ground.households[shapely.intersects(s, site.ground.points)].sum()) for s in shapes]
    first = int(np.argmax(inside))
    result = site.redrawn({grid_id: shapes[first]})
    name = site.communities[grid.community].name
    for number, area in enumerate(shapes):
        if number != first:
            code, serial = result.fresh_code(grid.community)
            words = grid.community, code, grid_name(name, serial), grid.kind
            result = result.with_grid(_new_grid(site, words, area, ids))
    return result


def _new_grid(site: Site, words: tuple[str, str, str, str], area: BaseGeometry, ids: Ids) -> Grid:
    """Return a new grid; `words` are its community, code, name and kind."""
    community, code, name, kind = words
    return Grid(
        id=ids(),
        community=community,
        plan_id=site.plan.id,
        grid_uid=ids(),
        code=code,
        name=name,
        kind=kind,
        geom=normal_form(area, "MULTIPOLYGON"),
    )
