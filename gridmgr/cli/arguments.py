# SPDX-License-Identifier: MIT
"""The command line: one module a command, all of them listed here."""

import argparse
import re
from typing import Any, NoReturn

from gridmgr import __version__
from gridmgr.cli import (
    atlas,
    checking,
    comparing,
    compiling,
    database,
    demo,
    doctor,
    exporting,
    importing,
    inspecting,
    new,
    planning,
    plans,
    statistics,
    undoing,
    web,
)

COMMANDS = (
    demo,
    doctor,
    new,
    inspecting,
    importing,
    planning,
    plans,
    statistics,
    checking,
    comparing,
    exporting,
    atlas,
    undoing,
    database,
    web,
    compiling,
)

_WORDS = (
    (r"the following arguments are required: (.*)", "缺少参数 {0}"),
    (r"unrecognized arguments: (.*)", "不认识的参数 {0}"),
    (r"argument (.*?): invalid choice: (.*?) \(choose from (.*)\)", "{0} 不能是 {1}，可选 {2}"),
    (r"argument (.*?): expected one argument", "{0} 后面缺少一个值"),
    (r"argument (.*?): invalid int value: (.*)", "{0} 应是整数，不能是 {1}"),
    (r"argument (.*?): not allowed with argument (.*)", "{0} 和 {1} 不能同时使用"),
    (r"ambiguous option: (.*?) could match (.*)", "{0} 有几种可能：{1}"),
)
"""What argparse says of wrong arguments, and how it is told."""


class Parser(argparse.ArgumentParser):
    """A parser that speaks Chinese and ends with exit code 2 where arguments are wrong."""

    def __init__(self, **options: Any) -> None:  # Any: handed on to argparse as they come
        super().__init__(**{**options, "add_help": False})
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示用法")

    def error(self, message: str) -> NoReturn:
        """Print what is wrong and where help is, and end."""
        self.exit(2, f"{in_chinese(message)}。请用“{self.prog} --help”查看用法。\n")


def in_chinese(message: str) -> str:
    """Return what argparse complains of in Chinese; a message that is not known stays as it is."""
    for pattern, template in _WORDS:
        match = re.fullmatch(pattern, message)
        if match:
            return template.format(*match.groups())
    return message


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands; each sets `run` to its function."""
    parser = Parser(prog="gridmgr", description="社区网格化管理：划网格、管楼户、配五员。")
    parser.add_argument("--version", action="version", version=f"gridmgr {__version__}", help="显示版本")
    commands = parser.add_subparsers(metavar="命令", required=True, parser_class=Parser)
    for command in COMMANDS:
        command.add_parser(commands)
    return parser
