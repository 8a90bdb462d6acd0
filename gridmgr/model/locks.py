# SPDX-License-Identifier: MIT
"""The three locks of a plan, as rules over records: what holds a border, a roster and a building where they are.

A lock that is stored holds whatever a step says of it: unlocking is a step of its own, and only the next step may
change what was held. Each rule takes records as they are stored and as they would become, and raises LockedError.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gridmgr.model.areas import MICRO, Grid
from gridmgr.model.changes import Change
from gridmgr.model.errors import LockedError
from gridmgr.model.people import Appointment
from gridmgr.model.shapes import GRID_M

BORDER, ROSTER, BUILDING = "border_locked", "roster_locked", "grid_locked"
LOCKS: Mapping[str, tuple[str, ...]] = {"grid": (BORDER, ROSTER), "building": (BUILDING,)}
"""The fields that lock something, by record type."""

OPEN_STATES = frozenset({"draft", "submitted", "approved"})
"""States of plans in which a building is held; one in force is frozen, and shows where buildings stand."""

LEAST_M2 = 0.01
"""Land that two grids share through rounding alone is less."""

_BORDER_WAY = "请先解锁：在这个网格上按右键，选“解锁边界”，再做这一步。"
_ROSTER_WAY = "请先解锁：在这个网格上按右键，选“解锁人员”，再做这一步。"
_CHANGED = "{grid}的边界已锁定，这一步会改动它的范围，没有保存任何改动。" + _BORDER_WAY
_REMOVED = "{grid}的边界已锁定，这一步会去掉这个网格，没有保存任何改动。" + _BORDER_WAY
_ENTERED = "{grid}的边界已锁定，这一步会让{other}占去它的 {area:,.2f} 平方米，没有保存任何改动。" + _BORDER_WAY
_POSTS = "{grid}的人员已锁定，这一步会改动它的任职，没有保存任何改动。" + _ROSTER_WAY
_POSTS_LEFT = "{grid}的人员已锁定，这一步会去掉这个网格，没有保存任何改动。" + _ROSTER_WAY
_PERSON = "{grid}的人员已锁定，这一步会删除它的任职人员，没有保存任何改动。" + _ROSTER_WAY
_MOVED = (
    "{building}的归属已锁定在{grid}，这一步会让它离开这个网格，没有保存任何改动。"
    "请先解锁：在这幢楼上按右键，选“解锁归属”，再做这一步。"
)


def is_locking(changes: Iterable[Change]) -> bool:
    """Tell whether changes set or take off locks and do nothing else."""
    for change in changes:
        before, after, locks = change.before, change.after, LOCKS.get(change.record_type, ())
        if before is None or after is None or not locks:
            return False
        loose: dict[str, Any] = dict.fromkeys(locks, False)  # Any: the fields of whichever type
        if replace(before, **loose) != replace(after, **loose):
            return False
    return True


def demand_border(stored: Grid, wanted: Grid | None) -> None:
    """Raise LockedError where a step would remove a grid whose border is locked, or give it other land."""
    if not stored.border_locked:
        return
    if wanted is None:
        raise LockedError(_REMOVED, BORDER, stored.id, grid=named(stored))
    held = (stored.plan_id, stored.community, stored.kind == MICRO)
    if held != (wanted.plan_id, wanted.community, wanted.kind == MICRO) or not _same(stored.geom, wanted.geom):
        raise LockedError(_CHANGED, BORDER, stored.id, grid=named(stored))


def demand_roster(stored: Grid, wanted: Grid | None) -> None:
    """Raise LockedError where a step would take a grid whose roster is locked away from its people."""
    if not stored.roster_locked:
        return
    if wanted is None:
        raise LockedError(_POSTS_LEFT, ROSTER, stored.id, grid=named(stored))
    if (stored.grid_uid, stored.plan_id, stored.community) != (wanted.grid_uid, wanted.plan_id, wanted.community):
        raise LockedError(_POSTS, ROSTER, stored.id, grid=named(stored))


def demand_posts(grid: Grid, stored: Appointment | None, wanted: Appointment | None) -> None:
    """Raise LockedError where an appointment of a grid whose roster is locked comes, goes or changes."""
    if stored is None or wanted is None or replace(stored, rev=0, grid_code="") != replace(wanted, rev=0, grid_code=""):
        raise LockedError(_POSTS, ROSTER, grid.id, grid=named(grid))


def demand_person(grid: Grid) -> None:
    """Raise LockedError: somebody who serves in a grid whose roster is locked would be removed."""
    raise LockedError(_PERSON, ROSTER, grid.id, grid=named(grid))


def demand_place(building: str, title: str, grid: Grid) -> None:
    """Raise LockedError: a building would leave the grid that it is locked in."""
    raise LockedError(_MOVED, BUILDING, building, building=title, grid=named(grid))


@dataclass(frozen=True, slots=True)
class Drawn:
    """A grid as a step draws it, and the land that it holds in the same plan so far (None for none)."""

    grid: Grid
    held: BaseGeometry | None


def demand_no_land_taken(locked: Sequence[Grid], drawn: Sequence[Drawn]) -> None:
    """Raise LockedError where a grid would come to lie on locked land of its plan on which it does not lie yet.

    What is less than rounding leaves between borders does not count.
    """
    areas = np.empty(len(locked), dtype=object)
    areas[:] = [grid.geom for grid in locked]
    tree = shapely.STRtree(areas)
    for one in drawn:
        gained = one.grid.geom if one.held is None else _real(shapely.difference(one.grid.geom, one.held))
        for holder in sorted(tree.query(gained, predicate="intersects").tolist()):
            taken = _real(shapely.intersection(locked[holder].geom, gained)).area
            if taken and one.grid.plan_id == locked[holder].plan_id:
                held, other = named(locked[holder]), named(one.grid)
                raise LockedError(_ENTERED, BORDER, locked[holder].id, grid=held, other=other, area=taken)


def _real(area: BaseGeometry) -> BaseGeometry:
    """Return the parts of an area that are wider than the strips which rounding leaves, as one geometry."""
    parts = shapely.get_parts(shapely.get_parts(area))
    around = shapely.length(parts)
    width = np.divide(2 * shapely.area(parts), around, out=np.zeros(len(parts)), where=around > 0)
    return shapely.multipolygons(parts[(width > 2 * GRID_M) & (shapely.area(parts) > LEAST_M2)])


def _same(one: BaseGeometry | None, other: BaseGeometry | None) -> bool:
    """Tell whether two geometries are the same point by point, in whatever order their corners are listed."""
    if one is None or other is None:
        return one is other
    return one == other or bool(shapely.normalize(one) == shapely.normalize(other))


def named(grid: Grid) -> str:
    """Name a grid as it is called in its plan: “示范方案”的列东社区第3网格."""
    name = f"“{grid.name or grid.code or '未命名网格'}”"
    return f"方案“{grid.plan}”的{name}" if grid.plan else name
