# SPDX-License-Identifier: MIT
"""What a file really is, told by its first bytes; its name is never believed."""

import re
import zipfile
from enum import StrEnum
from pathlib import Path

from gridmgr.model.errors import InputError

_HEAD = 8192
_FEW_CONTROLS = 0.05
"""Share of control characters that a damaged text may still have."""

_DBF_VERSIONS = frozenset(b"\x02\x03\x30\x31\x32\x43\x63\x83\x8b\xcb\xf5\xfb")
_GIS_TEXT = re.compile(rb"\s*(!table|Version\s+\d+\s+Charset|<\?xml[^>]*>\s*<(gml|gpx|wfs|ogr))", re.IGNORECASE)
_DXF_TEXT = re.compile(rb"\s*(?:999\r?\n[^\n]*\n\s*)*0\r?\n\s*SECTION", re.IGNORECASE)


class Form(StrEnum):
    """The forms of files that are told apart."""

    WORKBOOK = "workbook"
    """xlsx, xls, xlsb or ods."""
    HTML = "html"
    XML_SHEET = "xml-sheet"
    TEXT = "text"
    ARCHIVE = "archive"
    SHAPEFILE = "shapefile"
    GEOJSON = "geojson"
    DRAWING = "drawing"
    """DXF."""
    KML = "kml"
    VECTOR = "vector"
    """Anything else that GDAL reads: GeoPackage, MapInfo, FileGDB, GML."""
    DBASE = "dbase"


def sniff(path: Path) -> Form:
    """Return the form of a file. Raises InputError for a missing, empty or locked file and for known dead ends."""
    if path.is_dir():
        if any(path.glob("*.gdbtable")):
            return Form.VECTOR
        raise InputError("“{name}”是文件夹，请选择其中的文件。", name=path.name)
    head = _head(path)
    _refuse_dead_ends(head, path)
    if head.startswith(b"PK\x03\x04"):
        return _inside_zip(path)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return Form.WORKBOOK
    if head.startswith(b"\x00\x00\x27\x0a"):
        return Form.SHAPEFILE
    if head.startswith(b"SQLite format 3\x00"):
        return Form.VECTOR
    if head.startswith(b"AutoCAD Binary DXF") or _DXF_TEXT.match(head):
        return Form.DRAWING
    if _is_dbase(head, path):
        return Form.DBASE
    return _text_form(head)


def _head(path: Path) -> bytes:
    """Read the beginning of a file."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except FileNotFoundError:
        raise InputError("找不到文件“{name}”。", name=str(path)) from None
    except OSError as error:
        raise InputError("无法打开文件“{name}”：{reason}。", name=path.name, reason=error.strerror or "") from None
    if not head:
        raise InputError("文件“{name}”是空的。", name=path.name)
    return head


def _refuse_dead_ends(head: bytes, path: Path) -> None:
    """Say what to do with files that nothing here can read."""
    if re.match(rb"AC10\d\d", head):
        raise InputError("“{name}”是 DWG 图纸，请在制图软件中另存为 DXF 后再导入。", name=path.name)
    if head.lstrip().lower().startswith(b"mime-version:"):
        raise InputError("“{name}”是单文件网页，请在表格软件中另存为 .xlsx 后再导入。", name=path.name)
    if head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf")):
        raise InputError("“{name}”不是数据表，也不是地图图层，无法导入。", name=path.name)


def _inside_zip(path: Path) -> Form:
    """Tell a workbook from a packed map."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        raise InputError("“{name}”已损坏，无法解压。", name=path.name) from None
    if any(n.startswith(("xl/", "Workbook")) for n in names) or "content.xml" in names:
        return Form.WORKBOOK
    return Form.ARCHIVE


def _is_dbase(head: bytes, path: Path) -> bool:
    """Tell whether the header of a dBASE table fits: a month, a day, whole field descriptions, the file's length."""
    if len(head) < 33 or head[0] not in _DBF_VERSIONS or not (head[2] <= 12 and head[3] <= 31):
        return False
    records, header = int.from_bytes(head[4:8], "little"), int.from_bytes(head[8:10], "little")
    length = int.from_bytes(head[10:12], "little")
    return header > 32 and length > 0 and header + records * length <= path.stat().st_size + length


def _text_form(head: bytes) -> Form:
    """Tell the forms of text apart."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    low = text.lower()
    if low.startswith(b"<"):
        if b"schemas-microsoft-com:office:spreadsheet" in low:
            return Form.XML_SHEET
        if re.search(rb"<kml[\s>]", low):
            return Form.KML
        if re.search(rb"<(html|table|body|!doctype html|meta)", low):
            return Form.HTML
        return Form.VECTOR
    if text.startswith((b"{", b"[")) and re.search(rb'"(type|features|coordinates)"', text):
        return Form.GEOJSON
    if _GIS_TEXT.match(text):
        return Form.VECTOR
    controls = sum(byte < 9 or 13 < byte < 32 for byte in head)
    if controls > _FEW_CONTROLS * len(head) and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Form.VECTOR
    return Form.TEXT
