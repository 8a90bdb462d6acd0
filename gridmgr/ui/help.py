# SPDX-License-Identifier: MIT
"""What works on this computer, and what the program is made of."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTextBrowser,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

import gridmgr
from gridmgr.operations.doctor import CheckResult, examine, look_around
from gridmgr.ui.cards import Tone
from gridmgr.ui.manual.page import spread
from gridmgr.ui.starting.one_job import OneJob
from gridmgr.ui.tree import TONE, ToneDelegate

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow

DOCTOR_PX = 760, 460
ABOUT_PX = 600, 520
ABOUT = """## 社区网格化管理 gridmgr {version}

把社区划成 300–500 户的网格，一格五员，一张图、一本账。

本程序以 MIT 许可证发布，源代码公开，可以自由使用、修改和分发。数据都在您自己的文件或服务器里，程序不联网上传任何内容。

### 使用的组件

- **Qt 与 PySide6**：按 LGPL v3 使用，动态链接，您可以换用自己编译的版本；源代码见 <https://code.qt.io>。
- **图标**：Tabler Icons，© Paweł Kuna，MIT。
- **Shapely / GEOS**（BSD / LGPL）、**NumPy**、**SciPy**、**pandas**（BSD）、**SQLAlchemy**、
  **pyproj / PROJ**、**pyogrio / GDAL**（MIT）、
  **psycopg**（LGPL）、**openpyxl**、**XlsxWriter**、**pypinyin**（MIT / BSD）。
- 示范区的土地、楼幢和人员都是虚构的；社区名称取自公开的行政区划名录。
"""


class DoctorDialog(QDialog):
    """Runs the checks of this computer and lists what they found."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("doctor_dialog")
        self.setWindowTitle("诊断")
        self.resize(*DOCTOR_PX)
        self._results: list[CheckResult] = []
        self._job = OneJob(self)
        self.said = QLabel("正在检查本机……", self)
        self.said.setWordWrap(True)
        self.list = QTreeWidget(self)
        self.list.setObjectName("doctor_list")
        self.list.setRootIsDecorated(False)
        self.list.setHeaderLabels(["", "项目", "情况"])
        self.list.setItemDelegateForColumn(0, ToneDelegate(self.list))
        for column in (0, 1):
            self.list.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.copy = QPushButton("复制", self)
        self.copy.setObjectName("doctor_copy")
        self.copy.setEnabled(False)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text()))
        close = QPushButton("关闭", self)
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addWidget(self.copy)
        buttons.addStretch(1)
        buttons.addWidget(close)
        column_layout = QVBoxLayout(self)
        column_layout.setContentsMargins(16, 16, 16, 16)
        column_layout.setSpacing(12)
        column_layout.addWidget(self.said)
        column_layout.addWidget(self.list, 1)
        column_layout.addLayout(buttons)

    def start(self) -> None:
        """Begin to check."""
        job = self._job.start(lambda _progress: list(examine(look_around(Path.cwd()))))
        job.succeeded.connect(self.show_results)

    def show_results(self, results: list[CheckResult]) -> None:
        """List what was found."""
        self._results = results
        for result in results:
            item = QTreeWidgetItem(self.list, ["✓" if result.ok else "!", result.name, result.detail])
            item.setData(0, TONE, Tone.INSIDE if result.ok else Tone.MISSING)
            item.setToolTip(2, result.detail)
            if result.remedy:
                QTreeWidgetItem(self.list, ["", "", f"怎么办：{result.remedy}"]).setToolTip(2, result.remedy)
        wrong = sum(not result.ok for result in results)
        self.said.setText(f"有 {wrong} 项需要处理。" if wrong else "一切正常。")
        self.copy.setEnabled(True)

    def text(self) -> str:
        """Return everything as text to send to somebody."""
        lines = [f"gridmgr {gridmgr.__version__}"]
        for result in self._results:
            lines.append(f"{'正常' if result.ok else '需要处理'}  {result.name}：{result.detail}")
            if result.remedy:
                lines.append(f"    {result.remedy}")
        return "\n".join(lines)


class AboutDialog(QDialog):
    """Version, licence and components."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("about_dialog")
        self.setWindowTitle("关于")
        self.resize(*ABOUT_PX)
        page = QTextBrowser(self)
        page.setObjectName("about_page")
        page.setOpenExternalLinks(True)
        page.setMarkdown(ABOUT.format(version=gridmgr.__version__))
        spread(page.document())
        close = QPushButton("关闭", self)
        close.setDefault(True)
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 16, 16)
        column.addWidget(page, 1)
        column.addWidget(close, alignment=Qt.AlignmentFlag.AlignRight)
        close.setFocus()


def show_doctor(window: "MainWindow") -> None:
    """Check this computer."""
    dialog = DoctorDialog(window)
    dialog.finished.connect(dialog.deleteLater)
    dialog.start()
    dialog.open()


def show_about(window: "MainWindow") -> None:
    """Say what this program is."""
    dialog = AboutDialog(window)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
