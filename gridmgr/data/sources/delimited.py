# SPDX-License-Identifier: MIT
"""Text tables: comma, semicolon, tab or | between the columns, whatever the file is called."""

import csv
import io
from collections import Counter
from pathlib import Path

from gridmgr.data.sources.encodings import decode_text
from gridmgr.data.sources.headers import Sheet
from gridmgr.model.cells import Cell
from gridmgr.model.errors import InputError

_SEPARATORS = "\t,;|"
_LARGEST_CELL = 10_000_000


def read_delimited(path: Path, asked: str | None) -> tuple[Sheet, str]:
    """Return a text table and a complaint about its encoding ("" for none). Every cell stays text."""
    text, reading = decode_text(path.read_bytes(), asked)
    csv.field_size_limit(_LARGEST_CELL)
    lines = text.replace("\x00", "")
    try:
        cells: list[list[Cell]] = [
            [*row] for row in csv.reader(io.StringIO(lines, newline=""), delimiter=separator(lines))
        ]
    except csv.Error as error:
        raise InputError("无法按表格读取“{name}”：{reason}。", name=path.name, reason=str(error)) from None
    return Sheet(path.stem, cells, encoding=_shown(reading.encoding)), reading.complaint


def separator(text: str) -> str:
    """Return the character that divides most lines into the same number (more than one) of columns."""
    sample = text[:100_000].splitlines()[:50]
    best, best_score = ",", 0
    for candidate in _SEPARATORS:
        counts = Counter(len(row) for row in csv.reader(sample, delimiter=candidate) if any(row))
        counts.pop(1, None)
        width, lines = counts.most_common(1)[0] if counts else (0, 0)
        if lines and lines * 1000 + width > best_score:
            best, best_score = candidate, lines * 1000 + width
    return best


def _shown(encoding: str) -> str:
    """Return the name of an encoding as people write it."""
    return {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "gb18030": "GB18030"}.get(encoding, encoding)
