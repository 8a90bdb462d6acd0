# SPDX-License-Identifier: MIT
"""What is decided about a plan: submitted, withdrawn, returned, approved, put into force. Each decision is one step.

A plan that is approved for a later day waits; it comes into force when the data are opened on that day or after it
(`due_change`), or by a person's word. From the first day of the new plan on, the old one is superseded; its last day is
the day before. So exactly one plan is in force on any day.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from gridmgr.data.store import Store
from gridmgr.model.areas import Grid, Plan
from gridmgr.model.bands import Band
from gridmgr.model.changes import Change, ChangeSet, added, changed
from gridmgr.model.errors import InputError
from gridmgr.model.findings import Severity
from gridmgr.model.ids import Ids, new_id
from gridmgr.operations.checking import CheckReport
from gridmgr.operations.grid_codes import codes_given
from gridmgr.operations.lineage import Turn, codes_issued, history_written


class Move(StrEnum):
    """What can be decided about a plan."""

    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    RETURN = "return"
    APPROVE = "approve"
    PUT_IN_FORCE = "put_in_force"
    ADOPT = "adopt"
    DISCARD = "discard"


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decides, on which day, and why; for putting into force `on` is the first day of the plan."""

    by: str
    on: date
    reason: str = ""
    """Why a plan is approved although it is not sound, or what a returned one has to be changed in."""
    document: str = ""
    """The paper on which it rests (依据文件)."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What speaks against approving a plan, as a check found it."""

    errors: int = 0
    off_band: int = 0
    band: Band = field(default_factory=Band)

    @property
    def needs_reason(self) -> bool:
        """Tell whether a plan can be approved only with a written reason."""
        return self.errors > 0 or self.off_band > 0

    @property
    def sentence(self) -> str:
        """Say what speaks against the plan; empty when nothing does."""
        parts = [f"有 {self.errors} 处错误"] if self.errors else []
        if self.off_band:
            parts.append(f"有 {self.off_band} 个网格不在 {self.band.low}–{self.band.high} 户之内")
        return "，".join(parts)


_DONE = "方案已被取代，不能再改变状态；需要时请复制为新的草案。"
_RUNS = "方案正在执行，不能{what}；需要调整时请复制为新的草案。"
_REFUSALS: Mapping[Move, Mapping[str, str]] = {
    Move.SUBMIT: {
        "submitted": "方案已经送审，请等待批准，或先撤回。",
        "approved": "方案已经批准，不用再送审。",
        "in_force": _RUNS.format(what="送审"),
    },
    Move.WITHDRAW: {
        "draft": "方案还是草案，没有送审，不用撤回。",
        "approved": "方案已经批准，不能撤回；要修改请用“退回”并写明意见。",
        "in_force": _RUNS.format(what="撤回"),
    },
    Move.RETURN: {
        "draft": "方案还是草案，不用退回。",
        "in_force": _RUNS.format(what="退回"),
    },
    Move.APPROVE: {
        "draft": "方案还没有送审，请先送审；一个人办理时可以直接“采用”。",
        "approved": "方案已经批准。",
        "in_force": "方案正在执行，不用再批准。",
    },
    Move.PUT_IN_FORCE: {
        "draft": "方案还没有送审和批准；一个人办理时可以直接“采用”。",
        "submitted": "方案还没有批准，请先批准。",
        "in_force": "方案正在执行。",
    },
    Move.ADOPT: {"in_force": "方案正在执行。"},
    Move.DISCARD: {
        "submitted": "方案已经送审，不能删除；请先撤回或退回。",
        "approved": "方案已经批准，不能删除；请先退回。",
        "in_force": "方案正在执行，不能删除。",
        "superseded": "执行过的方案要留存备查，不能删除。",
    },
}


def refusal(move: Move, state: str) -> str:
    """Say why something cannot be decided about a plan in a state; empty when it can."""
    return _REFUSALS[move].get(state, _DONE if state == "superseded" else "")


def judged(report: CheckReport, band: Band) -> Judgement:
    """Return what a check says about a plan for the one who approves it."""
    errors = sum(f.severity is Severity.ERROR for f in report.findings)
    return Judgement(errors, report.summary.grids - report.summary.in_band, band)


def submit(store: Store, plan_id: str, decision: Decision) -> ChangeSet:
    """Hand a draft in: from now on it is neither drawn nor divided nor imported into.

    Raises InputError where it has no grids or its codes do not tell them apart.
    """
    plan = plan_for(store, plan_id, Move.SUBMIT)
    _demand_codes(store, plan)
    return ChangeSet(f"方案送审：{plan.name}", [changed(plan, _submitted(plan, decision))])


def withdraw(store: Store, plan_id: str) -> ChangeSet:
    """Take back a plan that was handed in and make it a draft again. Raises InputError."""
    plan = plan_for(store, plan_id, Move.WITHDRAW)
    draft = replace(plan, state="draft", submitted_on=None, submitted_by="")
    return ChangeSet(f"撤回送审：{plan.name}", [changed(plan, draft)])


def return_plan(store: Store, plan_id: str, decision: Decision) -> ChangeSet:
    """Send a plan back as a draft; the reason says what is to be changed. Raises InputError without one."""
    plan = plan_for(store, plan_id, Move.RETURN)
    if not decision.reason.strip():
        raise InputError("退回方案要写明退回意见。")
    draft = replace(
        plan,
        state="draft",
        returned_on=decision.on,
        returned_by=decision.by,
        return_comment=decision.reason.strip(),
        approved_on=None,
        approved_by="",
        approval_reason="",
        effective_on=None,
    )
    return ChangeSet(f"退回方案：{plan.name}", [changed(plan, draft)])


def approve(store: Store, plan_id: str, decision: Decision, judgement: Judgement, ids: Ids = new_id) -> ChangeSet:
    """Approve a plan; from now on its codes belong to its grids for ever.

    Raises InputError where the plan is not sound and no reason is given, or where it uses another grid's code.
    """
    plan = plan_for(store, plan_id, Move.APPROVE)
    after = _approved(store, plan, decision, judgement)
    issued = codes_issued(store, plan, decision.on, ids)
    return ChangeSet(f"批准方案：{plan.name}", [changed(plan, after), *map(added, issued)])


def put_in_force(store: Store, plan_id: str, decision: Decision, today: date, ids: Ids = new_id) -> ChangeSet:
    """Let an approved plan count from a day on; a day to come is noted, and the plan waits for it.

    Raises InputError for a day before the plan in force began, or that another plan waits for.
    """
    plan = plan_for(store, plan_id, Move.PUT_IN_FORCE)
    if decision.on > today:
        return ChangeSet(_label(plan, decision.on), [changed(plan, _scheduled(store, plan, decision.on))])
    return ChangeSet(_label(plan, decision.on), _taking_over(store, plan, plan, decision, ids))


def adopt(
    store: Store, plan_id: str, decision: Decision, judgement: Judgement, today: date, ids: Ids = new_id
) -> ChangeSet:
    """Submit, approve and put into force in one step, for an office in which one person does it all.

    `decision.on` is the first day of the plan. What was decided before stays as it was. Raises InputError as the
    three decisions do.
    """
    plan = plan_for(store, plan_id, Move.ADOPT)
    now = replace(decision, on=today)
    wanted = plan
    if wanted.state == "draft":
        _demand_codes(store, plan)
        wanted = _submitted(wanted, now)
    if wanted.state == "submitted":
        wanted = _approved(store, wanted, now, judgement)
    issued = [added(line) for line in codes_issued(store, plan, today, ids)] if plan.state != "approved" else []
    if decision.on > today:
        later = _scheduled(store, wanted, decision.on)
        return ChangeSet(_label(plan, decision.on), [changed(plan, later), *issued])
    return ChangeSet(_label(plan, decision.on), [*_taking_over(store, plan, wanted, decision, ids), *issued])


def due(store: Store, today: date) -> list[Plan]:
    """Return the approved plans whose first day has come, in the order of their days."""
    waiting = [p for p in store.find(Plan, state="approved") if p.effective_on is not None and p.effective_on <= today]
    return sorted(waiting, key=lambda p: (p.effective_on or today, p.id))


def due_change(store: Store, today: date, ids: Ids = new_id) -> ChangeSet:
    """Return the step that puts the first plan into force whose day has come; empty when there is none."""
    plan = next(iter(due(store, today)), None)
    if plan is None or plan.effective_on is None:
        return ChangeSet("方案按期执行", [])
    decision = Decision(plan.approved_by, plan.effective_on)
    return ChangeSet(f"方案按期执行：{plan.name}", _taking_over(store, plan, plan, decision, ids))


def plan_for(store: Store, plan_id: str, move: Move) -> Plan:
    """Return a plan about which something is to be decided. Raises InputError when it is gone or not in that state."""
    plan = store.get(Plan, plan_id)
    if plan is None:
        raise InputError("这个方案已不存在，可能已被撤销。")
    if why := refusal(move, plan.state):
        raise InputError("“{name}”：{why}", name=plan.name, why=why)
    return plan


def _submitted(plan: Plan, decision: Decision) -> Plan:
    return replace(plan, state="submitted", submitted_on=decision.on, submitted_by=decision.by)


def _approved(store: Store, plan: Plan, decision: Decision, judgement: Judgement) -> Plan:
    """Return the plan approved. Raises InputError without a reason where one is needed."""
    _demand_codes(store, plan)
    _demand_own_codes(store, plan)
    reason = decision.reason.strip()
    if judgement.needs_reason and not reason:
        raise InputError(
            "方案“{name}”{trouble}；要批准请写明例外批准理由。", name=plan.name, trouble=judgement.sentence
        )
    kept = reason if judgement.needs_reason else ""
    return replace(plan, state="approved", approved_on=decision.on, approved_by=decision.by, approval_reason=kept)


def _scheduled(store: Store, plan: Plan, day: date) -> Plan:
    """Return the plan waiting for its day. Raises InputError where another plan waits for the same day."""
    for other in store.find(Plan, state="approved", effective_on=day):
        if other.id != plan.id:
            raise InputError("方案“{other}”已定于 {day} 起执行，请另选一天。", other=other.name, day=day)
    return replace(plan, effective_on=day)


def _taking_over(store: Store, stored: Plan, wanted: Plan, decision: Decision, ids: Ids) -> list[Change]:
    """Return the changes by which a plan takes the place of the one in force, with the history that this makes."""
    in_force = [p for p in store.find(Plan, state="in_force") if p.id != stored.id]
    for old in in_force:
        if old.effective_on is not None and decision.on < old.effective_on:
            raise InputError(
                "执行日期不能早于正在执行的方案“{name}”开始的日期（{day}）。", name=old.name, day=old.effective_on
            )
    after = replace(wanted, state="in_force", effective_on=decision.on, ended_on=None)
    last_day = decision.on - timedelta(days=1)
    lines = history_written(store, Turn(in_force[-1] if in_force else None, after, decision.on, decision.document), ids)
    return [
        *(changed(old, replace(old, state="superseded", ended_on=last_day)) for old in in_force),
        changed(stored, after),
        *map(added, lines),
    ]


def _label(plan: Plan, day: date) -> str:
    return f"方案“{plan.name}”自 {day:%Y-%m-%d} 起执行"


def _demand_codes(store: Store, plan: Plan) -> None:
    """Raise InputError where a plan has no grids, or grids that their codes do not tell apart."""
    codes = Counter(code for (code,) in store.values(Grid, ["code"], plan_id=plan.id))
    if not codes:
        raise InputError("方案“{name}”还没有网格，请先划分。", name=plan.name)
    if codes[""]:
        raise InputError("方案“{name}”有 {count} 个网格没有编码，请先重新编号。", name=plan.name, count=codes[""])
    double = sorted(code for code, count in codes.items() if count > 1)
    if double:
        raise InputError("网格编码 {codes} 重复，请先重新编号。", codes="、".join(double[:3]))


def _demand_own_codes(store: Store, plan: Plan) -> None:
    """Raise InputError where a grid bears a code that was given to another one."""
    given = codes_given(store)
    grids = store.values(Grid, ["code", "grid_uid"], plan_id=plan.id)
    wrong = sorted(code for code, uid in grids if code in given and uid not in given[code])
    if wrong:
        raise InputError("网格编码 {codes} 曾经属于别的网格，不能再用；请先重新编号。", codes="、".join(wrong[:3]))
