# SPDX-License-Identifier: MIT
"""The window on the town with some people in it, at the tables."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gridmgr.data.opening import open_store
from gridmgr.model.areas import Building
from gridmgr.model.changes import ChangeSet, added
from gridmgr.model.people import Household, Resident
from gridmgr.operations.session import Session
from gridmgr.ui.records.records import Records
from gridmgr.ui.window import MainWindow
from tests.operations.town import WEST
from tests.ui.conftest import WAIT_MS, open_town

PEOPLE = (
    ("张伟", "zw", "13800001111", "31", date(1980, 5, 1)),
    ("安宁", "an", "13800002222", "11", date(1990, 6, 2)),
    ("解放", "xf", "", "", None),
)


@pytest.fixture
def peopled_town(divided_town: Path) -> Path:
    """The divided town with one household of three."""
    with open_store(divided_town) as store:
        building = next(b for b in store.find(Building, community=WEST) if b.number == "1幢")
        home = Household(id="m1", community=WEST, building_id=building.id, address="苑路1号", head_name="张伟")
        people = [
            Resident(id=f"n{number}", community=WEST, household_id="m1", name=name, initials=initials, phone=phone,
                     education=education, birth_date=born)
            for number, (name, initials, phone, education, born) in enumerate(PEOPLE)
        ]  # fmt: skip
        Session(store, "测试员").run(ChangeSet("录入", [added(r) for r in (home, *people)]))
    return divided_town


@pytest.fixture
def records(qtbot: QtBot, window: MainWindow, peopled_town: Path) -> Records:
    """The tables, with the residents shown."""
    open_town(qtbot, window, peopled_town)
    found = window.feature(Records)
    found.show("resident")
    listed(qtbot, found, 3)
    return found


def listed(qtbot: QtBot, records: Records, rows: int) -> None:
    """Wait until a list of so many rows is shown."""
    qtbot.waitUntil(lambda: records.model.rowCount() == rows and is_read(records), timeout=WAIT_MS)


def is_read(records: Records) -> bool:
    """Tell whether the first rows are there."""
    return records.model.rowCount() == 0 or records.model.row_at(0) is not None


def names(records: Records) -> list[str]:
    """Return what the first column shows."""
    return [records.model.text_at(row, 0) for row in range(records.model.rowCount())]


def column(records: Records, name: str) -> int:
    """Return the place of a column."""
    return [c.name for c in records.model.columns].index(name)


def stored(records: Records, record_id: str) -> Resident:
    """Return a resident as it is in the file."""
    with open_store(records.window.document.location, read_only=True) as store:
        found = store.get(Resident, record_id)
    assert found is not None
    return found


def wait_for(qtbot: QtBot, holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    qtbot.waitUntil(holds, timeout=WAIT_MS)
