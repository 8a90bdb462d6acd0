# SPDX-License-Identifier: MIT
"""Chooses how the inner loops run: compiled by numba where that was prepared, else as plain Python.

Both ways give the same plans, only the time differs. Compiling takes some ten seconds, so it is never done on the way:
`prepare` does it once and leaves a mark; without the mark, without numba or on a processor that it does not know, the
loops run as they are written.
"""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import numpy as np

from gridmgr.planning import triangulating
from gridmgr.planning.partition.kernel import cuts, moves, rounds

_SOURCES = (moves, cuts, rounds, triangulating)
_LOOPS = ("run_rounds", "grow", "recount", "total_cost", "triangulate")
"""The loops of a kernel, in the order of its fields."""
_SWITCH = "GRIDMGR_KERNEL"
"""Environment variable: `plain` keeps the loops from running compiled."""


@dataclass(frozen=True, slots=True)
class Kernel:
    """The inner loops in one of their two forms."""

    is_compiled: bool
    run_rounds: Callable[..., None]
    grow: Callable[..., int]
    recount: Callable[..., None]
    total_cost: Callable[..., float]
    triangulate: Callable[..., None]
    """Where it is plain GEOS is faster, and finds the same."""

    # Any: an array where the loops are compiled, a list where they are not.
    def numbers(self, values: Any, kind: type[int] | type[float]) -> Any:
        """Return numbers in the form that the loops want."""
        if self.is_compiled:
            return np.asarray(values, dtype=np.int64 if kind is int else np.float64)
        return values.tolist() if isinstance(values, np.ndarray) else list(values)

    # Any: an array where the loops are compiled, a list where they are not.
    def listed(self, numbers: Any) -> list[int]:
        """Return whole numbers in the form of the loops as a list."""
        listed: list[int] = numbers.tolist() if self.is_compiled else list(numbers)
        return listed


PLAIN = Kernel(False, rounds.run_rounds, rounds.grow, moves.recount, moves.total_cost, triangulating.triangulate)


def kernel() -> Kernel:
    """Return the loops as they run fastest without compiling anything now."""
    if os.environ.get(_SWITCH) == "plain" or not is_prepared():
        return PLAIN
    return compiled()


def loops_at_hand() -> Kernel:
    """Return the compiled loops only if this process has loaded them: work of a moment is not worth the second."""
    return kernel() if compiled.cache_info().currsize else PLAIN


def can_compile() -> bool:
    """Tell whether numba is installed."""
    return find_spec("numba") is not None


def is_prepared() -> bool:
    """Tell whether the loops of this very version lie compiled on this computer."""
    return can_compile() and _mark().exists()


@cache
def compiled() -> Kernel:
    """Return the compiled loops; what is not on disk yet is compiled at the first call. Needs numba."""
    import numba

    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    vars(numba.config)["CACHE_DIR"] = str(folder)
    names: dict[str, Any] = {}  # Any: plain constants and compiled functions side by side
    for module in _SOURCES:
        names.update({name: value for name, value in vars(module).items() if not name.startswith("__")})
    names["__name__"] = __name__
    for module in _SOURCES:
        for name, function in _functions(module):
            own = FunctionType(function.__code__, names, name)
            own.__module__ = module.__name__
            names[name] = numba.njit(own, cache=True)
    return Kernel(True, *(names[loop] for loop in _LOOPS))


def _functions(module: ModuleType) -> list[tuple[str, FunctionType]]:
    return [
        (name, value)
        for name, value in vars(module).items()
        if isinstance(value, FunctionType) and value.__module__ == module.__name__
    ]


def leave_mark() -> None:
    """Say that the loops were compiled and lie on disk."""
    _mark().write_text("ready", encoding="utf-8")


def _mark() -> Path:
    return _folder() / "ready"


@cache
def _folder() -> Path:
    """Return the folder for this version of the loops: what was compiled from older ones is never used."""
    import platformdirs

    digest = hashlib.sha256()
    for module in _SOURCES:
        digest.update(Path(str(module.__file__)).read_bytes())
    return Path(platformdirs.user_cache_dir("gridmgr", appauthor=False)) / f"kernel-{digest.hexdigest()[:12]}"
