# SPDX-License-Identifier: MIT
"""Where the pages go: a PDF, a printer, a picture. What leaves the program is told once before."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

from gridmgr.data.store import Store
from gridmgr.data.targets import whole_file
from gridmgr.model.errors import InputError
from gridmgr.model.progress import Progress
from gridmgr.report.book.contents import Part, Phones
from gridmgr.ui.printing_basemap import bring_tiles
from gridmgr.ui.printing_choices import PARTS

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from gridmgr.report.book.edition import Edition
    from gridmgr.ui.printing import Printing
    from gridmgr.ui.window import MainWindow

PDF, PNG = "PDF 文件 (*.pdf)", "图片 (*.png)"
PICTURE_DOTS_PER_MM = 300 / 25.4
PHONES_SAID = {
    Phones.NONE: "不含个人电话号码",
    Phones.PUBLIC: "含可公开的工作电话，其余遮盖",
    Phones.ALL: "含全部工作人员的电话，包括未公开的",
}


class PrintOutput(QObject):
    """Sends the pages of the print workspace out of the program."""

    def __init__(self, window: "MainWindow", printing: "Printing") -> None:
        super().__init__(window)
        self._window = window
        self._printing = printing
        self.question: QMessageBox | None = None
        """What is being asked just now."""
        choices = printing.choices
        choices.pdf_wanted.connect(lambda: self._ask("导出", self._choose_pdf))
        choices.print_wanted.connect(lambda: self._ask("打印", self._choose_printer))
        choices.picture_wanted.connect(self._ask_picture)

    def write_pdf(self, path: Path) -> None:
        """Write all pages as a PDF in the background, with a bar that can be stopped."""
        edition, document = self._printing.edition, self._window.document
        if edition is None or document is None:
            return
        self._window.memory.folder = str(path.parent)

        def write(_store: Store, progress: Progress) -> str:
            from gridmgr.report.book.printing import write_pdf

            lacking = bring_tiles(edition, range(1, len(edition) + 1), progress)
            write_pdf(edition, path, progress)
            return f"已导出 {len(edition)} 页到“{path}”。{lacking}"

        document.study(write, f"导出 {path.name}").succeeded.connect(self._on_done)

    def write_picture(self, path: Path) -> None:
        """Write the page that is shown as a picture."""
        edition, document, page = self._printing.edition, self._window.document, self._printing.pages.page
        if edition is None or document is None:
            return
        self._window.memory.folder = str(path.parent)

        def write(_store: Store, progress: Progress) -> str:
            from gridmgr.report.book.printing import page_image

            lacking = bring_tiles(edition, [page], progress)
            with whole_file(path) as place:
                if not page_image(edition, page, PICTURE_DOTS_PER_MM).save(str(place)):
                    raise InputError("无法写入图片 {path}，请检查磁盘空间和文件夹权限。", path=path)
            return f"已把第 {page} 页存为图片“{path}”。{lacking}"

        document.study(write, f"导出 {path.name}").succeeded.connect(self._on_done)

    def print_on(self, printer: "QPrinter") -> None:
        """Print on a printer that was set up, in the background."""
        edition, document = self._printing.edition, self._window.document
        if edition is None or document is None:
            return
        first, last = printer.fromPage() or 1, printer.toPage() or len(edition)
        pages = range(first, min(last, len(edition)) + 1)
        printer.setFullPage(True)

        def work(_store: Store, progress: Progress) -> str:
            from gridmgr.report.book.printing import paint_pages

            lacking = bring_tiles(edition, pages, progress)
            paint_pages(edition, printer, pages, progress)
            return f"已把 {len(pages)} 页交给打印机。{lacking}"

        document.study(work, f"打印 {edition.title}").succeeded.connect(self._on_done)

    def _on_done(self, said: str) -> None:
        """Say what became of it; the preview shows what was fetched meanwhile."""
        self._window.message.say(said)
        self._printing.show_again()

    def _ask(self, verb: str, then: Callable[[], None], pages: int = 0) -> None:
        """Say what will leave the program, and go on when that is meant."""
        edition = self._printing.edition
        if edition is None:
            return
        box = QMessageBox(self._window)
        box.setObjectName("print_question")
        box.setIcon(QMessageBox.Icon.Information)
        box.setWindowTitle(verb)
        box.setText(told(edition, verb, pages or len(edition)))
        go = box.addButton(f"{verb}…", QMessageBox.ButtonRole.AcceptRole)
        go.setObjectName("print_go")
        box.setDefaultButton(go)
        box.addButton("取消", QMessageBox.ButtonRole.RejectRole)
        box.accepted.connect(then)
        box.finished.connect(lambda _result: box.deleteLater())
        self.question = box
        box.open()

    def _ask_picture(self) -> None:
        self._ask("导出图片", self._choose_picture, 1)

    def _choose_pdf(self) -> None:
        path = self._target("导出 PDF", ".pdf", PDF)
        if path is not None:
            self.write_pdf(path)

    def _choose_picture(self) -> None:
        path = self._target("导出图片", ".png", PNG)
        if path is not None:
            self.write_picture(path)

    def _choose_printer(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        edition = self._printing.edition
        if edition is None:
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(edition.title)
        dialog = QPrintDialog(printer, self._window)
        dialog.setObjectName("print_dialog")
        dialog.setMinMax(1, len(edition))
        dialog.accepted.connect(lambda: self.print_on(printer))
        dialog.finished.connect(lambda _result: dialog.deleteLater())
        # QPrintDialog hides QDialog.open() behind one that wants a slot.
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.show()

    def _target(self, title: str, suffix: str, kind: str) -> Path | None:
        edition = self._printing.edition
        if edition is None:
            return None
        page = self._printing.pages.page
        name = edition.leaves[page - 1].title.text if suffix == ".png" else file_name(edition)
        suggested = Path(self._window.memory.folder) / f"{name}{suffix}"
        chosen, _ = QFileDialog.getSaveFileName(self._window, title, str(suggested), kind)
        if not chosen:
            return None
        path = Path(chosen)
        return path if path.suffix.lower() == suffix else path.with_name(path.name + suffix)


def file_name(edition: "Edition") -> str:
    """Return a name for the file of a printing."""
    if len(edition) == 1 or edition.request.part is Part.BOOK:
        return edition.title
    return f"{edition.book.district}{PARTS[edition.request.part]}"


def told(edition: "Edition", verb: str, pages: int) -> str:
    """Say what will leave the program and what is in it."""
    state = "" if edition.book.is_final else "方案尚未批准，每页都标“草案”。"
    # A community's map has the number of its office, and names of officers without theirs.
    phones = PHONES_SAID[Phones.NONE] if edition.request.part is Part.COMMUNITY else PHONES_SAID[edition.request.phones]
    basemap = "印有底图，请确认底图允许打印。" if edition.book.backing is not None else ""
    return (
        f"将{verb} {pages} 页（{edition.title}，{edition.request.paper}）。\n"
        f"含网格人员姓名，{phones}；不含居民信息。纸上注明“内部资料”。{basemap}{state}"
    )
