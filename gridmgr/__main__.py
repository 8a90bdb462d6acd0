# SPDX-License-Identifier: MIT
"""Starts a command, or the window when a file is given."""

import sys

from gridmgr.cli import main as run_command


def main() -> int:
    """Run the program with the arguments of the process and return its exit code."""
    return run_command(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
