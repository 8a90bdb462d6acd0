# SPDX-License-Identifier: MIT
"""Whether one record, looked at on its own, can be right.

Rules are those of the data dictionary: F-01 to F-05 follow from the declarations of fields, V-01 to V-12 are about
people. An ERROR means that the record must not be stored, a WARNING that a person should look. No sentence repeats a
number, a name or an address.
"""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from gridmgr.model.areas import Facility
from gridmgr.model.codelists import CodeList
from gridmgr.model.fields import Field
from gridmgr.model.findings import Finding, Severity
from gridmgr.model.idnumbers import IdNumber, parse_id_number
from gridmgr.model.people import Appointment, Household, Resident
from gridmgr.model.records import Record, fields_of

CodeLists = Mapping[str, CodeList]
Said = Iterator[tuple[str, Severity, str, str]]
"""Rule, severity, field and sentence."""

_EMPTY: tuple[object, ...] = (None, "", ())

RESIDENT_ID = "111"
"""The document type whose number can be checked."""


def problems(record: Record, code_lists: CodeLists, today: date) -> list[Finding]:
    """Return everything that is wrong or unlikely about a record by itself."""
    said = [*_field_problems(record, code_lists)]
    match record:
        case Resident():
            said += [*_identity_problems(record, today), *_plausibility(record, today), *_resident_days(record, today)]
        case Household():
            said += _not_in_future(record, ("last_visit_on",), today)
        case Appointment():
            said += _in_order(record, "from_on", "to_on")
        case Facility():
            said += _not_in_future(record, () if record.state == "3" else ("opened_on",), today)
    return [Finding(rule, severity, record.TYPE, record.id, text, field) for rule, severity, field, text in said]


@lru_cache(maxsize=1)
def _told(number: str, today: date) -> IdNumber | str:
    """Remember what the last number told: each is asked for twice."""
    return parse_id_number(number, today)


def completed(record: Record, today: date) -> tuple[Record, list[str]]:
    """Return a resident with what the identity number tells filled in where it was empty, and notes on it.

    A 15-digit number comes back with 18. Any other record comes back as it is.
    """
    if not isinstance(record, Resident) or record.doc_type != RESIDENT_ID or not record.doc_no:
        return record, []
    told = _told(record.doc_no, today)
    if isinstance(told, str):
        return record, []
    if record.doc_no == told.number and record.gender and record.birth_date:
        return record, []
    full = dataclasses.replace(
        record,
        doc_no=told.number,
        gender=record.gender or told.gender,
        birth_date=record.birth_date or told.birth_date,
    )
    return full, ["15位旧号，已补成 18 位。"] if told.was_old else []


def field_problem(field: Field, value: Any, code_lists: CodeLists) -> str:
    """Return a sentence on a value that its field does not allow (bounds, length, code, form), or "".

    Any: a value of the field's own type. Empty values are always allowed here.
    """
    if value in _EMPTY:
        return ""
    if (field.low is not None and value < field.low) or (field.high is not None and value > field.high):
        return _bounds(field)
    if field.length and len(value) > field.length:
        return f"“{field.label}”最长 {field.length} 个字，现有 {len(value)} 个字。"
    if field.code_list:
        return _unknown_code(field, (value,) if isinstance(value, str) else value, code_lists)
    return (field.check(value) or "") if field.check else ""


def _bounds(field: Field) -> str:
    if field.high is None:
        return f"“{field.label}”不能小于 {field.low:g}。"
    if field.low is None:
        return f"“{field.label}”不能大于 {field.high:g}。"
    return f"“{field.label}”应在 {field.low:g} 至 {field.high:g} 之间。"


def _unknown_code(field: Field, codes: Iterable[str], code_lists: CodeLists) -> str:
    known = code_lists.get(field.code_list)
    if known is None or all(c in known.codes for c in codes):
        return ""
    return f"“{field.label}”含有字典“{known.title}”里没有的代码。"


_CHECKED: dict[type[Record], tuple[list[tuple[str, Field]], list[tuple[str, Field]]]] = {}


def _checked_fields(kind: type[Record]) -> tuple[list[tuple[str, Field]], list[tuple[str, Field]]]:
    """Return the fields of a record type that must be filled, and those that limit what they hold."""
    if kind not in _CHECKED:
        fields = [(name, f) for name, f in fields_of(kind).items() if not f.derived]
        limits = [(n, f) for n, f in fields if (f.low, f.high) != (None, None) or f.length or f.code_list or f.check]
        _CHECKED[kind] = ([(n, f) for n, f in fields if f.required], limits)
    return _CHECKED[kind]


def _field_problems(record: Record, code_lists: CodeLists) -> Said:
    """Say what the declarations of the fields do not allow."""
    required, limited = _checked_fields(type(record))
    for name, field in required:
        if getattr(record, name) in _EMPTY:
            yield "F-01", Severity.ERROR, name, f"缺少“{field.label}”，这一栏必须填写。"
    for name, field in limited:
        value = getattr(record, name)
        if value not in _EMPTY and (sentence := field_problem(field, value, code_lists)):
            yield _rule(field), _severity(field), name, sentence


def _rule(field: Field) -> str:
    """Name the rule a value breaks."""
    if field.check:
        return "V-05" if "phone" in field.name else "F-05"
    return "F-04" if field.code_list else "F-02" if field.length else "F-03"


def _severity(field: Field) -> Severity:
    """A telephone number in an odd form is still worth keeping."""
    return Severity.WARNING if _rule(field) == "V-05" else Severity.ERROR


def _identity_problems(person: Resident, today: date) -> Said:
    """Check the identity number (V-01) and what else is said against it (V-02)."""
    if person.doc_type != RESIDENT_ID or not person.doc_no:
        return
    told = _told(person.doc_no, today)
    if isinstance(told, str):
        yield "V-01", Severity.ERROR, "doc_no", told
    else:
        yield from _contradictions(person, told)


def _contradictions(person: Resident, told: IdNumber) -> Said:
    if person.birth_date and person.birth_date != told.birth_date:
        text = f"出生日期填的是 {person.birth_date}，身份证号里是 {told.birth_date}，请核对。"
        yield "V-02", Severity.WARNING, "birth_date", text
    if person.gender in ("1", "2") and person.gender != told.gender:
        words = {"1": "男", "2": "女"}
        text = f"性别填的是{words[person.gender]}，身份证号里是{words[told.gender]}，请核对。"
        yield "V-02", Severity.WARNING, "gender", text


_MARRIED = frozenset({"20", "21", "22", "23"})


def _plausibility(person: Resident, today: date) -> Said:
    """Check that age and the other particulars go together (V-08)."""
    if person.birth_date is None or person.birth_date > today:
        return
    age = age_on(today if person.death_on is None else person.death_on, person.birth_date)
    tests: tuple[tuple[bool, str, str], ...] = (
        (age > 115, "birth_date", "按出生日期已超过 115 岁，请核对。"),
        (
            person.marital in _MARRIED and age < (20 if person.gender == "2" else 22),
            "marital",
            "未到法定婚龄而婚姻状况为已婚，请核对。",
        ),
        (person.political in ("01", "02") and age < 18, "political", "未满 18 岁而政治面貌为党员，请核对。"),
        (person.political == "03" and age > 28, "political", "已满 28 岁而政治面貌为团员，请核对。"),
        (person.education[:1] in ("1", "2") and age < 15, "education", "未满 15 岁而文化程度为大学以上，请核对。"),
    )
    for wrong, field, text in tests:
        if wrong:
            yield "V-08", Severity.WARNING, field, text


def age_on(day: date, born: date) -> int:
    """Return how many years somebody has completed on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _resident_days(person: Resident, today: date) -> Said:
    """Check the order of a person's days (V-12)."""
    yield from _not_in_future(person, ("birth_date", "death_on", "moved_out_on", "inflow_on", "party_since"), today)
    for later in ("death_on", "moved_out_on", "inflow_on", "party_since"):
        yield from _in_order(person, "birth_date", later)


def _not_in_future(record: Record, names: tuple[str, ...], today: date) -> Said:
    known = fields_of(type(record))
    for name in names:
        day = getattr(record, name)
        if day is not None and day > today:
            yield "V-12", Severity.ERROR, name, f"“{known[name].label}”晚于今天，请核对。"


def _in_order(record: Record, first: str, second: str) -> Said:
    begin, end = getattr(record, first), getattr(record, second)
    if begin is not None and end is not None and end < begin:
        known = fields_of(type(record))
        text = f"“{known[second].label}”早于“{known[first].label}”，请核对。"
        yield "V-12", Severity.ERROR, second, text
