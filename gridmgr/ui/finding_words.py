# SPDX-License-Identifier: MIT
"""How findings and checks are put into words, and how much ground is shown round a place."""

from collections.abc import Sequence

from shapely.geometry.base import BaseGeometry

from gridmgr.map.view import Box
from gridmgr.model.findings import Finding, Severity
from gridmgr.operations.checking import RULE_TITLES, CheckReport
from gridmgr.ui.wording import SEVERITIES

ROOM_M = 40.0
"""So much ground is shown round the place of a finding."""


def level(finding: Finding) -> str:
    """Return by what a finding is filtered: its level, or that it was accepted."""
    return "accepted" if finding.accepted else finding.severity.value


def level_text(finding: Finding) -> str:
    """Name the level of a finding."""
    return "已认可" if finding.accepted else SEVERITIES[finding.severity]


def rule_text(rule: str) -> str:
    """Name a rule by its number and what it asks for."""
    return f"{rule} {RULE_TITLES.get(rule, '')}".rstrip()


def summary_text(report: CheckReport) -> str:
    """Say a check in figures."""
    s = report.summary
    template = (
        "方案“{plan}”：{grids} 个网格，达标 {inside}，不足 {below}，超出 {above}；未归格 {unassigned:,} 户，"
        "空隙 {gaps:.2f}、重叠 {overlaps:.2f} 平方米。{end}"
    )
    return template.format(
        plan=report.plan,
        grids=s.grids,
        inside=s.in_band,
        below=s.below,
        above=s.above,
        unassigned=s.unassigned_households,
        gaps=s.gaps_m2,
        overlaps=s.overlaps_m2,
        end="" if report.findings else "没有发现问题。",
    )


def counts_text(findings: Sequence[Finding]) -> str:
    """Say briefly how many findings there are of each level."""
    counts = [(SEVERITIES[s], sum(f.severity is s for f in findings)) for s in Severity]
    return "，".join(f"{name} {count}" for name, count in counts if count) or "没有问题"


def surroundings(place: BaseGeometry) -> Box:
    """Return the bounds of a place with some ground round it, in metres."""
    west, south, east, north = place.bounds
    return west - ROOM_M, south - ROOM_M, east + ROOM_M, north + ROOM_M
