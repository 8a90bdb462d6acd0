# SPDX-License-Identifier: MIT
from datetime import date
from pathlib import Path

import pytest
import shapely

from gridmgr.model.areas import Grid, Plan
from gridmgr.model.errors import InputError
from gridmgr.operations.plans import PlanRequest, make_plan
from gridmgr.operations.practice import NAME, practice_plan
from gridmgr.operations.session import Session
from tests.operations.town import make_town

DAY = date(2026, 1, 5)


def test_one_grid_of_the_practice_plan_is_too_large_and_the_others_are_as_before(tmp_path: Path):
    with make_town(tmp_path / "town.gpkg") as store:
        session = Session(store, "测试员")
        session.run(make_plan(store, PlanRequest(name="一号方案")).changes)

        made = practice_plan(store, DAY, "测试员")
        session.run(made.changes)

        practice = {g.id: g for g in store.find(Grid, plan_id=made.plan.id)}
        originals = store.find(Grid, plan_id=store.find(Plan, name="一号方案")[0].id)
    assert practice[made.grid.id].households > 500
    assert all(g.households <= 500 for g in practice.values() if g.id != made.grid.id)
    assert all(g.households <= 500 for g in originals)
    land = shapely.union_all([g.geom for g in originals])
    assert shapely.union_all([g.geom for g in practice.values()]).symmetric_difference(land).area < 1


def test_practising_twice_gives_two_plans(tmp_path: Path):
    with make_town(tmp_path / "town.gpkg") as store:
        session = Session(store, "测试员")
        session.run(make_plan(store, PlanRequest(name="一号方案")).changes)
        session.run(practice_plan(store, DAY, "测试员").changes)

        again = practice_plan(store, DAY, "测试员")

    assert again.plan.name == f"{NAME}2"


def test_without_a_plan_there_is_nothing_to_practise_on(tmp_path: Path):
    with make_town(tmp_path / "town.gpkg") as store, pytest.raises(InputError, match="先自动划分"):
        practice_plan(store, DAY, "测试员")
