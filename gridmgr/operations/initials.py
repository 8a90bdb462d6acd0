# SPDX-License-Identifier: MIT
"""First letters of the Pinyin of a name, by which people are searched."""

import unicodedata
from functools import lru_cache

from gridmgr.model.folding import clean_text
from gridmgr.model.pinyin import readings

_SURNAMES = {
    "曾": "z", "单": "s", "仇": "q", "解": "x", "查": "z", "区": "o", "盖": "g", "缪": "m", "覃": "q", "翟": "z",
    "朴": "p", "乐": "y", "尉": "y", "万": "w", "长": "c", "冼": "x", "召": "s", "繁": "p", "秘": "b", "种": "c",
    "员": "y", "黑": "h", "折": "s", "佴": "n", "郗": "x", "洗": "x", "宓": "m", "祭": "z", "教": "j", "晟": "c",
}  # fmt: skip
"""Surnames that are not read like the same character elsewhere."""


def name_initials(name: str) -> str:
    """Return the first letters of a name in lower case: 曾小明 is zxm.

    Latin letters and digits stay; marks and characters without a known reading are left out.
    """
    plain = clean_text(name)
    if not plain:
        return ""
    first = _SURNAMES.get(plain[0]) or _letter(plain[0])
    return first + "".join(_letter(character) for character in plain[1:])


@lru_cache(maxsize=30_000)
def _letter(character: str) -> str:
    """Return the first letter of the usual reading of a character."""
    if character.isascii():
        return character.lower() if character.isalnum() else ""
    # Without its mark the letter of ēn is e.
    return unicodedata.normalize("NFD", readings().get(ord(character), ""))[:1].lower()
