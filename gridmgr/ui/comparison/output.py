# SPDX-License-Identifier: MIT
"""A comparison leaves the program: as a workbook, as forms and as lists to hand over by. It is told once before."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMessageBox, QPushButton

from gridmgr.data.store import Store
from gridmgr.model.progress import Progress
from gridmgr.ui.comparison.lines import Line
from gridmgr.ui.comparison.reading import Compared

if TYPE_CHECKING:
    from gridmgr.ui.comparison.feature import Comparison
    from gridmgr.ui.window import MainWindow

EXCEL, PDF = "Excel 表格 (*.xlsx)", "PDF 文件 (*.pdf)"
SAID = "含网格人员姓名，电话只写可公开的，其余遮盖；楼幢只列户数，不含居民信息。"
Choice = tuple[str, Callable[[], None]]


class ComparisonOutput(QObject):
    """Writes what is compared in the background, with a bar that can be stopped."""

    def __init__(self, window: "MainWindow", comparison: "Comparison") -> None:
        super().__init__(window)
        self._window = window
        self._comparison = comparison
        self.question: QMessageBox | None = None
        """What is being asked just now."""
        page = comparison.page
        page.sheet_wanted.connect(self.ask_sheet)
        page.forms_wanted.connect(self.ask_forms)
        page.handover_wanted.connect(self.ask_handover)

    def ask_sheet(self) -> None:
        """Say what the workbook holds and where it shall go."""
        text = "将导出一个 Excel 工作簿：比较总表、网格增减、调整对照、岗位变动和交接清单。"
        self._ask("导出 Excel", text, [("导出…", self._choose_sheet)])

    def ask_forms(self) -> None:
        """Say how many forms there are; of grids that are chosen in the table only theirs, if that is wanted."""
        compared = self._comparison.compared
        if compared is None:
            return
        every = len(compared.difference.changed)
        chosen = [line for line in self._comparison.page.tables.chosen_grids if line.is_changed]
        choices: list[Choice] = [(f"全部 {every} 张…", lambda: self._choose_forms(()))]
        if 0 < len(chosen) < every:
            choices.append((f"只要选中的 {len(chosen)} 张…", lambda: self._choose_forms(chosen)))
        text = f"有 {every} 个网格有变动，每个网格一份《网格调整登记表》，A4 纸，存为 PDF。"
        self._ask("调整登记表", text, choices)

    def ask_handover(self) -> None:
        """Say how many people hand something over or take it over."""
        compared = self._comparison.compared
        if compared is None:
            return
        officers = len(compared.adjustment.handover.officers)
        if not officers:
            self._window.message.say("没有人员需要交接：换网格的楼幢在两边都没有登记网格人员。")
            return
        text = f"有 {officers} 位人员要交出或接手楼幢，每人一份交接清单。"
        self._ask("交接清单", text, [("PDF…", self._choose_lists), ("Excel…", self._choose_list_sheets)])

    def write_sheet(self, path: Path) -> None:
        """Write the comparison as a workbook."""

        def write(compared: Compared, _progress: Progress) -> str:
            from gridmgr.report.adjustment.workbook import write_comparison

            return f"已导出 {write_comparison(compared.adjustment, path)} 张表到“{path}”。"

        self._write(path, write)

    def write_list_sheets(self, path: Path) -> None:
        """Write the lists to hand over by as a workbook."""

        def write(compared: Compared, _progress: Progress) -> str:
            from gridmgr.report.adjustment.workbook import write_handover

            return f"已导出 {write_handover(compared.adjustment, path)} 张表到“{path}”。"

        self._write(path, write)

    def write_forms(self, path: Path, grids: Sequence[str] = ()) -> None:
        """Write the forms of some grids (ids of either plan; all changed ones without) as a PDF."""

        def write(compared: Compared, progress: Progress) -> str:
            from gridmgr.report.adjustment.edition import AdjustmentEdition, AdjustmentRequest, Sheets
            from gridmgr.report.adjustment.reading import Land
            from gridmgr.report.book.printing import write_pdf

            # The map of the page is there already: reading it again would take longer than all the rest.
            scene = compared.plain_new
            land = Land(scene, compared.old.grids, {one: row for row, one in enumerate(scene.buildings.ids)})
            progress.step(0, 1, "排版")
            request = AdjustmentRequest((Sheets.FORMS,), tuple(grids))
            edition = AdjustmentEdition(compared.adjustment, request, land)
            write_pdf(edition, path, progress)
            return f"已导出 {len(edition)} 页调整登记表到“{path}”。"

        self._write(path, write)

    def write_lists(self, path: Path) -> None:
        """Write the lists to hand over by as a PDF."""

        def write(compared: Compared, progress: Progress) -> str:
            from gridmgr.report.adjustment.edition import AdjustmentEdition, AdjustmentRequest, Sheets
            from gridmgr.report.book.printing import write_pdf

            progress.step(0, 1, "排版")
            edition = AdjustmentEdition(compared.adjustment, AdjustmentRequest((Sheets.LISTS,)))
            write_pdf(edition, path, progress)
            return f"已导出 {len(edition)} 页交接清单到“{path}”。"

        self._write(path, write)

    def _write(self, path: Path, write: Callable[[Compared, Progress], str]) -> None:
        document, compared = self._window.document, self._comparison.compared
        if document is None or compared is None:
            return
        self._window.memory.folder = str(path.parent)

        def work(_store: Store, progress: Progress) -> str:
            return write(compared, progress)

        job = document.study(work, f"导出 {path.name}")
        job.succeeded.connect(lambda text: self._tell(text, path))

    def _tell(self, text: str, path: Path) -> None:
        place = QUrl.fromLocalFile(str(path))
        self._window.message.say(text, "打开文件", lambda: QDesktopServices.openUrl(place))

    def _ask(self, title: str, text: str, choices: Sequence[Choice]) -> None:
        """Say what will leave the program, and go on with what is chosen."""
        box = QMessageBox(self._window)
        box.setObjectName("comparison_question")
        box.setIcon(QMessageBox.Icon.Information)
        box.setWindowTitle(title)
        box.setText(f"{text}\n{SAID}")
        runs: dict[QPushButton, Callable[[], None]] = {}
        for number, (verb, run) in enumerate(choices):
            button = box.addButton(verb, QMessageBox.ButtonRole.AcceptRole)
            button.setObjectName(f"comparison_go_{number}")
            runs[button] = run
        box.setDefaultButton(next(iter(runs)))
        box.addButton("取消", QMessageBox.ButtonRole.RejectRole)
        box.buttonClicked.connect(lambda button: runs[button]() if button in runs else None)
        box.finished.connect(lambda _result: box.deleteLater())
        self.question = box
        box.open()

    def _choose_sheet(self) -> None:
        self._choose("方案比较", ".xlsx", EXCEL, self.write_sheet)

    def _choose_lists(self) -> None:
        self._choose("交接清单", ".pdf", PDF, self.write_lists)

    def _choose_list_sheets(self) -> None:
        self._choose("交接清单", ".xlsx", EXCEL, self.write_list_sheets)

    def _choose_forms(self, lines: Sequence[Line]) -> None:
        grids = [line.new_id or line.old_id for line in lines]
        self._choose("网格调整登记表", ".pdf", PDF, lambda path: self.write_forms(path, grids))

    def _choose(self, name: str, suffix: str, kind: str, write: Callable[[Path], None]) -> None:
        compared = self._comparison.compared
        if compared is None:
            return
        suggested = Path(self._window.memory.folder) / f"{name}（{file_part(compared.choices[1].name)}）{suffix}"
        chosen, _ = QFileDialog.getSaveFileName(self._window, f"导出{name}", str(suggested), kind)
        if chosen:
            path = Path(chosen)
            write(path if path.suffix.lower() == suffix else path.with_name(path.name + suffix))


def file_part(name: str) -> str:
    """Return a name as it may stand in the name of a file."""
    return "".join("-" if character in '\\/:*?"<>|' else character for character in name)
