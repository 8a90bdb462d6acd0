# SPDX-License-Identifier: MIT
"""The rules about who is in a grid: size, whole buildings, each building once, roles, names."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmgr.model.findings import Finding, Severity
from gridmgr.planning.precision import ROUNDING_M, Geometries, sound_areas
from gridmgr.planning.rule_input import BuildingFacts, GridFacts, PlanFacts, RuleSettings
from gridmgr.planning.stacks import stacks


@dataclass(frozen=True, slots=True)
class _Lump:
    """Buildings that no border can part: one, or some drawn upon each other."""

    buildings: tuple[BuildingFacts, ...]

    @property
    def households(self) -> int:
        """The households of all of them."""
        return sum(b.households for b in self.buildings)

    @property
    def words(self) -> str:
        """What they are, with their households, as part of a sentence."""
        first = max(self.buildings, key=lambda b: b.households).title
        if len(self.buildings) == 1:
            return f"楼幢“{first}”一幢就有 {self.households} 户"
        return f"楼幢“{first}”等 {len(self.buildings)} 幢的轮廓上下重叠，合起来有 {self.households} 户"


def size_in_band(plan: PlanFacts, settings: RuleSettings) -> Iterator[Finding]:
    """G-03: a grid has as many households as the band allows; what no plan could mend is a warning with its reason."""
    off = [g for g in plan.grids if g.is_basic and plan.asks(g.id) and settings.band.excess(g.households)]
    largest = _largest_lumps(plan, [g for g in off if settings.band.excess(g.households) > 0])
    together = {c: sum(g.households for g in grids) for c, grids in plan.grids_by_community().items()}
    for grid in off:
        excess = settings.band.excess(grid.households)
        values: dict[str, object] = {"grid": grid.title, "count": grid.households, "off": abs(excess)}
        values |= {"low": settings.band.low, "high": settings.band.high}
        if "G-03" in grid.accepted:
            template = "网格“{grid}”有 {count} 户，与规定的 {low}–{high} 户相差 {off} 户。"
            found = _finding("G-03", grid, template.format(**values), Severity.INFO)
            yield replace(found, accepted=grid.accepted["G-03"])
        elif excess > 0:
            yield _too_many(grid, values, largest.get(grid.id), settings)
        else:
            yield _too_few(grid, values, together[grid.community_id] == grid.households > 0)


def _too_few(grid: GridFacts, values: dict[str, object], is_all: bool) -> Finding:
    """Warn where the community has no more households to give; call anything else an error."""
    if is_all:
        template = "网格“{grid}”只有 {count} 户（少 {off} 户），但全社区就这么多户，可考虑与邻近社区合并或登记例外。"
        return _finding("G-03", grid, template.format(**values), Severity.WARNING)
    template = "网格“{grid}”有 {count} 户，少 {off} 户（规定 {low}–{high} 户），请从相邻网格划入楼幢或合并网格。"
    return _finding("G-03", grid, template.format(**values))


def _too_many(grid: GridFacts, values: dict[str, object], largest: _Lump | None, settings: RuleSettings) -> Finding:
    """Warn where what no border can part is too large and the rest could be no grid; call anything else an error."""
    if largest is not None and largest.households > settings.band.high:
        rest = grid.households - largest.households
        if rest < settings.band.low:
            template = "网格“{grid}”有 {count} 户，超 {off} 户：{lump}，无法再分，请登记为例外。"
            message = template.format(lump=largest.words, **values)
            return _finding("G-03", grid, message, Severity.WARNING)
    template = "网格“{grid}”有 {count} 户，超 {off} 户（规定 {low}–{high} 户），请把部分楼幢划给相邻网格或拆分网格。"
    return _finding("G-03", grid, template.format(**values))


def _largest_lumps(plan: PlanFacts, grids: Sequence[GridFacts]) -> dict[str, _Lump]:
    """Return for each grid the building, or the buildings drawn upon each other, with the most households."""
    lived_in = [b for b in plan.buildings if b.households > 0 and b.shape is not None] if grids else []
    points, areas = _points(lived_in), sound_areas([g.polygon for g in grids])
    building, grid = shapely.STRtree(areas).query(points, predicate="intersects")
    near = np.unique(building)
    shapes = np.array([lived_in[row].shape for row in near.tolist()], dtype=object)
    stack = dict(zip(near.tolist(), stacks(shapes).tolist(), strict=True))
    found: dict[tuple[int, int], list[BuildingFacts]] = defaultdict(list)
    for b, g in sorted(zip(building.tolist(), grid.tolist(), strict=True)):
        found[g, stack[b]].append(lived_in[b])
    lumps: dict[str, _Lump] = {}
    for (g, _), together in found.items():
        lump = _Lump(tuple(together))
        if grids[g].id not in lumps or lump.households > lumps[grids[g].id].households:
            lumps[grids[g].id] = lump
    return lumps


def building_cut(plan: PlanFacts, settings: RuleSettings) -> Iterator[Finding]:
    """G-05: no grid border cuts a building. What another building also covers does not count: borders part the two."""
    areas = sound_areas([g.polygon for g in plan.grids])
    asked = np.array([plan.asks(b.id) for b in plan.buildings], dtype=bool)
    shapes = sound_areas([b.shape if b.shape is not None and b.shape.area > 0 else None for b in plan.buildings])
    everywhere = shapely.STRtree(shapes)
    for number, grids in _shared_buildings(shapes, areas, asked).items():
        others = np.setdiff1d(everywhere.query(shapes[number], predicate="intersects"), [number])
        own = shapely.difference(shapes[number], shapely.union_all(shapes[others]))
        parts = shapely.area(shapely.intersection(own, areas[grids]))
        least = max(settings.cut_m2, settings.cut_share * shapes[number].area)
        if np.count_nonzero(parts > least) > 1:
            chosen = [plan.grids[g] for g in np.array(grids)[np.argsort(-parts, kind="stable")][:2]]
            template = "楼幢“{building}”被网格“{one}”与“{other}”的边界切开，请调整边界，使整幢楼在一个网格内。"
            titles = {"one": chosen[0].title, "other": chosen[1].title}
            message = template.format(building=plan.buildings[number].title, **titles)
            yield _building_finding("G-05", plan.buildings[number], message, chosen)


def _shared_buildings(shapes: Geometries, areas: Geometries, asked: NDArray[np.bool_]) -> dict[int, list[int]]:
    """Return the buildings asked for that more than one grid has a part of, with those grids."""
    number = np.flatnonzero(asked)
    building, grid = shapely.STRtree(areas).query(shapes[number], predicate="intersects")
    building = number[building]
    often = np.bincount(building, minlength=len(shapes)) > 1
    found: dict[int, list[int]] = defaultdict(list)
    for b, g in sorted(zip(building[often[building]].tolist(), grid[often[building]].tolist(), strict=True)):
        found[b].append(g)
    return found


def buildings_once(plan: PlanFacts, _settings: RuleSettings) -> Iterator[Finding]:
    """G-06: every building with households is in exactly one grid."""
    lived_in = [b for b in plan.buildings if b.households > 0 and plan.asks(b.id)]
    points, areas = _points(lived_in), sound_areas([g.polygon for g in plan.grids])
    within, touched = _grids_at(points, areas)
    for building, inside, touching in zip(lived_in, within, touched, strict=True):
        if len(inside) > 1:
            several = [plan.grids[g] for g in inside]
            names = "”“".join(grid.title for grid in several)
            message = f"楼幢“{building.title}”（{building.households} 户）同时在网格“{names}”内，请只保留一个。"
            yield _building_finding("G-06", building, message, several)
        elif not inside and not touching:
            message = f"楼幢“{building.title}”（{building.households} 户）不在任何网格内，请把它划入一个网格。"
            yield _building_finding("G-06", building, message)


def _grids_at(points: Geometries, areas: Geometries) -> tuple[list[list[int]], list[list[int]]]:
    """Return for each point the grids it lies well within, and all grids it touches."""
    tree = shapely.STRtree(areas)
    within: list[list[int]] = [[] for _ in points]
    touched: list[list[int]] = [[] for _ in points]
    point, grid = tree.query(points, predicate="intersects")
    edge = shapely.distance(points[point], shapely.boundary(areas[grid]))
    for p, g, distance in sorted(zip(point.tolist(), grid.tolist(), edge.tolist(), strict=True)):
        touched[p].append(g)
        if distance > ROUNDING_M:
            within[p].append(g)
    return within, touched


def roles_filled(plan: PlanFacts, settings: RuleSettings) -> Iterator[Finding]:
    """G-10: every role of a grid is held."""
    template = "网格“{grid}”还缺 {count} 个岗位：{lacking}，请任命人员。"
    yield from _lacking(plan, "G-10", template, lambda grid: [r for r in settings.roles if r not in grid.roles])


def services_owned(plan: PlanFacts, settings: RuleSettings) -> Iterator[Finding]:
    """G-11: every service line has somebody who looks after it in each grid."""
    template = "网格“{grid}”有 {count} 个服务项目没有人负责：{lacking}，请在任职的“服务项目”里填写。"
    yield from _lacking(plan, "G-11", template, lambda grid: [s for s in settings.services if s not in grid.services])


def _lacking(
    plan: PlanFacts, rule: str, template: str, lacking_in: Callable[[GridFacts], Sequence[str]]
) -> Iterator[Finding]:
    """Tell of each grid that lacks something what that is."""
    for grid in plan.grids:
        lacking = lacking_in(grid)
        if lacking and plan.asks(grid.id):
            message = template.format(grid=grid.title, count=len(lacking), lacking="、".join(lacking))
            yield _finding(rule, grid, message, Severity.WARNING)


def names_unique(plan: PlanFacts, _settings: RuleSettings) -> Iterator[Finding]:
    """G-12: the code and the name of a grid are its own."""
    codes = Counter(grid.code for grid in plan.grids)
    names = Counter(grid.name for grid in plan.grids if grid.name)
    for grid in plan.grids:
        if not grid.code:
            yield _finding("G-12", grid, f"网格“{grid.title}”没有编码，请填写编码。", field="code")
        elif codes[grid.code] > 1:
            message = f"网格编码“{grid.code}”被 {codes[grid.code]} 个网格使用，请为“{grid.title}”另定编码。"
            yield _finding("G-12", grid, message, field="code")
        if names[grid.name] > 1:
            message = f"网格名称“{grid.name}”被 {names[grid.name]} 个网格使用，请为编码“{grid.code}”的网格改名。"
            yield _finding("G-12", grid, message, field="name")


def _points(buildings: list[BuildingFacts]) -> NDArray[np.object_]:
    """Return a point in every building; an empty one where its place is unknown."""
    found = np.empty(len(buildings), dtype=object)
    for number, building in enumerate(buildings):
        shape = building.shape
        known = shape is not None and bool(np.isfinite(shapely.get_coordinates(shape)).all())
        found[number] = shapely.point_on_surface(shape) if known else shapely.Point()
    return found


def _finding(rule: str, grid: GridFacts, message: str, severity: Severity = Severity.ERROR, field: str = "") -> Finding:
    return Finding(rule, severity, "grid", grid.id, message, field=field, place=grid.polygon)


def _building_finding(rule: str, building: BuildingFacts, message: str, grids: Sequence[GridFacts] = ()) -> Finding:
    others = tuple(grid.id for grid in grids)
    return Finding(rule, Severity.ERROR, "building", building.id, message, place=building.shape, others=others)
