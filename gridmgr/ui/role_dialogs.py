# SPDX-License-Identifier: MIT
"""The dialogs of the role board: whom to appoint, from when; whom to dismiss; who held a role."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QDate, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridmgr.model.people import StaffPerson
from gridmgr.operations.roles import Candidate, RoleWish, Tenure, matching
from gridmgr.ui.cards import RoleLine, Tone
from gridmgr.ui.inspector_parts import label

MOST_SHOWN = 200
SIZE_PX = 560, 520
ID = Qt.ItemDataRole.UserRole
DAY = "yyyy-MM-dd"


class AppointDialog(QDialog):
    """Chooses a person for a role, or takes down a new one, and the day from which the role is held."""

    wished = Signal(object)
    """A person was decided on: a RoleWish."""
    considered = Signal(object)
    """A person was chosen in the list: a RoleWish whose warnings are wanted (`warn`)."""

    def __init__(
        self, grid: str, line: RoleLine, people: Sequence[Candidate], today: date, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("appoint_dialog")
        self._line, self._people = line, people
        self._community = ""
        verb = "任命" if line.is_vacant else "更换"
        self._verb = verb
        self.setWindowTitle(f"{verb}{line.label}")
        self.resize(*SIZE_PX)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(label(f"{grid}　{line.label}", role="title"))
        if not line.is_vacant:
            column.addWidget(label(f"现任：{line.name}。更换后原任职自动结束，记录保留在任职历史里。", role="muted"))
        self._add_list(column)
        self._add_newcomer(column)
        self._add_terms(column, today)
        self._add_buttons(column)
        self._fill()
        self.search.setFocus()

    def offer(self, community: str, sources: Sequence[tuple[str, str]]) -> None:
        """Show people of a community first, and these sources (code, label) to choose from."""
        self._community = community
        with QSignalBlocker(self.source):
            self.source.addItem("未填写", "")
            for code, text in sources:
                self.source.addItem(text, code)
        self._fill()

    def warn(self, wish: RoleWish, said: Sequence[str]) -> None:
        """Show what speaks against a person, if that person is still the one who is chosen."""
        if wish == self.wish():
            self._say("".join(said), Tone.ABOVE)

    def refuse(self, why: str) -> None:
        """Say why the wish could not be stored."""
        self._say(why, Tone.MISSING)
        self.agree.setEnabled(True)

    def wish(self) -> RoleWish:
        """Return what the dialog says at present."""
        person = self._chosen()
        newcomer = self._newcomer_record() if self.is_new.isChecked() else None
        return RoleWish(
            grid_id=self._line.grid_id,
            role=self._line.role,
            staff_id="" if newcomer or person is None else person.id,
            newcomer=newcomer,
            from_on=_day(self.begins),
            source=self.source.currentData() or "",
        )

    def _add_list(self, column: QVBoxLayout) -> None:
        self.search = QLineEdit(self)
        self.search.setObjectName("appoint_search")
        self.search.setPlaceholderText("按姓名、姓名首字母或单位查找")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._fill)
        self.list = QTreeWidget(self)
        self.list.setObjectName("appoint_list")
        self.list.setAccessibleName("工作人员")
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setHeaderLabels(["姓名", "单位", "职务", "任职网格"])
        self.list.header().setStretchLastSection(False)
        self.list.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        for number in (0, 2, 3):
            self.list.header().setSectionResizeMode(number, QHeaderView.ResizeMode.ResizeToContents)
        self.list.currentItemChanged.connect(self._on_chosen)
        self.list.itemActivated.connect(self._on_agreed)
        self._count = label("", role="muted")
        self._count.setObjectName("appoint_count")
        for widget in (self.search, self.list, self._count):
            column.addWidget(widget)

    def _add_newcomer(self, column: QVBoxLayout) -> None:
        self.is_new = QCheckBox("名单里没有，新增人员", self)
        self.is_new.setObjectName("appoint_is_new")
        self.newcomer = QWidget(self)
        form = QFormLayout(self.newcomer)
        form.setContentsMargins(20, 0, 0, 0)
        self.name, self.phone, self.unit = QLineEdit(self), QLineEdit(self), QLineEdit(self)
        for field, name, title in (
            (self.name, "name", "姓名"),
            (self.phone, "phone", "联系电话"),
            (self.unit, "unit", "工作单位"),
        ):
            field.setObjectName(f"appoint_{name}")
            form.addRow(title, field)
        self.newcomer.hide()
        self.is_new.toggled.connect(self._on_new)
        self.name.textChanged.connect(self._refresh)
        column.addWidget(self.is_new)
        column.addWidget(self.newcomer)

    def _add_terms(self, column: QVBoxLayout, today: date) -> None:
        form = QFormLayout()
        self.begins = _date_edit(self, today)
        self.begins.setObjectName("appoint_begins")
        self.source = QComboBox(self)
        self.source.setObjectName("appoint_source")
        self.begins.dateChanged.connect(self._on_terms)
        self.source.currentIndexChanged.connect(self._on_terms)
        form.addRow("任职起", self.begins)
        form.addRow("人员来源", self.source)
        column.addLayout(form)
        self.note = label("")
        self.note.setObjectName("appoint_note")
        self.note.hide()
        column.addWidget(self.note)

    def _add_buttons(self, column: QVBoxLayout) -> None:
        self.agree = QPushButton(self._verb, self)
        self.agree.setObjectName("appoint_agree")
        self.agree.setProperty("primary", True)
        self.agree.setDefault(True)
        self.agree.clicked.connect(self._on_agreed)
        column.addLayout(_button_row(self, self.agree))

    def _fill(self) -> None:
        """List the people who fit the words typed."""
        found = matching(self._people, self.search.text(), self._community)
        with QSignalBlocker(self.list):
            self.list.clear()
            for person in found[:MOST_SHOWN]:
                grids = f"{person.grids}" if person.grids else ""
                item = QTreeWidgetItem(self.list, [person.name, person.unit, person.title, grids])
                item.setData(0, ID, person)
                item.setTextAlignment(3, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            first = self.list.topLevelItem(0)
            if first is not None and self.search.text().strip():
                self.list.setCurrentItem(first)
        more = f"，显示前 {MOST_SHOWN} 人" if len(found) > MOST_SHOWN else ""
        self._count.setText(f"找到 {len(found):,} 人{more}。" if found else "没有找到，可以在下面新增人员。")
        self._on_chosen()

    def _chosen(self) -> Candidate | None:
        item = self.list.currentItem()
        person = item.data(0, ID) if item is not None else None
        return person if isinstance(person, Candidate) else None

    def _newcomer_record(self) -> StaffPerson:
        return StaffPerson(
            id="",
            community=self._community,
            name=self.name.text(),
            phone=self.phone.text().strip(),
            unit=self.unit.text().strip(),
            source=self.source.currentData() or "",
        )

    def _on_new(self, is_new: bool) -> None:
        self.newcomer.setVisible(is_new)
        self.list.setEnabled(not is_new)
        self.search.setEnabled(not is_new)
        if is_new:
            self.name.setText(self.name.text() or _name_typed(self.search.text()))
            self.name.setFocus()
        self._say("", Tone.PLAIN)
        self._refresh()

    def _on_chosen(self, *_items: object) -> None:
        person = self._chosen()
        if person is not None and self.source.count():
            with QSignalBlocker(self.source):
                self.source.setCurrentIndex(max(self.source.findData(person.source), 0))
        self._on_terms()

    def _on_terms(self, *_changed: object) -> None:
        self._say("", Tone.PLAIN)
        self._refresh()
        if not self.is_new.isChecked() and self._chosen() is not None:
            self.considered.emit(self.wish())

    def _refresh(self) -> None:
        person = self._chosen()
        name = self.name.text().strip() if self.is_new.isChecked() else person.name if person else ""
        self.agree.setEnabled(bool(name))
        joined = f"任命{name}" if self._line.is_vacant else f"更换为{name}"
        self.agree.setText(joined if name else self._verb)

    def _say(self, text: str, tone: Tone) -> None:
        self.note.setText(text)
        self.note.setProperty("tone", tone.value)
        self.note.style().unpolish(self.note)
        self.note.style().polish(self.note)
        self.note.setVisible(bool(text))

    def _on_agreed(self, *_item: object) -> None:
        if self.agree.isEnabled():
            self.agree.setEnabled(False)
            self.wished.emit(self.wish())


class DismissDialog(QDialog):
    """Asks from which day on a role is free."""

    agreed = Signal(object)
    """The role is free from this day on."""

    def __init__(self, line: RoleLine, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("dismiss_dialog")
        self.setWindowTitle(f"免去{line.label}")
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(label(f"{line.name}不再担任{line.label}，岗位从免职日期起空缺，任职记录保留在历史里。"))
        form = QFormLayout()
        self.day = _date_edit(self, today)
        self.day.setObjectName("dismiss_day")
        form.addRow("免职日期", self.day)
        column.addLayout(form)
        agree = QPushButton("免去", self)
        agree.setObjectName("dismiss_agree")
        agree.setProperty("primary", True)
        agree.setDefault(True)
        agree.clicked.connect(self._on_agreed)
        column.addLayout(_button_row(self, agree))

    def _on_agreed(self) -> None:
        self.agreed.emit(_day(self.day))
        self.accept()


class TenuresDialog(QDialog):
    """Lists who held the roles of a grid, and from when to when."""

    def __init__(self, title: str, tenures: Sequence[Tenure], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tenures_dialog")
        self.setWindowTitle(title)
        self.resize(SIZE_PX[0], 360)
        self.list = QTreeWidget(self)
        self.list.setObjectName("tenures_list")
        self.list.setRootIsDecorated(False)
        self.list.setHeaderLabels(["岗位", "姓名", "任职起", "任职止", "状态"])
        for tenure in tenures:
            begun = f"{tenure.from_on:%Y-%m-%d}" if tenure.from_on else "不详"
            ended = f"{tenure.to_on:%Y-%m-%d}" if tenure.to_on else "至今"
            QTreeWidgetItem(self.list, [tenure.role, tenure.name, begun, ended, "在任" if tenure.is_held else "已离任"])
        for number in range(4):
            self.list.header().setSectionResizeMode(number, QHeaderView.ResizeMode.ResizeToContents)
        close = QPushButton("关闭", self)
        close.setDefault(True)
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        if not tenures:
            column.addWidget(label("还没有任职记录。在一格五员里点“任命…”安排人员。", role="muted"))
        column.addWidget(self.list)
        column.addWidget(close, alignment=Qt.AlignmentFlag.AlignRight)


def _name_typed(text: str) -> str:
    """Return what was typed in the search when it may be a name rather than initials."""
    return "" if text.isascii() else text.strip()


def _date_edit(parent: QWidget, today: date) -> QDateEdit:
    edit = QDateEdit(QDate(today.year, today.month, today.day), parent)
    edit.setCalendarPopup(True)
    edit.setDisplayFormat(DAY)
    return edit


def _day(edit: QDateEdit) -> date:
    chosen = edit.date()
    return date(chosen.year(), chosen.month(), chosen.day())


def _button_row(dialog: QDialog, agree: QPushButton) -> QHBoxLayout:
    """Return the row of buttons at the foot of a dialog: the deed, then 取消."""
    cancel = QPushButton("取消", dialog)
    cancel.setAutoDefault(False)
    cancel.clicked.connect(dialog.reject)
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(agree)
    row.addWidget(cancel)
    return row
