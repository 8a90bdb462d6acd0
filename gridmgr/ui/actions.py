# SPDX-License-Identifier: MIT
"""Everything a person can tell the window to do: one table, from which menus, tool bar and key list are made."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence

from gridmgr.ui import (
    backups,
    checking,
    commands,
    drawing_actions,
    drawing_tools,
    estates,
    guide,
    history,
    layers,
    locking,
    planning,
    rebalancing,
    settings,
    transfers,
    versions,
)
from gridmgr.ui import help as help_pages
from gridmgr.ui.basemaps import choosing as basemaps
from gridmgr.ui.comparison import commands as comparison
from gridmgr.ui.forms import commands as forms
from gridmgr.ui.icons import SIZE_PX, set_icon
from gridmgr.ui.manual.pressing import show_manual
from gridmgr.ui.mapview.bookmarks import open_bookmarks
from gridmgr.ui.mapview.key_sheet import show_key_sheet
from gridmgr.ui.mapview.places import copy_place, open_places
from gridmgr.ui.mapview.second_map import open_second_map
from gridmgr.ui.mapview.small_maps import show_lens, show_overview
from gridmgr.ui.mending import open_mending
from gridmgr.ui.palette import show_palette
from gridmgr.ui.printing_commands import print_book, print_communities, print_selected, print_sheets
from gridmgr.ui.records import commands as data
from gridmgr.ui.starting import feature as starting
from gridmgr.ui.webexport import export_web_map

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
    Action("file.new", "新建…", FILE, starting.begin_district, "Ctrl+N", "为一个区建立空的数据文件", icon="file-plus"),
    Action("file.open", "打开文件…", FILE, commands.open_file, "Ctrl+O", "打开区县数据文件",
           on_tool_bar=True, icon="folder-open"),
    Action("file.sample", "打开示范区", FILE, commands.open_sample, "Ctrl+Shift+O", "打开虚构的示范区；没有就先生成"),
    Action("file.server", "连接服务器…", FILE, starting.connect_server, "Ctrl+Shift+S", "和同事一起用共享数据库",
           icon="server"),
    Action("file.backups", "恢复备份…", FILE, backups.show_backups, "", "从自动备份另存一份副本并打开",
           backups.has_file, opens_group=True, icon="history"),
    Action("file.export", "导出…", FILE, transfers.open_export, "Ctrl+E", "把一个图层或一张表导出为文件",
           commands.has_document, on_tool_bar=True, opens_group=True, icon="file-export"),
    Action("file.close", "关闭", FILE, commands.close_document, "Ctrl+W", "关闭这个区县",
           commands.is_at_rest),
    Action("file.quit", "退出", FILE, commands.leave, "Ctrl+Q", "退出程序"),
    Action("edit.undo", "撤销", EDIT, drawing_actions.undo, "Ctrl+Z", "撤销最近一步",
           drawing_actions.can_undo, drawing_actions.undo_text, on_tool_bar=True, opens_group=True,
           icon="arrow-back-up"),
    Action("edit.redo", "重做", EDIT, commands.redo, "Ctrl+Y", "重做刚撤销的一步",
           commands.can_redo, commands.redo_text, on_tool_bar=True, icon="arrow-forward-up"),
    Action("edit.search", "搜索…", EDIT, show_palette, "Ctrl+K", "找人、楼、网格和命令，拼音首字母也可以",
           opens_group=True, icon="search"),
    Action("edit.history", "历史记录", EDIT, history.show_history, "Ctrl+H", "每一步是谁什么时候改的，可以退回",
           commands.has_document, opens_group=True, icon="history"),
    Action("view.closer", "放大", VIEW, commands.zoom_in, "Ctrl+=", "放大地图", commands.has_document),
    Action("view.farther", "缩小", VIEW, commands.zoom_out, "Ctrl+-", "缩小地图", commands.has_document),
    Action("view.all", "全图", VIEW, commands.show_all, "Ctrl+0", "显示整个区县",
           commands.has_document, on_tool_bar=True, opens_group=True, icon="zoom-scan"),
    Action("view.legend", "图例", VIEW, commands.show_legend, "Ctrl+L", "显示或隐藏图例",
           switch=True, opens_group=True),
    Action("view.layers", "图层…", VIEW, layers.open_panel, "Ctrl+Shift+L", "选择地图上显示的图层和底图",
           commands.has_document, icon="stack-2"),
    Action("view.fills", "网格颜色…", VIEW, layers.open_fills, "", "按达标、关怀对象、走访、空岗或试点批次给网格着色",
           commands.has_document),
    Action("view.add_basemap", "添加底图文件…", VIEW, basemaps.add_file, "",
           "显示 MBTiles、PMTiles、影像或地图文件，只用来看", commands.has_document, icon="photo"),
    Action("view.add_tianditu", "添加天地图…", VIEW, basemaps.add_tianditu, "",
           "用本单位的密钥显示天地图，需要网络", commands.has_document, icon="world"),
    Action("view.add_web", "添加网络底图…", VIEW, basemaps.add_web, "",
           "按地址显示其他网络底图，需要网络", commands.has_document, icon="world-www"),
    Action("view.basemaps", "隐藏底图", VIEW, basemaps.toggle_basemaps, "Ctrl+Shift+U", "显示或隐藏全部底图和背景图层",
           basemaps.has_basemaps, basemaps.toggle_text),
    Action("view.balance", "达标着色", VIEW, layers.toggle_balance, "Ctrl+B", "按户数是否达标给网格着色",
           commands.has_document, layers.balance_text),
    Action("view.facilities", "隐藏设施", VIEW, layers.toggle_facilities, "Ctrl+Shift+F", "显示或隐藏设施",
           commands.has_document, layers.facilities_text),
    Action("view.bookmarks", "地图书签…", VIEW, open_bookmarks, "F4", "记下常去的地方，一按就回来",
           commands.has_document, icon="bookmark", opens_group=True),
    Action("view.place", "定位到坐标…", VIEW, open_places, "Ctrl+Shift+G", "输入坐标，地图移到那里",
           commands.has_document, icon="current-location"),
    Action("view.copy_place", "复制光标处坐标", VIEW, copy_place, "Ctrl+Shift+C", "把光标下的坐标复制到剪贴板",
           commands.has_map),
    Action("view.lens", "放大镜", VIEW, show_lens, "F7", "光标下的地图放大 3 倍，画图时也能用",
           commands.has_map, icon="zoom-in", opens_group=True),
    Action("view.overview", "鹰眼图", VIEW, show_overview, "F8", "小图上的方框是现在显示的范围，可以拖动",
           commands.has_map, icon="map-2"),
    Action("view.second", "第二地图窗口", VIEW, open_second_map, "Shift+F8",
           "在另一个屏幕上再看一张地图，图层和深浅各自选", commands.has_document, icon="app-window"),
    Action("view.dark", "深色", VIEW, commands.go_dark, "Ctrl+D", "切换深色和浅色界面", switch=False),
    Action("view.panels", "恢复默认布局", VIEW, commands.restore_panels, "Ctrl+Shift+R", "把面板放回原来的位置",
           commands.has_document, opens_group=True),
    Action("plan.make", "自动划分网格…", PLAN, planning.open_planning, "Ctrl+G", "选择社区和户数范围，自动划分网格",
           commands.can_plan, on_tool_bar=True, opens_group=True, icon="wand"),
    Action("plan.check", "检查方案", PLAN, commands.check_plan, "F9", "按规则检查正在显示的方案",
           commands.can_check, on_tool_bar=True, icon="checklist"),
    Action("plan.mend", "修补网格边界…", PLAN, open_mending, "", "找出导入的网格之间的空隙、重叠和越界，看过再修补",
           commands.can_check, icon="bandage"),
    Action("plan.estates", "被分开的小区…", PLAN, checking.show_split_estates, "",
           "列出被分到几个网格里的小区，各网格多少户，可以归到一个网格", commands.can_check, icon="building-community"),
    Action("plan.compare", "比较方案…", PLAN, comparison.compare_plans, "Ctrl+Shift+B",
           "两个方案左右对比：哪些楼幢、住户和岗位换了网格", commands.has_plan, icon="arrows-diff"),
    Action("print.selected", "打印所选…", PRINT, print_selected, "Ctrl+P",
           "预览、打印选中的网格或社区，没有选中就是整册",
           commands.has_plan, icon="printer"),
    Action("print.community", "社区网格图…", PRINT, print_communities, "", "每个社区一张网格图",
           commands.has_plan, opens_group=True),
    Action("print.grid", "网格单…", PRINT, print_sheets, "", "每个网格一张：地图、一格五员、概况", commands.has_plan),
    Action("print.book", "整册…", PRINT, print_book, "", "总图、社区网格图、网格单和索引", commands.has_plan),
    Action("print.web", "导出网页地图…", PRINT, export_web_map, "", "把正在显示的方案导出为一个不需要网络的网页",
           commands.is_at_rest, icon="world-www", opens_group=True),
    Action("plan.draft", "以此为底稿新建草案", PLAN, drawing_actions.make_draft, "", "复制正在显示的方案，在草案上调整",
           drawing_actions.can_draw, opens_group=True, icon="copy"),
    Action("plan.versions", "方案版本…", PLAN, versions.show_versions, "F6",
           "所有方案的状态、日期和网格数；送审、批准、执行", commands.has_plan, icon="git-merge"),
    Action("plan.renumber", "重新编号…", PLAN, versions.renumber_shown, "",
           "按编码规则给草案的网格重新编号，先看对照表", drawing_actions.can_draw, icon="sort-ascending"),
    Action("plan.lock", "锁定边界", PLAN, locking.toggle_lock, "Ctrl+Shift+K",
           "锁定或解锁选中的网格：画图、导入、撤销和自动划分都不改动它；选中楼幢时锁定它的归属", locking.can_lock,
           locking.lock_text, icon="lock", opens_group=True),
    Action("plan.lock_roster", "锁定人员", PLAN, locking.toggle_roster, "",
           "锁定或解锁选中网格的一格五员：任职不能增加、终止和改动", locking.can_lock_roster, locking.roster_text,
           icon="users"),
    Action("plan.locks", "锁定…", PLAN, locking.open_locks, "",
           "一个社区或整个方案的边界、人员、楼幢归属一次锁定、解锁或反转", locking.can_lock_all, icon="lock-open"),
    Action("plan.try", "试改", PLAN, drawing_actions.toggle_trial, "",
           "先攒着看，前后对照，满意了再采用（地图上按 Q）", drawing_actions.can_draw, icon="flask"),
    Action("plan.rebalance", "重新平衡…", PLAN, rebalancing.open_rebalancing, "",
           "把户数不达标的网格调回范围之内，换网格的住户最少", drawing_actions.can_draw, icon="scale"),
    Action("plan.next", "下一个不达标网格", PLAN, drawing_actions.show_next_off_band, "F2",
           "转到下一个户数不在上下限之内的网格", commands.has_plan_on_map),
    *(Action(f"tool.{entry.name}", entry.text, TOOLS, drawing_actions.taking(entry.name), "",
             f"{entry.tip}（地图上按 {entry.key}）", drawing_actions.needed_by(entry),
             opens_group=entry.opens_group, icon=entry.icon) for entry in drawing_tools.TOOLS),
    *(Action(f"tool.{entry.name}", f"{entry.text}开关", TOOLS, drawing_actions.switching(entry.name),
             entry.key if len(entry.key) > 1 else "", f"{entry.tip}（地图上按 {entry.key}）", drawing_actions.can_look,
             opens_group=number == 0, icon=entry.icon) for number, entry in enumerate(drawing_tools.SWITCHES)),
    Action("data.import", "导入…", DATA, transfers.open_import, "Ctrl+I", "把表格或地图图层导入本区数据",
           commands.may_write, on_tool_bar=True, opens_group=True, icon="file-import"),
    Action("data.template", "下载导入模板…", DATA, transfers.open_templates, "", "保存空白的 Excel 表格，填好后导入",
           commands.has_document, icon="file-spreadsheet"),
    Action("data.new", "新增…", DATA, data.add_record, "Ctrl+Shift+N", "在当前表格里新增一条记录",
           data.may_edit, icon="plus"),
    Action("data.add_building", "新增楼幢…", DATA, forms.add_building, "", "填写一幢楼的表单", forms.may_add,
           icon="building"),
    Action("data.add_household", "新增住户…", DATA, forms.add_household, "Ctrl+Shift+H", "填写一户和它的成员",
           forms.may_add, icon="home"),
    Action("data.add_resident", "新增居民…", DATA, forms.add_resident, "Ctrl+Shift+J", "填写一位居民的表单",
           forms.may_add, icon="user-plus"),
    Action("data.add_staff", "新增人员…", DATA, forms.add_staff, "", "填写一位工作人员的表单",
           forms.may_add, icon="badge"),
    Action("data.add_facility", "新增设施…", DATA, forms.add_facility, "", "填写一处设施的表单",
           forms.may_add, icon="map-pin"),
    Action("data.estates", "识别小区…", DATA, estates.recognise_estates, "",
           "从楼幢名称、地址和小区范围找出小区，核对后归入", commands.may_write, icon="building-community"),
    Action("data.hand_over", "移交到网格…", DATA, data.hand_over, "Ctrl+Shift+Y",
           "把选中的或筛选出的楼幢、住户、小区移交到草案的一个网格", data.can_hand_over, icon="hand-move"),
    Action("data.paste", "粘贴表格…", DATA, data.paste, tip="粘贴 Excel 里复制的一块，先预览再写入（Ctrl+V）",
           needs=data.may_edit, opens_group=True, icon="clipboard"),
    Action("data.fill", "向下填充", DATA, data.fill_down, tip="把选中的第一行内容填到下面各行（Ctrl+D）",
           needs=data.may_edit, icon="arrow-down"),
    Action("data.delete", "删除选中的行…", DATA, data.delete_rows, tip="删除表格里选中的行，可以撤销",
           needs=data.may_edit, icon="trash"),
    Action("data.reveal", "显示或遮挡敏感信息", DATA, data.toggle_masks, "Ctrl+Shift+I", "显示或遮挡表格里的敏感信息",
           data.is_shown, opens_group=True, icon="eye"),
    Action("data.export", "导出当前列表…", DATA, data.export_list, "Ctrl+Shift+E", "把筛选后的列表导出为 Excel 或 CSV",
           data.is_shown, icon="table-export"),
    Action("data.map", "在地图上显示", DATA, data.show_on_map, "Ctrl+Shift+M", "到地图上看选中的这一行",
           data.is_shown, icon="map-pin"),
    Action("tools.settings", "设置…", TOOLS, settings.show_settings, "Ctrl+,", "界面、文字大小、名字、文件夹",
           opens_group=True, icon="settings"),
    Action("help.manual", "使用手册", HELP, show_manual, "F1", "怎样使用本程序", icon="book"),
    Action("help.guide", "引导任务", HELP, guide.start_guide, "", "在练习方案上走一遍：选网格、移交楼栋、打印",
           commands.is_free, icon="flag"),
    Action("help.keys", "快捷键一览…", HELP, commands.show_keys, "Ctrl+/", "列出全部快捷键", icon="keyboard"),
    Action("help.sheet", "地图快捷键", HELP, show_key_sheet, "", "盖一张地图快捷键表，任意键关闭（地图上按 ?）",
           commands.has_map, icon="keyboard"),
    Action("help.doctor", "诊断…", HELP, help_pages.show_doctor, "", "检查本机缺什么，结果可以复制给维护人员",
           opens_group=True, icon="first-aid-kit"),
    Action("help.about", "关于…", HELP, help_pages.show_about, "", "版本和许可证", icon="info-circle"),
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
