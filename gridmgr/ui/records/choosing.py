# SPDX-License-Identifier: MIT
"""Choosing which columns a table shows."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QMenu, QWidget

from gridmgr.model.records import Record
from gridmgr.operations.listing import columns_of
from gridmgr.ui.records.columns import TABLES


def column_menu(
    kind: type[Record], shown: Sequence[str], choose: Callable[[list[str]], None], parent: QWidget
) -> QMenu:
    """Return a menu with a switch for every column; the first shown column stays, it names the row."""
    menu = QMenu(parent)
    menu.setObjectName("column_menu")
    for name, field in columns_of(kind).items():
        action = menu.addAction(field.label)
        action.setObjectName(f"column_{name}")
        action.setCheckable(True)
        action.setChecked(name in shown)
        action.setEnabled(not shown or name != shown[0])
        action.triggered.connect(lambda is_on, n=name: choose(_toggled(shown, n, is_on)))
    menu.addSeparator()
    first = menu.addAction("恢复默认列")
    first.setObjectName("columns_default")
    first.triggered.connect(lambda: choose(list(TABLES[kind.TYPE].columns)))
    return menu


def _toggled(shown: Sequence[str], name: str, is_on: bool) -> list[str]:
    return [*shown, name] if is_on else [one for one in shown if one != name]
