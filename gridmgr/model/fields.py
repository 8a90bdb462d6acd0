# SPDX-License-Identifier: MIT
"""How a field of a record is declared: one line, from which everything else follows.

Column, heading, parser, check, mask and round-trip test are all made from the `Field` that stands behind the line.
"""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Check = Callable[[str], str | None]
"""Looks at a stored text and returns a Chinese sentence where it is wrong, else None."""


class Kind(StrEnum):
    """What a field holds; decides column type, editor and parser."""

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    DATE = "date"
    FLAG = "flag"
    CODE = "code"
    """A code of a code list."""
    CODES = "codes"
    """Several codes of a code list."""
    TEXTS = "texts"
    """Several texts."""
    LINK = "link"
    """The id of another record."""
    SHAPE = "shape"
    """A geometry in the metric CRS of the district."""
    EXTRA = "extra"
    """Columns that an office added itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """The declaration behind one field of a record."""

    kind: Kind
    label: str
    name: str = ""
    aliases: tuple[str, ...] = ()
    required: bool = False
    length: int = 0
    """Longest text that is stored, in characters; 0 for no bound."""
    low: float | None = None
    high: float | None = None
    code_list: str = ""
    to: str = ""
    """Record type a link points to."""
    firm: bool = False
    """The database itself keeps the linked record from vanishing."""
    shape: str = ""
    """Geometry type of a shape: POINT, MULTIPOLYGON, GEOMETRY …"""
    level: int = 2
    """Sensitivity L1 (public) to L5 (restricted); from L3 on a value is masked unless somebody asks for it."""
    check: Check | None = None
    digits: bool = False
    """A number that is no quantity (an ID, a phone): full-width forms are folded, a damaged numeric cell is refused."""
    derived: bool = False
    """Kept up to date by the store; never typed, never imported."""
    system: bool = False
    """Kept by the program; not offered for typing or import."""

    @property
    def sensitive(self) -> bool:
        """Tell whether the value is shown masked by default."""
        return self.level >= 3

    @property
    def headings(self) -> tuple[str, ...]:
        """Return every heading under which this field may arrive, its own label first."""
        return (self.label, *self.aliases, self.name)


_MISSING: Any = object()  # Any: stands for "no default" of every type


def _declare(default: Any, spec: Field) -> Any:
    """Return a dataclass field that carries its declaration; Any lets a line stand for a value of its own type."""
    metadata: Mapping[str, Field] = {"field": spec}
    if default is _MISSING:
        return dataclasses.field(metadata=metadata)
    if isinstance(default, dict):
        return dataclasses.field(default_factory=dict, metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata, compare=not spec.derived)


def text(label: str, *, default: Any = _MISSING, aliases: str = "", length: int = 0, **more: Any) -> Any:
    """Declare a text; `aliases` are other headings, separated by spaces."""
    spec = Field(kind=Kind.TEXT, label=label, aliases=tuple(aliases.split()), length=length, **more)
    return _declare(default, dataclasses.replace(spec, required=default is _MISSING))


def texts(label: str, *, aliases: str = "", **more: Any) -> Any:
    """Declare several texts; empty by default."""
    return _declare((), Field(kind=Kind.TEXTS, label=label, aliases=tuple(aliases.split()), **more))


def whole(label: str, *, default: Any = None, aliases: str = "", **more: Any) -> Any:
    """Declare a whole number; unknown (None) by default."""
    return _declare(default, Field(kind=Kind.WHOLE, label=label, aliases=tuple(aliases.split()), **more))


def amount(label: str, *, default: Any = None, aliases: str = "", **more: Any) -> Any:
    """Declare a number with a fraction; unknown (None) by default. The unit stands in the name."""
    return _declare(default, Field(kind=Kind.NUMBER, label=label, aliases=tuple(aliases.split()), **more))


def day(label: str, *, aliases: str = "", **more: Any) -> Any:
    """Declare a date; unknown (None) by default."""
    return _declare(None, Field(kind=Kind.DATE, label=label, aliases=tuple(aliases.split()), **more))


def flag(label: str, *, default: bool = False, aliases: str = "", **more: Any) -> Any:
    """Declare a yes or no."""
    return _declare(default, Field(kind=Kind.FLAG, label=label, aliases=tuple(aliases.split()), **more))


def choice(label: str, code_list: str, *, default: str = "", aliases: str = "", **more: Any) -> Any:
    """Declare a code of a code list; empty by default."""
    spec = Field(kind=Kind.CODE, label=label, code_list=code_list, aliases=tuple(aliases.split()), **more)
    return _declare(default, spec)


def choices(label: str, code_list: str, *, aliases: str = "", **more: Any) -> Any:
    """Declare several codes of a code list; none by default."""
    spec = Field(kind=Kind.CODES, label=label, code_list=code_list, aliases=tuple(aliases.split()), **more)
    return _declare((), spec)


def link(label: str, to: str, *, default: Any = "", aliases: str = "", firm: bool = False, **more: Any) -> Any:
    """Declare the id of another record, empty unless `required`. A firm link is guarded by the database."""
    spec = Field(kind=Kind.LINK, label=label, to=to, firm=firm, aliases=tuple(aliases.split()), **more)
    return _declare(_MISSING if spec.required else default, spec)


def shape(label: str, geometry: str, **more: Any) -> Any:
    """Declare a geometry (a GeoPackage geometry type name) in the metric CRS; none by default."""
    return _declare(None, Field(kind=Kind.SHAPE, label=label, shape=geometry, **more))


def extra(label: str = "自定义栏目") -> Any:
    """Declare the mapping that holds the columns an office added itself."""
    return _declare({}, Field(kind=Kind.EXTRA, label=label, level=3))
