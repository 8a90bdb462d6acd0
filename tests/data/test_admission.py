# SPDX-License-Identifier: MIT
"""Opening and closing a file: what can be wrong with it is said, mended or kept from doing harm."""

import contextlib
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import geopandas
import pytest
from shapely import Point
from sqlalchemy import text

from gridmgr.data import admission, backups
from gridmgr.data.backup_folder import backups_of
from gridmgr.data.guard import now
from gridmgr.data.locking import holder_of, lock_file
from gridmgr.data.opening import create_local, open_store
from gridmgr.model.areas import Building, District
from gridmgr.model.changes import ChangeSet, changed
from gridmgr.model.errors import (
    BusyError,
    CorruptError,
    DiskFullError,
    InputError,
    NetworkPathError,
    NotGridmgrFileError,
    ReadOnlyError,
    SchemaTooNewError,
    StoreError,
)
from tests.data.district import filled, raw
from tests.data.faulty import zero_page

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    path = tmp_path_factory.mktemp("template") / "三元区.gpkg"
    filled(path).close()
    return path


@pytest.fixture
def district(tmp_path, template):
    path = Path(shutil.copy(template, tmp_path))
    shutil.copytree(f"{template}.backups", f"{path}.backups")
    return path


def rename(store, name="新名"):
    house = store.find(Building, code="B001")[0]
    return store.apply(ChangeSet("改名", [changed(house, replace(house, name=name))]))


def name_of(path):
    with contextlib.closing(raw(path)) as connection:
        return connection.execute("SELECT name FROM building WHERE code = 'B001'").fetchone()[0]


def run(code, *arguments, **how):
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=CHECKOUT,
        **how,
    )


READS_AND_TRIES = """
import sys
from gridmgr.data.opening import open_store
from gridmgr.model.areas import Building
from gridmgr.model.errors import StoreError
with open_store(sys.argv[1]) as store:
    print(store.read_only, store.count(Building), type(store.refusal).__name__)
    try:
        store.remember("key", "value")
    except StoreError as error:
        print(error)
"""


def without_privileges(code, *arguments):
    """Run code as somebody to whom permissions apply; root gives up the right to ignore them."""
    rights = "-dac_override,-dac_read_search"
    setpriv = ["setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*setpriv, sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=True,
        cwd=CHECKOUT,
    )
    return done.stdout.splitlines()


@pytest.fixture(params=["folder", "file"])
def protected(request, district):
    """A file that may not be written, or one in a folder where nothing may be made."""
    folder, file = district.parent.stat().st_mode, district.stat().st_mode
    if request.param == "folder":
        district.parent.chmod(0o555)
    else:
        district.chmod(0o444)
    yield district
    district.parent.chmod(folder)
    district.chmod(file)


def test_a_read_only_file_opens_for_reading_and_says_why_it_cannot_be_changed(protected):
    before = protected.read_bytes(), sorted(protected.parent.iterdir())

    told = without_privileges(READS_AND_TRIES, protected)

    assert told[0] == "True 31 ReadOnlyError"
    assert told[1] == ("“三元区.gpkg”或它所在的文件夹不允许写入。可以查看，不能修改；要修改请另存到有权限的文件夹。")
    assert (protected.read_bytes(), sorted(protected.parent.iterdir())) == before


def test_a_full_disk_refuses_the_change_and_nothing_else(district):
    store = open_store(district)
    limit(store, 1)

    with pytest.raises(DiskFullError, match="没有写入新的内容，之前保存的内容完好。请腾出空间后重试。"):
        rename(store, "x" * 100_000)
    assert store.find(Building, code="B001")[0].name == "1幢"
    limit(store, 1_000_000)
    rename(store)
    store.close()

    assert name_of(district) == "新名"


def limit(store, pages):
    with store._engine.connect() as connection:
        connection.execute(text(f"PRAGMA max_page_count = {pages}"))


def test_a_damaged_file_names_the_newest_good_backup_when_it_is_opened(district):
    copy = backups_of(district)[0]
    zero_page(district, 1)

    with pytest.raises(CorruptError, match=f"最近的完好备份是“{copy.path.name}”"):
        open_store(district)

    assert not lock_file(district).exists()


def test_a_damaged_part_names_the_newest_good_backup_when_it_is_read(district):
    copy = backups_of(district)[0]
    with contextlib.closing(raw(district)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'building'").fetchone()
    zero_page(district, page)

    with (
        open_store(district, read_only=True) as store,
        pytest.raises(CorruptError, match=f"最近的完好备份是“{copy.path.name}”"),
    ):
        store.find(Building)


def test_a_restored_backup_opens_as_if_nothing_had_happened(district):
    zero_page(district, 1)
    backups.restore(district, backups_of(district)[0].path, now())

    with open_store(district) as store:
        assert store.count(Building) == 31
        rename(store)


def test_a_layer_of_another_program_is_to_be_imported(tmp_path):
    layer = tmp_path / "楼幢.gpkg"
    geopandas.GeoDataFrame({"name": ["甲"]}, geometry=[Point(1, 2)], crs=4547).to_file(layer)
    before = layer.read_bytes()

    with pytest.raises(NotGridmgrFileError, match=r"“楼幢.gpkg”不是本程序的数据文件。.*请用“导入”"):
        open_store(layer)

    assert layer.read_bytes() == before
    assert list(tmp_path.iterdir()) == [layer]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04" * 400, "编码,名称\n".encode() * 100])
def test_any_other_file_is_to_be_imported_too(tmp_path, content):
    other = tmp_path / "表.gpkg"
    other.write_bytes(content)

    with pytest.raises(NotGridmgrFileError, match="请用“导入”"):
        open_store(other)

    assert other.read_bytes() == content


def test_a_file_of_a_newer_program_is_only_looked_at(district):
    with contextlib.closing(raw(district)) as connection:
        connection.execute("UPDATE app_meta SET value = '0999' WHERE key = 'schema_revision'")
    before = district.read_bytes()

    with pytest.raises(SchemaTooNewError, match="请先升级本程序再修改。不升级也可以先以只读方式查看。"):
        open_store(district)
    with open_store(district, read_only=True) as store:
        assert store.count(Building) == 31
        with pytest.raises(ReadOnlyError):
            rename(store)

    assert district.read_bytes() == before


def test_a_file_on_a_network_drive_is_only_looked_at(district, monkeypatch):
    monkeypatch.setattr(admission, "network_kind", lambda path: "cifs")
    before = district.read_bytes()

    with open_store(district) as store:
        assert store.count(Building) == 31
        with pytest.raises(NetworkPathError, match=r"复制到本机磁盘上修改.*共享服务器"):
            rename(store)

    assert district.read_bytes() == before
    assert not lock_file(district).exists()


def test_no_new_file_is_made_on_a_network_drive(tmp_path, monkeypatch):
    monkeypatch.setattr(admission, "network_kind", lambda path: "nfs4")

    with pytest.raises(NetworkPathError):
        create_local(tmp_path / "a.gpkg", District(id="d", code="350404", name="三元区"))

    assert list(tmp_path.iterdir()) == []


def test_a_file_that_could_not_be_made_leaves_nothing_behind(tmp_path):
    with pytest.raises(InputError):
        create_local(tmp_path / "a.gpkg", District(id="d", code="350404", name="三元区"), crs=4326)

    assert list(tmp_path.iterdir()) == []


HOLDS = """
import sys
from gridmgr.data.opening import open_store
store = open_store(sys.argv[1], author="乙")
print("open", flush=True)
sys.stdin.read()
"""


def test_the_second_to_open_a_file_may_read_and_learns_who_writes(district):
    with run(HOLDS, district) as first:
        assert first.stdout.readline() == "open\n"

        with open_store(district) as second:
            assert second.count(Building) == 31
            with pytest.raises(BusyError, match=r"正由 .+ 在电脑 .+ 上修改"):
                rename(second)

        first.stdin.close()


def test_another_program_that_is_just_writing_is_waited_for_and_then_named(district, monkeypatch):
    with open_store(district) as store, contextlib.closing(raw(district)) as other:
        with store._engine.connect() as connection:
            connection.execute(text("PRAGMA busy_timeout = 50"))
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE building SET name = '外面' WHERE code = 'B002'")

        with pytest.raises(BusyError, match=r"没有保存任何改动"):
            rename(store)

        other.execute("COMMIT")
        rename(store)
        assert store.find(Building, code="B002")[0].name == "外面"


WRITES_FOR_EVER = """
import sys
from dataclasses import replace
from gridmgr.data.opening import open_store
from gridmgr.model.areas import Building
from gridmgr.model.changes import ChangeSet, changed
store = open_store(sys.argv[1])
for number in range(1_000_000):
    houses = store.find(Building)
    store.apply(ChangeSet("改名", [changed(h, replace(h, name=f"第{number}次")) for h in houses]))
    print(number, flush=True)
"""


@pytest.mark.parametrize("after", [0, 1, 3])
def test_after_a_kill_the_next_opening_recovers_what_was_saved(district, after):
    with run(WRITES_FOR_EVER, district) as writer:
        saved = [int(writer.stdout.readline()) for _ in range(after + 1)][-1]
        writer.kill()

    with open_store(district) as store:
        names = {house.name for house in store.find(Building)}
        assert len(names) == 1
        assert int(names.pop()[1:-1]) >= saved
        assert store.notices == ["上次没有正常关闭，数据已恢复到最后一次保存的状态。"]
        rename(store)
    with open_store(district) as store:
        assert store.notices == []
    assert not Path(f"{district}-wal").exists()


def test_a_file_that_was_damaged_in_a_crash_is_not_written_to(district):
    lock_file(district).write_text("{}")
    with contextlib.closing(raw(district)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'change_log'").fetchone()
    zero_page(district, page)

    with pytest.raises(CorruptError, match="请从它恢复"):
        open_store(district)

    assert holder_of(district) is None


def test_what_another_program_took_away_is_mended_on_opening(district):
    with contextlib.closing(raw(district)) as connection:
        connection.execute("DROP TRIGGER audit_building_update")
        connection.execute("DROP TABLE rtree_grid_geom")

    with open_store(district) as store:
        assert store.notices == ["其他程序改动了文件的触发器或空间索引，已按数据重新建立。"]
    with open_store(district) as store:
        assert store.notices == []


def test_a_missing_table_calls_for_a_backup(district):
    with contextlib.closing(raw(district)) as connection:
        connection.execute("DROP TABLE appointment")

    with pytest.raises(CorruptError, match="已损坏。缺少“任职”表。最近的完好备份是"):
        open_store(district)

    assert holder_of(district) is None


TRIES_TO_TAKE_OVER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], timeout=0)
try:
    print(connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0])
except sqlite3.OperationalError as error:
    print(error)
"""


def test_looking_at_an_open_file_a_second_time_does_not_drop_its_locks(district):
    # SQLite loses its locks when the same process closes another descriptor of the file.
    with open_store(district) as store:
        rename(store)
        open_store(district, read_only=True).close()
        store.back_up()

        with run(TRIES_TO_TAKE_OVER, district) as other:
            answer, _ = other.communicate()

        assert answer == "database is locked\n"


@pytest.mark.parametrize("last", ["writer", "reader"])
def test_whoever_closes_last_leaves_one_plain_file(district, last):
    writer, reader = open_store(district), open_store(district, read_only=True)
    rename(writer)
    assert reader.find(Building, code="B001")[0].name == "新名"

    for store in (reader, writer) if last == "writer" else (writer, reader):
        store.close()

    assert sorted(p.name for p in district.parent.iterdir()) == ["三元区.gpkg", "三元区.gpkg.backups"]
    assert district.read_bytes()[18:20] == b"\1\1"
    assert name_of(district) == "新名"


def test_closing_a_new_file_leaves_one_plain_file_and_its_backup(district):
    assert len(backups_of(district)) == 1
    assert sorted(p.name for p in district.parent.iterdir()) == ["三元区.gpkg", "三元区.gpkg.backups"]


def test_a_file_is_backed_up_when_it_is_opened_on_another_day_and_when_it_is_closed_after_changes(district):
    tomorrow = now() + timedelta(days=2)

    def work_at(moment, name=None):
        with open_store(district, clock=lambda: moment) as store:
            if name:
                rename(store, name)
        return [name_of(backup.path) for backup in backups_of(district)]

    assert work_at(tomorrow) == ["1幢"]
    assert work_at(tomorrow, "甲") == ["甲", "1幢"]
    assert work_at(tomorrow + timedelta(minutes=5), "乙") == ["甲", "1幢"]
    assert work_at(tomorrow + timedelta(minutes=30)) == ["乙", "甲", "1幢"]
    assert work_at(tomorrow + timedelta(days=3)) == ["乙", "甲", "1幢"]


def test_a_backup_that_cannot_be_made_keeps_nobody_from_working(district, monkeypatch):
    none = shutil.disk_usage(district.parent)._replace(free=0)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: none)
    shutil.rmtree(f"{district}.backups")

    store = open_store(district)
    rename(store)

    assert "没有能做今天的备份。磁盘空间不够" in store.notices[0]
    with pytest.raises(StoreError, match="改动都已保存，但关闭时没有能做备份。磁盘空间不够"):
        store.close()
    assert name_of(district) == "新名"
    assert not lock_file(district).exists()


def test_a_file_may_be_backed_up_before_an_import(district):
    with open_store(district) as store:
        rename(store)
        copy = store.back_up()

        assert store.back_up() == copy
    assert name_of(copy) == "新名"
