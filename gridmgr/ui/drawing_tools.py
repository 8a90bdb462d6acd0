# SPDX-License-Identifier: MIT
"""Every tool of the map in one table: from it come the palette, the menu lines and their letters."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gridmgr.map.tools.areas import AssignTool, DrawTool
from gridmgr.map.tools.borders import BorderTool
from gridmgr.map.tools.brush import BrushTool
from gridmgr.map.tools.estates import EstateTool
from gridmgr.map.tools.filling import FillTool
from gridmgr.map.tools.holes import HoleTool
from gridmgr.map.tools.lines import MeasureTool, MergeTool
from gridmgr.map.tools.reshaping import ReshapeTool
from gridmgr.map.tools.selecting import SelectTool
from gridmgr.map.tools.splitting import HalvesTool, SplitTool
from gridmgr.map.tools.strips import RectangleTool, SideTool, StripTool
from gridmgr.map.tools.tool import Tool
from gridmgr.map.tools.vertices import VertexTool
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
    ToolEntry("border", "移动边界", "arrows-move", "B", "抓住两个网格的边界，扫楼或直接拉线",
              BorderTool, opens_group=True),
    ToolEntry("reshape", "重画边界", "vector", "E", "把网格的一段边界重画一遍", ReshapeTool),
    ToolEntry("vertex", "移动拐点", "vector-spline", "D", "拖动边界上的拐点，两侧的网格一起改", VertexTool),
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
    ToolEntry("hole", "挖出一块", "circle-dashed", "O", "从一个网格里围出一块，另立网格或归入选定的网格", HoleTool),
    ToolEntry("fill", "填补空地", "paint", "U", "把没有归格的地、孤立的小块归入周围的网格", FillTool),
    ToolEntry("split", "画线拆分", "slice", "C", "画一条线把网格拆成两个", SplitTool),
    ToolEntry("halves", "对半拆分", "arrows-split-2", "H", "单击网格，选一个户数均衡的拆法", HalvesTool),
    ToolEntry("merge", "合并网格", "arrows-join-2", "M", "把相邻网格并入另一个", MergeTool),
    ToolEntry("measure", "量算", "ruler-measure", "R", "量距离和面积", MeasureTool,
              edits=False, opens_group=True),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SwitchEntry:
    """Something that is on or off while lines are drawn."""

    name: str
    text: str
    icon: str
    key: str
    tip: str
    starts_on: bool


SWITCHES: Sequence[SwitchEntry] = (
    SwitchEntry("magnet", "捕捉", "magnet", "F3", "画的点自动贴到端点、交点、边线、建筑角和道路上", True),
    SwitchEntry("trace", "沿线追踪", "route", "T", "两点之间沿道路、河流、现有边界和楼边走", False),
)

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
