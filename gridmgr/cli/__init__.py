# SPDX-License-Identifier: MIT
"""COMMANDS: thin; each calls one operation."""

import logging
import sys
from collections.abc import Callable, Sequence

from gridmgr.model.errors import GridmgrError

COMMAND_NAMES = frozenset(
    {
        "demo",
        "doctor",
        "new",
        "inspect",
        "import",
        "plan",
        "plans",
        "compile",
        "check",
        "compare",
        "statistics",
        "export",
        "atlas",
        "undo",
        "db",
        "web",
    }
)


def is_command(word: str) -> bool:
    """Tell whether a first argument is for the command line rather than a file to open."""
    return word.startswith("-") or word in COMMAND_NAMES


def main(arguments: Sequence[str], show_window: Callable[[str], int] | None = None) -> int:
    """Run one command and return the exit code: 0 done, 1 findings, 2 could not run.

    `show_window` opens the window for the command that ends in one.

    Errors for people become one sentence on standard error. Anything else is a bug: it is logged with its traceback and
    told in one sentence as well.
    """
    # The window needs none of what the commands need.
    from gridmgr.cli.arguments import make_parser
    from gridmgr.operations.crash_log import log_crash

    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(message)s")
    options = make_parser().parse_args(arguments)
    options.show_window = show_window
    try:
        return int(options.run(options))
    except GridmgrError as error:
        print(error, file=sys.stderr)
    except KeyboardInterrupt:
        print("已取消，没有改动任何数据。", file=sys.stderr)
    except BrokenPipeError:
        sys.stderr.close()
    except OSError as error:
        print(f"无法读写文件：{error.strerror or error}（{error.filename or ''}）。", file=sys.stderr)
    except Exception as error:  # noqa: BLE001 - the last stop: logged with its traceback, told in one sentence
        print(f"程序出错，没有写入数据。详情已记入日志：{log_crash(error)}", file=sys.stderr)
    return 2
