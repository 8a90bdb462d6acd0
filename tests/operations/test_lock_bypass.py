# SPDX-License-Identifier: MIT
"""No tool, import, command or undo gets past a lock: nothing of what is locked changes, in a file and on a server."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from gridmgr.data.sql_store import SqlStore
from gridmgr.model.areas import Grid
from gridmgr.model.errors import GridmgrError
from gridmgr.model.locks import BORDER, ROSTER
from gridmgr.operations.locking import Turn, lock_all, lock_buildings
from tests.operations.locked_office import WAYS, Office, lock_office
from tests.operations.server_town import place_of, town_on_server
from tests.operations.town import make_town


@pytest.fixture(scope="module")
def shared_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlStore]:
    """The town on the test server, in a schema that is gone afterwards."""
    with town_on_server(tmp_path_factory.mktemp("shared")) as store:
        yield store


@pytest.fixture(scope="module")
def local_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlStore]:
    with make_town(tmp_path_factory.mktemp("local") / "town.gpkg") as store:
        yield store


@pytest.fixture(scope="module", params=["local", pytest.param("shared", marks=pytest.mark.shared)])
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Office:
    store = request.getfixturevalue(f"{request.param}_town")
    place = place_of(store)
    return lock_office(store, Path(tmp_path_factory.mktemp("files")), place)


@pytest.fixture
def local_free(tmp_path: Path) -> Iterator[Office]:
    """The same office after everything was unlocked."""
    with make_town(tmp_path / "town.gpkg") as store:
        office = lock_office(store, tmp_path, store.location)
        for lock in (BORDER, ROSTER):
            office.session.run(lock_all(store, office.plan, "", Turn.UNLOCK, lock))
        step = office.session.run(lock_buildings(store, [office.building], Turn.UNLOCK))
        assert step is not None
        office.base = step.number
        yield office


@pytest.mark.parametrize("way", WAYS)
def test_nothing_that_is_locked_is_changed_by(office: Office, way: str, capsys: pytest.CaptureFixture[str]):
    before = office.held()

    with suppress(GridmgrError):
        WAYS[way](office)

    assert office.held() == before
    office.back()
    assert office.held() == before


HARMLESS = {
    "a line across the building's grid",
    "fixing all findings",
    "renumbering",
    "pasting another code",
    "the command that divides",
    "the command that repairs",
    "the command that mends",
    "redoing an older step",
    "undoing an older step",
}
"""Ways that leave the town as it is without locks, too, or are tried at the end of a history of their own."""


def test_most_of_these_ways_do_change_an_office_in_which_nothing_is_locked(local_free: Office):
    """Else the proof would prove nothing."""
    tried = [way for way in list(WAYS)[:24] if way not in HARMLESS]
    before, idle = local_free.held(), []

    for way in tried:
        WAYS[way](local_free)
        is_whole = all(local_free.store.get(Grid, grid) for grid in (local_free.border, local_free.roster))
        if is_whole and local_free.held() == before:
            idle.append(way)
        local_free.back()

    assert idle == []
