# SPDX-License-Identifier: MIT
"""Editors for what is not typed as it is stored: links to other records, places on the map, columns of the office."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QGridLayout, QLabel, QLineEdit, QPushButton, QToolButton, QWidget
from shapely.geometry.base import BaseGeometry

from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.fields import Field
from gridmgr.model.folding import clean_text
from gridmgr.model.parsing import NOTHING, CodeLists, Parsed
from gridmgr.operations.naming import Hit
from gridmgr.ui.forms.editors import Editor
from gridmgr.ui.icons import set_icon
from gridmgr.ui.wording import spaced

PAUSE_MS = 200
"""A search begins when nobody has typed for so long."""
NO_HIT = "没有找到，请换几个字"
UNPLACED = "没有位置：不会出现在地图上，也不会归入网格。"


class LinkEditor(Editor):
    """A search box for another record, which shows what that record is called."""

    search_wanted = Signal(str)
    """Records that fit these words are wanted; `show_hits` answers."""
    open_wanted = Signal(str)
    """The form of the linked record (id) is wanted."""

    def __init__(self, field: Field, code_lists: CodeLists, today: date, parent: QWidget | None = None) -> None:
        super().__init__(field, code_lists, today, parent)
        self._id, self._title, self._hits = "", "", list[Hit]()
        self._titles: dict[str, str] = {}
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(f"输入几个字查找{RECORD_TYPES[field.to].LABEL}")
        self.line.setClearButtonEnabled(True)
        self.take_in(self.line)
        self.button = QToolButton(self)
        self.button.setObjectName(f"open_{field.name}")
        self.button.setToolTip(f"打开{RECORD_TYPES[field.to].LABEL}的表单")
        self.button.setAccessibleName(self.button.toolTip())
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button.setAutoRaise(True)
        set_icon(self.button, "external-link")
        self.button.clicked.connect(lambda: self.open_wanted.emit(self._id))
        self.row.addWidget(self.button)
        self._found = QStandardItemModel(self)
        self._completer = QCompleter(self._found, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.activated.connect(self._on_chosen)
        self.line.setCompleter(self._completer)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(lambda: self.search_wanted.emit(self.line.text()))
        self.line.textEdited.connect(self._on_typed)
        self.line.textChanged.connect(self._on_text)
        self.line.editingFinished.connect(self._on_left)
        self._say()

    def text(self) -> str:
        """Return what stands here."""
        return self.line.text()

    def read(self) -> Parsed:
        """Return the id of the record that was chosen."""
        if not self.line.text().strip():
            return NOTHING
        if self._id and self.line.text() == self._title:
            return Parsed(self._id)
        label = RECORD_TYPES[self.field.to].LABEL
        return Parsed(problem=f"还没有选定{label}：请输入几个字，再从列表中选。")

    def know(self, titles: Mapping[str, str]) -> None:
        """Take over what records are called."""
        self._titles.update(titles)
        if self._id in titles and self.line.text() == self._title:
            self.show_value(self._id)

    def show_value(self, value: Any) -> None:
        """Show the record with this id."""
        self._id = value or ""
        self._title = self._titles.get(self._id, "（记录已不存在）") if self._id else ""
        self.show_text(self._title)
        self._say()

    def show_text(self, text: str) -> None:
        """Show what somebody typed."""
        if text != self.line.text():
            self.line.setText(text)
            self.line.setCursorPosition(0)

    def show_hits(self, words: str, hits: Sequence[Hit]) -> None:
        """Offer the records that were found, if the words still stand here."""
        if words != self.line.text() or not self.line.hasFocus():
            return
        self._hits = list(hits)
        self._found.clear()
        for hit in hits or [Hit("", NO_HIT)]:
            item = QStandardItem(hit.title)
            item.setEnabled(bool(hit.id))
            self._found.appendRow(item)
        self._completer.complete()

    def choose(self, hit: Hit) -> None:
        """Take a record that was found."""
        self._titles[hit.id] = hit.title
        self.show_value(hit.id)
        self._hits = []
        self.edited.emit()
        self.left.emit()

    def set_locked(self, locked: bool) -> None:
        """Keep the name readable and the linked record to be opened."""
        self.line.setReadOnly(locked)

    def _on_typed(self, text: str) -> None:
        self._hits = []
        self.edited.emit()
        if text.strip():
            self._pause.start()

    def _on_text(self, text: str) -> None:
        if not text and self._id and self.line.hasFocus():
            self._id = self._title = ""
            self._say()
            self.edited.emit()

    def _on_chosen(self, title: str) -> None:
        hit = next((hit for hit in self._hits if hit.title == title), None)
        if hit is not None:
            self.choose(hit)
        elif title == NO_HIT:
            self.show_text("")

    def _on_left(self) -> None:
        popup = self._completer.popup()
        if popup is not None and popup.isVisible():
            return
        if len(self._hits) == 1 and self.read().value is None:
            self.choose(self._hits[0])
        else:
            self.left.emit()

    def _say(self) -> None:
        self.button.setVisible(bool(self._id))


class PlaceEditor(Editor):
    """Where a record lies: in words, with a way to the map and, for a point, a way to set it there."""

    pick_wanted = Signal()
    """The place is to be clicked on the map."""
    map_wanted = Signal()
    """The place is to be seen on the map."""

    def __init__(self, field: Field, code_lists: CodeLists, today: date, parent: QWidget | None = None) -> None:
        super().__init__(field, code_lists, today, parent)
        self._shape: BaseGeometry | None = None
        self.words = QLabel(self)
        self.words.setWordWrap(True)
        self.row.addWidget(self.words, 1)
        self.words.setObjectName("place_words")
        self.pick = QPushButton("在地图上选点", self)
        self.pick.setObjectName("place_pick")
        self.pick.clicked.connect(self.pick_wanted)
        self.look = QPushButton("看地图", self)
        self.look.setObjectName("place_look")
        self.look.clicked.connect(self.map_wanted)
        for button in (self.pick, self.look):
            button.setAutoDefault(False)
            self.row.addWidget(button)
        self.setFocusProxy(self.pick)

    def text(self) -> str:
        """Return the place in words."""
        return self.words.text()

    def read(self) -> Parsed:
        """Return the geometry."""
        return Parsed(self._shape)

    def show_value(self, value: Any) -> None:
        """Show a geometry; an outline can not be replaced by a point."""
        self._shape = value
        is_point = value is not None and value.geom_type == "Point"
        if value is None:
            words = UNPLACED
        elif is_point:
            words = f"点位 {spaced(value.x)}, {spaced(value.y)}"
        else:
            words = f"轮廓 {value.area:,.0f} 平方米"
        self.words.setText(words)
        self.pick.setText("重新选点" if is_point else "在地图上选点")
        self.pick.setVisible(value is None or is_point)
        self.look.setVisible(value is not None)

    def show_text(self, text: str) -> None:
        """Places are not typed."""

    def set_locked(self, locked: bool) -> None:
        """Let the place be looked at only."""
        self.pick.setDisabled(locked)


class ExtraEditor(Editor):
    """The columns an office added itself: one line each, and an empty one for another."""

    def __init__(self, field: Field, code_lists: CodeLists, today: date, parent: QWidget | None = None) -> None:
        super().__init__(field, code_lists, today, parent)
        self._body = QWidget(self)
        self._grid = QGridLayout(self._body)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(6)
        self._lines: list[tuple[QLineEdit, QLineEdit]] = []
        self.row.addWidget(self._body, 1)
        self._add("", "")

    def text(self) -> str:
        """Return all lines."""
        return "；".join(f"{name.text()}：{value.text()}" for name, value in self._lines if name.text())

    def read(self) -> Parsed:
        """Return the columns by name; a line without a name is none."""
        pairs = ((clean_text(n.text()), clean_text(v.text())) for n, v in self._lines)
        return Parsed({name: value for name, value in pairs if name and value})

    def show_value(self, value: Any) -> None:
        """Show the columns, unless they stand here already."""
        if value == self.read().value:
            return
        for pair in self._lines:
            for line in pair:
                line.deleteLater()
        self._lines = []
        for name, content in {**(value or {}), "": ""}.items():
            self._add(name, content)

    def show_text(self, text: str) -> None:
        """Columns are not typed as one text."""

    def _add(self, name: str, content: str) -> None:
        at = len(self._lines)
        pair = QLineEdit(name, self._body), QLineEdit(content, self._body)
        pair[0].setPlaceholderText("栏目名")
        pair[1].setPlaceholderText("内容")
        for column, line in enumerate(pair):
            line.setObjectName(f"extra_{at}_{column}")
            line.textEdited.connect(self._on_typed)
            line.editingFinished.connect(self.left)
            self._grid.addWidget(line, at, column)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 2)
        self._lines.append(pair)

    def _on_typed(self, _text: str) -> None:
        if self._lines[-1][0].text():
            self._add("", "")
        self.edited.emit()
