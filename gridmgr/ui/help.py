# SPDX-License-Identifier: MIT
"""The manual in a window of its own, what works on this computer, and what the program is made of."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QTextBlockFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTextBrowser,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

import gridmgr
from gridmgr.model.resources import resource
from gridmgr.operations.doctor import CheckResult, examine, look_around
from gridmgr.ui.cards import Tone
from gridmgr.ui.starting.one_job import OneJob
from gridmgr.ui.tree import TONE, ToneDelegate

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow

MANUAL_PX = 960, 680
CONTENTS_PX = 220
DOCTOR_PX = 760, 460
ABOUT_PX = 600, 520
PAGE_MARGIN_PX = 24
PATH = Qt.ItemDataRole.UserRole
NO_MANUAL = """# 使用手册

这个安装里没有附带手册。

- 第一次使用：首页打开示范区，跟着引导任务做一遍（帮助 → 引导任务）。
- 全部快捷键：帮助 → 快捷键一览（Ctrl+/）。
- 程序运行不正常：帮助 → 诊断，把结果复制给维护人员。
"""
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


class ManualWindow(QDialog):
    """The chapters of the manual at the left, the chapter at the right."""

    def __init__(self, folder: Path | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("manual")
        self.setWindowTitle("使用手册")
        self.resize(*MANUAL_PX)
        self.chapters = QListWidget(self)
        self.chapters.setObjectName("manual_chapters")
        self.chapters.setAccessibleName("目录")
        self.chapters.setFixedWidth(CONTENTS_PX)
        self.page = QTextBrowser(self)
        self.page.setObjectName("manual_page")
        self.page.setOpenLinks(False)
        self.page.anchorClicked.connect(self._on_link)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.chapters)
        row.addWidget(self.page, 1)
        for path in sorted(folder.glob("*.md")) if folder is not None else ():
            item = QListWidgetItem(_heading(path), self.chapters)
            item.setData(PATH, path)
        self.chapters.currentItemChanged.connect(self._on_chapter)
        self.chapters.setVisible(self.chapters.count() > 0)
        if self.chapters.count():
            self.chapters.setCurrentRow(0)
        else:
            self.page.setMarkdown(NO_MANUAL)
            spread(self.page.document())

    def show_chapter(self, name: str) -> None:
        """Open the chapter in a file of this name; an unknown one changes nothing."""
        for row in range(self.chapters.count()):
            if self.chapters.item(row).data(PATH).name == name:
                self.chapters.setCurrentRow(row)

    def _on_chapter(self, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        if item is not None:
            path: Path = item.data(PATH)
            self.page.setSearchPaths([str(path.parent)])
            self.page.setMarkdown(path.read_text("utf-8"))
            spread(self.page.document())

    def _on_link(self, url: QUrl) -> None:
        """Go to another chapter or place; what lies outside opens in the browser."""
        if not url.isRelative():
            QDesktopServices.openUrl(url)
            return
        if url.path():
            self.show_chapter(Path(url.path()).name)
        if url.hasFragment():
            self.page.scrollToAnchor(url.fragment())


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


def spread(document: QTextDocument) -> None:
    """Give text made from Markdown, which has none, room between paragraphs and lines."""
    document.setDocumentMargin(PAGE_MARGIN_PX)
    cursor = QTextCursor(document)
    block = document.begin()
    while block.isValid():
        form = block.blockFormat()
        in_list = block.textList() is not None
        form.setTopMargin(18 if form.headingLevel() else 3 if in_list else 6)
        form.setBottomMargin(3 if in_list else 6)
        form.setLineHeight(135, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.setPosition(block.position())
        cursor.setBlockFormat(form)
        block = block.next()


def manual_folder() -> Path | None:
    """Return where the manual lies, in an installed package as in a checkout; None where there is none."""
    try:
        return resource("manual")
    except FileNotFoundError:
        beside = resource("codelists.json").parent.parent / "docs" / "manual"
        return beside if beside.is_dir() else None


def show_manual(window: "MainWindow") -> None:
    """Open the manual beside the window."""
    manual = ManualWindow(manual_folder(), window)
    manual.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    manual.show()


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


def _heading(path: Path) -> str:
    """Return the first heading of a chapter, else its file name."""
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("# "):
            return line.removeprefix("# ").strip()
    return path.stem
