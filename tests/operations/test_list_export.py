# SPDX-License-Identifier: MIT
import csv
from pathlib import Path

import pytest

from gridmgr.data.queries import Order, Query
from gridmgr.model.areas import Building
from gridmgr.model.errors import InputError
from gridmgr.model.progress import Silent
from gridmgr.operations.list_export import export_list
from tests.operations.town import EAST, make_town

QUERY = Query({"community": EAST}, order=(Order("number", descending=True),))


def test_a_list_is_written_as_it_is_shown(tmp_path: Path):
    target = tmp_path / "楼幢.csv"
    with make_town(tmp_path / "town.gpkg") as store:
        count = export_list(store, Silent(), target, Building, QUERY, ["number", "community", "households"])

    with target.open(encoding="utf-8-sig") as file:
        rows = list(csv.reader(file))

    assert count == 30
    assert rows[:3] == [["幢号", "所属社区", "采用户数"], ["60幢", "东苑社区", "30"], ["59幢", "东苑社区", "30"]]
    assert len(rows) == 31


def test_a_layer_is_no_list(tmp_path: Path):
    with make_town(tmp_path / "town.gpkg") as store, pytest.raises(InputError, match="xlsx"):
        export_list(store, Silent(), tmp_path / "楼幢.shp", Building, QUERY, ["number"])
