# SPDX-License-Identifier: MIT
"""`gridmgr doctor`: says what works on this machine and the one line that mends what does not."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from gridmgr.operations.doctor import CheckResult, examine, look_around

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]


def add_parser(subparsers: "Subparsers") -> None:
    """Declare the command and its options."""
    parser = subparsers.add_parser("doctor", help="检查本机缺什么，并给出修复的命令")
    parser.add_argument("url", nargs="?", metavar="URL", help="要检查的共享数据库地址")
    parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print one line a check; return 0 when all is well, else 1."""
    results = examine(look_around(Path.cwd(), options.url))
    if options.json:
        found = list(results)
        ok = all(result.ok for result in found)
        checks = [asdict(result) for result in found]
        sys.stdout.write(json.dumps({"ok": ok, "checks": checks}, ensure_ascii=False) + "\n")
        return 0 if ok else 1
    outcomes = [_print_line(result) for result in results]
    return 0 if all(outcomes) else 1


def _print_line(result: CheckResult) -> bool:
    good, bad = _marks()
    sys.stdout.write(f"{good if result.ok else bad} {result.name}：{result.detail}\n")
    if not result.ok:
        sys.stdout.write(f"  修复：{result.remedy}\n")
    sys.stdout.flush()
    return result.ok


def _marks() -> tuple[str, str]:
    """Return the marks for good and bad; a console in GBK cannot show ✓."""
    try:
        "✓✗".encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return "√", "×"
    return "✓", "✗"
