# SPDX-License-Identifier: MIT
"""The three locks: of a grid's border, of its people, and of the grid that a building is in.

The store holds what is locked against every step; here they are set and taken off, one step each.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from gridmgr.data.store import Store
from gridmgr.model.areas import Building, Grid
from gridmgr.model.changes import ChangeSet, changed
from gridmgr.model.errors import InputError
from gridmgr.model.locks import BORDER, BUILDING, ROSTER


class Turn(StrEnum):
    """What is done to the locks of some grids or buildings."""

    LOCK = "lock"
    UNLOCK = "unlock"
    INVERT = "invert"


@dataclass(frozen=True, slots=True)
class Words:
    """How people speak of one lock."""

    what: str
    """What is locked: 边界, 人员, 归属."""
    counted: str
    """What it is counted in: 个网格, 栋楼."""
    missing: str
    """Why nothing can be locked."""


WORDS: Mapping[str, Words] = {
    BORDER: Words("边界", "个网格", "这些网格已不存在，或者还没有边界，不能锁定。"),
    ROSTER: Words("人员", "个网格", "这些网格已不存在，不能锁定。"),
    BUILDING: Words("归属", "栋楼", "这些楼幢已不存在，不能锁定。"),
}
_VERBS: Mapping[Turn, str] = {Turn.LOCK: "锁定", Turn.UNLOCK: "解锁", Turn.INVERT: "反转锁定"}
_NO_CHANGE: Mapping[Turn, str] = {
    Turn.LOCK: "所选{counted}的{what}已经锁定。",
    Turn.UNLOCK: "所选{counted}的{what}没有锁定。",
    Turn.INVERT: "这里没有可以锁定的{counted}。",
}


def lock_grids(store: Store, grid_ids: Collection[str], turn: Turn, lock: str = BORDER) -> ChangeSet:
    """Lock or unlock the borders (or rosters) of some grids in one step; those that are so already are left alone.

    Raises InputError when none of them is there any more, or nothing would change.
    """
    return _turned(_lockable(store.find(Grid, id=sorted(grid_ids)), lock), turn, lock)


def lock_buildings(store: Store, building_ids: Collection[str], turn: Turn) -> ChangeSet:
    """Lock or unlock some buildings in the grids that they are in, in one step. Raises InputError as `lock_grids`."""
    return _turned(store.find(Building, id=sorted(building_ids)), turn, BUILDING)


def lock_all(store: Store, plan_id: str, community: str, turn: Turn, lock: str = BORDER) -> ChangeSet:
    """Lock, unlock or invert everything of one community in a plan, of the whole plan where no community is named.

    Buildings are locked wherever they stand, as their lock counts in every draft. Raises InputError when nothing would
    change.
    """
    where = {"community": community} if community else {}
    if lock == BUILDING:
        return _turned(store.find(Building, **where), turn, lock)
    return _turned(_lockable(store.find(Grid, plan_id=plan_id, **where), lock), turn, lock)


def lock_buildings_of(store: Store, plan_id: str, grid_ids: Collection[str], turn: Turn) -> ChangeSet:
    """Lock or unlock all buildings of some grids of a plan. Raises InputError as `lock_grids`."""
    wanted = set(grid_ids)
    inside = [building for _plan, building, grid in store.members([plan_id]) if grid in wanted]
    return lock_buildings(store, inside, turn)


def grids_held(store: Store, plan_id: str, is_in_place: bool) -> set[str]:
    """Return the grids of a plan that no automatic division may change.

    Their border is locked, or a building is locked in them; where the plan itself is divided anew (`is_in_place`), so
    that a grid may vanish, also those whose roster is locked.
    """
    held = {i for (i,) in store.values(Grid, ["id"], plan_id=plan_id, border_locked=True)}
    if is_in_place:
        held |= {i for (i,) in store.values(Grid, ["id"], plan_id=plan_id, roster_locked=True)}
    pinned = {i for (i,) in store.values(Building, ["id"], grid_locked=True)}
    if pinned:
        held |= {grid for _plan, building, grid in store.members([plan_id]) if building in pinned}
    return held


def _lockable(grids: Sequence[Grid], lock: str) -> list[Grid]:
    """Return the grids that can be locked: without land there is no border."""
    return [grid for grid in grids if lock != BORDER or grid.geom is not None]


def _turned(records: Sequence[Grid] | Sequence[Building], turn: Turn, lock: str) -> ChangeSet:
    """Return the step that locks, unlocks or inverts some records. Raises InputError where nothing changes."""
    words = WORDS[lock]
    if not records:
        raise InputError(words.missing)
    changes = []
    for record in records:
        is_locked = bool(getattr(record, lock))
        wanted = not is_locked if turn is Turn.INVERT else turn is Turn.LOCK
        if wanted != is_locked:
            changes.append(changed(record, _with_lock(record, lock, wanted)))
    if not changes:
        raise InputError(_NO_CHANGE[turn], counted=words.counted.removeprefix("个"), what=words.what)
    return ChangeSet(_label(records, len(changes), turn, words, changes[0].id), changes)


def _with_lock(record: Grid | Building, lock: str, is_locked: bool) -> Grid | Building:
    """Return a record with one of its locks set or taken off."""
    if isinstance(record, Building):
        return replace(record, grid_locked=is_locked)
    return replace(record, border_locked=is_locked) if lock == BORDER else replace(record, roster_locked=is_locked)


def _label(records: Sequence[Grid] | Sequence[Building], count: int, turn: Turn, words: Words, first_id: str) -> str:
    """Say what is locked: 锁定边界：列东社区第3网格等 2 个网格."""
    first = next(record for record in records if record.id == first_id)
    name = first.name or (first.number or first.address if isinstance(first, Building) else "") or first.code
    verb = f"{_VERBS[turn]}{words.what}"
    return f"{verb}：{name}" if count == 1 else f"{verb}：{name}等 {count:,} {words.counted}"


Counted = tuple[int, int]
"""How many are locked, and how many there are."""


def locks_counted(store: Store, plan_id: str, community: str = "") -> Mapping[str, Counted]:
    """Count what is locked of a community in a plan, of the whole plan where no community is named, by lock."""
    where = {"community": community} if community else {}
    grids = list(store.values(Grid, [BORDER, ROSTER], plan_id=plan_id, **where))
    return {
        BORDER: (sum(row[0] for row in grids), len(grids)),
        ROSTER: (sum(row[1] for row in grids), len(grids)),
        BUILDING: (store.count(Building, grid_locked=True, **where), store.count(Building, **where)),
    }
