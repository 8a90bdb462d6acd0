# SPDX-License-Identifier: MIT
"""The divided town with a second plan, in which one block goes to the neighbouring grid."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import shapely

from gridmgr.data.opening import open_store
from gridmgr.model.areas import Building, Grid, Plan
from gridmgr.model.changes import ChangeSet, changed
from gridmgr.model.shapes import normal_form
from gridmgr.operations.drafts import copy_plan
from gridmgr.operations.session import Session
from gridmgr.ui.comparison.feature import Comparison
from tests.operations.town import WEST
from tests.ui.conftest import WAIT_MS, open_town

DAY = date(2025, 6, 1)
MOVED_HOUSEHOLDS = 60


@pytest.fixture
def two_plans(divided_town: Path) -> Path:
    """The town: 一号方案 is in force; in the draft 一号方案调整1 a block with two buildings changes grid."""
    with open_store(divided_town) as store:
        session = Session(store, "测试员")
        plan = store.find(Plan)[0]
        session.run(ChangeSet("执行", [changed(plan, replace(plan, state="in_force", effective_on=DAY))]))
        session.run(copy_plan(store, plan.id, "测试员", DAY).changes)
        draft = next(p for p in store.find(Plan) if p.state == "draft")
        session.run(ChangeSet("移交", redrawn(store, draft.id)))
    return divided_town


def redrawn(store, plan_id):
    """Take the block of a building at the border from one grid of the west and give it to the other."""
    giver, taker = store.find(Grid, plan_id=plan_id, community=WEST)[:2]
    blocks = [shapely.box(*block_of(b.geom)) for b in store.find(Building, community=WEST)]
    inside = [b for b in blocks if giver.geom.covers(b) and b.intersection(taker.geom).length > 0]
    block = min(inside, key=lambda b: b.bounds)
    shapes = (shapely.difference(giver.geom, block), shapely.union(taker.geom, block))
    return [
        changed(grid, replace(grid, geom=normal_form(shape, "MULTIPOLYGON")))
        for grid, shape in zip((giver, taker), shapes, strict=True)
    ]


def block_of(footprint):
    """The block of 100 m in which a building of the town stands."""
    west, south = (footprint.bounds[0] - 563000.0) // 100, (footprint.bounds[1] - 2907000.0) // 100
    return (
        563000.0 + 100 * west,
        2907000.0 + 100 * south,
        563000.0 + 100 * west + 100,
        2907000.0 + 100 * south + 100,
    )


@pytest.fixture
def comparison(qtbot, window, two_plans):
    """The comparison workspace with both plans."""
    open_town(qtbot, window, two_plans)
    window.compare_wanted.emit("", "")
    feature = window.feature(Comparison)
    qtbot.waitUntil(lambda: feature.is_ready, timeout=WAIT_MS)
    return feature
