# SPDX-License-Identifier: MIT
"""Code lists (字典): standard and local lists of codes with their Chinese labels, as data."""

import json
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cache

from gridmgr.model.folding import fold_label
from gridmgr.model.resources import resource


@dataclass(frozen=True, slots=True)
class CodeItem:
    """One code of a list."""

    code: str
    label: str
    aliases: tuple[str, ...] = ()
    english: str = ""


@dataclass(frozen=True, slots=True)
class CodeList:
    """A code list: what is stored is the code, what people see and type is the label."""

    name: str
    title: str
    items: tuple[CodeItem, ...]
    _by_word: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    _labels: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    def label(self, code: str) -> str:
        """Return the label of a code, or the code itself where the list does not have it."""
        return self._labels.get(code, code)

    def code(self, word: str) -> str | None:
        """Return the code for a typed label, alias or code; labels count before codes. None when unknown."""
        return self._by_word.get(fold_label(word))

    @property
    def codes(self) -> AbstractSet[str]:
        """Return all codes of the list."""
        return self._labels.keys()


def code_list(name: str, title: str, items: tuple[CodeItem, ...]) -> CodeList:
    """Return a list with its look-up: labels first, then aliases, then codes."""
    words: dict[str, str] = {}
    for part in (
        [(i.label, i.code) for i in items],
        [(a, i.code) for i in items for a in i.aliases],
        [(i.code, i.code) for i in items],
    ):
        for word, code in part:
            words.setdefault(fold_label(word), code)
    return CodeList(name, title, items, words, {i.code: i.label for i in items})


@cache
def standard_code_lists() -> Mapping[str, CodeList]:
    """Return the lists that come with the program, by name (sources stand in resources/codelists.json)."""
    raw = json.loads(resource("codelists.json").read_text("utf-8"))
    return {
        name: code_list(
            name,
            entry["title"],
            tuple(
                CodeItem(i["code"], i["label"], tuple(i.get("aliases", ())), i.get("english", ""))
                for i in entry["items"]
            ),
        )
        for name, entry in raw.items()
    }
