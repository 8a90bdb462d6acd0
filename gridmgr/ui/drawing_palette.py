# SPDX-License-Identifier: MIT
"""What floats over the map while somebody draws: the palette of tools, and the offer of a draft."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from gridmgr.ui.drawing_tools import GROUPS, SWITCHES, TOOLS, SwitchEntry, ToolEntry
from gridmgr.ui.icons import SIZE_PX, set_icon

EDGE_PX = 12
BESIDE_PX = 64
"""The palette takes so much of the map's left edge."""
ABOVE_SCALE_PX = 92
"""The scale bar and the name of the plan stand in so much of the map's lower edge."""
OFFER_PX = 780
BUTTON_PX = 32, 30
LINE_PX = 5
LEAST_COLUMNS, MOST_COLUMNS = 1, 4


class Palette(QFrame):
    """Buttons at the upper left of the map, one of them down."""

    chosen = Signal(str)
    """A person takes the tool of this name."""
    switched = Signal(str, bool)
    """A person turns a switch on or off."""

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self.setObjectName("tool_palette")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self._group = QButtonGroup(self)
        self.buttons = {entry.name: self._button(entry) for entry in TOOLS}
        self.switches = {entry.name: self._switch(entry) for entry in SWITCHES}
        self._last_line = self._line()
        self._lines = {entry.name: self._line() for entry in TOOLS if entry.opens_group}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(3, 3, 3, 3)
        self._grid.setSpacing(1)
        self._columns = 0
        self._lay_out(LEAST_COLUMNS)
        canvas.installEventFilter(self)
        self.move(EDGE_PX, EDGE_PX)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stand in as few columns as the map is high enough for."""
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            room = watched.height() - ABOVE_SCALE_PX
            fitting = (n for n in range(LEAST_COLUMNS, MOST_COLUMNS) if self._height_px(n) <= room)
            self._lay_out(next(fitting, MOST_COLUMNS))
        return super().eventFilter(watched, event)

    def show_tool(self, name: str) -> None:
        """Show which tool is in hand."""
        self.buttons[name].setChecked(True)

    def show_switch(self, name: str, is_on: bool) -> None:
        """Show whether a switch is on."""
        self.switches[name].setChecked(is_on)

    def allow(self, edits: bool) -> None:
        """Allow or forbid the tools that change the plan."""
        for entry in TOOLS:
            self.buttons[entry.name].setEnabled(edits or not entry.edits)

    def _lay_out(self, columns: int) -> None:
        """Put the buttons into so many columns, each group on rows of its own under a line."""
        if columns == self._columns:
            return
        self._columns = columns
        row = 0
        for group in GROUPS:
            if group[0].name in self._lines:
                self._grid.addWidget(self._lines[group[0].name], row, 0, 1, columns)
                row += 1
            for number, entry in enumerate(group):
                self._grid.addWidget(self.buttons[entry.name], row + number // columns, number % columns)
            row += -(-len(group) // columns)
        self._grid.addWidget(self._last_line, row, 0, 1, columns)
        for number, button in enumerate(self.switches.values()):
            self._grid.addWidget(button, row + 1 + number // columns, number % columns)
        self._grid.activate()
        self.adjustSize()

    @staticmethod
    def _height_px(columns: int) -> int:
        """Return how high the palette is with so many columns."""
        groups = (*GROUPS, SWITCHES)
        return sum(-(-len(group) // columns) * (BUTTON_PX[1] + 1) + LINE_PX for group in groups)

    def _line(self) -> QFrame:
        line = QFrame(self)
        line.setFrameShape(QFrame.Shape.HLine)
        return line

    def _switch(self, entry: SwitchEntry) -> QToolButton:
        button = self._plain(entry)
        button.clicked.connect(lambda is_on: self.switched.emit(entry.name, is_on))
        return button

    def _button(self, entry: ToolEntry) -> QToolButton:
        button = self._plain(entry)
        self._group.addButton(button)
        button.clicked.connect(lambda: self.chosen.emit(entry.name))
        return button

    def _plain(self, entry: ToolEntry | SwitchEntry) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"tool_{entry.name}")
        button.setAccessibleName(entry.text)
        button.setToolTip(f"{entry.text}（{entry.key}）：{entry.tip}")
        button.setCheckable(True)
        button.setAutoRaise(True)
        button.setIconSize(QSize(SIZE_PX, SIZE_PX))
        button.setFixedSize(*BUTTON_PX)
        # The map keeps the keyboard, or its keys would go to the palette.
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_icon(button, entry.icon)
        return button


class DraftOffer(QFrame):
    """Says that a plan that was given out is not redrawn, and makes a draft of it at one click."""

    accepted = Signal()
    """A person wants the draft."""

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.setObjectName("draft_offer")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.text = QLabel(self)
        self.text.setObjectName("draft_offer_text")
        self.text.setWordWrap(True)
        self.take = QPushButton("以此为底稿新建草案", self)
        self.take.setObjectName("draft_offer_take")
        self.take.setProperty("primary", True)
        self.take.setDefault(True)
        self.leave = QPushButton("先不改", self)
        self.leave.setObjectName("draft_offer_leave")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(8)
        row.addWidget(self.text, 1)
        row.addWidget(self.take)
        row.addWidget(self.leave)
        self.take.clicked.connect(self.accepted)
        self.leave.clicked.connect(self.hide)
        canvas.installEventFilter(self)
        self.hide()

    def offer(self, plan: str, state: str) -> None:
        """Offer a draft of a plan."""
        self.text.setText(f"“{plan}”{state}，不能直接改。复制成草案后再画，原方案保持不变。")
        self._place()
        self.show()
        self.raise_()
        self.take.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the middle of the map's upper edge."""
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        # The palette stays free at its left; on a small screen the sentence is broken instead.
        room = self._canvas.width() - BESIDE_PX - EDGE_PX
        width = min(room, OFFER_PX)
        self.setGeometry(BESIDE_PX + (room - width) // 2, EDGE_PX, width, self.heightForWidth(width))
