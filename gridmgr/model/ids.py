# SPDX-License-Identifier: MIT
"""Identifiers that two offices can give out without asking each other."""

import secrets
import time
from collections.abc import Callable, Iterator

Ids = Callable[[], str]
"""Gives a new identifier at each call. Tests and the sample district pass a repeatable one."""


def new_id() -> str:
    """Return a new UUIDv7 (RFC 9562): it sorts by time and never meets another one."""
    return _uuid7(time.time_ns() // 1_000_000, secrets.randbits(74))


def counted_ids(name: int, first_ms: int = 0) -> Ids:
    """Return a source of UUIDv7 that gives the same row of identifiers for the same `name` (0 to 2^42 - 1)."""

    def numbers() -> Iterator[str]:
        serial = 0
        while True:
            yield _uuid7(first_ms, (name << 32) | serial)
            serial += 1

    return numbers().__next__


def _uuid7(milliseconds: int, random74: int) -> str:
    """Put 48 bits of time and 74 free bits into the form of RFC 9562, section 5.7."""
    high = (milliseconds & 0xFFFFFFFFFFFF) << 16 | 0x7000 | random74 >> 62
    low = 1 << 63 | random74 & 0x3FFFFFFFFFFFFFFF
    text = f"{high:016x}{low:016x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
