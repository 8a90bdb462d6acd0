# SPDX-License-Identifier: MIT
"""The panel of plan versions: every plan with its origin, state, days and figures, and what can be done with it."""

from collections.abc import Iterator, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QTreeWidgetItemIterator,
    QVBoxLayout,
    QWidget,
)

from gridmgr.operations.plan_decisions import Move, refusal
from gridmgr.operations.variants import Variant
from gridmgr.ui.cards import Tone
from gridmgr.ui.inspector_parts import label, plain_button
from gridmgr.ui.tree import RIGHT, TONE, ToneDelegate

HEADINGS = ["方案", "状态", "日期", "编制人", "网格", "达标", "户数", "备注和意见"]
STATE, FIGURES, WORDS = 1, (4, 5, 6), 7
WIDEST_NAME_PX = 210
PLAN_ID = Qt.ItemDataRole.UserRole
READ_ONLY = "这份数据只能查看，不能修改。"
NONE_CHOSEN = "请先在列表里选一个方案。"
DRAFT_ONLY = "只有草案可以重新编号；请先撤回或退回，或者复制为新的草案。"
TONE_OF_STATE = {"draft": Tone.PLAIN, "in_force": Tone.INSIDE, "superseded": Tone.MUTED}
BUTTONS: Mapping[str, tuple[str, str]] = {
    "show": ("显示", "在地图上显示选中的方案（也可以双击）。"),
    Move.SUBMIT: ("送审", "交给上级审批；送审后不能再画、再划分、再导入。"),
    Move.APPROVE: ("批准…", "检查后批准；编码从此归这些网格专用。"),
    Move.PUT_IN_FORCE: ("执行…", "从某一天起按这个方案归格；可以是以后的日期。"),
    Move.ADOPT: ("采用…", "一个人办理时用：送审、批准、执行一步完成。"),
    Move.RETURN: ("退回…", "写明意见，退回为草案修改。"),
    "compare": ("比较…", "选两个方案比较；只选一个时与执行中的方案比较。"),
}
"""Buttons in their order: what they say and what they are for."""
MORE: Mapping[str, tuple[str, str]] = {
    Move.WITHDRAW: ("撤回送审", "还没有批准时收回来继续修改。"),
    "copy": ("复制为新草案…", "以选中的方案为底稿，另做一个草案。"),
    "rename": ("改名和备注…", "改方案的名称，写一句备注。"),
    "renumber": ("重新编号…", "按编码规则给草案的网格重新编号，先看对照表。"),
    Move.DISCARD: ("删除草案", "删除选中的草案和它的网格；可以撤销。"),
}
"""What stands in the menu behind 更多."""


class VersionPanel(QWidget):
    """A list of plans, the buttons above it, and the words that were written about the chosen plan below it."""

    wanted = Signal(str, str)
    """A person wants something (a key of BUTTONS or MORE) for a plan (id)."""
    compare_wanted = Signal(str, str)
    """A person wants to compare two plans (ids, the old one first)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("versions")
        self._variants: dict[str, Variant] = {}
        self._may_write, self._shown_id = False, ""
        self.list = self._made_list()
        self.words = label("", role="muted")
        self.words.setObjectName("versions_words")
        self.buttons = {name: self._button(name, *texts) for name, texts in BUTTONS.items()}
        self.more = plain_button("更多", "撤回、复制、改名、重新编号、删除。")
        self.entries = self._made_menu()
        row = QHBoxLayout()
        row.setContentsMargins(8, 6, 8, 6)
        row.setSpacing(6)
        for button in (*self.buttons.values(), self.more):
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.list, 1)
        column.addWidget(self.words)
        self.words.setContentsMargins(8, 4, 8, 4)
        self._refresh()

    def show_variants(self, variants: Sequence[Variant], shown_id: str, may_write: bool) -> None:
        """Show the plans; the one on the map is marked. What was chosen stays chosen."""
        # Another plan came onto the map: what is decided next is usually about that one.
        chosen = self.chosen() if shown_id == self._shown_id else []
        chosen, self._shown_id = chosen or [shown_id], shown_id
        self._variants = {v.plan.id: v for v in variants}
        self._may_write = may_write
        self.list.clear()
        parents: list[QTreeWidgetItem] = []
        for variant in variants:
            del parents[variant.depth :]
            item = self._item(parents[-1] if parents else self.list, variant, shown_id)
            parents.append(item)
            item.setSelected(variant.plan.id in chosen)
        self.list.expandAll()
        self.list.resizeColumnToContents(0)
        self.list.setColumnWidth(0, min(self.list.columnWidth(0), WIDEST_NAME_PX))
        self._refresh()

    def chosen(self) -> list[str]:
        """Return the ids of the chosen plans, from top to bottom."""
        return [str(item.data(0, PLAN_ID)) for item in self._items() if item.isSelected()]

    def choose(self, plan_id: str) -> None:
        """Choose one plan."""
        for item in self._items():
            item.setSelected(item.data(0, PLAN_ID) == plan_id)

    def _items(self) -> Iterator[QTreeWidgetItem]:
        """Yield the rows from top to bottom."""
        walk = QTreeWidgetItemIterator(self.list)
        while (item := walk.value()) is not None:
            yield item
            walk += 1

    def pair(self) -> tuple[str, str] | None:
        """Return the two plans to compare, the old one first; None where there are not two."""
        chosen = self.chosen()
        if len(chosen) == 2:
            return chosen[0], chosen[1]
        if len(chosen) != 1:
            return None
        plan = self._variants[chosen[0]].plan
        others = [v.plan.id for v in self._variants.values() if v.plan.state == "in_force" and v.plan.id != plan.id]
        others += [plan.parent_id] if plan.parent_id in self._variants else []
        return (others[0], plan.id) if others else None

    def _made_list(self) -> QTreeWidget:
        made = QTreeWidget(self)
        made.setObjectName("versions_list")
        made.setAccessibleName("方案版本")
        made.setHeaderLabels(HEADINGS)
        made.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        made.setItemDelegateForColumn(STATE, ToneDelegate(made))
        for number in FIGURES:
            made.headerItem().setTextAlignment(number, RIGHT)
        for number in range(1, WORDS):
            made.header().setSectionResizeMode(number, QHeaderView.ResizeMode.ResizeToContents)
        made.itemSelectionChanged.connect(self._refresh)
        made.itemActivated.connect(lambda item, _column: self.wanted.emit("show", str(item.data(0, PLAN_ID))))
        return made

    def _made_menu(self) -> dict[str, QAction]:
        self.more.setObjectName("versions_more")
        menu = QMenu(self.more)
        menu.setToolTipsVisible(True)
        self.more.setMenu(menu)
        entries = {}
        for name, (text, tip) in MORE.items():
            entries[name] = entry = menu.addAction(text)
            entry.setObjectName(f"versions_{name}")
            entry.setToolTip(tip)
            entry.triggered.connect(lambda _checked=False, name=name: self._on_pressed(name))
        return entries

    def _button(self, name: str, text: str, tip: str) -> QPushButton:
        button = plain_button(text, tip)
        button.setObjectName(f"versions_{name}")
        button.clicked.connect(lambda: self._on_pressed(name))
        return button

    def _item(self, parent: QTreeWidget | QTreeWidgetItem, variant: Variant, shown_id: str) -> QTreeWidgetItem:
        plan = variant.plan
        name = f"{plan.name}（地图上）" if plan.id == shown_id else plan.name
        figures = [f"{variant.grids}", f"{variant.in_band}", f"{variant.households:,}"]
        cells = [name, variant.state, variant.dates, plan.made_by, *figures, variant.words]
        item = QTreeWidgetItem(parent, cells)
        item.setData(0, PLAN_ID, plan.id)
        item.setData(STATE, TONE, TONE_OF_STATE.get(plan.state, Tone.ABOVE))
        item.setToolTip(0, plan.name)
        item.setToolTip(WORDS, variant.words)
        for number in FIGURES:
            item.setTextAlignment(number, RIGHT)
        return item

    def _on_pressed(self, name: str) -> None:
        chosen = self.chosen()
        if name == "compare":
            pair = self.pair()
            if pair is not None:
                self.compare_wanted.emit(*pair)
        elif len(chosen) == 1:
            self.wanted.emit(name, chosen[0])

    def _refresh(self) -> None:
        """Allow what can be done with the chosen plan, and say of the rest why it cannot."""
        chosen = self.chosen()
        variant = self._variants.get(chosen[0]) if len(chosen) == 1 else None
        made: Mapping[str, QPushButton | QAction] = {**self.buttons, **self.entries}
        for name, (_text, tip) in {**BUTTONS, **MORE}.items():
            why = self._refusal(name, variant)
            made[name].setEnabled(not why)
            made[name].setToolTip(why or tip)
        self.words.setText(_story(variant) if variant else NONE_CHOSEN if not chosen else "")

    def _refusal(self, name: str, variant: Variant | None) -> str:
        """Say why something cannot be done just now; empty when it can."""
        if name == "compare":
            return "" if self.pair() else "请选两个方案（按住 Ctrl 再单击第二个）。"
        if variant is None:
            return NONE_CHOSEN
        if name == "show":
            return ""
        if not self._may_write:
            return READ_ONLY
        if name == "renumber":
            return "" if variant.plan.state == "draft" else DRAFT_ONLY
        return refusal(Move(name), variant.plan.state) if name in set(Move) else ""


def _story(variant: Variant) -> str:
    """Tell in one line who decided what about a plan and when."""
    p = variant.plan
    said = [
        (p.made_on, f"{p.made_by}编制"),
        (p.submitted_on, f"{p.submitted_by}送审"),
        (p.returned_on, f"{p.returned_by}退回" + (f"（{p.return_comment}）" if p.return_comment else "")),
        (p.approved_on, f"{p.approved_by}批准" + (f"（例外：{p.approval_reason}）" if p.approval_reason else "")),
        (p.effective_on, "起执行"),
        (p.ended_on, "终止"),
    ]
    return "　".join(f"{day} {what}" for day, what in said if day is not None)
