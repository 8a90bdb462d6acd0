# SPDX-License-Identifier: MIT
"""Fourth page: what the import would do, before anything is stored."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QBrush
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QTabWidget, QVBoxLayout, QWidget

from gridmgr.model.findings import Severity
from gridmgr.operations.importing.account import Account, ProblemRow
from gridmgr.ui.appearance import tone_colour
from gridmgr.ui.cards import Tone
from gridmgr.ui.importing.page import Page, muted
from gridmgr.ui.importing.tables import PlainTable

if TYPE_CHECKING:
    from gridmgr.ui.importing.wizard import ImportWizard

PROBLEMS = ("行号", "级别", "栏目", "文件里的值", "说明")
CHANGES = ("记录", "栏目", "现在", "导入后")
MOST_SHOWN = 1000
"""Lines that the tables show at once; more would keep the window waiting."""

LEVELS = {Severity.ERROR: "退回", Severity.WARNING: "提醒", Severity.INFO: "说明"}
TONES = {Severity.ERROR: Tone.MISSING, Severity.WARNING: Tone.ABOVE, Severity.INFO: Tone.MUTED}


class CheckPage(Page):
    """Figures, problems row by row, and changes with before and after."""

    name = "check"
    title = "试导入"
    about = "这里只是试算，还没有保存任何内容。退回的行可以先导入其他行，以后改好再补。"

    def __init__(self, wizard: "ImportWizard") -> None:
        super().__init__(wizard)
        self.figures = QLabel("正在试算…", self)
        self.figures.setObjectName("import_figures")
        self.figures.setProperty("role", "heading")
        self.figures.setWordWrap(True)
        self.column.addWidget(self.figures)
        self.tabs = QTabWidget(self)
        self.problems = PlainTable("import_problems", "问题", PROBLEMS, self)
        self.changes = PlainTable("import_changes", "改动", CHANGES, self)
        self.severity = QComboBox(self)
        self.severity.setObjectName("import_severity")
        self.severity.addItem("全部级别", "")
        for severity, label in LEVELS.items():
            self.severity.addItem(label, severity.value)
        self.severity.activated.connect(self._show_problems)
        self.left_out = muted("")
        self.detail = QLabel(self)
        self.detail.setObjectName("import_problem_detail")
        self.detail.setWordWrap(True)
        self.problems.itemSelectionChanged.connect(self._on_chosen)
        self.again = QPushButton("重新试算", self)
        self.again.setObjectName("import_work_out_again")
        self.again.setAutoDefault(False)
        self.again.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.again.clicked.connect(wizard.work_out)
        self.column.addWidget(self.again)
        self.tabs.addTab(self._with_filter(), "问题")
        self.tabs.addTab(self.changes, "改动")
        self.column.addWidget(self.tabs, 1)

    def _with_filter(self) -> QWidget:
        both = QWidget(self)
        column = QVBoxLayout(both)
        column.setContentsMargins(8, 8, 8, 8)
        row = QHBoxLayout()
        row.addWidget(QLabel("只看", both))
        row.addWidget(self.severity)
        row.addWidget(self.left_out, 1)
        column.addLayout(row)
        column.addWidget(self.problems, 1)
        column.addWidget(self.detail)
        return both

    def enter(self) -> None:
        """Work out what the import would do, unless that is known already."""
        self.wizard.work_out()

    @property
    def obstacle(self) -> str:
        """Wait until the import was worked out; one that would change nothing needs no storing."""
        found = self.wizard.account
        if found is None:
            return "正在试算，请等它完成。"
        return "" if found.added + found.changed + found.beside else "没有可以保存的内容，不用导入。"

    def show_stopped(self) -> None:
        """Say that nothing was worked out, and how to try again."""
        self.figures.setText("没有试算完。请改正后重新试算，或返回上一步。")
        self.again.show()
        self.changed.emit()

    def show_account(self, found: Account | None) -> None:
        """Show what came out; None while it is worked out."""
        self.again.hide()
        if found is None:
            self.figures.setText("正在试算…")
            self.problems.setRowCount(0)
            self.changes.setRowCount(0)
            self.changed.emit()
            return
        self.figures.setText(figures_text(found))
        self.tabs.setTabText(0, f"问题（{len(found.problems) + found.left_out:,}）")
        self.tabs.setTabText(1, f"改动（{found.changed:,} 条记录）")
        for place, (severity, label) in enumerate(LEVELS.items(), start=1):
            self.severity.setItemText(place, f"{label}（{found.count(severity):,}）")
        self._show_problems()
        self.changes.fill(
            [(c.title, c.field, c.before or "（空）", c.after or "（空）") for c in found.changes[:MOST_SHOWN]]
        )
        self.changes.fit_columns()
        self.changed.emit()

    def _show_problems(self) -> None:
        found = self.wizard.account
        wanted = str(self.severity.currentData())
        shown = [p for p in found.problems if not wanted or p.severity.value == wanted] if found else []
        self.detail.setText("单击一行查看完整说明。" if shown else "没有问题。")
        total = len(shown) + (found.left_out if found and not wanted else 0)
        shown = shown[:MOST_SHOWN]
        rest = f"共 {total:,} 条，这里列出前 {len(shown):,} 条；退回的行可以在导入后全部存成表格。"
        self.left_out.setText(rest if total > len(shown) else "")
        self.problems.setRowCount(len(shown))
        for line, problem in enumerate(shown):
            self._put(line, problem)
        self.problems.fit_columns()

    def _on_chosen(self) -> None:
        """Show the whole sentence of a row, which the table may cut off."""
        item = self.problems.item(self.problems.currentRow(), len(PROBLEMS) - 1)
        self.detail.setText(item.text() if item is not None else "")

    def _put(self, line: int, problem: ProblemRow) -> None:
        tone = QBrush(tone_colour(TONES[problem.severity], self.wizard.is_dark))
        self.problems.put(line, 0, str(problem.row) if problem.row is not None else "全部")
        self.problems.put(line, 1, LEVELS[problem.severity], tone)
        for column, text in enumerate((problem.field, problem.value, problem.sentence), start=2):
            self.problems.put(line, column, text)


def figures_text(found: Account) -> str:
    """Say in figures what an import would do."""
    text = "读取 {read:,} 行：新增 {added:,} 条，修改 {changed:,} 条，没有变化 {unchanged:,} 行，退回 {refused:,} 行。"
    more = f"另有 {found.beside:,} 条随带的记录（方案、社区或任职）。" if found.beside else ""
    mended = f"{found.mended:,} 个图形有毛病，已自动修复。" if found.mended else ""
    return (
        text.format(
            read=found.read, added=found.added, changed=found.changed, unchanged=found.unchanged, refused=found.refused
        )
        + more
        + mended
    )
