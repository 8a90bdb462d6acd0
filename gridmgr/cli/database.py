# SPDX-License-Identifier: MIT
"""gridmgr db: make a shared database ready, or move a district between a file and a server."""

import argparse

from gridmgr.cli.output import print_lines, watched
from gridmgr.operations.copies import copy_district
from gridmgr.operations.districts import prepare_server


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command and its two parts."""
    parser = commands.add_parser("db", help="初始化共享数据库，或在文件与数据库之间复制")
    parts = parser.add_subparsers(metavar="init|copy", required=True)
    init = parts.add_parser("init", help="在 PostgreSQL/PostGIS 中建立空的数据表")
    init.add_argument("location", metavar="URL")
    init.set_defaults(run=run_init)
    copy = parts.add_parser("copy", help="把一个文件或数据库的全部数据复制到另一处")
    copy.add_argument("source", metavar="FILE|URL")
    copy.add_argument("target", metavar="URL|FILE")
    copy.set_defaults(run=run_copy)


def run_init(options: argparse.Namespace) -> int:
    """Make the tables, or bring older ones up to date."""
    if prepare_server(options.location):
        print_lines(["数据库已初始化。下一步：gridmgr db copy 数据文件 数据库地址。"])
    else:
        print_lines(["数据库早已初始化；数据表已是最新，数据没有改动。"])
    return 0


def run_copy(options: argparse.Namespace) -> int:
    """Copy everything."""
    copied = copy_district(options.source, options.target, watched())
    print_lines([f"已复制 {copied} 条记录。"])
    return 0
