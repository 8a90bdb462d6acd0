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
