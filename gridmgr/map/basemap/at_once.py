# SPDX-License-Identifier: MIT
"""Tiles that are read where they are painted, in any thread: for paper. Those of the network come from the disk."""

from collections import OrderedDict
from collections.abc import Sequence

from PySide6.QtGui import QImage

from gridmgr.map.basemap.disk import TileCache
from gridmgr.map.basemap.grids import TileKey
from gridmgr.map.basemap.sources import Raw, TileSource, decoded

KEPT = 96
"""So many tiles stay unpacked: neighbours and coarser ones are asked for again and again."""


class TilesAtOnce:
    """Gives the tiles that are on this computer; never asks the network."""

    def __init__(self, cache: TileCache) -> None:
        self.cache = cache
        self._held: dict[str, bytes] = {}
        self._kept: OrderedDict[tuple[str, TileKey], QImage] = OrderedDict()

    def want(self, source: TileSource, keys: Sequence[TileKey], asker: str = "") -> None:
        """Do nothing: every tile is read when it is painted."""

    def image(self, source: TileSource, key: TileKey) -> QImage | None:
        """Return a tile, None where there is none."""
        place = (source.name, key)
        image = self._kept.get(place)
        if image is None:
            image = decoded(self._read(source, key), source.is_grey)
            if image is None:
                # The window may fetch it at any moment.
                return None
            self._kept[place] = image
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(place)
        return image

    def has(self, address: str) -> bool:
        """Tell whether a tile of the network is here."""
        return address in self._held or self.cache.has(address)

    def hold(self, address: str, data: bytes) -> None:
        """Hold a tile that was fetched and must not be kept on the disk."""
        if not self.cache.has(address):
            self._held[address] = data

    def _read(self, source: TileSource, key: TileKey) -> Raw | None:
        if source.read is not None:
            return source.read(key)
        address = source.address(key) if source.address is not None else ""
        return self._held.get(address) or self.cache.read(address)
