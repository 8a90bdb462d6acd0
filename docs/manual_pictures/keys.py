# SPDX-License-Identifier: MIT
"""The chapter of keys, written from the tables from which the window itself is made."""

from collections.abc import Iterable
from pathlib import Path

from gridmgr.ui.actions import ACTIONS, MENUS
from gridmgr.ui.drawing_tools import SWITCHES, TOOLS
from gridmgr.ui.keys import ON_THE_MAP, WHILE_DRAWING

FILE = "13-keys.md"
HEAD = """# 快捷键

在窗口里随时可以按 Ctrl+/ 打开“帮助 → 快捷键一览…”。

不记得快捷键也没有关系：按 Ctrl+K，输入要做的事，例如“检查”，列表里就有对应的命令。
"""
IN_TABLES = (
    ("Enter", "打开这一行的表单"),
    ("F2", "修改这一格"),
    ("Ctrl+C", "复制选中的格子"),
    ("Ctrl+Shift+C", "连同标题复制"),
    ("Ctrl+V", "粘贴，先预览再写入"),
    ("Ctrl+D", "向下填充"),
    ("Ctrl+;", "在日期栏里填入今天"),
    ("Delete", "清除选中的格子"),
)
IN_FORMS = (
    ("Enter", "到下一栏"),
    ("Ctrl+S", "保存"),
    ("Ctrl+Enter", "保存，并新增下一个"),
    ("PgUp、PgDn", "列表里的上一条、下一条"),
    ("F8", "显示或遮盖敏感内容"),
    ("Insert", "在家庭成员里添加一位"),
    ("Delete", "把选中的成员移出本户"),
    ("Esc", "关闭；没有保存的内容留作草稿"),
)


def write_keys(folder: Path) -> None:
    """Write the chapter into the folder of the manual."""
    (folder / FILE).write_text(keys_chapter(), "utf-8")


def keys_chapter() -> str:
    """Return the chapter as Markdown."""
    parts = [HEAD]
    for menu in MENUS:
        rows = [(a.shortcut, a.text.removesuffix("…"), a.tip) for a in ACTIONS if a.menu == menu and a.shortcut]
        if rows:
            parts.append(_table(f"菜单“{menu.split('(')[0]}”", ("按键", "做什么", "说明"), rows))
    own = [(f"Ctrl+{n}", f"转到“{title}”工作区") for n, title in enumerate(("规划", "数据", "检查", "打印", "比较"), 1)]
    parts.append(_table("工作区", ("按键", "做什么"), own))
    parts.append(_table("地图", ("按键或鼠标", "做什么", "说明"), ON_THE_MAP))
    tools = [(tool.key, tool.text, tool.tip) for tool in (*TOOLS, *SWITCHES)]
    parts.append(_table("地图上的工具", ("按键", "工具", "说明"), tools))
    parts.append(_table("画的时候", ("按键或鼠标", "做什么"), WHILE_DRAWING))
    parts.append(_table("数据表格", ("按键", "做什么"), IN_TABLES))
    parts.append(_table("表单", ("按键", "做什么"), IN_FORMS))
    return "\n".join(parts)


def _table(heading: str, columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(columns)
    lines = [f"## {heading}", "", _row(head), _row("---" for _ in head), *map(_row, rows)]
    return "\n".join([*lines, ""])


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"
