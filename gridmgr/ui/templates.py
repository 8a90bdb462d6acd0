# SPDX-License-Identifier: MIT
"""Blank workbooks to fill in and import."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLabel, QListWidget, QPushButton, QVBoxLayout

from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.operations.importing.kinds import EXPLAINED
from gridmgr.operations.templates import TEMPLATES, write_template
from gridmgr.ui.document import Document

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow

SIZE_PX = 520, 400
ABOUT = "模板是空白的 Excel 表格：证件号和电话已设为文本格式，带字典下拉和填写说明。填好后用“数据 → 导入”导入。"


class TemplateDialog(QDialog):
    """A list of record types; the chosen one is saved as a workbook."""

    def __init__(self, window: "MainWindow", document: Document) -> None:
        super().__init__(window)
        self._window, self._document = window, document
        self.setObjectName("template_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("下载导入模板")
        self.resize(*SIZE_PX)
        about = QLabel(ABOUT, self)
        about.setWordWrap(True)
        self.list = QListWidget(self)
        self.list.setObjectName("template_list")
        self.list.setAccessibleName("模板")
        self.list.setStyleSheet("QListWidget::item { padding: 6px 4px; }")
        self.list.addItems([f"{RECORD_TYPES[kind].LABEL}　{EXPLAINED[kind]}" for kind in TEMPLATES])
        self.list.setCurrentRow(0)
        self.list.itemActivated.connect(self._on_save)
        save = QPushButton("保存模板…", self)
        save.setObjectName("template_save")
        save.setProperty("primary", True)
        save.setDefault(True)
        save.clicked.connect(self._on_save)
        leave = QPushButton("关闭", self)
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(leave)
        row.addWidget(save)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.addWidget(about)
        column.addWidget(self.list, 1)
        column.addLayout(row)

    def save(self, kind: str, path: Path) -> None:
        """Write the template of a kind, and say where it lies."""
        job = self._document.study(lambda store, _progress: write_template(store, kind, path), f"保存 {path.name}")
        say = self._window.message.say
        job.succeeded.connect(lambda _none: say(f"模板已存到“{path}”。填好后用“数据 → 导入”导入。"))
        self.accept()

    def _on_save(self) -> None:
        kind = TEMPLATES[self.list.currentRow()]
        memory = self._window.memory
        suggested = Path(memory.text("import/folder", memory.folder)) / f"导入模板-{RECORD_TYPES[kind].LABEL}.xlsx"
        name, _ = QFileDialog.getSaveFileName(self, "保存模板", str(suggested), "Excel 表格 (*.xlsx)")
        if name:
            path = Path(name)
            self.save(kind, path if path.suffix else path.with_suffix(".xlsx"))
