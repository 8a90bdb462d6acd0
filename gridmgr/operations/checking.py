# SPDX-License-Identifier: MIT
"""A plan is checked against the rules G-01 to G-13, and the records against what a plan needs of them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

import numpy as np
from shapely.geometry.base import BaseGeometry

from gridmgr.data.store import Store
from gridmgr.model.areas import Building, Grid
from gridmgr.model.errors import InputError
from gridmgr.model.findings import Finding, Severity
from gridmgr.model.people import Household
from gridmgr.model.progress import Progress, Silent
from gridmgr.operations.plan_facts import Known, read_facts
from gridmgr.operations.plan_notes import with_reasons
from gridmgr.operations.plans import plan_in_use
from gridmgr.planning.area_tests import area_test
from gridmgr.planning.measures import deviation_from_mean, pieces, polsby_popper
from gridmgr.planning.rule_input import PlanFacts, RuleSettings
from gridmgr.planning.rules import RULES

_STEPS = len(RULES) + 2
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
        "G-11": "服务项目有人负责",
        "G-12": "编码名称不重复",
        "G-13": "小区不拆开",
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
class Land:
    """What the area tests say of one community, in m²."""

    gaps_m2: float
    overlaps_m2: float


@dataclass(frozen=True, eq=False)
class Basis:
    """What a check was made from, so that a later one need only look at what was touched since."""

    known: Known
    of_rules: tuple[Finding, ...]
    """The findings of the rules, without those about the records as a whole."""
    land: Mapping[str, Land]
    """The area tests by community."""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found."""

    plan: str
    grids: tuple[GridRow, ...]
    findings: tuple[Finding, ...]
    summary: CheckSummary
    communities: Mapping[str, str] = field(default_factory=dict)
    """Name of the community of each record that was found fault with, by record id."""
    basis: Basis | None = field(default=None, repr=False, compare=False)
    """What it was made from."""

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
    watch.step(0, _STEPS, "读取网格和楼幢")
    known = read_facts(store, plan, today)
    found = tuple(_plan_findings(known.facts, known.settings, watch))
    watch.step(_STEPS - 1, _STEPS, "汇总")
    rows = tuple(sorted((grid_row(g) for g in known.grids), key=lambda row: row.code))
    return made_report(store, Basis(known, found, land_of(known.facts)), rows)


def made_report(store: Store, basis: Basis, rows: tuple[GridRow, ...]) -> CheckReport:
    """Return the report of a check from what the rules found; the figures about the records are read anew."""
    known = basis.known
    findings = (*with_reasons(basis.of_rules, known.plan, known.grids), *_record_findings(store))
    communities = _communities(basis.known.facts, findings)
    return CheckReport(basis.known.plan.name, rows, findings, _summary(store, basis, rows), communities, basis)


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
    known += [(e.id, e.community_id) for e in facts.estates]
    return {record: names.get(code, code) for record, code in known if record in wanted}


def grid_row(grid: Grid) -> GridRow:
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


def land_of(facts: PlanFacts, communities: Collection[str] | None = None) -> Mapping[str, Land]:
    """Return the area tests of all communities that have grids, or of some: the authority on gaps and overlaps."""
    grouped = facts.grids_by_community()
    divided = [c for c in facts.communities if grouped[c.id] and (communities is None or c.id in communities)]
    tests = {c.id: area_test(c.outline, [g.polygon for g in grouped[c.id]]) for c in divided}
    return {code: Land(test.gaps_m2, test.overlaps_m2) for code, test in tests.items()}


def _summary(store: Store, basis: Basis, rows: tuple[GridRow, ...]) -> CheckSummary:
    """Sum the plan up; dedicated grids have no size rule and are not counted as off it."""
    facts, band = basis.known.facts, basis.known.settings.band
    basic = {grid.id for grid in facts.grids if grid.is_basic}
    counts = np.array([r.households for r in rows if r.id in basic], dtype=np.int64)
    land = [basis.land[c.id] for c in facts.communities if c.id in basis.land]
    deviation = deviation_from_mean(counts.astype(np.float64)) if len(counts) else np.zeros(1)
    outside = sum(b.households for b in facts.buildings) - sum(r.households for r in rows)
    return CheckSummary(
        grids=len(rows),
        in_band=int(np.count_nonzero((counts >= band.low) & (counts <= band.high))),
        below=int(np.count_nonzero(counts < band.low)),
        above=int(np.count_nonzero(counts > band.high)),
        unassigned_households=outside + store.count(Household, building_id=""),
        gaps_m2=round(sum(t.gaps_m2 for t in land), 2),
        overlaps_m2=round(sum(t.overlaps_m2 for t in land), 2),
        lowest_deviation=round(float(deviation.min()), 4),
        highest_deviation=round(float(deviation.max()), 4),
        mean_compactness=round(float(np.mean([r.compactness for r in rows])), 3) if rows else 0.0,
    )
