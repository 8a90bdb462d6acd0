# SPDX-License-Identifier: MIT
"""gridmgr demo: the whole job on the invented sample district."""

import argparse
import os
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from gridmgr.cli.output import print_lines, watched
from gridmgr.data.opening import open_store
from gridmgr.operations.exporting import export

if TYPE_CHECKING:
    from gridmgr.operations.demonstration import Demonstration


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = commands.add_parser("demo", help="用虚构的示范区走一遍主要工作")
    parser.add_argument(
        "folder", metavar="DIR", nargs="?", type=Path, default=Path("demo"), help="结果放在哪里（默认 demo/）"
    )
    parser.add_argument("--headless", action="store_true", help="不打开窗口")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Build, plan, check, export; then open the window where there is a screen."""
    from gridmgr.operations.demonstration import build_demonstration

    if options.headless:
        # A screen that is named but cannot be reached would end the process while the pictures are drawn.
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    begun = time.perf_counter()
    done = build_demonstration(options.folder, watched())
    made = _export(done, options.folder)
    print_lines(_sentences(done, made, time.perf_counter() - begun))
    if options.headless or options.show_window is None or not has_screen():
        return 0
    show_window: Callable[[str], int] = options.show_window
    return show_window(str(done.path))


def has_screen() -> bool:
    """Tell whether a window could be shown."""
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _export(done: "Demonstration", folder: Path) -> list[Path]:
    """Write what other people get: grids as a layer and a table, the staff, pictures, the book, and the web page."""
    from gridmgr.report.book.contents import Phones, Request
    from gridmgr.report.book.edition import Edition
    from gridmgr.report.book.printing import write_pdf
    from gridmgr.report.book.reading import read_book
    from gridmgr.report.pictures import draw_district
    from gridmgr.report.web.page import write_web_map

    made = [folder / name for name in ("网格图层.geojson", "网格一览表.xlsx", "一格五员.xlsx")]
    with open_store(done.path, read_only=True) as store:
        for path, layer in zip(made, ("grid", "grid", "appointment"), strict=True):
            export(store, path, layer)
        made += draw_district(store, folder)
        # The day on the office's own clock.
        book = read_book(store, "", Phones.PUBLIC, date.today(), watched())  # noqa: DTZ011
        write_pdf(Edition(book, Request()), folder / "网格图册.pdf", watched())
        write_web_map(store, folder / "网格地图.html")
    return [*made, folder / "网格图册.pdf", folder / "网格地图.html"]


def _sentences(done: "Demonstration", made: list[Path], seconds: float) -> list[str]:
    """Say what was done and where it lies."""
    s = done.report.summary
    errors = sum(f.severity == "error" for f in done.report.findings)
    return [
        f"示范区（虚构数据）已建好：{done.records:,} 条记录，{len(done.draft.outcomes)} 个社区，{s.grids} 个网格。",
        f"达标 {s.in_band} 个，不足 {s.below} 个，超出 {s.above} 个；未归格 {s.unassigned_households} 户。",
        f"空隙 {s.gaps_m2:.2f} 平方米，重叠 {s.overlaps_m2:.2f} 平方米。",
        f"检查发现错误 {errors} 条，其他 {len(done.report.findings) - errors} 条；用时 {seconds:.0f} 秒。",
        "结果：",
        *(f"  {path}" for path in [done.path, *made]),
        f"下一步：gridmgr check {done.path}",
    ]
