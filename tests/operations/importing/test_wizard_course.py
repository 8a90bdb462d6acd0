# SPDX-License-Identifier: MIT
"""From a file that somebody sent to records, step by step: what the wizard knows and decides, without its window."""

import shutil

import numpy as np
import openpyxl
import pytest
import shapely
import xlsxwriter

from gridmgr.data.opening import create_local
from gridmgr.model.areas import Barrier, Building, Community, District, Grid, Plan
from gridmgr.model.errors import CancelledError, InputError
from gridmgr.model.findings import Severity
from gridmgr.model.ids import counted_ids
from gridmgr.model.people import Resident
from gridmgr.model.progress import Reporting, Silent
from gridmgr.operations.importing import Importer
from gridmgr.operations.importing.account import account
from gridmgr.operations.importing.course import ImportCourse
from gridmgr.operations.importing.looking import look_into
from gridmgr.operations.importing.mapping import proposed_mapping, sample_text
from gridmgr.operations.importing.returning import refused_rows, write_refused
from gridmgr.operations.importing.sequence import advice, stages
from gridmgr.operations.importing.whereabouts import Nearness, crs_choices, suggested_crs, whereabouts
from tests.operations.importing.conftest import EAST, FIRST, NORTH, NOW

NUMBER, OTHER, THIRD = "11010519491231002X", "110105198001010016", "350403198408270010"
HEADINGS = ("姓名", "身份证号", "性别", "备注一")


def begun(store, path, layer="", kind=""):
    course = ImportCourse()
    course.begin(path)
    course.take_look(look_into(path, course.encoding, course.headers), store.crs)
    if layer:
        course.choose_layer(layer, store.crs)
    if kind:
        course.choose_kind(kind)
    return course


def worked_out(store, course, progress=None):
    if not course.columns:
        course.take_mapping(proposed_mapping(store, course.kind, course.looked.layer.columns))
    ids = counted_ids(store.last_seq + 100)
    return Importer(store, NOW, "甲", ids, progress or Silent()).prepare(course.path, course.options())


def kept(store, prepared):
    return Importer(store, NOW, "甲").keep(prepared)


def rows_of(path):
    return [list(row) for row in openpyxl.load_workbook(path).worksheets[0].values]


def test_bad_rows_go_back_are_mended_and_come_in_with_nothing_twice(office, table, tmp_path):
    path = table(
        "居民.xlsx", HEADINGS,
        ("张三", NUMBER, "女", ""),
        ("李四", 350403198408279321, "男", "租房"),
        ("王五", "110105194912310021", "男", ""),
    )  # fmt: skip
    course = begun(office, path)
    course.take_mapping(proposed_mapping(office, "resident", course.looked.layer.columns))
    course.columns["remark"] = "备注一"
    first = worked_out(office, course)
    assert kept(office, first).stored == 1

    assert write_refused(path, first, tmp_path / "退回.xlsx") == 2
    heading, *bad = rows_of(tmp_path / "退回.xlsx")
    assert heading == ["错误原因", *HEADINGS]
    assert "精度已丢失" in bad[0][0]
    book = openpyxl.load_workbook(tmp_path / "退回.xlsx")
    assert book.active["C2"].comment is not None
    book.active["C2"], book.active["C3"] = OTHER, THIRD
    book.save(tmp_path / "退回.xlsx")
    again = begun(office, tmp_path / "退回.xlsx")
    second = worked_out(office, again)

    assert again.columns["remark"] == "备注一"
    assert kept(office, second).stored == 2
    assert sorted(r.name for r in office.find(Resident)) == ["张三", "李四", "王五"]
    assert kept(office, worked_out(office, again)).unchanged == 2


def test_a_damaged_number_that_nobody_mended_is_refused_again(office, table, tmp_path):
    path = table("居民.xlsx", HEADINGS, ("李四", 350403198408279321, "男", ""))
    first = worked_out(office, begun(office, path))
    write_refused(path, first, tmp_path / "退回.xlsx")

    second = worked_out(office, begun(office, tmp_path / "退回.xlsx"))

    assert (second.report.read, second.report.refused) == (1, 1)


def test_what_was_worked_out_is_not_stored_once_the_data_have_moved_on(office, table):
    path = table("居民.xlsx", HEADINGS, ("张三", NUMBER, "女", ""))
    earlier, later = worked_out(office, begun(office, path)), worked_out(office, begun(office, path))
    kept(office, earlier)

    with pytest.raises(InputError, match="重新检查"):
        kept(office, later)

    assert office.count(Resident) == 1


def test_working_out_stores_nothing_and_tells_what_would_change(office, table):
    path = table("楼幢.xlsx", ("楼幢编码", "层数"), (f"{FIRST}00001", 9))
    before = office.last_seq

    course = begun(office, path, kind="building")
    course.estimate = False
    prepared = worked_out(office, course)
    found = account(office, path, prepared)

    assert office.last_seq == before
    assert (found.added, found.changed, found.refused) == (0, 1, 0)
    assert [(c.field, c.before, c.after) for c in found.changes] == [("地上层数", "", "9")]


def test_problems_name_line_field_and_masked_value(office, table):
    path = table("居民.xlsx", HEADINGS, ("张三", "110105194912310021", "女", ""))

    found = account(office, path, worked_out(office, begun(office, path)))

    wrong = next(p for p in found.problems if p.severity is Severity.ERROR)
    assert (wrong.row, wrong.field, wrong.value) == (2, "证件号码", "110105********0021")


def test_one_undo_takes_the_whole_import_back(office, table):
    path = table("居民.xlsx", HEADINGS, ("张三", NUMBER, "女", ""), ("李四", OTHER, "男", ""))
    report = kept(office, worked_out(office, begun(office, path)))

    office.undo("甲", NOW)

    assert report.step is not None
    assert report.step.label == "导入居民：居民.xlsx（2 行）"
    assert office.count(Resident) == 0


def test_a_column_without_a_field_is_kept_where_a_person_wishes(office, table):
    path = table("居民.xlsx", HEADINGS, ("张三", NUMBER, "女", "爱好下棋"))
    course = begun(office, path)
    course.take_mapping(proposed_mapping(office, "resident", course.looked.layer.columns))
    course.kept = ["备注一"]

    kept(office, worked_out(office, course))

    assert office.find(Resident)[0].extra == {"备注一": "爱好下棋"}
    assert proposed_mapping(office, "resident", course.looked.layer.columns).kept == ("备注一",)


def test_giving_up_while_the_file_is_read_or_stored_leaves_nothing(office, table):
    path = table("居民.xlsx", HEADINGS, *((f"人{n}", "", "男", "") for n in range(4100)))
    seen = []
    stopping = Reporting(lambda *told: seen.append(told), lambda: len(seen) > 0)

    with pytest.raises(CancelledError):
        worked_out(office, begun(office, path), stopping)
    prepared = worked_out(office, begun(office, path))
    with pytest.raises(CancelledError):
        Importer(office, NOW, progress=Reporting(lambda *_: None, lambda: True)).keep(prepared)

    assert office.count(Resident) == 0


def test_two_heading_rows_and_titles_are_seen_and_the_heading_can_be_moved(empty, tmp_path):
    path = tmp_path / "花名册.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("一网格")
        sheet.merge_range("A1:D1", "某社区居民花名册")
        sheet.merge_range("A2:B2", "基本信息")
        sheet.merge_range("C2:D2", "房屋")
        sheet.write_row("A3", ["姓名", "性别", "单元", "房号"])
        sheet.write_row("A4", ["张三", "男", "1", "101"])
        book.add_worksheet("空表")
    course = begun(empty, path)
    assert course.looked.layer.header_row == 3
    assert course.looked.layer.columns[0] == "基本信息/姓名"
    assert course.look.first == "一网格"

    course.move_header(2)
    course.take_look(look_into(path, None, course.headers), None)

    assert course.looked.layer.rows == 2
    assert course.options().header_row == 2
    with pytest.raises(InputError, match="没有第 9 行"):
        look_into(path, None, {"空表": 9})


def test_an_empty_workbook_a_locked_one_and_a_folder_are_told_at_once(tmp_path):
    with xlsxwriter.Workbook(str(tmp_path / "空.xlsx")) as book:
        book.add_worksheet("表")
    locked = tmp_path / "锁.xlsx"
    locked.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"))

    for path, said in ((tmp_path / "空.xlsx", "没有数据"), (locked, "打开密码"), (tmp_path, "文件夹")):
        with pytest.raises(InputError, match=said):
            look_into(path)


def test_another_encoding_can_be_chosen(empty, tmp_path):
    path = tmp_path / "小区.csv"
    path.write_bytes("小區名稱,社區\n陽光花園,一路\n".encode("big5"))

    chosen = look_into(path, "Big5").layers[0]

    assert chosen.layer.columns == ("小區名稱", "社區")
    assert chosen.samples("小區名稱") == ["陽光花園"]


def test_values_of_sensitive_columns_are_shown_masked(office, table):
    path = table("居民.xlsx", HEADINGS, ("张三", NUMBER, "女", "x"))
    course = begun(office, path)
    targets = {t.field.name: t for t in proposed_mapping(office, "resident", course.looked.layer.columns).targets}

    shown = sample_text(course.looked, "身份证号", targets["doc_no"].field)

    assert shown == "110105********002X"


@pytest.mark.parametrize(
    ("headings", "kind"),
    [
        (("楼幢编码", "幢号", "层数", "户数"), "building"),
        (("小区名称", "物业公司", "建成年份"), "estate"),
        (("户号", "户主姓名", "单元", "房号"), "household"),
        (("姓名", "身份证号", "民族"), "resident"),
        (("姓名", "岗位", "网格编码", "电话"), "staff"),
        (("社区代码", "社区名称", "城乡分类"), "community"),
        (("设施名称", "设施类型", "开放时间"), "facility"),
    ],
)
def test_what_a_table_lists_is_told_by_its_headings(table, headings, kind):
    found = look_into(table("资料.xlsx", headings, tuple("一" for _ in headings)))

    assert found.layers[0].kind == kind


def test_where_a_layer_lies_is_judged_beside_the_district(office, table):
    near = begun(office, table("点.xlsx", ("设施名称", "X", "Y"), ("公园", EAST + 10, NORTH + 10))).looked
    degrees = begun(office, table("度.xlsx", ("设施名称", "经度", "纬度"), ("公园", 117.63, 26.27))).looked
    shanghai = begun(office, table("远.xlsx", ("设施名称", "经度", "纬度"), ("公园", 121.48, 31.23))).looked

    assert suggested_crs(near, 4548) == "EPSG:4548"
    assert whereabouts(office, near, "EPSG:4548").nearness is Nearness.NEAR
    assert suggested_crs(degrees, 4548) == "WGS84"
    assert "GCJ-02" in whereabouts(office, degrees, "WGS84").warning
    assert whereabouts(office, shanghai, "WGS84").nearness is Nearness.FAR
    assert whereabouts(office, shanghai, "EPSG:4548").nearness is Nearness.IMPOSSIBLE
    assert "请在上面选一个" in whereabouts(office, shanghai, None).sentence


def test_a_layer_without_crs_waits_until_one_is_chosen(office, table):
    course = begun(office, table("点.xlsx", ("设施名称", "X", "Y"), ("公园", 9.0e8, 9.0e8)))

    assert "坐标系" in course.wants("reading")
    course.crs = "WGS84"

    assert course.wants("reading") == ""
    assert {c.name for c in crs_choices(None, 4548)} >= {"EPSG:4548", "WGS84", "GCJ-02", "EPSG:3857", "EPSG:4527"}


def test_an_empty_district_is_told_what_comes_first_and_what_comes_next(empty, office):
    sentence, following = advice(empty)
    assert "社区边界、道路水系、楼幢" in sentence
    assert following is not None
    assert following.kinds == ("community",)

    _, later = advice(office)

    assert later is not None
    assert later.label == "道路水系"
    assert [stage.count > 0 for stage in stages(office)] == [True, False, True, True, False]


def layer_file(path, layer, columns, shapes, epsg=4326):
    import pyogrio.raw

    fields = list(columns)
    arrays = [np.array(columns[name], dtype=object) for name in fields]
    pyogrio.raw.write(
        str(path), shapely.to_wkb(np.array(shapes, dtype=object)), arrays, fields=fields, layer=layer,
        geometry_type="Unknown", crs=f"EPSG:{epsg}" if epsg else None, driver="GPKG",
    )  # fmt: skip
    return path


def test_broken_shapes_are_mended_or_refused_and_counted(empty, tmp_path):
    bow = shapely.Polygon([(117.0, 26.0), (117.001, 26.001), (117.001, 26.0), (117.0, 26.001)])
    line = shapely.LineString([(117.0, 26.0), (117.001, 26.001)])
    good = shapely.box(117.002, 26.002, 117.003, 26.003)
    path = layer_file(tmp_path / "楼.gpkg", "buildings", {"name": ["甲", "乙", "丙"]}, [bow, line, good])

    prepared = worked_out(empty, begun(empty, path, kind="building"))
    found = account(empty, path, prepared)

    assert (found.read, found.refused, found.mended) == (3, 1, 1)
    assert list(refused_rows(prepared)) == [2]


def test_areas_are_dissolved_into_grids_and_a_community_is_made_of_their_extent(empty, tmp_path):
    boxes = [shapely.box(117.6 + x / 1000, 26.2, 117.601 + x / 1000, 26.201) for x in range(4)]
    path = layer_file(tmp_path / "片区.gpkg", "blocks", {"ward": ["1", "1", "2", "2"]}, boxes)
    course = begun(empty, path)
    assert course.kind == "grid"
    course.take_mapping(proposed_mapping(empty, "grid", course.looked.layer.columns))
    course.dissolve, course.plan, course.community_from_extent = "ward", "现行网格", (FIRST, "三路社区")

    kept(empty, worked_out(empty, course))

    assert [plan.name for plan in empty.find(Plan)] == ["现行网格"]
    assert empty.count(Grid) == 2
    assert [c.name for c in empty.find(Community)] == ["三路社区"]


@pytest.mark.parametrize(
    ("name", "layer", "geometry", "kind"),
    [
        ("brooklyn.gpkg", "roads", "line", "barrier"),
        ("meilie.gpkg", "water", "area", "barrier"),
        ("shanghai.gpkg", "landuse", "area", "estate"),
        ("providence.gpkg", "blocks", "area", "grid"),
        ("suzhou.gpkg", "buildings", "area", "building"),
        ("shanghai.gpkg", "pois", "point", "facility"),
    ],
)
def test_what_a_layer_shows_is_told_by_its_name_and_shape(tmp_path, name, layer, geometry, kind):
    shape = {
        "line": shapely.LineString([(0, 0), (1, 1)]),
        "area": shapely.box(0, 0, 1, 1),
        "point": shapely.Point(0, 0),
    }[geometry]
    import pyogrio.raw

    pyogrio.raw.write(
        str(tmp_path / name), shapely.to_wkb(np.array([shape], dtype=object)), [np.array(["一"], dtype=object)],
        fields=["name"], layer=layer, geometry_type=shape.geom_type, crs="EPSG:4326", driver="GPKG",
    )  # fmt: skip

    assert look_into(tmp_path / name).layers[0].kind == kind


def test_a_district_is_filled_in_the_order_that_is_advised(blank_file, tmp_path, table):
    from gridmgr.data.opening import open_store

    box = shapely.box(117.6, 26.2, 117.61, 26.21)
    road = shapely.LineString([(117.6, 26.205), (117.61, 26.205)])
    house = shapely.box(117.602, 26.202, 117.603, 26.203)
    files = [
        layer_file(tmp_path / "社区.gpkg", "社区", {"社区代码": [FIRST], "社区名称": ["三路社区"]}, [box]),
        layer_file(tmp_path / "道路.gpkg", "道路", {"名称": ["一路"]}, [road]),
        layer_file(tmp_path / "楼幢.gpkg", "楼幢", {"幢号": ["3幢"], "层数": ["6"]}, [house]),
        table("居民.xlsx", HEADINGS, ("张三", NUMBER, "女", "")),
        table("网格人员.xlsx", ("姓名", "岗位", "电话"), ("李四", "", "")),
    ]
    with open_store(shutil.copy(blank_file, tmp_path / "区.gpkg")) as store:
        for path in files:
            course = begun(store, path, kind=advice(store)[1].kinds[-1])
            assert kept(store, worked_out(store, course)).stored == 1

        assert advice(store) == ("划分网格需要的资料都有了。", None)
        assert (store.count(Barrier), store.count(Building)) == (1, 1)
        assert store.find(Building)[0].community == FIRST


def test_a_new_file_forgets_what_was_said_of_the_one_before(office, table):
    course = begun(office, table("居民.xlsx", HEADINGS, ("张三", NUMBER, "女", "")))
    course.community, course.kind = FIRST, "resident"

    course.begin(table("别的.xlsx", ("小区名称",), ("甲",)))

    assert (course.kind, course.community, course.look) == ("", "", None)
    assert course.wants("file") == "请先选择一个文件。"


def test_an_unfinished_mapping_is_told(tmp_path, table):
    with create_local(tmp_path / "区.gpkg", District(id="d", code="350402", name="区")) as store:
        course = begun(store, table("怪.xlsx", ("甲栏", "乙栏"), ("一", "二")), kind="resident")
        course.take_mapping(proposed_mapping(store, "resident", course.looked.layer.columns))

    assert "姓名" in course.wants("columns")
    assert "姓名" in course.hints()[0]
    course.columns["name"] = "甲栏"
    assert course.wants("columns") == ""
