# SPDX-License-Identifier: MIT
"""Last page: what was stored, and what can be done next."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton, QSizePolicy

from gridmgr.operations.importing import ImportReport
from gridmgr.operations.importing.sequence import Stage
from gridmgr.ui.icons import set_icon
from gridmgr.ui.importing.page import Page, muted

if TYPE_CHECKING:
    from gridmgr.ui.importing.wizard import ImportWizard


class ResultPage(Page):
    """The account of a stored import; its figures add up to the rows of the file."""

    name = "result"
    title = "导入完成"

    def __init__(self, wizard: "ImportWizard") -> None:
        super().__init__(wizard)
        self.figures = QLabel(self)
        self.figures.setObjectName("import_result")
        self.figures.setWordWrap(True)
        self.figures.setProperty("role", "heading")
        self.note = muted("")
        self.note.setObjectName("import_result_note")
        self.column.addWidget(self.figures)
        self.column.addWidget(self.note)
        self.list = self._button("import_show_new", "查看新增记录", "list", wizard.show_new)
        self.map = self._button("import_show_map", "在地图上查看", "map", wizard.show_on_map)
        self.refused = self._button("import_save_refused", "保存有问题的行…", "file-spreadsheet", self._on_save)
        self.refused_about = muted(
            "存成一份表格，第一列写着错误原因，出错的格子标红；在表格里改好，再导入这份表格即可，不会重复。"
        )
        self.column.addWidget(self.refused_about)
        self.undo = self._button("import_undo", "撤销这次导入", "arrow-back-up", wizard.undo)
        self.advice = muted("")
        self.advice.setObjectName("import_next_advice")
        self.column.addWidget(self.advice)
        self.again = self._button("import_again", "继续导入下一个文件", "file-import", wizard.start_over)
        self.column.addStretch(1)

    def _button(self, name: str, text: str, icon: str, run: object) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        button.setMinimumWidth(200)
        set_icon(button, icon)
        button.clicked.connect(run)
        self.column.addWidget(button)
        return button

    def show_report(self, report: ImportReport, has_shapes: bool, came_late: bool) -> None:
        """Show what was stored."""
        text = "读取 {read:,} 行 = 保存 {stored:,} 行 + 没有变化 {unchanged:,} 行 + 退回 {refused:,} 行。"
        self.figures.setText(
            text.format(read=report.read, stored=report.stored, unchanged=report.unchanged, refused=report.refused)
        )
        late = "取消得晚了一步，数据已经保存；不想要可以撤销。" if came_late else ""
        self.note.setText(late or "整个导入是一步，可以一次撤销；导入前的数据已经备份。")
        self.refused.setVisible(report.refused > 0)
        self.refused_about.setVisible(report.refused > 0)
        self.map.setVisible(has_shapes)
        self.list.setEnabled(report.stored > 0)
        self.undo.setEnabled(report.step is not None)

    def show_undone(self) -> None:
        """Say that the import was taken back."""
        self.figures.setText("这次导入已经撤销，数据和导入前一样。")
        for button in (self.undo, self.list, self.map):
            button.setEnabled(False)

    def show_advice(self, found: tuple[str, Stage | None]) -> None:
        """Say what the district still lacks."""
        self.advice.setText(found[0])

    def _on_save(self) -> None:
        path = self.wizard.course.path
        if path is None:
            return
        suggested = path.with_name(f"{path.stem}-有问题的行.xlsx")
        name, _ = QFileDialog.getSaveFileName(self, "保存有问题的行", str(suggested), "Excel 表格 (*.xlsx)")
        if name:
            target = Path(name)
            self.wizard.save_refused(target if target.suffix else target.with_suffix(".xlsx"))
