# SPDX-License-Identifier: MIT
"""Every fault of disk and file is told in a sentence that says what to do next."""

import contextlib
import errno
import os
import shutil
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from gridmgr.data.backups import back_up
from gridmgr.data.failures import ERRNO, SQLITE, SQLSTATE, WINERROR, failure, map_engine, mapped
from gridmgr.data.faults import shown
from gridmgr.data.locking import FileLock
from gridmgr.model.errors import (
    BusyError,
    ConflictError,
    CorruptError,
    DiskFullError,
    NetworkPathError,
    NotGridmgrFileError,
    ReadOnlyError,
    StoreError,
)
from tests.data.faulty import add_rows, make_file, zero_page

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    return make_file(tmp_path_factory.mktemp("template") / "三元区.gpkg")


@pytest.fixture
def district(tmp_path, template):
    return Path(shutil.copy(template, tmp_path))


@contextlib.contextmanager
def opened(path, options="mode=rw"):
    with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?{options}", uri=True, timeout=0)) as connection:
        yield connection


def read_only_file(path):
    with opened(path, "mode=ro") as connection:
        add_rows(connection, 1)


def query_only(path):
    with opened(path) as connection:
        connection.execute("PRAGMA query_only=1")
        add_rows(connection, 1)


def moved_while_open(path):
    with opened(path) as connection:
        connection.execute("SELECT count(*) FROM resident").fetchone()
        path.rename(path.with_suffix(".old"))
        add_rows(connection, 1)


def not_there(path):
    path.unlink()
    with opened(path) as connection:
        connection.execute("SELECT 1 FROM resident")


def folder_instead_of_a_file(path):
    with opened(path.parent) as connection:
        connection.execute("SELECT 1 FROM resident")


def another_writes(path):
    with opened(path) as other, opened(path) as connection:
        other.execute("BEGIN IMMEDIATE")
        connection.execute("BEGIN IMMEDIATE")


def changed_since_read(path):
    with opened(path) as other, opened(path) as connection:
        other.execute("PRAGMA journal_mode=WAL")
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM resident").fetchone()
        add_rows(other, 1)
        other.commit()
        add_rows(connection, 1)


def table_in_use(path):
    with opened(path) as connection:
        rows = connection.execute("SELECT * FROM resident")
        rows.fetchone()
        connection.execute("DROP TABLE resident")


def no_room(path):
    with opened(path) as connection:
        connection.execute("PRAGMA max_page_count=1")
        add_rows(connection, 5000)


def a_page_is_zero(path):
    zero_page(path)
    with opened(path) as connection:
        connection.execute("SELECT * FROM resident").fetchall()


def no_database_at_all(path):
    path.write_text("编码,名称\n1,甲\n" * 500, "utf-8")
    with opened(path) as connection:
        connection.execute("SELECT 1 FROM resident")


def dangling(path):
    with opened(path) as connection:
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("CREATE TABLE visit (to_fid INTEGER REFERENCES resident (fid))")
        connection.execute("INSERT INTO visit VALUES (999999)")


def same_again(path):
    with opened(path) as connection:
        connection.execute("INSERT INTO resident (name) SELECT name FROM resident")


def same_key_again(path):
    with opened(path) as connection:
        connection.execute("INSERT INTO gpkg_contents VALUES ('a'), ('a')")


def forbidden_statement(path):
    with opened(path) as connection:
        connection.set_authorizer(lambda *asked: sqlite3.SQLITE_DENY)
        connection.execute("SELECT 1")


def full_device(path):
    with Path("/dev/full").open("wb") as full:
        full.write(b"x" * 100_000)


def too_large_for_the_disk(path):
    with path.open("rb+") as file:
        file.truncate(1 << 62)


def folder_that_is_gone(path):
    (path.parent / "gone" / path.name).write_text("x")


REAL_FAULTS = [
    (read_only_file, ReadOnlyError, "不允许写入。可以查看，不能修改"),
    (query_only, ReadOnlyError, "不允许写入。可以查看，不能修改"),
    (moved_while_open, StoreError, "找不到“三元区.gpkg”。它可能已被移走或改名"),
    (not_there, StoreError, "找不到“三元区.gpkg”"),
    (folder_instead_of_a_file, ReadOnlyError, "它所在的文件夹不允许写入"),
    (another_writes, BusyError, "正被另一个程序占用"),
    (changed_since_read, BusyError, "正被另一个程序占用"),
    (table_in_use, BusyError, "正被另一个程序占用"),
    (no_room, DiskFullError, "没有写入新的内容，之前保存的内容完好。请腾出空间后重试。"),
    (a_page_is_zero, CorruptError, "“三元区.gpkg”已损坏，并且没有可用的备份。"),
    (no_database_at_all, NotGridmgrFileError, "不是本程序的数据文件。若它是图层或表格，请用“导入”"),
    (dangling, ConflictError, "请先处理相连的记录"),
    (same_again, ConflictError, "已有同一编号的记录"),
    (same_key_again, ConflictError, "已有同一编号的记录"),
    (forbidden_statement, ReadOnlyError, "不允许写入"),
    (full_device, DiskFullError, "请腾出空间后重试"),
    (too_large_for_the_disk, DiskFullError, "超过了这个磁盘所能存放的最大文件"),
    (folder_that_is_gone, StoreError, "找不到“三元区.gpkg”"),
]


@pytest.mark.parametrize(("fault", "kind", "sentence"), REAL_FAULTS, ids=[row[0].__name__ for row in REAL_FAULTS])
def test_a_real_fault_is_told_in_a_sentence(district, fault, kind, sentence):
    with pytest.raises(StoreError) as told, mapped(str(district)):
        fault(district)

    assert type(told.value) is kind
    assert sentence in str(told.value)
    assert told.value.__cause__ is not None


def fault_named(name):
    error = sqlite3.OperationalError(name)
    error.sqlite_errorname = name
    return error


RARE_SQLITE_FAULTS = [
    ("SQLITE_IOERR_WRITE", StoreError, "磁盘出错"),
    ("SQLITE_IOERR_CORRUPTFS", CorruptError, "已损坏"),
    ("SQLITE_IOERR_NOMEM", StoreError, "内存不足"),
    ("SQLITE_NOLFS", DiskFullError, "最大文件"),
    ("SQLITE_NOMEM", StoreError, "内存不足"),
    ("SQLITE_PERM", ReadOnlyError, "不允许写入"),
    ("SQLITE_PROTOCOL", BusyError, "占用"),
    ("SQLITE_BUSY_SNAPSHOT", BusyError, "占用"),
    ("SQLITE_CORRUPT_INDEX", CorruptError, "已损坏"),
    ("SQLITE_READONLY_DIRECTORY", ReadOnlyError, "不允许写入"),
]


@pytest.mark.parametrize(("name", "kind", "sentence"), RARE_SQLITE_FAULTS)
def test_a_fault_that_cannot_be_provoked_here_has_its_row(district, name, kind, sentence):
    told = failure(fault_named(name), str(district))

    assert type(told) is kind
    assert sentence in str(told)


SYSTEM_FAULTS = [
    (errno.EACCES, ReadOnlyError, "不允许写入"),
    (errno.EPERM, ReadOnlyError, "不允许写入"),
    (errno.EROFS, ReadOnlyError, "不允许写入"),
    (errno.EBUSY, BusyError, "占用"),
    (errno.EDQUOT, DiskFullError, "请腾出空间"),
    (errno.EFBIG, DiskFullError, "最大文件"),
    (errno.ENOSPC, DiskFullError, "请腾出空间"),
    (errno.EIO, StoreError, "磁盘出错"),
    (errno.ENOENT, StoreError, "找不到"),
    (errno.ENOTCONN, NetworkPathError, "网络位置断开"),
    (errno.EHOSTDOWN, NetworkPathError, "网络位置断开"),
    (errno.EHOSTUNREACH, NetworkPathError, "网络位置断开"),
    (errno.ESTALE, NetworkPathError, "网络位置断开"),
    (errno.ETIMEDOUT, NetworkPathError, "网络位置断开"),
]


@pytest.mark.parametrize(("number", "kind", "sentence"), SYSTEM_FAULTS)
def test_every_fault_of_the_system_has_its_row(district, number, kind, sentence):
    told = failure(OSError(number, os.strerror(number)), str(district))

    assert type(told) is kind
    assert sentence in str(told)
    assert {row[0] for row in SYSTEM_FAULTS} == set(ERRNO)


@pytest.mark.parametrize("number", WINERROR)
def test_windows_own_numbers_go_before_the_errno_made_from_them(district, number):
    error = OSError(errno.EINVAL, "Windows")
    error.winerror = number

    assert isinstance(failure(error, str(district)), StoreError)


def test_a_damaged_file_names_its_newest_good_backup(district):
    copy = back_up(district, NOW)

    with pytest.raises(CorruptError) as told, mapped(str(district)):
        a_page_is_zero(district)

    assert f"最近的完好备份是“{copy.name}”（{NOW.astimezone():%Y-%m-%d %H:%M}），请从它恢复" in str(told.value)


def test_a_file_of_ours_that_is_no_database_any_more_is_damaged_rather_than_foreign(district):
    back_up(district, NOW)

    with pytest.raises(CorruptError), mapped(str(district)):
        no_database_at_all(district)


HOLD = """
import sqlite3, sys
from datetime import UTC, datetime
from pathlib import Path
from gridmgr.data.locking import FileLock
lock = FileLock(Path(sys.argv[1]), datetime(2026, 11, 22, 9, 30, tzinfo=UTC))
connection = sqlite3.connect(sys.argv[1])
connection.execute("BEGIN IMMEDIATE")
print("writing", flush=True)
sys.stdin.read()
"""


def test_who_is_busy_writing_is_named(district):
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(district)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout.readline() == "writing\n"

        with (
            pytest.raises(BusyError, match=r"正由 .+ 在电脑 .+ 上修改（从 2026-11-22 09:30 起）"),
            mapped(str(district)),
            opened(district) as connection,
        ):
            connection.execute("BEGIN IMMEDIATE")

        holder.stdin.close()


def test_how_much_room_is_needed_is_said_where_it_is_known(district):
    with pytest.raises(DiskFullError, match=r"还剩 .+，需要 3\.0 GB。"), mapped(str(district), needed=3 << 30):
        full_device(district)


def test_an_engine_tells_the_same_sentences(district):
    engine = create_engine(f"sqlite:///{district}")
    map_engine(engine, str(district))

    with engine.begin() as connection:
        connection.execute(text("PRAGMA max_page_count=1"))
        with pytest.raises(DiskFullError):
            connection.execute(text("CREATE TABLE copy AS SELECT a.name FROM resident a, resident b"))
    with pytest.raises(StoreError, match="同一编号"), engine.begin() as connection:
        connection.execute(text("INSERT INTO gpkg_contents VALUES ('a'), ('a')"))
    engine.dispose()


def test_an_engine_that_cannot_connect_tells_it_too(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'gone' / 'district.gpkg'}")
    map_engine(engine, str(tmp_path / "gone" / "district.gpkg"))

    with pytest.raises(StoreError, match="找不到"):
        engine.connect()
    engine.dispose()


@pytest.mark.parametrize(
    "bug",
    [
        sqlite3.ProgrammingError("Incorrect number of bindings supplied"),
        fault_named("SQLITE_ERROR"),
        fault_named("SQLITE_CONSTRAINT_NOTNULL"),
        KeyError("name"),
        OSError("no number"),
        ConflictError("有人改过", record_id="1"),
    ],
)
def test_a_bug_is_not_dressed_up_as_a_fault(district, bug):
    with pytest.raises(type(bug)) as told, mapped(str(district)):
        raise bug

    assert told.value is bug


def test_every_row_stands_for_a_code_that_exists():
    assert all(hasattr(sqlite3, name) for name in SQLITE)
    assert all(2 <= len(code) <= 5 for code in SQLSTATE)


@pytest.mark.parametrize(
    ("address", "seen"),
    [
        ("postgresql://clerk:secret@db:5432/grids", "postgresql://clerk@db:5432/grids"),
        ("postgresql+psycopg://clerk:p%40ss@db/grids", "postgresql+psycopg://clerk@db/grids"),
        ("postgresql://db/grids?user=a&password=secret", "postgresql://db/grids?user=a"),
        ("postgresql://db/grids?password=secret&user=a", "postgresql://db/grids?user=a"),
        ("postgresql://clerk@db/grids", "postgresql://clerk@db/grids"),
    ],
)
def test_a_password_is_never_shown(address, seen):
    assert shown(address) == seen


def test_a_lock_of_our_own_is_told_with_our_name(district):
    lock = FileLock(district, NOW)

    with pytest.raises(BusyError, match="上修改"), mapped(str(district)):
        another_writes(district)

    lock.close()
