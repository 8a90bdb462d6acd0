# SPDX-License-Identifier: MIT
"""Opening and creating stores: a path is a local file, a URL a shared server."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect

from gridmgr.data import faults, geopackage
from gridmgr.data.admission import admit, found
from gridmgr.data.guard import Clock, now
from gridmgr.data.local import LocalStore, begun, local_engine
from gridmgr.data.migrations import is_known, is_outdated
from gridmgr.data.seeding import FORMAT, seed
from gridmgr.data.shared import SharedStore, create_tables, demand_postgis, shared_engine
from gridmgr.data.sql_store import SqlStore
from gridmgr.data.tables import UNDEFINED_SRID, local_schema
from gridmgr.data.transaction import Forms, LocalTransaction, SharedTransaction
from gridmgr.data.triggers import create_audit_triggers
from gridmgr.model.areas import District
from gridmgr.model.errors import InputError, NotGridmgrFileError, SchemaTooNewError, StoreError


def create_local(path: str | Path, district: District, crs: int | None = None, author: str = "") -> LocalStore:
    """Create a new file for a district. Raises InputError when the file exists; a half-made file does not stay."""
    file = Path(path)
    if file.exists():
        raise InputError("文件“{name}”已经存在，请换一个文件名。", name=file.name)
    guard = found(file)
    with ExitStack() as undoing:
        undoing.callback(file.unlink)
        undoing.callback(guard.release)
        _fill_local(file, district)
        store = LocalStore(file, author, guard=guard)
        undoing.callback(store.close)
        if crs is not None:
            store.settle_crs(crs)
        undoing.pop_all()
    guard.worth_keeping = True
    return store


def _fill_local(file: Path, district: District) -> None:
    """Make an empty file a GeoPackage with our tables, in one transaction."""
    with _passing(local_engine(file, read_only=False)) as engine, begun(engine, writing=True) as connection:
        geopackage.create_system_tables(connection)
        local_schema().metadata.create_all(connection)
        geopackage.register_tables(connection)
        create_audit_triggers(connection)
        work = LocalTransaction(connection, local_schema(), Forms(local=True, srid=UNDEFINED_SRID))
        seed(work, district)
        work.end_writing()


@contextmanager
def _passing(engine: Engine) -> Iterator[Engine]:
    """Let go of an engine that is needed for a moment only."""
    try:
        yield engine
    finally:
        engine.dispose()


def open_store(location: str | Path, author: str = "", read_only: bool = False, clock: Clock = now) -> SqlStore:
    """Open a local file or, given a URL, a shared server; `author` signs the changes, `clock` dates the backups.

    A file that may not be written where it lies, or that somebody else writes, opens read-only; `refusal` says why.
    Raises InputError (no such file), NotGridmgrFileError, SchemaTooNewError and what reading can run into.
    """
    store: SqlStore
    if is_url(location):
        _check_shared(str(location), read_only)
        store = SharedStore(str(location), author, read_only)
    else:
        store = _open_local(Path(location), author, read_only, clock)
    with ExitStack() as undoing:
        undoing.callback(store.close)
        store.refresh_outside()
        undoing.pop_all()
    return store


def _open_local(path: Path, author: str, read_only: bool, clock: Clock) -> LocalStore:
    if not path.is_file():
        raise InputError("没有找到文件“{name}”。", name=path.name)
    guard = admit(path, _local_revision(path), read_only, clock)
    with ExitStack() as undoing:
        undoing.callback(guard.release)
        store = LocalStore(path, author, read_only, guard)
        undoing.pop_all()
    return store


def is_url(location: str | Path) -> bool:
    """Tell whether a location is a server's address rather than a path."""
    return str(location).startswith(("postgresql://", "postgresql+psycopg://", "postgres://"))


def create_shared(
    url: str, district: District, crs: int | None = None, author: str = "", partitions: int = 0
) -> SharedStore:
    """Set up a district in an empty database or schema; see `create_tables` for `partitions`.

    Raises InputError when there is one already or PostGIS is missing.
    """
    _fill_shared(url, district, partitions)
    store = SharedStore(url, author)
    if crs is not None:
        store.settle_crs(crs)
    return store


def init_shared(url: str) -> None:
    """Set up empty tables, for a district that is copied in afterwards."""
    _fill_shared(url, None, 0)


def _fill_shared(url: str, district: District | None, partitions: int) -> None:
    """Create and seed the tables in one transaction."""
    with _passing(shared_engine(url)) as engine, engine.begin() as connection:
        demand_postgis(connection)
        if inspect(connection).has_table("app_meta"):
            raise InputError("这个数据库中已经有数据，请换一个空的数据库。")
        schema = create_tables(connection, partitions)
        work = SharedTransaction(connection, schema, Forms(local=False, srid=UNDEFINED_SRID))
        work.begin_writing()
        seed(work, district)
        work.set_meta({"writing": "off"})


def _check_shared(url: str, read_only: bool) -> None:
    """Raise NotGridmgrFileError or SchemaTooNewError for a server schema that we cannot open."""
    with _passing(shared_engine(url)) as engine, engine.connect() as connection:
        marks = _marks(connection)
    if marks.get("format") != FORMAT:
        raise NotGridmgrFileError("这个数据库中还没有网格管理数据，请先用“gridmgr db init”建立。")
    _demand_known(marks, read_only)


def is_district_file(path: Path) -> bool:
    """Tell whether a file is one of ours, in which a district is kept, rather than something to import."""
    try:
        with path.open("rb") as file:
            if not file.read(16).startswith(b"SQLite format 3"):
                return False
        _local_revision(path)
    except (OSError, StoreError):
        return False
    return True


def _local_revision(path: Path) -> str:
    """Return the revision of a file's tables. Raises NotGridmgrFileError for a file that is none of ours."""
    with _passing(local_engine(path, read_only=True)) as engine, engine.connect() as connection:
        marks = _marks(connection) if geopackage.is_geopackage(connection) else {}
    if marks.get("format") != FORMAT:
        raise faults.foreign(faults.Place(str(path)))
    return marks["schema_revision"]


def _demand_known(marks: Mapping[str, str], read_only: bool) -> None:
    """Raise what there is to say when a server's tables are not those of this program."""
    revision = marks["schema_revision"]
    if not is_known(revision) and not read_only:
        raise SchemaTooNewError(
            "服务器上的数据是用更新版本的程序写的，请先升级本程序再修改。不升级也可以先以只读方式查看。"
        )
    if is_known(revision) and is_outdated(revision):
        raise StoreError("服务器上的数据是较早版本的格式，请管理员先用本版本的程序升级数据库。")


def _marks(connection: Connection) -> dict[str, str]:
    """Return what `app_meta` says, or nothing where there is no such table."""
    if not inspect(connection).has_table("app_meta"):
        return {}
    return {row[0]: row[1] for row in connection.exec_driver_sql("SELECT key, value FROM app_meta")}
