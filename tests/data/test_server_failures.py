# SPDX-License-Identifier: MIT
"""Every fault of the database server is told in a sentence that says what to do next, and never with the password."""

import os
import re
import socket

import psycopg
import pytest
from sqlalchemy import create_engine, text

from gridmgr.data.failures import SQLSTATE, map_engine, mapped
from gridmgr.data.opening import open_store
from gridmgr.model.areas import District
from gridmgr.model.errors import (
    BusyError,
    ConflictError,
    CorruptError,
    DiskFullError,
    ReadOnlyError,
    SchemaTooNewError,
    ServerGoneError,
    StoreError,
)

pytestmark = pytest.mark.shared


@pytest.fixture
def address():
    return os.environ["GRIDMGR_TEST_SERVER"].replace("+psycopg", "")


@pytest.fixture
def connection(address):
    with psycopg.connect(address, autocommit=True) as connection:
        yield connection


def password(address):
    return re.search(":([^:@]+)@", address)[1]


STATES = [
    ("08006", ServerGoneError, "连不上服务器"),
    ("23503", ConflictError, "请先处理相连的记录"),
    ("23505", ConflictError, "已有同一编号的记录"),
    ("25006", ReadOnlyError, "没有这项修改的权限"),
    ("28000", StoreError, "不接受登录"),
    ("3D000", StoreError, "不接受登录"),
    ("40001", BusyError, "正被别人修改"),
    ("40P01", BusyError, "正被别人修改"),
    ("42501", ReadOnlyError, "没有这项修改的权限"),
    ("53100", DiskFullError, "磁盘已满"),
    ("53200", StoreError, "内存不足"),
    ("53300", BusyError, "连接已满"),
    ("55P03", BusyError, "正被别人修改"),
    ("57014", BusyError, "正被别人修改"),
    ("57P01", ServerGoneError, "连不上服务器"),
    ("57P03", ServerGoneError, "连不上服务器"),
    ("58030", CorruptError, "请管理员检查磁盘"),
    ("XX001", CorruptError, "请管理员检查磁盘"),
    ("XX002", CorruptError, "请管理员检查磁盘"),
]


@pytest.mark.parametrize(("state", "kind", "sentence"), STATES)
def test_what_the_server_complains_about_is_told_in_a_sentence(address, connection, state, kind, sentence):
    raised = f"DO $$ BEGIN RAISE EXCEPTION 'provoked' USING ERRCODE = '{state}'; END $$"

    with pytest.raises(StoreError) as told, mapped(address):
        connection.execute(raised)

    assert type(told.value) is kind
    assert sentence in str(told.value)
    assert password(address) not in str(told.value)


def test_every_row_of_the_table_was_provoked():
    assert {code for code in SQLSTATE if not any(state.startswith(code) for state, _, _ in STATES)} == set()


def test_a_server_that_ends_the_talk_is_gone(address, connection):
    engine = create_engine(os.environ["GRIDMGR_TEST_SERVER"])
    map_engine(engine, address)
    with engine.connect() as talking:
        number = talking.execute(text("SELECT pg_backend_pid()")).scalar()
        connection.execute("SELECT pg_terminate_backend(%s)", [number])

        with pytest.raises(ServerGoneError, match="请检查网络后重试"):
            talking.execute(text("SELECT 1"))
    engine.dispose()


def test_a_store_whose_server_went_away_says_so_and_works_again_once_it_is_back(shared_place, address, connection):
    store = shared_place.create()
    with store._engine.connect() as talking:
        number = talking.execute(text("SELECT pg_backend_pid()")).scalar()
        connection.execute("SELECT pg_terminate_backend(%s)", [number])
        with pytest.raises(ServerGoneError) as told:
            talking.execute(text("SELECT 1"))

    assert password(address) not in str(told.value)
    assert password(address) not in store.location
    assert store.count(District) == 1
    store.remember("key", "value")
    assert store.remembered("key") == "value"


def test_a_connection_that_went_stale_between_two_questions_is_replaced_in_silence(shared_place, connection):
    store = shared_place.create()
    with store._engine.connect() as talking:
        number = talking.execute(text("SELECT pg_backend_pid()")).scalar()
    connection.execute("SELECT pg_terminate_backend(%s)", [number])

    assert store.count(District) == 1


def test_a_store_on_a_port_where_nobody_listens_is_gone():
    with pytest.raises(ServerGoneError, match="连不上服务器 postgresql"):
        open_store("postgresql://clerk:secret@127.0.0.1:1/grids?connect_timeout=3")


def test_a_server_of_a_newer_program_is_only_looked_at(shared_place):
    store = shared_place.create()
    set_revision(store, "0999")

    with pytest.raises(SchemaTooNewError, match="请先升级本程序再修改"):
        shared_place.open()
    reader = shared_place.open(read_only=True)

    assert reader.count(District) == 1
    with pytest.raises(ReadOnlyError):
        reader.remember("key", "value")


def test_a_server_of_an_older_program_waits_for_its_administrator(shared_place, monkeypatch):
    shared_place.create()
    monkeypatch.setattr("gridmgr.data.opening.is_outdated", lambda revision: True)

    with pytest.raises(StoreError, match="请管理员先用本版本的程序升级数据库"):
        shared_place.open()


def set_revision(store, revision):
    with store._engine.begin() as connection:
        connection.execute(text("UPDATE app_meta SET value = :r WHERE key = 'schema_revision'"), {"r": revision})


def test_a_talk_that_broke_off_without_a_word_is_gone(address):
    with psycopg.connect(address) as talking:
        with socket.socket(fileno=os.dup(talking.fileno())) as line:
            line.shutdown(socket.SHUT_RDWR)

        with pytest.raises(ServerGoneError), mapped(address):
            talking.execute("SELECT 1")
        with pytest.raises(ServerGoneError), mapped(address):
            talking.execute("SELECT 1")


def test_a_port_on_which_nobody_listens_is_a_server_that_is_gone():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"postgresql://clerk:secret@127.0.0.1:{port}/grids"

    with pytest.raises(ServerGoneError) as told, mapped(address):
        psycopg.connect(address, connect_timeout=3)

    assert f"连不上服务器 postgresql://clerk@127.0.0.1:{port}/grids" in str(told.value)


def test_a_name_that_nobody_knows_is_a_server_that_is_gone():
    with pytest.raises(ServerGoneError), mapped("postgresql://db.invalid/grids"):
        psycopg.connect("postgresql://db.invalid/grids", connect_timeout=3)


@pytest.mark.parametrize("mistake", ["password", "database", "nothing"])
def test_a_refused_login_is_not_taken_for_a_broken_line(address, mistake):
    wrong = {
        "password": address.replace(password(address), "wrong"),
        "database": address + "x",
        "nothing": address.replace(f":{password(address)}@", "@"),
    }[mistake]

    with pytest.raises(StoreError, match="不接受登录。请核对账号、口令和数据库名称"), mapped(wrong):
        psycopg.connect(wrong)


def test_a_row_locked_by_a_colleague_is_busy(address, connection):
    connection.execute("CREATE TABLE IF NOT EXISTS provoked (a int); INSERT INTO provoked VALUES (1)")
    with psycopg.connect(address) as colleague:
        colleague.execute("SELECT * FROM provoked FOR UPDATE")

        with pytest.raises(BusyError, match="正被别人修改"), mapped(address):
            connection.execute("SELECT * FROM provoked FOR UPDATE NOWAIT")
        colleague.rollback()
    connection.execute("DROP TABLE provoked")


def test_a_mistake_in_a_statement_is_a_bug_and_stays_one(address, connection):
    with pytest.raises(psycopg.errors.SyntaxError), mapped(address):
        connection.execute("SELEC 1")
