# SPDX-License-Identifier: MIT
"""The first task of a planner, without a manual: grid 07 has 560 households, bring it into the band."""

from dataclasses import replace
from pathlib import Path

import pytest

from gridmgr.data.store import Store
from gridmgr.model.areas import Building, Grid, Plan
from gridmgr.model.changes import Change, ChangeSet, added, changed
from gridmgr.model.ids import counted_ids
from gridmgr.model.people import Appointment, StaffPerson
from gridmgr.operations.session import Session
from gridmgr.ui.commands import today
from gridmgr.ui.findings import FindingsPanel
from tests.operations.town import EAST, WEST, make_town
from tests.scenarios.hands import Hands
from tests.scenarios.uneven_town import blocks, households

MOST_CLICKS = 5
PLAN = "现有网格"
GRIDS = (
    (WEST, "西苑社区", 7, (0, 0, 2, 5)),
    (WEST, "西苑社区", 8, (2, 0, 3, 5)),
    (EAST, "东苑社区", 1, (3, 0, 6, 2.5)),
    (EAST, "东苑社区", 2, (3, 2.5, 6, 5)),
)


@pytest.fixture
def crowded(tmp_path: Path) -> Path:
    """The town with a draft in which grid 07 has 560 households and all else is as it should be."""
    ids, path = counted_ids(21), tmp_path / "crowded.gpkg"
    with make_town(path) as store:
        plan = Plan(id=ids(), name=PLAN)
        grids = [
            Grid(
                id=ids(), plan_id=plan.id, community=code, code=f"{code}00{n}", name=f"{name}第{n}网格", geom=blocks(*b)
            )
            for code, name, n, b in GRIDS
        ]
        session = Session(store, "测试员")
        session.run(ChangeSet("导入现有网格", [added(plan), *map(added, grids), *fewer(store)]))
        session.run(ChangeSet("任命", [added(one) for one in staffed(store, grids)]))
    return path


def fewer(store: Store) -> list[Change]:
    """Let 40 households live in the second grid and not in the first, which then has 560."""
    houses = sorted(store.find(Building, community=WEST), key=lambda b: int(b.number.removesuffix("幢")))
    now = zip((houses[0], houses[1], houses[-1]), (10, 10, 70), strict=True)
    return [changed(house, replace(house, households_declared=count)) for house, count in now]


def staffed(store: Store, grids: list[Grid]) -> list[StaffPerson | Appointment]:
    """Return somebody for each of the five roles of every grid."""
    ids = counted_ids(22)
    made: list[StaffPerson | Appointment] = []
    for grid in grids:
        for number, role in enumerate(sorted(store.code_lists()["grid_role"].codes), start=1):
            person = StaffPerson(id=ids(), community=grid.community, name=f"职员{grid.code[-3:]}{number}")
            post = Appointment(
                id=ids(), community=grid.community, staff_id=person.id, grid_uid=grid.grid_uid, role=role
            )
            made += [person, replace(post, from_on=today())]
    return made


def test_a_grid_of_560_households_comes_into_the_band_with_five_clicks_and_no_finding_is_left(start, crowded: Path):
    planner: Hands = start()
    planner.open(crowded)
    panel = planner.window.findChild(FindingsPanel)
    planner.until(lambda: any(f.rule == "G-03" for f in panel.filtered), "the check has seen the grid")
    before = planner.clicks
    assert households(crowded)[f"{WEST}007"] == 560

    planner.click_button("status_check")
    planner.click_row("findings_list", "")
    planner.click_button("fix_0")
    planner.click_button("rebalance_start")
    planner.click_button("rebalance_adopt")

    planner.until_done("平衡")
    planner.until(lambda: not panel.filtered, "the list of findings is empty")
    assert planner.clicks - before <= MOST_CLICKS
    assert all(300 <= count <= 500 for count in households(crowded).values())
