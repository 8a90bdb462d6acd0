# SPDX-License-Identifier: MIT
"""What the menu 数据 does with the table that is shown."""

from typing import TYPE_CHECKING

from gridmgr.ui.records.records import Records

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow


def is_shown(window: "MainWindow") -> bool:
    """Tell whether a table is shown."""
    return window.document is not None and window.workspaces.current == "records"


def may_edit(window: "MainWindow") -> bool:
    """Tell whether the table that is shown can be changed."""
    return is_shown(window) and window.document is not None and not window.document.access.read_only


def toggle_masks(window: "MainWindow") -> None:
    """Show or mask sensitive values."""
    records = window.feature(Records)
    records.reveal(not records.model.is_revealed)


def show_on_map(window: "MainWindow") -> None:
    """Show the present row on the map."""
    window.feature(Records).show_on_map()


def can_hand_over(window: "MainWindow") -> bool:
    """Tell whether the rows of the table that is shown can go to a grid."""
    return may_edit(window) and window.feature(Records).handing.is_possible


def hand_over(window: "MainWindow") -> None:
    """Ask to which grid the rows of the table shall go."""
    window.feature(Records).handing.begin()


def add_record(window: "MainWindow") -> None:
    """Ask for the form of a new record."""
    window.feature(Records).add_record()


def export_list(window: "MainWindow") -> None:
    """Write the list that is shown to a file."""
    window.feature(Records).leaving.begin()


def delete_rows(window: "MainWindow") -> None:
    """Delete the selected rows after saying what goes with them."""
    window.feature(Records).cells.delete()


def fill_down(window: "MainWindow") -> None:
    """Fill the selected cells with the topmost."""
    window.feature(Records).cells.fill_down()


def paste(window: "MainWindow") -> None:
    """Paste a block from Excel."""
    window.feature(Records).cells.paste()
