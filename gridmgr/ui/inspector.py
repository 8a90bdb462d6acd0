# SPDX-License-Identifier: MIT
"""The inspector: what is known about the record that is chosen, and what can be done with it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from gridmgr.model.findings import Finding
from gridmgr.ui.cards import Card, Does, Link, Row, Section, Tone
from gridmgr.ui.icons import set_icon
from gridmgr.ui.inspector_parts import FigureTiles, GridTable, label, link_button, plain_button, rows_form
from gridmgr.ui.role_rows import RoleRow
from gridmgr.ui.wording import SEVERITIES

EMPTY = "在左边的树里或地图上点一个网格、楼幢或社区，这里显示它的户数、人员和问题。"
UNCHECKED = "还没有检查方案，按 F9 检查。"
STALE = "方案已改动，下面是上一次检查的结果；按 F9 重新检查。"
SOUND = "检查没有发现问题。"
LEAST_PX = 280
HEADING_ROOM_PX = 10
MOST_PROBLEMS = 12
TONE_OF = {"错误": Tone.MISSING, "警告": Tone.ABOVE, "提示": Tone.MUTED}


class Inspector(QScrollArea):
    """Shows one Card, or says what to do when nothing is chosen."""

    followed = Signal(object)
    """A person pressed a figure or a button: a Link."""
    finding_wanted = Signal(object)
    """A person wants to see the place of a Finding."""
    role_wanted = Signal(str, object)
    """A person wants to do something about a role: give, end or history, and the RoleLine."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspector")
        self.setAccessibleName("详情")
        self.setWidgetResizable(True)
        self.setMinimumWidth(LEAST_PX)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._card: Card | None = None
        self._findings: Sequence[Finding] | None = None
        self._is_stale = False
        self._may_write = True
        self._show()

    @property
    def card(self) -> Card | None:
        """What is shown."""
        return self._card

    def show_card(self, card: Card | None) -> None:
        """Show a record, or none; the same record again keeps its place in the panel."""
        if card == self._card:
            return
        known, self._card = self._card, card
        is_same = card is not None and known is not None and (card.kind, card.id) == (known.kind, known.id)
        self._show(keep_place=is_same)

    def show_findings(self, findings: Sequence[Finding] | None, is_stale: bool = False) -> None:
        """Take over what a check found; None when the plan was never checked, stale when it changed since."""
        if findings is self._findings and is_stale == self._is_stale:
            return
        self._findings, self._is_stale = findings, is_stale
        self._show(keep_place=True)

    def allow_writing(self, may_write: bool) -> None:
        """Offer what changes the data, or not."""
        if may_write != self._may_write:
            self._may_write = may_write
            self._show(keep_place=True)

    def texts(self) -> list[str]:
        """Return everything the inspector says, from top to bottom."""
        said: list[str] = []
        for part in self.viewport().findChildren(QWidget):
            if isinstance(part, QLabel | QAbstractButton):
                said.append(part.text())
            elif isinstance(part, GridTable):
                said += part.texts()
        return said

    def _show(self, keep_place: bool = False) -> None:
        place = self.verticalScrollBar().value() if keep_place else 0
        page = QWidget()
        page.setObjectName("inspector_page")
        column = QVBoxLayout(page)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(4)
        if self._card is None:
            column.addWidget(label(EMPTY, role="muted"))
        else:
            self._fill(column, self._card)
        column.addStretch(1)
        self.setWidget(page)
        # There is no scroll bar below: two buttons beside each other must fit, whatever they say.
        room = page.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()
        self.setMinimumWidth(max(LEAST_PX, room))
        if place:
            page.adjustSize()
            self.verticalScrollBar().setValue(place)

    def _fill(self, column: QVBoxLayout, card: Card) -> None:
        """Lay a card out from top to bottom."""
        column.addWidget(label(card.title, role="title"))
        column.addWidget(label(card.subtitle, role="muted"))
        if card.pill is not None:
            column.addWidget(label(card.pill.value, tone=card.pill.tone.value, role="pill"))
        if card.figures:
            column.addSpacing(HEADING_ROOM_PX // 2)
            column.addWidget(FigureTiles(card.figures, self.followed.emit))
        self._add_buttons(column, card)
        if card.grids:
            column.addSpacing(HEADING_ROOM_PX // 2)
            column.addWidget(GridTable(card.grids, self.followed.emit))
        if card.roles:
            self._add_roles(column, card)
        problems = self._problem_section(card)
        self._add_problems(column, problems, card)
        for section in card.sections:
            self._add_section(column, section)

    def _add_section(self, column: QVBoxLayout, section: Section) -> None:
        if section.title:
            column.addSpacing(HEADING_ROOM_PX)
            column.addWidget(label(section.title, role="heading"))
        column.addLayout(rows_form(section.rows, self.followed.emit))

    def _add_roles(self, column: QVBoxLayout, card: Card) -> None:
        vacant = sum(line.is_vacant for line in card.roles)
        column.addSpacing(HEADING_ROOM_PX)
        head = QHBoxLayout()
        head.addWidget(label("一格五员", role="heading"))
        if vacant:
            head.addWidget(label(f"空缺 {vacant} 个", tone=Tone.MISSING.value))
        head.addStretch(1)
        history = link_button("任职历史", Link(Does.HISTORY, "grid", card.id), self.followed.emit)
        history.setObjectName("role_history")
        head.addWidget(history)
        column.addLayout(head)
        for line in card.roles:
            column.addWidget(RoleRow(line, self._may_write, self.role_wanted.emit))

    def _problem_section(self, card: Card) -> list[Finding]:
        """Return what the last check found about the record that is shown."""
        known = {g.id for g in card.grids} | {card.id}
        return [f for f in self._findings or () if f.record_id in known or self._is_of_community(f, card)]

    def _is_of_community(self, finding: Finding, card: Card) -> bool:
        codes = [row.value for section in card.sections for row in section.rows if row.label == "代码"]
        return card.kind == "community" and finding.record_type == "community" and finding.record_id in codes

    def _add_problems(self, column: QVBoxLayout, found: list[Finding], card: Card) -> None:
        if card.kind not in {"grid", "community"}:
            return
        column.addSpacing(HEADING_ROOM_PX)
        column.addWidget(label("问题", role="heading"))
        is_fresh = self._findings is not None and not self._is_stale
        told = {f.rule for f in found} if is_fresh else set()
        rows = [row for row in card.problems if row.label not in told]
        if self._findings is None:
            rows.append(Row("", UNCHECKED, Tone.MUTED))
        elif self._is_stale:
            rows.append(Row("", STALE, Tone.ABOVE))
        elif not found and not rows:
            rows.append(Row("", SOUND, Tone.MUTED))
        column.addLayout(rows_form(rows, self.followed.emit))
        live = {row.label for row in rows}
        for finding in [f for f in found if f.rule not in live][:MOST_PROBLEMS]:
            self._add_finding(column, finding)

    def _add_finding(self, column: QVBoxLayout, finding: Finding) -> None:
        row = QHBoxLayout()
        severity = SEVERITIES[finding.severity]
        sign = label(f"{severity} {finding.rule}", tone=TONE_OF[severity].value)
        sign.setWordWrap(False)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label(finding.message), 1)
        button = plain_button("查看", "在地图上查看这个问题的位置。")
        button.setProperty("link", True)
        button.clicked.connect(lambda: self.finding_wanted.emit(finding))
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)

    def _add_buttons(self, column: QVBoxLayout, card: Card) -> None:
        column.addSpacing(HEADING_ROOM_PX // 2)
        for place, given in enumerate(card.buttons):
            if place % 2 == 0:
                row = QHBoxLayout()
                row.setSpacing(8)
                column.addLayout(row)
            button = plain_button(given.text, given.text)
            button.setObjectName(f"inspector_{given.name}")
            set_icon(button, given.icon)
            button.setEnabled(self._may_write or not given.changes_data)
            button.clicked.connect(lambda _checked=False, link=given.link: self.followed.emit(link))
            row.addWidget(button, 1)
