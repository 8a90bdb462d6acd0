# SPDX-License-Identifier: MIT
"""gridmgr export: a layer or a table for other programs."""

import argparse
from pathlib import Path

from gridmgr.cli.output import print_lines
from gridmgr.data.opening import open_store
from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.operations.exporting import export


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = commands.add_parser("export", help="导出图层或表格（.gpkg .shp .geojson .xlsx .csv）")
    parser.add_argument("location", metavar="FILE|URL")
    parser.add_argument("out", metavar="OUT", type=Path)
    parser.add_argument("--layer", default="", help="|".join(RECORD_TYPES))
    parser.add_argument("--plan", default="", help="网格所属方案（默认：执行中的，否则最新的）")
    parser.add_argument("--unmasked", action="store_true", help="不脱敏（默认对敏感字段脱敏）")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Export and say what was written."""
    with open_store(options.location, read_only=True) as store:
        done = export(store, options.out, options.layer, options.plan, options.unmasked)
    lines = [f"已导出 {RECORD_TYPES[name].LABEL}：{count} 条。" for name, count in done.layers.items()]
    if done.masked_fields:
        lines.append(f"以下敏感字段已脱敏：{'、'.join(done.masked_fields)}。需要原文请加 --unmasked。")
    print_lines([*lines, f"文件：{options.out}"])
    return 0
