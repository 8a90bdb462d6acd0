# SPDX-License-Identifier: MIT
"""All open forms of the window: opening, stepping on, what was left unsaved, places picked on the map."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QBoxLayout, QMessageBox, QWidget
from shapely import Point

from gridmgr.data.rows import record_logged
from gridmgr.data.store import LoggedChange
from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.ids import new_id
from gridmgr.model.records import Record, fields_to_fill
from gridmgr.model.shapes import normal_form
from gridmgr.operations.importing.places import Communities
from gridmgr.operations.recording import Opened, Words, new_record, read_record, read_words
from gridmgr.ui.commands import today
from gridmgr.ui.document import Document
from gridmgr.ui.drafts import Draft, Drafts, restored
from gridmgr.ui.features import Feature
from gridmgr.ui.forms.draftbar import DraftBar
from gridmgr.ui.forms.grouping import REPEATED, has_form
from gridmgr.ui.forms.placing import PlacePicker
from gridmgr.ui.forms.work import FormWork
from gridmgr.ui.records.records import Records

if TYPE_CHECKING:
    from gridmgr.ui.forms.sheet import FormSheet
    from gridmgr.ui.window import MainWindow

ON_THE_MAP = frozenset({"building", "grid", "community"})
STEP_PX = 28
"""How far the next form stands off the one before."""
GONE = "这条{label}记录已不存在，可能刚被删除。"


class Forms(Feature):
    """Answers `record_wanted` and `new_record_wanted`."""

    def __init__(self, window: "MainWindow", drafts: Drafts | None = None) -> None:
        super().__init__(window)
        self.new_id: Callable[[], str] = new_id
        self.drafts = drafts or Drafts()
        self.sheets: dict[tuple[str, str], FormSheet] = {}
        self.picker = PlacePicker(window.canvas)
        self._words: Words | None = None
        self._last: dict[str, dict[str, Any]] = {}
        self._neighbours: dict[str, Sequence[str]] = {}
        self.bar = DraftBar(window)
        middle = window.centralWidget()
        column = middle.layout() if middle is not None else None
        assert isinstance(column, QBoxLayout)
        column.insertWidget(1, self.bar)
        self.bar.restore_wanted.connect(self.restore_all)
        self.bar.discard_wanted.connect(self._on_discard_all)
        window.record_wanted.connect(self.open_record)
        window.new_record_wanted.connect(self.open_new)
        window.records_touched.connect(self._on_touched)
        window.document_changed.connect(self._on_document)

    def open_record(self, record_type: str, record_id: str, neighbours: Sequence[str] = ()) -> None:
        """Open the form of a record, or bring it to the front; PgUp and PgDn step through `neighbours` (ids)."""
        document = self.window.document
        if not has_form(record_type) or document is None:
            if record_type in ON_THE_MAP:
                self.window.show_record(record_type, record_id)
            return
        self._neighbours[record_type] = neighbours or self._listed(record_type)
        known = self.sheets.get((record_type, record_id))
        if known is not None:
            _raise(known)
            return
        job = document.ask(lambda store: (read_words(store), read_record(store, record_type, record_id)))
        job.succeeded.connect(lambda read: self._on_read(document, record_type, read))

    def _listed(self, record_type: str) -> Sequence[str]:
        """Return the ids of the records page, where it lists this type: a form opened from it steps through it."""
        records = self.window.feature(Records)
        return records.model.ids if records.type_name == record_type else ()

    def open_new(self, record_type: str, values: Mapping[str, Any]) -> None:
        """Open an empty form; `values` (Any: of the fields' own types) and what the last entry repeats stand in it."""
        if not has_form(record_type) or self.window.document is None:
            return
        allowed = fields_to_fill(RECORD_TYPES[record_type])
        given = {name: value for name, value in values.items() if name in allowed}
        filled = {**self._last.get(record_type, {}), **given}
        blank = replace(record_logged(RECORD_TYPES[record_type], self.new_id(), 0, ()), **filled)
        self._open_blank(blank, None)

    def note_saved(self, record: Record) -> None:
        """Remember what the next new record of this type repeats; only while the program runs."""
        names = REPEATED.get(record.TYPE, ())
        self._last[record.TYPE] = {name: getattr(record, name) for name in names}

    def go_on_from(self, sheet: "FormSheet") -> None:
        """Go to the next record after one was stored: a new one after a new one, else the next of the list."""
        record_type, record_id = sheet.work.key
        was_new = sheet.work.opened.is_new
        if was_new:
            sheet.accept()
            self.open_new(record_type, {})
        elif record_id in self._neighbours.get(record_type, ()):
            self.step_from(sheet, 1)
        else:
            sheet.accept()

    def step_from(self, sheet: "FormSheet", step: int) -> None:
        """Open the next or previous record of the list from which a form came, in place of it."""
        record_type, record_id = sheet.work.key
        ids = list(self._neighbours.get(record_type, ()))
        if record_id not in ids:
            return
        at = ids.index(record_id) + step
        if 0 <= at < len(ids):
            sheet.accept()
            self.open_record(record_type, ids[at])

    def remove(self, sheet: "FormSheet") -> QMessageBox | None:
        """Remove a record, after saying what hangs on it; can be undone."""
        opened = sheet.work.opened
        needed = [h for h in opened.hanging if h.is_needed]
        members = opened.members
        if any(h.record_type != "resident" or not members for h in needed):
            words = "、".join(h.words for h in needed)
            sheet.say(f"不能删除：这里还有 {words}。请先把它们移走或删除（点上面的链接可以打开）。", "error")
            return None
        if not members:
            sheet.work.remove(with_members=False)
            return None
        box = QMessageBox(sheet)
        box.setObjectName("remove_box")
        box.setWindowTitle("删除住户")
        box.setText(f"这户有 {len(members)} 位成员。要连同成员的居民记录一起删除吗？")
        box.setInformativeText("删除后可以用“撤销”（Ctrl+Z）恢复。只想让成员离开，请先用“移出本户”。")
        together = box.addButton(f"连同 {len(members)} 位成员删除", QMessageBox.ButtonRole.DestructiveRole)
        together.setObjectName("remove_together")
        box.addButton("不删除", QMessageBox.ButtonRole.RejectRole)
        together.clicked.connect(lambda: sheet.work.remove(with_members=True))
        box.open()
        return box

    def pick_place(self, sheet: "FormSheet") -> None:
        """Have the place of a record clicked on the map; the form steps aside meanwhile."""
        window = self.window
        window.workspaces.show("plan")
        window.message.say("请在地图上单击这条记录的位置；滚轮缩放，按 Esc 放弃。")
        sheet.hide()
        self.picker.pick(lambda x, y: self._on_picked(sheet, x, y), lambda: self._on_pick_ended(sheet))

    def show_on_map(self, record_type: str, record_id: str) -> None:
        """Bring a record into view on the map."""
        self.window.workspaces.show("plan")
        self.window.show_record(record_type, record_id)

    def grid_id(self, code: str) -> str:
        """Return the id of a grid of the plan on the map by its code, or ""."""
        overview = self.window.overview
        grids = (g for c in overview.communities for g in c.grids) if overview and code else ()
        return next((g.id for g in grids if g.code == code), "")

    def restore_all(self) -> None:
        """Open every form that was left unsaved, with what was typed."""
        for draft in self._waiting():
            self._restore(draft)
        self.bar.hide()

    def _restore(self, draft: Draft) -> None:
        document, (record_type, record_id) = self.window.document, draft.key
        if document is None:
            return
        if draft.parts[0].is_new:
            self._open_blank(restored(draft.parts[0], None).start, draft)
            return
        job = document.ask(lambda store: (read_words(store), read_record(store, record_type, record_id)))
        job.succeeded.connect(lambda read: self._on_read(document, record_type, read, draft))

    def _open_blank(self, blank: Record, draft: Draft | None) -> None:
        document = self.window.document
        assert document is not None
        job = document.ask(lambda store: (read_words(store), new_record(store, blank)))
        job.succeeded.connect(lambda read: self._on_read(document, blank.TYPE, read, draft))

    def _on_read(
        self, document: Document, record_type: str, read: tuple[Words, Opened | None], draft: Draft | None = None
    ) -> None:
        words, opened = read
        if document is not self.window.document:
            return
        if opened is None:
            self.window.message.say(GONE.format(label=RECORD_TYPES[record_type].LABEL))
            return
        key = (record_type, opened.record.id)
        if key in self.sheets:
            _raise(self.sheets[key])
            return
        work = FormWork(document, opened, self.drafts, today(), self)
        from gridmgr.ui.forms.sheet import FormSheet

        sheet = FormSheet(self, work, words, today())
        self.sheets[key] = sheet
        sheet.finished_with.connect(self._on_closed)
        left = draft or next((d for d in self.drafts.of(document.location) if d.key == key), None)
        if left is not None:
            work.restore(left)
            sheet.say(f"已恢复 {left.at[5:16].replace('T', ' ')} 没有保存的内容。不需要时请按“放弃改动”。")
        self._place(sheet)
        sheet.show()
        self._offer()

    def _place(self, sheet: QWidget) -> None:
        """Put a form at the right edge of the window, off those that are open already."""
        frame = self.window.frameGeometry()
        shift = STEP_PX * ((len(self.sheets) - 1) % 6)
        x = frame.right() - sheet.width() - 24 - shift
        sheet.move(QPoint(max(x, 0), frame.top() + 60 + shift))

    def _on_closed(self, sheet: "FormSheet") -> None:
        self.sheets.pop(sheet.work.key, None)
        if self.picker.is_picking:
            self.picker.stop()
        self._offer(just_kept=sheet.work.is_dirty)

    def _on_touched(self, changes: list[LoggedChange]) -> None:
        for sheet in self.sheets.values():
            sheet.work.touch(changes)

    def _on_document(self, document: Document | None) -> None:
        """Close the forms of the data before; offer what was left unsaved in these."""
        for sheet in list(self.sheets.values()):
            sheet.reject()
        self._last, self._neighbours = {}, {}
        self.bar.hide()
        if document is not None:
            self._offer()

    def _waiting(self) -> list[Draft]:
        """Return the drafts of the open data that stand in no form."""
        document = self.window.document
        known = self.drafts.of(document.location) if document is not None else []
        return [draft for draft in known if draft.key not in self.sheets]

    def _offer(self, just_kept: bool = False) -> None:
        self.bar.offer(len(self._waiting()), just_kept)

    def _on_discard_all(self) -> None:
        for draft in self._waiting():
            self.drafts.drop(draft.key)
        self.bar.hide()

    def _on_picked(self, sheet: "FormSheet", x: float, y: float) -> None:
        point = normal_form(Point(x, y))
        sheet.form.set_value("geom", point)
        job = sheet.work.document.ask(lambda store: Communities(store).at([point])[0])
        job.succeeded.connect(lambda code: sheet.form.set_value("community", code) if code else None)

    def _on_pick_ended(self, sheet: "FormSheet") -> None:
        self.window.message.hide()
        sheet.show()
        _raise(sheet)


def _raise(sheet: "FormSheet") -> None:
    sheet.show()
    sheet.raise_()
    sheet.activateWindow()
