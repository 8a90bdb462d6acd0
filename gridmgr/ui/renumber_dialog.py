# SPDX-License-Identifier: MIT
"""Numbering the grids of a draft anew: the choices, the rule of the district, and the table of old and new codes."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridmgr.data.store import Store
from gridmgr.model.areas import Community
from gridmgr.model.changes import ChangeSet
from gridmgr.model.errors import GridmgrError, InputError
from gridmgr.operations.grid_codes import STANDARD, code_rule, district_rule
from gridmgr.operations.renumbering import (
    MAIN_PART_KEEPS,
    Renamed,
    Renumbering,
    example_codes,
    renumbered,
    set_rule,
    store_renumbering,
)
from gridmgr.ui.document import Document
from gridmgr.ui.inspector_parts import label

SIZE_PX = 640, 560
HEADINGS = ["社区", "原编码", "新编码", "原名称", "新名称"]


class RenumberDialog(QDialog):
    """Shows what each grid will be called before anything is stored; the rule is stored with the first use."""

    def __init__(self, document: Document, plan_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("renumber_dialog")
        self.setWindowTitle("重新编号")
        self.resize(*SIZE_PX)
        self._document, self._plan_id = document, plan_id
        self._example = ""
        self._names: dict[str, str] = {}
        self._rule = ""
        self._make_choices()
        self.list = self._made_list()
        self.hint = label("", role="muted")
        self.hint.setObjectName("renumber_hint")
        self._lay_out()
        document.ask(self._read_first).succeeded.connect(self._on_first)

    def wish(self) -> Renumbering:
        """Return what is chosen."""
        return Renumbering((), self.everything.isChecked(), self.main_keeps.isChecked(), self.rename.isChecked())

    def _make_choices(self) -> None:
        self.fresh = QRadioButton("沿用的网格保留编码，只给新网格编号", self)
        self.everything = QRadioButton("全部重新编号：由西向东、由北向南", self)
        self.main_keeps = QCheckBox("拆分时，原网格主体保留原编码", self)
        self.rename = QCheckBox("名称跟着编号走（自己起的名称不变）", self)
        for name, box in (("fresh", self.fresh), ("all", self.everything), ("main", self.main_keeps)):
            box.setObjectName(f"renumber_{name}")
        self.rename.setObjectName("renumber_names")
        self.fresh.setChecked(True)
        self.rename.setChecked(True)
        self.main_keeps.setChecked(True)
        self.rule = QLineEdit(self)
        self.rule.setObjectName("renumber_rule")
        self.rule.setPlaceholderText(STANDARD)
        self.rule.setToolTip("本区网格编码的写法，例如 {object6:010101}{county6}{street3}{community3}{serial2}")
        self.preview = label("", role="muted")
        self.preview.setObjectName("renumber_preview")
        self.start = QPushButton("重新编号", self)
        self.start.setObjectName("renumber_start")
        self.start.setProperty("primary", True)
        self.start.setDefault(True)
        self.start.setEnabled(False)
        self.start.clicked.connect(self._on_start)

    def _made_list(self) -> QTreeWidget:
        made = QTreeWidget(self)
        made.setObjectName("renumber_list")
        made.setAccessibleName("编码对照表")
        made.setRootIsDecorated(False)
        made.setUniformRowHeights(True)
        made.setHeaderLabels(HEADINGS)
        for number in range(len(HEADINGS)):
            made.header().setSectionResizeMode(number, QHeaderView.ResizeMode.ResizeToContents)
        return made

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(8)
        for box in (self.fresh, self.everything, self.main_keeps, self.rename):
            column.addWidget(box)
        form = QFormLayout()
        form.addRow("编码规则", self.rule)
        form.addRow("", self.preview)
        column.addLayout(form)
        column.addWidget(self.list, 1)
        column.addWidget(self.hint)
        cancel = QPushButton("取消", self)
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.start)
        row.addWidget(cancel)
        column.addLayout(row)

    def _read_first(self, store: Store) -> tuple[str, dict[str, str], bool]:
        """Read the rule, the names of the communities and the setting."""
        names = dict(store.values(Community, ["code", "name"]))
        return district_rule(store).text, names, store.remembered(MAIN_PART_KEEPS) != "0"

    def _on_first(self, found: tuple[str, dict[str, str], bool]) -> None:
        self._rule, self._names, keeps = found
        self._example = min(self._names, default="")
        self.rule.setText(self._rule)
        self.main_keeps.setChecked(keeps)
        for box in (self.fresh, self.main_keeps, self.rename):
            box.toggled.connect(self._preview)
        self.rule.textChanged.connect(self._preview)
        self._preview()

    def _preview(self) -> None:
        """Show what the choices lead to."""
        try:
            codes = example_codes(self.rule.text(), self._example or "0" * 12)
        except InputError as error:
            self._trouble(str(error))
            return
        self.preview.setText("例：{}；专属网格从 {} 起。".format(*codes))
        wish, rule = self.wish(), self.rule.text()
        self._document.ask(lambda store: _table(store, self._plan_id, wish, rule)).succeeded.connect(self._on_table)

    def _trouble(self, sentence: str) -> None:
        self.preview.setText("")
        self.hint.setText(sentence)
        self.list.clear()
        self.start.setEnabled(False)

    def _on_table(self, found: Sequence[Renamed] | str) -> None:
        if isinstance(found, str):
            self._trouble(found)
            return
        moved = [r for r in found if r.is_changed]
        self.list.clear()
        for row in moved:
            cells = [self._names.get(row.before.community, ""), row.before.code, row.code, row.before.name, row.name]
            item = QTreeWidgetItem(self.list, cells)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemNeverHasChildren)
        rest = len(found) - len(moved)
        self.hint.setText(
            f"{len(moved)} 个网格改编号或名称，{rest} 个不变。用过的编码不会给别的网格；以后按旧编码仍能查到。"
            if moved
            else f"{rest} 个网格的编号都不用改。"
        )
        self.start.setEnabled(bool(moved) or code_rule(self.rule.text()).text != self._rule)

    def _on_start(self) -> None:
        wish, rule, plan_id = self.wish(), self.rule.text(), self._plan_id

        def make(store: Store) -> ChangeSet:
            store.remember(MAIN_PART_KEEPS, "1" if wish.main_part_keeps else "0")
            return _whole(store, plan_id, wish, rule)

        self._document.run(make, "重新编号")
        self.accept()


def _table(store: Store, plan_id: str, wish: Renumbering, rule: str) -> Sequence[Renamed] | str:
    """Return the table, or the sentence that says why there is none."""
    try:
        return renumbered(store, plan_id, wish, code_rule(rule))
    except GridmgrError as error:
        return str(error)


def _whole(store: Store, plan_id: str, wish: Renumbering, rule: str) -> ChangeSet:
    """Return the step that stores a rule that was changed together with the codes that follow from it."""
    codes = store_renumbering(store, plan_id, wish, code_rule(rule))
    return ChangeSet(codes.label, [*set_rule(store, rule).changes, *codes.changes])
