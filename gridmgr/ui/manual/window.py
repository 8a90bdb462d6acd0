# SPDX-License-Identifier: MIT
"""The manual in a window of its own: contents and search at the left, one chapter at the right."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridmgr.ui.icons import retint, set_icon
from gridmgr.ui.manual.chapters import Chapter, read_chapters
from gridmgr.ui.manual.page import ManualPage

SIZE_PX = 1020, 700
SCREEN_SHARE = 0.9
CONTENTS_PX = 240
ROW_ROOM_PX = 8
BACK, FORWARD = "Alt+Left", "Alt+Right"
CHAPTER = Qt.ItemDataRole.UserRole
"""Of an item of the contents: the number of its chapter."""
HEADING = Qt.ItemDataRole.UserRole + 1
"""Of an item of the contents: the heading in the chapter; empty for the chapter itself."""
NO_MANUAL = """# 使用手册

这个安装里没有附带手册。

- 第一次使用：首页打开示范区，跟着引导任务做一遍（帮助 → 引导任务）。
- 全部快捷键：帮助 → 快捷键一览（Ctrl+/）。
- 程序运行不正常：帮助 → 诊断，把结果复制给维护人员。
"""


class ManualWindow(QDialog):
    """Reads a folder of chapters; with none it says where else help is found."""

    def __init__(self, folder: Path | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("manual")
        self.setWindowTitle("使用手册")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        room = self.screen().availableSize() * SCREEN_SHARE
        self.resize(min(SIZE_PX[0], room.width()), min(SIZE_PX[1], room.height()))
        self.chapters: Sequence[Chapter] = read_chapters(folder)
        self._at = -1
        self._been: list[tuple[int, int]] = []
        """Where the reader was: chapter and height, the last one left at the end."""
        self._to_come: list[tuple[int, int]] = []
        self._place = -1
        self._make_bar()
        self._make_contents()
        self.page = ManualPage(self)
        self.page.anchorClicked.connect(self.follow)
        self.page.picture_wanted.connect(lambda path: PictureWindow(path, self).show())
        self._lay_out()
        self._add_keys()
        if self.chapters:
            self.show_chapter(self.chapters[0].path.name)
        else:
            self.contents.hide()
            self.page.show_text(None, NO_MANUAL)
        self.page.setFocus()

    @property
    def chapter(self) -> str:
        """Name of the file that is shown; empty for none."""
        return self.chapters[self._at].path.name if self._at >= 0 else ""

    def show_chapter(self, name: str, heading: str = "") -> None:
        """Open the chapter in a file of this name, at a heading of it; an unknown chapter changes nothing."""
        number = next((n for n, chapter in enumerate(self.chapters) if chapter.path.name == name), -1)
        if number < 0:
            return
        if self._at >= 0:
            self._been.append((self._at, self.page.verticalScrollBar().value()))
            self._to_come.clear()
        self._show(number)
        if heading:
            self.page.go_to(heading)

    def go_back(self) -> None:
        """Return to where the reader was before."""
        self._wander(self._been, self._to_come)

    def go_forward(self) -> None:
        """Take the last step back again."""
        self._wander(self._to_come, self._been)

    def follow(self, url: QUrl) -> None:
        """Go to another chapter or heading; what lies outside opens in the browser."""
        if not url.isRelative():
            QDesktopServices.openUrl(url)
            return
        name = Path(url.path()).name if url.path() else self.chapter
        self.show_chapter(name, url.fragment(QUrl.ComponentFormattingOption.FullyDecoded))

    def changeEvent(self, event: QEvent) -> None:
        """Draw the buttons anew after a switch between light and dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            retint(self)

    def _show(self, number: int, height: int = 0) -> None:
        if number != self._at:
            self._at, self._place = number, -1
            chapter = self.chapters[number]
            self.page.show_text(chapter.path.parent, chapter.text)
            self.page.mark(self._words())
        self.page.verticalScrollBar().setValue(height)
        self._choose_item(number)
        self.back.setEnabled(bool(self._been))
        self.forward.setEnabled(bool(self._to_come))

    def _wander(self, source: list[tuple[int, int]], target: list[tuple[int, int]]) -> None:
        if source:
            target.append((self._at, self.page.verticalScrollBar().value()))
            self._show(*source.pop())

    def _choose_item(self, number: int) -> None:
        """Mark the chapter in the contents and unfold it alone; a chosen heading of it stays chosen."""
        current = self.contents.currentItem()
        for item in self._top_items():
            is_here = item.data(0, CHAPTER) == number
            if not self._words():
                item.setExpanded(is_here)
            if is_here and (current is None or current.data(0, CHAPTER) != number):
                with QSignalBlocker(self.contents):
                    self.contents.setCurrentItem(item)

    def _on_item(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            chapter = self.chapters[item.data(0, CHAPTER)]
            self.show_chapter(chapter.path.name, item.data(0, HEADING))

    def _words(self) -> list[str]:
        return self.search.text().split()

    def _on_words(self) -> None:
        """List what has all words, mark them, and go to the first place."""
        words = self._words()
        self._fill_contents(words)
        self._place = -1
        count = self.page.mark(words)
        found = self.contents.topLevelItemCount()
        self.said.setText(f"本章 {count} 处" if count else "" if found or not words else "没有找到")
        self.said.setVisible(bool(words))
        if words and not count and found:
            self._next_place()

    def _next_place(self) -> None:
        """Go to the next marked place, in the next chapter that has one where this chapter has no more."""
        places = self.page.places()
        if self._place + 1 < len(places):
            self._place += 1
        else:
            others = [item.data(0, CHAPTER) for item in self._top_items()]
            if not others:
                return
            later = [number for number in others if number > self._at]
            if (later or others)[0] != self._at:
                self.show_chapter(self.chapters[(later or others)[0]].path.name)
            places, self._place = self.page.places(), 0
        if places:
            self.page.show_place(places[self._place])
            self.said.setText(f"本章第 {self._place + 1} / {len(places)} 处")

    def _top_items(self) -> list[QTreeWidgetItem]:
        items = (self.contents.topLevelItem(row) for row in range(self.contents.topLevelItemCount()))
        return [item for item in items if item is not None]

    def _fill_contents(self, words: Sequence[str] = ()) -> None:
        """List chapters and headings; while something is searched, only those that have it."""
        with QSignalBlocker(self.contents):
            self.contents.clear()
            for number, chapter in enumerate(self.chapters):
                sections = [section for section in chapter.sections if section.has(words)]
                if not sections and not (words and chapter_has(chapter, words)):
                    continue
                top = self._item(chapter.title, number, "")
                self.contents.addTopLevelItem(top)
                top.addChildren([self._item(s.heading, number, s.heading) for s in sections if s.heading])
                top.setExpanded(bool(words))
        if self._at >= 0:
            self._choose_item(self._at)

    def _item(self, text: str, number: int, heading: str) -> QTreeWidgetItem:
        made = QTreeWidgetItem([text])
        made.setToolTip(0, text)
        made.setData(0, CHAPTER, number)
        made.setData(0, HEADING, heading)
        made.setSizeHint(0, QSize(0, self.contents.fontMetrics().height() + ROW_ROOM_PX))
        return made

    def _make_bar(self) -> None:
        self.back = self._button("manual_back", "arrow-left", f"后退（{BACK}）", self.go_back)
        self.forward = self._button("manual_forward", "arrow-right", f"前进（{FORWARD}）", self.go_forward)
        self.search = QLineEdit(self)
        self.search.setObjectName("manual_search")
        self.search.setAccessibleName("在手册里查找")
        self.search.setPlaceholderText("在手册里查找（Ctrl+F）")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._on_words)
        self.search.returnPressed.connect(self._next_place)
        self.said = QLabel(self)
        self.said.setObjectName("manual_said")
        self.said.setProperty("role", "muted")
        self.said.hide()

    def _make_contents(self) -> None:
        self.contents = QTreeWidget(self)
        self.contents.setObjectName("manual_chapters")
        self.contents.setAccessibleName("目录")
        self.contents.setHeaderHidden(True)
        self.contents.setIndentation(14)
        self._fill_contents()
        self.contents.currentItemChanged.connect(lambda item, _before: self._on_item(item))
        self.contents.itemClicked.connect(lambda item, _column: self._on_clicked(item))

    def _on_clicked(self, item: QTreeWidgetItem) -> None:
        """Go to the chosen heading once more where the page was scrolled away from it."""
        if item is self.contents.currentItem() and self.chapters:
            self.page.go_to(item.data(0, HEADING) or self.chapters[item.data(0, CHAPTER)].title)

    def _lay_out(self) -> None:
        left = QWidget(self)
        left.setFixedWidth(CONTENTS_PX)
        steps = QHBoxLayout()
        steps.addWidget(self.back)
        steps.addWidget(self.forward)
        steps.addStretch(1)
        steps.addWidget(self.said)
        column = QVBoxLayout(left)
        column.setContentsMargins(8, 8, 8, 0)
        column.setSpacing(8)
        column.addLayout(steps)
        column.addWidget(self.search)
        column.addWidget(self.contents, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(left)
        row.addWidget(self.page, 1)

    def _add_keys(self) -> None:
        for keys, does in ((BACK, self.go_back), (FORWARD, self.go_forward), ("Ctrl+F", self._go_to_search)):
            QShortcut(QKeySequence(keys), self, does)

    def _go_to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _button(self, name: str, picture: str, tip: str, does: Callable[[], None]) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setAutoRaise(True)
        set_icon(button, picture)
        button.clicked.connect(does)
        return button


class PictureWindow(QDialog):
    """One picture of the manual in full size."""

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("manual_picture")
        self.setWindowTitle("放大的图片")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        picture = QPixmap(str(path))
        shown = QLabel(self)
        shown.setPixmap(picture)
        area = QScrollArea(self)
        area.setWidget(shown)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area)
        room = self.screen().availableSize() * SCREEN_SHARE
        self.resize(min(picture.width() + 4, room.width()), min(picture.height() + 4, room.height()))


def chapter_has(chapter: Chapter, words: Sequence[str]) -> bool:
    """Tell whether every word occurs somewhere in a chapter."""
    folded = chapter.text.casefold()
    return all(word.casefold() in folded for word in words)
