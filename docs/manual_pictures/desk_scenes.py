# SPDX-License-Identifier: MIT
"""Scenes of the window itself: first page, parts, search, layers, guide, history, server, backups."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget

from docs.manual_pictures.studio import Badge, Studio
from gridmgr.data.store import Store
from gridmgr.model.areas import Community
from gridmgr.model.changes import ChangeSet, changed
from gridmgr.operations.recording import Clash
from gridmgr.operations.servers import ServerAddress
from gridmgr.ui.backups import BackupsDialog
from gridmgr.ui.conflicts import ConflictDialog
from gridmgr.ui.guide import Guide
from gridmgr.ui.history import History
from gridmgr.ui.layers import LayerChoice
from gridmgr.ui.palette import Palette
from gridmgr.ui.starting.server_dialog import ServerDialog


def first_page(studio: Studio, _sample: Path) -> None:
    """Nothing is open and nothing was opened before."""
    studio.window.memory.forget_recent(str(_sample))
    studio.window.close_document()
    studio.window.resize(1000, 480)
    studio.keep("first-page")


def window(studio: Studio, _sample: Path) -> None:
    """A grid is chosen; the parts of the window carry numbers."""
    studio.show_grid(0, 2)
    places = [
        ("1", studio.window.menus.tool_bar, QPoint(1000, 20)),
        ("2", studio.window.workspaces.rail, QPoint(34, 300)),
        ("3", studio.find(QWidget, "tree_dock"), QPoint(200, 14)),
        ("4", studio.canvas, QPoint(480, 40)),
        ("5", studio.find(QWidget, "tool_palette"), QPoint(19, -2)),
        ("6", studio.find(QWidget, "layer_button"), QPoint(-4, 4)),
        ("7", studio.find(QWidget, "balance_dock"), QPoint(150, 14)),
        ("8", studio.find(QWidget, "inspector_dock"), QPoint(150, 14)),
        ("9", studio.window.status, QPoint(700, 16)),
    ]
    badges: list[Badge] = [(text, widget.mapTo(studio.window, place)) for text, widget, place in places]
    studio.keep("window", None, badges)


def search(studio: Studio, _sample: Path) -> None:
    """Part of a name is typed into the search box."""
    studio.show_grid(0, 2)
    studio.window.menus.actions["edit.search"].trigger()
    box = studio.window.feature(Palette).box
    box.field.setText("江滨")
    studio.wait(lambda: box.list.count() > 3)
    studio.settle()
    studio.keep("search", studio.area_of(box))
    box.hide()


def layers(studio: Studio, _sample: Path) -> None:
    """The panel of layers is open over the map, grids coloured by the size rule."""
    studio.show_grid(0, 2)
    choice = studio.window.feature(LayerChoice)
    choice.toggle_balance()
    choice.open_panel()
    studio.settle()
    panel = studio.find(QWidget, "layer_panel")
    area = studio.area_of(panel)
    studio.keep("layers", QRect(area.left() - 380, area.top() - 50, area.width() + 430, area.height() + 60))
    panel.hide()
    choice.toggle_balance()


def guide(studio: Studio, _sample: Path) -> None:
    """The guided task has begun."""
    studio.window.menus.actions["help.guide"].trigger()
    card = studio.window.feature(Guide).card
    studio.wait(lambda: card.isVisible() and "调到" in card.title.text())
    studio.settle()
    card.seek.click()
    studio.settle()
    studio.keep("guide", studio.area_of(studio.canvas))
    studio.window.feature(Guide).leave()


def history(studio: Studio, _sample: Path) -> None:
    """The steps of the district, one of them unfolded."""
    studio.show_grid(0, 2)
    document = studio.window.document
    assert document is not None
    document.run(_new_telephone)
    studio.settle()
    found = studio.window.feature(History)
    found.show()
    studio.wait(lambda: found.panel.list.topLevelItemCount() > 3)
    found.panel.list.topLevelItem(0).setExpanded(True)
    studio.settle()
    found.panel.list.topLevelItem(0).child(0).setExpanded(True)
    studio.keep("history", studio.area_of(studio.find(QWidget, "journal_dock")))
    studio.find(QWidget, "journal_dock").hide()


def server(studio: Studio, _sample: Path) -> None:
    """A server is being named."""
    dialog = ServerDialog(studio.window, ServerAddress("10.1.2.3", "meilie", "wangwu"))
    dialog.show()
    studio.keep("server", dialog)
    dialog.close()


def conflict(studio: Studio, _sample: Path) -> None:
    """Two people changed the same field of a person."""
    at = datetime(2012, 8, 1, 1, 20, tzinfo=UTC)
    clashes = (
        Clash("staff", "s1", "phone", "15400000001", "15400000002", "15400000003", "李四", at),
        Clash("staff", "s1", "title", "干事", "主任", "副主任", "李四", at),
    )
    dialog = ConflictDialog(clashes, {}, {}, studio.window)
    dialog.show()
    studio.keep("conflict", dialog)
    dialog.close()


def backups(studio: Studio, sample: Path) -> None:
    """The copies that were kept of the file."""
    dialog = BackupsDialog(sample, studio.window)
    dialog.show()
    studio.wait(dialog.go.isEnabled)
    studio.keep("backups", dialog)
    dialog.close()


def _new_telephone(store: Store) -> ChangeSet:
    """Return a small change, as a form would make it."""
    community = store.find(Community)[0]
    return ChangeSet("修改社区", (changed(community, replace(community, phone="0590-5559999")),))
