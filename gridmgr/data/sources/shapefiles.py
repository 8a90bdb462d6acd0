# SPDX-License-Identifier: MIT
"""Shapefiles, several files that travel as one: which text they hold, and what to do when a part is missing."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from gridmgr.data.sources.encodings import asked_encoding, language_byte_encoding, named_encoding, settle
from gridmgr.data.sources.vectors import VectorSource
from gridmgr.model.errors import InputError
from gridmgr.model.findings import Severity

_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_LOOKED_AT = 100_000
"""Records whose text is looked at to tell the encoding."""


class ShapefileSource(VectorSource):
    """A Shapefile, or a dBASE table alone."""

    def __init__(self, path: Path, encoding: str | None = None) -> None:
        self._folder: TemporaryDirectory[str] | None = None
        parts = _parts(path)
        table = parts.get(".dbf")
        declared = _declared(parts.get(".cpg"), table)
        reading = settle(_texts(table) if table else (), declared, asked_encoding(encoding))
        told = _projection_is_readable(parts.get(".prj"))
        if not told:
            del parts[".prj"]
        whole = ".shx" in parts and path.suffix.lower() == ".shp" and told
        opened = path if whole else self._restored(path, parts)
        try:
            with _index_restored():
                super().__init__(opened, name=path.stem, raw_text=reading.encoding)
        except InputError:
            self.close()
            raise
        self.path = opened
        if reading.complaint:
            self.say(reading.complaint)
        if ".dbf" not in parts:
            self.say(f"缺少与“{path.name}”同名的 .dbf 文件，只有图形，没有属性。")
        if not told:
            self.say(f"与“{path.name}”同名的 .prj 文件已损坏，坐标系需要指定。")
        elif path.suffix.lower() != ".dbf" and ".prj" not in parts:
            self.say(f"缺少与“{path.name}”同名的 .prj 文件，坐标系需要指定。", Severity.INFO)

    def _restored(self, path: Path, parts: dict[str, Path]) -> Path:
        """Copy a Shapefile that lacks its index to a folder of its own, where GDAL can make a new one."""
        if ".shp" not in parts and path.suffix.lower() == ".dbf":
            return path
        self._folder = TemporaryDirectory(prefix="gridmgr-")
        for suffix, part in parts.items():
            shutil.copyfile(part, Path(self._folder.name) / f"layer{suffix}")
        return Path(self._folder.name) / "layer.shp"

    def close(self) -> None:
        """Remove the temporary copy."""
        if self._folder:
            self._folder.cleanup()


@contextmanager
def _index_restored() -> Iterator[None]:
    """Let GDAL write a missing index (.shx), which it does when it opens the file."""
    import pyogrio

    pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": "YES"})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": None})


def _projection_is_readable(file: Path | None) -> bool:
    """Tell whether a .prj file, if there is one, describes a coordinate system."""
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        return file is None or bool(CRS.from_user_input(file.read_text("latin-1")))
    except CRSError:
        return False


def _parts(path: Path) -> dict[str, Path]:
    """Return the files that belong together by suffix, however their suffixes are spelled."""
    found = {
        other.suffix.lower(): other
        for other in sorted(path.parent.iterdir())
        if other.stem == path.stem and other.suffix.lower() in _PARTS
    }
    if path.suffix.lower() not in (".shp", ".dbf"):
        found[".shp"] = path
    return found


def _declared(cpg: Path | None, table: Path | None) -> Iterator[str]:
    """Yield the encodings that the files themselves name."""
    if cpg and (named := named_encoding(cpg.read_text("latin-1").strip())):
        yield named
    if table:
        with table.open("rb") as file:
            header = file.read(32)
        if len(header) > 29 and (named := language_byte_encoding(header[29])):
            yield named


def _texts(table: Path) -> list[bytes]:
    """Return the different texts of a dBASE table: names of fields and contents of text fields."""
    with table.open("rb") as file:
        header = file.read(32)
        length = int.from_bytes(header[8:10], "little")
        width = int.from_bytes(header[10:12], "little")
        described = file.read(max(length - 32, 0))
        data = file.read(_LOOKED_AT * width)
    fields = [described[i : i + 32] for i in range(0, len(described) - 31, 32) if described[i] != 0x0D]
    texts = [f[:11].split(b"\0")[0] for f in fields]
    records = np.frombuffer(data[: len(data) // width * width] if width else b"", dtype=np.uint8)
    records = records.reshape(-1, width) if width else records.reshape(0, 1)
    offset = 1
    for f in fields:
        if f[11:12] == b"C" and len(records):
            column = np.ascontiguousarray(records[:, offset : offset + f[16]])
            texts += [value.rstrip(b" \0") for value in np.unique(column.view(f"S{f[16]}")).tolist()]
        offset += f[16]
    return texts
