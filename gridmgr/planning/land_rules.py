# SPDX-License-Identifier: MIT
"""The rules about the land of grids: overlap, gap, one piece, community border, barrier, compactness."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gridmgr.model.findings import Finding, Severity
from gridmgr.planning.area_tests import LEAST_M2, area_test, overlaps_of
from gridmgr.planning.crossings import TRACK_M
from gridmgr.planning.measures import pieces, polsby_popper
from gridmgr.planning.precision import Geometries, is_wider_than_rounding, mean_width_m, sound_areas
from gridmgr.planning.rule_input import GridFacts, PlanFacts, RuleSettings


def overlaps(plan: PlanFacts, _settings: RuleSettings) -> Iterator[Finding]:
    """G-01: no two grids overlap."""
    places, pairs = overlaps_of(sound_areas([grid.polygon for grid in plan.grids]))
    for a, b in sorted({(int(a), int(b)) for a, b in pairs}):
        if not plan.asks(plan.grids[a].id, plan.grids[b].id):
            continue
        place = shapely.union_all(places[(pairs == (a, b)).all(axis=1)])
        template = "网格“{one}”与“{other}”重叠 {area} 平方米，请把重叠部分划归其中一个网格。"
        values = {"one": plan.grids[a].title, "other": plan.grids[b].title, "area": _area(place.area)}
        found = _finding("G-01", plan.grids[a], template.format(**values), place=place)
        yield replace(found, others=(plan.grids[b].id,))


def gaps(plan: PlanFacts, _settings: RuleSettings) -> Iterator[Finding]:
    """G-02: the grids of a community leave no part of it out."""
    members = plan.grids_by_community()
    for community in plan.communities:
        if not plan.asks(community.id):
            continue
        if community.outline is None or community.outline.is_empty:
            message = f"社区“{community.name}”没有边界，无法检查网格是否覆盖完整，请先导入社区边界。"
            yield Finding("G-02", Severity.WARNING, "community", community.id, message)
            continue
        for place in area_test(community.outline, [g.polygon for g in members[community.id]]).gaps:
            message = f"社区“{community.name}”有 {_area(place.area)} 平方米不属于任何网格，请划归相邻网格。"
            yield Finding("G-02", Severity.ERROR, "community", community.id, message, place=place)


def one_piece(plan: PlanFacts, _settings: RuleSettings) -> Iterator[Finding]:
    """G-04: a grid is one piece, unless accepted; the exclaves of a community are told, not blamed."""
    outlines = {community.id: community.outline for community in plan.communities}
    for grid, area in _asked(plan):
        found = pieces(area)
        if not len(found):
            yield _finding("G-04", grid, f"网格“{grid.title}”没有范围，请为它画出边界。", place=None)
        elif len(found) > 1:
            yield _piece_finding(grid, found, outlines.get(grid.community_id))


def _piece_finding(grid: GridFacts, found: Geometries, outline: BaseGeometry | None) -> Finding:
    small = " 和 ".join(_area(float(a)) for a in shapely.area(found[1:]))
    place = shapely.union_all(found[1:])
    if _is_by_exclaves(found, outline):
        message = f"网格“{grid.title}”由 {len(found)} 块组成（含飞地），其余各块面积 {small} 平方米，已按例外处理。"
        return _finding("G-04", grid, message, Severity.INFO, place)
    if "G-04" in grid.accepted:
        template = "网格“{grid}”由 {count} 块组成，其余各块面积 {small} 平方米。"
        return _accepted("G-04", grid, template.format(grid=grid.title, count=len(found), small=small), place)
    template = "网格“{grid}”分成了互不相连的 {count} 块，较小的面积 {small} 平方米，请划归相邻网格或登记为例外。"
    return _finding("G-04", grid, template.format(grid=grid.title, count=len(found), small=small), place=place)


def _is_by_exclaves(found: Geometries, outline: BaseGeometry | None) -> bool:
    """Tell whether every piece lies in another part of the community, so that no plan could join them."""
    parts = pieces(sound_areas([outline])[0])
    if len(parts) < len(found):
        return False
    _, part = shapely.STRtree(parts).query(shapely.point_on_surface(found), predicate="intersects")
    return len(set(part.tolist())) == len(found)


def outside_community(plan: PlanFacts, _settings: RuleSettings) -> Iterator[Finding]:
    """G-07: a grid lies in its own community."""
    communities = {community.id: community for community in plan.communities}
    for grid, area in _asked(plan):
        community = communities.get(grid.community_id)
        if community is None:
            yield _finding("G-07", grid, f"网格“{grid.title}”没有所属社区，请为它选定社区。", place=area)
            continue
        parts = shapely.get_parts(shapely.difference(area, sound_areas([community.outline])[0]))
        parts = parts[is_wider_than_rounding(parts, LEAST_M2)]
        if len(parts) and community.outline is not None:
            template = "网格“{grid}”有 {area} 平方米在社区“{community}”之外，请把边界收回到社区范围内。"
            values = {"area": _area(float(shapely.area(parts).sum())), "community": community.name}
            yield _finding("G-07", grid, template.format(grid=grid.title, **values), place=shapely.union_all(parts))


def barrier_crossed(plan: PlanFacts, settings: RuleSettings) -> Iterator[Finding]:
    """G-08: a grid does not lie on both sides of a railway, a river or another line that may not be crossed."""
    barred = plan.barriers.only(~plan.barriers.crossable & ~shapely.is_empty(plan.barriers.geometry)).geometry
    if not len(barred):
        return
    tree = shapely.STRtree(barred)
    for grid, area in _asked(plan):
        crossing = barred[np.sort(tree.query(area, predicate="intersects"))]
        if not len(crossing):
            continue
        sides = _sides(area, crossing, settings.strip_m)
        if len(sides) > 1:
            yield _crossing_finding(grid, sides)


def _crossing_finding(grid: GridFacts, sides: Geometries) -> Finding:
    values = {"grid": grid.title, "count": len(sides), "area": _area(float(sides[-1].area))}
    if "G-08" in grid.accepted:
        template = "网格“{grid}”跨越铁路、河流等不可通行的界线，被分成 {count} 片，较小一片 {area} 平方米。"
        return _accepted("G-08", grid, template.format(**values), sides[-1])
    template = "网格“{grid}”跨越铁路、河流等不可通行的界线，被分成 {count} 片，较小一片 {area} 平方米，请核对。"
    return _finding("G-08", grid, template.format(**values), Severity.WARNING, sides[-1])


def _sides(area: BaseGeometry, barriers: Geometries, strip_m: float) -> Geometries:
    """Return the parts of dry land that barriers leave of each piece of a grid; narrow strips do not count."""
    lines = shapely.get_dimensions(barriers) == 1
    taken = shapely.union_all(np.concatenate((barriers[~lines], shapely.buffer(barriers[lines], TRACK_M, quad_segs=1))))
    found = [np.zeros(0, dtype=object)]
    for piece in shapely.get_parts(area):
        rest = pieces(shapely.difference(piece, taken))
        wide = rest[(mean_width_m(rest) > strip_m) & (shapely.area(rest) > strip_m**2)]
        found.append(wide if len(wide) > 1 else wide[:0])
    return np.concatenate(found)


def compact(plan: PlanFacts, settings: RuleSettings) -> Iterator[Finding]:
    """G-09: a grid is not long drawn out or ragged."""
    asked = _asked(plan)
    areas = np.array([area for _, area in asked], dtype=object)
    for (grid, _), value in zip(asked, polsby_popper(areas).tolist(), strict=True):
        values = {"grid": grid.title, "value": value, "low": settings.compactness}
        if 0 < value < settings.compactness and "G-09" in grid.accepted:
            template = "网格“{grid}”形状狭长或曲折（紧凑度 {value:.2f}，低于 {low:.2f}）。"
            yield _accepted("G-09", grid, template.format(**values), grid.polygon)
        elif 0 < value < settings.compactness:
            template = "网格“{grid}”形状狭长或曲折（紧凑度 {value:.2f}，低于 {low:.2f}），走访不便，建议调整边界。"
            yield _finding("G-09", grid, template.format(**values), Severity.WARNING, grid.polygon)


def _asked(plan: PlanFacts) -> list[tuple[GridFacts, BaseGeometry]]:
    """Return the grids that findings are asked for, with their sound areas."""
    asked = [grid for grid in plan.grids if plan.asks(grid.id)]
    return list(zip(asked, sound_areas([grid.polygon for grid in asked]), strict=True))


def _accepted(rule: str, grid: GridFacts, message: str, place: BaseGeometry | None) -> Finding:
    """Return a finding that stays visible though the office has accepted it."""
    found = _finding(rule, grid, message, Severity.INFO, place)
    return replace(found, accepted=grid.accepted[rule])


def _finding(
    rule: str, grid: GridFacts, message: str, severity: Severity = Severity.ERROR, place: BaseGeometry | None = None
) -> Finding:
    return Finding(rule, severity, "grid", grid.id, message, place=place)


def _area(area_m2: float) -> str:
    return f"{area_m2:.0f}" if area_m2 >= 10 else f"{area_m2:.2f}"
