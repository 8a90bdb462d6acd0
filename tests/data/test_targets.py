"""What leaves the program opens in the programs of other offices."""

import csv
from datetime import date

import numpy as np
import pyogrio
import pytest
import python_calamine
import shapely

from gridmgr.data.targets import Column, whole_file, write_layer, write_table
from gridmgr.model.errors import InputError

COLUMNS = [
    Column("户号", ["0012", "350402199001010000"], as_text=True),
    Column("姓名", ["阿依·古丽", "𠮷某"]),
    Column("人数", [3, None]),
    Column("走访日期", [date(2012, 8, 5), None]),
    Column("备注", ["=1+1", ""]),
]


def test_an_excel_table_keeps_long_numbers_and_rare_names(tmp_path):
    path = tmp_path / "住户.xlsx"

    write_table(path, "住户", COLUMNS)

    head, first, second = python_calamine.load_workbook(str(path)).get_sheet_by_name("住户").to_python()
    assert head == ["户号", "姓名", "人数", "走访日期", "备注"]
    assert first == ["0012", "阿依·古丽", 3.0, date(2012, 8, 5), "=1+1"]
    assert second[:2] == ["350402199001010000", "𠮷某"]


def test_a_csv_table_is_read_as_chinese_by_office_programs_and_runs_no_formula(tmp_path):
    path = tmp_path / "住户.csv"

    write_table(path, "住户", COLUMNS)

    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.reader(lines))
    assert rows[1] == ["0012", "阿依·古丽", "3", "2012-08-05", "'=1+1"]


def test_a_write_that_fails_leaves_the_old_file(tmp_path):
    path = tmp_path / "表.csv"
    path.write_text("旧")

    with pytest.raises(OSError, match="坏了"):
        _write_half(path)

    assert path.read_text() == "旧"
    assert list(tmp_path.iterdir()) == [path]


def _write_half(path):
    with whole_file(path) as part:
        part.write_text("新")
        raise OSError("坏了")


@pytest.mark.parametrize("name", ["网格.gpkg", "网格.shp", "网格.geojson"])
def test_a_layer_is_read_by_gis_programs(tmp_path, name):
    shapes = np.array([shapely.box(563668, 2907071, 563768, 2907171)], dtype=object)
    path = tmp_path / name

    write_layer(path, "grid", [Column("name", ["江滨第1网格"]), Column("households", [412])], shapes, 4548)

    frame = pyogrio.read_dataframe(path)
    assert frame["name"].tolist() == ["江滨第1网格"]
    assert frame["households"].tolist() == [412]
    assert frame.to_crs(4548).area.round().tolist() == [10000]


def test_an_unknown_kind_of_file_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"\.gpkg"):
        write_layer(tmp_path / "网格.docx", "grid", [], np.zeros(0, dtype=object), 4548)
