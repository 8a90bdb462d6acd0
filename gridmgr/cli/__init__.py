# SPDX-License-Identifier: MIT
"""COMMANDS: thin; each calls one operation."""

import argparse
from collections.abc import Sequence


def main(arguments: Sequence[str]) -> int:
    """Run one command and return the exit code: 0 done, 1 findings, 2 could not run."""
    parser = argparse.ArgumentParser(prog="gridmgr", description="社区网格化管理。")
    parser.parse_args(arguments)
    return 0
