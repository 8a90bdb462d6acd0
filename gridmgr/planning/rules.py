# SPDX-License-Identifier: MIT
"""The rules of a plan, G-01 to G-10 and G-12, as findings. Bad geometry makes findings, never an error."""

from gridmgr.model.findings import Finding
from gridmgr.planning.household_rules import building_cut, buildings_once, names_unique, roles_filled, size_in_band
from gridmgr.planning.land_rules import barrier_crossed, compact, gaps, one_piece, outside_community, overlaps
from gridmgr.planning.rule_input import PlanFacts, RuleSettings

RULES = (
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
    names_unique,
)
"""Every rule, in the order of its number."""


def plan_findings(plan: PlanFacts, settings: RuleSettings | None = None) -> list[Finding]:
    """Check a plan by all rules; findings come by rule, within a rule in the order of the plan."""
    settings = settings or RuleSettings()
    return [finding for rule in RULES for finding in rule(plan, settings)]
