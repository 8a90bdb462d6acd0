# SPDX-License-Identifier: MIT
"""gridmgr plan: divide communities into grids."""

import argparse
import time
from dataclasses import asdict
from datetime import date
from typing import Any

from gridmgr.cli.output import print_json, print_lines, watched
from gridmgr.cli.plan_options import add_lock_option, add_wish_options, wish_of
from gridmgr.cli.repairing import add_repair_options, run_repair
from gridmgr.data.opening import open_store
from gridmgr.data.store import Store
from gridmgr.model.areas import District
from gridmgr.model.bands import Band
from gridmgr.model.errors import InputError
from gridmgr.operations.accounts import account_name
from gridmgr.operations.candidates import Choices, find_choices, take_choice
from gridmgr.operations.plans import PlanDraft, PlanRequest, make_plan
from gridmgr.operations.second_measures import SecondMeasure
from gridmgr.operations.session import Session
from gridmgr.planning.score_card import ScoreCard


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = commands.add_parser("plan", help="自动划分网格")
    parser.add_argument("location", metavar="FILE|URL")
    parser.add_argument("--community", action="append", default=[], metavar="CODE", help="只划分这些社区（可重复）")
    parser.add_argument("--min", type=int, dest="low", help="每格户数下限")
    parser.add_argument("--max", type=int, dest="high", help="每格户数上限")
    parser.add_argument("--seed", type=int, default=0, help="随机种子：同样的数据和种子得到同样的方案")
    add_wish_options(parser)
    add_lock_option(parser)
    add_repair_options(parser)
    parser.add_argument("--name", default="", help="方案名称")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Make the plan, or mend the one in use, store it and say what came of it."""
    if options.repair:
        return run_repair(options)
    begun = time.perf_counter()
    with open_store(options.location) as store:
        request = _request(store, options)
        choices = find_choices(store, request, options.candidates, watched()) if options.candidates > 1 else None
        draft = make_plan(store, request, progress=watched()) if choices is None else _taken(store, choices, options)
        if draft is not None:
            Session(store, account_name()).run(draft.changes)
    seconds = round(time.perf_counter() - begun, 2)
    if options.json:
        print_json(_summary(draft, seconds) | _choices_summary(choices))
    else:
        print_lines([*_choices_sentences(choices), *(_sentences(draft, seconds) if draft is not None else ())])
    return 0


def _request(store: Store, options: argparse.Namespace) -> PlanRequest:
    return PlanRequest(
        communities=tuple(options.community),
        band=_band(store, options.low, options.high),
        seed=options.seed,
        name=options.name,
        made_by=account_name(),
        today=date.today(),  # noqa: DTZ011 - the day on the office's own clock
        wish=wish_of(options),
        second=SecondMeasure(options.second),
        locked=tuple(options.lock),
    )


def _taken(store: Store, choices: Choices, options: argparse.Namespace) -> PlanDraft | None:
    """Return the plan with the candidate that is to be stored; None where none is."""
    number = choices.recommended + 1 if options.take is None else options.take
    if not 0 <= number <= len(choices.choices):
        raise InputError("只有 {count} 种划法，没有第 {number} 种。", count=len(choices.choices), number=number)
    return take_choice(store, choices, number - 1) if number else None


def _band(store: Store, low: int | None, high: int | None) -> Band:
    """Return the size rule: the district's, where the command does not say otherwise."""
    districts = store.find(District)
    rule = Band(districts[0].min_households, districts[0].max_households) if districts else Band()
    band = Band(low if low is not None else rule.low, high if high is not None else rule.high)
    if not 0 < band.low <= band.high:
        raise InputError("户数下限应大于 0 且不大于上限（现为 {low} 和 {high}）。", low=band.low, high=band.high)
    return band


def _summary(draft: PlanDraft | None, seconds: float) -> dict[str, Any]:
    """Return the plan in figures (Any: JSON)."""
    if draft is None:
        return {"plan": None, "seconds": seconds}
    return {
        "plan": draft.plan.name,
        "seconds": seconds,
        "grids": sum(o.grids for o in draft.outcomes),
        "in_band": sum(o.in_band for o in draft.outcomes),
        "infeasible": [
            {"community": o.community, "reason": " ".join(o.reasons)}
            for o in draft.outcomes
            if o.in_band < o.grids or not o.grids
        ],
        "communities": [asdict(o) for o in draft.outcomes],
    }


def _choices_summary(choices: Choices | None) -> dict[str, Any]:
    """Return the candidates in figures (Any: JSON)."""
    if choices is None:
        return {}
    return {
        "candidates": [
            {"name": c.name, "verdict": c.verdict, "dominated": c.beaten_by >= 0, **asdict(c.card)}
            for c in choices.choices
        ],
        "recommended": choices.recommended + 1,
        "why": choices.why,
    }


def _sentences(draft: PlanDraft, seconds: float) -> list[str]:
    """Return the plan in words."""
    band = f"{draft.plan.min_households}–{draft.plan.max_households} 户"
    grids, inside = sum(o.grids for o in draft.outcomes), sum(o.in_band for o in draft.outcomes)
    head = (
        f"方案“{draft.plan.name}”：{len(draft.outcomes)} 个社区划为 {grids} 个网格，"
        f"其中 {inside} 个在 {band} 之内，用时 {seconds} 秒。"
    )
    return [head, *(f"{o.name}：{reason}" for o in draft.outcomes for reason in o.reasons)]


def _choices_sentences(choices: Choices | None) -> list[str]:
    """Return the candidates in words, one a line, and which one is recommended."""
    if choices is None:
        return []
    lines = [f"{n}. {c.name}：{card_sentence(c.card)}" for n, c in enumerate(choices.choices, start=1)]
    return [*lines, f"推荐第 {choices.recommended + 1} 种：{choices.why}"]


def card_sentence(card: ScoreCard) -> str:
    """Say a score card in one sentence."""
    parts = [
        f"{card.grids} 个网格，{card.in_band} 个达标，{card.smallest}–{card.largest} 户",
        f"紧凑度 {card.compactness:.2f}（最差 {card.worst_compactness:.2f}）",
        f"边界沿街 {card.streets:.0%}",
        f"拆开小区 {card.compounds_split} 个",
    ]
    if card.second_spread is not None:
        parts.append(f"第二指标相差 {card.second_spread:.0%}")
    if card.moved is not None:
        parts.append(f"{card.moved:,} 户换网格")
    return "，".join(parts) + "。"
