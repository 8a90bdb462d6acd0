# SPDX-License-Identifier: MIT
"""gridmgr undo: take the newest step back, or show the journal."""

import argparse

from gridmgr.cli.output import print_lines
from gridmgr.data.opening import open_store
from gridmgr.data.store import Step, StepKind
from gridmgr.operations.accounts import account_name
from gridmgr.operations.session import Session

_KINDS = {StepKind.DO: "", StepKind.UNDO: "撤销：", StepKind.REDO: "重做：", StepKind.OUTSIDE: "外部修改："}


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = commands.add_parser("undo", help="撤销最近一步，或列出操作日志")
    parser.add_argument("location", metavar="FILE|URL")
    parser.add_argument("--list", action="store_true", help="只列出操作日志")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Undo or list."""
    with open_store(options.location, read_only=options.list) as store:
        if options.list:
            print_lines([_line(step) for step in store.journal()] or ["还没有任何操作。"])
            return 0
        step = Session(store, account_name()).undo()
    print_lines([f"已撤销：{step.label}（{step.changes} 条记录）。" if step else "没有可以撤销的操作。"])
    return 0


def _line(step: Step) -> str:
    """Return one line of the journal."""
    state = "（已撤销）" if step.undone else ""
    when = step.at.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    return f"{step.number:>5}  {when}  {step.author:<12}  {_KINDS[step.kind]}{step.label}  {step.changes} 条{state}"
