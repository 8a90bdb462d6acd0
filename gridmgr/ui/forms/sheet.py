# SPDX-License-Identifier: MIT
"""The window of one form. It is not modal: several stay open beside the map while one is called away."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gridmgr.model.people import Household, Resident
from gridmgr.model.records import fields_of
from gridmgr.operations.naming import masked_title, search, title
from gridmgr.operations.recording import Clash, Words, same_number
from gridmgr.ui.conflicts import ConflictDialog
from gridmgr.ui.forms.form import RecordForm
from gridmgr.ui.forms.members import MembersTable
from gridmgr.ui.forms.part import Part
from gridmgr.ui.forms.ties import Ties
from gridmgr.ui.forms.work import FormWork
from gridmgr.ui.icons import set_icon

if TYPE_CHECKING:
    from gridmgr.ui.forms.feature import Forms

SIZE_PX = QSize(540, 640)
HOUSEHOLD_PX = QSize(800, 680)
LEAST_PX, HOUSEHOLD_LEAST_PX = 420, 640
SCREEN_SHARE = 0.9


class FormSheet(QDialog):
    """Shows one record of a FormWork with what can be done to it."""

    finished_with = Signal(object)
    """The sheet is closed."""

    def __init__(self, forms: "Forms", work: FormWork, words: Words, today: date) -> None:
        super().__init__(forms.window)
        self.setObjectName(f"form_{work.key[0]}")
        self.setProperty("role", "form")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.work, self._forms, self._words = work, forms, words
        work.setParent(self)
        self.is_revealed = work.main.is_new
        self._is_locked = work.document.access.read_only
        self._goes_on = False
        self.form = RecordForm(work.key[0], words, today, self)
        is_home = isinstance(work.main.record, Household)
        self.members = MembersTable(work, words, today, self) if is_home else None
        self._make_head()
        self._make_foot()
        self._lay_out()
        self._connect()
        self._add_keys()
        wanted = HOUSEHOLD_PX if is_home else SIZE_PX
        self.setMinimumWidth(HOUSEHOLD_LEAST_PX if is_home else LEAST_PX)
        self.resize(wanted.boundedTo(self.screen().availableSize() * SCREEN_SHARE))
        self.restoreGeometry(forms.window.memory.bytes_of(self._place_key))
        self.refresh()

    @property
    def _place_key(self) -> str:
        return f"form/{self.work.key[0]}"

    def refresh(self) -> None:
        """Show the record as it is now, with what the person typed."""
        self.form.show_part(self.work.main, self.work.titles, self.is_revealed)
        if self.members is not None:
            self.members.show_members(self.is_revealed)
        if self.work.main.record.SHARED and "code" in self.form.rows:
            self.form.rows["code"].editor.set_locked(True)
        if self._is_locked:
            self.form.set_locked(True)
            if self.members is not None:
                self.members.set_locked(True)
        self._say_state()

    def reveal(self, is_on: bool) -> None:
        """Show or mask sensitive values."""
        self.is_revealed = is_on
        self.reveal_button.setText("遮盖" if is_on else "显示")
        set_icon(self.reveal_button, "eye-off" if is_on else "eye")
        self.refresh()

    def save(self, goes_on: bool = False) -> None:
        """Store everything, unless something is wrong; then go to the first wrong field."""
        self._goes_on = goes_on
        is_sound = self.form.check(everything=True)
        if self.members is not None and not self.members.check():
            is_sound = False
        if is_sound:
            self.work.save()
            return
        self.say("还没有保存：请先改正标红的内容。", "error")
        for row in self.form.wrong_rows()[:1]:
            self.form.unfold(row)
            row.editor.setFocus()
            self.area.ensureWidgetVisible(row)

    def say(self, text: str, tone: str = "plain") -> None:
        """Say something at the head of the form; "" for nothing."""
        self.banner_text.setText(text)
        self.banner.setProperty("tone", tone)
        self.banner.style().unpolish(self.banner)
        self.banner.style().polish(self.banner)
        self.banner.setVisible(bool(text))

    def ask_about(self, found: Sequence[Clash]) -> ConflictDialog:
        """Tell both values of every field that two people changed, and have the person choose."""
        dialog = ConflictDialog(found, self._words.code_lists, self.work.titles, self)
        dialog.resolved.connect(lambda chosen: self.work.settle(found, chosen))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on to the next field; Esc closes, and what is unsaved becomes a draft."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.focusNextPrevChild(True)
        else:
            super().keyPressEvent(event)

    def done(self, result: int) -> None:
        """Close; nothing that was typed is lost."""
        self._forms.window.memory.keep_bytes(self._place_key, self.saveGeometry())
        self.work.keep_draft()
        self.finished_with.emit(self)
        super().done(result)

    def _make_head(self) -> None:
        self.heading = QLabel(self)
        self.heading.setObjectName("form_title")
        self.heading.setProperty("role", "title")
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.heading.setWordWrap(True)
        self.ties = Ties(self._forms, self)
        self.banner = QFrame(self)
        self.banner.setObjectName("form_banner")
        self.banner_text = QLabel(self.banner)
        self.banner_text.setObjectName("form_banner_text")
        self.banner_text.setWordWrap(True)
        inside = QHBoxLayout(self.banner)
        inside.setContentsMargins(10, 6, 10, 6)
        inside.addWidget(self.banner_text)
        self.banner.hide()
        self.reveal_button = self._button("form_reveal", "显示", "eye")
        self.reveal_button.setCheckable(True)
        self.reveal_button.setToolTip("显示或遮盖这张表单里的证件号、电话等敏感内容（F8）")

    def _make_foot(self) -> None:
        is_new = self.work.main.is_new
        self.state = QLabel(self)
        self.state.setObjectName("form_state")
        self.state.setProperty("role", "muted")
        self.remove_button = self._button("form_remove", "删除", "trash")
        self.discard_button = self._button("form_discard", "放弃改动", "")
        self.next_button = self._button("form_next", "保存并新增下一个" if is_new else "保存并关闭", "")
        self.next_button.setToolTip("Ctrl+Enter")
        self.save_button = self._button("form_save", "保存", "")
        self.save_button.setProperty("primary", True)
        self.save_button.setToolTip("Ctrl+S")

    def _lay_out(self) -> None:
        body = QWidget(self)
        inside = QVBoxLayout(body)
        inside.setContentsMargins(16, 12, 16, 12)
        inside.setSpacing(8)
        inside.addWidget(self.form)
        if self.members is not None:
            # The people are what a household form is opened for: they stand before the folded groups.
            self.form.insert_before_folds(self.members)
        inside.addStretch(1)
        self.area = QScrollArea(self)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(body)
        body.setObjectName("form_body")
        head = QHBoxLayout()
        head.setContentsMargins(16, 10, 16, 4)
        head.addWidget(self.heading, 1)
        head.addWidget(self.reveal_button, 0, Qt.AlignmentFlag.AlignTop)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 16, 10)
        foot.setSpacing(8)
        foot.addWidget(self.remove_button)
        foot.addWidget(self.state, 1)
        for button in (self.discard_button, self.next_button, self.save_button):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.ties)
        column.addWidget(self.banner)
        column.addWidget(self.area, 1)
        column.addLayout(foot)

    def _connect(self) -> None:
        work, form = self.work, self.form
        form.edited.connect(self._on_edited)
        form.left.connect(self._on_left)
        form.search_wanted.connect(self._on_search)
        form.open_wanted.connect(self._forms.open_record)
        form.pick_wanted.connect(lambda: self._forms.pick_place(self))
        form.map_wanted.connect(lambda: self._forms.show_on_map(*work.key))
        self.reveal_button.toggled.connect(self.reveal)
        self.remove_button.clicked.connect(lambda: self._forms.remove(self))
        self.discard_button.clicked.connect(self._on_discard)
        self.next_button.clicked.connect(lambda: self.save(goes_on=True))
        self.save_button.clicked.connect(lambda: self.save())
        work.refreshed.connect(self.refresh)
        work.said.connect(self.say)
        work.clashed.connect(self.ask_about)
        work.saved.connect(self._on_saved)
        work.refused.connect(lambda error: self.say(str(error), "error"))
        work.gone.connect(self.accept)
        work.draft_failed.connect(self._forms.window.message.tell)
        if self.members is not None:
            members = self.members
            members.edited.connect(self._on_edited)
            members.open_wanted.connect(self._forms.open_record)
            members.new_wanted.connect(self._on_new_member)
            members.search_wanted.connect(lambda words: self._look_for("resident", words, members.search.show_hits))
            members.moved_in.connect(self._on_moving_in)
            members.number_left.connect(self._on_member_number)

    def _add_keys(self) -> None:
        for keys, run in (
            ("Ctrl+S", lambda: self.save()),
            ("Ctrl+Return", lambda: self.save(goes_on=True)),
            ("Ctrl+Enter", lambda: self.save(goes_on=True)),
            ("PgDown", lambda: self._forms.step_from(self, 1)),
            ("PgUp", lambda: self._forms.step_from(self, -1)),
            # Not the button's own shortcut: Qt drops that when the text of the button changes.
            ("F8", lambda: None if self.reveal_button.isHidden() else self.reveal_button.toggle()),
        ):
            QShortcut(QKeySequence(keys), self, run)

    def _button(self, name: str, text: str, icon_name: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAutoDefault(False)
        if icon_name:
            set_icon(button, icon_name)
        return button

    def _say_state(self) -> None:
        main, is_dirty = self.work.main, self.work.is_dirty
        label = main.record.LABEL
        name = title(main.record) if self.is_revealed else masked_title(main.record)
        words = f"新增{label}" if main.is_new else f"{label}：{name}"
        self.heading.setText(words)
        self.setWindowTitle(f"{words}{' *' if is_dirty else ''}")
        self.ties.show_ties(self.work.opened)
        self.reveal_button.setVisible(
            not main.is_new and any(f.sensitive for f in fields_of(type(main.record)).values())
        )
        # Codes of the division are part of every key, and nothing of it goes with one press.
        self.remove_button.setVisible(not main.is_new and not main.record.SHARED)
        self.remove_button.setDisabled(self._is_locked)
        self.discard_button.setVisible(is_dirty)
        for button in (self.save_button, self.next_button):
            button.setDisabled(self._is_locked)
        if self._is_locked:
            self.state.setText("只读，不能修改")
        elif is_dirty:
            self.state.setText("有未保存的改动")
        elif self.state.text() == "有未保存的改动":
            self.state.setText("")

    def _on_edited(self) -> None:
        self.work.on_edited()
        self._say_state()

    def _on_left(self, name: str) -> None:
        record = self.work.main.record
        if name == "doc_no" and isinstance(record, Resident):
            self.work.document.ask(lambda store: same_number(store, record)).succeeded.connect(self.form.show_twins)

    def _on_member_number(self, part: Part) -> None:
        record, members = part.record, self.members
        if members is None or not isinstance(record, Resident):
            return

        def take(twins: object) -> None:
            members.twins[record.id] = twins if isinstance(twins, list) else []
            members.check()

        self.work.document.ask(lambda store: same_number(store, record)).succeeded.connect(take)

    def _on_search(self, name: str, words: str) -> None:
        to = fields_of(type(self.work.main.record))[name].to
        self._look_for(to, words, lambda typed, hits: self.form.show_hits(name, typed, hits))

    def _look_for(self, record_type: str, words: str, show: "object") -> None:
        job = self.work.document.ask(lambda store: search(store, record_type, words))
        job.succeeded.connect(lambda hits: show(words, hits) if callable(show) else None)

    def _on_new_member(self) -> None:
        if self.members is not None:
            self.work.add_member(person_id=self._forms.new_id())
            self.members.show_members(self.is_revealed)
            self.members.edit_last()

    def _on_moving_in(self, record_id: str) -> None:
        known = {part.record.id: part for part in self.work.parts}
        if record_id in known:
            known[record_id].put("household_id", self.work.main.record.id)
            self._on_moved(known[record_id].record)
            return
        self.work.document.ask(lambda store: store.get(Resident, record_id)).succeeded.connect(self._on_found)

    def _on_found(self, person: Resident | None) -> None:
        if person is not None:
            self.work.add_member(person)
            self._on_moved(person)

    def _on_moved(self, _person: object) -> None:
        if self.members is not None:
            self.members.show_members(self.is_revealed)
        self._on_edited()

    def _on_discard(self) -> None:
        is_new = self.work.main.is_new
        self.work.discard()
        self.say("")
        if is_new:
            self.reject()

    def _on_saved(self) -> None:
        self.say("")
        self.state.setText(f"已保存 {datetime.now().astimezone():%H:%M}")
        self._forms.note_saved(self.work.main.record)
        self._say_state()
        if self._goes_on:
            self._forms.go_on_from(self)
