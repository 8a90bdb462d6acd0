# SPDX-License-Identifier: MIT
"""The list that is shown leaves the program: asked once where it carries sensitive values."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from gridmgr.operations.list_export import export_list
from gridmgr.ui.records.questions import Question

if TYPE_CHECKING:
    from gridmgr.ui.records.records import Records

KINDS = "Excel 表格 (*.xlsx);;CSV 表格 (*.csv)"


class Leaving(QObject):
    """Exports the present list."""

    def __init__(self, records: "Records") -> None:
        super().__init__(records)
        self._records = records
        self.question: Question | None = None
        """What is asked at present."""

    def begin(self) -> None:
        """Ask for a file, and once more where what is shown is not masked."""
        records = self._records
        if records.document is None or records.listed is None:
            return
        folder = Path(records.window.memory.folder) / f"{records.kind.LABEL}.xlsx"
        path, _ = QFileDialog.getSaveFileName(records.page, "导出当前列表", str(folder), KINDS)
        if not path:
            return
        if not records.model.is_revealed:
            self.write(Path(path), False)
            return
        count = len(records.listed.ids)
        label = records.kind.LABEL
        sentence = f"表格现在显示敏感信息，将导出 {count:,} 条含真实内容的{label}。请只交给有权查看的人。"
        self.question = Question(sentence, "导出真实内容", records.page)
        self.question.accepted.connect(lambda: self.write(Path(path), True))
        self.question.open()

    def write(self, path: Path, is_revealed: bool) -> None:
        """Write the list to a file."""
        records = self._records
        if records.document is None:
            return
        work = partial(
            export_list,
            path=path,
            kind=records.kind,
            query=records.state.query,
            columns=list(records.state.columns),
            is_revealed=is_revealed,
        )
        job = records.document.study(work, f"导出 {path.name}")
        told = "敏感信息未遮挡，请妥善保管" if is_revealed else "敏感信息已遮挡"
        job.succeeded.connect(lambda rows: records.window.message.say(f"已导出 {rows:,} 行到“{path}”，{told}。"))
