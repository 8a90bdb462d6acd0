# SPDX-License-Identifier: MIT
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gridmgr.data.opening import open_store
from gridmgr.model.areas import District
from gridmgr.ui.starting.district_dialog import DistrictDialog
from gridmgr.ui.starting.feature import Starting
from gridmgr.ui.window import MainWindow
from tests.ui.conftest import WAIT_MS


@pytest.fixture
def dialog(qtbot: QtBot, tmp_path: Path) -> DistrictDialog:
    made = DistrictDialog(folder=str(tmp_path))
    qtbot.addWidget(made)
    return made


def test_a_new_district_is_made_with_its_band(qtbot: QtBot, dialog: DistrictDialog, tmp_path: Path):
    dialog.name.setText("三元区")
    dialog.code.setText("350404")
    dialog.low.setValue(250)

    with qtbot.waitSignal(dialog.made, timeout=WAIT_MS) as told:
        dialog.go.click()

    assert told.args == [str(tmp_path / "三元区.gpkg")]
    with open_store(told.args[0]) as store:
        [district] = store.find(District)
    assert (district.name, district.code, district.min_households) == ("三元区", "350404", 250)


@pytest.mark.parametrize(
    ("name", "code", "wrong"),
    [("", "350404", "请填写区县名称"), ("三元区", "35040", "6 位或 12 位"), ("三元区", "350404001", "6 位或 12 位")],
)
def test_what_is_missing_is_said_at_once(dialog: DistrictDialog, name: str, code: str, wrong: str):
    dialog.name.setText(name)
    dialog.code.setText(code)

    dialog.go.click()

    assert wrong in dialog.said.text()


def test_a_file_that_is_there_is_not_overwritten(dialog: DistrictDialog, tmp_path: Path):
    (tmp_path / "三元区.gpkg").write_bytes(b"")
    dialog.name.setText("三元区")
    dialog.code.setText("350404")

    dialog.go.click()

    assert "已经存在" in dialog.said.text()


def test_a_name_chosen_by_hand_stays(dialog: DistrictDialog, tmp_path: Path):
    dialog.path.setText(str(tmp_path / "我的.gpkg"))
    dialog.path.textEdited.emit(dialog.path.text())

    dialog.name.setText("三元区")

    assert dialog.path.text() == str(tmp_path / "我的.gpkg")


def test_an_empty_district_says_what_to_do_next(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    window.memory.keep_text("folder.default", str(tmp_path))
    asked = window.feature(Starting).begin_district()
    asked.name.setText("三元区")
    asked.code.setText("350404")

    asked.go.click()
    qtbot.waitUntil(lambda: window.overview is not None, timeout=WAIT_MS)

    assert window.feature(Starting).empty_card.isVisible()
    window.close_document()
    assert window.feature(Starting).empty_card.isHidden()
