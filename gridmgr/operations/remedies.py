# SPDX-License-Identifier: MIT
"""Which remedies there are for a finding, the usual one first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import shapely
from shapely.geometry.base import BaseGeometry

from gridmgr.model.acceptance import ACCEPTABLE
from gridmgr.model.areas import Building, Community
from gridmgr.model.findings import Finding, Severity
from gridmgr.operations.border_fixes import gap_neighbours, neighbours
from gridmgr.operations.sites import Site
from gridmgr.planning.editing import EditError
from gridmgr.planning.precision import sound_areas

MOST_OFFERED = 3
"""So many neighbours are offered for a gap or a merger."""
LARGE_GAP_M2 = 1000.0
"""A gap at least this large may be a grid of its own."""


class Cure(StrEnum):
    """Kinds of things that can be done about a finding."""

    OVERLAP = "overlap"
    GAP = "gap"
    NEW_GRID = "new_grid"
    MERGE = "merge"
    SPLIT = "split"
    PIECES = "pieces"
    BUILDING = "building"
    DRAW_BACK = "draw_back"
    GATHER = "gather"
    """A compound goes to one grid."""
    RENUMBER = "renumber"
    DELETE = "delete"
    ACCEPT = "accept"
    """Needs a reason."""
    REVOKE = "revoke"
    REBALANCE = "rebalance"
    """Done elsewhere: by what balances grids."""
    APPOINT = "appoint"
    """Done elsewhere: in the dialog of roles."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """One thing to do about one finding."""

    finding: Finding
    cure: Cure
    target: str = ""
    """The grid that gets something, where there is a choice."""
    reason: str = ""
    """Why a finding is accepted, or why a grid may reach across a railway or river."""


Choice = tuple[Remedy, str]
"""A remedy and what its button says."""


def remedies(site: Site, finding: Finding) -> list[Choice]:
    """Return what can be done about a finding as things are now; empty where there is nothing."""
    if finding.accepted:
        return [(Remedy(finding, Cure.REVOKE), "撤销认可")]
    known = finding.record_id in site.grids or finding.record_type != "grid"
    find = _BY_RULE.get(finding.rule)
    found = find(site, finding) if find is not None and known and finding.record_id else []
    if finding.rule in ACCEPTABLE and known and finding.severity is not Severity.INFO:
        found.append((Remedy(finding, Cure.ACCEPT), "认可为例外…"))
    return found


def gap_place(site: Site, finding: Finding) -> tuple[str, BaseGeometry]:
    """Return the community and the land in no grid that a finding is about. Raises EditError where there is none."""
    if finding.record_type == Community.TYPE and finding.place is not None:
        return finding.record_id, finding.place
    if finding.record_type != Building.TYPE or finding.record_id not in site.ground.ids:
        raise EditError("这个问题已经不在了，请看最新的检查结果。")
    number = site.ground.ids.index(finding.record_id)
    code = site.ground.communities[number]
    outline = site.communities[code].geom if code in site.communities else None
    drawn = sound_areas([g.geom for g in site.grids.values()])
    left = shapely.difference(sound_areas([outline])[0], shapely.union_all(drawn))
    for part in shapely.get_parts(left):
        if shapely.intersects(part, site.ground.points[number]):
            return code, part
    raise EditError("这幢楼不在社区的空地上，请先核对楼幢位置和社区边界。")


def _overlap(site: Site, finding: Finding) -> list[Choice]:
    pair = (finding.record_id, *finding.others)
    if len(pair) != 2 or not set(pair) <= set(site.grids):
        return []
    keepers = sorted(pair, key=lambda one: _claim(site, one, finding.place), reverse=True)
    return [(Remedy(finding, Cure.OVERLAP, one), f"重叠归“{site.short(one)}”") for one in keepers]


def _claim(site: Site, grid_id: str, place: BaseGeometry | None) -> tuple[float, float]:
    """Return how much speaks for leaving land to a grid: that its community is there, then its own border round it."""
    grid = site.grids[grid_id]
    community = site.communities.get(grid.community)
    if place is None or grid.geom is None:
        return 0.0, 0.0
    outline = community.geom if community is not None else None
    own = shapely.intersection(outline, place).area / place.area if outline is not None else 0.0
    round_it = shapely.buffer(shapely.boundary(place), 0.05)
    return round(own, 2), shapely.intersection(round_it, shapely.difference(grid.geom, place)).area


def _gap(site: Site, finding: Finding) -> list[Choice]:
    try:
        code, place = gap_place(site, finding)
        around = gap_neighbours(site, code, place)
    except EditError:
        return []
    found = [(Remedy(finding, Cure.GAP, n), f"划给“{site.short(n)}”") for n, _ in around[:MOST_OFFERED]]
    if place.area >= LARGE_GAP_M2 or not found:
        found.append((Remedy(finding, Cure.NEW_GRID), "设为新网格"))
    return found


def _size(site: Site, finding: Finding) -> list[Choice]:
    grid, plan = site.grids[finding.record_id], site.plan
    found = [(Remedy(finding, Cure.REBALANCE), "重新平衡…")]
    if grid.households > plan.max_households:
        return [*found, (Remedy(finding, Cure.SPLIT), "拆分网格")]
    for name in neighbours(site, grid.id):
        if grid.households + site.grids[name].households <= plan.max_households and len(found) <= MOST_OFFERED:
            found.append((Remedy(finding, Cure.MERGE, name), f"并入“{site.short(name)}”"))
    return found


def _pieces(site: Site, finding: Finding) -> list[Choice]:
    if finding.severity is Severity.INFO:
        return []
    if site.grids[finding.record_id].geom is None:
        return [(Remedy(finding, Cure.DELETE), "删除这个网格")]
    return [(Remedy(finding, Cure.PIECES), "小块划给相邻网格")]


def _cut_building(site: Site, finding: Finding) -> list[Choice]:
    return [
        (Remedy(finding, Cure.BUILDING, one), f"整幢划给“{site.short(one)}”")
        for one in finding.others
        if one in site.grids
    ]


def _unplaced(site: Site, finding: Finding) -> list[Choice]:
    if not finding.others:
        return _gap(site, finding)
    one, *others = finding.others
    return _overlap(site, replace(finding, record_type="grid", record_id=one, others=tuple(others[:1])))


def _outside(_site: Site, finding: Finding) -> list[Choice]:
    return [(Remedy(finding, Cure.DRAW_BACK), "收回到社区边界")]


def _same_name(_site: Site, finding: Finding) -> list[Choice]:
    return [(Remedy(finding, Cure.RENUMBER), "改名" if finding.field == "name" else "另编一个码")]


def _estate(site: Site, finding: Finding) -> list[Choice]:
    """Offer the grids that have a part of a compound: those that stay within the size rule first."""
    if finding.severity is Severity.INFO:
        return []
    known = [one for one in finding.others if one in site.grids]
    return [(Remedy(finding, Cure.GATHER, one), f"整个归到“{site.short(one)}”") for one in known[:MOST_OFFERED]]


def _vacant(_site: Site, finding: Finding) -> list[Choice]:
    return [(Remedy(finding, Cure.APPOINT), "任命人员…")]


_BY_RULE: Mapping[str, Callable[[Site, Finding], list[Choice]]] = {
    "G-01": _overlap,
    "G-02": _gap,
    "G-03": _size,
    "G-04": _pieces,
    "G-05": _cut_building,
    "G-06": _unplaced,
    "G-07": _outside,
    "G-10": _vacant,
    "G-12": _same_name,
    "G-13": _estate,
}
