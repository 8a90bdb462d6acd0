# SPDX-License-Identifier: MIT
"""Every fault of the database server is told in a sentence that says what to do next, and never with the password."""

import os
import re
import socket

import psycopg
import pytest
from sqlalchemy import create_engine, text

from gridmgr.data.failures import SQLSTATE, map_engine, mapped
from gridmgr.model.errors import (
    BusyError,
    ConflictError,
    CorruptError,
    DiskFullError,
    ReadOnlyError,
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
