# SPDX-License-Identifier: MIT
"""Several ways to divide one community lie side by side; the chosen one is stored."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import shapely

from gridmgr.data.local import LocalStore
from gridmgr.model.areas import Building, Community, Grid, Plan
from gridmgr.model.bands import Band
from gridmgr.model.changes import ChangeSet, added
from gridmgr.model.errors import CancelledError, InputError
from gridmgr.model.people import Household, Resident
from gridmgr.model.progress import Reporting
from gridmgr.operations.candidates import find_choices, take_choice
from gridmgr.operations.checking import check_plan
from gridmgr.operations.locking import Turn, lock_grids
from gridmgr.operations.plan_notes import HEADING, notes_of, with_notes
from gridmgr.operations.plans import DividedCommunity, PlanRequest, make_plan, plan_of
from gridmgr.operations.second_measures import SecondMeasure, floor_area_by_building, visits_by_building
from gridmgr.operations.session import Session
from gridmgr.planning.partition import Weights, Wish
from tests.operations.town import EAST, WEST, make_town


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LocalStore]:
    with make_town(tmp_path / "town.gpkg") as made:
        yield made


def put(store: LocalStore, *records) -> None:
    Session(store, "测试员").run(ChangeSet("装入", [added(r) for r in records]))


def test_candidates_are_shown_without_being_stored(store: LocalStore):
    found = find_choices(store, PlanRequest((WEST,)), 3)

    assert 1 <= len(found.choices) <= 3
    assert found.choices[0].name == "按偏好"
    assert found.why
    assert all(sum(c.households) == 900 for c in found.choices)
    assert store.count(Plan) == 0


def test_the_chosen_candidate_becomes_a_draft_in_one_step(store: LocalStore):
    Session(store, "测试员").run(make_plan(store, PlanRequest(name="一号方案")).changes)
    found = find_choices(store, PlanRequest((WEST,), Band(100, 200)), 2)

    draft = take_choice(store, found, 1)
    Session(store, "测试员").run(draft.changes)

    stored = {shapely.to_wkb(g.geom) for g in store.find(Grid, plan_id=draft.plan.id, community=WEST)}
    assert stored == {shapely.to_wkb(shape) for shape in found.choices[1].shapes}
    assert store.count(Grid, plan_id=draft.plan.id, community=EAST) == 2
    store.undo("测试员")
    assert store.count(Plan) == 1


def test_candidates_are_held_against_the_plan_in_force(store: LocalStore):
    Session(store, "测试员").run(make_plan(store, PlanRequest(name="一号方案")).changes)

    found = find_choices(store, PlanRequest((WEST,), Band(100, 200)), 2)

    assert found.present is not None
    assert (found.present.grids, found.present.moved) == (2, 0)
    assert all(c.card.moved > 0 for c in found.choices)


def test_locked_grids_are_in_every_candidate(store: LocalStore):
    Session(store, "测试员").run(make_plan(store, PlanRequest(band=Band(100, 200))).changes)
    held = store.find(Grid, community=WEST)[0]
    Session(store, "测试员").run(lock_grids(store, [held.id], Turn.LOCK))

    found = find_choices(store, PlanRequest((WEST,), Band(100, 200)), 2)

    for choice in found.choices:
        assert [g.id for g in choice.divided.locked] == [held.id]
        assert all(shapely.intersection(shape, held.geom).area < 0.01 for shape in choice.shapes)


def test_a_grid_locked_after_the_candidates_were_found_is_not_passed(store: LocalStore):
    Session(store, "测试员").run(make_plan(store, PlanRequest(name="一号方案")).changes)
    plan = store.find(Plan)[0].id
    found = find_choices(store, PlanRequest((WEST,), into=plan), 1)
    Session(store, "测试员").run(lock_grids(store, [store.find(Grid, community=WEST)[0].id], Turn.LOCK))

    with pytest.raises(InputError, match="请重新列出划法"):
        take_choice(store, found, 0)


def test_several_communities_have_no_candidates(store: LocalStore):
    with pytest.raises(InputError, match="只选一个社区"):
        find_choices(store, PlanRequest(), 2)
    with pytest.raises(InputError, match="指定网格数量"):
        make_plan(store, PlanRequest(wish=Wish(grids=3)))


def test_given_up_in_the_middle_the_candidates_so_far_are_kept(store: LocalStore):
    told: list[float] = [0.0]
    # The first of six candidates is there after well under half of the work.
    watch = Reporting(lambda done, total, _what: told.append(done / total), lambda: told[-1] > 0.45)

    found = find_choices(store, PlanRequest((WEST,), Band(100, 200)), 6, watch)

    assert found.was_stopped
    assert found.choices


def test_communities_that_were_done_when_the_work_was_given_up_make_a_plan(store: LocalStore):
    finished: list[DividedCommunity] = []

    with pytest.raises(CancelledError):
        make_plan(store, PlanRequest(), progress=Reporting(lambda *_: None, lambda: bool(finished)), finished=finished)
    draft = plan_of(store, PlanRequest(), finished)
    Session(store, "测试员").run(draft.changes)

    assert [o.community for o in draft.outcomes] == [WEST]
    assert draft.left_out == ("东苑社区",)
    assert {g.community for g in store.find(Grid)} == {WEST}


def test_reasons_are_kept_with_the_plan(store: LocalStore):
    draft = make_plan(store, PlanRequest(band=Band(500, 600)))
    Session(store, "测试员").run(draft.changes)

    (plan,) = store.find(Plan)

    assert set(notes_of(plan)) == {WEST, EAST}
    assert notes_of(plan)[WEST] == draft.outcomes[0].reasons


def test_a_check_explains_a_grid_off_the_rule_with_what_was_said_when_it_was_made(store: LocalStore):
    draft = make_plan(store, PlanRequest((WEST,), Band(500, 600)))
    Session(store, "测试员").run(draft.changes)

    told = [f.message for f in check_plan(store, date(2026, 3, 1)).findings if f.rule == "G-03"]

    assert told
    assert all("划分时的说明：社区共900户" in message for message in told)


def test_what_a_person_wrote_in_the_remark_stays():
    plan = Plan(id="p", name="甲", remark="开会讨论过。")

    noted = with_notes(with_notes(plan, {WEST: ["一。", "二。"], EAST: ["三。"]}), {WEST: []})

    assert noted.remark == f"开会讨论过。\n{HEADING}\n{EAST} 三。"
    assert notes_of(noted) == {EAST: ("三。",)}
    assert with_notes(noted, {EAST: ()}).remark == "开会讨论过。"


def test_a_household_to_visit_counts_once(store: LocalStore):
    first, second = store.find(Building, community=WEST)[:2]
    homes = [Household(id=f"h{n}", community=WEST, building_id=b.id) for n, b in enumerate((first, first, second))]
    marked = Household(id="h9", community=WEST, building_id=first.id, groups=("01",))
    people = [
        Resident(id="r1", community=WEST, name="甲", household_id="h0", groups=("01",)),
        Resident(id="r2", community=WEST, name="乙", household_id="h0", groups=("02",)),
        Resident(id="r3", community=WEST, name="丙", household_id="h9", groups=("01",)),
        Resident(id="r4", community=WEST, name="丁", household_id="h2"),
    ]
    put(store, *homes, marked, *people)

    visits = visits_by_building(store)

    assert visits == {first.id: 2}


def test_floor_area_is_estimated_where_it_is_not_recorded(store: LocalStore):
    one = store.find(Building)[0]

    assert floor_area_by_building(store)[one.id] == pytest.approx(one.geom.area * 6)


def test_a_second_measure_comes_onto_the_score_card(store: LocalStore):
    wish = Wish(weights=Weights(second=1.0))

    found = find_choices(store, PlanRequest((WEST,), wish=wish, second=SecondMeasure.FLOOR_AREA), 1)

    assert found.choices[0].card.second_spread is not None


SCRIPT = """
import sys
from gridmgr.data.opening import open_store
from gridmgr.operations.candidates import find_choices
from gridmgr.operations.plans import PlanRequest
import hashlib, shapely
with open_store(sys.argv[1], read_only=True) as store:
    found = find_choices(store, PlanRequest((sys.argv[2],), seed=5), 3)
    for choice in found.choices:
        print(choice.name, choice.card)
        print(*(hashlib.sha256(shapely.to_wkb(shape)).hexdigest() for shape in choice.shapes))
"""


def test_the_same_seed_gives_the_same_plan_in_another_process(tmp_path: Path):
    make_town(tmp_path / "town.gpkg").close()
    command = [sys.executable, "-c", SCRIPT, str(tmp_path / "town.gpkg"), WEST]

    one, other = (subprocess.run(command, capture_output=True, text=True, check=True).stdout for _ in range(2))

    assert one == other
    assert one.count("按偏好") == 1


def test_a_community_without_outline_has_no_candidates(store: LocalStore):
    put(store, Community(id="c9", community="350402001009", code="350402001009", name="无界社区"))

    with pytest.raises(InputError, match="没有边界"):
        find_choices(store, PlanRequest(("350402001009",)), 2)
