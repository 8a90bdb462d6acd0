# SPDX-License-Identifier: MIT
"""Cells of a table are typed over, pasted, filled down, emptied: what may be stored, and the one change of it."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from gridmgr.data.store import Store
from gridmgr.model.areas import Grid
from gridmgr.model.changes import Change, ChangeSet, changed, removed
from gridmgr.model.codelists import CodeList
from gridmgr.model.errors import ConflictError, InputError
from gridmgr.model.fields import Field, Kind
from gridmgr.model.findings import Severity
from gridmgr.model.parsing import parse
from gridmgr.model.records import Record, fields_of
from gridmgr.model.validation import completed, field_problem, problems
from gridmgr.operations.initials import name_initials
from gridmgr.operations.listing import Row
from gridmgr.operations.plan_states import draft_to_change

CodeLists = Mapping[str, CodeList]


@dataclass(frozen=True, slots=True)
class CellEdit:
    """One field of one record is to hold another value (Any: the type of the field)."""

    record_id: str
    field: str
    seen: Any
    """What the person saw there; if somebody has changed it since, the edit is refused."""
    value: Any


FROZEN = frozenset({"code", "kind"})
"""What is fixed about a grid as soon as its plan is handed in; its name and its texts may still be put right."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into a cell: a value, or a sentence that says why it cannot be stored."""

    value: Any = None  # Any: the type of the field
    problem: str = ""
    warning: str = ""
    """Something unlikely that is stored all the same."""


def why_locked(kind: type[Record], column: Field) -> str:
    """Say why a column cannot be typed over; "" when it can."""
    if column.derived:
        return f"“{column.label}”由程序根据其他资料算出，不能直接修改。"
    if column.system:
        return f"“{column.label}”由程序维护，不能修改。"
    if column.kind is Kind.LINK:
        return f"“{column.label}”要在表单里选择，双击这一行打开表单。"
    if column.name == "community" or kind.SHARED:
        return f"“{column.label}”关系到区划，不能在表格里修改。"
    return ""


def typed(row: Row, kind: type[Record], column: Field, text: str, code_lists: CodeLists, today: date) -> Typed:
    """Read what was typed into a cell and check the record with it."""
    read = parse(column, text, code_lists, today)
    if read.problem:
        return Typed(problem=read.problem.replace("，此栏留空。", "，请从列表里选择。"))
    value = _empty(kind, column) if read.value is None else read.value
    if column.required and value in (None, "", ()):
        return Typed(problem=f"“{column.label}”必须填写。")
    sentence = field_problem(column, value, code_lists)
    if sentence and column.check is None:
        return Typed(problem=sentence)
    before = _record(kind, row.id, row.values)
    after = dataclasses.replace(before, **{column.name: value})
    known = {(f.rule, f.field) for f in problems(before, code_lists, today)}
    new = [f for f in problems(after, code_lists, today) if (f.rule, f.field) not in known]
    errors = [f.message for f in new if f.severity is Severity.ERROR]
    return Typed(value, errors[0] if errors else "", next((f.message for f in new), ""))


def _empty(kind: type[Record], column: Field) -> Any:
    """Return what an emptied cell holds (Any: the type of the field)."""
    if column.kind is Kind.FLAG:
        return False
    if column.kind in {Kind.WHOLE, Kind.NUMBER, Kind.DATE}:
        default = next(f.default for f in dataclasses.fields(kind) if f.name == column.name)
        return None if default is dataclasses.MISSING or default is None else default
    return () if column.kind in {Kind.CODES, Kind.TEXTS} else ""


def _record(kind: type[Record], record_id: str, values: Mapping[str, Any]) -> Record:
    """Return the record of a row, without its geometry and added columns (Any: values of every type)."""
    return kind(id=record_id, **values)


def edit_cells(store: Store, kind: type[Record], edits: Iterable[CellEdit], today: date, label: str = "") -> ChangeSet:
    """Return one change that gives all cells their new values.

    Raises ConflictError where somebody has changed a cell since it was seen or removed its record, InputError for the
    code of a grid whose plan is no draft any more.
    """
    wanted: dict[str, list[CellEdit]] = {}
    for edit in edits:
        wanted.setdefault(edit.record_id, []).append(edit)
    found = {record.id: record for record in store.find(kind, id=list(wanted))}
    for record in found.values():
        if isinstance(record, Grid) and any(e.field in FROZEN for e in wanted[record.id]):
            draft_to_change(store, record.plan_id)
    changes = [_change(kind, found.get(record_id), cells, today) for record_id, cells in wanted.items()]
    names = [e.field for cells in wanted.values() for e in cells]
    return ChangeSet(label or _label(kind, names, len(wanted)), [c for c in changes if c.after != c.before])


def _label(kind: type[Record], names: Sequence[str], records: int) -> str:
    fields = dict.fromkeys(fields_of(kind)[name].label for name in names)
    what = next(iter(fields)) if len(fields) == 1 else f"{len(fields)} 栏"
    return f"修改{kind.LABEL}：{what}" if records == 1 else f"修改 {records} 条{kind.LABEL}：{what}"


def _change(kind: type[Record], record: Record | None, edits: Sequence[CellEdit], today: date) -> Change:
    """Return the change of one record, with what follows from it (initials, sex and birth date of a number)."""
    if record is None:
        raise ConflictError("这条{kind}已被删除，请刷新后再改。", edits[0].record_id, kind=kind.LABEL)
    for edit in edits:
        if getattr(record, edit.field) not in (edit.seen, edit.value):
            raise ConflictError(
                "这条{kind}的“{field}”刚被别人改过，你的修改没有保存；表格已显示最新内容，请核对后再改。",
                record.id,
                kind=kind.LABEL,
                field=fields_of(kind)[edit.field].label,
            )
    values = {edit.field: edit.value for edit in edits}
    if "name" in values and "initials" in fields_of(kind):
        values["initials"] = name_initials(values["name"])
    after, _ = completed(dataclasses.replace(record, **values), today)
    return changed(record, after)


def remove_rows(store: Store, kind: type[Record], ids: Sequence[str]) -> ChangeSet:
    """Return the change that removes records with all that cannot be without them: households with their residents.

    Raises InputError for what must stay because plans or grids hang on it.
    """
    going = removal(store, kind, ids)
    records = [record for part in going.values() for record in part]
    count = len(going.get(kind.TYPE, ()))
    return ChangeSet(f"删除 {count} 条{kind.LABEL}", [removed(record) for record in records])


def removal(store: Store, kind: type[Record], ids: Sequence[str]) -> Mapping[str, Sequence[Record]]:
    """Return what removing some records removes, by type, what hangs on them first."""
    from gridmgr.model.areas import Building, Estate, Facility
    from gridmgr.model.people import Appointment, Household, Resident, StaffPerson

    if kind not in {Building, Estate, Facility, Household, Resident, StaffPerson, Appointment}:
        raise InputError("{kind}不能在表格里删除，请到“规划”里处理。", kind=kind.LABEL)
    own = store.find(kind, id=list(ids))
    homes = own if kind is Household else store.find(Household, building_id=list(ids)) if kind is Building else []
    people = store.find(Resident, household_id=[h.id for h in homes]) if homes else []
    offices = store.find(Appointment, staff_id=list(ids)) if kind is StaffPerson else []
    if kind is Estate and (inside := store.count(Building, estate_id=list(ids))):
        raise InputError("还有 {count} 幢楼属于选中的小区，请先改掉它们的小区再删除。", count=inside)
    parts: dict[str, Sequence[Record]] = {"resident": people, "household": homes, "appointment": offices}
    parts[kind.TYPE] = own
    return {name: records for name, records in parts.items() if records}
