# SPDX-License-Identifier: MIT
"""Waits for work that cannot be asked to stop, and looks meanwhile whether it is still wanted."""

from collections.abc import Callable
from threading import Event, Lock, Thread
from typing import Generic, TypeVar

Value = TypeVar("Value")

LOOK_S = 0.2
"""So often is asked whether the work is still wanted."""

_turn = Lock()
"""What nobody waits for any more still runs to its end; the next work begins after it."""


class _Work(Generic[Value]):
    """Work on a thread of its own."""

    def __init__(self, work: Callable[[], Value]) -> None:
        self._work = work
        self._found: list[Value] = []
        self._error: BaseException | None = None
        self.is_done = Event()
        self.is_wanted = True

    def run(self) -> None:
        """Do the work when its turn comes, unless nobody wants it any more."""
        try:
            with _turn:
                if self.is_wanted:
                    self._found.append(self._work())
        except BaseException as error:  # noqa: BLE001 - it is raised again where the work is waited for
            self._error = error
        finally:
            self.is_done.set()

    def result(self) -> Value:
        """Return what came out. Raises what the work raised."""
        if self._error is not None:
            raise self._error
        return self._found[0]


def waited_for(work: Callable[[], Value], look: Callable[[], None]) -> Value:
    """Return what the work returns; `look` is called several times a second meanwhile.

    Raises what the work raises, and at once what `look` raises: the work then ends by itself, and what it finds is
    dropped. Looking changes nothing about what is found.
    """
    job = _Work(work)
    Thread(target=job.run, name="repair", daemon=True).start()
    try:
        while not job.is_done.wait(LOOK_S):
            look()
    finally:
        job.is_wanted = False
    return job.result()
