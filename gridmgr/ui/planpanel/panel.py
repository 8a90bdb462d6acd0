# SPDX-License-Identifier: MIT
"""What an automatic plan asks for: which communities, how large the grids, what matters, in which plan."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from gridmgr.model.bands import Band
from gridmgr.operations.plan_states import Dividable
from gridmgr.operations.plans import PlanRequest
from gridmgr.planning.candidates import MOST
from gridmgr.planning.partition import possible_counts
from gridmgr.planning.partition.totals import ranked_counts
from gridmgr.ui.inspector_parts import label
from gridmgr.ui.memory import Memory
from gridmgr.ui.planpanel.communities import CommunityList
from gridmgr.ui.planpanel.gaps import GapTable
from gridmgr.ui.planpanel.locks import Locked, LockList
from gridmgr.ui.planpanel.preferences import Preferences

LARGEST = 100_000
MOST_SEED = 999_999
SPIN_PX = 64
KEPT_COUNT = "plan_choices"


class PlanPanel(QWidget):
    """Ticks communities and asks for band, preferences, locks, name and seed."""

    wished = Signal(object, int)
    """A PlanRequest without author and day, and how many ways to divide are wanted."""
    closed = Signal()
    """A person is done with the panel."""

    def __init__(self, memory: Memory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plan_panel")
        self._memory = memory
        self._communities: dict[str, Dividable] = {}
        self._names: Collection[str] = ()
        self._draft_id = self._shown_id = ""
        inner = QWidget(self)
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(10, 8, 10, 8)
        self._column.setSpacing(8)
        self.list = CommunityList(self)
        self.list.ticks_changed.connect(self._refresh)
        self._column.addWidget(self.list)
        self._add_terms()
        self.preferences = Preferences(memory, self)
        self.preferences.changed.connect(self._refresh)
        self._column.addWidget(self.preferences)
        self.locks = LockList(self)
        self._column.addWidget(self.locks)
        self._add_target()
        self._column.addStretch(1)
        self._lay_out(inner)

    def show_district(
        self, communities: Sequence[Dividable], band: Band, names: Collection[str], locked: Sequence[Locked]
    ) -> None:
        """Show what can be divided; what a person has set so far stays where the communities are still there."""
        is_first = not self._communities
        ticked = self.ticked()
        self._communities = {c.code: c for c in communities}
        self._names = names
        self.list.show_communities(communities)
        if is_first:
            with QSignalBlocker(self.low), QSignalBlocker(self.high):
                self.low.setValue(band.low)
                self.high.setValue(band.high)
        else:
            self.list.tick([code for code in ticked if code in self._communities] or [""])
        self.locks.show_locked(locked)
        self._refresh()

    def forget(self) -> None:
        """Another district is open: nothing that was set holds any more."""
        self._communities = {}
        self.list.show_communities(())
        self.name.clear()

    def tick(self, codes: Collection[str]) -> None:
        """Tick these communities, all where none is named."""
        self.list.tick(codes)
        self._refresh()

    def offer_draft(self, name: str, plan_id: str, shown_id: str) -> None:
        """Offer to divide inside the draft that is shown; it is taken at first unless all communities are ticked.

        `shown_id` is the plan on the map, from which a new plan starts.
        """
        is_new = plan_id != self._draft_id
        self._draft_id, self._shown_id = plan_id, shown_id
        self.into.setVisible(bool(plan_id))
        self.anew.setVisible(bool(plan_id))
        self.into.setText(f"改在草案“{name}”里")
        self.into.setToolTip(f"在草案“{name}”里重新划分，其余社区不变。")
        if is_new:
            is_part = len(self.ticked()) < len(self._communities)
            (self.into if plan_id and is_part else self.anew).setChecked(True)
        self._refresh()

    def ticked(self) -> list[str]:
        """Return the codes of the communities to divide."""
        return self.list.ticked()

    def request(self) -> PlanRequest:
        """Return what the panel asks for."""
        is_into = bool(self._draft_id) and self.into.isChecked()
        return PlanRequest(
            communities=tuple(self.ticked()),
            band=self._band,
            seed=self.seed.value(),
            name="" if is_into else self.name.text().strip(),
            into=self._draft_id if is_into else "",
            wish=self.preferences.wish(),
            second=self.preferences.second_measure(),
            base=self._shown_id,
        )

    @property
    def wanted_choices(self) -> int:
        """How many ways to divide are wanted: one unless a single community is ticked."""
        return self.choices.value() if len(self.ticked()) == 1 else 1

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter begins, Esc closes."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.start.isEnabled():
            self._on_start()
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    @property
    def _band(self) -> Band:
        return Band(self.low.value(), self.high.value())

    def _add_terms(self) -> None:
        self.low, self.high = QSpinBox(self), QSpinBox(self)
        row = QHBoxLayout()
        head = label("每个网格")
        head.setWordWrap(False)
        row.addWidget(head)
        for spin, name in ((self.low, "plan_low"), (self.high, "plan_high")):
            spin.setObjectName(name)
            spin.setRange(1, LARGEST)
            spin.setSingleStep(10)
            spin.setMinimumWidth(SPIN_PX)
            spin.valueChanged.connect(self._refresh)
        self.low.setAccessibleName("每个网格户数下限")
        self.high.setAccessibleName("每个网格户数上限")
        for widget in (self.low, label("至"), self.high, label("户")):
            row.addWidget(widget)
        row.addStretch(1)
        self._column.addLayout(row)
        self.gaps = GapTable(self)
        self._column.addWidget(self.gaps)

    def _add_target(self) -> None:
        self.choices, self.seed = QSpinBox(self), QSpinBox(self)
        self.choices.setObjectName("plan_choices")
        self.choices.setRange(1, MOST)
        self.choices.setSuffix(" 种划法")
        kept = self._memory.text(KEPT_COUNT, "1")
        self.choices.setValue(int(kept) if kept.isdigit() else 1)
        self.choices.setToolTip("划分一个社区时，并排列出几种划法供选择；划分多个社区时每个社区一种。")
        self.choices.valueChanged.connect(self._refresh)
        self.name = QLineEdit(self)
        self.name.setObjectName("plan_name")
        self.name.setPlaceholderText("不填则自动命名")
        self.name.textChanged.connect(self._refresh)
        self.seed.setObjectName("plan_seed")
        self.seed.setRange(0, MOST_SEED)
        self.seed.setToolTip("同样的资料和种子得到同样的方案；换一个种子得到另一种划法。")
        form = QFormLayout()
        form.addRow("列出", self.choices)
        form.addRow("方案名称", self.name)
        self._column.addLayout(form)
        self.into, self.anew = QRadioButton(self), QRadioButton("另存为新的草案", self)
        self.anew.setToolTip("勾选的社区重新划分，其余社区沿用现有网格。")
        self.into.setObjectName("plan_into")
        self.anew.setObjectName("plan_anew")
        for radio in (self.into, self.anew):
            radio.hide()
            # The name of a draft may be long; it must not make the panel wider than its place.
            radio.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            radio.toggled.connect(self._refresh)
            self._column.addWidget(radio)
        self.anew.setChecked(True)
        self._add_seed()

    def _add_seed(self) -> None:
        self.advanced = QCheckBox("高级：换一种划法", self)
        self.advanced.setObjectName("plan_advanced")
        more = QWidget(self)
        inner = QFormLayout(more)
        inner.setContentsMargins(20, 0, 0, 0)
        inner.addRow("种子", self.seed)
        more.hide()
        self.advanced.toggled.connect(more.setVisible)
        self._column.addWidget(self.advanced)
        self._column.addWidget(more)

    def _lay_out(self, inner: QWidget) -> None:
        scroll = QScrollArea(self)
        scroll.setObjectName("plan_scroll")
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        self.hint = label("", role="muted")
        self.hint.setObjectName("plan_hint")
        self.start = QPushButton("开始划分", self)
        self.start.setObjectName("plan_start")
        self.start.setProperty("primary", True)
        self.start.clicked.connect(self._on_start)
        self.leave = QPushButton("关闭", self)
        self.leave.setObjectName("plan_close")
        self.leave.clicked.connect(self.closed)
        row = QHBoxLayout()
        row.addWidget(self.start, 1)
        row.addWidget(self.leave)
        below = QVBoxLayout()
        below.setContentsMargins(10, 6, 10, 8)
        below.setSpacing(6)
        below.addWidget(self.hint)
        below.addLayout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(scroll, 1)
        column.addLayout(below)

    def _refresh(self, *_changed: object) -> None:
        """Say what the present choice can lead to."""
        if not hasattr(self, "start"):
            return
        band, ticked = self._band, self.ticked()
        is_band = band.low <= band.high
        self.list.show_counts(band if is_band else None)
        self.gaps.show_band(band, list(self._communities.values()))
        self.locks.narrow(ticked)
        ranked = ranked_counts(self._communities[ticked[0]].households, band) if len(ticked) == 1 and is_band else []
        with QSignalBlocker(self.preferences):
            self.preferences.allow_count(len(ticked) == 1, ranked[0] if ranked else 0)
        self.choices.setEnabled(len(ticked) == 1)
        self.name.setEnabled(not (self._draft_id and self.into.isChecked()))
        trouble = self._trouble(is_band)
        self.hint.setText(trouble or self._hint())
        self.start.setEnabled(not trouble)
        self.start.setText("列出划法" if self.wanted_choices > 1 else "开始划分")

    def _hint(self) -> str:
        chosen = [self._communities[code] for code in self.ticked()]
        counts = [possible_counts(c.households, self._band) for c in chosen]
        low, most = (sum(c[end] if c else 1 for c in counts) for end in (0, -1))
        total = sum(c.households for c in chosen)
        grids = f"{low}" if low == most else f"{low}–{most}"
        said = f"{len(chosen)} 个社区共 {total:,} 户，可划 {grids} 个网格。"
        hopeless = sum(not c for c in counts)
        if hopeless == len(chosen):
            return f"{len(chosen)} 个社区共 {total:,} 户，怎样划都不能全部达标；仍可划分，尽量接近范围。"
        return f"{said}其中 {hopeless} 个社区不能全部达标。" if hopeless else said

    def _trouble(self, is_band: bool) -> str:
        """Say why the division cannot begin; empty when it can."""
        if not is_band:
            return "户数下限不能大于上限。"
        if not self.ticked():
            return "请至少选一个社区。"
        name = self.name.text().strip()
        if self.name.isEnabled() and name in self._names:
            return f"已有名为“{name}”的方案，请换一个名称。"
        return ""

    def _on_start(self) -> None:
        self.preferences.keep()
        if self.choices.isEnabled():
            self._memory.keep_text(KEPT_COUNT, str(self.choices.value()))
        self.wished.emit(self.request(), self.wanted_choices)
