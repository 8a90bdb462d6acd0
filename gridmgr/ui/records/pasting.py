# SPDX-License-Identifier: MIT
"""A block copied in Excel comes into the table: first shown with what it changes and what is wrong with it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridmgr.map.style import colours
from gridmgr.model.writing import written
from gridmgr.operations.editing_cells import CellEdit, Typed
from gridmgr.ui.records.model import RecordsModel

SIZE_PX = 720, 460
MOST_SHOWN = 500
Check = Callable[[Any, str], Typed]


@dataclass(frozen=True, slots=True)
class PastedCell:
    """One cell of a block."""

    row: int
    label: str
    before: str
    after: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Pasted:
    """A block and what it would do."""

    cells: Sequence[PastedCell]
    """Cells that would change, and cells that cannot."""
    edits: Sequence[CellEdit]
    unchanged: int
    beyond: int
    """Cells of the block that lie outside the table."""
    is_masked: bool
    """Whether it would touch cells that are masked."""

    @property
    def wrong(self) -> int:
        """How many cells cannot be stored."""
        return sum(bool(cell.problem) for cell in self.cells)


def pasted(model: RecordsModel, text: str, first: int, columns: Sequence[int], check: Check) -> Pasted:
    """Return what a tab-separated block would do from a row on, in columns as they are shown."""
    cells: list[PastedCell] = []
    edits: list[CellEdit] = []
    unchanged = beyond = 0
    for down, line in enumerate(text.replace("\r\n", "\n").rstrip("\n").split("\n")):
        for right, raw in enumerate(line.split("\t")):
            if first + down >= len(model.ids) or right >= len(columns):
                beyond += 1
                continue
            index = model.index(first + down, columns[right])
            cell, edit = _judged(model, index, raw.strip(), check)
            if cell is None:
                unchanged += 1
            else:
                cells.append(cell)
                edits += [edit] if edit else []
    used = columns[: max((line.count("\t") + 1 for line in text.split("\n")), default=0)]
    masked = not model.is_revealed and any(model.columns[c].sensitive for c in used)
    return Pasted(cells, edits, unchanged, beyond, masked)


def _judged(model: RecordsModel, index: Any, text: str, check: Check) -> tuple[PastedCell | None, CellEdit | None]:
    """Return what would happen to one cell; None when it stays as it is."""
    column, row = model.columns[index.column()], model.row_at(index.row())
    before = written(column, row.values[column.name], model.legend.code_lists) if row else ""
    if text in (before, model.text_at(index.row(), index.column())):
        return None, None
    locked = model.why_locked(column)
    found = Typed(problem=locked) if locked else check(index, text)
    cell = PastedCell(index.row(), column.label, before, text, found.problem)
    if found.problem or row is None:
        return cell, None
    if found.value == row.values[column.name]:
        return None, None
    return cell, CellEdit(row.id, column.name, row.values[column.name], found.value)


class PasteDialog(QDialog):
    """Shows a block before it is stored."""

    def __init__(self, block: Pasted, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("paste_dialog")
        self.setWindowTitle("粘贴到表格")
        self.resize(*SIZE_PX)
        self.text = QLabel(_summary(block), self)
        self.text.setObjectName("paste_text")
        self.text.setWordWrap(True)
        self.list = QTreeWidget(self)
        self.list.setObjectName("paste_list")
        self.list.setRootIsDecorated(False)
        self.list.setHeaderLabels(["行", "栏目", "原来", "改为", "说明"])
        self._fill(block)
        self.yes = QPushButton(f"写入 {len(block.edits)} 格", self)
        self.yes.setObjectName("paste_yes")
        self.yes.setProperty("primary", "true")
        self.yes.setEnabled(bool(block.edits))
        self.yes.setDefault(True)
        self.no = QPushButton("放弃", self)
        self.yes.clicked.connect(self.accept)
        self.no.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(self.no)
        row.addWidget(self.yes)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(self.text)
        column.addWidget(self.list, 1)
        column.addLayout(row)

    def _fill(self, block: Pasted) -> None:
        red = QColor(colours(self.palette().base().color().lightness() < 128).error)
        for cell in sorted(block.cells, key=lambda c: not c.problem)[:MOST_SHOWN]:
            item = QTreeWidgetItem(
                self.list, [str(cell.row + 1), cell.label, cell.before, cell.after, cell.problem or "将修改"]
            )
            item.setTextAlignment(0, Qt.AlignmentFlag.AlignRight)
            if cell.problem:
                item.setForeground(4, red)
                item.setToolTip(4, cell.problem)
        for place in (0, 1):
            self.list.header().setSectionResizeMode(place, QHeaderView.ResizeMode.ResizeToContents)


def _summary(block: Pasted) -> str:
    template = "将修改 {changed} 格，{unchanged} 格不变。"
    if block.wrong:
        template += "{wrong} 格有问题，不会写入，见下面红字。"
    if block.beyond:
        template += "有 {beyond} 格超出表格，没有算在内。"
    return template.format(changed=len(block.edits), unchanged=block.unchanged, wrong=block.wrong, beyond=block.beyond)
