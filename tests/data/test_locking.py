# SPDX-License-Identifier: MIT
"""A second person who opens a file learns who has it."""

import json
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from gridmgr.data.locking import FileLock, busy, holder_of, lock_file
from gridmgr.model.errors import BusyError

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
HOLD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from gridmgr.data.locking import FileLock
lock = FileLock(Path(sys.argv[1]), datetime(2026, 11, 22, 9, 30, tzinfo=UTC))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def district(tmp_path):
    return tmp_path / "三元区.gpkg"


@pytest.fixture
def other_process(district):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(district)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_the_second_process_is_told_who_writes_and_since_when(district, other_process):
    with pytest.raises(BusyError, match=r"“三元区.gpkg”正由 .+ 在电脑 .+ 上修改（从 2026-11-22 09:30 起）"):
        FileLock(district, NOW)

    assert holder_of(district).pid == other_process.pid


def test_a_killed_holder_leaves_nothing_to_clear_up(district, other_process):
    other_process.kill()
    other_process.wait()

    assert lock_file(district).exists()
    assert holder_of(district) is None
    FileLock(district, NOW).close()
    assert not lock_file(district).exists()


def test_one_process_may_open_its_file_twice(district):
    writer, second = FileLock(district, NOW), FileLock(district, NOW)

    writer.close()
    writer.close()

    assert holder_of(district) is not None
    second.close()
    assert holder_of(district) is None


def test_the_name_of_the_holder_is_readable_beside_the_file(district):
    lock = FileLock(district, NOW)

    told = json.loads(lock_file(district).read_text("utf-8"))

    assert set(told) == {"user", "host", "pid", "since"}
    assert told["since"] == NOW.isoformat()
    lock.close()


@pytest.mark.parametrize("left", [b"", b"not json", b'{"user": "a"}', b"[1]"])
def test_a_lock_file_without_a_living_holder_is_no_obstacle(district, left):
    lock_file(district).write_bytes(left)

    assert holder_of(district) is None
    FileLock(district, NOW).close()


def test_a_file_that_nobody_announced_is_said_to_be_used_by_another_program(district):
    assert "另一个程序占用" in str(busy(district))


def test_a_folder_that_is_gone_is_not_taken_for_a_busy_file(tmp_path):
    with pytest.raises(FileNotFoundError):
        FileLock(tmp_path / "gone" / "district.gpkg", NOW)
