"""Pictures of the map are drawn by a program that may open its window next."""

import subprocess
import sys

import pytest
from PySide6.QtGui import QImage

from gridmgr.operations.plans import PlanRequest, make_plan
from gridmgr.operations.session import Session
from tests.operations.town import make_town

DRAW_THEN_SHOW = """
import sys
from pathlib import Path
from gridmgr.data.opening import open_store
from gridmgr.report.pictures import draw_district
with open_store(sys.argv[1], read_only=True) as store:
    print(*draw_district(store, Path(sys.argv[2])), sep="\\n")
from PySide6.QtWidgets import QApplication, QWidget
assert isinstance(QApplication.instance(), QApplication)
QWidget().show()
"""


@pytest.fixture
def town(tmp_path):
    path = tmp_path / "镇.gpkg"
    with make_town(path) as store:
        Session(store, "测试员").run(make_plan(store, PlanRequest()).changes)
    return path


def test_the_map_is_drawn_and_a_window_can_be_opened_afterwards(town, tmp_path):
    command = [sys.executable, "-c", DRAW_THEN_SHOW, str(town), str(tmp_path)]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    district, community = done.stdout.splitlines()
    for path in (district, community):
        picture = QImage(path)
        assert picture.width() >= 1600
        assert len({picture.pixel(x, 600) for x in range(0, 1600, 7)}) > 5
