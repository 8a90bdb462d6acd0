# SPDX-License-Identifier: MIT
"""How commands talk: one JSON object or plain sentences on standard output, progress on standard error."""

import json
import sys
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from gridmgr.model.errors import InputError
from gridmgr.model.progress import Progress, Reporting, Silent


def print_json(value: Mapping[str, Any]) -> None:
    """Print one object on standard output (Any: JSON holds every kind of value)."""
    print(json.dumps(value, ensure_ascii=False, default=str))


def print_lines(lines: Iterable[str]) -> None:
    """Print sentences, one a line."""
    for line in lines:
        print(line)


def named_day(text: str) -> date | None:
    """Return the day that an option names, None for none. Raises InputError for something else."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InputError("日期“{text}”看不懂，请写成 2026-12-01。", text=text) from None


def watched() -> Progress:
    """Return a progress that draws one line on a terminal, and none where nobody looks."""
    if not sys.stderr.isatty():
        return Silent()

    def tell(done: int, total: int, what: str) -> None:
        share = 100 * done // total if total else 100
        end = "\n" if done >= total else ""
        print(f"\r\x1b[K{share:3d}% {what}", end=end, file=sys.stderr, flush=True)

    return Reporting(tell)
