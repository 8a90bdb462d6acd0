# SPDX-License-Identifier: MIT
"""The question to which grid the rows of a table shall go, with what comes of it before it is stored."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from gridmgr.report.scenes import short_number
from gridmgr.ui.drawing_options import Choice, TargetPicker
from gridmgr.ui.overview import CommunityEntry

WIDTH_PX = 460


class HandingDialog(QDialog):
    """Which rows, which community, which grid; then figures, and a reason where a barrier is crossed."""

    rows_chosen = Signal(bool)
    """Other rows are meant; true for the whole list."""
    place_chosen = Signal(str)
    """A person chose the community (code)."""
    target_chosen = Signal(str, str)
    """A person chose the grid: code of the community and id of the grid."""

    def __init__(self, unit: str, selected: int, total: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("handing_dialog")
        self.setWindowTitle("移交到网格")
        self.setMinimumWidth(WIDTH_PX)
        self.selected = QRadioButton(f"选中的 {selected:,} 行{unit}", self)
        self.selected.setObjectName("handing_selected")
        self.every = QRadioButton(f"当前列表的全部 {total:,} 行{unit}", self)
        self.every.setObjectName("handing_all")
        (self.selected if selected else self.every).setChecked(True)
        self.selected.setEnabled(bool(selected))
        self.place = QComboBox(self)
        self.place.setObjectName("handing_place")
        self.target = TargetPicker(self)
        self.outcome = QLabel("选好接收网格，这里先显示移交后的户数。", self)
        self.outcome.setObjectName("handing_result")
        self.outcome.setWordWrap(True)
        self.outcome.setProperty("role", "muted")
        self.line = QLineEdit(self)
        self.line.setObjectName("handing_reason")
        self.line.setPlaceholderText("理由，例如：有人行天桥，步行三分钟")
        self.line.hide()
        self.go = QPushButton("移交", self)
        self.go.setObjectName("handing_go")
        self.go.setProperty("primary", "true")
        self.go.setEnabled(False)
        self.leave = QPushButton("放弃", self)
        self.leave.setObjectName("handing_leave")
        self._has_offer = False
        self._lay_out()
        self._connect()
        self.target.setFocus()

    @property
    def takes_all(self) -> bool:
        """Whether the whole list is meant."""
        return self.every.isChecked()

    @property
    def reason(self) -> str:
        """Why a barrier is crossed."""
        return self.line.text().strip()

    def show_places(self, places: Sequence[tuple[str, str, int]], without: int) -> None:
        """Offer the communities (code, name, buildings) in which the buildings stand."""
        self._clear(f"{without:,} 行没有对应的楼幢，会跳过。" if without else "选好接收网格，这里先显示移交后的户数。")
        self.place.clear()
        for code, name, count in places:
            self.place.addItem(f"{name}（{count:,} 栋）", code)
        if not places:
            self._clear("这些行都没有对应的楼幢，不能移交。")
        else:
            self.place_chosen.emit(self.place.currentData())

    def show_grids(self, community: CommunityEntry, recent: Sequence[str]) -> None:
        """Offer the grids of the community."""
        choices = [
            Choice(grid.id, short_number(grid.code, community.code), f"{grid.households:,} {grid.state.value}")
            for grid in community.grids
        ]
        self.target.show_choices(choices, recent, "")

    def show_offer(self, lines: Sequence[str], buildings: int, needs_reason: bool) -> None:
        """Show what comes of it."""
        self._has_offer = buildings > 0
        self.outcome.setProperty("role", "")
        self.outcome.style().polish(self.outcome)
        self.outcome.setText("\n".join(lines))
        self.line.setVisible(needs_reason and self._has_offer)
        self.go.setText(f"移交 {buildings:,} 栋" if buildings else "移交")
        self._allow()
        self.adjustSize()
        (self.line if needs_reason else self.go).setFocus()

    def refuse(self, sentence: str) -> None:
        """Say why it cannot be done."""
        self._clear(sentence)

    def _clear(self, sentence: str) -> None:
        self._has_offer = False
        self.outcome.setText(sentence)
        self.line.hide()
        self.go.setText("移交")
        self._allow()

    def _allow(self) -> None:
        self.go.setEnabled(self._has_offer and (self.line.isHidden() or bool(self.reason)))
        self.go.setDefault(self.go.isEnabled())

    def _connect(self) -> None:
        self.every.toggled.connect(self.rows_chosen)
        self.place.activated.connect(lambda _row: self._on_place())
        self.target.picked.connect(lambda grid: self.target_chosen.emit(self.place.currentData(), grid))
        self.target.left.connect(self.go.setFocus)
        self.line.textChanged.connect(lambda _text: self._allow())
        self.go.clicked.connect(self.accept)
        self.leave.clicked.connect(self.reject)

    def _on_place(self) -> None:
        self._clear("选好接收网格，这里先显示移交后的户数。")
        self.place_chosen.emit(self.place.currentData())

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setVerticalSpacing(8)
        rows = QVBoxLayout()
        rows.addWidget(self.selected)
        rows.addWidget(self.every)
        form.addRow("移交", rows)
        form.addRow("社区", self.place)
        form.addRow("接收网格", self.target)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self.leave)
        buttons.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addLayout(form)
        column.addWidget(self.outcome)
        column.addWidget(self.line)
        column.addLayout(buttons)
