# SPDX-License-Identifier: MIT
"""Third page: which column fills which field, and what else is to be said."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QHeaderView, QVBoxLayout

from gridmgr.operations.importing.mapping import ProposedMapping, Target, proposed_mapping, sample_text
from gridmgr.ui.importing.page import Page, muted
from gridmgr.ui.importing.settings import FurtherChoices
from gridmgr.ui.importing.tables import PlainTable

if TYPE_CHECKING:
    from gridmgr.ui.importing.wizard import ImportWizard

HEADINGS = ("栏目", "取自文件的哪一列", "前几个值（已遮盖）", "说明")
UNUSED = ("没有用到的列", "怎么办")
NONE = "（不导入）"
IGNORED, KEPT = "忽略", "保留为自定义栏目"


class StillBox(QComboBox):
    """A choice in a table: a wheel that turns over the table does not change what it happens to pass."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the table."""
        event.ignore()


class ColumnsPage(Page):
    """One line for each field; the columns that are left stand beside it."""

    name = "columns"
    title = "对应栏目"
    about = "左边是程序里的栏目，选择它取自文件的哪一列；带 * 的必填。下次导入表头相同的文件会照这次的对应。"

    def __init__(self, wizard: "ImportWizard") -> None:
        super().__init__(wizard)
        self._proposed: ProposedMapping | None = None
        self._for: tuple[object, ...] = ()
        self.note = muted("")
        self.note.setObjectName("import_mapping_note")
        self.column.addWidget(self.note)
        self.fields = PlainTable("import_fields", "栏目对应", HEADINGS, self)
        self.fields.setSelectionMode(PlainTable.SelectionMode.NoSelection)
        self.unused = PlainTable("import_unused", "没有用到的列", UNUSED, self)
        self.unused.setSelectionMode(PlainTable.SelectionMode.NoSelection)
        self.further = FurtherChoices(wizard, self)
        right = QVBoxLayout()
        right.addWidget(self.unused, 1)
        right.addWidget(self.further)
        row = QHBoxLayout()
        row.addWidget(self.fields, 5)
        row.addLayout(right, 2)
        self.column.addLayout(row, 1)

    def enter(self) -> None:
        """Ask what the headings mean, unless that is known already."""
        course = self.wizard.course
        layer, kind = course.looked.layer, course.kind
        wanted = (course.path, layer, kind)
        if course.columns and wanted == self._for and self._proposed is not None:
            self._show(self._proposed)
            return
        self._for, self._proposed = wanted, None
        self.fields.setRowCount(0)
        job = self.wizard.document.ask(lambda store: proposed_mapping(store, kind, layer.columns))
        job.succeeded.connect(self._on_proposed)

    @property
    def obstacle(self) -> str:
        """Wait until the headings were looked at."""
        return super().obstacle if self.is_ready else "正在对应栏目，请稍等。"

    @property
    def is_ready(self) -> bool:
        """Tell whether the headings were looked at: only then may one press on."""
        return self._proposed is not None

    def _on_proposed(self, proposed: ProposedMapping) -> None:
        self.wizard.course.take_mapping(proposed)
        self._proposed = proposed
        self._show(proposed)

    def _show(self, proposed: ProposedMapping) -> None:
        columns = self.wizard.course.looked.layer.columns
        self.fields.setRowCount(len(proposed.targets))
        for line, target in enumerate(proposed.targets):
            self.fields.put(line, 0, f"{target.field.label}{' *' if target.field.required else ''}")
            self.fields.setCellWidget(line, 1, self._box(line, target, columns))
            self.fields.put(line, 3, target.explained)
            self._show_sample(line, target)
        header = self.fields.horizontalHeader()
        header.setStretchLastSection(True)
        for column, width in enumerate((128, 160, 168)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            self.fields.setColumnWidth(column, width)
        self.further.show_for(self.wizard.course)
        self._show_rest(proposed)

    def _box(self, line: int, target: Target, columns: tuple[str, ...]) -> "StillBox":
        box = StillBox(self.fields)
        box.setObjectName(f"import_field_{target.field.name}")
        box.setAccessibleName(f"{target.field.label}取自哪一列")
        box.addItem(NONE, "")
        for column in columns:
            box.addItem(column, column)
        box.setCurrentIndex(max(box.findData(self.wizard.course.columns.get(target.field.name, "")), 0))
        box.currentIndexChanged.connect(lambda _index: self._on_column(line, target, str(box.currentData())))
        return box

    def _on_column(self, line: int, target: Target, column: str) -> None:
        course = self.wizard.course
        course.columns[target.field.name] = column
        self._show_sample(line, target)
        if self._proposed is not None:
            self._show_rest(self._proposed)

    def _show_sample(self, line: int, target: Target) -> None:
        course = self.wizard.course
        column = course.columns.get(target.field.name, "")
        self.fields.put(line, 2, sample_text(course.looked, column, target.field) if column else "")

    def _show_rest(self, proposed: ProposedMapping) -> None:
        """Show the columns that fill nothing, and what is likely to go wrong."""
        course = self.wizard.course
        rest = course.unused
        self.unused.setRowCount(len(rest))
        for line, column in enumerate(rest):
            self.unused.put(line, 0, column)
            box = StillBox(self.unused)
            box.setObjectName(f"import_unused_{line}")
            box.setAccessibleName(f"“{column}”列怎么办")
            box.addItems([IGNORED, KEPT] if course.may_keep else [IGNORED])
            box.setCurrentIndex(1 if column in course.kept and course.may_keep else 0)
            box.currentIndexChanged.connect(lambda index, name=column: self._on_kept(name, index == 1))
            self.unused.setCellWidget(line, 1, box)
        self.unused.setColumnWidth(0, 110)
        self.unused.horizontalHeader().setStretchLastSection(True)
        said = ["已照上次的对应填好。"] if proposed.is_remembered else []
        self.note.setText(" ".join([*said, *course.hints()]) or "必填的栏目都对应好了。")
        self.changed.emit()

    def _on_kept(self, column: str, is_kept: bool) -> None:
        kept = self.wizard.course.kept
        if is_kept and column not in kept:
            kept.append(column)
        elif not is_kept and column in kept:
            kept.remove(column)
