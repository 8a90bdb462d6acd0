# SPDX-License-Identifier: MIT
"""The shared store: PostgreSQL with PostGIS, reached through psycopg.

The same tables as in a file; `community` stands in every key, so that the tables can be partitioned or distributed by
it. One schema (the first of the connection's search path) holds one district.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url

from gridmgr.data.failures import map_engine
from gridmgr.data.shared_triggers import create_shared_triggers
from gridmgr.data.sql_store import SqlStore
from gridmgr.data.tables import UNDEFINED_SRID, Schema, shared_schema
from gridmgr.data.transaction import Forms, SharedTransaction, Transaction
from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.errors import InputError
from gridmgr.model.records import shape_field

LOCK_TIMEOUT = "5s"
"""How long a writer waits for a colleague before it says that the server is busy."""


class SharedStore(SqlStore):
    """A district's data on a server. Undo takes back the author's own steps only."""

    def __init__(self, url: str, author: str = "", read_only: bool = False) -> None:
        """Connect to a server; `opening.open_store` checks first that the schema is one of ours."""
        address = make_url(url)
        super().__init__(without_password(address), author or address.username or "", read_only)
        self._engine = shared_engine(url)
        self._forms = Forms(local=False, srid=UNDEFINED_SRID)
        if not read_only:
            with self._reading() as work:
                self._read_only = not work.connection.exec_driver_sql(_MAY_WRITE).scalar()

    @contextmanager
    def _transaction(self, writing: bool) -> Iterator[Transaction]:  # noqa: ARG002 - the server needs no other BEGIN
        with self._engine.connect() as connection, connection.begin():
            yield SharedTransaction(connection, shared_schema(), self._forms)

    def _switch_srid(self, work: Transaction, epsg: int) -> None:
        for name, kind in RECORD_TYPES.items():
            shape = shape_field(kind)
            if shape is not None:
                typed = f"geometry({shape.shape}, {epsg:d})"
                work.connection.exec_driver_sql(
                    f'ALTER TABLE "{name}" ALTER "{shape.name}" TYPE {typed} USING ST_SetSRID("{shape.name}", {epsg:d})'
                )

    def _whose(self, author: str) -> str | None:
        """Return the author: nobody takes a colleague's step back by accident."""
        return author

    def back_up(self) -> None:
        """Do nothing: the backups of a server are its administrator's."""

    def close(self) -> None:
        """Let go of the server."""
        self._engine.dispose()


_MAY_WRITE = "SELECT has_table_privilege('change_log', 'INSERT') AND current_setting('transaction_read_only') = 'off'"


def without_password(address: URL) -> str:
    """Return a server's address as it may be shown and logged."""
    return address._replace(password=None).difference_update_query(["password"]).render_as_string()


def shared_engine(url: str) -> Engine:
    """Return an engine over a server; `postgresql://` addresses are spoken to through psycopg."""
    address = make_url(url).set(drivername="postgresql+psycopg")
    engine = create_engine(address, pool_size=2, max_overflow=8, pool_pre_ping=True, connect_args=_PATIENCE)
    event.listen(engine, "connect", _set_up)
    map_engine(engine, without_password(address))
    return engine


_PATIENCE = {"connect_timeout": 5, "keepalives_idle": 10, "keepalives_interval": 3, "keepalives_count": 3}
"""Seconds after which a server that does not answer counts as gone; otherwise that would take the system minutes."""


def _set_up(driver: Any, _record: object) -> None:  # Any: psycopg's connection, which SQLAlchemy does not know
    driver.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
    driver.commit()


def create_tables(connection: Connection, partitions: int = 0) -> Schema:
    """Create all tables, indexes and audit triggers in the current schema, which must be empty.

    With `partitions` every table that belongs to a community is cut into so many parts by hash of the community, as
    a distributed PostgreSQL does it: that this works is tested, so that moving there stays possible.
    """
    schema = shared_schema(partitioned=partitions > 0)
    connection.exec_driver_sql("CREATE SEQUENCE change_log_seq")
    schema.metadata.create_all(connection, checkfirst=False)
    for table in schema.by_community():
        for part in range(partitions):
            connection.exec_driver_sql(
                f'CREATE TABLE "{table.name}_{part}" PARTITION OF "{table.name}"'
                f" FOR VALUES WITH (MODULUS {partitions:d}, REMAINDER {part:d})"
            )
    for name, kind in RECORD_TYPES.items():
        shape = shape_field(kind)
        if shape is not None:
            connection.exec_driver_sql(f'CREATE INDEX "{name}_{shape.name}" ON "{name}" USING gist ("{shape.name}")')
    create_shared_triggers(connection)
    return schema


def demand_postgis(connection: Connection) -> None:
    """Make sure that PostGIS is there, or raise InputError saying who can help."""
    if connection.exec_driver_sql("SELECT to_regtype('geometry') IS NOT NULL").scalar():
        return
    able = "SELECT EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'postgis')"
    if not connection.exec_driver_sql(able).scalar():
        raise InputError("服务器上没有安装 PostGIS 扩展，请联系数据库管理员安装后再试。")
    connection.exec_driver_sql("CREATE EXTENSION postgis")
