# SPDX-License-Identifier: MIT
"""The journal as people read it: what a step did to which record, and taking several steps back."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gridmgr.data.rows import value_logged
from gridmgr.data.store import LoggedChange, Step, StepKind, Store
from gridmgr.data.targets import Column, demand_folder, whole_file, write_table
from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.codelists import CodeList
from gridmgr.model.errors import InputError
from gridmgr.model.fields import Kind
from gridmgr.model.masks import masked
from gridmgr.model.people import Appointment, StaffPerson
from gridmgr.model.progress import Progress
from gridmgr.model.records import Record, fields_of
from gridmgr.operations.session import Session

OPERATIONS = {"insert": "新增", "update": "修改", "delete": "删除"}
NOTHING = "（空）"
NAMING = ("name", "number", "code", "address")
"""Fields that name a record, the best first."""
DEEPEST = 100_000
"""How many steps are looked through."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after, as text, masked where it is sensitive."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RecordChange:
    """What a step did to one record."""

    record_type: str
    id: str
    title: str
    operation: str
    """新增, 修改 or 删除."""
    fields: tuple[FieldChange, ...]


def read_step(store: Store, step: int, limit: int) -> list[RecordChange]:
    """Return what a step did to its first `limit` records."""
    logged = store.changes_of(step, limit)
    codes = store.code_lists()
    names = _names(store, logged, codes)
    return [_told(change, codes, names) for change in logged]


def undo_back_to(session: Session, number: int, progress: Progress) -> int:
    """Take the newest steps back until the one with this number is taken back; return how many there were.

    Raises InputError for a step of somebody else or one that cannot be taken back, ConflictError where a record has
    moved on since; the steps taken back until then stay so.
    """
    done = 0
    while True:
        wanted = next((s for s in session.store.journal(DEEPEST) if s.number == number), None)
        if wanted is None or wanted.kind not in (StepKind.DO, StepKind.REDO):
            raise InputError("这一步不能撤销，请选择一步自己做的修改。")
        if wanted.undone:
            return done
        progress.step(done, done + 1, wanted.label)
        if session.undo() is None:
            raise InputError("“{label}”是{author}做的，只能撤销自己的步骤。", label=wanted.label, author=wanted.author)
        done += 1


def can_be_undone(step: Step) -> bool:
    """Tell whether a step may be taken back at all."""
    return step.kind in (StepKind.DO, StepKind.REDO) and not step.undone


def write_journal(path: Path, steps: Iterable[Step]) -> None:
    """Write the journal as a table (.xlsx or .csv), newest step first. Raises InputError and OSError."""
    demand_folder(path)
    rows = list(steps)
    columns = [
        Column("序号", [s.number for s in rows]),
        Column("时间", [f"{s.at.astimezone():%Y-%m-%d %H:%M:%S}" for s in rows]),
        Column("操作", [s.label for s in rows]),
        Column("操作人", [s.author for s in rows]),
        Column("记录数", [s.changes for s in rows]),
        Column("已撤销", ["是" if s.undone else "" for s in rows]),
    ]
    with whole_file(path) as made:
        write_table(made, "历史记录", columns)


_Names = Mapping[tuple[str, str], str]


def _names(store: Store, logged: Iterable[LoggedChange], codes: Mapping[str, CodeList]) -> _Names:
    """Return what the records that are still there are called."""
    wanted: dict[str, set[str]] = {}
    for change in logged:
        wanted.setdefault(change.record_type, set()).add(change.id)
    found = _holders(store, wanted.pop(Appointment.TYPE, set()), codes)
    for name, ids in wanted.items():
        kind = RECORD_TYPES[name]
        naming = _naming(kind)
        for record_id, *values in store.values(kind, ["id", *naming], id=sorted(ids)):
            found[name, record_id] = _name(kind, dict(zip(naming, values, strict=True)), codes)
    return found


def _holders(store: Store, ids: Collection[str], codes: Mapping[str, CodeList]) -> dict[tuple[str, str], str]:
    """Return who holds which role by appointments, which have no name of their own."""
    if not ids:
        return {}
    rows = list(store.values(Appointment, ["id", "staff_id", "role"], id=sorted(ids)))
    people = dict(store.values(StaffPerson, ["id", "name"], id=sorted({staff for _, staff, _ in rows})))
    name = fields_of(StaffPerson)["name"]
    return {
        (Appointment.TYPE, i): f"{masked(name, people.get(staff, ''))} {codes['grid_role'].label(role)}".strip()
        for i, staff, role in rows
    }


def _naming(kind: type[Record]) -> list[str]:
    return [name for name in NAMING if name in fields_of(kind)]


def _name(kind: type[Record], values: Mapping[str, Any], codes: Mapping[str, CodeList]) -> str:
    """Return the first field that names a record (Any: values of every kind of field)."""
    fields = fields_of(kind)
    told = (masked(fields[name], values[name], codes) for name in NAMING if values.get(name))
    return next((text for text in told if text), "")


def _told(change: LoggedChange, codes: Mapping[str, CodeList], names: _Names) -> RecordChange:
    """Say one logged change in words."""
    kind = RECORD_TYPES[change.record_type]
    name = names.get((change.record_type, change.id)) or _name_then(kind, change, codes)
    title = f"{kind.LABEL} {name}" if name else kind.LABEL
    rows = tuple(
        _field(kind, field_name, old, new, codes)
        for field_name, (old, new) in change.fields.items()
        if field_name in fields_of(kind)
    )
    return RecordChange(change.record_type, change.id, title, OPERATIONS.get(change.operation, ""), rows)


def _name_then(kind: type[Record], change: LoggedChange, codes: Mapping[str, CodeList]) -> str:
    """Return what a record that is gone was called."""
    known = {
        name: value_logged(kind, name, new if old is None else old)
        for name, (old, new) in change.fields.items()
        if name in _naming(kind)
    }
    return _name(kind, known, codes)


def _field(kind: type[Record], name: str, old: Any, new: Any, codes: Mapping[str, CodeList]) -> FieldChange:
    """Say one field before and after (Any: values in stored form)."""
    field = fields_of(kind)[name]
    if field.kind is Kind.SHAPE:
        before, after = ("有" if value else NOTHING for value in (old, new))
        return FieldChange(field.label, before, "已改" if old and new else after)
    texts = (masked(field, value_logged(kind, name, value), codes) or NOTHING for value in (old, new))
    return FieldChange(field.label, *texts)
