# SPDX-License-Identifier: MIT
"""The chosen finding with what can be done about it: every offer says what it will change before it is pressed."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QMenu, QPushButton, QScrollArea, QVBoxLayout, QWidget

from gridmgr.model.findings import Finding
from gridmgr.operations.fixes import Offer
from gridmgr.operations.remedies import Cure
from gridmgr.ui.cards import Tone
from gridmgr.ui.inspector_parts import label

NOTHING_CHOSEN = "在检查结果里选中一个问题，这里说明可以怎样处理、会改动什么。"
NO_REMEDY = "这个问题没有自动的处理办法，请在地图或表格里核对。"
READ_ONLY = "这份数据只能查看，不能修复。"
LEAST_PX = 220


class FindingDetail(QScrollArea):
    """One finding: its sentence, a button to its place, its offers as buttons with words."""

    place_wanted = Signal(object)
    """A person wants to see the place of a Finding."""
    agreed = Signal(object)
    """A person agreed to a Remedy."""
    looked_at = Signal(object)
    """The Offer under the cursor or with the keyboard, at first the usual one: what it would change is to be seen."""
    all_wanted = Signal(object)
    """A person wants every finding like this Finding put right; they are told what that means first."""
    all_agreed = Signal()
    """A person agreed to what was told."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("finding_detail")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMinimumWidth(LEAST_PX)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.finding: Finding | None = None
        self.offers: Sequence[Offer] = ()
        self.reasons: dict[str, QLineEdit] = {}
        """Where a reason is typed, by the offer that needs one (what its button says)."""
        self._offered: dict[QObject, Offer] = {}
        self.show_finding(None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Show what a button would change when it is pointed at."""
        if event.type() in (QEvent.Type.Enter, QEvent.Type.FocusIn) and watched in self._offered:
            self.looked_at.emit(self._offered[watched])
        return super().eventFilter(watched, event)

    def show_finding(self, finding: Finding | None) -> None:
        """Show a finding; its offers follow."""
        self.finding, self.offers = finding, ()
        column = self._emptied()
        if finding is None:
            column.addWidget(label(NOTHING_CHOSEN, role="muted"))
        else:
            self._add_sentence(column, finding)
        column.addStretch(1)

    def show_offers(self, offers: Sequence[Offer], note: str, count: int) -> None:
        """Show what can be done about the finding, a note that stands above it, and how many are like it."""
        finding = self.finding
        if finding is None:
            return
        self.offers = offers
        column = self._emptied()
        self._add_sentence(column, finding)
        if note:
            column.addWidget(label(note, tone=Tone.ABOVE.value))
        for number, offer in enumerate(offers):
            row = self._row(offer, number)
            # Posts are filled in whatever state a plan is; READ_ONLY forbids that, too.
            row.setEnabled(not note or (offer.remedy.cure is Cure.APPOINT and note != READ_ONLY))
            column.addWidget(row)
        if not offers and not note:
            column.addWidget(label(NO_REMEDY, role="muted"))
        if count > 1 and not note:
            everything = self._button(f"修复这 {count} 个同类问题…", "fix_all")
            everything.setToolTip("每个问题按第一种办法处理，先说明会改动什么")
            everything.clicked.connect(lambda: self.all_wanted.emit(finding))
            column.addWidget(everything, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        if offers:
            self.looked_at.emit(offers[0])

    def show_course(self, words: str, done: int, left: int) -> None:
        """Tell what putting right several findings at once would change, and ask."""
        column = self._emptied()
        said = f"可以修复 {done} 个问题" + (f"，另外 {left} 个要逐个处理。" if left else "。")
        column.addWidget(label(said))
        column.addWidget(label(words, role="muted"))
        buttons = QHBoxLayout()
        agree = self._button(f"修复 {done} 个", "fix_all_agree")
        agree.setProperty("primary", True)
        agree.setEnabled(done > 0)
        agree.clicked.connect(self.all_agreed)
        leave = self._button("放弃", "fix_all_leave")
        leave.clicked.connect(lambda: self.show_finding(self.finding))
        for button in (agree, leave):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addStretch(1)

    def menu(self, parent: QWidget) -> QMenu:
        """Return the offers as a menu; an acceptance leads to its reason."""
        menu = QMenu(parent)
        menu.setObjectName("finding_menu")
        finding = self.finding
        look = QAction("在地图上查看", menu)
        look.triggered.connect(lambda: self.place_wanted.emit(finding))
        menu.addAction(look)
        menu.addSeparator()
        for offer in self.offers:
            action = QAction(offer.title, menu)
            action.setToolTip(offer.words)
            action.triggered.connect(partial(self._agree, offer))
            menu.addAction(action)
        menu.setToolTipsVisible(True)
        return menu

    def _emptied(self) -> QVBoxLayout:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(12, 4, 10, 8)
        column.setSpacing(6)
        self.reasons = {}
        self._offered = {}
        self.setWidget(inside)
        return column

    def _add_sentence(self, column: QVBoxLayout, finding: Finding) -> None:
        column.addWidget(label(finding.message))
        if finding.accepted:
            column.addWidget(label(f"已认可：{finding.accepted}", tone=Tone.INSIDE.value))
        look = self._button("查看", "finding_look")
        look.clicked.connect(lambda: self.place_wanted.emit(finding))
        column.addWidget(look, 0, Qt.AlignmentFlag.AlignLeft)

    def _row(self, offer: Offer, number: int) -> QWidget:
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(2)
        line = QHBoxLayout()
        if self._asks(offer):
            line.addWidget(self._reason_line(offer), 1)
        button = self._button(offer.title.removesuffix("…") if self._asks(offer) else offer.title, f"fix_{number}")
        button.setProperty("primary", number == 0 and not self._asks(offer))
        button.clicked.connect(partial(self._agree, offer))
        button.installEventFilter(self)
        self._offered[button] = offer
        line.addWidget(button)
        if not self._asks(offer):
            line.addStretch(1)
        column.addLayout(line)
        column.addWidget(label(offer.words, role="muted"))
        if offer.barred:
            column.addWidget(label(offer.barred, tone=Tone.ABOVE.value))
        return row

    def _reason_line(self, offer: Offer) -> QLineEdit:
        made = QLineEdit()
        is_accepted = offer.remedy.cure is Cure.ACCEPT
        made.setObjectName("accept_reason" if is_accepted else "barrier_reason")
        example = "认可的理由，例如“只有一幢高层，无法再分”" if is_accepted else "跨过隔离的理由，例如“有人行天桥”"
        made.setPlaceholderText(example)
        made.setAccessibleName("认可的理由" if is_accepted else "跨过隔离的理由")
        made.returnPressed.connect(partial(self._agree, offer))
        self.reasons[offer.title] = made
        return made

    @staticmethod
    def _asks(offer: Offer) -> bool:
        """Tell whether an offer needs a reason."""
        return offer.remedy.cure is Cure.ACCEPT or bool(offer.barred)

    def _agree(self, offer: Offer, *_checked: bool) -> None:
        line = self.reasons.get(offer.title)
        if line is None:
            self.agreed.emit(offer.remedy)
        elif line.text().strip():
            self.agreed.emit(replace(offer.remedy, reason=line.text()))
        else:
            line.setFocus()

    def _button(self, text: str, name: str) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setAutoDefault(False)
        return button
