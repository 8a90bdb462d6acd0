# SPDX-License-Identifier: MIT
"""gridmgr plan: divide communities into grids."""

import argparse
import time
from datetime import date
from typing import Any

from gridmgr.cli.output import print_json, print_lines, watched
from gridmgr.data.opening import open_store
from gridmgr.data.store import Store
from gridmgr.model.areas import District
from gridmgr.model.bands import Band
from gridmgr.model.errors import InputError
from gridmgr.operations.accounts import account_name
from gridmgr.operations.plans import PlanDraft, PlanRequest, make_plan
from gridmgr.operations.session import Session


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = commands.add_parser("plan", help="自动划分网格")
    parser.add_argument("location", metavar="FILE|URL")
    parser.add_argument("--community", action="append", default=[], metavar="CODE", help="只划分这些社区（可重复）")
    parser.add_argument("--min", type=int, dest="low", help="每格户数下限")
    parser.add_argument("--max", type=int, dest="high", help="每格户数上限")
    parser.add_argument("--seed", type=int, default=0, help="随机种子：同样的数据和种子得到同样的方案")
    parser.add_argument("--name", default="", help="方案名称")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Make the plan, store it and say what came of it."""
    begun = time.perf_counter()
    with open_store(options.location) as store:
        request = PlanRequest(
            communities=tuple(options.community),
            band=_band(store, options.low, options.high),
            seed=options.seed,
            name=options.name,
            made_by=account_name(),
            today=date.today(),  # noqa: DTZ011 - the day on the office's own clock
        )
        draft = make_plan(store, request, progress=watched())
        Session(store, account_name()).run(draft.changes)
    summary = _summary(draft, time.perf_counter() - begun)
    if options.json:
        print_json(summary)
    else:
        print_lines(_sentences(draft, summary))
    return 0


def _band(store: Store, low: int | None, high: int | None) -> Band:
    """Return the size rule: the district's, where the command does not say otherwise."""
    districts = store.find(District)
    rule = Band(districts[0].min_households, districts[0].max_households) if districts else Band()
    band = Band(low if low is not None else rule.low, high if high is not None else rule.high)
    if not 0 < band.low <= band.high:
        raise InputError("户数下限应大于 0 且不大于上限（现为 {low} 和 {high}）。", low=band.low, high=band.high)
    return band


def _summary(draft: PlanDraft, seconds: float) -> dict[str, Any]:
    """Return the plan in figures (Any: JSON)."""
    return {
        "plan": draft.plan.name,
        "seconds": round(seconds, 2),
        "grids": sum(o.grids for o in draft.outcomes),
        "in_band": sum(o.in_band for o in draft.outcomes),
        "infeasible": [
            {"community": o.community, "reason": " ".join(o.reasons)}
            for o in draft.outcomes
            if o.in_band < o.grids or not o.grids
        ],
    }


def _sentences(draft: PlanDraft, summary: dict[str, Any]) -> list[str]:
    """Return the plan in words."""
    band = f"{draft.plan.min_households}–{draft.plan.max_households} 户"
    head = (
        f"方案“{draft.plan.name}”：{len(draft.outcomes)} 个社区划为 {summary['grids']} 个网格，"
        f"其中 {summary['in_band']} 个在 {band} 之内，用时 {summary['seconds']} 秒。"
    )
    return [head, *(f"{o.name}：{reason}" for o in draft.outcomes for reason in o.reasons)]
