# SPDX-License-Identifier: MIT
"""What the lines of the menu 数据 do that add a record."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow


def may_add(window: "MainWindow") -> bool:
    """Tell whether a record can be added: a district is open and may be changed."""
    return window.overview is not None and window.document is not None and not window.document.access.read_only


def add_building(window: "MainWindow") -> None:
    """Open an empty form of a building."""
    window.new_record_wanted.emit("building", {})


def add_household(window: "MainWindow") -> None:
    """Open an empty form of a household, in the building that is chosen."""
    chosen = window.selection.id if window.selection.kind == "building" else ""
    window.new_record_wanted.emit("household", {"building_id": chosen} if chosen else {})


def add_resident(window: "MainWindow") -> None:
    """Open an empty form of a resident."""
    window.new_record_wanted.emit("resident", {})


def add_staff(window: "MainWindow") -> None:
    """Open an empty form of a person who can hold a role."""
    window.new_record_wanted.emit("staff", {})


def add_facility(window: "MainWindow") -> None:
    """Open an empty form of a facility."""
    window.new_record_wanted.emit("facility", {})
