# SPDX-License-Identifier: MIT
"""The form of one record, made from the declarations of its fields."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.findings import Severity
from gridmgr.model.people import Resident
from gridmgr.model.records import fields_of
from gridmgr.model.validation import completed
from gridmgr.operations.naming import Hit
from gridmgr.operations.recording import Words, findings_on, refusals
from gridmgr.ui.forms.editors import EMPTY
from gridmgr.ui.forms.grouping import Group, groups_of
from gridmgr.ui.forms.links import LinkEditor, PlaceEditor
from gridmgr.ui.forms.part import Part
from gridmgr.ui.forms.rows import FieldRow

FROM_NUMBER = ("gender", "birth_date")
"""What an identity number tells."""


class RecordForm(QWidget):
    """Rows for all fields of one record type, the main ones first, the rest folded away in groups."""

    edited = Signal()
    """A person changed something; the part holds it already."""
    left = Signal(str)
    """A field of this name is done with."""
    search_wanted = Signal(str, str)
    """Records for a link are wanted: name of the field and words; `show_hits` answers."""
    open_wanted = Signal(str, str)
    """The form of a linked record (type, id) is wanted."""
    pick_wanted = Signal()
    map_wanted = Signal()

    def __init__(self, record_type: str, words: Words, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._today = words, today
        self._part: Part | None = None
        self._visited: set[str] = set()
        self._notes: dict[str, str] = {}
        self._twins: Sequence[Hit] = ()
        self._filled: dict[str, Any] = {}
        self.rows: dict[str, FieldRow] = {}
        self.folds: list[QToolButton] = []
        self._fold_of: dict[str, QToolButton] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        known = fields_of(RECORD_TYPES[record_type])
        for group in groups_of(record_type):
            self._add_group(group, [FieldRow(known[name], words, today, self) for name in group.names])
        for row in self.rows.values():
            self._connect(row)

    @property
    def part(self) -> Part:
        """The record in the form."""
        assert self._part is not None
        return self._part

    def show_part(self, part: Part, titles: Mapping[str, str], is_revealed: bool) -> None:
        """Show a record; new ones are never masked."""
        if part is not self._part:
            self._visited, self._notes, self._twins, self._filled = set(), {}, (), {}
        self._part = part
        for row in self.rows.values():
            if isinstance(row.editor, LinkEditor):
                row.editor.know(titles)
            row.show_record(part.record, part.unread, is_revealed or part.is_new)
        self.check()

    def set_locked(self, locked: bool) -> None:
        """Forbid or allow changes."""
        for row in self.rows.values():
            row.editor.set_locked(locked)

    def set_value(self, name: str, value: Any) -> None:
        """Put a value into a field as if a person had chosen it (Any: of the field's own type)."""
        self.part.put(name, value)
        self.rows[name].editor.show_value(value)
        self._visited.add(name)
        self.edited.emit()
        self.check()

    def show_hits(self, name: str, words: str, hits: Sequence[Hit]) -> None:
        """Offer what was found for a link."""
        editor = self.rows[name].editor
        if isinstance(editor, LinkEditor):
            editor.show_hits(words, hits)

    def show_twins(self, twins: Sequence[Hit]) -> None:
        """Say who else has this document number."""
        self._twins = twins
        self.check()

    def check(self, everything: bool = False) -> bool:
        """Mark what is wrong in the fields a person has been in, or in all; tell whether the record may be stored."""
        if everything:
            self._visited = set(self.rows)
        errors, warnings = self._findings()
        for name, row in self.rows.items():
            text, tone = self._verdict(name, errors, warnings)
            row.say(text if name in self._visited else "", tone)
        return not errors

    def wrong_rows(self) -> list[FieldRow]:
        """Return the rows with which the record may not be stored."""
        errors, _ = self._findings()
        return [row for name, row in self.rows.items() if name in errors]

    def _findings(self) -> tuple[dict[str, str], dict[str, str]]:
        """Return what forbids storing and what a person should look at, by field."""
        part = self.part
        found = findings_on(part.record, self._words.code_lists, self._today)
        hard = refusals(part.edit, found)
        errors = {f.field: f.message for f in hard}
        for name in part.unread:
            errors[name] = self.rows[name].editor.read().problem or "这里填的内容无法识别。"
        soft = {f.field: f.message for f in found if f not in hard and f.severity is not Severity.INFO}
        if self._twins and "doc_no" not in errors:
            links = "、".join(f'<a href="{t.id}">{t.title}</a>' for t in self._twins)
            soft["doc_no"] = f"已有相同证件号码的居民：{links}。请确认不是重复登记。"
        return errors, soft

    def _verdict(self, name: str, errors: Mapping[str, str], warnings: Mapping[str, str]) -> tuple[str, str]:
        for told, tone in ((errors, "error"), (warnings, "warning"), (self._notes, "note")):
            if name in told:
                return told[name], tone
        return "", ""

    def _add_group(self, group: Group, rows: Iterable[FieldRow]) -> None:
        """Add rows, under a fold where the group has a title."""
        body = QWidget(self)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for row in rows:
            column.addWidget(row)
            self.rows[row.field.name] = row
        if group.title:
            fold = QToolButton(self)
            fold.setObjectName(f"fold_{len(self.folds)}")
            fold.setText(group.title)
            fold.setCheckable(True)
            fold.setProperty("role", "fold")
            fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            fold.setArrowType(Qt.ArrowType.RightArrow)
            fold.toggled.connect(body.setVisible)
            fold.toggled.connect(
                lambda on: fold.setArrowType(Qt.ArrowType.DownArrow if on else Qt.ArrowType.RightArrow)
            )
            self.folds.append(fold)
            self._fold_of.update(dict.fromkeys(group.names, fold))
            self._column.addWidget(fold)
            body.hide()
        self._column.addWidget(body)

    def insert_before_folds(self, widget: QWidget) -> None:
        """Put a widget below the main fields, above what is folded away."""
        self._column.insertWidget(1, widget)

    def unfold(self, row: FieldRow) -> None:
        """Open the group in which a row lies."""
        if row.field.name in self._fold_of:
            self._fold_of[row.field.name].setChecked(True)

    def _connect(self, row: FieldRow) -> None:
        name, editor = row.field.name, row.editor
        editor.edited.connect(lambda: self._on_edited(name))
        editor.left.connect(lambda: self._on_left(name))
        row.message.linkActivated.connect(lambda record_id: self.open_wanted.emit(self.part.record.TYPE, record_id))
        if isinstance(editor, LinkEditor):
            editor.search_wanted.connect(lambda words: self.search_wanted.emit(name, words))
            editor.open_wanted.connect(lambda record_id: self.open_wanted.emit(row.field.to, record_id))
        elif isinstance(editor, PlaceEditor):
            editor.pick_wanted.connect(self.pick_wanted)
            editor.map_wanted.connect(self.map_wanted)

    def _on_edited(self, name: str) -> None:
        """Read what stands in an editor; what is no value is kept as it was typed."""
        editor = self.rows[name].editor
        read = editor.read()
        self._notes.pop(name, None)
        if read.problem and read.value is None:
            self.part.unread[name] = editor.text()
        else:
            self.part.put(name, EMPTY.get(editor.field.kind) if read.value is None else read.value)
            if read.note:
                self._notes[name] = read.note
        if name == "doc_no":
            self._twins = ()
        self.edited.emit()

    def _on_left(self, name: str) -> None:
        if self._part is None or self.rows[name].is_masked:
            return
        if name not in self.part.unread:
            self.rows[name].editor.show_value(getattr(self.part.record, name))
        self._visited.add(name)
        if name in ("doc_no", "doc_type"):
            self._fill_from_number()
        self.check()
        self.left.emit(name)

    def _fill_from_number(self) -> None:
        """Fill in birth date and sex; what an earlier number filled in is replaced, what was typed is not."""
        record = self.part.record
        if not isinstance(record, Resident):
            return
        for name, value in self._filled.items():
            if getattr(self.part.record, name) == value:
                self.part.put(name, EMPTY.get(self.rows[name].field.kind))
        whole, notes = completed(self.part.record, self._today)
        self._filled = {
            name: getattr(whole, name)
            for name in FROM_NUMBER
            if getattr(whole, name) != getattr(self.part.record, name)
        }
        for name in (*FROM_NUMBER, "doc_no"):
            self.part.put(name, getattr(whole, name))
            if not self.rows[name].is_masked:
                self.rows[name].editor.show_value(getattr(whole, name))
        if notes:
            self._notes["doc_no"] = " ".join(notes)
        self.edited.emit()
