# SPDX-License-Identifier: MIT
"""The wizard's window: steps at the left, one page at the right, and the jobs behind them."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gridmgr.model.errors import CancelledError
from gridmgr.operations.importing import Importer, ImportReport, Prepared
from gridmgr.operations.importing.account import Account, account
from gridmgr.operations.importing.course import ImportCourse
from gridmgr.operations.importing.looking import Look, look_into
from gridmgr.operations.importing.returning import write_refused
from gridmgr.operations.importing.sequence import advice
from gridmgr.operations.session import clock
from gridmgr.ui.document import Document
from gridmgr.ui.errors import MessageBar
from gridmgr.ui.importing.checkpage import CheckPage
from gridmgr.ui.importing.columnspage import ColumnsPage
from gridmgr.ui.importing.dropping import dropped_file
from gridmgr.ui.importing.filepage import FilePage
from gridmgr.ui.importing.readingpage import ReadingPage
from gridmgr.ui.importing.resultpage import ResultPage
from gridmgr.ui.importing.showing import extent_of, show_extent
from gridmgr.ui.jobs import Job

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow

SIZE_PX = 1120, 680
STEPS_PX = 150
STEPS_SHEET = """QListWidget { border: none; background: transparent; outline: none; padding: 8px; }
QListWidget::item { padding: 7px 8px; border-radius: 4px; }
QListWidget::item:selected { background: palette(highlight); color: palette(highlighted-text); }"""
SCREEN_SHARE = 0.92
MOST_LISTED = 5000
"""New records beyond this are not told one by one: the list then shows all of their kind."""


class ImportWizard(QDialog):
    """Five steps, back and forth. Nothing is stored before 导入; Esc leaves everything as it was."""

    def __init__(self, window: "MainWindow", document: Document) -> None:
        super().__init__(window)
        self.main, self.document, self.memory = window, document, window.memory
        self.is_dark = window.memory.is_on("view.dark", otherwise=False)
        self.course = ImportCourse()
        self.prepared: Prepared | None = None
        self.account: Account | None = None
        self.report: ImportReport | None = None
        self.district_crs: int | None = None
        self._worked_out: object = None
        self._job: Job | None = None
        self._is_storing = False
        self._returned: Path | None = None
        self.setObjectName("import_wizard")
        self.setWindowTitle("导入")
        self.setAcceptDrops(True)
        self.resize(QSize(*SIZE_PX).boundedTo(window.screen().availableSize() * SCREEN_SHARE))
        self._make_pages()
        self._lay_out()
        document.ask(lambda store: store.crs).succeeded.connect(self._on_crs)
        self.show_page(0)

    @property
    def communities(self) -> list[tuple[str, str]]:
        """Code and name of every community of the district."""
        overview = self.main.overview
        return [(c.code, c.name) for c in overview.communities] if overview else []

    def take_file(self, path: Path) -> None:
        """Take a file and look what is in it."""
        self.memory.keep_text("import/folder", str(path.parent))
        self._forget_outcome()
        self.course.begin(path)
        self.show_page(0)
        self.look_again()

    def look_again(self) -> None:
        """Look at the file as it is to be read now."""
        course = self.course
        path, encoding, headers = course.path, course.encoding, dict(course.headers)
        if path is None:
            return
        self._forget_outcome()
        job = self.document.study(
            lambda _store, progress: look_into(path, encoding, headers, progress), f"打开 {path.name}"
        )
        self._watch(job, self._on_looked)

    def work_out(self) -> None:
        """Work out what the import would do, unless that was done for the same choices."""
        options, path = self.course.options(), self.course.path
        if path is None or (self.account is not None and self._worked_out == options):
            self.check.show_account(self.account)
            return
        self._forget_outcome()
        self._worked_out = options
        self.check.show_account(None)
        author = self.document.author

        def work(store: Any, progress: Any) -> tuple[Prepared, Account]:  # Any: as `Document.study` hands them over
            prepared = Importer(store, clock(), author, progress=progress).prepare(path, options)
            return prepared, account(store, path, prepared)

        self._watch(self.document.study(work, f"试导入 {path.name}"), self._on_worked_out)

    def bring(self) -> None:
        """Store what was worked out, as one step."""
        prepared = self.prepared
        if prepared is None:
            return

        def work(session: Any, progress: Any) -> ImportReport:  # Any: as `Document.bring` hands them over
            report = Importer(session.store, clock(), session.author, progress=progress).keep(prepared)
            session.catch_up()
            return report

        name = self.course.path.name if self.course.path else ""
        job = self.document.bring(work, f"导入 {name}")
        self._is_storing = True
        self._watch(job, self._on_brought)

    def save_refused(self, target: Path) -> None:
        """Write the refused rows for the person who made the file."""
        prepared, path = self.prepared, self.course.path
        if prepared is None or path is None:
            return
        job = self.document.study(
            lambda _store, _progress: write_refused(path, prepared, target), f"保存 {target.name}"
        )
        self._returned = target
        self._watch(job, self._on_returned)

    def show_new(self) -> None:
        """Show the list of what was added, and leave."""
        if self.account is not None and self.prepared is not None:
            ids = self.account.new_ids
            wanted = {"id": ids} if 0 < len(ids) <= MOST_LISTED else {}
            self.main.records_wanted.emit(self.prepared.options.kind, wanted)
            self.accept()

    def show_on_map(self) -> None:
        """Show on the map what was imported, and leave."""
        if self.prepared is not None:
            show_extent(self.main, extent_of(self.prepared.report.changes))
            self.accept()

    def undo(self) -> None:
        """Take the import back, as long as it is the newest step."""
        report = self.report
        if report is None or report.step is None:
            return
        overview = self.main.overview
        if overview is None or overview.undo_label != report.step.label:
            self.message.say("导入之后又做了别的改动，请先撤销那些改动（Ctrl+Z）。")
            return
        self._watch(self.document.undo(), self._on_undone)

    def start_over(self) -> None:
        """Go back to the first page for another file."""
        self._forget_outcome()
        self.course = ImportCourse()
        self.show_page(0)

    def show_page(self, number: int) -> None:
        """Show a page as it is now."""
        self.stack.setCurrentIndex(number)
        self.pages[number].enter()
        self._refresh()

    def go_on(self) -> None:
        """Go to the next page, or store on the last but one; say what is missing where one cannot."""
        number = self.stack.currentIndex()
        if self.pages[number] is self.outcome:
            self.accept()
            return
        obstacle = self.pages[number].obstacle or (self.columns.further.obstacle if number == 2 else "")
        if obstacle:
            self.message.say(obstacle)
            return
        self.message.hide()
        if self.pages[number] is self.check:
            self.bring()
        else:
            self.show_page(number + 1)

    def go_back(self) -> None:
        """Go to the page before."""
        self.message.hide()
        self.show_page(max(self.stack.currentIndex() - 1, 0))

    def reject(self) -> None:
        """Stop what is being worked out and leave; nothing was stored. What is just being stored is waited for."""
        self._on_stop()
        if not self._is_storing:
            super().reject()

    def dismiss(self) -> None:
        """Leave at once: the district is closed."""
        self._on_stop()
        super().reject()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file."""
        if dropped_file(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the file that was let go over the wizard."""
        path = dropped_file(event.mimeData())
        if path is not None and self._job is None:
            event.acceptProposedAction()
            self.take_file(path)

    def _make_pages(self) -> None:
        self.file, self.reading = FilePage(self), ReadingPage(self)
        self.columns, self.check, self.outcome = ColumnsPage(self), CheckPage(self), ResultPage(self)
        self.pages = (self.file, self.reading, self.columns, self.check, self.outcome)

    def _lay_out(self) -> None:
        self.message = MessageBar(self)
        self.steps = QListWidget(self)
        self.steps.setObjectName("import_steps")
        self.steps.setAccessibleName("步骤")
        self.steps.setFixedWidth(STEPS_PX)
        self.steps.setStyleSheet(STEPS_SHEET)
        self.steps.addItems([f"{number}  {page.title}" for number, page in enumerate(self.pages, start=1)])
        self.steps.itemClicked.connect(lambda item: self._on_step(self.steps.row(item)))
        self.stack = QStackedWidget(self)
        for page in self.pages:
            self.stack.addWidget(page)
            page.changed.connect(self._refresh)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.steps)
        middle.addWidget(self.stack, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.message)
        column.addLayout(middle, 1)
        column.addWidget(self._foot())

    def _foot(self) -> QWidget:
        foot = QWidget(self)
        row = QHBoxLayout(foot)
        row.setContentsMargins(16, 8, 16, 12)
        self.what = QLabel(foot)
        self.bar = QProgressBar(foot)
        self.bar.setObjectName("import_bar")
        self.bar.setFixedWidth(180)
        self.stop = self._button(foot, "import_stop", "停止", self._on_stop)
        self.leave = self._button(foot, "import_leave", "放弃", self.reject)
        self.back = self._button(foot, "import_back", "上一步(&B)", self.go_back)
        self.next = self._button(foot, "import_next", "下一步(&N)", self.go_on)
        self.next.setProperty("primary", True)
        self.next.setDefault(True)
        for widget in (self.what, self.bar, self.stop):
            row.addWidget(widget)
        row.addStretch(1)
        for button in (self.leave, self.back, self.next):
            row.addWidget(button)
        return foot

    def _button(self, parent: QWidget, name: str, text: str, run: Callable[[], None]) -> QPushButton:
        button = QPushButton(text, parent)
        button.setObjectName(name)
        button.setAutoDefault(False)
        button.clicked.connect(run)
        return button

    def _refresh(self) -> None:
        """Say and allow what holds at present."""
        number, is_busy = self.stack.currentIndex(), self._job is not None
        page = self.pages[number]
        self.steps.setCurrentRow(number)
        for place in range(len(self.pages)):
            item = self.steps.item(place)
            open_ = place < number and page is not self.outcome
            usable = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            item.setFlags(usable if open_ or place == number else Qt.ItemFlag.NoItemFlags)
        self.back.setVisible(0 < number < 4)
        self.back.setEnabled(not is_busy)
        self.leave.setVisible(page is not self.outcome)
        self.next.setText({3: "导入", 4: "完成"}.get(number, "下一步(&N)"))
        may_go_on = self.columns.is_ready if page is self.columns else not page.obstacle
        self.next.setEnabled(not is_busy and may_go_on)
        for widget in (self.what, self.bar, self.stop):
            widget.setVisible(is_busy)

    def _watch(self, job: Job, then: Callable[[Any], None]) -> None:
        """Show a job at the foot until it ends (Any: its result)."""
        self._job = job
        self.what.setText(job.title)
        self.bar.setRange(0, 0)
        self.stop.setEnabled(job.can_stop)
        job.progressed.connect(self._on_progressed)
        job.succeeded.connect(then)
        job.failed.connect(self._on_failed)
        job.ended.connect(self._on_ended)
        self.message.hide()
        self._refresh()

    def _on_progressed(self, done: int, total: int, what: str) -> None:
        self.what.setText(what or (self._job.title if self._job else ""))
        self.bar.setRange(0, max(total, 1))
        self.bar.setValue(done)

    def _on_failed(self, error: Exception) -> None:
        was_storing, self._is_storing = self._is_storing, False
        self.message.tell(error)
        self.main.message.hide()
        if was_storing and not isinstance(error, CancelledError):
            # What was worked out may no longer hold: it is looked at anew before anything is stored.
            self._forget_outcome()
        if self.account is None:
            self._worked_out = None
            self.check.show_stopped()

    def _on_ended(self) -> None:
        if self.sender() is self._job:
            self._job = None
        self._refresh()

    def _on_stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self.what.setText("正在停止…")
            self.stop.setEnabled(False)

    def _on_step(self, number: int) -> None:
        if number < self.stack.currentIndex() and self._job is None:
            self.message.hide()
            self.show_page(number)

    def _on_crs(self, crs: int | None) -> None:
        self.district_crs = crs

    def _on_looked(self, look: Look) -> None:
        self.course.take_look(look, self.district_crs)
        self.pages[self.stack.currentIndex()].enter()

    def _on_worked_out(self, found: tuple[Prepared, Account]) -> None:
        self.prepared, self.account = found
        self.check.show_account(self.account)

    def _on_brought(self, report: ImportReport) -> None:
        came_late = self._job is not None and self._job.is_given_up
        self._is_storing = False
        self.report = report
        has_shapes = extent_of(report.changes) is not None
        self.outcome.show_report(report, has_shapes, came_late)
        self.document.ask(advice).succeeded.connect(self.outcome.show_advice)
        self.show_page(4)

    def _on_undone(self, _step: object) -> None:
        self.outcome.show_undone()

    def _on_returned(self, count: int) -> None:
        self.message.say(f"已把 {count:,} 行存到“{self._returned}”。改好以后再导入这份表格。")

    def _forget_outcome(self) -> None:
        self.prepared = self.account = self.report = None
        self._worked_out = None
