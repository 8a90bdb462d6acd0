# SPDX-License-Identifier: MIT
"""Starts a command, or the window when a file is given or nothing at all."""

import multiprocessing
import sys

from gridmgr.cli import is_command


def main() -> int:
    """Run the program with the arguments of the process and return its exit code."""
    # The installed program starts itself again for work in other processes; there it only does that work.
    multiprocessing.freeze_support()
    arguments = sys.argv[1:]
    if len(arguments) <= 1 and not any(is_command(a) for a in arguments):
        return show_window(*arguments)
    from gridmgr.cli import main as run_command

    return run_command(arguments, show_window)


def show_window(location: str = "") -> int:
    """Open the window, with a file or server in it where one is named, and return its exit code."""
    from gridmgr.ui.application import run

    return run(location)


if __name__ == "__main__":
    sys.exit(main())
