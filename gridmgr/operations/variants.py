# SPDX-License-Identifier: MIT
"""All plans of a district side by side: where each comes from, how far it has got, and its figures."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from gridmgr.data.store import Store
from gridmgr.model.areas import Grid, Plan
from gridmgr.model.changes import ChangeSet, changed
from gridmgr.model.errors import InputError


@dataclass(frozen=True, slots=True)
class Variant:
    """One plan with its figures and its place in the tree of plans."""

    plan: Plan
    state: str
    """Label of its state."""
    depth: int
    """0 for a plan that began with nothing or whose origin is gone, 1 for its variants, and so on."""
    grids: int
    in_band: int
    households: int

    @property
    def dates(self) -> str:
        """Say the day that matters most about the plan as it is now."""
        p = self.plan
        match p.state:
            case "submitted":
                return f"{p.submitted_on} 送审" if p.submitted_on else ""
            case "approved" if p.effective_on:
                return f"{p.effective_on} 起执行"
            case "approved":
                return f"{p.approved_on} 批准" if p.approved_on else ""
            case "in_force":
                return f"{p.effective_on} 起" if p.effective_on else ""
            case "superseded":
                return f"{p.ended_on} 终止" if p.ended_on else ""
            case _:
                return f"{p.returned_on} 退回" if p.returned_on else f"{p.made_on} 编制" if p.made_on else ""

    @property
    def words(self) -> str:
        """Say what people wrote about the plan: the comment of a return, the reason of an approval, the note."""
        p = self.plan
        said = [f"退回意见：{p.return_comment}"] if p.return_comment and p.state == "draft" else []
        said += [f"例外批准：{p.approval_reason}"] if p.approval_reason else []
        return "　".join([*said, p.remark] if p.remark else said)


def read_variants(store: Store) -> list[Variant]:
    """Return all plans, each behind the one it was made from, the newest roots last."""
    labels = store.code_lists()["plan_state"]
    figures = _figures(store)
    plans = store.find(Plan)
    return [
        Variant(plan, labels.label(plan.state), depth, *_sums(plan, figures.get(plan.id, ())))
        for plan, depth in _tree(plans)
    ]


def rename(store: Store, plan_id: str, name: str, remark: str) -> ChangeSet:
    """Give a plan another name and note. Raises InputError for an empty name or one that is taken."""
    plan, name = store.get(Plan, plan_id), name.strip()
    if plan is None:
        raise InputError("这个方案已不存在，可能已被撤销。")
    if not name:
        raise InputError("请填写方案名称。")
    if any(p.id != plan.id for p in store.find(Plan, name=name)):
        raise InputError("已有名为“{name}”的方案，请换一个名称。", name=name)
    after = replace(plan, name=name, remark=remark.strip())
    label = f"方案“{plan.name}”改名为“{name}”" if name != plan.name else f"修改方案备注：{name}"
    return ChangeSet(label, [changed(plan, after)] if after != plan else [])


def _figures(store: Store) -> Mapping[str, Sequence[int]]:
    """Return the households of all grids by plan."""
    found: dict[str, list[int]] = {}
    for plan_id, households in store.values(Grid, ["plan_id", "households"]):
        found.setdefault(plan_id, []).append(households)
    return found


def _sums(plan: Plan, counts: Sequence[int]) -> tuple[int, int, int]:
    """Return grids, grids in the plan's own band, and households."""
    inside = sum(plan.min_households <= n <= plan.max_households for n in counts)
    return len(counts), inside, sum(counts)


def _tree(plans: Sequence[Plan]) -> Iterator[tuple[Plan, int]]:
    """Yield plans with their depth, variants behind their origin; a plan that is its own ancestor counts as a root."""
    known = {p.id for p in plans}
    children: dict[str, list[Plan]] = {}
    for plan in plans:
        children.setdefault(plan.parent_id if plan.parent_id in known else "", []).append(plan)
    seen: set[str] = set()
    waiting = [(plan, 0) for plan in reversed(children.get("", []))]
    while waiting or len(seen) < len(plans):
        if not waiting:
            waiting = [(next(p for p in plans if p.id not in seen), 0)]
        plan, depth = waiting.pop()
        if plan.id in seen:
            continue
        seen.add(plan.id)
        yield plan, depth
        waiting += [(child, depth + 1) for child in reversed(children.get(plan.id, []))]
