# SPDX-License-Identifier: MIT
"""A draft that starts from another plan: the same grids, free to be redrawn while the other stays as it is."""

import re
from dataclasses import dataclass, replace
from datetime import date

from gridmgr.data.store import Store
from gridmgr.model.areas import Grid, Plan
from gridmgr.model.changes import ChangeSet, added
from gridmgr.model.errors import InputError
from gridmgr.model.ids import Ids, new_id


@dataclass(frozen=True, slots=True)
class CopiedPlan:
    """A new draft and the change that stores it."""

    plan: Plan
    changes: ChangeSet


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the copy of a plan is to be called; without a name it gets the next free one."""

    name: str = ""
    remark: str = ""


def copy_plan(
    store: Store, plan_id: str, made_by: str, today: date, ids: Ids = new_id, wanted: Wanted | None = None
) -> CopiedPlan:
    """Make a draft with the grids of a plan; they stay the same grids (`grid_uid`) and keep their codes.

    A plan that was given out is not changed by hand; its copy is. Raises InputError for an unknown plan or a name
    that is taken.
    """
    source = store.get(Plan, plan_id)
    if source is None:
        raise InputError("没有找到这个方案，它可能已被撤销；请刷新后重试。")
    wish = wanted or Wanted()
    taken = {p.name for p in store.find(Plan)}
    name = wish.name.strip() or _free_name(source.name, taken)
    if name in taken:
        raise InputError("已有名为“{name}”的方案，请换一个名称。", name=name)
    copy = Plan(
        id=ids(),
        community=source.community,
        name=name,
        made_on=today,
        made_by=made_by,
        parent_id=source.id,
        min_households=source.min_households,
        max_households=source.max_households,
        household_basis=source.household_basis,
        seed=source.seed,
        remark=wish.remark.strip(),
    )
    grids = store.find(Grid, plan_id=source.id)
    copies = [replace(g, id=ids(), rev=0, plan_id=copy.id) for g in sorted(grids, key=lambda g: g.code)]
    label = f"以“{source.name}”为底稿新建“{name}”"
    return CopiedPlan(copy, ChangeSet(label, [added(copy), *(added(g) for g in copies)]))


def _free_name(name: str, taken: set[str]) -> str:
    """Return 示范方案调整1 for 示范方案, the next number for a plan that is an adjustment already."""
    stem = re.sub(r"调整\d+$", "", name)
    return next(free for i in range(1, len(taken) + 2) if (free := f"{stem}调整{i}") not in taken)
