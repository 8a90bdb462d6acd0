# SPDX-License-Identifier: MIT
"""gridmgr web: the district as one web page that needs no network."""

import argparse
from pathlib import Path

from gridmgr.cli.output import print_json, print_lines, watched
from gridmgr.data.opening import open_store


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = commands.add_parser("web", help="制作网页地图（一个 HTML 文件，不需要网络，不含个人信息）")
    parser.add_argument("location", metavar="FILE|URL")
    parser.add_argument("out", metavar="OUT.html", type=Path)
    parser.add_argument("--plan", default="", help="网格所属方案（默认：执行中的，否则最新的）")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the page and say what is on it."""
    # folium takes half a second to import and no other command needs it.
    from gridmgr.report.web.page import write_web_map

    with open_store(options.location, read_only=True) as store:
        shown = write_web_map(store, options.out, options.plan, watched())
    layers = {part.kind: len(part.shapes) for part in (shown.communities, shown.grids, shown.buildings)}
    layers[shown.facilities.kind] = len(shown.facilities.shapes)
    size = options.out.stat().st_size
    if options.json:
        print_json({"file": str(options.out), "bytes": size, "plan": shown.plan, "layers": layers})
        return 0
    figures = (
        f"社区 {layers['community']} 个，网格 {layers['grid']} 个，楼幢 {layers['building']:,} 幢，"
        f"设施 {layers['facility']} 处；不含任何居民、住户和工作人员信息。"
    )
    end = f"文件：{options.out}（{size / 1e6:.1f} MB），用浏览器打开，不需要网络。"
    print_lines([f"{shown.title}，{shown.plan}。", figures, end])
    return 0
