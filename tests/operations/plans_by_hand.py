# SPDX-License-Identifier: MIT
"""Plans put together by hand on the ground of the invented town, for tests about what becomes of plans."""

from collections.abc import Mapping
from datetime import date

import shapely

from gridmgr.data.store import Store
from gridmgr.model.areas import Grid, Plan
from gridmgr.model.changes import ChangeSet, added
from gridmgr.model.shapes import normal_form
from gridmgr.operations.session import Session
from tests.operations.town import BLOCK_M, ORIGIN, WEST

DAY = date(2026, 11, 23)
Rows = Mapping[str, tuple[str, float, float]]
"""By `grid_uid`: serial of the code, and the blocks from south to north (0–5) that a grid of the west takes."""


def run(store: Store, changes: ChangeSet):
    """Store changes as a person does."""
    return Session(store, "测试员").run(changes)


def strip(bottom: float, top: float):
    """Return the land of the western community between two rows of blocks; one row has 180 households."""
    x, y = ORIGIN
    return normal_form(shapely.box(x, y + bottom * BLOCK_M, x + 3 * BLOCK_M, y + top * BLOCK_M), "MULTIPOLYGON")


def hand_made(store: Store, name: str, grids: Rows, **more: object) -> Plan:
    """Store a draft whose grids are strips of the western community."""
    plan = Plan(id=f"plan-{name}", name=name, **{"min_households": 150, "max_households": 400, **more})
    made = [
        Grid(
            id=f"{name}-{uid}",
            grid_uid=uid,
            plan_id=plan.id,
            community=WEST,
            code=f"{WEST}{code}",
            name=f"西苑社区第{int(code)}网格",
            geom=strip(bottom, top),
        )
        for uid, (code, bottom, top) in grids.items()
    ]
    run(store, ChangeSet(f"新建{name}", [added(plan), *map(added, made)]))
    return plan


def lines_of(store: Store):
    """Return the history without the codes given out: kind, old serial, new serial, households."""
    from gridmgr.model.areas import GridLineage

    found = [r for r in store.find(GridLineage) if r.kind != "issued"]
    return sorted((r.kind, r.old_code[-3:], r.new_code[-3:], r.households) for r in found)
