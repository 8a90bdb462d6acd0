# SPDX-License-Identifier: MIT
"""The list of shortcuts."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHeaderView, QPushButton, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

SIZE_PX = 560, 640
ON_THE_MAP = (
    ("方向键", "移动地图", "先点一下地图"),
    ("+ / -", "放大、缩小", "先点一下地图"),
    ("Home", "显示整个区县", "先点一下地图"),
    ("滚轮", "放大、缩小", "光标下的位置不动"),
    ("拖动", "移动地图", "按住鼠标左键或中键"),
    ("?", "地图快捷键表", "任意键关闭"),
    ("单击", "选择楼幢、网格或社区", "在右边看详情"),
)

WHILE_DRAWING = (
    ("双击、回车、右键", "完成这一笔"),
    ("退格", "撤回刚才那一点"),
    ("Esc", "放弃这一笔；再按一次放下工具"),
    ("按住空格拖动", "画的中途移动地图"),
    ("按住 Shift 拖动", "移动边界时直接拉边界线"),
    ("Tab", "移动边界时换扫楼或拉线；对半拆分时看下一个方案"),
    ("X", "拆分时交换：另一半保留原来的编码和人员"),
    ("数字、@", "输入下一点的坐标，例如 563668, 2907071 或 @12.5, -3；回车落点"),
    ("Alt+1 到 Alt+9", "选最近用过的接收网格；不用输入坐标的工具里直接按数字也可以"),
    ("Ctrl+单击", "框选和圈选时增减一栋；多边形移交时换目标"),
)


class KeysDialog(QDialog):
    """Shows keys, what they do and a word more."""

    def __init__(self, keys: Sequence[tuple[str, str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("keys_dialog")
        self.setWindowTitle("快捷键一览")
        self.resize(*SIZE_PX)
        self.list = QTreeWidget(self)
        self.list.setObjectName("keys_list")
        self.list.setRootIsDecorated(False)
        self.list.setSelectionMode(QTreeWidget.SelectionMode.NoSelection)
        self.list.setHeaderLabels(["按键", "做什么", "说明"])
        for row in (*keys, *ON_THE_MAP):
            QTreeWidgetItem(self.list, list(row))
        for column in (0, 1):
            self.list.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        close = QPushButton("关闭", self)
        close.setDefault(True)
        close.clicked.connect(self.accept)
        column_layout = QVBoxLayout(self)
        column_layout.addWidget(self.list)
        column_layout.addWidget(close, alignment=Qt.AlignmentFlag.AlignRight)
        close.setFocus()
