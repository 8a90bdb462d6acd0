# SPDX-License-Identifier: MIT
"""Stores for tests: a fresh file or a fresh schema of the test server each, and the same office in both."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from gridmgr.data.opening import create_local, create_shared, is_url, open_store
from gridmgr.data.shared import shared_engine
from gridmgr.data.sql_store import SqlStore
from gridmgr.model.areas import District

DISTRICT = District(id="d1", code="350402", name="样例区")
CRS = 4546

WHY = "GRIDMGR_TEST_SERVER holds no address of an empty database with PostGIS, so the shared store cannot be tested"


class Place:
    """Where a test keeps its data: makes a store and opens it again."""

    def __init__(self, location: str) -> None:
        self.location = location
        self._opened: list[SqlStore] = []

    @property
    def psql(self) -> str:
        """The server's address as other programs take it."""
        return make_url(self.location).set(drivername="postgresql").render_as_string(hide_password=False)

    def create(self, crs: int | None = CRS, author: str = "甲") -> SqlStore:
        make = create_shared if is_url(self.location) else create_local
        self._opened.append(make(self.location, DISTRICT, crs, author=author))
        return self._opened[-1]

    def open(self, author: str = "甲", read_only: bool = False) -> SqlStore:
        self._opened.append(open_store(self.location, author, read_only))
        return self._opened[-1]

    def close(self) -> None:
        for store in self._opened:
            store.close()


@pytest.fixture
def local_place(tmp_path: Path) -> Iterator[Place]:
    here = Place(str(tmp_path / "样例区.gpkg"))
    yield here
    here.close()


def server() -> str:
    """Return the address of the test server, or skip; in CI the shared store must be tested."""
    address = os.environ.get("GRIDMGR_TEST_SERVER", "")
    if not address and os.environ.get("CI") == "true":
        pytest.fail(WHY)
    if not address:
        pytest.skip(WHY)
    return address


@pytest.fixture
def shared_place() -> Iterator[Place]:
    """A schema of its own on the test server, gone afterwards."""
    address = make_url(server())
    schema = f"test_{uuid.uuid4().hex}"
    engine = shared_engine(server())
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
    here = Place(
        address.update_query_dict({"options": f"-csearch_path={schema},public"}).render_as_string(hide_password=False)
    )
    try:
        yield here
    finally:
        here.close()
        with engine.begin() as connection:
            connection.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")
        engine.dispose()


@pytest.fixture(params=["local", pytest.param("shared", marks=pytest.mark.shared)])
def place(request: pytest.FixtureRequest) -> Place:
    return request.getfixturevalue(f"{request.param}_place")


@pytest.fixture
def store(place: Place) -> SqlStore:
    return place.create()
