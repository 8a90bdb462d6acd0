# SPDX-License-Identifier: MIT
"""GeoTIFF orthophotos, read in tiles of their own pixels so that the map can turn each into the district's CRS.

Level 0 is the coarsest, of which one tile holds the whole picture; each further level doubles the pixels, the last has
those of the file. Reading needs rasterio, an optional library.
"""

import warnings
from importlib.util import find_spec
from math import ceil, log2
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gridmgr.data.sources.crs import stated_crs
from gridmgr.model.errors import InputError
from gridmgr.model.progress import Progress

if TYPE_CHECKING:
    from rasterio.io import DatasetReader

TILE_PX = 256
SAMPLE_PX = 1024
LARGE_PX = 4096
"""A picture no larger than this on either side needs no overviews."""
MOST_REDUCED = 8
"""Without overviews a tile is read from at most so many times its pixels on a side; more would take seconds."""
Pixels = NDArray[np.uint8]
"""(height, width, 4) red, green, blue, opacity."""


class Orthophoto:
    """An opened GeoTIFF, safe to be read from several threads one after the other; close it when done.

    Raises InputError for a file that is broken, lies nowhere, or while rasterio is not installed.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._one_at_a_time = Lock()
        self._file = _opened(path)
        try:
            self.width, self.height = int(self._file.width), int(self._file.height)
            if self._file.transform.is_identity or self._file.transform.is_degenerate:
                raise InputError(
                    "影像“{name}”没有写明自己的位置，不能用作底图。请带上同名的 .tfw 文件，或请制图人员输出 GeoTIFF。",
                    name=path.name,
                )
            self.crs = stated_crs(self._file.crs.to_wkt()) if self._file.crs else None
            """EPSG:n or a WKT; None where the file does not tell."""
            self._look_at_bands()
        except BaseException:
            self._file.close()
            raise

    @property
    def affine(self) -> tuple[float, float, float, float, float, float]:
        """a, b, c, d, e, f: a pixel's x is a * column + b * row + c, its y is d * column + e * row + f."""
        a, b, c, d, e, f = tuple(self._file.transform)[:6]
        return a, b, c, d, e, f

    @property
    def last_level(self) -> int:
        """The level with the pixels of the file."""
        return max(ceil(log2(max(self.width, self.height) / TILE_PX)), 0)

    @property
    def first_level(self) -> int:
        """The coarsest level that can be read without waiting."""
        return max(self.last_level - int(log2(MOST_REDUCED)), 0) if self.lacks_overviews else 0

    @property
    def lacks_overviews(self) -> bool:
        """Whether the picture is large and has no smaller forms of itself."""
        return max(self.width, self.height) > LARGE_PX and not self._file.overviews(1)

    def read(self, level: int, column: int, row: int) -> Pixels | None:
        """Return the pixels of a tile (256 x 256, less at the right and lower edge); None beside the picture."""
        from rasterio.errors import RasterioError
        from rasterio.windows import Window

        reduced = 2 ** (self.last_level - level)
        left, top = column * TILE_PX * reduced, row * TILE_PX * reduced
        width, height = min(TILE_PX * reduced, self.width - left), min(TILE_PX * reduced, self.height - top)
        if left < 0 or top < 0 or width <= 0 or height <= 0:
            return None
        shape = ceil(height / reduced), ceil(width / reduced)
        try:
            with self._one_at_a_time:
                return self._pixels(Window(left, top, width, height), shape)
        except (RasterioError, OSError):
            return None

    def close(self) -> None:
        """Let go of the file."""
        with self._one_at_a_time:
            self._file.close()

    def _pixels(self, window: Any, shape: tuple[int, int]) -> Pixels:
        """Read a window (Any: rasterio's) in another size."""
        from rasterio.enums import Resampling

        how = Resampling.nearest if self._palette is not None else Resampling.average
        read = self._file.read(list(self._bands), window=window, out_shape=(len(self._bands), *shape), resampling=how)
        pixels = np.empty((*shape, 4), np.uint8)
        if self._palette is not None:
            pixels[:] = self._palette[read[0]]
        else:
            pixels[..., :3] = self._as_bytes(read).transpose(1, 2, 0)
            pixels[..., 3] = 255
        pixels[self._file.dataset_mask(window=window, out_shape=shape) == 0] = 0
        return pixels

    def _look_at_bands(self) -> None:
        """Find out how the bands become colours: as they are, by a palette, or stretched to what is seen."""
        file = self._file
        self._bands = (1, 2, 3) if file.count >= 3 else (1,)
        self._palette: NDArray[np.uint8] | None = None
        self._low, self._high = 0.0, 255.0
        if file.count == 1 and file.colorinterp[0].name == "palette":
            colours = file.colormap(1)
            self._palette = np.array([colours.get(number, (0, 0, 0, 0)) for number in range(256)], np.uint8)
        elif file.dtypes[0] != "uint8":
            self._low, self._high = self._seen_range()

    def _seen_range(self) -> tuple[float, float]:
        """Return the values that shall be black and white, from the middle of the picture."""
        from rasterio.windows import Window

        width, height = min(self.width, SAMPLE_PX), min(self.height, SAMPLE_PX)
        middle = Window((self.width - width) // 2, (self.height - height) // 2, width, height)
        values = self._file.read(list(self._bands), window=middle, masked=True).compressed()
        values = values[np.isfinite(values)] if len(values) else np.array([0.0, 255.0])
        low, high = np.percentile(values, (2, 98)).tolist() if len(values) else (0.0, 255.0)
        return (low, high) if high > low else (low, low + 1.0)

    def _as_bytes(self, read: NDArray[Any]) -> NDArray[np.uint8]:
        """Return values (Any: of the file's type) as 0 to 255."""
        if read.dtype == np.uint8:
            return read.astype(np.uint8, copy=False)
        scaled = (np.nan_to_num(read.astype(np.float32)) - self._low) * (255.0 / (self._high - self._low))
        return np.asarray(np.clip(scaled, 0.0, 255.0), np.uint8)


def make_overviews(path: Path, progress: Progress) -> None:
    """Write the smaller forms of a large picture into a file beside it (name.tif.ovr); the picture stays untouched.

    Raises InputError where the folder cannot be written; given up or failed, nothing is left behind.
    """
    import rasterio
    from rasterio._err import CPLE_BaseError
    from rasterio.enums import Resampling
    from rasterio.errors import RasterioError

    side = path.with_name(f"{path.name}.ovr")
    was_there = side.exists()
    with rasterio.open(path) as file:
        steps = max(ceil(log2(max(file.width, file.height) / TILE_PX)), 1)
        how = Resampling.nearest if file.colorinterp[0].name == "palette" else Resampling.average
    try:
        for number in range(steps):
            progress.step(number, steps, "建立影像金字塔")
            # Opened for writing as GDAL wants it, and told to write beside the file.
            with rasterio.Env(TIFF_USE_OVR="YES"), rasterio.open(path, "r+") as file:
                file.build_overviews([2 ** (number + 1)], how)
        progress.step(steps, steps, "建立影像金字塔")
    except BaseException as error:
        if not was_there:
            side.unlink(missing_ok=True)
        if isinstance(error, RasterioError | CPLE_BaseError | OSError):
            raise InputError(
                "无法在影像旁边写入金字塔文件“{name}”。请把影像复制到可以写入的文件夹，或请制图人员生成金字塔。",
                name=side.name,
            ) from None
        raise


def _opened(path: Path) -> "DatasetReader":
    """Open a GeoTIFF. Raises InputError."""
    if find_spec("rasterio") is None:
        raise InputError(
            "这台电脑上的程序没有带读取影像的组件（rasterio），不能打开“{name}”。请改用 MBTiles，或请维护人员安装。",
            name=path.name,
        )
    import rasterio
    from rasterio.errors import NotGeoreferencedWarning, RasterioError

    try:
        with warnings.catch_warnings():
            # That a picture lies nowhere is told in our own words.
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            return rasterio.open(path, driver="GTiff")
    except (RasterioError, OSError):
        raise InputError("影像“{name}”已损坏，或者不是 GeoTIFF，无法读取。", name=path.name) from None
