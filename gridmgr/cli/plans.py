# SPDX-License-Identifier: MIT
"""gridmgr plans: list the plans of a district, and decide about one of them."""

import argparse
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from gridmgr.cli.output import named_day, print_json, print_lines, watched
from gridmgr.data.opening import open_store
from gridmgr.data.store import Store
from gridmgr.model.areas import Plan
from gridmgr.model.bands import Band
from gridmgr.model.changes import ChangeSet
from gridmgr.model.errors import InputError
from gridmgr.model.ids import new_id
from gridmgr.operations.accounts import account_name
from gridmgr.operations.checking import check_plan
from gridmgr.operations.drafts import Wanted, copy_plan
from gridmgr.operations.grid_codes import code_rule
from gridmgr.operations.plan_decisions import (
    Decision,
    Judgement,
    adopt,
    approve,
    due_change,
    judged,
    put_in_force,
    return_plan,
    submit,
    withdraw,
)
from gridmgr.operations.plan_states import discard
from gridmgr.operations.plans import plan_in_use
from gridmgr.operations.renumbering import Renumbering, renumbered, set_rule, store_renumbering
from gridmgr.operations.session import Session
from gridmgr.operations.variants import Variant, read_variants, rename

Make = Callable[[Store, Plan, argparse.Namespace], ChangeSet]

_DECISIONS: Mapping[str, tuple[str, Make]] = {
    "submit": ("送审", lambda store, plan, options: submit(store, plan.id, _decision(options))),
    "withdraw": ("撤回送审", lambda store, plan, _options: withdraw(store, plan.id)),
    "return": (
        "退回，用 --reason 写明意见",
        lambda store, plan, options: return_plan(store, plan.id, _decision(options)),
    ),
    "approve": (
        "检查后批准；有错误或不达标时要写 --reason",
        lambda store, plan, options: approve(store, plan.id, _decision(options), _judgement(store, plan, options)),
    ),
    "put-in-force": (
        "从 --date 起执行已批准的方案",
        lambda store, plan, options: put_in_force(store, plan.id, _decision(options), _today()),
    ),
    "adopt": (
        "送审、批准、执行一步完成",
        lambda store, plan, options: adopt(
            store, plan.id, _decision(options), _judgement(store, plan, options), _today()
        ),
    ),
    "copy": (
        "复制为新草案；--name 起名",
        lambda store, plan, options: (
            copy_plan(store, plan.id, _by(options), _today(), new_id, Wanted(options.name, options.reason)).changes
        ),
    ),
    "rename": (
        "用 --name 改名，用 --reason 改备注",
        lambda store, plan, options: rename(store, plan.id, options.name or plan.name, options.reason or plan.remark),
    ),
    "renumber": (
        "给草案的网格重新编号；--all 全部重编，--dry-run 只看对照表",
        lambda store, plan, options: store_renumbering(store, plan.id, _wish(options)),
    ),
    "discard": ("删除草案", lambda store, plan, _options: discard(store, plan.id)),
}
"""Options that name a plan: what they are for and the step that they make."""


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = commands.add_parser("plans", help="列出方案，或送审、批准、执行、退回、重新编号")
    parser.add_argument("location", metavar="FILE|URL")
    one = parser.add_mutually_exclusive_group()
    for name, (about, _make) in _DECISIONS.items():
        one.add_argument(f"--{name}", metavar="NAME", dest=_field(name), default=None, help=about)
    one.add_argument("--due", action="store_true", help="执行已到日期的方案")
    one.add_argument("--code-rule", metavar="RULE", default=None, help="设置网格编码规则，如 {community12}{serial3}")
    parser.add_argument(
        "--date", default="", metavar="YYYY-MM-DD", help="日期；不写就是今天"
    )
    parser.add_argument("--reason", default="", help="理由、意见或备注")
    parser.add_argument("--by", default="", help="办理人；不写就是登录名")
    parser.add_argument("--document", default="", help="依据文件的文号")
    parser.add_argument("--name", default="", help="新的方案名称")
    parser.add_argument("--all", action="store_true", dest="everything", help="全部重新编号，不只是新网格")
    parser.add_argument("--new-codes-on-split", action="store_true", help="拆分的网格每一部分都编新号")
    parser.add_argument("--dry-run", action="store_true", help="只显示编码对照表，不保存")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """List the plans, or carry out the one decision that was asked for."""
    wanted = next((name for name in _DECISIONS if getattr(options, _field(name)) is not None), "")
    reads_only = not (wanted or options.due or options.code_rule is not None) or options.dry_run
    with open_store(options.location, read_only=reads_only) as store:
        if options.dry_run:
            return _show_table(store, options)
        done = [] if reads_only else _carried_out(store, wanted, options)
        variants = read_variants(store)
    if options.json:
        print_json({"done": done, "plans": [_as_json(v) for v in variants]})
    elif done or not reads_only:
        print_lines([f"已完成：{label}。" for label in done] or ["没有需要改动的。"])
    else:
        print_lines([_line(v) for v in variants] or ["还没有方案。"])
    return 0


def _carried_out(store: Store, wanted: str, options: argparse.Namespace) -> list[str]:
    """Store what was asked for and return the labels of the steps."""
    session = Session(store, account_name())
    if options.due:
        labels = []
        while change := due_change(store, _today()):
            session.run(change)
            labels.append(change.label)
        return labels
    if wanted:
        changes = _DECISIONS[wanted][1](store, _named(store, getattr(options, _field(wanted))), options)
    else:
        changes = set_rule(store, options.code_rule)
    return [changes.label] if session.run(changes) else []


def _show_table(store: Store, options: argparse.Namespace) -> int:
    """Print what a renumbering would do. Raises InputError where none was asked for."""
    if options.renumber is None:
        raise InputError("--dry-run 要和 --renumber 一起用。")
    rule = code_rule(options.code_rule) if options.code_rule else None
    table = [r for r in renumbered(store, _named(store, options.renumber).id, _wish(options), rule) if r.is_changed]
    if options.json:
        rows = [{"old": r.before.code, "new": r.code, "old_name": r.before.name, "new_name": r.name} for r in table]
        print_json({"renumbered": rows})
    else:
        print_lines([f"{r.before.code} → {r.code}  {r.before.name} → {r.name}" for r in table] or ["编号都不用改。"])
    return 0


def _named(store: Store, name: str) -> Plan:
    """Return the plan of that name. Raises InputError."""
    plan = plan_in_use(store, name) if name else None
    if plan is None:
        raise InputError("请写出方案名称。")
    return plan


def _judgement(store: Store, plan: Plan, options: argparse.Namespace) -> Judgement:
    """Check the plan as it is approved."""
    del options
    report = check_plan(store, _today(), plan.name, watched())
    return judged(report, Band(plan.min_households, plan.max_households))


def _decision(options: argparse.Namespace) -> Decision:
    return Decision(_by(options), named_day(options.date) or _today(), options.reason, options.document)


def _wish(options: argparse.Namespace) -> Renumbering:
    return Renumbering(everything=options.everything, main_part_keeps=not options.new_codes_on_split)


def _by(options: argparse.Namespace) -> str:
    return str(options.by) or account_name()


def _field(name: str) -> str:
    return name.replace("-", "_") if name != "return" else "send_back"


def _today() -> date:
    return date.today()  # noqa: DTZ011 - the day on the office's own clock


def _line(variant: Variant) -> str:
    """Return one line of the list."""
    parts = [
        f"{'  ' * variant.depth}{variant.plan.name}（{variant.state}）",
        f"{variant.grids} 个网格，{variant.in_band} 个达标，{variant.households} 户",
        variant.dates,
        variant.words,
    ]
    return "  ".join(part for part in parts if part)


def _as_json(variant: Variant) -> dict[str, Any]:
    """Return one plan in words and figures (Any: JSON)."""
    p = variant.plan
    days = ("made_on", "submitted_on", "returned_on", "approved_on", "effective_on", "ended_on")
    texts = ("made_by", "submitted_by", "returned_by", "return_comment", "approved_by", "approval_reason", "remark")
    return {
        "name": p.name,
        "state": p.state,
        "depth": variant.depth,
        "grids": variant.grids,
        "in_band": variant.in_band,
        "households": variant.households,
        **{name: str(getattr(p, name) or "") for name in (*days, *texts)},
    }
