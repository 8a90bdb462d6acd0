# SPDX-License-Identifier: MIT
"""The line of links below the title of a form: the records that belong to this one, and those it belongs to."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from gridmgr.model.areas import Building
from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.fields import Kind
from gridmgr.model.people import Household
from gridmgr.model.records import fields_of
from gridmgr.operations.recording import Opened

if TYPE_CHECKING:
    from collections.abc import Callable

    from gridmgr.ui.forms.feature import Forms


class Ties(QWidget):
    """Buttons that lead on; hidden where there is nothing to lead to."""

    def __init__(self, forms: "Forms", parent: QWidget) -> None:
        super().__init__(parent)
        self._forms = forms
        self._shown: tuple[object, ...] = ()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 0, 16, 4)
        self._row.setSpacing(16)

    def show_ties(self, opened: Opened) -> None:
        """Show what belongs to a record as it is stored."""
        shown = (opened.record, opened.hanging)
        if shown == self._shown:
            return
        self._shown = shown
        while (item := self._row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self._add_lists(opened)
        self._add_owners(opened)
        self._row.addStretch(1)
        self.setVisible(self._row.count() > 1)

    def _add_lists(self, opened: Opened) -> None:
        """Link to the lists of the records that point here."""
        record, window = opened.record, self._forms.window
        for tie in opened.hanging:
            if isinstance(record, Household) and tie.record_type == "resident":
                continue
            label = f"{RECORD_TYPES[tie.record_type].LABEL} {tie.count:,}"
            show = partial(window.records_wanted.emit, tie.record_type, {tie.field: record.id})
            self._add(f"tie_{tie.record_type}", label, show)

    def _add_owners(self, opened: Opened) -> None:
        """Link to the records to which this one points, and from a building to its grid on the map."""
        record = opened.record
        for name, field in fields_of(type(record)).items():
            linked = getattr(record, name) if field.kind is Kind.LINK else ""
            if linked in opened.titles and not opened.is_new:
                self._add(f"tie_{name}", field.label, partial(self._forms.open_record, field.to, linked))
        if isinstance(record, Building) and (grid_id := self._forms.grid_id(record.grid_code)):
            self._add("tie_grid", "所在网格", lambda: self._forms.window.show_record("grid", grid_id))

    def _add(self, name: str, text: str, run: "Callable[[], None]") -> None:
        button = QPushButton(f"{text} ›", self)
        button.setObjectName(name)
        button.setProperty("link", True)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked=False: run())
        self._row.addWidget(button)
