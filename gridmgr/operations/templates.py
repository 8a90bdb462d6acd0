# SPDX-License-Identifier: MIT
"""Blank workbooks for an office to fill in: headings that are understood, lists to choose from, examples."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from gridmgr.data.store import Store
from gridmgr.model.areas import Community
from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.checks import phone_number
from gridmgr.model.codelists import CodeList
from gridmgr.model.errors import InputError
from gridmgr.model.fields import Field, Kind
from gridmgr.model.records import fields_to_fill
from gridmgr.operations.importing.columns import related_fields

TEMPLATES = ("building", "household", "resident", "staff", "facility", "community", "estate")
"""Record types that offices keep in tables, most wanted first."""

VERSION = 1
BLANK_ROWS = 5000
"""Rows that carry the drop-down lists."""

_LEFT_OUT = frozenset({"community", "resident_id", "verify_status", "origin", "old_codes", "source_key"})
_LONGEST_LIST = 500
_EXAMPLES: Mapping[str, str] = {
    "doc_no": "11010519491231002X", "name": "", "head_name": "", "number": "3幢", "unit_no": "1", "room_no": "101",
    "household_no": "001", "code": "", "address": "样例路1号3幢", "estate_id": "样例小区", "building_id": "3幢",
    "household_id": "001", "grid_code": "350402001004001", "estate_name": "样例小区",
}  # fmt: skip


def template_fields(kind: str) -> list[Field]:
    """Return the columns of a template: what must be filled first, then the rest as declared. Raises InputError."""
    if kind not in TEMPLATES:
        raise InputError("没有“{kind}”的导入模板。", kind=kind)
    own = [f for f in fields_to_fill(RECORD_TYPES[kind]).values() if f.name not in _LEFT_OUT]
    usable = [f for f in own if f.kind not in (Kind.SHAPE, Kind.EXTRA)]
    labels = {f.label for f in usable}
    more = [f for f in related_fields(kind).values() if f.label not in labels]
    return [f for f in usable if f.required] + more + [f for f in usable if not f.required]


def write_template(store: Store, kind: str, path: Path) -> None:
    """Write a blank workbook for records of a kind. Raises InputError where it cannot be written."""
    content = _workbook(kind, template_fields(kind), store.code_lists(), _communities(store))
    try:
        path.write_bytes(content)
    except OSError:
        text = "无法写入“{name}”，请检查文件夹是否存在、文件是否正被打开。"
        raise InputError(text, name=path.name) from None


def _communities(store: Store) -> list[str]:
    return sorted({str(name) for (name,) in store.values(Community, ["name"]) if name})


def _workbook(kind: str, fields: Sequence[Field], lists: Mapping[str, CodeList], communities: Sequence[str]) -> bytes:
    """Return the workbook as it will stand in the file."""
    import xlsxwriter

    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(RECORD_TYPES[kind].LABEL)
        _headings(book, sheet, fields, lists)
        words = book.add_worksheet("字典")
        place = 0
        for column, field in enumerate(fields):
            choices = _choices(field, lists, communities)
            if choices:
                _offer(sheet, words, column, place, (field.label, choices))
                place += 1
        _notes(book, book.add_worksheet("填写说明"), fields, lists)
        words.hide()
        book.define_name("gridmgr_template", f"={VERSION}")
        sheet.activate()
    return content.getvalue()


def _headings(book: Any, sheet: Any, fields: Sequence[Field], lists: Mapping[str, CodeList]) -> None:
    """Write the heading line (Any: the library's classes carry no types, here and below)."""
    must = book.add_format({"bold": True, "bg_color": "#F8CBAD", "border": 1})
    may = book.add_format({"bold": True, "bg_color": "#E8EDF4", "border": 1})
    text, day = book.add_format({"num_format": "@"}), book.add_format({"num_format": "yyyy-mm-dd"})
    plain = book.add_format({})
    for column, field in enumerate(fields):
        shape = day if field.kind is Kind.DATE else plain if field.kind in (Kind.WHOLE, Kind.NUMBER) else text
        sheet.set_column(column, column, max(12, 2 * len(field.label) + 4, 22 if field.digits else 0), shape)
        sheet.write_string(0, column, field.label, must if field.required else may)
        sheet.write_comment(0, column, explained(field, lists), {"x_scale": 1.6})
    sheet.freeze_panes(1, 0)


def _choices(field: Field, lists: Mapping[str, CodeList], communities: Sequence[str]) -> list[str]:
    """Return the words to choose from in a column."""
    if field.kind is Kind.FLAG:
        return ["是", "否"]
    if field.name == "community_name":
        return list(communities)
    if field.kind is Kind.CODE and field.code_list in lists:
        return [item.label for item in lists[field.code_list].items]
    return []


def _offer(sheet: Any, words: Any, column: int, place: int, offer: tuple[str, Sequence[str]]) -> None:
    """Let a column be filled from a list; words outside the list are warned of, not refused."""
    label, choices = offer
    words.write_string(0, place, label)
    words.write_column(1, place, choices[:_LONGEST_LIST])
    from xlsxwriter.utility import xl_col_to_name

    letter = xl_col_to_name(place)
    source = f"=字典!${letter}$2:${letter}${1 + len(choices[:_LONGEST_LIST])}"
    sheet.data_validation(
        1, column, BLANK_ROWS, column,
        {"validate": "list", "source": source, "error_type": "warning", "error_title": label,
         "error_message": "这个词不在字典里，导入时会提醒。"},
    )  # fmt: skip


def _notes(book: Any, sheet: Any, fields: Sequence[Field], lists: Mapping[str, CodeList]) -> None:
    """Write what belongs into each column, with examples."""
    bold, wrap = book.add_format({"bold": True, "bg_color": "#E8EDF4"}), book.add_format({"text_wrap": True})
    for row, line in enumerate(
        ("每行填一条，不要合并单元格，不要加合计行。红色表头的栏目必填，用不到的栏目可以删去。",
         "证件号、电话、户号各列已设为文本格式；从别处粘贴时请选“只粘贴文本”，否则号码末几位会变成 0。")
    ):  # fmt: skip
        sheet.write_string(row, 0, line)
    sheet.write_row(3, 0, ("栏目", "必填", "怎样填", "举例"), bold)
    sheet.set_column(0, 0, 18)
    sheet.set_column(2, 2, 60, wrap)
    sheet.set_column(3, 3, 26)
    for row, field in enumerate(fields, start=4):
        sheet.write_row(row, 0, (field.label, "是" if field.required else "", explained(field, lists)))
        sheet.write_string(row, 3, example(field, lists))


def explained(field: Field, lists: Mapping[str, CodeList]) -> str:
    """Say in one line what belongs into a column."""
    if field.code_list in lists:
        labels = [item.label for item in lists[field.code_list].items]
        several = "，可填几个，用顿号隔开" if field.kind is Kind.CODES else ""
        return f"从字典中选择：{'、'.join(labels[:6])}{'等' if len(labels) > 6 else ''}{several}。"
    if field.check is phone_number:
        return "电话号码，文本格式；有几个时用顿号隔开。"
    if field.digits:
        return "号码，文本格式，不要用数字格式。"
    return {
        Kind.DATE: "日期，写成 1984-08-27；只知道年月时写 1984-08。",
        Kind.WHOLE: "整数，不带单位。",
        Kind.NUMBER: "数字，不带单位。",
        Kind.FLAG: "填“是”或“否”。",
        Kind.LINK: "写名称或编码，导入时据此找到对应的记录。",
    }.get(field.kind, "文字，照实填写。")


def example(field: Field, lists: Mapping[str, CodeList]) -> str:
    """Return an invented value for a column, "" where none helps."""
    if field.check is phone_number:
        return "13800000000"
    if field.kind in (Kind.CODE, Kind.CODES) and field.code_list in lists:
        return next((item.label for item in lists[field.code_list].items), "")
    if field.kind in (Kind.DATE, Kind.WHOLE, Kind.FLAG):
        return {Kind.DATE: "1984-08-27", Kind.WHOLE: "6", Kind.FLAG: "是"}[field.kind]
    return _EXAMPLES.get(field.name, "")
