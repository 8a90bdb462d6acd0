# SPDX-License-Identifier: MIT
"""Excel workbooks: .xlsx, .xlsm, .xlsb, .xls and what WPS writes as .et."""

import io
import re
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from gridmgr.data.sources.headers import Sheet
from gridmgr.model.cells import Cell, CellError
from gridmgr.model.errors import InputError

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BROKEN = (OSError, ValueError, LookupError, NotImplementedError)
"""What the archive inside a damaged workbook may run into."""

_MOST_CELLS = 50_000_000


def read_workbook(path: Path) -> list[Sheet]:
    """Return the sheets of a workbook. Raises InputError for one that is locked or damaged."""
    import python_calamine

    data = path.read_bytes()
    if data.startswith(b"\xd0\xcf\x11\xe0") and _ENCRYPTED in data:
        raise _locked(path)
    try:
        # Opened from bytes: the library trusts the extension of a path, and offices rename files.
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        errors = _error_cells(data)
        return [
            _sheet(workbook.get_sheet_by_name(about.name), about, errors.get(about.name, {}))
            for about in workbook.sheets_metadata
            if about.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]
    except python_calamine.PasswordError:
        raise _locked(path) from None
    except (python_calamine.CalamineError, zipfile.BadZipFile, zlib.error, *_BROKEN) as error:
        if "assword" in str(error) or "ncrypted" in str(error):
            raise _locked(path) from None
        raise InputError("工作簿“{name}”已损坏或格式不明，无法读取。", name=path.name) from None


def _locked(path: Path) -> InputError:
    return InputError("工作簿“{name}”有打开密码，请去掉密码另存后再导入。", name=path.name)


def _sheet(sheet: Any, about: Any, errors: dict[tuple[int, int], str]) -> Sheet:
    """Copy one sheet; Any: the library's own classes carry no types."""
    import python_calamine

    height, width = sheet.total_height, sheet.total_width
    if height * width > _MOST_CELLS:
        raise InputError("工作表“{name}”过大（{rows} 行），请先删去空白的行列。", name=about.name, rows=height)
    cells = [[_cell(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    for (row, column), text in errors.items():
        if row < len(cells) and column < len(cells[row]):
            cells[row][column] = CellError(text)
    hidden = about.visible != python_calamine.SheetVisibleEnum.Visible
    return Sheet(about.name, cells, tuple(sheet.merged_cell_ranges or ()), "UTF-8", hidden)


def _cell(value: Any) -> Cell:
    """Turn what the library gives into a cell; Any: it gives plain Python values of many types."""
    if isinstance(value, time | timedelta):
        return str(value)
    if isinstance(value, str | int | float | bool | datetime | date):
        return None if value == "" else value
    return None


def _error_cells(data: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """Return the cells of an .xlsx that hold a formula error, by sheet: the library shows them as blank."""
    if not data.startswith(b"PK"):
        return {}
    found: dict[str, dict[tuple[int, int], str]] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name, part in _sheet_parts(archive).items():
            content = archive.read(part)
            if b't="e"' in content:
                cells = re.findall(rb'<c r="([A-Z]+)(\d+)"[^>]*t="e"[^>]*>(?:<f[^>]*/>|<f.*?</f>)?<v>([^<]*)', content)
                found[name] = {(int(row) - 1, _column(letters)): text.decode() for letters, row, text in cells}
    return found


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the file inside the workbook that holds each sheet."""
    from html import unescape

    names = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return {}
    targets: dict[str, str] = {}
    for tag in re.findall(
        r"<Relationship\b[^>]*>", archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    ):
        identifier, target = re.search(r'\bId="([^"]*)"', tag), re.search(r'\bTarget="([^"]*)"', tag)
        if identifier and target:
            targets[identifier[1]] = f"xl/{target[1]}" if not target[1].startswith("/") else target[1][1:]
    parts: dict[str, str] = {}
    for tag in re.findall(r"<sheet\b[^>]*>", archive.read("xl/workbook.xml").decode("utf-8", "replace")):
        name, identifier = re.search(r'\bname="([^"]*)"', tag), re.search(r'\br:id="([^"]*)"', tag)
        if name and identifier and targets.get(identifier[1]) in names:
            parts[unescape(name[1])] = targets[identifier[1]]
    return parts


def _column(letters: bytes) -> int:
    """Return the number (from 0) of a column named by letters."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
