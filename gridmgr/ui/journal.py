# SPDX-License-Identifier: MIT
"""The list of steps: time, what, who and how many records; a step unfolds to its records and their fields."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridmgr.data.store import Step, StepKind
from gridmgr.operations.history import RecordChange, can_be_undone
from gridmgr.ui.tree import RIGHT

PAGE = 200
MOST_RECORDS = 200
"""How many records of one step are listed."""
WHAT, WHO, WHEN, COUNT = range(4)
HEADINGS = ["操作", "操作人", "时间", "记录数"]
KINDS = {StepKind.UNDO: "撤销：{label}", StepKind.REDO: "重做：{label}"}
STEP = Qt.ItemDataRole.UserRole
RECORD = Qt.ItemDataRole.UserRole + 1


class JournalPanel(QWidget):
    """Newest step first; older ones come page by page."""

    more_wanted = Signal()
    """More steps are to be shown: `limit` says how many."""
    details_wanted = Signal(int)
    """The records of the step with this number are to be shown."""
    record_chosen = Signal(object)
    """A person wants to see the record of a RecordChange."""
    undo_wanted = Signal(int)
    """A person wants to go back to before the step with this number."""
    redo_wanted = Signal(int)
    """Do again what the step with this number undid."""
    export_wanted = Signal()
    """A person wants the journal as a table."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("journal")
        self.limit = PAGE
        self._items: dict[int, QTreeWidgetItem] = {}
        self._may_undo = False
        self.list = self._make_list()
        self.empty = QLabel("还没有任何修改。每改一步，这里就多一行，随时可以撤销。", self)
        self.empty.setProperty("role", "muted")
        self.empty.setContentsMargins(12, 8, 12, 8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.empty)
        column.addWidget(self.list, 1)
        column.addLayout(self._make_buttons())

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Show the newest steps; one more than `limit` tells that there are older ones. Unfolded steps stay so."""
        unfolded = {number for number, item in self._items.items() if item.isExpanded()}
        chosen = self._chosen_number()
        place = self.list.verticalScrollBar().value()
        self.list.clear()
        self._items = {}
        for step in steps[: self.limit]:
            self._add(step)
        self.more.setVisible(len(steps) > self.limit)
        self.empty.setVisible(not steps)
        for number in unfolded & self._items.keys():
            self._items[number].setExpanded(True)
        if chosen in self._items:
            self.list.setCurrentItem(self._items[chosen])
        self.list.verticalScrollBar().setValue(place)
        self._on_current()

    def show_details(self, number: int, changes: Sequence[RecordChange]) -> None:
        """Show the records of a step below it."""
        item = self._items.get(number)
        if item is None:
            return
        item.takeChildren()
        for change in changes:
            row = QTreeWidgetItem(item, [f"{change.operation}  {change.title}"])
            row.setData(WHAT, RECORD, change)
            for field in change.fields:
                told = f"{field.label}：{field.before} → {field.after}"
                QTreeWidgetItem(row, [told]).setToolTip(WHAT, told)
            row.setExpanded(len(changes) == 1)
        step: Step = item.data(WHAT, STEP)
        left = step.changes - len(changes)
        if left > 0:
            QTreeWidgetItem(item, [f"还有 {left:,} 条记录没有列出。"]).setDisabled(True)

    def unfold(self, number: int) -> None:
        """Choose and unfold a step."""
        item = self._items.get(number)
        if item is not None:
            self.list.setCurrentItem(item)
            item.setExpanded(True)
            self.list.scrollToItem(item, QTreeWidget.ScrollHint.PositionAtTop)

    def set_may_undo(self, may_undo: bool) -> None:
        """Tell whether anything may be changed."""
        self._may_undo = may_undo
        self._on_current()

    def forget(self) -> None:
        """Show nothing."""
        self.limit = PAGE
        self.show_steps([])

    def _make_list(self) -> QTreeWidget:
        made = QTreeWidget(self)
        made.setObjectName("journal_list")
        made.setAccessibleName("历史记录")
        made.setHeaderLabels(HEADINGS)
        made.setUniformRowHeights(True)
        made.headerItem().setTextAlignment(COUNT, RIGHT)
        header = made.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(WHAT, QHeaderView.ResizeMode.Stretch)
        for column in (WHO, WHEN, COUNT):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        made.itemExpanded.connect(self._on_expanded)
        made.currentItemChanged.connect(lambda _now, _before: self._on_current())
        made.itemActivated.connect(self._on_activated)
        return made

    def _make_buttons(self) -> QHBoxLayout:
        self.more = QPushButton(f"再显示 {PAGE} 步", self)
        self.more.setObjectName("journal_more")
        self.more.clicked.connect(self._on_more)
        self.undo = QPushButton("撤销到这里", self)
        self.undo.setObjectName("journal_undo")
        self.undo.setToolTip("从最近一步开始逐步撤销，直到所选的这一步也撤销为止；多人共用时只撤销自己的步骤。")
        self.undo.clicked.connect(lambda: self.undo_wanted.emit(self._chosen_number()))
        self.redo = QPushButton("重做这一步", self)
        self.redo.setObjectName("journal_redo")
        self.redo.setToolTip("把所选的这次撤销收回来，后来做了新的一步也可以；有关内容之后又改过时会说明，不会覆盖。")
        self.redo.clicked.connect(lambda: self.redo_wanted.emit(self._chosen_number()))
        export = QPushButton("导出…", self)
        export.setObjectName("journal_export")
        export.clicked.connect(self.export_wanted)
        row = QHBoxLayout()
        row.setContentsMargins(8, 6, 8, 6)
        row.addWidget(self.undo)
        row.addWidget(self.redo)
        row.addWidget(export)
        row.addStretch(1)
        row.addWidget(self.more)
        return row

    def _add(self, step: Step) -> None:
        texts = [_label(step), step.author, moment_text(step.at), f"{step.changes:,}"]
        item = QTreeWidgetItem(self.list, texts)
        item.setData(WHAT, STEP, step)
        item.setToolTip(WHAT, _label(step))
        item.setTextAlignment(COUNT, RIGHT)
        item.setChildIndicatorPolicy(QTreeWidgetItem.ChildIndicatorPolicy.ShowIndicator)
        if step.undone or step.kind is StepKind.UNDO:
            faint = self.palette().color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
            for column in range(len(HEADINGS)):
                item.setForeground(column, faint)
        self._items[step.number] = item

    def _chosen_number(self) -> int:
        step = self._chosen_step()
        return step.number if step is not None else 0

    def _chosen_step(self) -> Step | None:
        item = self.list.currentItem()
        while item is not None and item.parent() is not None:
            item = item.parent()
        return item.data(WHAT, STEP) if item is not None else None

    def _on_current(self) -> None:
        step = self._chosen_step()
        self.undo.setEnabled(self._may_undo and step is not None and can_be_undone(step))
        is_undoing = step is not None and step.kind is StepKind.UNDO and not step.undone
        self.redo.setEnabled(self._may_undo and is_undoing)

    def _on_expanded(self, item: QTreeWidgetItem) -> None:
        step = item.data(WHAT, STEP)
        if step is not None and item.childCount() == 0:
            self.details_wanted.emit(step.number)

    def _on_activated(self, item: QTreeWidgetItem, _column: int) -> None:
        change = item.data(WHAT, RECORD)
        if change is not None:
            self.record_chosen.emit(change)

    def _on_more(self) -> None:
        self.limit += PAGE
        self.more_wanted.emit()


def moment_text(at: datetime) -> str:
    """Say a moment in this computer's time, by the clock where it was today."""
    here = at.astimezone()
    is_today = here.date() == datetime.now().astimezone().date()
    return f"今天 {here:%H:%M:%S}" if is_today else f"{here:%Y-%m-%d %H:%M}"


def _label(step: Step) -> str:
    text = KINDS.get(step.kind, "{label}").format(label=step.label)
    return f"{text}（已撤销）" if step.undone else text
