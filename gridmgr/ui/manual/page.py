# SPDX-License-Identifier: MIT
"""One chapter of the manual on the screen: pictures as wide as the page, words marked, headings found."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QImage,
    QMouseEvent,
    QPalette,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextTable,
)
from PySide6.QtWidgets import QTextBrowser, QTextEdit, QWidget

MARGIN_PX = 24
QUIET_MS = 120
"""So long the width must rest before the chapter is laid out anew."""
MARK_ALPHA = 80
PICTURE = "\N{OBJECT REPLACEMENT CHARACTER}"
CELL_PADDING_PX = 5
TABLE_MARGIN_PX = 8


class ManualPage(QTextBrowser):
    """Shows Markdown; links and clicks on pictures are told, not followed."""

    picture_wanted = Signal(Path)
    """A person wants to see a picture in full size."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("manual_page")
        self.setOpenLinks(False)
        self._folder: Path | None = None
        self._text = ""
        self._words: Sequence[str] = ()
        self._laid_out_px = 0
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET_MS)
        self._quiet.timeout.connect(self._lay_out_again)
        # The room for pictures must not depend on how long the chapter is.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)

    def show_text(self, folder: Path | None, text: str) -> None:
        """Show a chapter from its beginning; pictures are looked for in the folder."""
        self._folder, self._text = folder, text
        self._lay_out()
        self.verticalScrollBar().setValue(0)

    def mark(self, words: Sequence[str]) -> int:
        """Mark every place of some words; return how many there are."""
        self._words = words
        colour = QColor(self.palette().color(QPalette.ColorRole.Highlight))
        colour.setAlpha(MARK_ALPHA)
        marked = []
        for cursor in self.places():
            selection = QTextEdit.ExtraSelection()
            selection.cursor = cursor
            selection.format.setBackground(colour)
            marked.append(selection)
        self.setExtraSelections(marked)
        return len(marked)

    def places(self) -> list[QTextCursor]:
        """Return the places of the marked words, from top to bottom."""
        found: list[QTextCursor] = []
        for word in self._words:
            cursor = self.document().find(word)
            while not cursor.isNull():
                found.append(QTextCursor(cursor))
                cursor = self.document().find(word, cursor)
        return sorted(found, key=lambda cursor: cursor.position())

    def show_place(self, cursor: QTextCursor) -> None:
        """Bring a place into view and select it."""
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def go_to(self, heading: str) -> bool:
        """Bring a heading to the upper edge; False where there is none of these words."""
        block = self.document().begin()
        while block.isValid():
            if block.blockFormat().headingLevel() and block.text() == heading:
                top = self.document().documentLayout().blockBoundingRect(block).top()
                self.verticalScrollBar().setValue(round(top) - MARGIN_PX // 2)
                return True
            block = block.next()
        return False

    # Any: what a resource is depends on its type.
    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Return a picture of the chapter's folder, made as narrow as the page."""
        url = QUrl(name)
        if self._folder is None or kind != QTextDocument.ResourceType.ImageResource.value or not url.isRelative():
            return super().loadResource(kind, url)
        image = QImage(str(self._folder / url.path()))
        if image.isNull():
            return super().loadResource(kind, url)
        ratio = self.devicePixelRatioF()
        width = min(image.width(), self._room_px())
        image = image.scaledToWidth(round(width * ratio), Qt.TransformationMode.SmoothTransformation)
        image.setDevicePixelRatio(ratio)
        return image

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make pictures fit again once the width rests."""
        super().resizeEvent(event)
        if self._room_px() != self._laid_out_px:
            self._quiet.start()

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of links and marks from the palette there is now."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._text:
            self._quiet.start()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell which picture was clicked."""
        super().mouseReleaseEvent(event)
        name = self.picture_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and name and self._folder is not None:
            self.picture_wanted.emit(self._folder / name)

    def picture_at(self, place: QPointF) -> str:
        """Return the name of the picture at a place of the page that is in view; empty where there is none."""
        scrolled = QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        return self.document().documentLayout().imageAt(place + scrolled)

    def sizeHint(self) -> QSize:
        """Be as wide as a line that is pleasant to read."""
        return QSize(760, 600)

    def _room_px(self) -> int:
        return max(self.viewport().width() - 2 * MARGIN_PX, 1)

    def _lay_out(self) -> None:
        self._quiet.stop()
        self._laid_out_px = self._room_px()
        self.setMarkdown(self._text)
        spread(self.document())
        self.mark(self._words)

    def _lay_out_again(self) -> None:
        """Lay the same chapter out for another width, staying about where the reader is."""
        bar = self.verticalScrollBar()
        share = bar.value() / max(bar.maximum(), 1)
        self._lay_out()
        bar.setValue(round(share * bar.maximum()))


def spread(document: QTextDocument) -> None:
    """Give text made from Markdown, which has none, room between paragraphs and lines."""
    document.setDocumentMargin(MARGIN_PX)
    cursor = QTextCursor(document)
    block = document.begin()
    while block.isValid():
        cursor.setPosition(block.position())
        table = cursor.currentTable()
        if table is None:
            cursor.setBlockFormat(_spaced(block))
        else:
            _frame(table)
        block = block.next()


def _frame(table: QTextTable) -> None:
    """Give a table quiet lines, and room within its cells and around it."""
    shape = table.format()
    shape.setCellPadding(CELL_PADDING_PX)
    shape.setBorderCollapse(True)
    shape.setBorder(1)
    shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    shape.setBorderBrush(QGuiApplication.palette().color(QPalette.ColorRole.Mid))
    shape.setTopMargin(TABLE_MARGIN_PX)
    shape.setBottomMargin(TABLE_MARGIN_PX)
    table.setFormat(shape)


def _spaced(block: QTextBlock) -> QTextBlockFormat:
    form = block.blockFormat()
    in_list = block.textList() is not None
    form.setTopMargin(18 if form.headingLevel() else 3 if in_list else 6)
    form.setBottomMargin(3 if in_list else 6)
    if PICTURE not in block.text():
        form.setLineHeight(135, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    return form
