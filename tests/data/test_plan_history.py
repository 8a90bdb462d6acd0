# SPDX-License-Identifier: MIT
"""Decisions about plans and the history of grids are kept in a file and on a server alike, and undo takes them back."""

from datetime import date

from shapely import box, multipolygons

from gridmgr.model.areas import Building, Community, Grid, GridLineage, Plan
from gridmgr.model.ids import counted_ids
from gridmgr.operations.drafts import copy_plan
from gridmgr.operations.grid_codes import codes_given
from gridmgr.operations.lineage import grids_of_code, history_of
from gridmgr.operations.plan_decisions import Decision, Judgement, adopt, approve, put_in_force, return_plan, submit
from gridmgr.operations.renumbering import Renumbering, set_rule, store_renumbering
from gridmgr.operations.variants import read_variants
from tests.data.office import filling

HOME = "350402001001"
DAY = date(2026, 11, 23)
X, Y = 500_000.0, 2_900_000.0


def land(left, right):
    return multipolygons([box(X + left, Y, X + right, Y + 100)])


def fill(store):
    """Store four houses in the two grids of a draft."""
    plan = Plan(id="p1", name="甲")
    grids = [
        Grid(
            id=f"g{n}",
            grid_uid=f"u{n}",
            plan_id="p1",
            community=HOME,
            code=f"{HOME}00{n}",
            geom=land(100 * n, 100 * n + 100),
        )
        for n in (1, 2)
    ]
    houses = [
        Building(
            id=f"b{n}", community=HOME, households_declared=40, geom=box(X + 50 * n, Y + 9, X + 50 * n + 9, Y + 20)
        )
        for n in range(2, 6)
    ]
    store.apply(filling(Community(id="c", community=HOME, code=HOME, name="三路社区"), plan, *grids, *houses))


def test_a_plan_goes_all_the_way_in_either_store(store):
    ids, me = counted_ids(3), Decision("小张", DAY, reason="大楼", document="三政〔2026〕8号")
    fill(store)

    store.apply(adopt(store, "p1", me, Judgement(off_band=2), DAY, ids))
    copy = copy_plan(store, "p1", "小李", DAY, ids)
    store.apply(copy.changes)
    new = copy.plan.id
    store.apply(set_rule(store, "{county6}{street3}{community3}{serial2}"))
    store.apply(store_renumbering(store, new, Renumbering(everything=True)))
    store.apply(submit(store, new, me))
    store.apply(return_plan(store, new, me))
    store.apply(submit(store, new, me))
    store.apply(approve(store, new, me, Judgement(errors=1), ids))
    before = store.find(Plan), store.find(GridLineage)
    store.apply(put_in_force(store, new, me, DAY, ids))

    assert [v.plan.state for v in read_variants(store)] == ["superseded", "in_force"]
    assert store.get(Plan, new).return_comment == store.get(Plan, new).approval_reason == "大楼"
    assert [(r.kind, r.old_code[-3:], r.new_code[-2:], r.households) for r in history_of(store, "u1")] == [
        ("issued", "", "01", 80),
        ("issued", "", "01", 80),
        ("renumber", "001", "01", 80),
    ]
    assert [g.grid_uid for g in grids_of_code(store, f"{HOME}002", new)] == ["u2"]
    assert codes_given(store)[f"{HOME}01"] == {"u1"}
    store.undo()
    assert (store.find(Plan), store.find(GridLineage)) == before
