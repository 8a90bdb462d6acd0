# SPDX-License-Identifier: MIT
"""Where a bug is written down for those who mend it."""

import traceback
from datetime import UTC, datetime
from pathlib import Path

import platformdirs


def crash_details(error: BaseException) -> str:
    """Return the time, the kind and the lines of code of an unexpected error.

    The values are left out: messages of libraries may quote records.
    """
    frames = "".join(traceback.format_tb(error.__traceback__))
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}Z {type(error).__qualname__}\n{frames}"


def log_crash(error: BaseException) -> Path:
    """Append an unexpected error to the log and return the log's path. Raises OSError."""
    folder = Path(platformdirs.user_log_dir("gridmgr", appauthor=False))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "errors.log"
    with path.open("a", encoding="utf-8") as out:
        out.write(f"{crash_details(error)}\n")
    return path
