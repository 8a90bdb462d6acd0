# SPDX-License-Identifier: MIT
"""The order of Chinese lists: by pinyin, figures by their value, the same on every computer and database.

Collations of operating systems and servers differ in version and in readings; this order is the program's own. The
readings are those of pypinyin (its first one of each character), with those of surnames apart.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path

_SURNAMES = {
    "曾": "zēng", "单": "shàn", "仇": "qiú", "解": "xiè", "查": "zhā", "区": "ōu", "盖": "gě", "缪": "miào",
    "覃": "qín", "翟": "zhái", "朴": "piáo", "乐": "yuè", "尉": "yù", "万": "wàn", "冼": "xiǎn", "繁": "pó",
    "秘": "bì", "种": "chóng", "黑": "hè", "折": "shé", "郗": "xī", "洗": "xiǎn", "祭": "zhài", "晟": "chéng",
}  # fmt: skip
"""Surnames that are read otherwise than the same character elsewhere."""

_TONES = {"\u0304": "a", "\u0301": "b", "\u030c": "c", "\u0300": "d"}
"""What stands for the marks of the four tones in a key; "e" stands for none."""

_BEHIND_LETTERS = "\u007f"

_FIGURES = re.compile(r"\d+")
_HAS_FIGURE = re.compile(r"\d")


@cache
def readings() -> Mapping[int, str]:
    """Return the readings of each character by its code point: all of them, with commas between, the usual one first.

    The table is read without the rest of pypinyin, whose phrases take half a second to learn and are not needed here.
    """
    package = find_spec("pypinyin")
    assert package is not None
    assert package.origin is not None
    spec = spec_from_file_location("gridmgr_readings", Path(package.origin).with_name("pinyin_dict.py"))
    assert spec is not None
    assert spec.loader is not None
    table = module_from_spec(spec)
    spec.loader.exec_module(table)
    known: Mapping[int, str] = table.pinyin_dict
    return known


def sort_key(text: str, is_name: bool = False) -> str:
    """Return what a text is sorted by: 9幢 before 10幢, 李 before 王; of a name the surname's own reading counts."""
    key = text.lower().translate(_PLACES)
    if is_name and text[:1] in _SURNAMES:
        key = _place(text[0], _SURNAMES[text[0]]) + text[1:].lower().translate(_PLACES)
    return _FIGURES.sub(_by_value, key) if _HAS_FIGURE.search(key) else key


def _by_value(match: re.Match[str]) -> str:
    """Put the count of figures before them, so that a longer number comes later."""
    plain = match[0].lstrip("0")
    return f"0{chr(0x30 + len(plain))}{plain}"


def _place(character: str, said: str) -> str:
    """Return what stands for a character in a key: its syllable, its tone, itself; ü comes after u."""
    marks = unicodedata.normalize("NFD", said)
    tone = next((_TONES[m] for m in marks if m in _TONES), "e")
    letters = "".join(c for c in marks.replace("u\u0308", "v") if c.isascii())
    return f"{_BEHIND_LETTERS}{letters} {tone}{character}"


class _Places(dict[int, str]):
    """The places of the characters met so far; a text is translated by it."""

    def __missing__(self, code: int) -> str:
        said = readings().get(code)
        self[code] = _place(chr(code), said.split(",")[0]) if said else chr(code)
        return self[code]


_PLACES = _Places()
