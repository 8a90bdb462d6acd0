# SPDX-License-Identifier: MIT
"""There is always a sound copy to go back to, and making one never endangers the file."""

import contextlib
import shutil
import sqlite3
import subprocess
import sys
from collections import namedtuple
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gridmgr.data.backup_folder import backup_folder, backups_of, is_sound, local, newest_good
from gridmgr.data.backups import back_up, due, restore
from gridmgr.data.locking import FileLock
from gridmgr.model.errors import BusyError, CancelledError, CorruptError, DiskFullError, StoreError
from gridmgr.model.progress import Reporting
from tests.data.faulty import add_rows, make_file, zero_page

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
Usage = namedtuple("Usage", "total used free")


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    return make_file(tmp_path_factory.mktemp("template") / "三元区.gpkg")


@pytest.fixture
def district(tmp_path, template):
    return Path(shutil.copy(template, tmp_path))


def change(path, rows=1):
    with contextlib.closing(sqlite3.connect(path)) as connection:
        add_rows(connection, rows)
        connection.commit()


def residents(path):
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT count(*) FROM resident").fetchone()[0]


def test_a_backup_holds_the_same_rows_and_is_sound(district):
    copy = back_up(district, NOW)

    assert copy.parent == backup_folder(district)
    assert copy.name == f"三元区 {local(NOW):%Y%m%d-%H%M%S}.gpkg"
    assert is_sound(copy)
    assert residents(copy) == 500
    assert list(copy.parent.iterdir()) == [copy]


def test_a_backup_of_a_file_in_use_holds_what_was_committed(district):
    with contextlib.closing(sqlite3.connect(district)) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        add_rows(writer, 10)
        writer.commit()
        add_rows(writer, 5)

        copy = back_up(district, NOW)

        writer.commit()
    assert (residents(copy), residents(district)) == (510, 515)
    assert sorted(p.name for p in copy.parent.iterdir()) == [copy.name]


def test_nothing_is_copied_while_nothing_has_changed(district):
    first = back_up(district, NOW)
    with contextlib.closing(sqlite3.connect(district)) as opened:
        opened.execute("PRAGMA journal_mode=WAL")
        opened.execute("SELECT * FROM resident").fetchall()
        opened.execute("PRAGMA journal_mode=DELETE")

    assert back_up(district, NOW + timedelta(days=3)) == first


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE resident SET name = 'A' WHERE fid = 250",
        "INSERT INTO resident (name) VALUES ('B')",
        "DELETE FROM resident WHERE fid = 500",
        "INSERT INTO gpkg_contents VALUES ('C')",
        "CREATE TABLE other (a)",
        "ALTER TABLE resident ADD COLUMN phone TEXT",
    ],
)
def test_every_kind_of_change_calls_for_a_new_backup(district, statement):
    first = back_up(district, NOW)
    with contextlib.closing(sqlite3.connect(district)) as connection:
        connection.execute(statement)
        connection.commit()

    assert back_up(district, NOW + timedelta(hours=1)) != first


def test_a_backup_is_due_after_a_day(district):
    assert due(district, NOW)

    back_up(district, NOW)

    assert not due(district, NOW + timedelta(hours=23))
    assert due(district, NOW + timedelta(hours=25))


def test_the_ten_newest_and_one_for_each_of_eight_weeks_are_kept(district):
    moments = [NOW + timedelta(days=day) for day in range(120)]
    folder = backup_folder(district)
    folder.mkdir()
    for at in moments:
        shutil.copyfile(district, folder / f"三元区 {local(at):%Y%m%d-%H%M%S}.gpkg")
    (folder / "看这里.txt").write_text("mine")
    (folder / "三元区 20260101-000000.gpkg.part").write_text("left")
    change(district)

    back_up(district, NOW + timedelta(days=120))

    kept = [backup.at for backup in backups_of(district)]
    newest = [local(NOW + timedelta(days=120 - day)) for day in range(10)]
    assert kept[:10] == newest
    weeks = [at.isocalendar()[:2] for at in kept]
    assert len(set(weeks)) == 8
    assert len(kept) == 10 + 8 - len(set(weeks[:10]))
    assert all(
        at == max(a for a in map(local, moments) if a.isocalendar()[:2] == at.isocalendar()[:2]) for at in kept[10:]
    )
    assert {p.name for p in folder.iterdir() if p.suffix != ".gpkg"} == {"看这里.txt"}


def test_two_backups_within_a_second_are_both_kept(district):
    first = back_up(district, NOW)
    change(district)

    assert back_up(district, NOW) != first
    assert len(backups_of(district)) == 2


def test_a_damaged_backup_is_passed_over(district):
    good = back_up(district, NOW)
    change(district, 200)
    zero_page(back_up(district, NOW + timedelta(hours=1)), 8)

    assert newest_good(district).path == good


def test_no_backup_is_made_of_a_damaged_file(district):
    good = back_up(district, NOW)
    change(district, 200)
    zero_page(district, 8)

    with pytest.raises(CorruptError, match=f"“三元区.gpkg”已损坏。最近的完好备份是“{good.name}”"):
        back_up(district, NOW + timedelta(days=1))

    assert [b.path for b in backups_of(district)] == [good]
    assert list(backup_folder(district).iterdir()) == [good]


def test_too_little_room_is_said_before_anything_is_written(district, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(1 << 30, 1 << 30, 10 << 10))
    before = district.read_bytes()

    with pytest.raises(DiskFullError, match=r"还剩 10 KB，需要 \d+ KB"):
        back_up(district, NOW)

    assert district.read_bytes() == before
    assert not backup_folder(district).exists()


LIMITED = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from gridmgr.data.backups import back_up
from gridmgr.model.errors import StoreError
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
try:
    back_up(Path(sys.argv[1]), datetime(2026, 11, 22, tzinfo=UTC))
except StoreError as error:
    print(type(error).__name__, error)
"""


def test_a_disk_that_refuses_to_write_more_leaves_file_and_backups_untouched(district):
    back_up(district, NOW)
    change(district, 100)
    before = district.read_bytes()

    told = subprocess.run([sys.executable, "-c", LIMITED, str(district)], capture_output=True, text=True, check=True)

    assert "之前保存的内容完好" in told.stdout
    assert district.read_bytes() == before
    assert [p.suffix for p in backup_folder(district).iterdir()] == [".gpkg"]


def test_giving_up_a_backup_leaves_nothing_behind(district):
    with pytest.raises(CancelledError):
        back_up(district, NOW, progress=Reporting(lambda *told: None, cancelled=lambda: True))

    assert list(backup_folder(district).iterdir()) == []


def test_restoring_keeps_the_damaged_file_beside(district):
    copy = back_up(district, NOW)
    zero_page(district)
    damaged = district.read_bytes()

    aside = restore(district, copy, NOW)

    assert residents(district) == 500
    assert aside.read_bytes() == damaged
    assert aside.parent == district.parent
    assert copy.exists()


def test_restoring_takes_an_old_write_ahead_log_out_of_the_way(district):
    copy = back_up(district, NOW)
    log = district.with_name(district.name + "-wal")
    log.write_bytes(b"left by a killed process")

    aside = restore(district, copy, NOW)

    assert not log.exists()
    assert aside.with_name(aside.name + "-wal").read_bytes() == b"left by a killed process"
    assert residents(district) == 500


def test_a_damaged_backup_is_not_restored(district):
    copy = back_up(district, NOW)
    zero_page(copy)
    before = district.read_bytes()

    with pytest.raises(CorruptError, match="本身已损坏"):
        restore(district, copy, NOW)

    assert district.read_bytes() == before


def test_an_open_file_is_not_replaced(district):
    copy = back_up(district, NOW)
    lock = FileLock(district, NOW)

    with pytest.raises(BusyError):
        restore(district, copy, NOW)

    lock.close()


def test_a_file_that_is_not_there_cannot_be_backed_up(tmp_path):
    with pytest.raises(StoreError, match="找不到“gone"):
        back_up(tmp_path / "gone.gpkg", NOW)

    assert not backup_folder(tmp_path / "gone.gpkg").exists()
