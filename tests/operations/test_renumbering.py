# SPDX-License-Identifier: MIT
"""Grids are numbered anew by rule; what was ever given to a grid is given to no other."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridmgr.data.local import LocalStore
from gridmgr.model.areas import District, Grid, Plan
from gridmgr.model.changes import ChangeSet, added, changed, removed
from gridmgr.model.errors import InputError
from gridmgr.model.ids import counted_ids
from gridmgr.operations.drafts import copy_plan
from gridmgr.operations.grid_codes import codes_given
from gridmgr.operations.plan_decisions import Decision, Judgement, adopt
from gridmgr.operations.renumbering import Renumbering, example_codes, renumbered, set_rule, store_renumbering
from gridmgr.operations.session import Session
from tests.operations.plans_by_hand import DAY, hand_made, run, strip
from tests.operations.town import WEST, make_town

ALL, FRESH = Renumbering(everything=True), Renumbering()


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    path = tmp_path_factory.mktemp("town") / "镇.gpkg"
    make_town(path).close()
    return path


@pytest.fixture
def town(tmp_path, template):
    with LocalStore(Path(shutil.copy(template, tmp_path))) as store:
        yield store


def adopted(store, plan):
    run(store, adopt(store, plan.id, Decision("小张", DAY), Judgement(), DAY))


def serials(store, plan):
    """Return the serials of a plan's grids from south to north."""
    grids = [g for g in store.find(Grid, plan_id=plan.id) if g.geom is not None]
    return [g.code[-3:] for g in sorted(grids, key=lambda g: g.geom.bounds[1])]


def test_numbers_run_from_north_to_south(town):
    plan = hand_made(town, "甲", {"a": ("005", 0, 2), "b": ("003", 2, 4), "c": ("009", 4, 5)})

    step = run(town, store_renumbering(town, plan.id, ALL))

    assert serials(town, plan) == ["003", "002", "001"]
    assert {g.name for g in town.find(Grid)} == {f"西苑社区第{n}网格" for n in (1, 2, 3)}
    assert step.label == "重新编号：甲，3 个网格"
    Session(town, "测试员").undo()
    assert serials(town, plan) == ["005", "003", "009"]


def test_the_table_shows_every_grid_before_anything_is_stored(town):
    plan = hand_made(town, "甲", {"a": ("001", 0, 2), "b": ("002", 2, 5)})

    table = renumbered(town, plan.id, ALL)

    assert [(r.before.code[-3:], r.code[-3:], r.name, r.is_changed) for r in table] == [
        ("002", "001", "西苑社区第1网格", True),
        ("001", "002", "西苑社区第2网格", True),
    ]
    assert serials(town, plan) == ["001", "002"]


def test_a_grid_that_goes_on_keeps_its_code_and_a_new_one_gets_a_free_one(town):
    old = hand_made(town, "甲", {"a": ("001", 0, 2), "b": ("002", 2, 5)})
    adopted(town, old)
    plan = hand_made(town, "乙", {"a": ("001", 0, 1), "n": ("002", 1, 2), "b": ("002", 2, 5)})

    run(town, store_renumbering(town, plan.id, FRESH))

    assert serials(town, plan) == ["001", "003", "002"]


def test_no_code_goes_to_another_grid_even_when_all_are_numbered_anew(town):
    old = hand_made(town, "甲", {"a": ("001", 0, 2), "b": ("002", 2, 5)})
    adopted(town, old)
    plan = hand_made(town, "乙", {"a": ("001", 0, 1), "n": ("007", 1, 2), "b": ("002", 2, 5)})

    run(town, store_renumbering(town, plan.id, ALL))

    assert serials(town, plan) == ["004", "003", "002"]


def test_every_part_of_a_split_grid_may_get_a_new_code(town):
    old = hand_made(town, "甲", {"a": ("001", 0, 2), "b": ("002", 2, 5)})
    adopted(town, old)
    plan = hand_made(town, "乙", {"a": ("001", 0, 1.5), "n": ("003", 1.5, 2), "b": ("002", 2, 5)}, parent_id=old.id)

    run(town, store_renumbering(town, plan.id, Renumbering(main_part_keeps=False)))

    assert serials(town, plan) == ["004", "003", "002"]


def test_a_name_that_a_person_gave_stays(town):
    plan = hand_made(town, "甲", {"a": ("001", 0, 2), "b": ("002", 2, 5)})
    grid = town.get(Grid, "甲-a")
    run(town, ChangeSet("改名", [changed(grid, replace(grid, name="新村网格"))]))

    run(town, store_renumbering(town, plan.id, ALL))

    assert town.get(Grid, "甲-a").name == "新村网格"


def test_dedicated_grids_are_numbered_from_901(town):
    plan = hand_made(town, "甲", {"a": ("001", 0, 2), "b": ("002", 2, 5)})
    grid = town.get(Grid, "甲-a")
    run(town, ChangeSet("专属", [changed(grid, replace(grid, kind="2"))]))

    run(town, store_renumbering(town, plan.id, ALL))

    assert serials(town, plan) == ["901", "001"]


def test_a_plan_that_was_handed_in_is_not_renumbered(town):
    plan = hand_made(town, "甲", {"a": ("001", 0, 2)})
    adopted(town, plan)

    with pytest.raises(InputError, match="执行中，不能直接改动"):
        renumbered(town, plan.id, ALL)


def test_a_district_writes_its_codes_in_its_own_way(town):
    plan = hand_made(town, "甲", {"a": ("001", 0, 2), "b": ("002", 2, 5)})
    rule = "{object6:010101}{county6}{street3}{community3}{serial2}"

    run(town, set_rule(town, rule))
    run(town, store_renumbering(town, plan.id, FRESH))

    assert town.find(District)[0].grid_code_rule == rule
    assert sorted(g.code for g in town.find(Grid)) == ["01010135040200100101", "01010135040200100102"]
    assert example_codes(rule, WEST) == ("01010135040200100101", "01010135040200100191")
    assert not set_rule(town, rule)
    with pytest.raises(InputError, match="不认识"):
        set_rule(town, "{x1}")


MOVES = st.lists(st.sampled_from(["split", "merge", "swap", "fresh", "all", "parts", "adopt"]), min_size=3, max_size=9)


@given(MOVES, st.randoms(use_true_random=False))
@settings(max_examples=7, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_done_no_code_is_ever_given_to_two_grids(tmp_path_factory, template, moves, rng):
    path = Path(shutil.copy(template, tmp_path_factory.mktemp("run")))
    ids = counted_ids(5)
    with LocalStore(path) as store:
        plan = hand_made(store, "甲", {"a": ("001", 0, 2), "b": ("002", 2, 5)})
        for move in [*moves, "adopt"]:
            plan = _moved(store, plan, move, rng, ids)
        bearers = codes_given(store)

    assert bearers
    assert all(len(uids) == 1 for uids in bearers.values())


def _moved(store, plan, move, rng, ids):
    """Do one thing to a draft and return the draft to go on with."""
    grids = sorted(store.find(Grid, plan_id=plan.id), key=lambda g: g.geom.bounds[1])
    one = rng.choice(grids)
    low, high = ((one.geom.bounds[i] - 2907000.0) / 100 for i in (1, 3))
    if move == "split":
        middle = (low + high) / 2
        part = replace(one, id=ids(), rev=0, grid_uid=ids(), code=f"{WEST}777", geom=strip(low, middle))
        run(store, ChangeSet("拆", [changed(one, replace(one, geom=strip(middle, high))), added(part)]))
    elif move == "merge" and len(grids) > 1:
        place = grids.index(one)
        other = grids[place - 1 if place else 1]
        bottom = min(one.geom.bounds[1], other.geom.bounds[1])
        top = max(one.geom.bounds[3], other.geom.bounds[3])
        geom = strip((bottom - 2907000.0) / 100, (top - 2907000.0) / 100)
        run(store, ChangeSet("并", [changed(one, replace(one, geom=geom)), removed(other)]))
    elif move == "swap":
        run(store, ChangeSet("换", [changed(one, replace(one, code=f"{WEST}{rng.randint(1, 9):03d}"))]))
    elif move in {"fresh", "all", "parts"}:
        wish = Renumbering(everything=move == "all", main_part_keeps=move != "parts")
        run(store, store_renumbering(store, plan.id, wish))
    elif move == "adopt":
        run(store, store_renumbering(store, plan.id, FRESH))
        run(store, adopt(store, plan.id, Decision("小张", DAY), Judgement(), DAY))
        copy = copy_plan(store, plan.id, "小张", DAY, ids)
        run(store, copy.changes)
        return copy.plan
    return store.get(Plan, plan.id)
