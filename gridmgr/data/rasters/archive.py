# SPDX-License-Identifier: MIT
"""What every archive of tiles offers, whatever its format."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path

from gridmgr.model.errors import InputError

Degrees = tuple[float, float, float, float]
"""West, south, east, north in degrees (WGS84)."""

WHOLE_WORLD: Degrees = (-180.0, -85.0511, 180.0, 85.0511)
LEVELS = 24
"""No archive goes deeper: a pixel would be a centimetre."""
_SHIFTED = ("gcj02", "gcj-02", "bd09", "bd-09", "高德", "腾讯地图", "百度", "火星坐标", "autonavi", "amap")


@dataclass(frozen=True, slots=True)
class About:
    """What an archive says of itself."""

    title: str
    credit: str
    """Whom the map must name; empty where nobody asks for it."""
    first_level: int
    last_level: int
    bounds: Degrees = WHOLE_WORLD


class TileArchive(ABC):
    """An opened archive of picture tiles in Web Mercator, safe to be read from several threads; close it when done."""

    path: Path
    about: About

    @abstractmethod
    def read(self, level: int, column: int, row: int) -> bytes | None:
        """Return the picture file of a tile, rows counted from the north; None where the archive has none."""

    def close(self) -> None:  # noqa: B027 - not every archive holds something open
        """Let go of the file."""


def refuse_shifted(path: Path, *said: str) -> None:
    """Refuse an archive that says of itself that it was made from a shifted map. Raises InputError."""
    text = " ".join(said).lower()
    found = next((word for word in _SHIFTED if word in text), None)
    if found is not None:
        raise InputError(
            "“{name}”的说明里写着“{word}”：这类地图的坐标经过偏移（GCJ-02 或 BD-09），"
            "和本区数据会错开几百米，不能用作底图。",
            name=path.name,
            word=found,
        )


def refuse_vector(path: Path) -> None:
    """Refuse an archive of vector tiles. Raises InputError."""
    raise InputError(
        "“{name}”里是矢量瓦片，不是图片，不能显示。请用制图软件把它导出为图片瓦片（PNG 或 JPEG）。", name=path.name
    )


def broken_archive(path: Path) -> InputError:
    """Return the error for an archive that cannot be read."""
    return InputError("“{name}”已损坏，或者不是瓦片底图，无法读取。", name=path.name)


def checked_levels(first: int, last: int) -> tuple[int, int]:
    """Return levels that make sense, whatever an archive says."""
    first = min(max(first, 0), LEVELS)
    return first, min(max(last, first), LEVELS)
