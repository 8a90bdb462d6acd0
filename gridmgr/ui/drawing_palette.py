# SPDX-License-Identifier: MIT
"""What floats over the map while somebody draws: the palette of tools, and the offer of a draft."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from gridmgr.ui.icons import SIZE_PX, set_icon

EDGE_PX = 12
BESIDE_PX = 64
"""The palette takes so much of the map's left edge."""
ABOVE_SCALE_PX = 92
"""The scale bar and the name of the plan stand in so much of the map's lower edge."""
OFFER_PX = 780


@dataclass(frozen=True, slots=True)
class ToolEntry:
    """One tool in the palette."""

    name: str
    text: str
    icon: str
    key: str
    """The letter that takes it while the map has the focus."""
    tip: str
    edits: bool = True
    """Whether it changes the plan."""
    opens_group: bool = False


TOOLS: Sequence[ToolEntry] = (
    ToolEntry("browse", "浏览", "hand-stop", "V", "拖动地图，单击查看", edits=False),
    ToolEntry("select", "框选楼栋", "pointer", "S", "单击或拖框选楼，看合计户数", edits=False, opens_group=True),
    ToolEntry("select_lasso", "圈选楼栋", "lasso", "A", "圈选楼，看合计户数", edits=False),
    ToolEntry("border", "移动边界", "arrows-move", "B", "从边界一侧拖向另一侧，扫过的楼归起点一侧", opens_group=True),
    ToolEntry("lasso", "套索移交", "brush", "L", "圈出楼栋，移交到选定的网格"),
    ToolEntry("polygon", "多边形移交", "lasso-polygon", "P", "逐点围出楼栋，移交到选定的网格"),
    ToolEntry("draw", "新画网格", "polygon", "N", "逐点围出一个新网格", opens_group=True),
    ToolEntry("split", "画线拆分", "slice", "C", "画一条线把网格拆成两个"),
    ToolEntry("merge", "合并网格", "arrows-join-2", "M", "把相邻网格并入另一个"),
    ToolEntry("measure", "量算", "ruler-measure", "R", "量距离和面积", edits=False, opens_group=True),
)


class Palette(QFrame):
    """Buttons at the upper left of the map, one of them down."""

    chosen = Signal(str)
    """A person takes the tool of this name."""

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self.setObjectName("tool_palette")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self._group = QButtonGroup(self)
        self.buttons = {entry.name: self._button(entry) for entry in TOOLS}
        self._lines = {entry.name: self._line() for entry in TOOLS if entry.opens_group}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(3, 3, 3, 3)
        self._grid.setSpacing(1)
        self._columns = self._high_px = 0
        self._lay_out(1)
        canvas.installEventFilter(self)
        self.move(EDGE_PX, EDGE_PX)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stand in two columns where the map is too low for one."""
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            is_low = watched.height() < self._high_px + ABOVE_SCALE_PX
            self._lay_out(2 if is_low else 1)
        return super().eventFilter(watched, event)

    def show_tool(self, name: str) -> None:
        """Show which tool is in hand."""
        self.buttons[name].setChecked(True)

    def allow(self, edits: bool) -> None:
        """Allow or forbid the tools that change the plan."""
        for entry in TOOLS:
            self.buttons[entry.name].setEnabled(edits or not entry.edits)

    def _lay_out(self, columns: int) -> None:
        """Put the buttons into so many columns; only one column has lines between its groups."""
        if columns == self._columns:
            return
        self._columns = columns
        row = 0
        for number, entry in enumerate(TOOLS):
            line = self._lines.get(entry.name)
            if line is not None:
                line.setVisible(columns == 1)
                self._grid.addWidget(line, row, 0)
                row += columns == 1
            place = (row, 0) if columns == 1 else divmod(number, columns)
            self._grid.addWidget(self.buttons[entry.name], *place)
            row += columns == 1
        self._grid.activate()
        self.adjustSize()
        if columns == 1:
            self._high_px = self.height()

    def _line(self) -> QFrame:
        line = QFrame(self)
        line.setFrameShape(QFrame.Shape.HLine)
        return line

    def _button(self, entry: ToolEntry) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"tool_{entry.name}")
        button.setAccessibleName(entry.text)
        button.setToolTip(f"{entry.text}（{entry.key}）：{entry.tip}")
        button.setCheckable(True)
        button.setAutoRaise(True)
        button.setIconSize(QSize(SIZE_PX, SIZE_PX))
        button.setFixedSize(32, 30)
        # The map keeps the keyboard, or its keys would go to the palette.
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_icon(button, entry.icon)
        self._group.addButton(button)
        button.clicked.connect(lambda: self.chosen.emit(entry.name))
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
