# SPDX-License-Identifier: MIT
"""The journal of the district in a panel, opened at any step, with the way back to it."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from gridmgr.data.store import Step, StepKind
from gridmgr.operations.history import DEEPEST, RecordChange, read_step, write_journal
from gridmgr.ui.features import Feature
from gridmgr.ui.journal import MOST_RECORDS, JournalPanel
from gridmgr.ui.overview import Overview

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow

ON_THE_MAP = {"grid", "building", "community"}


class History(Feature):
    """Keeps the journal panel up to date while it is seen."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.panel = JournalPanel(window)
        self.dock = window.panels.add(
            "历史记录", "journal_dock", self.panel, Qt.DockWidgetArea.BottomDockWidgetArea, set()
        )
        self._wanted_step = 0
        self._undone: str | None = None
        """What could be done again when the district was last read."""
        self.panel.more_wanted.connect(self.refresh)
        self.panel.details_wanted.connect(self._read_details)
        self.panel.record_chosen.connect(self._on_record)
        self.panel.undo_wanted.connect(self._on_undo)
        self.panel.redo_wanted.connect(self._on_redo)
        self.panel.export_wanted.connect(self.export)
        self.dock.visibilityChanged.connect(self._on_visible)
        window.overview_changed.connect(self._on_overview)
        window.document_changed.connect(self._on_document)

    def show(self) -> None:
        """Open the panel."""
        self.dock.show()
        self.dock.raise_()
        self.refresh()

    def show_step(self, number: int) -> None:
        """Open the panel at a step."""
        self._wanted_step = number
        self.show()

    def refresh(self) -> None:
        """Read the steps anew."""
        document = self.window.document
        if document is not None:
            limit = self.panel.limit
            document.ask(lambda store: store.journal(limit + 1)).succeeded.connect(self._on_read)

    def export(self) -> None:
        """Ask where to, and write the whole journal."""
        document, memory = self.window.document, self.window.memory
        if document is None:
            return
        suggested = str(Path(memory.folder) / "历史记录.xlsx")
        name, _ = QFileDialog.getSaveFileName(
            self.window, "导出历史记录", suggested, "Excel 表格 (*.xlsx);;CSV 表格 (*.csv)"
        )
        if not name:
            return
        path = Path(name) if Path(name).suffix.lower() in {".xlsx", ".csv"} else Path(f"{name}.xlsx")
        memory.folder = str(path.parent)
        job = document.study(lambda store, _progress: write_journal(path, store.journal(DEEPEST)), "导出历史记录")
        job.succeeded.connect(lambda _none: self.window.message.say(f"历史记录已导出到“{path}”。"))

    def _read_details(self, number: int) -> None:
        document = self.window.document
        if document is not None:
            job = document.ask(lambda store: read_step(store, number, MOST_RECORDS))
            job.succeeded.connect(lambda found: self.panel.show_details(number, found))

    def _on_read(self, steps: list[Step]) -> None:
        self.panel.show_steps(steps)
        if self._wanted_step:
            self.panel.unfold(self._wanted_step)
            self._wanted_step = 0

    def _on_record(self, change: RecordChange) -> None:
        if change.record_type in ON_THE_MAP:
            self.window.show_record(change.record_type, change.id)
        else:
            self.window.record_wanted.emit(change.record_type, change.id)

    def _on_undo(self, number: int) -> None:
        document = self.window.document
        if document is not None:
            job = document.undo_back_to(number)
            job.succeeded.connect(lambda done: self.window.message.say(f"已撤销 {done} 步，可以按 Ctrl+Y 逐步重做。"))

    def _on_redo(self, number: int) -> None:
        document = self.window.document
        if document is not None:
            job = document.redo_step(number)
            job.succeeded.connect(lambda step: self.window.message.say(f"已重做：{step.label}。") if step else None)

    def _on_visible(self, is_visible: bool) -> None:
        if is_visible:
            self.refresh()

    def _on_overview(self, overview: Overview) -> None:
        document = self.window.document
        left, self._undone = self._undone, overview.redo_label
        if left and not overview.redo_label and document is not None:
            document.ask(lambda store: store.journal(1)).succeeded.connect(lambda steps: self._tell_left(left, steps))
        self.panel.set_may_undo(document is not None and not document.access.read_only)
        if self.dock.isVisible():
            self.refresh()

    def _tell_left(self, label: str, steps: list[Step]) -> None:
        """Say that what was undone cannot be done again by the key, because something new was done instead."""
        if steps and steps[0].kind is StepKind.DO:
            sentence = f"做了新的一步，刚才撤销的“{label}”不能再按 Ctrl+Y 重做；在历史记录里选中那次撤销，还能重做。"
            self.window.message.say(sentence, "历史记录", self.show)

    def _on_document(self, _document: object) -> None:
        self._undone = None
        self.panel.forget()


def show_history(window: "MainWindow") -> None:
    """Open the journal."""
    window.feature(History).show()
