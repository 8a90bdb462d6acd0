# SPDX-License-Identifier: MIT
"""Where a bug is written down for those who mend it."""

import traceback
from datetime import UTC, datetime
from pathlib import Path

import platformdirs


def log_crash(error: BaseException) -> Path:
    """Append the traceback of an unexpected error to the log and return the log's path.

    The lines of code are kept, the values are not: messages of libraries may quote records.
    """
    folder = Path(platformdirs.user_log_dir("gridmgr", appauthor=False))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "errors.log"
    frames = "".join(traceback.format_tb(error.__traceback__))
    with path.open("a", encoding="utf-8") as out:
        out.write(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}Z {type(error).__qualname__}\n{frames}\n")
    return path
