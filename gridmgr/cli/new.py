# SPDX-License-Identifier: MIT
"""gridmgr new: an empty district in a file or on a server."""

import argparse

from gridmgr.cli.output import print_lines
from gridmgr.model.areas import District
from gridmgr.model.ids import new_id
from gridmgr.operations.districts import new_district


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = commands.add_parser("new", help="新建一个区的数据文件")
    parser.add_argument("location", metavar="FILE|URL", help="新文件，或已初始化的数据库地址")
    parser.add_argument("--name", required=True, help="区县名称")
    parser.add_argument("--code", required=True, help="区县代码（6 位）")
    parser.add_argument("--crs", default="auto", help="auto（按首个导入的图层确定）或 EPSG:编号")
    parser.add_argument("--min", type=int, default=300, dest="low", help="每格户数下限（默认 300）")
    parser.add_argument("--max", type=int, default=500, dest="high", help="每格户数上限（默认 500）")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Make the district."""
    district = District(
        id=new_id(),
        code=options.code,
        name=options.name,
        min_households=options.low,
        max_households=options.high,
    )
    new_district(options.location, district, options.crs)
    print_lines([f"已新建：{options.location}。下一步：gridmgr import {options.location} 图层文件 --as building"])
    return 0
