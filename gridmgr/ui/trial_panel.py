# SPDX-License-Identifier: MIT
"""The table of what is tried: every touched grid before and after, who gets another officer, and what to do with it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QListWidget,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridmgr.map.style import colours
from gridmgr.model.bands import Band
from gridmgr.operations.trial import People, Side, TrialLine
from gridmgr.ui.wording import band_state

HEADINGS = ("网格", "户数", "重点人群户数", "楼栋", "紧凑度")
HOUSEHOLDS, SPECIAL = 1, 2
ROW_PX = 28
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
MOST_PASSAGES = 12


class TrialPanel(QWidget):
    """Before and after, line by line."""

    adopted = Signal()
    """What was tried shall be stored."""
    stepped_back = Signal()
    """The last gesture shall be taken back."""
    dropped = Signal()
    """All of it shall be forgotten."""
    resumed = Signal()
    """What was left on another day shall go on."""
    fitting_kept = Signal()
    """Only those gestures shall stay that fit on what is stored now."""
    chosen = Signal(str)
    """A person chose a grid (id)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("trial_panel")
        self.heading = QLabel(self)
        self.heading.setObjectName("trial_heading")
        self.heading.setWordWrap(True)
        self.adopt = self._button("采用", "trial_adopt", "把试改的结果存进草案，记作一步，可以撤销")
        self.adopt.setProperty("primary", True)
        self.back = self._button("撤回一笔", "trial_back", "撤回试改的最后一笔（Ctrl+Z）")
        self.drop = self._button("放弃试改", "trial_drop", "忘掉全部试改，草案保持原样")
        self.resume = self._button("继续试改", "trial_resume", "接着上次的试改，采用之前草案没有改动")
        self.resume.setProperty("primary", True)
        self.fit = self._button("", "trial_fit", "放不下的几笔不要了，其余的接着试改")
        self.table, self.notes = self._made_table(), self._made_notes()
        self.people = QLabel(self)
        self.people.setObjectName("trial_people")
        self.people.setWordWrap(True)
        self.people.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._lines: Sequence[TrialLine] = ()
        self._lay_out()
        self.adopt.clicked.connect(self.adopted)
        self.back.clicked.connect(self.stepped_back)
        self.drop.clicked.connect(self.dropped)
        self.resume.clicked.connect(self.resumed)
        self.fit.clicked.connect(self.fitting_kept)
        self.table.cellClicked.connect(lambda row, _column: self.chosen.emit(self._lines[row].grid))

    def _made_table(self) -> QTableWidget:
        """Return the table of the grids before and after."""
        table = QTableWidget(0, len(HEADINGS), self)
        table.setObjectName("trial_table")
        table.setAccessibleName("试改前后对照")
        table.setHorizontalHeaderLabels(HEADINGS)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(ROW_PX)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.horizontalHeader().setStretchLastSection(True)
        return table

    def _made_notes(self) -> QListWidget:
        """Return the list of gestures, hidden until there is something to say of them."""
        notes = QListWidget(self)
        notes.setObjectName("trial_notes")
        notes.setAccessibleName("试改的各笔")
        notes.setWordWrap(True)
        notes.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        notes.hide()
        return notes

    def show_lines(self, heading: str, lines: Sequence[TrialLine], band: Band, dark: bool) -> None:
        """Show the touched grids; who is concerned follows."""
        self._lines = lines
        self.heading.setText(heading)
        self.people.setText("正在读取重点人群和任职……" if lines else "")
        self.table.setRowCount(len(lines))
        look = colours(dark)
        for row, line in enumerate(lines):
            texts = (line.name, _households(line, band), "…", _buildings(line), _compactness(line))
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                if column:
                    item.setTextAlignment(RIGHT)
                if column == HOUSEHOLDS and line.after is not None:
                    item.setForeground(look.band(band_state(line.after.households, band)))
                self.table.setItem(row, column, item)

    def show_people(self, people: People) -> None:
        """Show special groups and roles."""
        for row, line in enumerate(self._lines):
            before, after = people.special.get(line.grid, (0, 0))
            item = QTableWidgetItem(_arrow(f"{before:,}", f"{after:,}"))
            item.setTextAlignment(RIGHT)
            self.table.setItem(row, SPECIAL, item)
        told = [
            f"{p.role}：{p.giver} → {p.taker}，{p.buildings:,} 栋 {p.households:,} 户"
            for p in people.passages[:MOST_PASSAGES]
        ]
        more = len(people.passages) - MOST_PASSAGES
        told += [f"另有 {more} 项"] if more > 0 else []
        self.people.setText("换人的岗位\n" + "\n".join(told) if told else "没有岗位换人。")

    def show_notes(self, notes: Sequence[str]) -> None:
        """Show sentences about the gestures instead of the table; none brings the table back."""
        self.notes.clear()
        self.notes.addItems(list(notes))
        self.notes.setVisible(bool(notes))
        for widget in (self.table, self.people):
            widget.setVisible(not notes)

    def show_choices(self, is_stale: bool, is_waiting: bool, fitting: int) -> None:
        """Offer what can be done: with what is tried, with what was left on another day, with what fits of it."""
        for button in (self.adopt, self.back):
            button.setVisible(not is_waiting)
            button.setEnabled(not is_stale and bool(self._lines))
        self.resume.setVisible(is_waiting)
        self.fit.setVisible(fitting > 0)
        self.fit.setText(f"只留能放下的 {fitting} 笔")

    def _button(self, text: str, name: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setToolTip(tip)
        return button

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.heading, 1)
        for button in (self.drop, self.back, self.fit, self.adopt, self.resume):
            top.addWidget(button)
        below = QHBoxLayout()
        below.setSpacing(12)
        below.addWidget(self.notes, 7)
        below.addWidget(self.table, 5)
        below.addWidget(self.people, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(8)
        column.addLayout(top)
        column.addLayout(below, 1)


def _arrow(before: str, after: str) -> str:
    return after if before == after else f"{before} → {after}"


def _households(line: TrialLine, band: Band) -> str:
    if line.after is None:
        return f"{line.before.households:,} → 取消" if line.before is not None else ""
    sign = band_state(line.after.households, band).value
    before = "新设" if line.before is None else f"{line.before.households:,}"
    return f"{_arrow(before, f'{line.after.households:,}')} {sign}"


def _buildings(line: TrialLine) -> str:
    before, after = line.before or Side(), line.after or Side()
    return _arrow(f"{before.buildings:,}", f"{after.buildings:,}")


def _compactness(line: TrialLine) -> str:
    before, after = line.before or Side(), line.after or Side()
    return _arrow(f"{before.compactness:.2f}", f"{after.compactness:.2f}")
