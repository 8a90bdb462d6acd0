# SPDX-License-Identifier: MIT
"""The people of a household as a small table that is typed in like a sheet of paper."""

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridmgr.model.fields import Field, Kind
from gridmgr.model.findings import Severity
from gridmgr.model.masks import masked
from gridmgr.model.parsing import Parsed, parse
from gridmgr.model.people import Resident
from gridmgr.model.records import fields_of
from gridmgr.model.validation import completed
from gridmgr.model.writing import written
from gridmgr.operations.naming import Hit
from gridmgr.operations.recording import HEAD, Words, findings_on, household_findings, refusals
from gridmgr.ui.appearance import tone_colour
from gridmgr.ui.cards import Tone
from gridmgr.ui.forms.codes import CodeBox
from gridmgr.ui.forms.editors import EMPTY
from gridmgr.ui.forms.links import LinkEditor
from gridmgr.ui.forms.part import Part
from gridmgr.ui.forms.work import FormWork
from gridmgr.ui.icons import set_icon

COLUMNS = {"name": 76, "relation": 78, "doc_no": 152, "gender": 52, "birth_date": 88, "phone": 100, "groups": 80}
"""Fields of a resident and the widths of their columns."""
FIELDS: Mapping[str, Field] = {name: fields_of(Resident)[name] for name in COLUMNS}
ROW_PX = 28
LEAST_ROWS = 4


class MembersTable(QWidget):
    """Adds, changes and moves the members of the household that a FormWork holds."""

    edited = Signal()
    open_wanted = Signal(str, str)
    new_wanted = Signal()
    """One more person is wanted; `add` answers."""
    search_wanted = Signal(str)
    """Residents that fit these words are wanted; `search.show_hits` answers."""
    moved_in = Signal(str)
    """The known resident with this id shall move in."""
    number_left = Signal(object)
    """A person has typed the document number of this Part."""

    def __init__(self, work: FormWork, words: Words, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work, self._words, self._today = work, words, today
        self._is_revealed = self._is_locked = self._is_showing = False
        self.twins: dict[str, Sequence[Hit]] = {}
        self.table = QTableWidget(0, len(COLUMNS), self)
        self.table.setObjectName("members_table")
        self.table.setAccessibleName("家庭成员")
        self.table.setHorizontalHeaderLabels([FIELDS[name].label.removeprefix("与户主") for name in COLUMNS])
        self.table.verticalHeader().setDefaultSectionSize(ROW_PX)
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        for column, width in enumerate(COLUMNS.values()):
            self.table.setColumnWidth(column, width)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        trigger = QAbstractItemView.EditTrigger
        self.table.setEditTriggers(trigger.DoubleClicked | trigger.EditKeyPressed | trigger.AnyKeyPressed)
        self.table.setItemDelegate(_CellDelegate(self))
        self.table.installEventFilter(self)
        self.table.currentCellChanged.connect(lambda *_: self._refresh_buttons())
        self.message = QLabel(self)
        self.message.setObjectName("members_message")
        self.message.setWordWrap(True)
        self.message.setTextFormat(Qt.TextFormat.RichText)
        self.message.linkActivated.connect(lambda record_id: self.open_wanted.emit("resident", record_id))
        self.add_button = self._button("members_add", "添加成员（Insert）", "user-plus")
        self.add_button.clicked.connect(self.new_wanted)
        self.out_button = self._button("members_out", "移出本户（Delete）", "user-minus")
        self.out_button.setToolTip("这个人不再属于本户；居民记录本身保留。")
        self.out_button.clicked.connect(self.take_out)
        self.form_button = self._button("members_open", "打开居民表单", "external-link")
        self.form_button.clicked.connect(self._on_open)
        self.search = LinkEditor(fields_of_search(), words.code_lists, today, self)
        self.search.line.setPlaceholderText("加入已登记的居民：姓名、首字母或证件号")
        self.search.search_wanted.connect(self.search_wanted)
        self.search.edited.connect(self._on_found)
        self._lay_out()

    def show_members(self, is_revealed: bool) -> None:
        """Show the members as they are wanted, masked where they have to be."""
        self._is_revealed = is_revealed
        self._is_showing = True
        members = self._work.members
        self.table.setRowCount(len(members))
        for row, part in enumerate(members):
            for column, name in enumerate(COLUMNS):
                self.table.setItem(row, column, self._item(part, name))
            mark = QTableWidgetItem("户主" if getattr(part.record, "relation", "") == HEAD else str(row + 1))
            self.table.setVerticalHeaderItem(row, mark)
        shown = max(LEAST_ROWS, min(len(members) + 1, 8))
        self.table.setFixedHeight(self.table.horizontalHeader().sizeHint().height() + shown * ROW_PX + 4)
        self._is_showing = False
        self.check()
        self._refresh_buttons()

    def set_locked(self, locked: bool) -> None:
        """Forbid or allow changes."""
        self._is_locked = locked
        self.add_button.setDisabled(locked)
        self.search.setDisabled(locked)
        self.show_members(self._is_revealed)

    def check(self) -> bool:
        """Say below the table what is wrong; tell whether the members may be stored."""
        lines, is_sound = [], True
        for number, part in enumerate(self._work.members, start=1):
            if not part.is_new or part.is_dirty:
                errors, warnings = self._findings(part)
                is_sound &= not errors
                lines += [_line(number, text, "error") for text in errors]
                lines += [_line(number, text, "warning") for text in warnings]
        people = [p.record for p in self._work.members if p.is_dirty or not p.is_new]
        lines += [f"▲ {text}" for text in household_findings(r for r in people if isinstance(r, Resident))]
        self.message.setText("<br>".join(lines))
        self.message.setVisible(bool(lines))
        self.message.setProperty("tone", "warning" if is_sound else "error")
        self.message.style().unpolish(self.message)
        self.message.style().polish(self.message)
        return is_sound

    def edit_last(self) -> None:
        """Let the name of the last member be typed."""
        row = self.table.rowCount() - 1
        self.table.setFocus()
        self.table.setCurrentCell(row, 0)
        self._edit(self.table.item(row, 0))

    def take_out(self) -> None:
        """Have the chosen member leave the household."""
        row = self.table.currentRow()
        if 0 <= row < len(self._work.members) and not self._is_locked:
            self._work.take_out(self._work.members[row])
            self.show_members(self._is_revealed)
            self.table.setCurrentCell(min(row, self.table.rowCount() - 1), 0)
            self.edited.emit()

    def part_at(self, row: int) -> Part:
        """Return the member in a row."""
        return self._work.members[row]

    def put(self, row: int, name: str, read: Parsed, text: str) -> None:
        """Take over what was typed into a cell."""
        part, field = self.part_at(row), FIELDS[name]
        if read.problem and read.value is None:
            part.unread[name] = text
        else:
            part.put(name, EMPTY.get(field.kind) if read.value is None else read.value)
        if name == "doc_no" and name not in part.unread:
            part.record = completed(part.record, self._today)[0]
            self.number_left.emit(part)
        self.show_members(self._is_revealed)
        self.edited.emit()

    def parsed(self, name: str, text: str) -> Parsed:
        """Return what a text means in a column."""
        return parse(FIELDS[name], text, self._words.code_lists, self._today)

    def cell_text(self, row: int, name: str) -> str:
        """Return what is edited in a cell."""
        part = self.part_at(row)
        known = written(FIELDS[name], getattr(part.record, name), self._words.code_lists)
        return part.unread.get(name, known)

    def code_box(self, name: str, parent: QWidget) -> CodeBox:
        """Return a drop-down for a column of codes."""
        return CodeBox(self._words.choices.get(FIELDS[name].code_list, ()), parent)

    def step_on(self) -> None:
        """Go on to the next cell; behind the last one comes a new member."""
        row, column = self.table.currentRow(), self.table.currentColumn()
        if column + 1 < len(COLUMNS):
            self.table.setCurrentCell(row, column + 1)
        elif row + 1 < self.table.rowCount():
            self.table.setCurrentCell(row + 1, 0)
        else:
            self.new_wanted.emit()
            return
        self._edit(self.table.currentItem())

    def _edit(self, item: QTableWidgetItem | None) -> None:
        """Let a cell be typed in, if it may be."""
        if item is not None and item.flags() & Qt.ItemFlag.ItemIsEditable:
            self.table.editItem(item)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Add with Insert, take out with Delete."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and watched is self.table:
            if event.key() == Qt.Key.Key_Insert and not self._is_locked:
                self.new_wanted.emit()
                return True
            if event.key() == Qt.Key.Key_Delete:
                self.take_out()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
                self._edit(self.table.currentItem())
                return True
        return super().eventFilter(watched, event)

    def _findings(self, part: Part) -> tuple[list[str], list[str]]:
        found = findings_on(part.record, self._words.code_lists, self._today)
        hard = refusals(part.edit, found)
        errors = [f.message for f in hard]
        errors += [self.parsed(name, text).problem or "内容无法识别。" for name, text in part.unread.items()]
        warnings = [f.message for f in found if f not in hard and f.severity is not Severity.INFO]
        twins = self.twins.get(part.record.id, ())
        links = "、".join(f'<a href="{t.id}">{t.title}</a>' for t in twins)
        return errors, [*warnings, *([f"已有相同证件号码的居民：{links}。"] if links else [])]

    def _item(self, part: Part, name: str) -> QTableWidgetItem:
        field, value = FIELDS[name], getattr(part.record, name)
        is_masked = field.sensitive and not self._is_revealed and not part.is_new and bool(value)
        known = masked(field, value) if is_masked else written(field, value, self._words.code_lists)
        item = QTableWidgetItem(part.unread.get(name, known))
        if is_masked or self._is_locked:
            item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
        if is_masked:
            item.setToolTip("敏感内容已遮盖。按“显示”后可以查看和修改。")
        if name in part.unread:
            item.setForeground(QColor(tone_colour(Tone.MISSING, self.palette().base().color().lightness() < 128)))
        return item

    def _button(self, name: str, text: str, icon_name: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAutoDefault(False)
        set_icon(button, icon_name)
        return button

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(6)
        heading = QLabel("家庭成员", self)
        heading.setProperty("role", "heading")
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        for button in (self.add_button, self.out_button, self.form_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column.addWidget(heading)
        column.addWidget(self.table)
        column.addWidget(self.message)
        column.addLayout(buttons)
        column.addWidget(self.search)

    def _refresh_buttons(self) -> None:
        row = self.table.currentRow()
        has_row = 0 <= row < len(self._work.members)
        self.out_button.setEnabled(has_row and not self._is_locked)
        self.form_button.setEnabled(has_row and not self.part_at(row).is_new)

    def _on_open(self) -> None:
        row = self.table.currentRow()
        if 0 <= row < len(self._work.members):
            self.open_wanted.emit("resident", self.part_at(row).record.id)

    def _on_found(self) -> None:
        record_id = self.search.read().value
        if record_id:
            self.search.show_value("")
            self.moved_in.emit(record_id)


def fields_of_search() -> Field:
    """Return the declaration of the box in which residents are looked for."""
    return Field(kind=Kind.LINK, label="加入已登记的居民", name="member_search", to="resident")


def _line(number: int, text: str, tone: str) -> str:
    return f"{'✕' if tone == 'error' else '▲'} 第 {number} 位：{text}"


Index = QModelIndex | QPersistentModelIndex


class _CellDelegate(QStyledItemDelegate):
    """Gives each cell a plain input, and goes on to the next cell at Enter."""

    def __init__(self, members: MembersTable) -> None:
        super().__init__(members.table)
        self._members = members

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        name = list(COLUMNS)[index.column()]
        editor = self._members.code_box(name, parent) if FIELDS[name].kind is Kind.CODE else QLineEdit(parent)
        editor.setObjectName(f"cell_{name}")
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        name = list(COLUMNS)[index.column()]
        if isinstance(editor, CodeBox):
            editor.show_code(getattr(self._members.part_at(index.row()).record, name))
            editor.line.selectAll()
        elif isinstance(editor, QLineEdit):
            editor.setText(self._members.cell_text(index.row(), name))

    def setModelData(self, editor: QWidget, _model: QAbstractItemModel, index: Index) -> None:
        name = list(COLUMNS)[index.column()]
        if isinstance(editor, CodeBox):
            text, code = editor.currentText(), editor.code()
            read = self._members.parsed(name, text) if code is None else Parsed(code or None)
        elif isinstance(editor, QLineEdit):
            text = editor.text()
            read = self._members.parsed(name, text)
        else:
            return
        if text != self._members.cell_text(index.row(), name):
            self._members.put(index.row(), name, read, text)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and not event.modifiers()
            and isinstance(editor, QWidget)
        ):
            self.commitData.emit(editor)
            self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
            self._members.step_on()
            return True
        return super().eventFilter(editor, event)
