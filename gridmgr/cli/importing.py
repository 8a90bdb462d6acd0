# SPDX-License-Identifier: MIT
"""gridmgr import: bring a map file or table into the data."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gridmgr.cli.output import print_json, print_lines, watched
from gridmgr.data.faults import shown
from gridmgr.data.opening import open_store
from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.errors import InputError
from gridmgr.model.findings import Severity
from gridmgr.operations.accounts import account_name
from gridmgr.operations.importing import KINDS, Importer, ImportOptions, ImportReport, write_report
from gridmgr.operations.session import clock

SHOWN = 20
"""How many findings are printed; --json and --report give them all."""


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = commands.add_parser("import", help="导入图层或表格")
    parser.add_argument("location", metavar="FILE|URL")
    parser.add_argument("source", metavar="SOURCE", type=Path)
    parser.add_argument("--as", dest="kind", required=True, choices=KINDS, metavar="KIND", help="|".join(KINDS))
    parser.add_argument("--layer", help="图层或工作表名称（有多个时）")
    parser.add_argument("--map", action="append", default=[], metavar="FIELD=COLUMN", help="指定字段取哪一列（可重复）")
    parser.add_argument("--crs", help="CGCS2000、WGS84、GCJ-02、BD-09、local 或 EPSG:编号")
    parser.add_argument("--encoding", help="文字编码（默认自动识别）")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--community", default="", metavar="CODE", help="没有写明社区的行归入这个社区")
    where.add_argument("--community-from-extent", metavar="CODE=NAME", help="按导入内容的范围新建一个社区")
    parser.add_argument("--dissolve", metavar="COLUMN", help="导入网格时，把该列值相同的面合并为一个网格")
    parser.add_argument("--plan", metavar="NAME", help="导入网格时的方案名称（默认用文件名）")
    parser.add_argument("--no-estimate", action="store_true", help="没有户数的楼幢不按层数和占地估算")
    parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")
    parser.add_argument("--report", type=Path, metavar="OUT.xlsx", help="把逐行说明写成表格")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Import and give the account of every row."""
    wishes = ImportOptions(
        kind=options.kind,
        layer=options.layer,
        columns=dict(_pair(text, "--map") for text in options.map),
        crs=options.crs,
        encoding=options.encoding,
        community=options.community,
        community_from_extent=_pair(options.community_from_extent, "--community-from-extent")
        if options.community_from_extent
        else None,
        dissolve=options.dissolve,
        plan=options.plan,
        estimate=not options.no_estimate,
        dry_run=options.dry_run,
    )
    with open_store(options.location, read_only=options.dry_run) as store:
        report = Importer(store, clock(), account_name(), progress=watched()).run(options.source, wishes)
    if options.report:
        write_report(report, options.report)
    if options.json:
        print_json(_as_json(report))
    else:
        print_lines(_sentences(report, options))
    return 0


def _pair(text: str, option: str) -> tuple[str, str]:
    """Split FIELD=COLUMN. Raises InputError where there is no equals sign."""
    name, sign, value = text.partition("=")
    if not sign or not name:
        raise InputError("{option} 应写成“名称=值”的形式（现为“{text}”）。", option=option, text=text)
    return name.strip(), value.strip()


def _as_json(report: ImportReport) -> dict[str, Any]:
    """Return the account as scripts read it (Any: JSON)."""
    return {
        "read": report.read,
        "stored": report.stored,
        "mended": report.mended,
        "unchanged": report.unchanged,
        "refused": report.refused,
        "findings": [{"row": f.row, "field": f.field, "message": f.message} for f in report.findings],
    }


def _sentences(report: ImportReport, options: argparse.Namespace) -> Sequence[str]:
    """Return the account in words, refusals first."""
    label = RECORD_TYPES[options.kind].LABEL
    done = "试导入（未写入）" if options.dry_run else "导入"
    counts = f"读取 {report.read} 行，写入 {report.stored}，未变 {report.unchanged}，拒绝 {report.refused}"
    lines = [f"{done}{label}：{counts}；修复图形 {report.mended}。"]
    order = sorted(report.findings, key=lambda f: list(Severity).index(f.severity))
    lines += [f"  第 {f.row} 行：{f.message}" if f.row else f"  {f.message}" for f in order[:SHOWN]]
    if len(order) > SHOWN:
        lines.append(f"…… 还有 {len(order) - SHOWN} 条，用 --report 或 --json 查看全部。")
    if report.step and not options.dry_run:
        lines.append(f"如需取消这次导入：gridmgr undo {shown(options.location)}")
    return lines
