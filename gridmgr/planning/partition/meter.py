# SPDX-License-Identifier: MIT
"""Turns counted search steps into a progress that people can read, and lets them stop the search."""

from gridmgr.model.progress import Progress

_TELL = 2_000
"""Steps between two reports: about 10 ms."""


class Meter:
    """Counts steps of work. The total is an estimate that grows when the search has to try harder."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress = progress
        self._total = max(1, total)
        self._done = 0
        self._told = 0
        progress.step(0, self._total)

    def work(self, steps: int) -> None:
        """Count steps. Raises CancelledError when the work was given up."""
        self._done += steps
        if self._done - self._told < _TELL:
            return
        self.look()

    def look(self) -> None:
        """Tell where the work is. Raises CancelledError when it was given up."""
        self._told = self._done
        if self._done >= self._total:
            self._total = self._done + self._done // 4
        self._progress.step(self._done, self._total)

    def finish(self) -> None:
        """Tell that the work is done."""
        self._progress.step(max(self._done, 1), max(self._done, 1))
