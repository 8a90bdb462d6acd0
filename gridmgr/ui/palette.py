# SPDX-License-Identifier: MIT
"""Ctrl+K: one field that finds commands, grids, buildings and people, and goes there."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QColor, QFocusEvent, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
)

from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.folding import fold_label
from gridmgr.operations.initials import name_initials
from gridmgr.operations.searching import Hit, search
from gridmgr.ui.features import Feature
from gridmgr.ui.icons import set_icon
from gridmgr.ui.records.model import Index

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow

WIDTH_PX, ROW_PX, MOST_ROWS = 620, 30, 13
PATIENCE_MS = 120
MOST_COMMANDS = 8
HINT = "↑↓ 选择　Enter 执行或前往　Esc 关闭　　可输入拼音首字母，如 zsj；证件号或电话输入 4 位以上"
WHAT, NOTE = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
ON_THE_MAP = frozenset({"grid", "building", "community"})


class PaletteBox(QFrame):
    """The field and the list under it."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.setObjectName("palette")
        self.field = QLineEdit(self)
        self.field.setObjectName("palette_field")
        self.field.setAccessibleName("搜索")
        self.field.setPlaceholderText("搜索：人、楼、网格、命令")
        self.field.installEventFilter(self)
        self.list = QListWidget(self)
        self.list.setObjectName("palette_list")
        self.list.setAccessibleName("搜索结果")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setItemDelegate(_TwoParts(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.hint = QLabel(HINT, self)
        self.hint.setProperty("role", "muted")
        self.hint.setContentsMargins(10, 4, 10, 6)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        for widget in (self.field, self.list, self.hint):
            column.addWidget(widget)
        self.hide()

    def add_heading(self, text: str) -> None:
        """Add the heading of a group."""
        item = QListWidgetItem(text, self.list)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setSizeHint(QSize(0, ROW_PX - 6))

    def add_row(self, title: str, note: str, what: QAction | Hit) -> None:
        """Add something that can be chosen."""
        item = QListWidgetItem(title, self.list)
        item.setData(NOTE, note)
        item.setData(WHAT, what)
        item.setSizeHint(QSize(0, ROW_PX))
        item.setToolTip(f"{title}　{note}".strip("　"))

    def settle(self) -> None:
        """Lie in the upper middle of the window, as high as the list needs."""
        window = self.parentWidget()
        if window is None:
            return
        wide = min(WIDTH_PX, window.width() - 40)
        self.list.setFixedHeight(ROW_PX * min(self.list.count(), MOST_ROWS))
        self.setFixedWidth(wide)
        self.adjustSize()
        self.move((window.width() - wide) // 2, 60)
        self.raise_()

    def choose_first(self) -> None:
        """Mark the first row that can be chosen."""
        for row in range(self.list.count()):
            if self.list.item(row).flags() & Qt.ItemFlag.ItemIsSelectable:
                self.list.setCurrentRow(row)
                break
        self.list.scrollToTop()

    def step(self, way: int) -> None:
        """Mark the next row up or down, past headings."""
        row = self.list.currentRow() + way
        while 0 <= row < self.list.count():
            if self.list.item(row).flags() & Qt.ItemFlag.ItemIsSelectable:
                self.list.setCurrentRow(row)
                return
            row += way

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move within the list while the field has the keys; leave when it loses them."""
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
            if event.key() in steps:
                self.step(steps[Qt.Key(event.key())])
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.hide()
                return True
        if watched is self.field and isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut:
            reason = event.reason()
            if reason not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
                self.hide()
        return super().eventFilter(watched, event)


class _TwoParts(QStyledItemDelegate):
    """Draws the title at the left and what tells it apart, muted, at the right."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        note = index.data(NOTE)
        super().paint(painter, option, index)
        if not note:
            return
        painter.save()
        painter.setPen(QColor(option.palette.color(QPalette.ColorRole.PlaceholderText)))
        used = option.fontMetrics.horizontalAdvance(str(index.data())) + 34
        room = QRect(option.rect.adjusted(used, 0, -10, 0))
        text = option.fontMetrics.elidedText(str(note), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), text)
        painter.restore()


class Palette(Feature):
    """Searches while somebody types; an answer to an older text is dropped."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.box = PaletteBox(window)
        self._ticket = 0
        self.button = QPushButton("搜索：人、楼、网格、命令　Ctrl+K", window)
        self.button.setObjectName("search_field")
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        set_icon(self.button, "search")
        self.button.clicked.connect(self.show)
        window.menuBar().setCornerWidget(self.button)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(PATIENCE_MS)
        self._rest.timeout.connect(self._search)
        self.box.field.textChanged.connect(self._on_typed)
        self.box.field.returnPressed.connect(self.run)
        self.box.list.itemClicked.connect(self._go)

    def show(self) -> None:
        """Open the field, empty, with the commands that can be run."""
        self.box.field.clear()
        self._show([])
        self.box.show()
        self.box.settle()
        self.box.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def run(self) -> None:
        """Run or go to what is marked."""
        item = self.box.list.currentItem()
        if item is not None:
            self._go(item)

    def _go(self, item: QListWidgetItem) -> None:
        what = item.data(WHAT)
        self.box.hide()
        if isinstance(what, QAction):
            what.trigger()
        elif isinstance(what, Hit):
            self._show_hit(what)

    def _show_hit(self, hit: Hit) -> None:
        """Go to a place on the map, to the buildings of an estate, or to the form of a person."""
        window = self.window
        if hit.record_type in ON_THE_MAP:
            window.workspaces.show("plan")
            window.show_record(hit.record_type, hit.id)
        elif hit.record_type == "estate":
            window.records_wanted.emit("building", {"estate_id": hit.id})
        else:
            window.record_wanted.emit(hit.record_type, hit.id)

    def _on_typed(self, text: str) -> None:
        self._ticket += 1
        self._show([])
        if text.strip() and self.window.document is not None:
            self._rest.start()

    def _search(self) -> None:
        document, overview = self.window.document, self.window.overview
        text = self.box.field.text()
        if document is None or not text.strip():
            return
        job = document.ask(partial(search, text=text, plan_id=overview.plan_id if overview else ""))
        job.succeeded.connect(partial(self._on_found, self._ticket))

    def _on_found(self, ticket: int, hits: Sequence[Hit]) -> None:
        if ticket == self._ticket and self.box.isVisible():
            self._show(hits)

    def _show(self, hits: Sequence[Hit]) -> None:
        """Show the commands that fit and what was found, in groups."""
        box, text = self.box, self.box.field.text().strip()
        box.list.clear()
        commands = self._commands(text)
        if commands:
            box.add_heading("命令")
        for action in commands:
            note = " / ".join((action.shortcut().toString(), _menu_of(action))).strip(" /")
            box.add_row(action.text().removesuffix("…"), note, action)
        group = ""
        for hit in hits:
            if hit.record_type != group:
                group = hit.record_type
                box.add_heading(RECORD_TYPES[group].LABEL)
            box.add_row(hit.title, hit.subtitle, hit)
        if not box.list.count() and text:
            box.add_heading("没有找到。换一个词，或输入拼音首字母、证件号后四位。")
        box.choose_first()
        box.settle()

    def _commands(self, text: str) -> list[QAction]:
        """Return the commands whose text or initials hold what was typed; at first those that can be run now."""
        actions = [a for a in self.window.menus.actions.values() if a.isEnabled() and a.objectName() != "edit.search"]
        word, letters = fold_label(text), text.lower()
        fits = [a for a in actions if word in fold_label(a.text()) or letters in name_initials(a.text())]
        begins = [
            a for a in fits if name_initials(a.text()).startswith(letters) or fold_label(a.text()).startswith(word)
        ]
        return [*begins, *(a for a in fits if a not in begins)][:MOST_COMMANDS]


def _menu_of(action: QAction) -> str:
    """Return the menu in which a command stands."""
    menus = [m for m in action.associatedObjects() if isinstance(m, QMenu)]
    return menus[0].title().split("(")[0] if menus else ""


def show_palette(window: "MainWindow") -> None:
    """Open the search of everything."""
    window.feature(Palette).show()
