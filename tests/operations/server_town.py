# SPDX-License-Identifier: MIT
"""The invented town on the test server, in a schema of its own."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import make_url

from gridmgr.data.copying import copy_store
from gridmgr.data.opening import create_shared
from gridmgr.data.shared import SharedStore, shared_engine
from gridmgr.data.sql_store import SqlStore
from gridmgr.model.areas import District
from tests.data.conftest import server
from tests.operations.town import EPSG, make_town


@contextmanager
def town_on_server(folder: Path) -> Iterator[SqlStore]:
    """Hold the town on the test server; its schema is gone afterwards."""
    schema, engine = f"test_{uuid.uuid4().hex}", shared_engine(server())
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
    address = make_url(server()).update_query_dict({"options": f"-csearch_path={schema},public"})
    store = create_shared(address.render_as_string(hide_password=False), District(id="d", code="1", name="空"), EPSG)
    try:
        with make_town(folder / "town.gpkg") as source:
            copy_store(source, store)
        yield store
    finally:
        store.close()
        with engine.begin() as connection:
            connection.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")
        engine.dispose()


def place_of(store: SqlStore) -> str:
    """Return where a store can be opened again, a server's password included."""
    return store._engine.url.render_as_string(hide_password=False) if isinstance(store, SharedStore) else store.location
