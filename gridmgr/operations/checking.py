# SPDX-License-Identifier: MIT
"""A plan is checked against the rules G-01 to G-12, and the records against what a plan needs of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.data.store import Store
from gridmgr.model.areas import Building, Community, Grid
from gridmgr.model.bands import Band
from gridmgr.model.errors import InputError
from gridmgr.model.findings import Finding, Severity
from gridmgr.model.people import Appointment, Household
from gridmgr.model.progress import Progress, Silent
from gridmgr.operations.ground import DistrictBarriers
from gridmgr.operations.land_links import are_joined, links_by_community
from gridmgr.operations.plans import plan_in_use
from gridmgr.operations.roles import is_held_on
from gridmgr.planning.area_tests import area_test
from gridmgr.planning.measures import deviation_from_mean, pieces, polsby_popper
from gridmgr.planning.rule_input import BuildingFacts, CommunityFacts, GridFacts, PlanFacts, RuleSettings
from gridmgr.planning.rules import RULES

_STEPS = len(RULES) + 2
ACCEPTABLE = frozenset({"G-03", "G-04", "G-08", "G-09"})
"""Rules from which a grid with a written reason may depart."""

RULE_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "G-01": "网格不重叠",
        "G-02": "社区不留空隙",
        "G-03": "户数在范围内",
        "G-04": "网格连成一片",
        "G-05": "不切开楼幢",
        "G-06": "楼幢都归格",
        "G-07": "不越出社区",
        "G-08": "不跨铁路河流",
        "G-09": "形状紧凑",
        "G-10": "五员到岗",
        "G-12": "编码名称不重复",
        "V-11": "住户有楼幢",
        "V-14": "户数已核实",
    }
)
"""What each rule asks for, in a few words."""


@dataclass(frozen=True, slots=True)
class GridRow:
    """One grid of the checked plan in figures."""

    id: str
    code: str
    name: str
    community: str
    households: int
    buildings: int
    parts: int
    area_m2: float
    compactness: float


@dataclass(frozen=True, slots=True)
class CheckSummary:
    """The whole plan in figures; the deviations are shares of the mean number of households."""

    grids: int
    in_band: int
    below: int
    above: int
    unassigned_households: int
    gaps_m2: float
    overlaps_m2: float
    lowest_deviation: float
    highest_deviation: float
    mean_compactness: float


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found."""

    plan: str
    grids: tuple[GridRow, ...]
    findings: tuple[Finding, ...]
    summary: CheckSummary
    communities: Mapping[str, str] = field(default_factory=dict)
    """Name of the community of each record that was found fault with, by record id."""

    @property
    def has_errors(self) -> bool:
        """Tell whether any finding forbids approving the plan."""
        return any(f.severity is Severity.ERROR for f in self.findings)


def check_plan(store: Store, today: date, plan_name: str = "", progress: Progress | None = None) -> CheckReport:
    """Check a plan (the one in use where none is named).

    Raises InputError where there is no plan to check, CancelledError when given up.
    """
    watch = progress or Silent()
    plan = plan_in_use(store, plan_name)
    if plan is None:
        raise InputError("还没有网格方案，请先划分（gridmgr plan）或导入现有网格（--as grid）。")
    band = Band(plan.min_households, plan.max_households)
    watch.step(0, _STEPS, "读取网格和楼幢")
    grids = store.find(Grid, plan_id=plan.id)
    roles = store.code_lists()["grid_role"]
    facts = _facts(store, grids, _held_roles(store, today, {i.code: i.label for i in roles.items}))
    settings = RuleSettings(band=band, roles=tuple(i.label for i in roles.items))
    findings = [*_plan_findings(facts, settings, watch), *_record_findings(store)]
    rows = tuple(_row(g) for g in sorted(grids, key=lambda g: g.code))
    watch.step(_STEPS - 1, _STEPS, "汇总")
    summary = _summary(store, facts, rows, band)
    return CheckReport(plan.name, rows, tuple(findings), summary, _communities(facts, findings))


def _plan_findings(facts: PlanFacts, settings: RuleSettings, watch: Progress) -> Iterator[Finding]:
    """Yield what each rule finds, telling which rule is at work."""
    for done, (rule, title) in enumerate(zip(RULES, RULE_TITLES.values(), strict=False), start=1):
        watch.step(done, _STEPS, title)
        yield from rule(facts, settings)


def _communities(facts: PlanFacts, findings: Sequence[Finding]) -> Mapping[str, str]:
    """Return the name of the community of every record that was found fault with."""
    names = {c.id: c.name for c in facts.communities}
    wanted = {f.record_id for f in findings}
    known = [(c.id, c.id) for c in facts.communities]
    known += [(g.id, g.community_id) for g in facts.grids] + [(b.id, b.community_id) for b in facts.buildings]
    return {record: names.get(code, code) for record, code in known if record in wanted}


def _facts(store: Store, grids: list[Grid], held: Mapping[str, frozenset[str]]) -> PlanFacts:
    """Return what the rules look at."""
    links = links_by_community(store)
    return PlanFacts(
        grids=tuple(_grid_facts(g, held.get(g.grid_uid, frozenset()), links) for g in grids),
        buildings=tuple(
            BuildingFacts(i, next((n for n in names if n), ""), shape, households, community)
            for i, shape, households, community, *names in store.values(
                Building,
                ["id", "geom", "households", "community", "name", "number", "address", "code", "source_key"],
            )
        ),
        communities=tuple(CommunityFacts(*row) for row in store.values(Community, ["code", "name", "geom"])),
        barriers=DistrictBarriers(store).all,
    )


def _accepted(grid: Grid, links: Mapping[str, NDArray[np.object_]]) -> frozenset[str]:
    """Return the rules that an office has accepted an exception from: with a reason, or by links of its pieces."""
    if grid.accepted_reason:
        return ACCEPTABLE
    drawn = links.get(grid.community)
    if drawn is None or grid.geom is None or shapely.get_num_geometries(grid.geom) < 2:
        return frozenset()
    return frozenset({"G-04"}) if are_joined(grid.geom, drawn) else frozenset()


def _grid_facts(grid: Grid, roles: frozenset[str], links: Mapping[str, NDArray[np.object_]]) -> GridFacts:
    """Return one grid as the rules look at it."""
    return GridFacts(
        id=grid.id,
        code=grid.code,
        name=grid.name,
        community_id=grid.community,
        polygon=grid.geom,
        households=grid.households,
        persons=grid.persons,
        accepted=_accepted(grid, links),
        roles=roles,
    )


def _held_roles(store: Store, today: date, labels: Mapping[str, str]) -> Mapping[str, frozenset[str]]:
    """Return the labels of the roles held today, by grid."""
    held: dict[str, set[str]] = {}
    for appointment in store.each(Appointment):
        if is_held_on(appointment, today) and appointment.role in labels:
            held.setdefault(appointment.grid_uid, set()).add(labels[appointment.role])
    return {grid: frozenset(roles) for grid, roles in held.items()}


def _row(grid: Grid) -> GridRow:
    """Return one grid in figures."""
    shape: BaseGeometry | None = grid.geom
    compactness = float(polsby_popper(np.array([shape], dtype=object))[0]) if shape is not None else 0.0
    return GridRow(
        id=grid.id,
        code=grid.code,
        name=grid.name,
        community=grid.community,
        households=grid.households,
        buildings=grid.buildings,
        parts=len(pieces(shape)) if shape is not None else 0,
        area_m2=round(grid.area_m2, 2),
        compactness=round(compactness, 3),
    )


def _record_findings(store: Store) -> list[Finding]:
    """Say what the records lack that a count of households rests on."""
    findings = []
    homeless = store.count(Household, building_id="")
    if homeless:
        message = f"有 {homeless} 户没有登记所在楼幢，未计入任何网格；请补登楼幢。"
        findings.append(Finding("V-11", Severity.WARNING, Household.TYPE, "", message, field="building_id"))
    estimated = store.count(Building, households_source="estimate")
    if estimated:
        message = f"有 {estimated} 栋楼的户数是估算值，不是实际登记数；请在核实后录入住户或申报户数。"
        findings.append(Finding("V-14", Severity.INFO, Building.TYPE, "", message, field="households"))
    unplaced = store.count(Building, community="")
    if unplaced:
        message = f"有 {unplaced} 栋楼不在任何社区范围内，未参与划分；请检查社区边界。"
        findings.append(Finding("G-06", Severity.ERROR, Building.TYPE, "", message, field="community"))
    return findings


def _summary(store: Store, facts: PlanFacts, rows: tuple[GridRow, ...], band: Band) -> CheckSummary:
    """Sum the plan up; the area tests are the authority on gaps and overlaps."""
    counts = np.array([r.households for r in rows], dtype=np.int64)
    grouped = facts.grids_by_community()
    divided = [c for c in facts.communities if grouped[c.id]]
    tests = [area_test(c.outline, [g.polygon for g in grouped[c.id]]) for c in divided]
    deviation = deviation_from_mean(counts.astype(np.float64)) if len(counts) else np.zeros(1)
    total = sum(b.households for b in facts.buildings)
    return CheckSummary(
        grids=len(rows),
        in_band=int(np.count_nonzero((counts >= band.low) & (counts <= band.high))),
        below=int(np.count_nonzero(counts < band.low)),
        above=int(np.count_nonzero(counts > band.high)),
        unassigned_households=total - int(counts.sum()) + store.count(Household, building_id=""),
        gaps_m2=round(sum(t.gaps_m2 for t in tests), 2),
        overlaps_m2=round(sum(t.overlaps_m2 for t in tests), 2),
        lowest_deviation=round(float(deviation.min()), 4),
        highest_deviation=round(float(deviation.max()), 4),
        mean_compactness=round(float(np.mean([r.compactness for r in rows])), 3) if rows else 0.0,
    )
