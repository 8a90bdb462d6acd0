# SPDX-License-Identifier: MIT
"""The strip over the map with what the tools that hand buildings over need to know: to whom, from where, how wide."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QFrame,
    QGridLayout,
    QLabel,
    QSpinBox,
    QToolButton,
    QWidget,
)

from gridmgr.map.tools.gate import ABOVE, EVERYWHERE, LOOSE, Guard, Intake
from gridmgr.map.tools.widths import BRUSH, STRIP, Width
from gridmgr.ui.drawing_palette import EDGE_PX
from gridmgr.ui.icons import SIZE_PX, set_icon
from gridmgr.ui.layers import CORNER_PX

NUMBER = Qt.ItemDataRole.UserRole
GUARDS = {Guard.NONE: "不管隔离", Guard.RAILS: "铁路、河流", Guard.ROADS: "铁路、河流、主干道"}
WIDTHS: dict[str, tuple[str, Width]] = {"brush": ("笔刷", BRUSH), "strip": ("宽度", STRIP)}
"""The tools that have a width, what it is called, and where it is kept."""
BESIDE_PALETTE_PX = 8
MOST_RECENT = 9


@dataclass(frozen=True, slots=True)
class Choice:
    """One grid that may gain."""

    grid: str
    number: str
    """How it is called on the map: 07."""
    figure: str
    """Its households and their sign: 412 ●."""


class TargetPicker(QComboBox):
    """A grid by typing its number, or by choosing it from the list, the ones used last on top."""

    picked = Signal(str)
    """A person chose a grid (id)."""
    left = Signal()
    """A person is done with it: the map shall have the keys again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("target_picker")
        self.setAccessibleName("接收网格")
        self.setToolTip(
            "楼栋移交到这个网格（G）：输入编号回车，或从列表里选；Alt+1–9 选最近用过的；Alt+单击地图上的网格也可以"
        )
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMinimumWidth(118)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus | Qt.FocusPolicy.TabFocus)
        edit = self.lineEdit()
        assert edit is not None
        edit.setPlaceholderText("选网格")
        edit.installEventFilter(self)
        completer = self.completer()
        assert completer is not None
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self._target = ""
        self._shown: tuple[object, ...] = ()
        self.activated.connect(lambda row: self._pick(str(self.itemData(row) or "")))

    def show_choices(self, choices: Sequence[Choice], recent: Sequence[str], target: str) -> None:
        """Offer the grids of the community at hand."""
        self._target = target
        shown, edit = (tuple(choices), tuple(recent), target), self.lineEdit()
        is_typing = edit is not None and edit.hasFocus() and edit.isModified()
        if shown == self._shown or is_typing:
            return
        self._shown = shown
        known = {choice.grid: choice for choice in choices}
        with QSignalBlocker(self):
            self.clear()
            for place, grid in enumerate(grid for grid in recent if grid in known):
                self.addItem(f"{known[grid].number}　{known[grid].figure}　Alt+{place + 1}", grid)
            if self.count():
                self.insertSeparator(self.count())
            for choice in choices:
                self.addItem(f"{choice.number}　{choice.figure}", choice.grid)
            self._show_target()

    def ask(self) -> None:
        """Have a person type a number."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        edit = self.lineEdit()
        assert edit is not None
        edit.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter takes what was typed, Esc nothing."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._pick(self.grid_called(self.currentText()))
                return True
            if event.key() == Qt.Key.Key_Escape:
                self._show_target()
                self.left.emit()
                return True
        return super().eventFilter(watched, event)

    def grid_called(self, text: str) -> str:
        """Return the grid whose number was typed, with or without zeros before it; empty for none."""
        typed = text.strip().split("　")[0]
        numbers = {self.itemText(row).split("　")[0]: str(self.itemData(row) or "") for row in range(self.count())}
        if typed in numbers:
            return numbers[typed]
        same = [grid for number, grid in numbers.items() if typed and number.lstrip("0") == typed.lstrip("0")]
        return same[0] if len(same) == 1 else ""

    def _pick(self, grid: str) -> None:
        if not grid:
            self._show_target()
            self.ask()
            return
        self._target = grid
        self._show_target()
        self.picked.emit(grid)
        self.left.emit()

    def _show_target(self) -> None:
        last = max((row for row in range(self.count()) if self.itemData(row) == self._target), default=-1)
        self.setCurrentIndex(last)
        if last < 0:
            self.setEditText("")


class OptionStrip(QFrame):
    """Stands beside the palette while a tool that hands buildings over is in hand; in two rows where room is small."""

    intake_wanted = Signal(object)
    """A person wants another Intake."""
    trial_wanted = Signal(bool)
    """A person switches the try mode."""
    left = Signal()
    """The map shall have the keys again."""

    def __init__(self, canvas: QWidget, palette: QWidget) -> None:
        super().__init__(canvas)
        self.setObjectName("option_strip")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self._canvas, self._palette = canvas, palette
        self._intake = Intake()
        self._tool = ""
        self.target = TargetPicker(self)
        self.source = self._box("source_filter", "来源", "只从这里取楼：其他网格的楼刷到也不动")
        self.guard = self._box("barrier_guard", "隔离", "一块地划到隔离的另一侧时，要写明理由，理由留在数据里")
        for guard, text in GUARDS.items():
            self.guard.addItem(text, guard)
        self.width_m = self._made_width()
        self.width_name = QLabel("笔刷", self)
        self.estates = QCheckBox("整小区", self)
        self.estates.setObjectName("whole_estates")
        self.estates.setToolTip("碰到小区的一栋楼，就移交整个小区")
        self.trial = self._made_trial()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(8, 4, 8, 4)
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(4)
        self._labels = [QLabel("移交到", self), QLabel("只取", self), QLabel("隔离", self)]
        self._is_wide: bool | None = None
        self._connect()
        canvas.installEventFilter(self)
        palette.installEventFilter(self)
        self.hide()

    def _made_width(self) -> QSpinBox:
        width_m = QSpinBox(self)
        width_m.setObjectName("stroke_width")
        width_m.setAccessibleName("宽度")
        width_m.setSuffix(" 米")
        width_m.setToolTip("地面上的宽度；在地图上按 [ 和 ] 增减")
        return width_m

    def _made_trial(self) -> QToolButton:
        trial = QToolButton(self)
        trial.setObjectName("try_mode")
        trial.setText("试改")
        trial.setToolTip("试改（Q）：先攒着看，满意了再采用，不满意就放弃")
        trial.setCheckable(True)
        trial.setAutoRaise(True)
        trial.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        trial.setIconSize(QSize(SIZE_PX - 2, SIZE_PX - 2))
        set_icon(trial, "flask")
        return trial

    def show_tool(self, name: str) -> None:
        """Stand ready for a tool, or hide for one that needs nothing."""
        self._tool = name
        has_width = name in WIDTHS
        self.width_m.setVisible(has_width)
        self.width_name.setVisible(has_width)
        if has_width:
            title, width = WIDTHS[name]
            self.width_name.setText(title)
            with QSignalBlocker(self.width_m):
                self.width_m.setRange(int(width.least), int(width.most))
                self.width_m.setSingleStep(5)
        self.show_intake(self._intake)
        self.setVisible(bool(name))
        self.place()

    def show_intake(self, intake: Intake) -> None:
        """Show what strokes may take."""
        self._intake = intake
        with QSignalBlocker(self.source), QSignalBlocker(self.guard), QSignalBlocker(self.width_m):
            self.source.setCurrentIndex(max(self.source.findData(intake.source), 0))
            self.guard.setCurrentIndex(self.guard.findData(intake.guard))
            if self._tool in WIDTHS:
                self.width_m.setValue(round(WIDTHS[self._tool][1].of(intake)))
        with QSignalBlocker(self.estates):
            self.estates.setChecked(intake.whole_estates)

    def show_choices(self, choices: Sequence[Choice], recent: Sequence[str], target: str) -> None:
        """Offer the grids of the community at hand as target and as source."""
        self.target.show_choices(choices, recent, target)
        entries = [("全部", EVERYWHERE), ("未归格的", LOOSE), ("户数超上限的网格", ABOVE)]
        entries += [(f"网格 {choice.number}", choice.grid) for choice in choices]
        present = [(self.source.itemText(row), self.source.itemData(row)) for row in range(self.source.count())]
        if present != entries:
            with QSignalBlocker(self.source):
                self.source.clear()
                for text, source in entries:
                    self.source.addItem(text, source)
                self.source.setCurrentIndex(max(self.source.findData(self._intake.source), 0))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay beside the palette in as many rows as are needed."""
        # The palette takes more columns where the map is low.
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self.place()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc gives the keys back to the map."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def place(self) -> None:
        """Stand to the right of the palette."""
        left = self._palette.x() + self._palette.width() + BESIDE_PALETTE_PX
        room = self._canvas.width() - left - CORNER_PX
        self._lay_out(is_wide=True)
        if self._grid.sizeHint().width() > room:
            self._lay_out(is_wide=False)
        self.move(left, EDGE_PX)
        self.resize(self._grid.sizeHint())
        self.raise_()

    def _lay_out(self, is_wide: bool) -> None:
        if is_wide == self._is_wide:
            return
        self._is_wide = is_wide
        to, source, guard = self._labels
        first = [to, self.target, source, self.source, self.width_name, self.width_m]
        second = [guard, self.guard, self.estates, self.trial]
        for column, widget in enumerate(first):
            self._grid.addWidget(widget, 0, column)
        for place, widget in enumerate(second):
            self._grid.addWidget(widget, *((0, len(first) + place) if is_wide else (1, place)))
        self._grid.activate()

    def _box(self, name: str, title: str, tip: str) -> QComboBox:
        box = QComboBox(self)
        box.setObjectName(name)
        box.setAccessibleName(title)
        box.setToolTip(tip)
        return box

    def _connect(self) -> None:
        self.source.activated.connect(lambda _row: self._want(replace(self._intake, source=self.source.currentData())))
        self.guard.activated.connect(lambda _row: self._want(replace(self._intake, guard=self.guard.currentData())))
        self.estates.clicked.connect(lambda is_on: self._want(replace(self._intake, whole_estates=is_on)))
        self.width_m.valueChanged.connect(self._on_width)
        self.trial.clicked.connect(self.trial_wanted)
        self.target.left.connect(self.left)

    def _on_width(self, metres: int) -> None:
        if self._tool in WIDTHS:
            self.intake_wanted.emit(WIDTHS[self._tool][1].put(self._intake, metres))

    def _want(self, intake: Intake) -> None:
        self.intake_wanted.emit(intake)
        self.left.emit()
