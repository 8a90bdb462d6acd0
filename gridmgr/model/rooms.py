# SPDX-License-Identifier: MIT
"""Doors: what people write for building, unit and room, taken apart."""

import re
from dataclasses import dataclass
from functools import lru_cache

from gridmgr.model.folding import fold_plain


@dataclass(frozen=True, slots=True)
class Door:
    """The parts of a door's address; empty where it was not said."""

    building: str = ""
    """Number of the building without 幢, such as 3."""
    unit: str = ""
    room: str = ""
    place: str = ""
    """What stands before the building: street, house number, compound."""


_CHINESE = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_BUILDING = "幢|栋|号楼|#楼|#|座|楼"
_PART = r"[0-9a-z一二三四五六七八九十甲乙丙丁东西南北中]{1,4}"
_ROOM = r"(?P<room>[a-z]?\d{1,5}[a-z]?)(?:室|号房|号|房|#)?"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?P<place>.*?)(?P<building>{_PART})(?:{_BUILDING})[-\s]*(?:(?P<unit>{_PART})(?:单元|门|-))?-?{_ROOM}",
        rf"(?P<place>.*?)(?P<building>{_PART})(?:{_BUILDING})[-\s]*(?:(?P<unit>{_PART})单元)?",
        rf"(?P<place>)(?P<building>[0-9a-z]{{1,4}})-(?P<unit>[0-9a-z]{{1,3}})-{_ROOM}",
        rf"(?P<place>)(?P<building>)(?P<unit>{_PART})(?:单元|门)-?{_ROOM}",
        rf"(?P<place>)(?P<building>)(?P<unit>[0-9a-z]{{1,3}})-{_ROOM}",
        rf"(?P<place>)(?P<building>)(?P<unit>){_ROOM}",
    )
)


def parse_room(text: str) -> Door | None:
    """Take a door apart: 3-1-502, 3幢1单元502室, 一单元101, 1-101, 101室; None for any other form.

    Two numbers alone are unit and room. What stands before the building comes back as `place`.
    """
    plain = re.sub(r"[—–‐~_]", "-", fold_plain(text)).replace(" ", "")
    if len(plain) > 120:
        return None
    for form in _FORMS:
        if match := form.fullmatch(plain):
            parts = match.groupdict()
            return Door(
                plain_number(parts["building"] or ""),
                plain_number(parts.get("unit") or ""),
                (parts.get("room") or "").upper(),
                parts["place"],
            )
    return None


@lru_cache(maxsize=50_000)
def plain_number(text: str) -> str:
    """Return a building or unit number in the form in which two are compared: 三号楼, 3#, 03幢 and 3 栋 are all 3."""
    plain = fold_plain(text).replace(" ", "")
    plain = re.sub(rf"^第|(?:{_BUILDING}|单元|号|室)+$", "", plain)
    if plain and all(c in _CHINESE or c == "十" for c in plain):
        return str(_chinese_number(plain))
    return re.sub(r"^0+(?=\d)", "", plain).upper()


def _chinese_number(text: str) -> int:
    """Return the value of a Chinese numeral up to 99, or of digits written one by one."""
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (_CHINESE.get(tens, 1) if tens else 1) * 10 + (_CHINESE.get(ones, 0) if ones else 0)
    return int("".join(str(_CHINESE[c]) for c in text))
