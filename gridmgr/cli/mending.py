# SPDX-License-Identifier: MIT
"""gridmgr check --mend: what does not fit together in a plan, and putting it right."""

import argparse
from collections.abc import Sequence
from typing import Any

from gridmgr.cli.output import print_json, print_lines, watched
from gridmgr.data.opening import open_store
from gridmgr.model.errors import InputError
from gridmgr.operations.accounts import account_name
from gridmgr.operations.mending import KINDS, WIDTH_M, Item, Proposal, Survey, mend, proposal, proposed, survey
from gridmgr.operations.plans import plan_in_use
from gridmgr.operations.session import Session

TOO_WIDE = "比可以自动修补的宽，可能少了网格或画法不同；请在地图上看过再定，确实要修补就加大 --width。"
SHOWN = 40
"""How many places and buildings are printed; --json gives them all."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options of mending."""
    parser.add_argument("--mend", action="store_true", help="修补网格之间的空隙、重叠和越界（只用于草案，可撤销）")
    parser.add_argument("--dry-run", action="store_true", help="与 --mend 同用：只报告，不保存")
    parser.add_argument(
        "--width",
        type=float,
        default=WIDTH_M,
        metavar="M",
        help=f"与 --mend 同用：修补平均宽度不超过这么多米的地方（默认 {WIDTH_M:g}）",
    )


def run(options: argparse.Namespace) -> int:
    """Report and mend; 1 when something is left. Raises InputError without a plan, EditError for a fixed one."""
    with open_store(options.location, read_only=options.dry_run) as store:
        plan = plan_in_use(store, options.plan)
        if plan is None:
            raise InputError("还没有网格方案，请先划分（gridmgr plan）或导入现有网格（--as grid）。")
        known = survey(store, plan.id, watched())
        chosen = proposed(known, options.width)
        worked = proposal(known, chosen)
        if chosen and not options.dry_run:
            Session(store, account_name()).run(mend(store, known, chosen))
    if options.json:
        print_json(_as_json(known, chosen, worked))
    else:
        print_lines(_sentences(known, chosen, worked, options.dry_run))
    return 1 if worked.left else 0


def _as_json(known: Survey, chosen: Sequence[Item], worked: Proposal) -> dict[str, Any]:
    """Return the report (Any: JSON)."""
    places = [
        {
            "kind": item.flaw.kind.value,
            "community": item.community,
            "area_m2": round(item.flaw.area_m2, 2),
            "width_m": round(item.flaw.width_m, 2),
            "grids": [known.positions[item.community][n] for n in item.flaw.grids],
            "mended": item in chosen,
            "advice": item.advice,
        }
        for item in known.items
    ]
    return {
        "plan": known.plan,
        "places": places,
        "buildings": [{"title": m.title, "households": m.households, "old": m.old, "new": m.new} for m in worked.moved],
        "mended": worked.mended,
        "left": worked.left,
        "gaps_m2": worked.gaps_m2,
        "overlaps_m2": worked.overlaps_m2,
        "outside_m2": worked.outside_m2,
    }


def _sentences(known: Survey, chosen: Sequence[Item], worked: Proposal, is_dry: bool) -> list[str]:
    if not known.items:
        return [f"方案“{known.plan}”的网格边界没有空隙、重叠和越界。"]
    lines = [f"方案“{known.plan}”有 {len(known.items)} 处边界不合："]
    for item in known.items[:SHOWN]:
        template = "[{done}] {kind} {area:,.2f} 平方米，平均宽 {width:.2f} 米，{place}。{advice}"
        done = ("拟修补" if is_dry else "已修补") if item in chosen else "未修补"
        values = {"kind": KINDS[item.flaw.kind], "area": item.flaw.area_m2, "width": item.flaw.width_m}
        advice = item.advice if item in chosen or not item.can_be_mended else TOO_WIDE
        lines.append(template.format(done=done, place=item.place_name, advice=advice, **values))
    if len(known.items) > SHOWN:
        lines.append(f"…… 还有 {len(known.items) - SHOWN} 处，用 --json 查看全部。")
    households = sum(m.households for m in worked.moved)
    lines.append(f"换网格的楼幢 {len(worked.moved)} 幢、{households:,} 户。")
    lines += [f"  {m.title}（{m.households:,} 户）：{m.old} → {m.new}" for m in worked.moved[:SHOWN]]
    template = (
        "{verb} {mended} 处，{left} 处未修补；其后空隙 {gaps:.2f}、重叠 {overlaps:.2f}、越界 {outside:.2f} 平方米。"
    )
    figures = {"gaps": worked.gaps_m2, "overlaps": worked.overlaps_m2, "outside": worked.outside_m2}
    verb = "可修补" if is_dry else "已修补"
    lines.append(template.format(verb=verb, mended=worked.mended, left=worked.left, **figures))
    return lines
