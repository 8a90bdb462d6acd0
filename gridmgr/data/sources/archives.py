# SPDX-License-Identifier: MIT
"""Packed files: a zipped Shapefile, a KMZ, or one table or layer in a zip."""

import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from gridmgr.data.sources.layers import Source, SourceRow
from gridmgr.model.errors import InputError

_LARGEST = 8 * 1024**3
"""Bytes that an archive may unpack to."""

_MAIN = (".shp", ".gpkg", ".geojson", ".json", ".kml", ".dxf", ".xlsx", ".xls", ".csv", ".txt", ".tab", ".mif", ".gml")
Opener = Callable[[Path], Source]


class PackedSource(Source):
    """Files out of an archive, their layers side by side."""

    def __init__(self, path: Path, opener: Opener) -> None:
        super().__init__(path)
        self._folder = TemporaryDirectory(prefix="gridmgr-")
        try:
            self._sources = [opener(p) for p in _main_files(_unpacked(path, Path(self._folder.name)))]
        except InputError:
            self._folder.cleanup()
            raise
        if not self._sources:
            self._folder.cleanup()
            raise InputError("压缩包“{name}”里没有能识别的表格或图层。", name=path.name)
        self.layers = tuple(layer for source in self._sources for layer in source.layers)
        for source in self._sources:
            self.findings += source.findings

    def read(self, layer: str) -> Iterator[SourceRow]:
        """Yield the rows of a layer of one of the files."""
        source = next(s for s in self._sources if any(known.name == layer for known in s.layers))
        yield from source.read(layer)

    def close(self) -> None:
        """Remove what was unpacked."""
        for source in self._sources:
            source.close()
        self._folder.cleanup()


def _unpacked(path: Path, folder: Path) -> Sequence[Path]:
    """Unpack an archive; names of its files are read as people in China write them."""
    found: list[Path] = []
    with zipfile.ZipFile(path) as archive:
        members = [m for m in archive.infolist() if not m.is_dir()]
        if sum(m.file_size for m in members) > _LARGEST:
            raise InputError("压缩包“{name}”解开后太大，请先自行解压。", name=path.name)
        for member in members:
            target = folder / _safe(_member_name(member))
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                with archive.open(member) as packed, target.open("wb") as file:
                    while block := packed.read(1 << 20):
                        file.write(block)
            except (RuntimeError, zipfile.BadZipFile, zlib.error, OSError, NotImplementedError):
                raise InputError("压缩包“{name}”有密码或已损坏，请先自行解压。", name=path.name) from None
            found.append(target)
    return found


def _member_name(member: zipfile.ZipInfo) -> str:
    """Return the name of a packed file: UTF-8 where marked, else the GB18030 that Chinese Windows writes."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return member.filename


def _safe(name: str) -> Path:
    """Return a packed name as a path that stays inside the folder."""
    parts = [p for p in PurePosixPath(name.replace("\\", "/")).parts if p not in ("/", "..", ".") and ":" not in p]
    return Path(*parts) if parts else Path("file")


def _main_files(files: Sequence[Path]) -> list[Path]:
    """Return the files that are opened themselves; the others only go with them."""
    named = [f for f in sorted(files) if f.suffix.lower() in _MAIN and "__MACOSX" not in f.parts]
    shapes = [f for f in named if f.suffix.lower() == ".shp"]
    return shapes or named
