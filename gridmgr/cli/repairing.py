# SPDX-License-Identifier: MIT
"""gridmgr plan --repair: mend the grids off the band with as few households changing hands as possible."""

import argparse
import time
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from gridmgr.cli.output import print_json, print_lines, watched
from gridmgr.data.opening import open_store
from gridmgr.operations.accounts import account_name
from gridmgr.operations.rebalancing import PlanRepair, RepairRequest, repair_plan
from gridmgr.operations.session import Session


def add_repair_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options of a repair; locks come with `--lock`."""
    parser.add_argument(
        "--repair", action="store_true", help="不重新划分，只把户数超出范围的网格调回范围之内，换网格的住户最少"
    )
    parser.add_argument(
        "--grid", action="append", default=[], metavar="CODE", help="与 --repair 同用：只动这些网格（可重复）"
    )


def run_repair(options: argparse.Namespace) -> int:
    """Repair the plan in use, store it and say what came of it; 1 when a grid stays off the band."""
    begun = time.perf_counter()
    request = RepairRequest(
        codes=tuple(options.grid),
        communities=tuple(options.community),
        locked=tuple(options.lock),
        seed=options.seed,
        made_by=account_name(),
        today=date.today(),  # noqa: DTZ011 - the day on the office's own clock
    )
    with open_store(options.location) as store:
        repair = repair_plan(store, request, progress=watched())
        if repair.changes is not None:
            Session(store, account_name()).run(repair.changes)
    seconds = round(time.perf_counter() - begun, 2)
    if options.json:
        print_json(_summary(repair, seconds))
    else:
        print_lines(_sentences(repair))
    return 0 if repair.is_solved else 1


def _summary(repair: PlanRepair, seconds: float) -> dict[str, Any]:
    """Return the repair in figures (Any: JSON)."""
    return {
        "plan": repair.plan.name,
        "seconds": seconds,
        "moved_households": repair.moved_households,
        "bound_households": repair.bound_households,
        "solved": repair.is_solved,
        "communities": [asdict(replace(outcome, moved_land=())) for outcome in repair.outcomes],
    }


def _sentences(repair: PlanRepair) -> list[str]:
    """Return the repair in words."""
    if not repair.outcomes:
        return [f"方案“{repair.plan.name}”的网格户数都在范围之内，没有需要调整的。"]
    lines = [sentence for outcome in repair.outcomes for sentence in outcome.sentences]
    if repair.changes is None:
        return [f"方案“{repair.plan.name}”没有改动。", *lines]
    moved, bound = repair.moved_households, repair.bound_households
    head = f"方案“{repair.plan.name}”已调整：{moved:,}户换网格，最少也要动{bound:,}户。"
    return [head, *lines]
