# SPDX-License-Identifier: MIT
"""The page of records: types at the left, search and filters above, the table, a line of figures below."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.operations.handing_over import HANDED
from gridmgr.ui.icons import icon, set_icon
from gridmgr.ui.records.chips import Chips
from gridmgr.ui.records.columns import TABLES
from gridmgr.ui.records.view import RecordsView

TYPES_PX = 168
SEARCH_PX = 250
PATIENCE_MS = 200
"""How long typing must rest before the list follows it."""
TYPE = Qt.ItemDataRole.UserRole


class RecordsPage(QWidget):
    """The widgets of the page; what they mean is decided in `records`."""

    type_wanted = Signal(str)
    """A person wants the table of another type."""
    words_changed = Signal(str)
    """What is typed into the search box came to rest."""
    community_wanted = Signal(str)
    """A person wants the records of one community (code), or of all ("")."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("records_page")
        self.types = self._made_types()
        self._make_fields()
        self._make_buttons()
        self.chips = Chips(self)
        self.table = RecordsView(self)
        self.empty = EmptyNote(self)
        self.foot = QLabel(self)
        self.foot.setObjectName("records_foot")
        self.sums = QLabel(self)
        self.sums.setObjectName("records_sums")
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(PATIENCE_MS)
        self._rest.timeout.connect(lambda: self.words_changed.emit(self.search.text().strip()))
        self.search.textChanged.connect(lambda: self._rest.start())
        self.community.activated.connect(lambda: self.community_wanted.emit(self.community.currentData() or ""))
        self._lay_out()

    def _make_fields(self) -> None:
        self.search = QLineEdit(self)
        self.search.setObjectName("records_search")
        self.search.setAccessibleName("在列表里查找")
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(160)
        self.search.setMaximumWidth(SEARCH_PX)
        self.community = QComboBox(self)
        self.community.setObjectName("records_community")
        self.community.setAccessibleName("社区")
        self.community.setMinimumWidth(130)
        self.search.setMinimumHeight(30)
        self.community.setMinimumHeight(30)

    def _make_buttons(self) -> None:
        self.new = QPushButton("新增", self)
        self.new.setObjectName("records_new")
        self.new.setProperty("primary", "true")
        self.map = self._button(
            "在地图上显示", "map-pin", "records_map", "到地图上看这一行所在的楼幢或网格（Ctrl+Shift+M）"
        )
        self.hand = self._button(
            "移交到网格…", "hand-move", "records_hand", "选中的或筛选出的楼，移交到草案的一个网格（Ctrl+Shift+Y）"
        )
        self.reveal = self._button(
            "显示敏感信息", "eye", "records_reveal", "显示被遮挡的姓名、证件号、电话等（Ctrl+Shift+I）"
        )
        self.reveal.setCheckable(True)
        self.columns = self._button("列", "columns-3", "records_columns", "选择显示哪些列")
        self.export = self._button(
            "导出", "table-export", "records_export", "把当前列表导出为 Excel 或 CSV（Ctrl+Shift+E）"
        )

    def minimumSizeHint(self) -> QSize:
        """Ask for no more room than the map does: the side panels of other workspaces are not seen beside the table."""
        return QSize(320, 240)

    def show_type(self, name: str) -> None:
        """Mark the type whose table is shown."""
        for row in range(self.types.count()):
            if self.types.item(row).data(TYPE) == name:
                self.types.setCurrentRow(row)
        self.new.setVisible(not TABLES[name].is_fixed)
        self.hand.setVisible(name in HANDED)
        self.new.setText(f"新增{RECORD_TYPES[name].LABEL}")
        hints = {"resident": "姓名、首字母、证件号、电话", "household": "户主、地址、户号、电话"}
        self.search.setPlaceholderText(hints.get(name, "名称、编号、地址"))

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Show how many records there are of each type."""
        for row in range(self.types.count()):
            item = self.types.item(row)
            name = str(item.data(TYPE))
            item.setText(f"{RECORD_TYPES[name].LABEL}  {counts.get(name, 0):,}")

    def show_communities(self, names: Mapping[str, str]) -> None:
        """Offer the communities by name."""
        self.community.clear()
        self.community.addItem("全部社区", "")
        for code, name in names.items():
            self.community.addItem(name, code)

    def show_words(self, words: str, community: str) -> None:
        """Show what the list is searched for, without asking for it again."""
        self.search.blockSignals(True)
        if self.search.text().strip() != words:
            self.search.setText(words)
        self.search.blockSignals(False)
        self.community.setCurrentIndex(max(0, self.community.findData(community)))

    def _made_types(self) -> QListWidget:
        types = QListWidget(self)
        types.setObjectName("records_types")
        types.setAccessibleName("资料类型")
        types.setIconSize(QSize(18, 18))
        types.setFrameShape(QFrame.Shape.NoFrame)
        for name, table in TABLES.items():
            item = QListWidgetItem(icon(table.icon), RECORD_TYPES[name].LABEL, types)
            item.setData(TYPE, name)
            item.setSizeHint(QSize(0, 34))
        types.currentItemChanged.connect(self._on_type)
        return types

    def _on_type(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.type_wanted.emit(item.data(TYPE))

    def _button(self, text: str, picture: str, name: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setToolTip(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_icon(button, picture)
        return button

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 8, 12, 8)
        bar.setSpacing(8)
        for widget in (self.search, self.community):
            bar.addWidget(widget)
        bar.addStretch()
        for button in (self.hand, self.map, self.reveal, self.columns, self.export, self.new):
            bar.addWidget(button)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 5, 12, 5)
        foot.addWidget(self.foot)
        foot.addStretch()
        foot.addWidget(self.sums)
        self.sums.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.middle = QStackedWidget(self)
        self.middle.addWidget(self.table)
        self.middle.addWidget(self.empty)
        right = QWidget(self)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.chips)
        column.addWidget(self.middle, 1)
        column.addLayout(foot)
        split = QSplitter(self)
        split.addWidget(self.types)
        split.addWidget(right)
        split.setSizes([TYPES_PX, 10 * TYPES_PX])
        split.setStretchFactor(1, 1)
        split.setChildrenCollapsible(False)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(split)


class EmptyNote(QWidget):
    """Says what belongs into an empty table and carries the buttons that put it there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("records_empty")
        self.text = QLabel(self)
        self.text.setObjectName("records_empty_text")
        self.text.setProperty("role", "muted")
        self.text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.text.setWordWrap(True)
        self.clear = QPushButton("清除全部筛选", self)
        self.clear.setObjectName("empty_clear")
        self.new = QPushButton("新增", self)
        self.new.setObjectName("empty_new")
        self.bring = QPushButton("导入…", self)
        self.bring.setObjectName("empty_import")
        row = QHBoxLayout()
        row.addStretch()
        for button in (self.clear, self.new, self.bring):
            row.addWidget(button)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setSpacing(16)
        column.addStretch()
        column.addWidget(self.text)
        column.addLayout(row)
        column.addStretch()
        column.addStretch()
