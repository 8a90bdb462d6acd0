# SPDX-License-Identifier: MIT
"""Identifiers that two offices can give out without asking each other."""

import secrets
import threading
import time
from collections.abc import Callable, Iterator

Ids = Callable[[], str]
"""Gives a new identifier at each call. Tests and the sample district pass a repeatable one."""


class _Clock:
    """Gives rising numbers of 48 bits of time and 74 free bits, as RFC 9562, section 6.2, advises."""

    def __init__(self) -> None:
        self._last = 0
        self._lock = threading.Lock()

    def next(self) -> int:
        with self._lock:
            now = time.time_ns() // 1_000_000 << 74
            fresh = now | secrets.randbits(74)
            # Inside one millisecond, and when the clock is set back, go on from the last number.
            self._last = fresh if now > self._last else self._last + 1 + secrets.randbits(40)
            return self._last


_CLOCK = _Clock()


def new_id() -> str:
    """Return a new UUIDv7 (RFC 9562): it sorts after every one given before, and never meets another one."""
    number = _CLOCK.next()
    return _uuid7(number >> 74, number & (1 << 74) - 1)


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
