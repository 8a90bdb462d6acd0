# SPDX-License-Identifier: MIT
"""Where names are written: a placer that never lets two of them touch."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtGui import QPainter

from gridmgr.map.view import Box

GAP_PX = 2.0


@dataclass(frozen=True, slots=True)
class Label:
    """One way to write one name: the boxes it covers (k, 4 pixels) and how it is painted.

    Labels with the same key are alternatives, of which one is written at most; lower ranks come first.
    """

    key: tuple[str, int]
    rank: float
    boxes: NDArray[np.float64]
    paint: Callable[[QPainter], None]


class Placer:
    """Chooses labels so that no two of them touch, each key comes once and none is cut off.

    `limits` is what they must lie in, `taken` are boxes that stay free (scale bar, legend). All in pixels.
    """

    def __init__(self, limits: Box, taken: Sequence[Box] = ()) -> None:
        self._limits = limits
        self._taken = [np.array(taken, np.float64).reshape(-1, 4)]
        self._written: set[tuple[str, int]] = set()

    def add(self, labels: Sequence[Label]) -> list[Label]:
        """Choose greedily by rank what there is room for beside all that was chosen before."""
        if not labels:
            return []
        order = sorted(range(len(labels)), key=lambda number: (labels[number].rank, number))
        owner = np.repeat(np.arange(len(order)), [len(labels[number].boxes) for number in order])
        half = GAP_PX / 2
        corners = np.concatenate([labels[number].boxes for number in order]) + np.array([-half, -half, half, half])
        bad = np.bincount(owner, weights=self._impossible(corners), minlength=len(order)) > 0
        clashes = _clashes(corners, owner, len(order))
        chosen = np.zeros(len(order), bool)
        for position in np.flatnonzero(~bad).tolist():
            key = labels[order[position]].key
            if key not in self._written and not chosen[clashes[position]].any():
                chosen[position] = True
                self._written.add(key)
        self._taken.append(corners[chosen[owner]])
        return [labels[order[position]] for position in np.flatnonzero(chosen).tolist()]

    def _impossible(self, corners: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell which boxes leave the limits or touch what is taken."""
        low, high = np.array(self._limits[:2]), np.array(self._limits[2:])
        outside = np.asarray((corners[:, :2] < low).any(axis=1) | (corners[:, 2:] > high).any(axis=1))
        tree = shapely.STRtree(shapely.box(*np.concatenate(self._taken).T))
        outside[tree.query(shapely.box(*corners.T))[0]] = True
        return outside


def _clashes(corners: NDArray[np.float64], owner: NDArray[np.int64], count: int) -> list[NDArray[np.int64]]:
    """Return, for every label, the labels that it would touch."""
    shapes = shapely.box(*corners.T)
    first, second = owner[shapely.STRtree(shapes).query(shapes)]
    # One number for each pair: numpy sorts numbers many times as fast as columns.
    pairs = np.unique((first * count + second)[first != second])
    starts = np.searchsorted(pairs // count, np.arange(count + 1))
    return [pairs[starts[number] : starts[number + 1]] % count for number in range(count)]
