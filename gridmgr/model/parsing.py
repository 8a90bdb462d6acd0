# SPDX-License-Identifier: MIT
"""A cell of a foreign table becomes the value of a field, or a sentence that says why it cannot.

Nothing is guessed: a form that is not listed here is a problem that a person looks at. No sentence repeats a cell of a
sensitive field.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from gridmgr.model.cells import Cell, CellError, cell_text, is_blank, is_damaged, is_number
from gridmgr.model.checks import phone_number
from gridmgr.model.codelists import CodeList
from gridmgr.model.days import parse_day
from gridmgr.model.fields import Field, Kind
from gridmgr.model.findings import Severity
from gridmgr.model.folding import clean_text, fold_digits, fold_label, fold_plain, is_nothing


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a cell says for a field. `value` None means that it says nothing, or nothing that can be used.

    `problem` is a sentence for the report; of severity ERROR it means that the whole row is not to be trusted. `note`
    says what was read into the cell although it was not written out.
    """

    value: Any = None  # Any: the type of the field
    problem: str = ""
    note: str = ""
    severity: Severity = Severity.WARNING


NOTHING = Parsed()
"""A blank cell, or one that says "none"."""

CodeLists = Mapping[str, CodeList]


def parse(field: Field, cell: Cell, code_lists: CodeLists, today: date) -> Parsed:
    """Return what a cell says for a field; never raises.

    `today` bounds the serial numbers by which tables count days. A link comes back as the text that was written; a
    shape is no cell and always comes back as nothing.
    """
    if is_blank(cell):
        return NOTHING
    if isinstance(cell, CellError):
        return Parsed(problem=f"单元格是公式错误（{cell.text}），请在原表中改正。")
    read = _READERS.get(field.kind)
    return read(field, cell, code_lists, today) if read else NOTHING


def _text(field: Field, cell: Cell, _lists: CodeLists, _today: date) -> Parsed:
    """Read a text, a code or a phone number."""
    if is_damaged(cell) and (field.digits or isinstance(cell, float)):
        return _damaged()
    if isinstance(cell, date):
        return _date_instead_of_text(field, cell)
    raw = cell_text(cell)
    if field.digits and re.fullmatch(r"\d(\.\d+)?[Ee]\+\d{2,3}", raw.strip()):
        return _damaged()
    if is_nothing(raw):
        return NOTHING
    value = _folded(field, raw)
    if field.length and len(value) > field.length:
        sentence = f"内容有 {len(value)} 个字，超过最长 {field.length} 个字，没有截断，请改短。"
        return Parsed(problem=sentence, severity=Severity.ERROR)
    return Parsed(value) if value else NOTHING


def _folded(field: Field, raw: str) -> str:
    """Bring a text into its stored form: plain digits for numbers, the spelling kept for names."""
    if field.check is phone_number:
        return parse_phones(raw)
    return fold_digits(raw) if field.digits else clean_text(raw)


def _damaged() -> Parsed:
    sentence = "单元格是数值格式，精度已丢失，末几位不可信。请在原表中以文本格式重新录入。"
    return Parsed(problem=sentence, severity=Severity.ERROR)


def _date_instead_of_text(field: Field, cell: date) -> Parsed:
    """Refuse a day where a number such as 3-1 was typed and the table program made a day of it."""
    if field.digits:
        return Parsed(problem="单元格被表格软件改成了日期，请在原表中以文本格式重新录入。")
    return Parsed(cell_text(cell), note="单元格是日期，已按文字保存。")


def parse_phones(raw: str) -> str:
    """Return one or several phone numbers in plain digits, separated by 、; what is no number stays readable."""
    plain = fold_plain(raw).strip("'")
    joined = re.sub(r"^(\+?86[- ]?)(?=1\d{10}$)", "", plain.replace(" ", "")) if plain else ""
    if phone_number(joined) is None and not re.search(r"[/、;,]", joined):
        return joined.upper()
    parts = [p for p in re.split(r"[/、;,\s]+", plain) if p]
    if all(phone_number(p) is None and len(p) >= 5 for p in parts):
        return "、".join(parts)
    return "、".join(p for p in re.split(r"[/、;,]+", plain.replace(" ", "")) if p).upper()


_LARGEST = 1e30
_UNIT = "层|楼|户|人|口|幢|栋|座|套|个|间|年|部|元|万元|米|m|㎡|m2|平方米|平米|平方|单元|岁|名|条"
_NUMBER = re.compile(rf"([+-]?(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?|[+-]?\.\d+)({_UNIT})?")


def _number(field: Field, cell: Cell, _lists: CodeLists, _today: date) -> Parsed:
    """Read a number with a fraction, with or without its unit."""
    if isinstance(cell, bool | date):
        return _no_number(field, cell)
    if isinstance(cell, int | float):
        return Parsed(float(cell)) if abs(cell) < _LARGEST else _no_number(field, cell)
    raw = cell_text(cell)
    if is_nothing(raw):
        return NOTHING
    match = _NUMBER.fullmatch(fold_digits(raw).lower()) if len(raw) <= 40 else None
    if match is None:
        return _no_number(field, cell)
    return Parsed(float(match[1].replace(",", "")))


def _whole(field: Field, cell: Cell, lists: CodeLists, today: date) -> Parsed:
    """Read a whole number; a fraction is a problem, never rounded."""
    if isinstance(cell, int) and not isinstance(cell, bool):
        return Parsed(cell) if abs(cell) < 2**53 else _no_number(field, cell)
    found = _number(field, cell, lists, today)
    if found.value is None:
        return found
    if not found.value.is_integer() or abs(found.value) >= 2**53:
        return Parsed(problem="此处应为整数，没有取整，请核对。")
    return Parsed(int(found.value))


def _no_number(field: Field, cell: Cell) -> Parsed:
    return Parsed(problem=f"{quoted(field, cell)}不是数字。")


def quoted(field: Field, cell: Cell) -> str:
    """Return a cell for a sentence: in quotes and cut short, or only "内容" where the field is sensitive."""
    text = clean_text(cell_text(cell))
    if field.sensitive or re.search(r"\d{11}", text):
        return "内容"
    return f"“{text[:20]}…”" if len(text) > 20 else f"“{text}”"


def _day(_field: Field, cell: Cell, _lists: CodeLists, today: date) -> Parsed:
    """Read a day; datetimes lose their time."""
    if isinstance(cell, datetime):
        return Parsed(cell.date())
    if isinstance(cell, date):
        return Parsed(cell)
    if isinstance(cell, str) and is_nothing(cell):
        return NOTHING
    found = parse_day(cell, today)
    if found is None:
        return Parsed(problem="日期无法识别，请写成 1984-08-27 的形式。")
    return Parsed(found[0], note=found[1])


_YES = frozenset(["是", "有", "√", "✓", "✔", "☑", "y", "yes", "true", "t", "1", "对", "■"])
_NO = frozenset(["否", "无", "没有", "×", "✗", "✘", "☐", "x", "n", "no", "false", "f", "0", "错", "□", "不是"])


def _flag(field: Field, cell: Cell, _lists: CodeLists, _today: date) -> Parsed:
    """Read a yes or no."""
    if isinstance(cell, bool):
        return Parsed(cell)
    word = fold_plain(cell_text(cell))
    if word in _YES:
        return Parsed(value=True)
    if word in _NO:
        return Parsed(value=False)
    return NOTHING if is_nothing(word) else Parsed(problem=f"{quoted(field, cell)}看不出是“是”还是“否”。")


def _code(field: Field, cell: Cell, lists: CodeLists, _today: date) -> Parsed:
    """Read a code of a list by its label, an alias or the code."""
    known = lists.get(field.code_list)
    if known is None:
        return Parsed(problem=f"程序里没有名为“{field.code_list}”的字典。")
    code = _known_code(known, cell)
    if code is not None:
        return Parsed(code)
    if is_nothing(cell_text(cell)):
        return NOTHING
    return Parsed(problem=f"{quoted(field, cell)}不在字典“{known.title}”里，此栏留空。")


def _known_code(known: CodeList, cell: Cell) -> str | None:
    """Find a code by word; 1 stands for "01" too, and "01 汉族" for either part of it."""
    word = cell_text(cell)
    code = known.code(word)
    if code is None and is_number(cell) and word.isdigit():
        code = next((c for width in (2, 3) if (c := known.code(word.zfill(width))) is not None), None)
    if code is None and (match := re.fullmatch(r"\s*([0-9A-Za-z]{1,4})[\s.\-—::、_]+(\S+)\s*", word)):
        first, second = known.code(match[1]), known.code(match[2])
        code = second if first == second or first is None else None
    return code


def _codes(field: Field, cell: Cell, lists: CodeLists, today: date) -> Parsed:
    """Read several codes; the known ones are kept where others are unknown."""
    whole = _code(field, cell, lists, today)
    if whole.value is not None or not whole.problem:
        return Parsed((whole.value,)) if whole.value is not None else whole
    parts = [_code(field, part, lists, today) for part in _split(cell_text(cell))]
    found = dict.fromkeys(p.value for p in parts if p.value is not None)
    return Parsed(tuple(found) or None, next((p.problem for p in parts if p.problem), ""))


def _texts(_field: Field, cell: Cell, _lists: CodeLists, _today: date) -> Parsed:
    """Read several texts."""
    if is_damaged(cell):
        return _damaged()
    found = dict.fromkeys(clean_text(part) for part in _split(cell_text(cell)) if not is_nothing(part))
    return Parsed(tuple(found) or None)


def _split(text: str) -> list[str]:
    """Split a cell that names several things."""
    return [part for part in re.split(r"[、,\uff0c;\uff1b/|\n]+", text) if fold_label(part)]


def _link(field: Field, cell: Cell, lists: CodeLists, today: date) -> Parsed:
    """Return what was written about another record; finding it is the import's part."""
    if isinstance(cell, date):
        return Parsed(problem="单元格被表格软件改成了日期，请在原表中以文本格式重新录入。")
    return _text(field, cell, lists, today)


_READERS: Mapping[Kind, Callable[[Field, Cell, CodeLists, date], Parsed]] = {
    Kind.TEXT: _text,
    Kind.WHOLE: _whole,
    Kind.NUMBER: _number,
    Kind.DATE: _day,
    Kind.FLAG: _flag,
    Kind.CODE: _code,
    Kind.CODES: _codes,
    Kind.TEXTS: _texts,
    Kind.LINK: _link,
}
