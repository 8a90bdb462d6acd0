# SPDX-License-Identifier: MIT
"""gridmgr inspect: what is in a map file or table."""

import argparse
from pathlib import Path
from typing import Any

from gridmgr.cli.output import print_json, print_lines
from gridmgr.data.sources import open_source
from gridmgr.operations.importing import Inspection, inspect_source

SHOWN = 20
"""How many findings are printed; --json gives them all."""


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = commands.add_parser("inspect", help="查看图层或表格里有什么")
    parser.add_argument("source", metavar="SOURCE", type=Path)
    parser.add_argument("--encoding", help="文字编码，例如 UTF-8、GB18030（默认自动识别）")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Look into the file and print what is there."""
    found = inspect_source(open_source(options.source, encoding=options.encoding))
    if options.json:
        print_json(_as_json(found))
    else:
        print_lines(_sentences(found))
    return 0


def _as_json(found: Inspection) -> dict[str, Any]:
    """Return the inspection as scripts read it (Any: JSON)."""
    return {
        "layers": [
            {
                "name": entry.layer.name,
                "rows": entry.layer.rows,
                "geometry": entry.layer.geometry,
                "crs": entry.layer.crs,
                "encoding": entry.layer.encoding,
                "columns": list(entry.layer.columns),
                "invalid": entry.invalid,
            }
            for entry in found.layers
        ],
        "findings": [{"row": f.row, "field": f.field, "message": f.message} for f in found.findings],
    }


def _sentences(found: Inspection) -> list[str]:
    """Return the inspection in words."""
    lines = []
    for entry in found.layers:
        layer = entry.layer
        what = f"{layer.rows} 行，{layer.geometry or '无图形'}，坐标系 {layer.crs or '未标明'}"
        lines.append(f"图层“{layer.name}”：{what}，编码 {layer.encoding or '—'}，有问题 {entry.invalid} 行。")
        lines.append(f"  列：{'、'.join(layer.columns)}")
    lines += [f"  第 {f.row} 行：{f.message}" if f.row else f"  {f.message}" for f in found.findings[:SHOWN]]
    if len(found.findings) > SHOWN:
        lines.append(f"…… 还有 {len(found.findings) - SHOWN} 条，用 --json 查看全部。")
    return lines
