# SPDX-License-Identifier: MIT
"""gridmgr atlas: the map book as a PDF."""

import argparse
import time
from datetime import date
from pathlib import Path

from gridmgr.cli.output import print_json, print_lines, watched
from gridmgr.data.opening import open_store
from gridmgr.model.errors import InputError
from gridmgr.report.book.contents import Book, Paper, Part, Phones, Request
from gridmgr.report.book.edition import Edition
from gridmgr.report.book.printing import write_pdf
from gridmgr.report.book.reading import read_book
from gridmgr.report.pictures import drawing_application

PHONES_SAID = {
    Phones.NONE: "不含个人电话号码",
    Phones.PUBLIC: "只含可公开的电话号码，其余已遮盖",
    Phones.ALL: "含全部工作人员电话号码",
}


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = commands.add_parser("atlas", help="打印网格图册（PDF）")
    parser.add_argument("location", metavar="FILE|URL")
    parser.add_argument("out", metavar="OUT.pdf", type=Path)
    parser.add_argument(
        "--per", choices=[p.value for p in Part], default=Part.BOOK.value, help="每社区一图、每网格一单，或整册（默认）"
    )
    parser.add_argument("--paper", choices=[p.value for p in Paper], default=Paper.A4.value, help="纸张")
    parser.add_argument("--plan", default="", help="方案名称（默认：执行中的，否则最新的）")
    parser.add_argument("--community", action="append", default=[], metavar="CODE", help="只打印这些社区（可重复）")
    parser.add_argument(
        "--phones",
        choices=[p.value for p in Phones],
        default=Phones.PUBLIC.value,
        help="电话号码：不印、只印可公开的（默认）、全印",
    )
    parser.add_argument("--scale", type=int, default=0, help="固定比例尺的分母，例如 2000（默认：自动）")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the book and say what is in it."""
    begun = time.perf_counter()
    request = Request(
        part=Part(options.per),
        paper=Paper(options.paper),
        phones=Phones(options.phones),
        plan=options.plan,
        communities=tuple(options.community),
        scale=options.scale,
    )
    drawing_application()
    progress = watched()
    with open_store(options.location, read_only=True) as store:
        # The day on the office's own clock.
        book = read_book(store, request.plan, request.phones, date.today(), progress)  # noqa: DTZ011
    _demand_known(book, request)
    edition = Edition(book, request)
    write_pdf(edition, options.out, progress)
    _tell(options, edition, time.perf_counter() - begun)
    return 0


def _tell(options: argparse.Namespace, edition: Edition, seconds: float) -> None:
    figures = {
        "plan": edition.book.plan,
        "pages": len(edition),
        "communities": len(edition.community_pages),
        "grids": len(edition.grid_pages),
        "phones": edition.request.phones.value,
        "bytes": options.out.stat().st_size,
        "seconds": round(seconds, 2),
    }
    if options.json:
        print_json(figures)
        return
    draft = "" if edition.book.is_final else f"方案还是{edition.book.state}，各页已标明草案。"
    print_lines(
        [
            f"已打印方案“{edition.book.plan}”：{len(edition)} 页，{figures['seconds']} 秒。{draft}",
            f"{PHONES_SAID[edition.request.phones]}，不含居民信息。",
            f"文件：{options.out}",
        ]
    )


def _demand_known(book: Book, request: Request) -> None:
    """Raise InputError for codes of communities that are not there, and for a scale that cannot be."""
    unknown = sorted(set(request.communities) - {c.code for c in book.communities})
    if unknown:
        raise InputError("没有编码为 {codes} 的社区。", codes="、".join(unknown))
    if request.scale and not 100 <= request.scale <= 1_000_000:
        raise InputError("比例尺的分母应在 100 到 1000000 之间，不能是 {scale}。", scale=request.scale)
