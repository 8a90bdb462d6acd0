# SPDX-License-Identifier: MIT
"""gridmgr compile: make the automatic plan faster on this computer."""

import argparse

from gridmgr.cli.output import print_json, print_lines


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser("compile", help="编译自动划分的内循环，以后划分更快（可选，需要 numba）")
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Compile and say what it is good for. Raises InputError where that is not possible."""
    from gridmgr.planning.partition.kernel.preparing import prepare

    times = round(prepare(), 1)
    if options.json:
        print_json({"times_faster": times})
    else:
        print_lines([f"已编译。自动划分的内循环约快 {times:g} 倍，划分结果不变；程序更新后请再运行一次。"])
    return 0
