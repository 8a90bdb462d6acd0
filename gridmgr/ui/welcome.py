# SPDX-License-Identifier: MIT
"""What is seen when nothing is open: four ways to begin, and the files and servers of late."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gridmgr.ui.appearance import grown
from gridmgr.ui.icon_label import IconLabel
from gridmgr.ui.icons import set_icon

COLUMN_PX = 784
LEAST_PX = 640
EDGE_PX = 32
CARD_HEIGHT_PX = 128
ROW_HEIGHT_PX = 46
ICON_PX = 28
SUFFIX = ".gpkg"


@dataclass(frozen=True, slots=True)
class RecentPlace:
    """A file or server of late, as one line of the list."""

    location: str
    title: str
    place: str
    """The folder, or who logs in."""
    facts: str
    """Date and size, or what is wrong with it."""
    is_there: bool = True
    is_server: bool = False


class WelcomePage(QScrollArea):
    """Four cards and the places of late; a data file may be dropped on it."""

    sample_wanted = Signal()
    """A person wants to see the sample district."""
    new_wanted = Signal()
    """A person wants to begin a new district."""
    file_wanted = Signal()
    """A person wants to choose a file."""
    server_wanted = Signal()
    """A person wants to connect to a server."""
    recent_wanted = Signal(str)
    """A person wants to open this file."""
    known_server_wanted = Signal(str)
    """A person wants to connect to this server again."""
    forgotten = Signal(str)
    """A person wants this file or server off the list."""
    offer_taken = Signal()
    """A person takes the offer that stands above the cards."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("welcome")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAcceptDrops(True)
        page = QWidget(self)
        page.setObjectName("welcome_page")
        inner = QWidget(page)
        self._inner = inner
        self._fill(inner)
        outer = QVBoxLayout(page)
        outer.setContentsMargins(16, 24, 16, 24)
        outer.addStretch(2)
        outer.addWidget(inner, alignment=Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)
        self.setWidget(page)
        self._widen()

    def changeEvent(self, event: QEvent) -> None:
        """Grow with the letters."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._widen()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stay within a narrow window."""
        super().resizeEvent(event)
        self._widen()

    def _widen(self) -> None:
        self._inner.setFixedWidth(min(grown(self, COLUMN_PX), max(self.width(), LEAST_PX) - 2 * EDGE_PX))
        for card in self._inner.findChildren(StartCard):
            card.setMinimumHeight(grown(self, CARD_HEIGHT_PX))
        for row in self._inner.findChildren(RecentButton):
            row.setFixedHeight(grown(self, ROW_HEIGHT_PX))

    def show_recent(self, places: Sequence[RecentPlace]) -> None:
        """List the files and servers of late; nothing is said where there are none."""
        while (entry := self._recent.takeAt(0)) is not None:
            if (widget := entry.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if places:
            heading = QLabel("最近使用")
            heading.setProperty("role", "heading")
            self._recent.addWidget(heading)
        for place in places:
            self._recent.addWidget(self._row(place))
        self._widen()

    def show_offer(self, text: str, button: str) -> None:
        """Say something above the cards, with a button; an empty text hides it."""
        self._offer_text.setText(text)
        self._offer_button.setText(button)
        self.offer.setVisible(bool(text))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take data files only."""
        if dropped_file(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the file that was dropped."""
        path = dropped_file(event.mimeData())
        if path:
            event.acceptProposedAction()
            self.recent_wanted.emit(path)

    def _fill(self, inner: QWidget) -> None:
        title = QLabel("社区网格化管理", inner)
        title.setObjectName("welcome_title")
        hint = QLabel("第一次使用，可以先打开示范区，跟着引导做一遍；已有数据文件（.gpkg）也可以直接拖到这里。", inner)
        hint.setObjectName("welcome_hint")
        hint.setProperty("role", "muted")
        hint.setWordWrap(True)
        self._recent = QVBoxLayout()
        self._recent.setSpacing(2)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(title)
        column.addWidget(hint)
        column.addSpacing(8)
        column.addWidget(self._make_offer(inner))
        column.addLayout(self._cards(inner))
        column.addSpacing(16)
        column.addLayout(self._recent)

    def _make_offer(self, parent: QWidget) -> QFrame:
        self.offer = QFrame(parent)
        self.offer.setObjectName("welcome_offer")
        self._offer_text = QLabel(self.offer)
        self._offer_text.setObjectName("welcome_offer_text")
        self._offer_text.setWordWrap(True)
        self._offer_button = QPushButton(self.offer)
        self._offer_button.setObjectName("welcome_offer_button")
        self._offer_button.setProperty("primary", True)
        self._offer_button.clicked.connect(self.offer_taken)
        row = QHBoxLayout(self.offer)
        row.setContentsMargins(12, 8, 12, 8)
        row.addWidget(self._offer_text, 1)
        row.addWidget(self._offer_button)
        self.offer.hide()
        return self.offer

    def _cards(self, parent: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(16)
        for name, icon, title, line, signal in (
            ("sample", "player-play", "打开示范区", "虚构的城区，随便试，不怕改坏", self.sample_wanted),
            ("new", "file-plus", "新建", "为一个区建立空的数据文件", self.new_wanted),
            ("file", "folder-open", "打开", "打开已有的区县数据文件", self.file_wanted),
            ("server", "server", "连接服务器", "和同事一起用共享数据库", self.server_wanted),
        ):
            card = StartCard(icon, title, line, parent)
            card.setObjectName(f"welcome_{name}")
            card.clicked.connect(signal)
            row.addWidget(card, 1)
        return row

    def _row(self, place: RecentPlace) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        button = RecentButton(place, row)
        wanted = self.known_server_wanted if place.is_server else self.recent_wanted
        button.clicked.connect(lambda: wanted.emit(place.location))
        remove = QToolButton(row)
        set_icon(remove, "x")
        remove.setAutoRaise(True)
        remove.setToolTip("从列表中去掉，不会删除数据")
        remove.setAccessibleName(f"从列表中去掉{place.title}")
        remove.clicked.connect(lambda: self.forgotten.emit(place.location))
        line.addWidget(button, 1)
        line.addWidget(remove)
        return row


class StartCard(QPushButton):
    """A large button with an icon, a title and one line."""

    def __init__(self, icon: str, title: str, line: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(title)
        self.setAccessibleDescription(line)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 12, 12)
        column.setSpacing(6)
        column.addWidget(IconLabel(icon, ICON_PX, self, accented=True))
        column.addWidget(_quiet_label(title, "title", self))
        explained = _quiet_label(line, "muted", self)
        explained.setWordWrap(True)
        column.addWidget(explained)
        column.addStretch(1)


class RecentButton(QPushButton):
    """One file or server of late: name, folder, date and size."""

    def __init__(self, place: RecentPlace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("row", True)
        self.setToolTip(place.location)
        self.setEnabled(place.is_there)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"打开{place.title}")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(_quiet_label(place.title, "", self))
        words.addWidget(_quiet_label(place.place, "muted", self))
        line = QHBoxLayout(self)
        line.setContentsMargins(10, 4, 10, 4)
        line.setSpacing(12)
        line.addWidget(IconLabel("server" if place.is_server else "file", 20, self))
        line.addLayout(words, 1)
        line.addWidget(_quiet_label(place.facts, "muted", self))


def dropped_file(data: QMimeData) -> str:
    """Return the path of the one data file that is being dragged, else nothing."""
    paths = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
    return paths[0] if len(paths) == 1 and paths[0].lower().endswith(SUFFIX) else ""


def _quiet_label(text: str, role: str, parent: QWidget) -> QLabel:
    """Return a label that leaves the mouse to the button it lies on."""
    label = QLabel(text, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    if role:
        label.setProperty("role", role)
    return label
