# SPDX-License-Identifier: MIT
"""How typed text is brought into one form before it is compared or stored."""

import unicodedata
from functools import lru_cache

_NOTHING = frozenset(
    {"", "无", "不详", "未知", "没有", "暂无", "-", "--", "—", "/", "\\", "null", "none", "nan", "n/a", "#n/a"}
)


_LONGEST_NOTHING = 20
"""With all the spaces around it."""


def clean_text(value: str) -> str:
    """Return text as it is stored: NFC, no invisible characters, white space folded to single spaces.

    Full-width brackets, `·` and characters outside the BMP stay as they are (unlike with NFKC), because names and
    addresses are spelled with them. So do private-use characters and those that this Python does not know yet: old
    and new rare names are written with them.
    """
    if value.isprintable() and unicodedata.is_normalized("NFC", value) and "  " not in value:
        return value.strip()
    composed = unicodedata.normalize("NFC", value)
    visible = "".join(" " if c.isspace() else c for c in composed if c.isspace() or not _is_invisible(c))
    return " ".join(visible.split())


def _is_invisible(character: str) -> bool:
    """Tell whether a character is a control, a format mark (zero-width space …) or half of a pair."""
    return unicodedata.category(character) in {"Cc", "Cf", "Cs"}


def fold_digits(value: str) -> str:
    """Return a code, number or phone in plain half-width characters without spaces; x becomes X.

    A leading apostrophe and the form ="…", with which tables protect numbers, are taken off.
    """
    plain = unicodedata.normalize("NFKC", clean_text(value)).replace(" ", "").strip("'`‘’")
    if plain.startswith('="') and plain.endswith('"'):
        plain = plain[2:-1]
    return plain.upper()


@lru_cache(maxsize=4096)
def fold_label(value: str) -> str:
    """Return a label or heading in the form in which two are compared: NFKC, lower case, letters and digits."""
    if value.isalnum() and unicodedata.is_normalized("NFKC", value):
        return value.casefold()
    plain = unicodedata.normalize("NFKC", clean_text(value)).casefold()
    return "".join(c for c in plain if c.isalnum() or c in "+-.")


def is_nothing(value: str) -> bool:
    """Tell whether a cell says in words that there is nothing (无, 不详, - …)."""
    return len(value) <= _LONGEST_NOTHING and fold_plain(value) in _NOTHING


def fold_plain(value: str) -> str:
    """Return cleaned text in lower case half-width characters."""
    return unicodedata.normalize("NFKC", clean_text(value)).casefold().strip()
