# SPDX-License-Identifier: MIT
"""Typing into a cell: a field, for codes with the list under it; what is wrong stays open with a sentence."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer
from PySide6.QtGui import QColor, QHideEvent, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gridmgr.map.style import colours
from gridmgr.model.fields import Kind
from gridmgr.model.folding import fold_label
from gridmgr.model.writing import written
from gridmgr.operations.editing_cells import Typed
from gridmgr.operations.initials import name_initials
from gridmgr.ui.records.model import RecordsModel

MOST_SHOWN = 12
ROW_PX = 26
FRAME_PX = 2
Index = QModelIndex | QPersistentModelIndex
KEY = Qt.Key


class CellEdit(QLineEdit):
    """A field in a cell, with a line under it for what is wrong."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("cell_editor")
        self.setFrame(False)
        self._cells = parent
        self._hint = QLabel(parent)
        self._hint.setObjectName("cell_hint")
        self._hint.setWordWrap(True)
        self._hint.hide()
        self.textEdited.connect(self.forget_problem)

    def settle(self) -> None:
        """Take over what is being chosen; typing is over."""

    def show_problem(self, sentence: str) -> None:
        """Say under the cell what is wrong with it."""
        parent = self._cells
        self.setProperty("wrong", True)
        self._hint.setText(sentence)
        self._hint.setFixedWidth(min(320, parent.width()))
        self._hint.adjustSize()
        x = max(0, min(self.x(), parent.width() - self._hint.width()))
        below = self.geometry().bottom() + 2
        fits = below + self._hint.height() < parent.height()
        self._hint.move(x, below if fits else max(0, self.y() - self._hint.height() - 2))
        self._hint.show()
        self._hint.raise_()
        self.style().polish(self)

    def forget_problem(self) -> None:
        """What is typed now is not judged yet."""
        self._hint.hide()
        if self.property("wrong"):
            self.setProperty("wrong", False)
            self.style().polish(self)

    @property
    def problem(self) -> str:
        """The sentence that is shown, or ""."""
        return "" if self._hint.isHidden() else self._hint.text()

    def hideEvent(self, event: QHideEvent) -> None:
        """Take the sentence away with the field."""
        self._hint.hide()
        self._hint.deleteLater()
        super().hideEvent(event)


class ChoiceEdit(CellEdit):
    """A field for one or several labels of a list, found by part of the label or by its initials."""

    def __init__(self, labels: Sequence[str], is_many: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._is_many = is_many
        self._labels = [(label, fold_label(label), name_initials(label)) for label in labels]
        self.list = QListWidget(self)
        self.list.setObjectName("cell_choices")
        self.list.setWindowFlags(Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
        self.list.setFrameShape(QFrame.Shape.Box)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.list.itemClicked.connect(lambda item: self._take(item.text()))
        self.textEdited.connect(self._on_edited)
        QTimer.singleShot(0, self, lambda: self._offer(""))

    def settle(self) -> None:
        """Take over the marked label where something was typed that is no label itself."""
        part = self._part
        item = self.list.currentItem()
        if item is not None and self.list.isVisible() and part and part not in [row[0] for row in self._labels]:
            self._take(item.text())
        self.list.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move within the list."""
        if event.key() in (KEY.Key_Up, KEY.Key_Down):
            if not self.list.isVisible():
                self._offer("")
            step = 1 if event.key() == KEY.Key_Down else -1
            row = max(0, min(self.list.count() - 1, self.list.currentRow() + step))
            self.list.setCurrentRow(row)
            if not self._is_many and self.list.currentItem() is not None:
                self.setText(self.list.currentItem().text())
            return
        super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Take the list away with the field."""
        self.list.hide()
        super().hideEvent(event)

    @property
    def _part(self) -> str:
        """What is being typed: behind the last separator where several labels are."""
        text = self.text().replace("，", "、").replace(",", "、")
        return text.rsplit("、", 1)[-1].strip() if self._is_many else text.strip()

    def _on_edited(self, _text: str) -> None:
        self._offer(self._part)

    def _offer(self, part: str) -> None:
        """Show the labels that fit what was typed so far."""
        word, letters = fold_label(part), part.lower()
        fits = [label for label, folded, initials in self._labels if word in folded or letters in initials]
        starts = [
            label for label in fits if name_initials(label).startswith(letters) or fold_label(label).startswith(word)
        ]
        self.list.clear()
        self.list.addItems([*starts, *(label for label in fits if label not in starts)])
        if not fits or not self.isVisible():
            self.list.hide()
            return
        here = self.text().strip()
        known = self.list.findItems(here, Qt.MatchFlag.MatchExactly) if here else []
        self.list.setCurrentItem(known[0]) if known else self.list.setCurrentRow(0 if part else -1)
        self.list.resize(max(self.width(), 180), ROW_PX * min(len(fits), MOST_SHOWN) + 4)
        self.list.move(self.mapToGlobal(self.rect().bottomLeft()))
        self.list.show()

    def _take(self, label: str) -> None:
        """Put a label in the place of what was typed; of several, a second time takes it away again."""
        if not self._is_many:
            self.setText(label)
            self.list.hide()
        else:
            have = [part for part in self.text().replace("，", "、").split("、") if part]
            chosen = [part for part in have if part in [row[0] for row in self._labels]]
            chosen = [part for part in chosen if part != label] if label in chosen else [*chosen, label]
            self.setText("、".join(chosen))
        self.forget_problem()
        self.setFocus()


class CellDelegate(QStyledItemDelegate):
    """Makes the fields and lets nothing wrong out of them."""

    def __init__(self, check: Callable[[Index, str], Typed], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._check = check
        self._open: dict[QObject, QPersistentModelIndex] = {}

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return the field for a cell."""
        model = _model(index)
        column = model.columns[index.column()]
        editor: CellEdit
        if column.kind is Kind.FLAG:
            editor = ChoiceEdit(["是", "否"], is_many=False, parent=parent)
        elif column.kind in {Kind.CODE, Kind.CODES} and column.code_list in model.legend.code_lists:
            labels = [item.label for item in model.legend.code_lists[column.code_list].items]
            editor = ChoiceEdit(labels, column.kind is Kind.CODES, parent)
        else:
            editor = CellEdit(parent)
        editor.setAccessibleName(column.label)
        self._open[editor] = QPersistentModelIndex(index)
        return editor

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        """Forget a field that is closed."""
        self._open.pop(editor, None)
        super().destroyEditor(editor, index)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Put the value itself into the field, once: what is being typed stays when the row is read anew."""
        model = _model(index)
        row = model.row_at(index.row())
        if not isinstance(editor, CellEdit) or row is None or editor.property("filled"):
            return
        editor.setProperty("filled", True)
        column = model.columns[index.column()]
        editor.setText(written(column, row.values[column.name], model.legend.code_lists))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Hand on what was typed, if it is good and new."""
        if not isinstance(editor, CellEdit) or not isinstance(model, RecordsModel):
            return
        row = model.row_at(index.row())
        column = model.columns[index.column()]
        was = written(column, row.values[column.name], model.legend.code_lists) if row else ""
        if editor.text() != was and not self._check(index, editor.text()).problem:
            model.typed.emit(QPersistentModelIndex(index), editor.text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep a field open whose text cannot be stored."""
        if isinstance(watched, CellEdit) and watched in self._open and _ends(event):
            watched.settle()
            sentence = self._check(self._open[watched], watched.text()).problem
            if sentence:
                watched.show_problem(sentence)
                return event.type() == QEvent.Type.KeyPress
        return super().eventFilter(watched, event)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the cell and a thin line under and beside it."""
        tokens = colours(_model(index).is_dark)
        is_current = bool(option.state & QStyle.StateFlag.State_HasFocus)
        option.state &= ~QStyle.StateFlag.State_HasFocus
        super().paint(painter, option, index)
        painter.setPen(QColor(tokens.line))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        if is_current:
            painter.setPen(QPen(QColor(tokens.accent), FRAME_PX))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(option.rect.adjusted(1, 1, -1, -1))


def _ends(event: QEvent) -> bool:
    """Tell whether an event ends typing with the wish to keep it."""
    if event.type() == QEvent.Type.FocusOut:
        return True
    if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
        return False
    return event.key() in (KEY.Key_Return, KEY.Key_Enter, KEY.Key_Tab, KEY.Key_Backtab)


def _model(index: Index) -> RecordsModel:
    model = index.model()
    assert isinstance(model, RecordsModel)
    return model
