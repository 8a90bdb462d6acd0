"""Every row of every file is accounted for."""

import json

import pytest
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmgr.data.opening import create_local
from gridmgr.data.sources import open_source
from gridmgr.model.areas import District
from gridmgr.model.errors import InputError
from gridmgr.model.people import Resident
from gridmgr.operations.importing import Importer, ImportOptions, inspect_source, write_report
from tests.operations.importing.conftest import NOW, counts, messages

NUMBER = "11010519491231002X"


def test_titles_totals_and_blank_lines_are_no_rows_but_are_told(office, bring, tmp_path):
    path = tmp_path / "居民.csv"
    path.write_text(f"登记表,,\n姓名,身份证号,性别\n张三,{NUMBER},女\n,,\n合计,1,\n", "gb18030")

    report = bring(office, path, "resident")

    assert counts(report) == (1, 1, 0, 0)
    assert any("1 个空行、1 个合计行" in m for m in messages(report))


def test_a_wrong_encoding_is_a_finding_and_names_come_in_right(office, bring, tmp_path):
    path = tmp_path / "居民.csv"
    path.write_text(f"姓名,身份证号\n𠮷田·甲,{NUMBER}\n", "gb18030")

    report = bring(office, path, "resident", encoding="UTF-8")

    assert [r.name for r in office.find(Resident)] == ["𠮷田·甲"]
    assert any("不符合指定的编码" in m for m in messages(report))


def test_the_account_goes_back_as_a_workbook(office, bring, table, tmp_path):
    path = table("居民.xlsx", ("姓名", "身份证号"), ("张三", NUMBER), ("李四", 350403198408279321))
    report = bring(office, path, "resident")

    write_report(report, tmp_path / "报告.xlsx")

    book = python_calamine.CalamineWorkbook.from_path(tmp_path / "报告.xlsx")
    figures = dict(book.get_sheet_by_name("结果").to_python())
    lines = book.get_sheet_by_name("逐行说明").to_python()
    assert (figures["读取行数"], figures["新增或更新"], figures["未导入"]) == (2, 1, 1)
    assert lines[0] == ["行号", "列", "严重程度", "说明"]
    assert lines[1][:3] == [3, "证件号码", "错误（未导入）"]


def test_a_report_that_cannot_be_written_is_a_sentence(office, bring, table, tmp_path):
    report = bring(office, table("居民.xlsx", ("姓名",), ("张三",)), "resident")

    with pytest.raises(InputError, match="无法写入报告"):
        write_report(report, tmp_path / "没有" / "报告.xlsx")


def test_a_file_is_inspected_before_it_is_imported(tmp_path):
    path = tmp_path / "图.geojson"
    bow = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
    features = [{"type": "Feature", "properties": {"名称": "甲"}, "geometry": g} for g in (bow, None)]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))

    with open_source(path) as source:
        found = inspect_source(source)

    (layer,) = found.layers
    assert (layer.layer.rows, layer.layer.columns, layer.layer.crs, layer.invalid) == (2, ("名称",), "EPSG:4326", 2)
    assert [f.row for f in found.findings] == [1, 2]


CELLS = st.one_of(
    st.sampled_from(["张三", NUMBER, "110105198001010013", "男", "1980-01-01", "001", "无", "合计", "", "13812345678"]),
    st.text(st.characters(codec="utf-8", exclude_characters="\x00\r\n"), max_size=12),
)


@settings(max_examples=10)
@given(rows=st.lists(st.tuples(*[CELLS] * 6), max_size=12))
def test_rows_read_are_always_stored_unchanged_or_refused_and_the_second_time_never_stored(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("账")
    path = folder / "居民.csv"
    lines = [("姓名", "身份证号", "性别", "出生日期", "户号", "联系电话"), *rows]
    quoted = (",".join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines)
    path.write_text("\n".join(quoted), "utf-8")

    with create_local(folder / "区.gpkg", District(id="d", code="350402", name="样例区")) as store:
        importer = Importer(store, NOW, "甲")
        first = importer.run(path, ImportOptions(kind="resident"))
        second = importer.run(path, ImportOptions(kind="resident"))

    assert first.read == first.stored + first.unchanged + first.refused
    assert (second.stored, second.refused) == (0, first.refused)
