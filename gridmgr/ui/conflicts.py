# SPDX-License-Identifier: MIT
"""Two people changed the same field: a dialog tells both values, and a person chooses for each field."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.codelists import CodeList
from gridmgr.model.fields import Field, Kind
from gridmgr.model.records import fields_of
from gridmgr.model.writing import written
from gridmgr.operations.recording import Clash

WIDTH_PX = 760
MOST_HEIGHT_PX = 420
HEADINGS = ("栏目", "打开时", "我的", "对方的", "保存哪一个")
EMPTY = "（空）"
Key = tuple[str, str]
"""Id of a record and name of a field."""


class ConflictDialog(QDialog):
    """Lists the fields that two people changed; nothing is chosen beforehand, so that nobody is overruled unseen."""

    resolved = Signal(object)
    """A mapping from (record id, field) to whether my value is to be stored."""

    def __init__(
        self,
        clashes: Sequence[Clash],
        code_lists: Mapping[str, CodeList],
        titles: Mapping[str, str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("conflict_dialog")
        self.setWindowTitle("两人改了同一栏")
        self._clashes, self._lists, self._titles = clashes, code_lists, titles
        self.choices: dict[Key, QButtonGroup] = {}
        body = QWidget(self)
        self._grid = QGridLayout(body)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(10)
        for column, heading in enumerate(HEADINGS):
            label = _label(heading)
            label.setProperty("role", "muted")
            self._grid.addWidget(label, 0, column)
        for row, clash in enumerate(clashes, start=1):
            self._add(row, clash)
        self._grid.setRowStretch(len(clashes) + 1, 1)
        for column in (1, 2, 3):
            self._grid.setColumnStretch(column, 1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setWidget(body)
        column_layout = QVBoxLayout(self)
        column_layout.setSpacing(12)
        column_layout.addWidget(_label(sentence(clashes)))
        column_layout.addWidget(area, 1)
        column_layout.addLayout(self._shortcuts())
        column_layout.addWidget(self._buttons())
        self.resize(WIDTH_PX, min(MOST_HEIGHT_PX, 200 + 62 * len(clashes)))
        self._on_chosen()

    def choose_all(self, mine: bool) -> None:
        """Choose my values, or the others', throughout."""
        for group in self.choices.values():
            group.button(int(mine)).setChecked(True)
        self._on_chosen()

    def _add(self, row: int, clash: Clash) -> None:
        field = fields_of(RECORD_TYPES[clash.record_type])[clash.field]
        theirs = f"{self._words(field, clash.theirs)}\n{signature(clash)}"
        texts = (field.label, self._words(field, clash.at_opening), self._words(field, clash.mine), theirs)
        for column, text in enumerate(texts):
            self._grid.addWidget(_label(text), row, column, Qt.AlignmentFlag.AlignTop)
        group = QButtonGroup(self)
        box = QHBoxLayout()
        for is_mine, text in ((1, "用我的"), (0, "用对方的")):
            button = QRadioButton(text, self)
            button.setObjectName(f"{'mine' if is_mine else 'theirs'}_{clash.field}")
            button.setAccessibleName(f"{field.label}：{text}")
            group.addButton(button, is_mine)
            box.addWidget(button)
        group.idClicked.connect(lambda _id: self._on_chosen())
        self.choices[clash.id, clash.field] = group
        self._grid.addLayout(box, row, len(HEADINGS) - 1, Qt.AlignmentFlag.AlignTop)

    def _shortcuts(self) -> QHBoxLayout:
        row = QHBoxLayout()
        for name, text, mine in (("all_mine", "全部用我的", True), ("all_theirs", "全部用对方的", False)):
            button = QPushButton(text, self)
            button.setObjectName(name)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, mine=mine: self.choose_all(mine))
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox(self)
        self.save = QPushButton("按选择保存", self)
        self.save.setObjectName("conflict_save")
        self.save.setProperty("primary", True)
        self.save.setDefault(True)
        back = QPushButton("回到表单", self)
        back.setObjectName("conflict_back")
        box.addButton(self.save, QDialogButtonBox.ButtonRole.AcceptRole)
        box.addButton(back, QDialogButtonBox.ButtonRole.RejectRole)
        box.accepted.connect(self._on_accepted)
        box.rejected.connect(self.reject)
        return box

    def _on_chosen(self) -> None:
        self.save.setEnabled(all(group.checkedId() >= 0 for group in self.choices.values()))

    def _on_accepted(self) -> None:
        self.resolved.emit({key: group.checkedId() == 1 for key, group in self.choices.items()})
        self.accept()

    def _words(self, field: Field, value: object) -> str:
        if field.kind is Kind.LINK and value:
            return self._titles.get(str(value), "另一条记录")
        if field.kind is Kind.EXTRA:
            return "、".join(f"{n}：{v}" for n, v in value.items()) or EMPTY if isinstance(value, dict) else EMPTY
        if field.kind is Kind.SHAPE:
            return "有位置" if value is not None else EMPTY
        return written(field, value, self._lists) or EMPTY


def sentence(clashes: Sequence[Clash]) -> str:
    """Say what happened and what to do."""
    authors = "、".join(dict.fromkeys(c.author for c in clashes if c.author)) or "别人"
    return (
        f"您填写期间，{authors}也改了下面 {len(clashes)} 栏，还没有保存您的改动。"
        "请逐栏选择保存哪一个；其他栏目两边的改动都会保留。"
    )


def signature(clash: Clash) -> str:
    """Say who stored their value, and when."""
    at = clash.at.astimezone().strftime("%m-%d %H:%M") if clash.at else ""
    return "，".join(part for part in (clash.author or "别人", at) if part)


def _label(text: str) -> QLabel:
    label = QLabel(text)
    # Records may hold angle brackets; nothing here is rich text.
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
