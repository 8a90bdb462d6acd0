# SPDX-License-Identifier: MIT
"""Second page: how the file is to be read: encoding, heading line, coordinate system."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QLabel, QSpinBox, QWidget

from gridmgr.map.style import colours
from gridmgr.model.cells import cell_text
from gridmgr.operations.importing.looking import SHOWN_ROWS, LookedLayer
from gridmgr.operations.importing.whereabouts import Nearness, Whereabouts, crs_choices, whereabouts
from gridmgr.ui.importing.page import Page, muted
from gridmgr.ui.importing.placemap import PlaceMap
from gridmgr.ui.importing.tables import PlainTable, without_numbers

if TYPE_CHECKING:
    from gridmgr.ui.importing.wizard import ImportWizard

ENCODINGS = (
    ("自动识别", ""),
    ("UTF-8", "UTF-8"),
    ("GB18030（含 GBK、GB2312）", "GB18030"),
    ("Big5（繁体）", "Big5"),
    ("UTF-16", "UTF-16"),
)
TONES = {Nearness.NEAR: "inside", Nearness.FAR: "above", Nearness.IMPOSSIBLE: "missing", Nearness.UNKNOWN: "muted"}
SIGNS = {Nearness.NEAR: "●", Nearness.FAR: "▲", Nearness.IMPOSSIBLE: "✕", Nearness.UNKNOWN: "○"}


class ReadingPage(Page):
    """Shows the first rows as they will be read, and where the shapes lie."""

    name = "reading"
    title = "核对读法"
    about = "看一眼文字是不是乱码、表头是不是对、位置是不是在本地；都对就直接下一步。"

    def __init__(self, wizard: "ImportWizard") -> None:
        super().__init__(wizard)
        self.encoding = QComboBox(self)
        self.encoding.setObjectName("import_encoding")
        for label, name in ENCODINGS:
            self.encoding.addItem(label, name)
        self.encoding.activated.connect(self._on_encoding)
        self.encoding_about = muted("")
        self.header = QSpinBox(self)
        self.header.setObjectName("import_header")
        self.header.setRange(1, SHOWN_ROWS)
        self.header.setKeyboardTracking(False)
        self.header.valueChanged.connect(self._on_header)
        self.crs = QComboBox(self)
        self.crs.setObjectName("import_crs")
        self.crs.setMinimumWidth(280)
        self.crs.setMaxVisibleItems(16)
        self.crs.activated.connect(self._on_crs)
        self.crs_about = muted("")
        self.form = QFormLayout()
        self.form.addRow("文字编码(&E)", _beside(self.encoding, self.encoding_about))
        self.form.addRow(
            "表头在第几行(&H)", _beside(self.header, muted("多行表头填最后一行；表头以上的标题不会导入。"))
        )
        self.form.addRow("坐标系(&S)", _beside(self.crs, self.crs_about))
        self.column.addLayout(self.form)
        self.preview = PlainTable("import_preview", "前几行", (), self)
        self.map = PlaceMap(wizard.is_dark, self)
        self.place = QLabel(self)
        self.place.setObjectName("import_place")
        self.place.setWordWrap(True)
        row = QHBoxLayout()
        row.addWidget(self.preview, 3)
        row.addWidget(self.map, 2)
        self.column.addLayout(row, 1)
        self.column.addWidget(self.place)

    def enter(self) -> None:
        """Show how the file is read."""
        course = self.wizard.course
        found, look = course.looked, course.look
        self.form.setRowVisible(0, look is not None and look.has_encoding)
        self.form.setRowVisible(1, bool(found.layer.header_row))
        self.form.setRowVisible(2, course.needs_place)
        self.map.setVisible(course.needs_place)
        self.place.setVisible(course.needs_place)
        self.encoding.setCurrentIndex(max(self.encoding.findData(course.encoding or ""), 0))
        complaint = next((f.message for f in look.findings if "编码" in f.message), "") if look else ""
        self.encoding_about.setText(complaint or f"现在按 {found.layer.encoding} 读取；预览里是乱码就换一个。")
        self.header.blockSignals(True)
        self.header.setMaximum(max(len(found.lines), 1))
        self.header.setValue(found.layer.header_row or 1)
        self.header.blockSignals(False)
        self._show_rows(found)
        self._fill_crs(found)
        self._show_place()

    def _show_rows(self, found: LookedLayer) -> None:
        if found.lines:
            width = max(len(line) for line in found.lines)
            self.preview.set_headings(["行", *(_letter(i) for i in range(width))])
            rows = [[str(n), *(without_numbers(cell_text(c)) for c in line)] for n, line in enumerate(found.lines, 1)]
        else:
            self.preview.set_headings(["行", *found.layer.columns])
            rows = [
                [f"{row.number}", *(without_numbers(cell_text(row.values.get(c))) for c in found.layer.columns)]
                for row in found.rows
            ]
        self.preview.fill(rows)
        self._mark_header(found)
        self.preview.fit_columns(180)

    def _mark_header(self, found: LookedLayer) -> None:
        """Set the heading apart from the data and the titles."""
        line = found.layer.header_row - 1
        tokens = colours(self.wizard.is_dark)
        for row in range(min(line + 1, self.preview.rowCount())) if found.lines else ():
            for column in range(self.preview.columnCount()):
                item = self.preview.item(row, column)
                if item is None:
                    continue
                font = item.font()
                font.setBold(row == line)
                item.setFont(font)
                item.setForeground(QBrush(QColor(tokens.accent if row == line else tokens.muted)))

    def _fill_crs(self, found: LookedLayer) -> None:
        self.crs.clear()
        if found.layer.crs is None:
            self.crs.addItem("（请选择）", "")
        for choice in crs_choices(found.layer.crs, self.wizard.district_crs):
            self.crs.addItem(choice.label, choice.name)
            self.crs.setItemData(self.crs.count() - 1, choice.explained, 0x0003)
        self.crs.setCurrentIndex(max(self.crs.findData(self.wizard.course.crs), 0))

    def _show_place(self) -> None:
        course = self.wizard.course
        self.crs_about.setText(str(self.crs.currentData(0x0003) or "文件没有标明坐标系。"))
        if course.needs_place:
            found, asked = course.looked, course.crs or None
            job = self.wizard.document.ask(lambda store: whereabouts(store, found, asked))
            job.succeeded.connect(self._on_place)
        self.changed.emit()

    def _on_place(self, found: Whereabouts) -> None:
        self.map.show_place(found)
        self.place.setProperty("tone", TONES[found.nearness])
        self.place.style().unpolish(self.place)
        self.place.style().polish(self.place)
        self.place.setText("\n".join(s for s in (f"{SIGNS[found.nearness]} {found.sentence}", found.warning) if s))

    def _on_crs(self) -> None:
        self.wizard.course.crs = str(self.crs.currentData() or "")
        self._show_place()

    def _on_encoding(self) -> None:
        self.wizard.course.choose_encoding(str(self.encoding.currentData()) or None)
        self.wizard.look_again()

    def _on_header(self, line: int) -> None:
        self.wizard.course.move_header(line)
        self.wizard.look_again()


def _beside(widget: QWidget, text: QLabel) -> QWidget:
    """Put a line of explanation beside a choice."""
    both = QWidget()
    row = QHBoxLayout(both)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(widget)
    row.addWidget(text, 1)
    return both


def _letter(column: int) -> str:
    """Name a column as table programs do."""
    from gridmgr.data.sources.headers import column_letter

    return column_letter(column)
