# SPDX-License-Identifier: MIT
from datetime import datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gridmgr.data.backups import back_up
from gridmgr.data.opening import open_store
from gridmgr.model.areas import Grid
from gridmgr.model.errors import CorruptError
from gridmgr.operations.kept_copies import kept_copies, take_copy
from gridmgr.ui.backups import BackupsDialog
from tests.ui.conftest import WAIT_MS


def test_a_backup_opens_as_a_copy_and_the_file_of_today_stays(qtbot: QtBot, divided_town: Path):
    back_up(divided_town, datetime(2090, 1, 5, 9, 30))  # noqa: DTZ001 - backups are named by the local clock
    today = divided_town.read_bytes()
    dialog = BackupsDialog(divided_town)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(dialog.go.isEnabled, timeout=WAIT_MS)

    with qtbot.waitSignal(dialog.copied, timeout=WAIT_MS) as told:
        dialog.go.click()

    copy = Path(told.args[0])
    assert copy.parent == divided_town.parent
    assert "恢复自" in copy.name
    assert divided_town.read_bytes() == today
    with open_store(copy, read_only=True) as store:
        assert store.count(Grid) == 4


def test_the_same_backup_taken_twice_gets_another_name(divided_town: Path):
    backup = back_up(divided_town, datetime(2090, 1, 5, 9, 30))  # noqa: DTZ001 - as above

    copies = {take_copy(divided_town, backup), take_copy(divided_town, backup)}

    assert len(copies) == 2


def test_steps_of_a_backup_are_told_and_a_damaged_one_is_refused(divided_town: Path):
    backup = back_up(divided_town, datetime(2090, 1, 5, 9, 30))  # noqa: DTZ001 - as above
    newest = kept_copies(divided_town)[0]
    assert (newest.steps > 0, newest.last_step) == (True, "自动划分网格：一号方案")
    backup.write_bytes(b"nothing")

    with pytest.raises(CorruptError, match="更早的备份"):
        take_copy(divided_town, backup)
