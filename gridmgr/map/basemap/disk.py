# SPDX-License-Identifier: MIT
"""Tiles of the network on this computer's disk: found by a hash, so that neither addresses nor keys are kept."""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from math import inf
from pathlib import Path
from shutil import rmtree
from threading import Lock, get_ident
from time import time

FOLDER = "tiles"
CACHE_BYTES = 200 * 2**20
FREED_TO_SHARE = 0.9
"""A full cache is emptied to this share, so that it is not full again with the next tile."""
HASH_LETTERS = 40
_SECRET = re.compile(r"(?<=[?&])tk=[^&]*&?")
"""The key of 天地图 in an address: with another key the tiles are the same."""


class TileCache:
    """Keeps picture files of tiles, the least used go first; may be read and written by several threads at once."""

    def __init__(self, folder: Path, most_bytes: int = CACHE_BYTES) -> None:
        self._folder = folder / FOLDER
        self._most_bytes = most_bytes
        self._bytes = -1
        self._lock = Lock()

    def read(self, address: str, newer_than_s: float = inf) -> bytes | None:
        """Return the tile of an address, unless it is not there or was kept longer ago than so many seconds."""
        path = self._path(address)
        try:
            kept = path.stat()
            if time() - kept.st_mtime >= newer_than_s:
                return None
            data = path.read_bytes()
            # Disks do not always note when a file is read.
            os.utime(path, (time(), kept.st_mtime))
        except OSError:
            return None
        return data

    def has(self, address: str) -> bool:
        """Tell whether there is a tile, however old."""
        return self._path(address).exists()

    def write(self, address: str, data: bytes) -> None:
        """Keep a tile; without room or leave to write, nothing is kept."""
        path = self._path(address)
        draft = path.with_suffix(f".{get_ident()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(data)
            draft.replace(path)
        except OSError:
            with suppress(OSError):
                draft.unlink()
            return
        with self._lock:
            self._bytes = self.size() if self._bytes < 0 else self._bytes + len(data)
            if self._bytes > self._most_bytes:
                self._bytes = self._free()

    def size(self) -> int:
        """Return how many bytes the tiles take."""
        return sum(size for _, size, _ in self._kept())

    def clear(self) -> None:
        """Throw all tiles away."""
        with self._lock:
            rmtree(self._folder, ignore_errors=True)
            self._bytes = 0

    def _free(self) -> int:
        """Throw the tiles away that were not used for longest; returns how many bytes are left."""
        kept = sorted(self._kept())
        left = sum(size for _, size, _ in kept)
        for _, size, path in kept:
            if left <= FREED_TO_SHARE * self._most_bytes:
                break
            path.unlink(missing_ok=True)
            left -= size
        return left

    def _kept(self) -> Iterator[tuple[float, int, Path]]:
        """Give time of the last use, size and file of each tile."""
        for path in self._folder.glob("*/*"):
            try:
                about = path.stat()
            except OSError:
                # Another window has just thrown it away.
                continue
            yield about.st_atime, about.st_size, path

    def _path(self, address: str) -> Path:
        name = sha256(_SECRET.sub("", address).rstrip("?&").encode()).hexdigest()[:HASH_LETTERS]
        return self._folder / name[:2] / name[2:]


def cache_size(folder: Path) -> int:
    """Return how many bytes the cache in a folder holds."""
    return TileCache(folder).size()


def clear_cache(folder: Path) -> None:
    """Throw away what the cache in a folder holds."""
    TileCache(folder).clear()


def forget_old_cache(folder: Path) -> None:
    """Throw away what earlier versions kept in the cache's folder: addresses of tiles with the key in them."""
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        if path.name == FOLDER:
            continue
        if path.is_dir() and not path.is_symlink():
            rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
