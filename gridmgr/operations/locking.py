# SPDX-License-Identifier: MIT
"""Locking the borders of grids: no tool and no automatic plan changes a locked grid."""

from collections.abc import Collection
from dataclasses import replace

from gridmgr.data.store import Store
from gridmgr.model.areas import Grid
from gridmgr.model.changes import ChangeSet, changed
from gridmgr.model.errors import InputError


def lock_grids(store: Store, grid_ids: Collection[str], is_locked: bool) -> ChangeSet:
    """Lock or unlock the borders of some grids in one step; those that are so already are left alone.

    Raises InputError when none of them is there any more, or nothing would change.
    """
    grids = [grid for grid in store.find(Grid, id=sorted(grid_ids)) if grid.geom is not None]
    if not grids:
        raise InputError("这些网格已不存在，或者还没有边界，不能锁定。")
    wanted = [grid for grid in grids if grid.border_locked != is_locked]
    if not wanted:
        raise InputError("所选网格的边界已经锁定。" if is_locked else "所选网格的边界没有锁定。")
    verb = "锁定边界" if is_locked else "解锁边界"
    named = wanted[0].name or wanted[0].code
    label = f"{verb}：{named}" if len(wanted) == 1 else f"{verb}：{named}等 {len(wanted)} 个网格"
    return ChangeSet(label, [changed(grid, replace(grid, border_locked=is_locked)) for grid in wanted])


def lock_all(store: Store, plan_id: str, community: str, is_locked: bool) -> ChangeSet:
    """Lock or unlock all grids of one community in a plan, of the whole plan where no community is named.

    Raises InputError when nothing would change.
    """
    where = {"community": community} if community else {}
    return lock_grids(store, [grid.id for grid in store.find(Grid, plan_id=plan_id, **where)], is_locked)
