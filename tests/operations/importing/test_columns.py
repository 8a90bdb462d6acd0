"""Columns find their fields by label and alias, as people wish, and wishes are remembered."""

import pytest

from gridmgr.model.areas import Building, Estate, Facility
from gridmgr.model.errors import InputError
from gridmgr.model.people import Household, Resident
from gridmgr.operations.importing.columns import map_columns
from tests.operations.importing.conftest import counts, messages


@pytest.mark.parametrize(
    ("kind", "columns", "fields"),
    [
        (Resident, ("序号", "姓 名", "*公民身份号码", "性别(男/女)"), {"name": 1, "doc_no": 2, "gender": 3}),
        (Building, ("osm_id", "use", "height_m", "street", "name"), {"use": 1, "height_m": 2, "street": 3, "name": 4}),
        (Building, ("bid", "floors", "households_est"), {"floors_up": 1, "households_estimated": 2}),
        (
            Building,
            ("小区名称", "幢号", "层数", "户数"),
            {"estate_id": 0, "number": 1, "floors_up": 2, "households_declared": 3},
        ),
        (Household, ("基本信息/户主姓名", "房屋/单元", "房屋/房号"), {"head_name": 0, "unit_no": 1, "room_no": 2}),
        (Facility, ("设施名称", "类型", "X", "Y"), {"name": 0, "facility_type": 1}),
        (Estate, ("小区", "社区"), {"name": 0}),
    ],
)
def test_headings_are_understood(kind, columns, fields):
    found = map_columns(columns, kind, {})

    assert dict(found.fields) == {name: columns[i] for name, i in fields.items()}


def test_a_wish_goes_before_the_heading_and_an_empty_one_leaves_a_field_out():
    found = map_columns(("姓名", "曾用", "性别"), Resident, {"曾用名": "曾用", "gender": ""})

    assert dict(found.fields) == {"name": "姓名", "former_name": "曾用"}


@pytest.mark.parametrize(
    ("wish", "said"), [({"身高": "姓名"}, "没有名为“身高”"), ({"name": "名字"}, "没有名为“名字”的列")]
)
def test_a_wish_for_what_is_not_there_is_refused(wish, said):
    with pytest.raises(InputError, match=said):
        map_columns(("姓名",), Resident, wish)


def test_a_mapping_is_remembered_for_the_next_table_with_the_same_headings(empty, bring, table):
    headings = ("甲栏", "乙栏", "姓名拼音")
    bring(empty, table("一.xlsx", headings, ("张三", "男", "z")), "resident", columns={"name": "甲栏", "性别": "乙栏"})

    report = bring(empty, table("二.xlsx", headings, ("李四", "女", "l")), "resident")

    assert counts(report) == (1, 1, 0, 0)
    assert [(r.name, r.gender) for r in empty.find(Resident)] == [("张三", "1"), ("李四", "2")]


def test_a_dry_run_remembers_and_stores_nothing(empty, bring, table):
    path = table("一.xlsx", ("甲栏", "性别"), ("张三", "男"))

    report = bring(empty, path, "resident", columns={"name": "甲栏"}, dry_run=True)

    assert (counts(report), report.step, len(report.changes.changes)) == ((1, 1, 0, 0), None, 1)
    assert (empty.count(Resident), counts(bring(empty, path, "resident"))) == (0, (1, 0, 0, 1))


def test_columns_that_fill_nothing_are_named(empty, bring, table):
    report = bring(empty, table("一.xlsx", ("姓名", "星座"), ("张三", "白羊")), "resident")

    assert any("没有导入：星座" in m for m in messages(report, severity="info"))


def test_an_unknown_kind_is_refused(empty, bring, table):
    with pytest.raises(InputError, match="不能导入"):
        bring(empty, table("一.xlsx", ("姓名",), ("张三",)), "appointment")
