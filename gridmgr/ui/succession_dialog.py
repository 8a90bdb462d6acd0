# SPDX-License-Identifier: MIT
"""The question about the five when a plan comes into force: which appointments end, and who takes the new posts."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridmgr.operations.succession import RolesAfter, Succession, VacantPost
from gridmgr.ui.inspector_parts import label

SIZE_PX = 760, 560
NOBODY = "暂不任命"


class _CalmBox(QComboBox):
    """A box that scrolls with its list instead of changing its choice."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the list."""
        event.ignore()


class SuccessionDialog(QDialog):
    """Lists what becomes of roles and lets a person choose who takes over; the plan comes into force either way."""

    settled = Signal(list)
    """Roles are to be settled together with the plan: the successions that were chosen."""
    left = Signal()
    """The plan comes into force, roles stay as they are."""

    def __init__(self, found: RolesAfter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("succession_dialog")
        self.setWindowTitle("人员随方案调整")
        self.resize(*SIZE_PX)
        self._found = found
        self.choices: list[tuple[VacantPost, QComboBox]] = []
        """The new posts, each with the box in which its holder is chosen."""
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(label(told(found)))
        if found.ending:
            column.addWidget(label("终止的任职（记录保留在任职历史里）", role="title"))
            column.addWidget(self._ending())
        posts = [post for post in found.vacant if post.is_new]
        if posts:
            column.addWidget(label("新岗位由谁接任（列出的是原来负责这些住户的人）", role="title"))
            column.addWidget(self._posts(posts))
        column.addLayout(self._buttons())

    def wishes(self) -> list[Succession]:
        """Return who is to take which post."""
        return [Succession(post.grid.uid, str(box.currentData())) for post, box in self.choices if box.currentData()]

    def _ending(self) -> QTreeWidget:
        tree = _tree("succession_ending", ("网格", "岗位", "姓名", "住户转入"))
        for post in self._found.ending:
            name = post.grid.label if post.grid is not None else "已不存在的网格"
            heirs = "、".join(grid.label for grid in post.heirs)
            tree.addTopLevelItem(QTreeWidgetItem([name, post.role_label, post.holder.name, heirs]))
        return tree

    def _posts(self, posts: Sequence[VacantPost]) -> QTreeWidget:
        """Offer for each post those who served its households; who loses a post is proposed, others are not."""
        tree = _tree("succession_posts", ("网格", "岗位", "接任人"))
        free = {post.holder.appointment.id for post in self._found.ending}
        for post in posts:
            item = QTreeWidgetItem([post.grid.label, post.role_label])
            tree.addTopLevelItem(item)
            box = _CalmBox(tree)
            box.setAccessibleName(f"{post.grid.label}{post.role_label}接任人")
            box.addItem(NOBODY, "")
            for holder in post.suggested:
                box.addItem(f"{holder.name}（{holder.unit}）" if holder.unit else holder.name, holder.appointment.id)
            proposed = next((h.appointment.id for h in post.suggested if h.appointment.id in free), "")
            box.setCurrentIndex(box.findData(proposed))
            tree.setItemWidget(item, 2, box)
            self.choices.append((post, box))
        return tree

    def _buttons(self) -> QHBoxLayout:
        self.agree = QPushButton("执行方案并办理人员调整", self)
        self.agree.setObjectName("succession_agree")
        self.agree.setProperty("primary", True)
        self.agree.setDefault(True)
        self.only_plan = QPushButton("只执行方案", self)
        self.only_plan.setObjectName("succession_only_plan")
        cancel = QPushButton("取消", self)
        self.agree.clicked.connect(self._on_agreed)
        self.only_plan.clicked.connect(self._on_left)
        cancel.clicked.connect(self.reject)
        row = QHBoxLayout()
        for button in (self.only_plan, cancel):
            button.setAutoDefault(False)
        row.addStretch(1)
        row.addWidget(self.agree)
        row.addWidget(self.only_plan)
        row.addWidget(cancel)
        return row

    def _on_agreed(self) -> None:
        self.settled.emit(self.wishes())
        self.accept()

    def _on_left(self) -> None:
        self.left.emit()
        self.accept()


def told(found: RolesAfter) -> str:
    """Say what becomes of roles."""
    new = sum(post.is_new for post in found.vacant)
    parts = [f"{found.staying} 个任职不变"]
    if found.ending:
        parts.append(f"{len(found.ending)} 个任职随网格撤销，到前一天为止")
    if new:
        parts.append(f"{new} 个新岗位空缺")
    away = sum(person.must_live_inside for person in found.outside)
    if away:
        parts.append(f"{away} 位老党员不住在所服务的网格，请另行调整")
    words = "，".join(parts)
    begins = f"方案“{found.difference.new.name}”从 {found.day:%Y-%m-%d} 起执行后：{words}。"
    return f"{begins}一并办理的人员调整和方案可以一次撤销。"


def _tree(name: str, headings: Sequence[str]) -> QTreeWidget:
    tree = QTreeWidget()
    tree.setObjectName(name)
    tree.setRootIsDecorated(False)
    tree.setUniformRowHeights(True)
    tree.setHeaderLabels(list(headings))
    tree.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    tree.header().setStretchLastSection(True)
    return tree
