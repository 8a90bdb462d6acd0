# SPDX-License-Identifier: MIT
"""What goes on behind a form: its records, storing them, and what others do to them meanwhile."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from PySide6.QtCore import QObject, QTimer, Signal

from gridmgr.data.store import LoggedChange
from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.errors import ConflictError
from gridmgr.model.people import Household, Resident
from gridmgr.model.records import Record, fields_of
from gridmgr.operations.recording import Clash, Opened, Saving, clashes, read_record, save_label
from gridmgr.operations.removing import removal
from gridmgr.ui.document import Document
from gridmgr.ui.drafts import Draft, Drafts, draft_of, restored
from gridmgr.ui.forms.part import Part, part_of

QUIET_MS = 1_000
"""A draft is written when nobody has typed for so long."""


class FormWork(QObject):
    """The records of one form: the main one and, of a household, its members."""

    refreshed = Signal()
    """The records are shown as they are now."""
    said = Signal(str)
    """A sentence for the head of the form; empty for nothing."""
    clashed = Signal(object)
    """A list of Clash stands between the person and storing."""
    saved = Signal()
    """All is stored."""
    refused = Signal(object)
    """The exception for which nothing was stored."""
    gone = Signal()
    """The record was removed, here or elsewhere."""
    draft_failed = Signal(object)

    def __init__(self, document: Document, opened: Opened, drafts: Drafts, today: date, parent: QObject) -> None:
        super().__init__(parent)
        self.document, self._drafts, self._today = document, drafts, today
        self.opened = opened
        self.titles: dict[str, str] = {}
        self.parts: list[Part] = []
        self.is_saving = False
        self._has_draft = False
        self._who = ""
        self._quiet = QTimer(self, singleShot=True, interval=QUIET_MS)
        self._quiet.timeout.connect(self.keep_draft)
        self._load(opened)

    @property
    def main(self) -> Part:
        """The record of the form."""
        return self.parts[0]

    @property
    def key(self) -> tuple[str, str]:
        """Type and id of the record of the form."""
        return self.main.record.TYPE, self.main.record.id

    @property
    def is_dirty(self) -> bool:
        """Whether anything is unsaved."""
        return any(part.is_dirty for part in self.parts)

    def on_edited(self) -> None:
        """A person changed something: a draft follows when they pause."""
        self._quiet.start()

    def save(self) -> None:
        """Store everything as one step; ends in `saved`, `clashed` or `refused`."""
        if self.is_saving:
            return
        edits = [p.edit for i, p in enumerate(self.parts) if p.is_dirty or i == 0]
        saving = Saving(save_label(edits), edits, self._today, self.opened.seen)
        self.is_saving = True
        job = self.document.run(saving)
        job.succeeded.connect(lambda _step: self._on_stored(saving))
        job.failed.connect(self._on_refused)

    def settle(self, found: Sequence[Clash], is_mine: Mapping[tuple[str, str], bool]) -> None:
        """Take over what a person chose for each field, then store."""
        for part in self.parts:
            own = {c.field: c.theirs for c in found if c.id == part.record.id}
            theirs = {name: value for name, value in own.items() if not is_mine[part.record.id, name]}
            # From here on their values are what mine are compared with.
            part.record = replace(part.record, **theirs)
            part.start = replace(part.start, **own)
        self.refreshed.emit()
        self.save()

    def remove(self, with_members: bool) -> None:
        """Remove the record; ends in `gone` or `refused`."""
        record = self.main.start
        self.is_saving = True
        job = self.document.run(lambda store: removal(store, record, with_members))
        job.succeeded.connect(lambda _step: self._on_removed())
        job.failed.connect(self._on_refused)

    def touch(self, changes: Sequence[LoggedChange]) -> None:
        """Look again when one of these records, or who belongs to them, was changed."""
        own = {part.record.id for part in self.parts}
        is_home = isinstance(self.main.record, Household)
        linked = {getattr(p.record, n) for p in self.parts for n in fields_of(type(p.record)) if n.endswith("_id")}
        ours = [c for c in changes if c.id in own or c.id in linked or (is_home and c.record_type == Resident.TYPE)]
        if ours and not self.is_saving:
            self._who = "、".join(dict.fromkeys(c.author for c in ours if c.author))
            self.look_again()

    def look_again(self) -> None:
        """Read the records anew; what a person typed stays."""
        if self.main.is_new:
            return
        record_type, record_id = self.key
        job = self.document.ask(lambda store: read_record(store, record_type, record_id))
        job.succeeded.connect(self._on_read)

    def keep_draft(self) -> None:
        """Write what is unsaved to the person's folder, or take an old draft away."""
        self._quiet.stop()
        try:
            if self.is_dirty:
                now = datetime.now().astimezone()
                self._drafts.keep(draft_of(self.document.location, now, self.opened.seen, self.parts))
                self._has_draft = True
            elif self._has_draft:
                self.drop_draft()
        except OSError as error:
            self.draft_failed.emit(error)

    def drop_draft(self) -> None:
        """Take the draft away: all is stored, or given up."""
        self._quiet.stop()
        self._has_draft = False
        try:
            self._drafts.drop(self.key)
        except OSError as error:
            self.draft_failed.emit(error)

    def discard(self) -> None:
        """Go back to what is stored."""
        self.drop_draft()
        self._load(self.opened)
        self.refreshed.emit()

    def restore(self, draft: Draft) -> None:
        """Put back what was typed and not stored."""
        known = {part.record.id: part for part in self.parts}
        for kept in draft.parts:
            there = known.get(kept.id)
            if there is None and not kept.is_new:
                continue
            part = restored(kept, None if kept.is_new else there.start if there else None)
            if there is None:
                self.parts.append(part)
            else:
                self.parts[self.parts.index(there)] = part
        self.opened = replace(self.opened, seen=min(self.opened.seen, draft.seen))
        self._has_draft = True
        self.refreshed.emit()

    def add_member(self, person: Resident | None = None, person_id: str = "") -> Part:
        """Add a person to the household: a new one, or one who is known and moves in."""
        home = self.main.record
        if person is None:
            blank = Resident(id=person_id, community=home.community, name="", household_id=home.id)
            made = part_of(blank, is_new=True)
        else:
            made = part_of(person)
            made.put("household_id", home.id)
        self.parts.append(made)
        return made

    def take_out(self, part: Part) -> None:
        """Have a person leave the household; one who was never stored is forgotten."""
        if part.is_new:
            self.parts.remove(part)
        else:
            part.put("household_id", "")

    @property
    def members(self) -> list[Part]:
        """The people of the household, as it is wanted."""
        home = self.main.record.id
        return [p for p in self.parts[1:] if isinstance(p.record, Resident) and p.record.household_id == home]

    def _load(self, opened: Opened) -> None:
        self.opened = opened
        self.titles.update(opened.titles)
        self.parts = [part_of(opened.record, opened.is_new), *(part_of(m) for m in opened.members)]

    def _on_stored(self, saving: Saving) -> None:
        self.is_saving = False
        if saving.clashes:
            self.clashed.emit(saving.clashes)
            return
        self.drop_draft()
        for part in self.parts:
            part.start, part.is_new = part.record, False
        self.saved.emit()
        self.look_again()

    def _on_refused(self, error: Exception) -> None:
        self.is_saving = False
        self.refused.emit(error)
        if isinstance(error, ConflictError):
            self.look_again()

    def _on_removed(self) -> None:
        self.is_saving = False
        self.drop_draft()
        self.gone.emit()

    def _on_read(self, opened: Opened | None) -> None:
        """Show what others did, or say where it stands against what was typed."""
        if opened is None:
            self.said.emit("这条记录已被删除。您填写的内容还在；关闭前可以复制出来。")
            return
        if not self.is_dirty:
            self._load(opened)
            self.refreshed.emit()
            return
        self._take_over(opened)

    def _take_over(self, opened: Opened) -> None:
        """Go on from the present state with what was typed on top; clashes wait until the person stores."""
        known = {part.record.id: part for part in self.parts}
        present: list[Record] = [opened.record, *opened.members]
        found: list[Clash] = []
        fresh: list[str] = []
        for record in present:
            part = known.get(record.id)
            if part is None:
                self.parts.append(part_of(record))
            elif part.start.rev != record.rev:
                told = clashes(part.start, part.record, record, ())
                found += told
                if not told:
                    fresh += _labels(part.start, record)
                    part.take_over(record)
        self.titles.update(opened.titles)
        self.said.emit(news(found, fresh, self._who))
        self.refreshed.emit()


def _labels(before: Record, after: Record) -> list[str]:
    """Return the labels of the fields in which two states of a record differ."""
    known = fields_of(RECORD_TYPES[after.TYPE])
    names = [n for n, f in known.items() if not f.derived and not f.system]
    return [known[n].label for n in names if getattr(before, n) != getattr(after, n)]


def news(found: Sequence[Clash], fresh: Sequence[str], who: str) -> str:
    """Say what others changed while a person was typing."""
    who = who or "别人"
    known = {c.field: fields_of(RECORD_TYPES[c.record_type])[c.field].label for c in found}
    parts = []
    if found:
        parts.append(f"{who}也改了“{'、'.join(known.values())}”，保存时会请您选择用哪一个。")
    if fresh:
        parts.append(f"已并入{who}对“{'、'.join(dict.fromkeys(fresh))}”的改动。")
    return " ".join(parts)
