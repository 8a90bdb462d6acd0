# SPDX-License-Identifier: MIT
"""What is locked is marked on the map of those who draw, and not on paper."""

from dataclasses import replace
from pathlib import Path

from gridmgr.model.areas import Building, Grid
from gridmgr.model.changes import ChangeSet, changed
from gridmgr.operations.plans import PlanRequest, make_plan
from gridmgr.operations.session import Session
from gridmgr.report.scenes import district_scene, on_paper
from tests.operations.town import make_town


def test_locks_are_marked_on_the_map_and_not_on_paper(tmp_path: Path):
    with make_town(tmp_path / "town.gpkg") as store:
        session = Session(store, "测试员")
        session.run(make_plan(store, PlanRequest()).changes)
        one, other, *_ = store.find(Grid)
        house = store.find(Building)[0]
        marks = (replace(one, border_locked=True), replace(other, roster_locked=True), replace(house, grid_locked=True))
        session.run(ChangeSet("锁定", [changed(b, a) for b, a in zip((one, other, house), marks, strict=True)]))

        scene = district_scene(store)

    assert (scene.grids.locked, scene.buildings.locked) == ({one.id, other.id}, {house.id})
    assert (on_paper(scene).grids.locked, on_paper(scene).buildings.locked) == (frozenset(), frozenset())
