# SPDX-License-Identifier: MIT
"""The rules of a plan, G-01 to G-13, as findings. Bad geometry makes findings, never an error."""

from collections.abc import Callable, Iterable, Iterator

from gridmgr.model.findings import Finding
from gridmgr.planning.estate_rules import estates_whole
from gridmgr.planning.household_rules import (
    building_cut,
    buildings_once,
    names_unique,
    roles_filled,
    services_owned,
    size_in_band,
)
from gridmgr.planning.land_rules import barrier_crossed, compact, gaps, one_piece, outside_community, overlaps
from gridmgr.planning.rule_input import PlanFacts, RuleSettings

Rule = Callable[[PlanFacts, RuleSettings], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    overlaps,
    gaps,
    size_in_band,
    one_piece,
    building_cut,
    buildings_once,
    outside_community,
    barrier_crossed,
    compact,
    roles_filled,
    services_owned,
    names_unique,
    estates_whole,
)
"""Every rule, in the order of its number."""

WHOLE_PLAN: frozenset[Rule] = frozenset({names_unique})
"""Rules that compare every grid with every other; they take no time and are always asked about the whole plan."""


def plan_findings(plan: PlanFacts, settings: RuleSettings | None = None) -> list[Finding]:
    """Check a plan by all rules; findings come by rule, within a rule in the order of the plan."""
    settings = settings or RuleSettings()
    return [finding for rule in RULES for finding in rule(plan, settings)]


def in_order(findings: Iterable[Finding], plan: PlanFacts) -> list[Finding]:
    """Return findings by rule and, within a rule, in the order of the plan: as a check of the whole plan gives them."""
    ids = [*(c.id for c in plan.communities), *(g.id for g in plan.grids), *(b.id for b in plan.buildings)]
    ids += [e.id for e in plan.estates]
    place = {record: number for number, record in enumerate(ids)}
    # Several findings about one record stay in the order in which their rule gave them.
    return sorted(
        findings, key=lambda f: (f.rule, place[f.record_id], *(place[o] for o in f.others if f.rule == "G-01"))
    )
