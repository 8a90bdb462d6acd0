# SPDX-License-Identifier: MIT
from pytestqt.qtbot import QtBot

from gridmgr.ui.tree_panel import TreePanel
from gridmgr.ui.window import MainWindow


def panel_of(window: MainWindow) -> TreePanel:
    panel = window.panels.dock("tree_dock").widget()
    assert isinstance(panel, TreePanel)
    return panel


def shown(window: MainWindow) -> list[str]:
    tree = window.tree
    return [
        tree.topLevelItem(r).text(0) for r in range(tree.topLevelItemCount()) if not tree.topLevelItem(r).isHidden()
    ]


def test_initials_find_a_community(open_window: MainWindow):
    panel_of(open_window).box.setText("dysq")

    assert shown(open_window) == ["东苑社区"]


def test_a_number_finds_grids_and_enter_chooses_the_first(open_window: MainWindow, qtbot: QtBot):
    box = panel_of(open_window).box
    box.setText("东苑社区第2")

    box.returnPressed.emit()

    assert open_window.selection.kind == "grid"
    assert open_window.tree.currentItem().text(0) == "第2网格"
    box.clear()
    assert len(shown(open_window)) == 2


def test_a_row_leads_to_households_and_paper(qtbot: QtBot, open_window: MainWindow):
    grid = open_window.overview.communities[0].grids[0].id
    menu = panel_of(open_window).menu_for("grid", grid)
    entries = {action.text(): action for action in menu.actions()}

    with qtbot.waitSignals([open_window.records_wanted, open_window.print_wanted]):
        entries["查看住户…"].trigger()
        entries["打印…"].trigger()
