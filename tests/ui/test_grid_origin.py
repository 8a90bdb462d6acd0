# SPDX-License-Identifier: MIT
"""The card of a grid tells where it comes from and which codes it bore."""

from datetime import date
from pathlib import Path

import pytest

from gridmgr.data.local import LocalStore
from gridmgr.model.areas import Grid, Plan
from gridmgr.operations.plan_decisions import Decision, Judgement, adopt
from gridmgr.ui.grid_card import grid_card
from tests.operations.plans_by_hand import DAY, Rows, hand_made, run
from tests.operations.town import WEST, make_town


def in_force(store: LocalStore, name: str, grids: Rows, day: date) -> Plan:
    plan = hand_made(store, name, grids)
    run(store, adopt(store, plan.id, Decision("小张", day), Judgement(), day))
    return plan


@pytest.fixture
def town(tmp_path: Path):
    with make_town(tmp_path / "镇.gpkg") as store:
        in_force(store, "甲", {"a": ("001", 0, 2), "b": ("002", 2, 4), "c": ("003", 4, 5)}, DAY)
        in_force(store, "乙", {"a": ("001", 0, 1), "n": ("004", 1, 2), "b": ("007", 2, 5)}, DAY.replace(year=2027))
        yield store


def origin(store: LocalStore, uid: str) -> list[tuple[str, str]]:
    """Return the rows of the section on the origin."""
    grid = store.find(Grid, plan_id="plan-乙", grid_uid=uid)[0]
    card = grid_card(store, grid, DAY)
    return [(row.label, row.value) for section in card.sections if section.title == "来历" for row in section.rows]


def test_a_grid_tells_what_it_gave_and_took(town: LocalStore):
    assert origin(town, "a") == [("2027-11-23", "拆分：180 户到西苑社区第4网格")]
    assert origin(town, "n") == [("2027-11-23", "拆分：从西苑社区第1网格来 180 户")]
    assert origin(town, "b") == [
        ("曾用编码", f"{WEST}002"),
        ("2027-11-23", f"改码：{WEST}002 → {WEST}007"),
        ("2027-11-23", "并入：从西苑社区第3网格来 180 户"),
    ]
