# SPDX-License-Identifier: MIT
"""The question before a plan comes into force."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gridmgr.operations.checking import CheckReport
from gridmgr.ui.inspector_parts import label

WIDE_PX = 420


class AdoptDialog(QDialog):
    """Asks once before a plan comes into force."""

    agreed = Signal()

    def __init__(self, report: CheckReport, replaced: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("adopt_dialog")
        self.setWindowTitle("采用方案")
        s = report.summary
        off = s.grids - s.in_band
        said = f"方案“{report.plan}”有 {s.grids} 个网格，{s.in_band} 个达标，没有错误。"
        said += "采用后，楼幢、设施和任职都按它归格。"
        if off:
            said += f"其中 {off} 个网格户数不达标。"
        if replaced:
            said += "正在执行的“{names}”改为已被取代，仍可查看。".format(names="”“".join(replaced))
        agree = QPushButton("采用并执行", self)
        agree.setObjectName("adopt_agree")
        agree.setProperty("primary", True)
        agree.setDefault(True)
        agree.clicked.connect(self._on_agreed)
        cancel = QPushButton("暂不采用", self)
        cancel.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(agree)
        row.addWidget(cancel)
        column = QVBoxLayout(self)
        words = label(said)
        words.setMinimumWidth(WIDE_PX)
        column.addWidget(words)
        column.addLayout(row)

    def _on_agreed(self) -> None:
        self.agreed.emit()
        self.accept()
