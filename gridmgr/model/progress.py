# SPDX-License-Identifier: MIT
"""How long work tells how far it is and learns that it is no longer wanted."""

from collections.abc import Callable
from typing import Protocol

from gridmgr.model.errors import CancelledError


class Progress(Protocol):
    """Handed to every job that may take longer than 0.1 s."""

    def step(self, done: int, total: int, what: str = "") -> None:
        """Tell that `done` of `total` parts are finished. Raises CancelledError when the work is no longer wanted."""


class Silent:
    """A progress that nobody watches."""

    def step(self, done: int, total: int, what: str = "") -> None:
        """Do nothing."""


class Reporting:
    """A progress that calls `tell(done, total, what)` and stops the job once `cancelled()` answers yes."""

    def __init__(self, tell: Callable[[int, int, str], None], cancelled: Callable[[], bool] = lambda: False) -> None:
        self._tell = tell
        self._cancelled = cancelled

    def step(self, done: int, total: int, what: str = "") -> None:
        """Pass the step on. Raises CancelledError when the work was given up."""
        if self._cancelled():
            raise CancelledError
        self._tell(done, total, what)


class Part:
    """The progress of one of several parts of a job, told as a part of the whole in thousandths."""

    def __init__(self, outer: Progress, done: int, parts: int, name: str = "") -> None:
        """Stand for the part after `done` of `parts`; `name` is told in place of what the part itself says."""
        self._outer, self._done, self._parts, self._name = outer, done, parts, name

    def step(self, done: int, total: int, what: str = "") -> None:
        """Pass the step on. Raises CancelledError when the whole job was given up."""
        share = 1000 * self._done + (1000 * done // total if total else 0)
        self._outer.step(share, 1000 * self._parts, self._name or what)
