# SPDX-License-Identifier: MIT
"""Brings a file or a server to today's tables: backup, one transaction, check; on any error everything is as before."""

import io
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, event

from gridmgr.data.backups import back_up, is_unchanged, restore
from gridmgr.data.failures import mapped
from gridmgr.data.faults import shown
from gridmgr.data.local import begun, local_engine
from gridmgr.data.locking import FileLock
from gridmgr.data.shared import shared_engine
from gridmgr.data.shared_triggers import create_shared_triggers
from gridmgr.data.verification import repair, verify
from gridmgr.model.errors import StoreError

_HERE = Path(__file__).parent


def upgrade_file(path: Path, now: datetime, more: Sequence[Path] = ()) -> Path:
    """Bring a file to the newest revision and return the backup made before; the file must be closed.

    `more` are further folders of revisions. Raises StoreError when it did not work out; then the file is as it was.
    """
    backup = back_up(path, now)
    try:
        with mapped(str(path)), closing(FileLock(path, now, alone=True)):
            _upgrade_closed_file(path, more)
    except Exception as error:
        if not is_unchanged(path, backup):
            restore(path, backup, now)
        if isinstance(error, StoreError):
            raise
        raise StoreError(
            "“{file}”没有能升级到新版本的格式，数据仍是升级前的样子，没有丢失。升级前的备份是“{backup}”。"
            "请继续使用原来版本的程序，并把这条消息告诉维护人员。",
            file=path.name,
            backup=backup.name,
        ) from error
    return backup


def upgrade_server(address: str, more: Sequence[Path] = ()) -> None:
    """Bring a server's tables to the newest revision in one transaction; needs the account that owns them.

    A backup of a server is the administrator's to make beforehand. Raises StoreError; then nothing has changed.
    """
    engine = shared_engine(address)
    try:
        with mapped(address), engine.begin() as connection:
            # Two administrators at once would both start from the old tables.
            connection.exec_driver_sql("LOCK TABLE app_meta IN EXCLUSIVE MODE")
            connection.exec_driver_sql("SELECT set_config('gridmgr.writing', 'on', true)")
            _run_revisions(connection, more)
            _make_audit_again(connection)
    except Exception as error:
        if isinstance(error, StoreError):
            raise
        raise StoreError(
            "服务器 {place} 上的数据没有能升级到新版本的格式，仍是升级前的样子，没有丢失。"
            "请继续使用原来版本的程序，并把这条消息告诉维护人员。",
            place=shown(address),
        ) from error
    finally:
        engine.dispose()


def _make_audit_again(connection: Connection) -> None:
    """Make the audit of a server's tables anew; dropping a function takes its triggers along."""
    ours = (
        "SELECT oid::regprocedure::text FROM pg_proc"
        " WHERE pronamespace = current_schema()::regnamespace AND starts_with(proname, 'gridmgr_')"
    )
    for function in connection.exec_driver_sql(ours).scalars().all():
        connection.exec_driver_sql(f"DROP FUNCTION {function} CASCADE")
    create_shared_triggers(connection)


def _upgrade_closed_file(path: Path, more: Sequence[Path]) -> None:
    """Run the revisions, make triggers and indexes anew, and check everything before it counts."""
    engine = local_engine(path, read_only=False)
    event.listen(engine, "connect", lambda driver, _: driver.execute("PRAGMA foreign_keys = OFF"))
    try:
        with begun(engine, writing=True) as connection:
            connection.exec_driver_sql("UPDATE app_meta SET value = 'on' WHERE key = 'writing'")
            _run_revisions(connection, more)
            repair(connection)
            connection.exec_driver_sql("UPDATE app_meta SET value = 'off' WHERE key = 'writing'")
            if problems := verify(connection):
                raise UnsoundError("\n".join(problem.sentence for problem in problems))
    finally:
        engine.dispose()


class UnsoundError(Exception):
    """A revision left the file in a state in which it must not stay: a bug of the revision."""


def _run_revisions(connection: Connection, more: Sequence[Path]) -> None:
    """Run what is missing; Alembic's own table lives only as long as the transaction, `app_meta` is what counts."""
    from alembic import command
    from alembic.config import Config

    config = Config(stdout=io.StringIO())
    config.set_main_option("script_location", _escaped(_HERE))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(_escaped(place) for place in (_HERE / "versions", *more)))
    config.attributes["connection"] = connection
    revision = connection.exec_driver_sql("SELECT value FROM app_meta WHERE key = 'schema_revision'").scalar_one()
    connection.exec_driver_sql("CREATE TEMPORARY TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY)")
    connection.exec_driver_sql(f"INSERT INTO alembic_version VALUES ('{revision}')")  # noqa: S608 - one of our own revisions
    command.upgrade(config, "head")
    connection.exec_driver_sql(
        "UPDATE app_meta SET value = (SELECT version_num FROM alembic_version) WHERE key = 'schema_revision'"
    )
    connection.exec_driver_sql("DROP TABLE alembic_version")


def _escaped(path: Path) -> str:
    """Return a path as Alembic's settings take it, which read % as a sign of their own."""
    return str(path).replace("%", "%%")
