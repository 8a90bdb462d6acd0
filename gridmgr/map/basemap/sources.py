# SPDX-License-Identifier: MIT
"""Where tiles come from: something that reads them, or an address for each."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QByteArray, QSize
from PySide6.QtGui import QImage, QImageReader

from gridmgr.map.basemap.grids import TileGrid, TileKey

Raw = bytes | NDArray[np.uint8]
"""A picture file, or (height, width, 4) red, green, blue, opacity."""
LARGEST_TILE_PX = 2048


@dataclass(frozen=True, eq=False)
class TileSource:
    """Tiles of one origin; either `read` or `address` is given."""

    name: str
    """Tells sources apart; sources of one name have the same tiles."""
    grid: TileGrid
    credit: str = ""
    """Whom the map must name; empty where nobody asks for it."""
    read: Callable[[TileKey], Raw | None] | None = None
    """Returns a tile, None where there is none; called in other threads."""
    address: Callable[[TileKey], str] | None = None
    """Returns the web address of a tile."""
    is_grey: bool = False
    """Whether colours are taken away."""

    @property
    def is_online(self) -> bool:
        """Whether its tiles come from the network."""
        return self.address is not None


def decoded(raw: Raw | None, is_grey: bool) -> QImage | None:
    """Return a tile as a picture that can be painted; None for nothing, for garbage and for what is far too large."""
    image = _opened(raw) if isinstance(raw, bytes) else _from_pixels(raw)
    if image is None or image.isNull():
        return None
    image = image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
    return _greyed(image) if is_grey else image


def _opened(data: bytes) -> QImage | None:
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    reader = QImageReader(buffer)
    # By its bytes: servers call everything a PNG.
    reader.setDecideFormatFromContent(True)
    size = reader.size()
    if size.isValid() and size.boundedTo(QSize(LARGEST_TILE_PX, LARGEST_TILE_PX)) != size:
        return None
    return reader.read()


def _from_pixels(pixels: NDArray[np.uint8] | None) -> QImage | None:
    if pixels is None or not pixels.size:
        return None
    whole = np.ascontiguousarray(pixels)
    height, width = whole.shape[:2]
    # Copied, as the picture would only borrow the array.
    return QImage(whole.data, width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()


def _greyed(image: QImage) -> QImage:
    """Return a premultiplied picture without colours; its opacity stays."""
    width, height = image.width(), image.height()
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(height, image.bytesPerLine() // 4, 4)[:, :width]
    grey = (pixels[..., :3].astype(np.uint16) @ np.array([29, 150, 77], np.uint16) >> 8).astype(np.uint8)
    made = np.concatenate([np.repeat(grey[..., None], 3, axis=2), pixels[..., 3:]], axis=2)
    return QImage(made.tobytes(), width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied).copy()
