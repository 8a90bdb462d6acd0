# SPDX-License-Identifier: MIT
"""Stores for tests: a fresh file or a fresh schema each, and the same office in both."""

from pathlib import Path

import pytest

from gridmgr.data.opening import create_local, open_store
from gridmgr.data.sql_store import SqlStore
from gridmgr.model.areas import District

DISTRICT = District(id="d1", code="350402", name="样例区")
CRS = 4546


class Place:
    """Where a test keeps its data: makes a store and opens it again."""

    def __init__(self, location: str) -> None:
        self.location = location
        self._opened: list[SqlStore] = []

    def create(self, crs: int | None = CRS) -> SqlStore:
        store = create_local(self.location, DISTRICT, crs, author="甲")
        self._opened.append(store)
        return store

    def open(self, author: str = "甲", read_only: bool = False) -> SqlStore:
        store = open_store(self.location, author, read_only)
        self._opened.append(store)
        return store

    def close(self) -> None:
        for store in self._opened:
            store.close()


@pytest.fixture(params=["local"])
def place(request, tmp_path: Path):
    here = Place(str(tmp_path / "样例区.gpkg"))
    yield here
    here.close()


@pytest.fixture
def store(place: Place) -> SqlStore:
    return place.create()


@pytest.fixture
def local_place(tmp_path: Path):
    here = Place(str(tmp_path / "样例区.gpkg"))
    yield here
    here.close()
