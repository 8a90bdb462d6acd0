# SPDX-License-Identifier: MIT
"""Typing over, pasting, filling down, emptying and deleting in a table: each is one step that can be undone."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPersistentModelIndex, QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from gridmgr.model.writing import written
from gridmgr.operations.editing_cells import CellEdit, Typed, edit_cells, removal, remove_rows, typed
from gridmgr.ui.commands import today
from gridmgr.ui.records.editors import CellDelegate, Index
from gridmgr.ui.records.pasting import PasteDialog, pasted
from gridmgr.ui.records.questions import Question

if TYPE_CHECKING:
    from gridmgr.ui.records.records import Records

MOST_AT_ONCE = 5_000
"""Rows that are changed from the table at once; more belongs into an import."""


class Cells(QObject):
    """What is done to the cells of the table that is shown."""

    def __init__(self, records: "Records") -> None:
        super().__init__(records)
        self._records = records
        self._model = records.model
        self._table = records.page.table
        self.dialog: PasteDialog | Question | None = None
        """The window that asks at present."""
        for view in (self._table, self._table.frozen):
            view.setItemDelegate(CellDelegate(self.check, view))
        self._model.typed.connect(self._on_typed)
        self._table.asked.connect(self._on_asked)
        self._table.refused.connect(self._on_refused)
        self._table.customContextMenuRequested.connect(self._on_menu)

    def check(self, index: Index, text: str) -> Typed:
        """Judge what was typed into a cell."""
        row = self._model.row_at(index.row())
        column = self._model.columns[index.column()]
        if row is None:
            return Typed(problem="这一行还在读取，请稍等再改。")
        if text == written(column, row.values[column.name], self._model.legend.code_lists):
            return Typed(row.values[column.name])
        return typed(row, self._model.kind, column, text, self._model.legend.code_lists, today())

    def paste(self) -> None:
        """Show what the block on the clipboard would change from the present cell on."""
        index = self._table.currentIndex()
        text = QGuiApplication.clipboard().text()
        if not index.isValid() or not text.strip():
            self._say("剪贴板里没有可以粘贴的表格内容。")
            return
        header = self._table.header
        order = sorted(range(len(self._model.columns)), key=header.visualIndex)
        columns = order[header.visualIndex(index.column()) :]
        block = pasted(self._model, text, index.row(), columns, self.check)
        if block.is_masked:
            self._ask_to_reveal()
            return
        dialog = PasteDialog(block, self._records.page)
        dialog.accepted.connect(lambda: self._store(block.edits, f"粘贴 {len(block.edits)} 格"))
        self._open(dialog)

    def fill_down(self) -> None:
        """Give the selected cells of each column the value of the topmost."""
        rows, columns = self._table.selected_rows, self._table.selected_columns
        if len(rows) < 2:
            self._say("先选中要填充的几行：第一行的内容会填到下面各行。")
            return
        source = self._model.row_at(rows[0])
        if source is not None and self._may_change(rows, columns):
            texts = {c: self._written(rows[0], c) for c in columns}
            self._put(rows[1:], columns, texts, "向下填充")

    def clear(self) -> None:
        """Empty the selected cells."""
        rows, columns = self._table.selected_rows, self._table.selected_columns
        if rows and self._may_change(rows, columns):
            self._put(rows, columns, dict.fromkeys(columns, ""), "清除内容")

    def put_today(self) -> None:
        """Put the present day into the selected cells of days."""
        rows, columns = self._table.selected_rows, self._table.selected_columns
        days = [c for c in columns if self._model.columns[c].kind == "date"]
        if not days:
            self._say("Ctrl+; 在日期栏里填入今天，请先选中日期栏的格子。")
        elif rows and self._may_change(rows, days):
            self._put(rows, days, dict.fromkeys(days, today().isoformat()), "填入今天")

    def delete(self) -> None:
        """Say what deleting the selected rows takes with it, and delete them when that is wanted."""
        ids = [self._model.ids[row] for row in self._table.selected_rows[:MOST_AT_ONCE]]
        document = self._records.document
        if not ids or document is None or self._refuses_writing():
            return
        job = document.ask(partial(_counted, kind=self._model.kind, ids=ids))
        job.succeeded.connect(partial(self._on_counted, ids))

    def _on_counted(self, ids: Sequence[str], counts: dict[str, int]) -> None:
        kind = self._model.kind
        with_it = [f"{count:,} {unit}" for name, unit, count in _with(counts) if name != kind.TYPE]
        sentence = f"将删除选中的 {len(ids):,} 条{kind.LABEL}"
        sentence += f"，连同{'、'.join(with_it)}。" if with_it else "。"
        question = Question(f"{sentence}删除后可以用“撤销”恢复。", f"删除 {len(ids):,} 条", self._records.page)
        question.accepted.connect(lambda: self._run(partial(remove_rows, kind=kind, ids=ids)))
        self._open(question)

    def _on_typed(self, index: QPersistentModelIndex, text: str) -> None:
        found = self.check(index, text)
        if not found.problem:
            self._store([self._edit(index.row(), index.column(), found.value)], "")
            if found.warning:
                self._say(f"已保存。请留意：{found.warning}")

    def _put(self, rows: Sequence[int], columns: Sequence[int], texts: dict[int, str], label: str) -> None:
        """Give many cells their texts in one step, or say of the first one what is wrong and change nothing."""
        edits = []
        for row in rows:
            for column in columns:
                if not self._table.selectionModel().isSelected(self._model.index(row, column)):
                    continue
                found = self.check(self._model.index(row, column), texts[column])
                if found.problem:
                    self._say(f"第 {row + 1} 行：{found.problem}没有改动任何内容。")
                    return
                edits.append(self._edit(row, column, found.value))
        self._store(edits, f"{label}：{'、'.join(self._model.columns[c].label for c in columns[:3])}")

    def _edit(self, row: int, column: int, value: Any) -> CellEdit:
        field = self._model.columns[column]
        known = self._model.row_at(row)
        seen = known.values[field.name] if known else None
        return CellEdit(self._model.ids[row], field.name, seen, value)

    def _store(self, edits: Sequence[CellEdit], label: str) -> None:
        """Show the new values at once and store them; where that fails the rows are read anew."""
        kind = self._model.kind
        for edit in edits:
            self._model.put_value(edit.record_id, edit.field, edit.value)
        self._run(partial(edit_cells, kind=kind, edits=list(edits), today=today(), label=label))

    def _run(self, make: Any) -> None:  # Any: a partial, whose type mypy would have to spell in full
        document = self._records.document
        if document is not None:
            document.run(make).failed.connect(lambda _error: self._model.refresh())

    def _may_change(self, rows: Sequence[int], columns: Sequence[int]) -> bool:
        """Tell whether cells can be changed; say why not."""
        if self._refuses_writing():
            return False
        if len(rows) > MOST_AT_ONCE:
            self._say(f"一次最多改 {MOST_AT_ONCE:,} 行，现在选了 {len(rows):,} 行，请少选一些。")
            return False
        for column in columns:
            field = self._model.columns[column]
            if why := self._model.why_locked(field):
                self._say(why)
                return False
            if field.sensitive and not self._model.is_revealed:
                self._ask_to_reveal()
                return False
        if any(self._model.row_at(row) is None for row in rows):
            self._say("选中的行还没有全部读出来，请滚动到底看一遍再改。")
            return False
        return True

    def _refuses_writing(self) -> bool:
        if self._model.is_read_only:
            self._say("这份数据是以只读方式打开的，不能修改。")
        return self._model.is_read_only

    def _on_asked(self, wish: str) -> None:
        wishes = {
            "open": self._records.open_form,
            "paste": self.paste,
            "fill": self.fill_down,
            "clear": self.clear,
            "today": self.put_today,
        }
        wishes[wish]()

    def _on_refused(self, index: QPersistentModelIndex) -> None:
        """Say why a cell cannot be typed over; a masked one can be after revealing."""
        why = self._model.why_locked(self._model.columns[index.column()])
        if why:
            self._say(why)
        else:
            self._ask_to_reveal()

    def _ask_to_reveal(self) -> None:
        question = Question(
            "这一栏的内容已遮挡。显示敏感信息后才能修改，屏幕上会看到真实内容。", "显示并修改", self._records.page
        )
        question.accepted.connect(lambda: self._records.reveal(True))
        self._open(question)

    def _open(self, dialog: "PasteDialog | Question") -> None:
        self.dialog = dialog
        dialog.finished.connect(lambda: self._table.setFocus())
        dialog.open()

    def _written(self, row: int, column: int) -> str:
        field, known = self._model.columns[column], self._model.row_at(row)
        return written(field, known.values[field.name], self._model.legend.code_lists) if known else ""

    def _say(self, sentence: str) -> None:
        self._records.window.message.say(sentence)

    def _on_menu(self, place: QPoint) -> None:
        """Show what can be done with the selection."""
        menu = QMenu(self._table)
        menu.setObjectName("records_menu")
        lines = (
            ("打开表单	Enter", self._records.open_form),
            ("在地图上显示	Ctrl+Shift+M", self._records.show_on_map),
            *(
                [("移交到网格…	Ctrl+Shift+Y", self._records.handing.begin)]
                if self._records.handing.is_possible
                else []
            ),
            None,
            ("复制	Ctrl+C", self._table.copy),
            ("连同标题复制	Ctrl+Shift+C", lambda: self._table.copy(with_headings=True)),
            ("粘贴…	Ctrl+V", self.paste),
            ("向下填充	Ctrl+D", self.fill_down),
            ("填入今天	Ctrl+;", self.put_today),
            ("清除内容	Delete", self.clear),
            None,
            ("删除选中的行…", self.delete),
        )
        for line in lines:
            if line is None:
                menu.addSeparator()
            else:
                menu.addAction(line[0]).triggered.connect(lambda _=False, run=line[1]: run())
        menu.popup(self._table.viewport().mapToGlobal(place))


def _counted(store: Any, kind: Any, ids: Sequence[str]) -> dict[str, int]:
    return {name: len(records) for name, records in removal(store, kind, ids).items()}


def _with(counts: dict[str, int]) -> list[tuple[str, str, int]]:
    units = {"resident": "名居民", "household": "户住户", "appointment": "条任职"}
    return [(name, units.get(name, "条记录"), count) for name, count in counts.items()]
