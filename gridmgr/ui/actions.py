# SPDX-License-Identifier: MIT
"""Everything a person can tell the window to do: one table, from which menus, tool bar and key list are made."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence

from gridmgr.ui import commands
from gridmgr.ui.forms import commands as records
from gridmgr.ui.icons import SIZE_PX, set_icon

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow

MENUS = ("文件(&F)", "编辑(&E)", "视图(&V)", "规划(&P)", "数据(&D)", "打印(&R)", "工具(&T)", "帮助(&H)")
FILE, EDIT, VIEW, PLAN, DATA, PRINT, TOOLS, HELP = MENUS


def always(_window: "MainWindow") -> bool:
    """Nothing is needed."""
    return True


@dataclass(frozen=True, slots=True)
class Action:
    """One line of a menu; `run` gets the window and, of a switch, whether it is on."""

    name: str
    text: str
    menu: str
    run: Callable[..., None]
    shortcut: str = ""
    tip: str = ""
    needs: Callable[["MainWindow"], bool] = always
    """Whether it can be done at present."""
    says: Callable[["MainWindow"], str] | None = None
    """The text at present, where it changes."""
    switch: bool | None = None
    """For a switch: whether it is on at first."""
    on_tool_bar: bool = False
    opens_group: bool = False
    """Whether a line is drawn above it."""
    icon: str = ""
    """Name of a picture in `resources/icons`."""


ACTIONS = (
    Action("file.open", "打开文件…", FILE, commands.open_file, "Ctrl+O", "打开区县数据文件",
           on_tool_bar=True, icon="folder-open"),
    Action("file.sample", "打开示范区", FILE, commands.open_sample, "Ctrl+Shift+O", "打开虚构的示范区；没有就先生成"),
    Action("file.export", "导出…", FILE, commands.export_grids, "Ctrl+E", "把网格导出为图层或表格",
           commands.has_plan, on_tool_bar=True, opens_group=True, icon="file-export"),
    Action("file.close", "关闭", FILE, commands.close_document, "Ctrl+W", "关闭这个区县",
           commands.is_at_rest, opens_group=True),
    Action("file.quit", "退出", FILE, commands.leave, "Ctrl+Q", "退出程序"),
    Action("edit.undo", "撤销", EDIT, commands.undo, "Ctrl+Z", "撤销最近一步",
           commands.can_undo, commands.undo_text, on_tool_bar=True, opens_group=True, icon="arrow-back-up"),
    Action("edit.redo", "重做", EDIT, commands.redo, "Ctrl+Y", "重做刚撤销的一步",
           commands.can_redo, commands.redo_text, on_tool_bar=True, icon="arrow-forward-up"),
    Action("view.closer", "放大", VIEW, commands.zoom_in, "Ctrl+=", "放大地图", commands.has_document),
    Action("view.farther", "缩小", VIEW, commands.zoom_out, "Ctrl+-", "缩小地图", commands.has_document),
    Action("view.all", "全图", VIEW, commands.show_all, "Ctrl+0", "显示整个区县",
           commands.has_document, on_tool_bar=True, opens_group=True, icon="zoom-scan"),
    Action("view.legend", "图例", VIEW, commands.show_legend, "Ctrl+L", "显示或隐藏图例",
           switch=True, opens_group=True),
    Action("view.dark", "深色", VIEW, commands.go_dark, "Ctrl+D", "切换深色和浅色界面", switch=False),
    Action("view.panels", "恢复默认布局", VIEW, commands.restore_panels, "Ctrl+Shift+R", "把面板放回原来的位置",
           commands.has_document, opens_group=True),
    Action("plan.make", "自动划分网格", PLAN, commands.make_plan, "Ctrl+G", "为全部社区自动划分网格，存为新的草案",
           commands.can_plan, on_tool_bar=True, opens_group=True, icon="wand"),
    Action("plan.check", "检查方案", PLAN, commands.check_plan, "F9", "按规则检查正在显示的方案",
           commands.can_check, on_tool_bar=True, icon="checklist"),
    Action("data.add_building", "新增楼幢…", DATA, records.add_building, "", "填写一幢楼的表单", records.may_add,
           opens_group=True, icon="building"),
    Action("data.add_household", "新增住户…", DATA, records.add_household, "Ctrl+Shift+H", "填写一户和它的成员",
           records.may_add, icon="home"),
    Action("data.add_resident", "新增居民…", DATA, records.add_resident, "Ctrl+Shift+J", "填写一位居民的表单",
           records.may_add, icon="user-plus"),
    Action("data.add_staff", "新增人员…", DATA, records.add_staff, "", "填写一位工作人员的表单",
           records.may_add, icon="badge"),
    Action("data.add_facility", "新增设施…", DATA, records.add_facility, "", "填写一处设施的表单",
           records.may_add, icon="map-pin"),
    Action("help.keys", "快捷键一览", HELP, commands.show_keys, "F1", "列出全部快捷键"),
)  # fmt: skip


class Menus:
    """The menus and the tool bar of a window, made from the table."""

    def __init__(self, window: "MainWindow") -> None:
        self._window = window
        self.actions = {action.name: self._made(action) for action in ACTIONS}
        bar = window.menuBar()
        used = {action.menu for action in ACTIONS}
        self.menus = {title: bar.addMenu(title) for title in MENUS if title in used}
        self.tool_bar = window.addToolBar("常用操作")
        self.tool_bar.setObjectName("tool_bar")
        self.tool_bar.setMovable(False)
        self.tool_bar.setIconSize(QSize(SIZE_PX, SIZE_PX))
        self.tool_bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.tool_bar.toggleViewAction().setVisible(False)
        for action in ACTIONS:
            self._place(action)

    def refresh(self) -> None:
        """Say and allow what holds at present."""
        for action in ACTIONS:
            made = self.actions[action.name]
            made.setEnabled(action.needs(self._window))
            if action.says is not None:
                made.setText(action.says(self._window))

    def _made(self, action: Action) -> QAction:
        made = QAction(action.text, self._window)
        made.setObjectName(action.name)
        # The tool bar keeps the short name when the menu's text names a step.
        made.setIconText(action.text.removesuffix("…"))
        if action.icon:
            set_icon(made, action.icon)
        made.setShortcut(QKeySequence(action.shortcut))
        made.setToolTip(f"{action.tip}（{action.shortcut}）" if action.shortcut else action.tip)
        if action.switch is not None:
            made.setCheckable(True)
            made.setChecked(self._window.memory.is_on(action.name, action.switch))
            made.toggled.connect(lambda is_on: action.run(self._window, is_on))
        else:
            made.triggered.connect(lambda: action.run(self._window))
        return made

    def _place(self, action: Action) -> None:
        menu, made = self.menus[action.menu], self.actions[action.name]
        if action.opens_group and menu.actions():
            menu.addSeparator()
        menu.addAction(made)
        if action.on_tool_bar:
            if action.opens_group and self.tool_bar.actions():
                self.tool_bar.addSeparator()
            self.tool_bar.addAction(made)
