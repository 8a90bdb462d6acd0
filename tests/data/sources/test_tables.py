"""Office tables are read as they are found: titles, merged cells, totals, disguises and all."""

from datetime import UTC, date, datetime

import pytest
import xlsxwriter

from gridmgr.data.sources import open_source
from gridmgr.model.cells import CellError
from gridmgr.model.errors import InputError
from gridmgr.model.findings import Severity


def rows(path, layer=None, **options):
    with open_source(path, **options) as source:
        return list(source.read(source.layer(layer).name))


def workbook(path, *fill):
    with xlsxwriter.Workbook(str(path)) as book:
        for one in fill:
            one(book)
    return path


def messy(book):
    """A title, a line about who filled it in, a heading of two rows, merged buildings, a blank line, a total."""
    sheet = book.add_worksheet("住户")
    sheet.merge_range(0, 0, 0, 4, "三路社区住户登记表")
    sheet.write(1, 0, "填表人:甲")
    sheet.merge_range(2, 0, 3, 0, "楼幢")
    sheet.merge_range(2, 1, 2, 2, "房屋")
    sheet.merge_range(2, 3, 2, 4, "基本信息")
    sheet.write_row(3, 1, ["单元", "房号", "户主姓名", "联系电话"])
    sheet.merge_range(4, 0, 6, 0, "3幢")
    sheet.write_row(4, 1, [1, 101, "张三", 13812345678])
    sheet.write_row(5, 1, [1, 102, "李四", "无"])
    sheet.write_row(6, 1, [1, 201, "王五", ""])
    sheet.write_row(8, 0, ["5幢", 1, 101, "赵六", ""])
    sheet.write_row(9, 0, ["合计", "", 4])
    sheet.write(10, 0, "备注:本表一式两份")


def test_the_heading_is_found_below_titles_and_joined_from_two_rows(tmp_path):
    path = workbook(tmp_path / "表.xlsx", messy)

    with open_source(path) as source:
        layer = source.layer()

    assert layer.columns == ("楼幢", "房屋/单元", "房屋/房号", "基本信息/户主姓名", "基本信息/联系电话")
    assert (layer.header_row, layer.rows, layer.geometry) == (4, 4, None)


def test_merged_cells_are_filled_down_only_inside_their_range(tmp_path):
    path = workbook(tmp_path / "表.xlsx", messy)

    found = rows(path)

    assert [(r.number, r.values["楼幢"]) for r in found] == [(5, "3幢"), (6, "3幢"), (7, "3幢"), (9, "5幢")]
    assert found[2].values["基本信息/联系电话"] is None


def test_totals_remarks_and_blank_lines_are_counted_and_left_out(tmp_path):
    path = workbook(tmp_path / "表.xlsx", messy)

    with open_source(path) as source:
        said = [f.message for f in source.findings if f.severity is Severity.INFO]

    assert said == ["工作表“住户”跳过了1 个空行、1 个合计行、1 个说明行，不计入读取行数。"]


def test_cells_keep_what_they_were(tmp_path):
    def fill(book):
        sheet = book.add_worksheet("a")
        sheet.write_row(0, 0, ["姓名", "证件号码", "出生日期", "性别", "党员", "备注"])
        sheet.write_row(1, 0, ["张三", 350403198408279321.0])
        sheet.write_datetime(1, 2, datetime(1984, 8, 27), book.add_format({"num_format": "yyyy-mm-dd"}))  # noqa: DTZ001 - tables know no zones
        sheet.write_formula(1, 3, "=NA()", None, "#N/A")
        sheet.write_boolean(1, 4, True)
        sheet.write_string(1, 5, "0012")

    (row,) = rows(workbook(tmp_path / "表.xlsx", fill))

    assert list(row.values.values()) == [
        "张三",
        350403198408279321.0,
        date(1984, 8, 27),
        CellError("#N/A"),
        True,
        "0012",
    ]


def test_a_workbook_under_a_wrong_name_is_read_all_the_same(tmp_path):
    path = workbook(tmp_path / "表.xlsx", messy).rename(tmp_path / "表.csv")

    assert len(rows(path)) == 4


def test_sheets_are_layers_and_hidden_ones_are_told(tmp_path):
    def hidden(book):
        sheet = book.add_worksheet("旧")
        sheet.write_row(0, 0, ["姓名", "性别"])
        sheet.write_row(1, 0, ["甲", "男"])
        sheet.hide()

    path = workbook(tmp_path / "表.xlsx", messy, hidden)

    with open_source(path) as source:
        assert [(layer.name, layer.hidden) for layer in source.layers] == [("住户", False), ("旧", True)]
        assert source.layer().name == "住户"
        assert any("隐藏的工作表：旧" in f.message for f in source.findings)


def test_an_unknown_sheet_is_refused_with_the_names_there_are(tmp_path):
    path = workbook(tmp_path / "表.xlsx", messy)

    with pytest.raises(InputError, match="住户"):
        open_source(path, layer="居民")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
def test_a_text_table_is_read_in_every_encoding_and_with_every_separator(tmp_path, encoding, separator):
    path = tmp_path / "居民.txt"
    lines = [["姓名", "性别", "备注"], ["𠮷田·甲", "男", "a b"], ["李四", "女", ""]]
    path.write_bytes("\r\n".join(separator.join(line) for line in lines).encode(encoding))

    found = rows(path)

    assert [(r.number, r.values["姓名"], r.values["性别"]) for r in found] == [(2, "𠮷田·甲", "男"), (3, "李四", "女")]


def test_a_wrong_encoding_is_told_and_not_obeyed(tmp_path):
    path = tmp_path / "居民.csv"
    path.write_text("姓名,性别\n张三,男\n", "utf-8")

    with open_source(path, encoding="GBK") as source:
        (row,) = source.read(source.layer().name)
        said = [f.message for f in source.findings]

    assert row.values["姓名"] == "张三"
    assert any("不符合指定的编码" in message for message in said)


def test_an_encoding_that_fails_is_told_and_not_obeyed(tmp_path):
    path = tmp_path / "居民.csv"
    path.write_text("姓名,性别\n张三,男\n", "gb18030")

    with open_source(path, encoding="UTF-8") as source:
        assert source.layer().encoding == "GB18030"
        assert source.findings


def test_unreadable_characters_are_a_problem_of_their_row(tmp_path):
    path = tmp_path / "居民.csv"
    path.write_bytes("姓名,性别\n张三,男\n李".encode("gb18030") + b"\xff\xff" + ",女\n".encode("gb18030"))

    good, bad = rows(path)

    assert not good.problem
    assert "无法解读" in bad.problem


def test_a_web_page_called_xls_is_read(tmp_path):
    path = tmp_path / "导出.xls"
    path.write_bytes(
        "<html><head><meta charset='gb2312'></head><body><table><tr><td colspan=3>居民表</td></tr>"
        "<tr><th>楼栋</th><th>姓名</th><th>电话</th></tr>"
        "<tr><td rowspan=2>3幢</td><td>张三</td><td>1381234<br></td></tr><tr><td>李&nbsp;四</td><td></td></tr>"
        "</table></body></html>".encode("gb18030")
    )

    found = rows(path)

    assert [(r.values["楼栋"], r.values["姓名"]) for r in found] == [("3幢", "张三"), ("3幢", "李 四")]


XML_SHEET = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="居民"><Table>
<Row><Cell><Data ss:Type="String">姓名</Data></Cell><Cell><Data ss:Type="String">出生日期</Data></Cell>
<Cell><Data ss:Type="String">备注</Data></Cell></Row>
<Row ss:Index="3"><Cell><Data ss:Type="String">张三</Data></Cell>
<Cell><Data ss:Type="DateTime">1984-08-27T00:00:00.000</Data></Cell>
<Cell><Data ss:Type="Number">4</Data></Cell></Row>
<Row><Cell ss:Index="3"><Data ss:Type="Error">#REF!</Data></Cell></Row>
</Table></Worksheet></Workbook>"""


def test_an_xml_spreadsheet_called_xls_is_read(tmp_path):
    path = tmp_path / "导出.xls"
    path.write_text(XML_SHEET, "utf-8")

    first, second = rows(path)

    assert (first.number, list(first.values.values())) == (3, ["张三", date(1984, 8, 27), 4.0])
    assert second.values["备注"] == CellError("#REF!")


def test_a_workbook_with_a_password_is_refused_with_a_sentence(tmp_path):
    path = tmp_path / "表.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"))

    with pytest.raises(InputError, match="打开密码"):
        open_source(path)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "是空的"),
        (b"AC1032" + bytes(50), "另存为 DXF"),
        (b"%PDF-1.7", "无法导入"),
        (b"PK\x03\x04broken", "已损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "已损坏"),
        (b"MIME-Version: 1.0\r\n", "另存为"),
        (bytes(range(256)), "损坏"),
    ],
)
def test_a_file_that_nobody_can_read_is_refused_with_what_to_do(tmp_path, data, said):
    path = tmp_path / "表.xlsx"
    path.write_bytes(data)

    with pytest.raises(InputError, match=said):
        open_source(path)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(InputError, match="找不到"):
        open_source(tmp_path / "没有.xlsx")


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("名称,经度,纬度", "甲,117.63,26.27"),
        ("名称,lng,lat", "甲,117.63,26.27"),
        ("名称,横坐标,纵坐标", "甲,117.63,26.27"),
        ("名称,纬度,经度", "甲,26.27,117.63"),
        ("名称;经度;纬度", "甲;117°37'48\";26°16'12\""),
        ("名称;WKT", "甲;POINT (117.63 26.27)"),
    ],
)
def test_columns_with_coordinates_become_points(tmp_path, heading, cells):
    path = tmp_path / "设施.csv"
    path.write_text(f"{heading}\n{cells}\n", "utf-8")

    with open_source(path) as source:
        layer = source.layer()
        (row,) = source.read(layer.name)

    assert (layer.geometry, layer.crs) == ("Point", None)
    assert (round(row.geometry.x, 6), round(row.geometry.y, 6)) == (117.63, 26.27)


def test_a_row_without_coordinates_is_told(tmp_path):
    path = tmp_path / "设施.csv"
    path.write_text("名称,经度,纬度\n甲,,\n乙,东,北\n", "utf-8")

    assert [r.geometry_problem for r in rows(path)] == ["这一行没有坐标。", "坐标不是数字。"]


def test_the_same_heading_twice_and_a_column_without_one_keep_their_data(tmp_path):
    path = tmp_path / "居民.csv"
    path.write_text("姓名,电话,电话,\n张三,1,2,3\n姓名,电话,电话,\n李四,4,5,6\n", "utf-8")

    first, second = rows(path)

    assert first.values == {"姓名": "张三", "电话": "1", "电话(2)": "2", "D列": "3"}
    assert second.number == 4


def test_day_with_time_is_kept(tmp_path):
    def fill(book):
        sheet = book.add_worksheet("a")
        sheet.write_row(0, 0, ["姓名", "最近走访日期"])
        form = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.write_datetime(1, 1, datetime(2024, 8, 27, 10, 30), form)  # noqa: DTZ001 - tables know no zones

    (row,) = rows(workbook(tmp_path / "表.xlsx", fill))

    assert row.values["最近走访日期"].replace(tzinfo=UTC) == datetime(2024, 8, 27, 10, 30, tzinfo=UTC)
