"""Cells of office tables become values, or a sentence says why not; nothing is guessed."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.cells import CellError
from gridmgr.model.codelists import standard_code_lists
from gridmgr.model.fields import Kind
from gridmgr.model.findings import Severity
from gridmgr.model.parsing import parse
from gridmgr.model.records import fields_of
from gridmgr.model.validation import field_problem
from gridmgr.model.writing import written

TODAY = date(2026, 5, 4)
LISTS = standard_code_lists()
FIELDS = [(kind, f) for kind, t in RECORD_TYPES.items() for f in fields_of(t).values() if f.kind is not Kind.SHAPE]


def read(kind, name, cell):
    return parse(fields_of(RECORD_TYPES[kind])[name], cell, LISTS, TODAY)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1984.8.27", date(1984, 8, 27)),
        ("1984-08-27 00:00:00", date(1984, 8, 27)),
        ("1984/8/27", date(1984, 8, 27)),
        ("1984年8月27日", date(1984, 8, 27)),
        ("19840827", date(1984, 8, 27)),
        (19840827.0, date(1984, 8, 27)),
        (30921.0, date(1984, 8, 27)),
        (datetime(1984, 8, 27, 10, 30, tzinfo=UTC), date(1984, 8, 27)),
        ("1984年8月", date(1984, 8, 1)),
        ("1984-8", date(1984, 8, 1)),
        (1.0, date(1900, 1, 1)),
        ("不详", None),
    ],
)
def test_a_day_is_read_in_the_forms_offices_use(cell, value):
    found = read("resident", "birth_date", cell)

    assert (found.value, found.problem) == (value, "")


@pytest.mark.parametrize("cell", ["农历八月", "1984.2.30", "27/8/1984", 99999.0, "84.8.27", True, "8月27日"])
def test_a_day_in_any_other_form_is_a_problem_and_not_guessed(cell):
    found = read("resident", "birth_date", cell)

    assert found.value is None
    assert "无法识别" in found.problem


def test_a_month_without_a_day_is_noted():
    assert "月份" in read("resident", "birth_date", "1984-8").note


@pytest.mark.parametrize("cell", [350403198408279321.0, 350403198408279321, "3.50403E+17", 1e15])
def test_an_identity_number_in_a_numeric_cell_is_refused_as_damaged(cell):
    found = read("resident", "doc_no", cell)

    assert (found.value, found.severity) == (None, Severity.ERROR)
    assert "精度已丢失" in found.problem


def test_a_building_code_in_a_numeric_cell_is_refused_as_damaged():
    assert "精度已丢失" in read("building", "code", 35040200100100012.0).problem


@pytest.mark.parametrize(
    "cell",
    [
        "11010519491231002x",
        " 1101 0519 4912 31002X",
        "'11010519491231002X",
        "\uff11\uff11010519491231002\uff38",
        '="11010519491231002X"',
        "11010519491231002X\u200b\n",
    ],
)
def test_an_identity_number_is_read_through_the_dirt_of_tables(cell):
    assert read("resident", "doc_no", cell).value == "11010519491231002X"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (13812345678.0, "13812345678"),
        ("138 1234 5678", "13812345678"),
        ("13812345678/13912345678", "13812345678、13912345678"),
        ("13812345678 13912345678", "13812345678、13912345678"),
        ("13812345678;0598-8222333", "13812345678、0598-8222333"),
        ("+86 13812345678", "13812345678"),
        ("0598-8222333", "0598-8222333"),
        ("无", None),
        ("\uff11\uff13812345678", "13812345678"),
        ("13812345678\uff0c13912345678", "13812345678、13912345678"),
    ],
)
def test_telephone_numbers_come_out_plain_and_side_by_side(cell, value):
    assert read("resident", "phone", cell).value == value


@pytest.mark.parametrize("name", ["阿卜杜拉·买买提", "𠮷田", "张三\uff08大\uff09"])
def test_names_are_kept_as_they_are_spelled(name):
    assert read("resident", "name", name).value == name


def test_a_name_that_is_too_long_is_refused_and_not_cut():
    found = read("resident", "name", "张" * 65)

    assert (found.value, found.severity) == (None, Severity.ERROR)


@pytest.mark.parametrize(
    ("cell", "value"),
    [("12层", 12), (4.0, 4), ("1,234 户", 1234), ("300户", 300), ("-", None), (7, 7), ("\uff11\uff0c234", 1234)],
)
def test_whole_numbers_are_read_with_their_units(cell, value):
    found = read("building", "floors_up", cell)

    assert (found.value, found.problem) == (value, "")


@pytest.mark.parametrize("cell", ["六加一", 4.5, "6+1", "12人3", float("inf"), date(2020, 3, 1), True])
def test_what_is_no_whole_number_is_a_problem(cell):
    found = read("building", "floors_up", cell)

    assert found.value is None
    assert found.problem


@pytest.mark.parametrize(("cell", "value"), [("36.5米", 36.5), (3, 3.0), ("120㎡", 120.0), (0.1, 0.1)])
def test_amounts_are_read_with_their_units(cell, value):
    assert read("building", "height_m", cell).value == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("是", True),
        ("√", True),
        (1.0, True),
        ("Y", True),
        ("无", False),
        ("否", False),
        (0, False),
        ("", None),
    ],
)
def test_yes_and_no_are_read_in_many_forms(cell, value):
    assert read("building", "has_lift", cell).value is value


@pytest.mark.parametrize(
    ("name", "cell", "value"),
    [
        ("gender", "男", "1"),
        ("gender", "男性", "1"),
        ("gender", 1.0, "1"),
        ("ethnic", 1.0, "01"),
        ("ethnic", "汉 族", "01"),
        ("ethnic", "01 汉族", "01"),
        ("education", "本科", "20"),
        ("gender", "不详", None),
    ],
)
def test_codes_are_read_by_label_alias_or_code(name, cell, value):
    found = read("resident", name, cell)

    assert (found.value, found.problem) == (value, "")


def test_an_unknown_word_for_a_sensitive_code_is_not_repeated():
    found = read("resident", "gender", "甲乙丙")

    assert "甲乙丙" not in found.problem
    assert "性别" in found.problem


def test_an_unknown_word_for_a_public_code_is_repeated():
    assert "“宝塔”" in read("building", "use", "宝塔").problem


def test_several_codes_are_read_and_the_unknown_ones_are_said():
    found = read("resident", "groups", "低保户\uff0c残疾人;飞行员")

    assert found.value == ("01", "03")
    assert found.problem


def test_a_room_that_a_table_program_turned_into_a_day_is_not_stored():
    found = read("household", "room_no", datetime(2026, 3, 1, tzinfo=UTC))

    assert found.value is None
    assert "日期" in found.problem


def test_a_formula_that_failed_is_said():
    assert "#N/A" in read("building", "name", CellError("#N/A")).problem


CELLS = st.one_of(
    st.text(max_size=60),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.none(),
    st.just(CellError("#REF!")),
    st.from_regex(r"[0-9一二三幢栋号楼.,/\-年月日 ]{0,20}", fullmatch=True),
)


@given(st.sampled_from(FIELDS), CELLS)
def test_no_cell_whatsoever_breaks_the_reader(kind_and_field, cell):
    found = parse(kind_and_field[1], cell, LISTS, TODAY)

    assert found.value is None or not found.problem or kind_and_field[1].kind is Kind.CODES


@given(st.sampled_from(FIELDS), CELLS)
def test_what_was_read_is_read_again_from_what_is_written(kind_and_field, cell):
    field = kind_and_field[1]
    value = parse(field, cell, LISTS, TODAY).value
    if value is None or field_problem(field, value, LISTS):
        return

    again = parse(field, written(field, value, LISTS), LISTS, TODAY)

    assert again.value == value
