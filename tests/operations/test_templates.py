# SPDX-License-Identifier: MIT
"""Blank workbooks that come back filled in are understood without a word."""

import openpyxl
import pytest

from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.errors import InputError
from gridmgr.model.people import Resident
from gridmgr.model.records import fields_of
from gridmgr.operations.importing.columns import map_columns
from gridmgr.operations.importing.looking import look_into
from gridmgr.operations.templates import TEMPLATES, template_fields, write_template
from tests.operations.town import make_town


@pytest.fixture
def store(tmp_path):
    with make_town(tmp_path / "town.gpkg") as town:
        yield town


@pytest.mark.parametrize("kind", TEMPLATES)
def test_every_heading_of_a_template_finds_its_field(store, tmp_path, kind):
    write_template(store, kind, tmp_path / "模板.xlsx")
    headings = [cell.value for cell in openpyxl.load_workbook(tmp_path / "模板.xlsx").worksheets[0][1]]

    found = map_columns(headings, RECORD_TYPES[kind], {})

    assert list(found.unused) == []
    assert look_into(tmp_path / "模板.xlsx").layers[0].kind == kind


def test_numbers_are_text_and_words_are_chosen_from_lists(store, tmp_path):
    write_template(store, "resident", tmp_path / "模板.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "模板.xlsx").worksheets[0]
    place = [f.name for f in template_fields("resident")].index("doc_no")

    letter = sheet.cell(1, place + 1).column_letter

    assert sheet.column_dimensions[letter].number_format == "@"
    assert sheet.freeze_panes == "A2"
    assert len(sheet.data_validations.dataValidation) >= 5
    assert "文本格式" in sheet.cell(1, place + 1).comment.text


def test_what_must_be_filled_stands_first_and_what_the_program_keeps_is_left_out():
    names = [field.name for field in template_fields("resident")]

    assert names[0] == "name"
    assert not {n for n in names if n in fields_of(Resident) and fields_of(Resident)[n].system}


def test_only_what_offices_keep_in_tables_has_a_template():
    with pytest.raises(InputError, match="没有“barrier”的导入模板"):
        template_fields("barrier")
