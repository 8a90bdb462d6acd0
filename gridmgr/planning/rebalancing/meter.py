# SPDX-License-Identifier: MIT
"""How much work a repair may still take on. Counted, so that the same plan gives the same repair on every machine."""

from dataclasses import dataclass

from gridmgr.model.progress import Progress

_WORK = 4_000
"""Columns of all programs together that a bad grid is worth: about two seconds."""
_LEAST = 200
"""What the smallest program counts for."""
_BRANCHES = 10
"""Branches that take as long as reading the program."""
_NODES = 150
"""Branches of one program."""


@dataclass(slots=True)
class Effort:
    """The budget of the programs for one part of the plan."""

    progress: Progress
    left: int = _WORK
    nodes: int = _NODES

    @property
    def is_left(self) -> bool:
        """Tell whether there is work left to spend. Raises CancelledError when the whole was given up."""
        self.look()
        return self.left > 0

    def look(self) -> None:
        """Tell how far it is. Raises CancelledError when the whole was given up."""
        self.progress.step(_WORK - max(0, min(self.left, _WORK)), _WORK, "证明最少户数")

    def spend(self, columns: int, branches: int) -> None:
        """Count a program that was solved."""
        self.left -= max(_LEAST, columns) * (1 + branches // _BRANCHES)

    def spend_all(self) -> None:
        """Leave nothing."""
        self.left = 0
