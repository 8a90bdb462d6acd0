# SPDX-License-Identifier: MIT
"""gridmgr check: does the plan obey the rules?"""

import argparse
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date

from gridmgr.cli import mending
from gridmgr.cli.output import print_json, print_lines
from gridmgr.data.opening import open_store
from gridmgr.model.findings import Finding, Severity
from gridmgr.operations.checking import CheckReport, check_plan

_SIGNS = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.INFO: "提示"}
SHOWN = 5
"""How many findings of a rule are printed; --json gives them all."""


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = commands.add_parser("check", help="按规则 G-01…G-13 检查方案")
    parser.add_argument("location", metavar="FILE|URL")
    parser.add_argument("--plan", default="", metavar="NAME", help="方案名称（默认：执行中的，否则最新的）")
    mending.add_options(parser)
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Check and print; 1 when there is a finding of the level error."""
    if options.mend:
        return mending.run(options)
    today = date.today()  # noqa: DTZ011 - the day on the office's own clock
    with open_store(options.location, read_only=True) as store:
        report = check_plan(store, today, options.plan)
    if options.json:
        codes = {row.id: row.code for row in report.grids}
        print_json(
            {
                "plan": report.plan,
                "grids": [asdict(row) for row in report.grids],
                "findings": [_as_json(f, codes) for f in report.findings],
                "summary": asdict(report.summary),
            }
        )
    else:
        print_lines(_sentences(report))
    return 1 if report.has_errors else 0


def _as_json(finding: Finding, codes: Mapping[str, str]) -> dict[str, str]:
    """Return a finding without its place; a grid is named by its code, another record by its id."""
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "record": codes.get(finding.record_id, finding.record_id),
        "message": finding.message,
    }


def _sentences(report: CheckReport) -> list[str]:
    """Return the check in words: the figures, then the gravest findings first."""
    s = report.summary
    lines = [
        f"方案“{report.plan}”：{s.grids} 个网格，达标 {s.in_band}，不足 {s.below}，超出 {s.above}。",
        f"未归格 {s.unassigned_households} 户，空隙 {s.gaps_m2:.2f} 平方米，重叠 {s.overlaps_m2:.2f} 平方米。",
        f"与平均户数相差 {s.lowest_deviation:+.1%} 至 {s.highest_deviation:+.1%}。",
        f"平均紧凑度 {s.mean_compactness:.2f}（圆为 1）。",
    ]
    for rule, found in _by_rule(report).items():
        lines += [f"[{_SIGNS[f.severity]} {rule}] {f.message}" for f in found[:SHOWN]]
        if len(found) > SHOWN:
            lines.append(
                f"[{_SIGNS[found[0].severity]} {rule}] …… 还有 {len(found) - SHOWN} 条同类问题，用 --json 查看全部。"
            )
    if not report.findings:
        lines.append("没有发现问题。")
    return lines


def _by_rule(report: CheckReport) -> dict[str, list[Finding]]:
    """Return the findings by rule, rules with the gravest findings first."""
    grouped: dict[str, list[Finding]] = {}
    for finding in sorted(report.findings, key=lambda f: (list(Severity).index(f.severity), f.rule)):
        grouped.setdefault(finding.rule, []).append(finding)
    return grouped
