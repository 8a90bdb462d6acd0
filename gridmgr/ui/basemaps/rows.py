# SPDX-License-Identifier: MIT
"""The rows of the layer panel: the district's own map, and what lies upon and below it; kept for each person."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

from gridmgr.map.basemap.inks import Line, Tint
from gridmgr.map.basemap.ranges import Range
from gridmgr.ui.memory import Memory

MOST_ROWS = 40


class RowKind(StrEnum):
    """What a row shows."""

    MAP = "map"
    """The district's own map; there is always one."""
    ARCHIVE = "archive"
    """MBTiles or PMTiles."""
    PHOTO = "photo"
    """GeoTIFF."""
    DRAWING = "drawing"
    """The shapes of a map file."""
    WEB = "web"
    """Tiles by an address with {z}, {x}, {y}."""
    TIANDITU = "tianditu"


ONLINE = (RowKind.WEB, RowKind.TIANDITU)
IN_FILES = (RowKind.ARCHIVE, RowKind.PHOTO, RowKind.DRAWING)


@dataclass(frozen=True, slots=True)
class Row:
    """One basemap or backdrop and how it is shown. Never holds a key: that of 天地图 is kept apart."""

    kind: RowKind
    title: str
    place: str = ""
    """Path of a file, template of an address, or name of a layer of 天地图."""
    crs: str = ""
    """The CRS that a person named; "" for the one that the file states."""
    shown: bool = True
    opacity: int = 100
    """Per cent."""
    finest: int = 0
    coarsest: int = 0
    """Shown from 1:finest to 1:coarsest; 0 for no limit."""
    is_grey: bool = False
    ink: str = ""
    line: Line = Line.MEDIUM
    tint: Tint = Tint.FAINT
    label: str = ""
    """The column of a drawing that is written at its shapes; "" for none."""
    with_names: bool = True
    matrix_set: str = "w"
    first_level: int = 0
    last_level: int = 18
    credit: str = ""
    is_missing_told: bool = False

    @property
    def id(self) -> str:
        """Tells rows apart; the same file or address is there once."""
        return f"{self.kind}:{self.place}"

    @property
    def scales(self) -> Range:
        """The scales at which it is shown."""
        return Range(self.finest, self.coarsest)


class RowLook(NamedTuple):
    """What the panel says of a row."""

    state: str = ""
    """What is the matter with it, else whom it credits."""
    trouble: str = ""
    lacks_overviews: bool = False
    columns: Sequence[str] = ()
    """The columns of a drawing, of which one can be written at its shapes."""


OWN_MAP = Row(RowKind.MAP, "本区地图")
ALONE = (OWN_MAP,)


def kept_rows(memory: Memory, location: str) -> tuple[Row, ...]:
    """Return the rows that a person had for a district, the uppermost first; only the own map where none are kept."""
    try:
        kept = json.loads(memory.text(_name(location), "[]"))
        rows = [_row(one) for one in kept][:MOST_ROWS]
    except (ValueError, TypeError, KeyError):
        return ALONE
    different = list({row.id: row for row in rows}.values())
    return tuple(different if OWN_MAP.id in {row.id for row in different} else [OWN_MAP, *different])


def keep_rows(memory: Memory, location: str, rows: Sequence[Row]) -> None:
    """Remember the rows of a district, in the person's settings and nowhere else."""
    memory.keep_text(_name(location), json.dumps([asdict(row) for row in rows], ensure_ascii=False))


def moved(rows: Sequence[Row], row_id: str, by: int) -> tuple[Row, ...]:
    """Return the rows with one moved so many places down (up where negative), as far as there is room."""
    order = list(rows)
    at = next(place for place, row in enumerate(order) if row.id == row_id)
    row = order.pop(at)
    order.insert(min(max(at + by, 0), len(order)), row)
    return tuple(order)


def changed(rows: Sequence[Row], row_id: str, **values: object) -> tuple[Row, ...]:
    """Return the rows with other values in one of them."""
    # The values are fields of a row, checked by replace.
    return tuple(replace(row, **values) if row.id == row_id else row for row in rows)  # type: ignore[arg-type]


def with_new(rows: Sequence[Row], new: Row) -> tuple[Row, ...]:
    """Return the rows with a new one: drawings upon the own map, pictures just below it; known ones are replaced."""
    if new.id in {row.id for row in rows}:
        return tuple(new if row.id == new.id else row for row in rows)
    at = [row.kind for row in rows].index(RowKind.MAP)
    place = at if new.kind is RowKind.DRAWING else at + 1
    return (*rows[:place], new, *rows[place:])


def split_at_map(rows: Sequence[Row]) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """Return the rows below and above the own map, each with the lowest first; none of none."""
    if not rows:
        return (), ()
    at = [row.kind for row in rows].index(RowKind.MAP)
    return tuple(reversed(rows[at + 1 :])), tuple(reversed(rows[:at]))


KINDS = {
    **dict.fromkeys(("opacity", "finest", "coarsest", "first_level", "last_level"), int),
    "line": Line,
    "tint": Tint,
    "label": str,
}
"""What fields of a row are made of what was kept."""


def _row(kept: dict[str, object]) -> Row:
    values = {name: kept[name] for name in Row.__slots__ if name in kept}
    values["kind"] = RowKind(str(kept["kind"]))
    for name, kind in KINDS.items():
        if name in values:
            values[name] = kind(str(values[name]))
    return Row(**values)  # type: ignore[arg-type]  # what was kept from a Row


def _name(location: str) -> str:
    """Name the rows of a district; hashed, as a server's address may carry a password."""
    return f"rows/{sha256(location.encode()).hexdigest()[:16]}"
