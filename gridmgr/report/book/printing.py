# SPDX-License-Identifier: MIT
"""Where pages go: into a PDF, a picture, or any device that pages can be painted on."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QColor, QImage, QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QPdfWriter

from gridmgr.data.targets import demand_folder, whole_file
from gridmgr.map.lettering import PaperPainter
from gridmgr.model.errors import InputError
from gridmgr.model.progress import Progress, Silent
from gridmgr.report.book.edition import Leaf
from gridmgr.report.book.pdf_finish import Bookmark, finish_pdf
from gridmgr.report.book.sheets import Format
from gridmgr.report.pictures import drawing_application

DOTS_PER_MM = 50
INCH_MM = 25.4


class Printed(Protocol):
    """Pages that can be painted: a map book, or the forms and lists of an adjustment."""

    @property
    def title(self) -> str:
        """What the printing is called."""

    @property
    def day(self) -> date:
        """The day of printing."""

    @property
    def leaves(self) -> Sequence[Leaf]:
        """The pages."""

    def __len__(self) -> int:
        """Return how many pages there are."""

    def paint(self, painter: PaperPainter, page: int) -> None:
        """Paint a page (from 1 on) in millimetres from the upper left corner of the paper."""


def write_pdf(edition: Printed, path: Path, progress: Progress | None = None) -> None:
    """Write all pages as a PDF with bookmarks, whole or not at all.

    Raises InputError where there is nothing to print or the file cannot be written, CancelledError when given up.
    """
    drawing_application()
    demand_folder(path)
    if not len(edition):
        raise InputError("没有符合要求的内容，没有可以打印的页。")
    with whole_file(path) as place:
        writer = QPdfWriter(str(place))
        writer.setTitle(edition.title)
        writer.setCreator("gridmgr")
        writer.setResolution(round(DOTS_PER_MM * INCH_MM))
        paint_pages(edition, writer, range(1, len(edition) + 1), progress)
        marks = [Bookmark(leaf.title.text, leaf.depth, page) for page, leaf in enumerate(edition.leaves)]
        finish_pdf(place, edition.title, edition.day, marks)


def paint_pages(
    edition: Printed, device: QPagedPaintDevice, pages: Sequence[int], progress: Progress | None = None
) -> None:
    """Paint some pages on a device with pages; its full page is used, without margins of its own.

    Raises InputError when the device cannot be painted on, CancelledError when given up.
    """
    watch = progress or Silent()
    device.setPageLayout(page_layout(edition.leaves[pages[0] - 1].paper))
    painter = PaperPainter()
    if not painter.begin(device):
        raise InputError("无法开始打印：打印机没有响应，或文件不能写入。")
    try:
        for done, page in enumerate(pages):
            watch.step(done, len(pages), f"第 {page} 页")
            if done:
                device.setPageLayout(page_layout(edition.leaves[page - 1].paper))
                device.newPage()
            painter.save()
            unit = device.logicalDpiX() / INCH_MM
            painter.scale(unit, unit)
            edition.paint(painter, page)
            painter.restore()
        watch.step(len(pages), len(pages))
    finally:
        painter.end()


def page_layout(paper: Format) -> QPageLayout:
    """Return a page without margins, as a printer needs it."""
    turned = paper.width > paper.height
    size = QSizeF(min(paper.width, paper.height), max(paper.width, paper.height))
    orientation = QPageLayout.Orientation.Landscape if turned else QPageLayout.Orientation.Portrait
    return QPageLayout(QPageSize(size, QPageSize.Unit.Millimeter), orientation, QMarginsF(0, 0, 0, 0))


def page_image(edition: Printed, page: int, dots_per_mm: float) -> QImage:
    """Paint a page into a picture."""
    paper = edition.leaves[page - 1].paper
    image = QImage(round(paper.width * dots_per_mm), round(paper.height * dots_per_mm), QImage.Format.Format_RGB32)
    if image.isNull():
        raise InputError("图片太大，内存不够；请选较低的分辨率。")
    image.fill(QColor("#FFFFFF"))
    image.setDotsPerMeterX(round(dots_per_mm * 1000))
    image.setDotsPerMeterY(round(dots_per_mm * 1000))
    painter = PaperPainter(image)
    try:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(dots_per_mm, dots_per_mm)
        edition.paint(painter, page)
    finally:
        painter.end()
    return image
