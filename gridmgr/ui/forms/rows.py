# SPDX-License-Identifier: MIT
"""One row of a form: label, editor or mask, and below it what is wrong."""

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from gridmgr.model.fields import Field, Kind
from gridmgr.model.masks import masked
from gridmgr.model.records import Record
from gridmgr.operations.recording import Words
from gridmgr.ui.forms.codes import CodeEditor, CodesEditor
from gridmgr.ui.forms.editors import LONG_TEXTS, DayEditor, Editor, FlagEditor, LineEditor, LongTextEditor, label_of
from gridmgr.ui.forms.links import ExtraEditor, LinkEditor, PlaceEditor

LABEL_PX = 108
LINE_PX = 28


class FieldRow(QWidget):
    """Edits one field of a record; a sensitive value is masked and cannot be changed until it is revealed."""

    def __init__(self, field: Field, words: Words, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self.editor = make_editor(field, words, today, self)
        self.cover = QLineEdit(self)
        self.cover.setObjectName(f"mask_{field.name}")
        self.cover.setReadOnly(True)
        self.cover.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.cover.setProperty("role", "mask")
        self.cover.setToolTip("敏感内容已遮盖。按“显示”后可以查看和修改。")
        self.cover.hide()
        self.message = QLabel(self)
        self.message.setObjectName(f"message_{field.name}")
        self.message.setWordWrap(True)
        self.message.setTextFormat(Qt.TextFormat.RichText)
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self.message.hide()
        label = QLabel(f"{label_of(field)} *" if field.required else label_of(field))
        label.setFixedWidth(LABEL_PX)
        label.setMinimumHeight(LINE_PX)
        label.setWordWrap(True)
        label.setBuddy(self.editor)
        column = QVBoxLayout()
        column.setSpacing(2)
        for widget in (self.editor, self.cover, self.message):
            column.addWidget(widget)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)

    def show_record(self, record: Record, unread: Mapping[str, str], is_revealed: bool) -> None:
        """Show the field of a record, masked where it has to be."""
        value = getattr(record, self.field.name)
        text = masked(self.field, value)
        is_masked = self.field.sensitive and not is_revealed and self._holds(value)
        self.cover.setText(text or "***")
        self.cover.setVisible(is_masked)
        self.editor.setVisible(not is_masked)
        if self.field.name in unread:
            self.editor.show_text(unread[self.field.name])
        elif is_masked:
            # Nothing sensitive stays in a widget that is not seen.
            self.editor.show_value(None)
        else:
            self.editor.show_value(value)

    def say(self, text: str, tone: str) -> None:
        """Say what is wrong with the field (tone error), unlikely (warning), or good to know (note); "" for nothing."""
        self.message.setText(text)
        self.message.setVisible(bool(text))
        for widget in (self.message, self.editor.focusProxy() or self.editor):
            if widget.property("tone") != (tone if text else ""):
                widget.setProperty("tone", tone if text else "")
                widget.style().unpolish(widget)
                widget.style().polish(widget)

    @property
    def is_masked(self) -> bool:
        """Whether the value is hidden."""
        return not self.cover.isHidden()

    def _holds(self, value: object) -> bool:
        """Tell whether there is anything to hide: an empty field, or a no, tells nothing."""
        return bool(value) or (value is not None and self.field.kind in (Kind.WHOLE, Kind.NUMBER))


def make_editor(field: Field, words: Words, today: date, parent: QWidget) -> Editor:
    """Return the editor for a field by its kind."""
    lists = words.code_lists
    if field.name == "community":
        return CodeEditor(field, lists, today, words.choices[""], parent)
    match field.kind:
        case Kind.CODE:
            return CodeEditor(field, lists, today, words.choices.get(field.code_list, ()), parent)
        case Kind.CODES:
            return CodesEditor(field, lists, today, words.choices.get(field.code_list, ()), parent)
        case Kind.TEXT if field.name in LONG_TEXTS:
            return LongTextEditor(field, lists, today, parent)
    plain = {
        Kind.DATE: DayEditor,
        Kind.FLAG: FlagEditor,
        Kind.LINK: LinkEditor,
        Kind.SHAPE: PlaceEditor,
        Kind.EXTRA: ExtraEditor,
    }
    return plain.get(field.kind, LineEditor)(field, lists, today, parent)
