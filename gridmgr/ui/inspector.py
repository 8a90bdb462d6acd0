# SPDX-License-Identifier: MIT
"""The inspector: what is known about the record that is chosen."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from gridmgr.model.findings import Finding
from gridmgr.ui.cards import Card, Row, Section, Tone
from gridmgr.ui.wording import SEVERITIES

EMPTY = "在左边的树里或地图上点一个网格、楼幢或社区，这里显示它的户数、人员和问题。"
UNCHECKED = "还没有检查方案。按 F9 检查后，这里列出这个网格的问题。"
SOUND = "检查没有发现问题。"
LABEL_PX = 68
LEAST_PX = 250
HEADING_ROOM_PX = 10


class Inspector(QScrollArea):
    """Shows one Card, or says what to do when nothing is chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspector")
        self.setAccessibleName("详情")
        self.setWidgetResizable(True)
        self.setMinimumWidth(LEAST_PX)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._card: Card | None = None
        self._findings: Sequence[Finding] | None = None
        self._show()

    @property
    def card(self) -> Card | None:
        """What is shown."""
        return self._card

    def show_card(self, card: Card | None) -> None:
        """Show a record, or none."""
        self._card = card
        self._show()

    def show_findings(self, findings: Sequence[Finding] | None) -> None:
        """Take over what a check found; None when the plan has not been checked as it is."""
        self._findings = findings
        self._show()

    def texts(self) -> list[str]:
        """Return everything the inspector says, from top to bottom."""
        return [label.text() for label in self.findChildren(QLabel)]

    def _show(self) -> None:
        page = QWidget()
        page.setObjectName("inspector_page")
        column = QVBoxLayout(page)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(4)
        if self._card is None:
            column.addWidget(_label(EMPTY, role="muted"))
        else:
            column.addWidget(_label(self._card.title, role="title"))
            column.addWidget(_label(self._card.subtitle, role="muted"))
            for section in (*self._card.sections, *self._problems(self._card)):
                _add_section(column, section)
        column.addStretch(1)
        self.setWidget(page)

    def _problems(self, card: Card) -> list[Section]:
        """Return what the last check found about a grid."""
        if card.kind != "grid":
            return []
        if self._findings is None:
            return [Section("问题", (Row("", UNCHECKED, Tone.MUTED),))]
        own = [f for f in self._findings if f.record_type == card.kind and f.record_id == card.id]
        rows = [Row(f"{SEVERITIES[f.severity]} {f.rule}", f.message) for f in own]
        return [Section("问题", tuple(rows) or (Row("", SOUND, Tone.MUTED),))]


def _add_section(column: QVBoxLayout, section: Section) -> None:
    if section.title:
        column.addSpacing(HEADING_ROOM_PX)
        column.addWidget(_label(section.title, role="heading"))
    form = QFormLayout()
    form.setContentsMargins(0, 4, 0, 0)
    form.setVerticalSpacing(7)
    form.setHorizontalSpacing(10)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    for row in section.rows:
        value = _label(row.value, tone=row.tone.value)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if row.label:
            name = _label(row.label, role="muted")
            name.setMinimumWidth(LABEL_PX)
            form.addRow(name, value)
        else:
            form.addRow(value)
    column.addLayout(form)


def _label(text: str, **properties: str) -> QLabel:
    label = QLabel(text)
    # Records may hold angle brackets; nothing here is rich text.
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    for name, value in properties.items():
        label.setProperty(name, value)
    return label
