# SPDX-License-Identifier: MIT
"""The print workspace: what to print on the left, the pages as they will be in the middle."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from gridmgr.data.store import Store
from gridmgr.model.progress import Progress
from gridmgr.report.book.contents import Book, Part, Phones
from gridmgr.ui.commands import today
from gridmgr.ui.features import Feature
from gridmgr.ui.jobs import Job, WorkThread
from gridmgr.ui.overview import Overview
from gridmgr.ui.printing_basemap import PrintBasemap
from gridmgr.ui.printing_choices import NO_PLAN, PrintChoices
from gridmgr.ui.printing_output import PrintOutput
from gridmgr.ui.printing_pages import EMPTY, PageView
from gridmgr.ui.workspaces import Workspace

if TYPE_CHECKING:
    from gridmgr.report.book.edition import Edition
    from gridmgr.ui.window import MainWindow

NAME = "print"
NOT_READ = "没有读到要打印的内容。在左边再选一次，就会重新读取。"


class Printing(Feature):
    """Reads the book when the workspace is shown, lays pages out and paints the one that is looked at.

    Reading goes through the document's third thread, laying out and painting through a thread of this feature, so that
    the window never waits. Whatever is outdated when it arrives is dropped.
    """

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.edition: Edition | None = None
        self._book: Book | None = None
        self._read_with: Phones | None = None
        self._reading: Job | None = None
        self._painting: Job | None = None
        self._is_outdated = False
        self._thread = WorkThread("printing")
        window.destroyed.connect(self._thread.close)
        self.basemap = PrintBasemap(window, self)
        self.choices = PrintChoices(window.memory, window)
        self.pages = PageView(window)
        self.output = PrintOutput(window, self)
        window.workspaces.add(Workspace(NAME, "打印", "printer", "Ctrl+4", self._page()))
        window.workspaces.entered.connect(self._on_entered)
        window.document_changed.connect(self._on_document)
        window.overview_changed.connect(self._on_overview)
        window.print_wanted.connect(self.show)
        self.choices.changed.connect(self._on_choices)
        self.basemap.changed.connect(self.show_again)
        self.pages.wanted.connect(self._paint)

    def show(self, kind: str, record_id: str) -> None:
        """Show the preview of a grid, of a community with its grids, or of the whole book."""
        communities = self.window.overview.communities if self.window.overview else []
        if kind == "grid":
            owner = next((c.code for c in communities if any(g.id == record_id for g in c.grids)), "")
            self.choices.choose(Part.GRID, owner, record_id)
        elif kind == "community":
            code = next((c.code for c in communities if c.id == record_id), "")
            self.choices.choose(Part.COMMUNITY, code)
        else:
            self.choices.choose(Part.BOOK)
        self.window.workspaces.show(NAME)

    @property
    def is_ready(self) -> bool:
        """Whether what is shown is what was chosen."""
        return self.edition is not None and self._reading is None and self._painting is None and not self._is_outdated

    def _page(self) -> QWidget:
        page = QWidget(self.window)
        page.setObjectName("print_page")
        line = QFrame(page)
        line.setObjectName("print_line")
        line.setFixedWidth(1)
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for widget in (self.choices, line, self.pages):
            row.addWidget(widget)
        row.setStretchFactor(self.pages, 1)
        return page

    def _on_document(self, _document: object) -> None:
        """A reading of the district before never tells its end."""
        self._reading = None
        self._on_overview(None)
        # Nobody holds the basemap's files any longer than the district's.
        self._thread.start(Job(), lambda _progress: self.basemap.close())

    def _on_entered(self, name: str) -> None:
        """Show the pages; the keyboard turns them at once, instead of landing in a box of the status bar."""
        if name == NAME:
            self.pages.setFocus()
        self._prepare()

    def _on_overview(self, overview: Overview | None) -> None:
        """What was read holds no longer."""
        self._book = self.edition = None
        self.choices.show_overview(overview)
        has_plan = overview is not None and overview.plan is not None
        self.pages.show_nothing(EMPTY if has_plan else NO_PLAN)
        if has_plan:
            self._prepare()

    def _on_choices(self) -> None:
        if self._read_with is not self.choices.request.phones:
            self._book = None
        self.edition = None
        self._prepare()

    def _prepare(self) -> None:
        """Read the book and lay it out, as far as that is still to be done; only while somebody looks."""
        window = self.window
        if window.workspaces.current != NAME or window.document is None or not self.choices.request.plan:
            return
        if self._book is None:
            self._read()
        elif self.edition is None:
            self._lay_out(self._book)
        else:
            self._paint()

    def _read(self) -> None:
        if self._reading is not None or self.window.document is None:
            self._is_outdated = self._reading is not None
            return
        request, day = self.choices.request, today()
        self._is_outdated, self._read_with = False, request.phones

        def read(store: Store, progress: Progress) -> Book:
            from gridmgr.report.book.reading import read_book

            return read_book(store, request.plan, request.phones, day, progress)

        self._reading = self.window.document.study(read, "准备打印")
        self._reading.succeeded.connect(self._on_read)
        self._reading.ended.connect(self._on_reading_ended)

    def _on_read(self, book: Book) -> None:
        if book.plan == self.choices.request.plan and self._read_with is self.choices.request.phones:
            self._book = None if self._is_outdated else book

    def _on_reading_ended(self) -> None:
        self._reading = None
        if self._book is not None or self._is_outdated:
            self._prepare()
        else:
            self.pages.show_nothing(NOT_READ)

    def show_again(self) -> None:
        """Lay out anew what has a basemap: more of it may be on this computer now."""
        if self.choices.request.basemap:
            self.edition = None
            self._prepare()

    def _lay_out(self, book: Book) -> None:
        request = self.choices.request
        wanted, basemap = self.basemap.wanted(request), self.basemap

        def take(made: "tuple[Edition, str]") -> None:
            edition, note = made
            if book is self._book and request == self.choices.request:
                self.edition = edition
                self.choices.show_pages(len(edition), note)
                self.pages.show_count(len(edition))
                self._paint()

        def make(progress: Progress) -> "tuple[Edition, str]":
            edition = basemap.laid_out(book, request, wanted, progress)
            return edition, basemap.note(edition, request)

        job = Job("", self)
        job.succeeded.connect(take)
        job.failed.connect(self.window.message.tell)
        job.ended.connect(job.deleteLater)
        self._thread.start(job, make)

    def _paint(self) -> None:
        """Paint the page that is looked at, unless one is being painted; then again afterwards."""
        edition, page = self.edition, self.pages.page
        if edition is None or not 1 <= page <= len(edition):
            if edition is not None:
                self.pages.show_nothing("没有可以打印的页。")
            return
        if self._painting is not None:
            self._is_outdated = True
            return
        self._is_outdated = False
        ratio = self.pages.devicePixelRatioF()
        dots = self.pages.px_per_mm * ratio

        def paint(_progress: Progress) -> QImage:
            from gridmgr.report.book.printing import page_image

            image = page_image(edition, page, dots)
            image.setDevicePixelRatio(ratio)
            return image

        def take(image: QImage) -> None:
            if edition is self.edition and page == self.pages.page:
                leaf = edition.leaves[page - 1]
                self.pages.show_page(image, leaf.paper, leaf.title.text)

        self._painting = Job("", self)
        self._painting.succeeded.connect(take)
        self._painting.failed.connect(self.window.message.tell)
        self._painting.ended.connect(self._on_painted)
        self._painting.ended.connect(self._painting.deleteLater)
        self._thread.start(self._painting, paint)

    def _on_painted(self) -> None:
        self._painting = None
        if self._is_outdated:
            self._paint()
