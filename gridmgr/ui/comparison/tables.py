# SPDX-License-Identifier: MIT
"""The tables beside the map of a comparison, with their filters."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QTabWidget, QVBoxLayout, QWidget

from gridmgr.ui.comparison.lines import FLOW_HEADINGS, GRID_HEADINGS, ROLE_HEADINGS, Heading, Line
from gridmgr.ui.comparison.table import LinesTable, cell_text

TABS = (
    ("comparison_grids", "网格", GRID_HEADINGS),
    ("comparison_flows", "去向", FLOW_HEADINGS),
    ("comparison_roles", "岗位", ROLE_HEADINGS),
)
GRIDS, FLOWS, ROLES = range(len(TABS))


class ComparisonTables(QWidget):
    """Grids, flows and roles, one table each; the same filters hold for all of them."""

    chosen = Signal(object)
    """Another Line was chosen, or None."""
    wanted = Signal(object)
    """A person wants to see a Line on the map."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("comparison_tables")
        self._lines: list[Sequence[Line]] = [() for _ in TABS]
        self.only_changed = QCheckBox("只列有变动的", self)
        self.only_changed.setObjectName("comparison_only_changed")
        self.only_changed.setChecked(True)
        self.only_changed.toggled.connect(self._fill)
        self.community = QComboBox(self)
        self.community.setObjectName("comparison_community")
        self.community.setAccessibleName("社区")
        self.community.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.community.currentIndexChanged.connect(self._fill)
        self.words = QLineEdit(self)
        self.words.setObjectName("comparison_words")
        self.words.setPlaceholderText("查找网格、姓名")
        self.words.setClearButtonEnabled(True)
        self.words.textChanged.connect(self._fill)
        self.tabs = QTabWidget(self)
        self.tabs.setObjectName("comparison_tabs")
        self.tabs.setDocumentMode(True)
        self.tables = [self._made(*tab) for tab in TABS]
        self._lay_out()

    def show_lines(self, grids: Sequence[Line], flows: Sequence[Line], roles: Sequence[Line]) -> None:
        """Show what was compared; filters that are still possible stay."""
        self._lines = [grids, flows, roles]
        names = sorted({line.community for lines in self._lines for line in lines if line.community})
        kept = self.community.currentData()
        with QSignalBlocker(self.community):
            self.community.clear()
            self.community.addItem("全部社区", "")
            for name in names:
                self.community.addItem(name, name)
            self.community.setCurrentIndex(max(self.community.findData(kept), 0))
        self._fill()

    @property
    def chosen_grids(self) -> list[Line]:
        """The lines that are chosen in the table of grids."""
        return self.tables[GRIDS].chosen_lines

    def select_grid(self, old_id: str, new_id: str) -> None:
        """Choose a grid in every table without telling; where it is filtered out, nothing is chosen."""
        for table in self.tables:
            table.select_grid(old_id, new_id)

    def _made(self, name: str, title: str, headings: Sequence[Heading]) -> LinesTable:
        table = LinesTable(name, title, headings, self)
        table.chosen.connect(self.chosen)
        table.wanted.connect(self.wanted)
        self.tabs.addTab(table, title)
        return table

    def _lay_out(self) -> None:
        filters = QHBoxLayout()
        filters.setContentsMargins(8, 4, 8, 4)
        filters.setSpacing(8)
        filters.addWidget(self.only_changed)
        filters.addWidget(self.community)
        filters.addWidget(self.words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(filters)
        column.addWidget(self.tabs, 1)
        self.setFocusProxy(self.tabs)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _fill(self, *_changed: object) -> None:
        community, words = self.community.currentData() or "", self.words.text().strip().lower()
        for place, (table, lines) in enumerate(zip(self.tables, self._lines, strict=True)):
            listed = [
                line
                for line in lines
                if (line.is_changed or not self.only_changed.isChecked())
                and (not community or line.community == community)
                and (not words or words in _said(line, table.lines.headings))
            ]
            table.show_lines(listed)
            self.tabs.setTabText(place, f"{TABS[place][1]}（{len(listed):,}）")


def _said(line: Line, headings: Sequence[Heading]) -> str:
    """Return all words of a line, by which it is found."""
    texts = (cell_text(cell, heading) for cell, heading in zip(line.cells, headings, strict=True))
    return " ".join(texts).lower()
