# SPDX-License-Identifier: MIT
"""Every tool of the map in one table: from it come the palette, the menu lines and their letters."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gridmgr.map.tools.areas import AssignTool, DrawTool
from gridmgr.map.tools.borders import BorderTool
from gridmgr.map.tools.brush import BrushTool
from gridmgr.map.tools.estates import EstateTool
from gridmgr.map.tools.lines import MeasureTool, MergeTool, SplitTool
from gridmgr.map.tools.selecting import SelectTool
from gridmgr.map.tools.strips import RectangleTool, SideTool, StripTool
from gridmgr.map.tools.tool import Tool
from gridmgr.map.tools.workbench import Workbench

BROWSE = "browse"
"""No tool in the hand: dragging moves the map."""


@dataclass(frozen=True, slots=True)
class ToolEntry:
    """One tool."""

    name: str
    text: str
    icon: str
    key: str
    """The letter that takes it while the map has the focus."""
    tip: str
    make: Callable[[Workbench], Tool] | None
    edits: bool = True
    """Whether it changes the plan."""
    opens_group: bool = False


TOOLS: Sequence[ToolEntry] = (
    ToolEntry(BROWSE, "浏览", "hand-stop", "V", "拖动地图，单击查看", None, edits=False),
    ToolEntry("select", "框选楼栋", "pointer", "S", "单击或拖框选楼，看合计户数",
              lambda bench: SelectTool(bench, lasso=False), edits=False, opens_group=True),
    ToolEntry("select_lasso", "圈选楼栋", "lasso", "A", "圈选楼，看合计户数",
              lambda bench: SelectTool(bench, lasso=True), edits=False),
    ToolEntry("border", "移动边界", "arrows-move", "B", "从边界一侧拖向另一侧，扫过的楼归起点一侧",
              BorderTool, opens_group=True),
    ToolEntry("brush", "笔刷移交", "brush", "W", "按住左键刷过楼栋，移交到选定的网格；右键退回", BrushTool,
              opens_group=True),
    ToolEntry("lasso", "套索移交", "blob", "L", "圈出楼栋，移交到选定的网格",
              lambda bench: AssignTool(bench, freehand=True)),
    ToolEntry("polygon", "多边形移交", "lasso-polygon", "P", "逐点围出楼栋，移交到选定的网格",
              lambda bench: AssignTool(bench, freehand=False)),
    ToolEntry("rectangle", "框选移交", "rectangle", "J", "拖一个框，框里的楼移交到选定的网格", RectangleTool),
    ToolEntry("strip", "沿街移交", "road", "Y", "沿一条街画线，两侧一定宽度内的楼移交到选定的网格", StripTool),
    ToolEntry("side", "一侧移交", "square-half", "I", "画一条线，线一侧的楼移交到选定的网格", SideTool),
    ToolEntry("estate", "整个小区移交", "building-community", "X", "单击一个小区，整个移交到选定的网格", EstateTool),
    ToolEntry("draw", "新画网格", "polygon", "N", "逐点围出一个新网格",
              lambda bench: DrawTool(bench, freehand=False), opens_group=True),
    ToolEntry("split", "画线拆分", "slice", "C", "画一条线把网格拆成两个", SplitTool),
    ToolEntry("merge", "合并网格", "arrows-join-2", "M", "把相邻网格并入另一个", MergeTool),
    ToolEntry("measure", "量算", "ruler-measure", "R", "量距离和面积", lambda _bench: MeasureTool(),
              edits=False, opens_group=True),
)  # fmt: skip

STARTS = [number for number, entry in enumerate(TOOLS) if entry.opens_group or number == 0]
GROUPS: Sequence[Sequence[ToolEntry]] = [TOOLS[a:b] for a, b in pairwise([*STARTS, len(TOOLS)])]
EDITING = frozenset(entry.name for entry in TOOLS if entry.edits)
HANDLING = EDITING | {"select", "select_lasso"}
"""Tools that need the land of a community: chosen buildings are handed over, too."""
TARGETED = frozenset({"brush", "lasso", "polygon", "rectangle", "strip", "side", "estate", "select", "select_lasso"})
"""Tools that hand buildings over to a target."""
LETTERS: Mapping[str, str] = {entry.key: entry.name for entry in TOOLS}


def made_tools(bench: Workbench) -> dict[str, Tool]:
    """Make every tool at a bench; the bench owns them."""
    tools = {entry.name: entry.make(bench) for entry in TOOLS if entry.make is not None}
    for tool in tools.values():
        tool.setParent(bench)
    return tools
