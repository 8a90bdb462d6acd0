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
        labels = self._possible(labels)
        order = sorted(range(len(labels)), key=lambda number: (labels[number].rank, number))
        labels = [labels[number] for number in order if labels[number].key not in self._written]
        if not labels:
            return []
        corners, owner = _corners(labels)
        clashes = _clashes(corners, owner, len(labels))
        chosen = np.zeros(len(labels), bool)
        for position, label in enumerate(labels):
            if label.key not in self._written and not chosen[clashes[position]].any():
                chosen[position] = True
                self._written.add(label.key)
        self._taken.append(corners[chosen[owner]])
        return [labels[position] for position in np.flatnonzero(chosen).tolist()]

    def _possible(self, labels: Sequence[Label]) -> list[Label]:
        """Return the labels that stay within the limits and touch nothing that is taken."""
        corners, owner = _corners(labels)
        low, high = np.array(self._limits[:2]), np.array(self._limits[2:])
        bad = np.asarray((corners[:, :2] < low).any(axis=1) | (corners[:, 2:] > high).any(axis=1))
        tree = shapely.STRtree(shapely.box(*np.concatenate(self._taken).T))
        bad[tree.query(shapely.box(*corners.T))[0]] = True
        whole = np.bincount(owner, weights=bad, minlength=len(labels)) == 0
        return [label for label, fits in zip(labels, whole.tolist(), strict=True) if fits]


def _corners(labels: Sequence[Label]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the boxes of all labels, with half the gap round each, and the label of each box."""
    half = GAP_PX / 2
    owner = np.repeat(np.arange(len(labels)), [len(label.boxes) for label in labels])
    return np.concatenate([label.boxes for label in labels]) + np.array([-half, -half, half, half]), owner


def _clashes(corners: NDArray[np.float64], owner: NDArray[np.int64], count: int) -> list[NDArray[np.int64]]:
    """Return, for every label, the labels that it would touch."""
    shapes = shapely.box(*corners.T)
    first, second = owner[shapely.STRtree(shapes).query(shapes)]
    # One number for each pair: numpy sorts numbers many times as fast as columns.
    pairs = np.unique((first * count + second)[first != second])
    starts = np.searchsorted(pairs // count, np.arange(count + 1))
    return [pairs[starts[number] : starts[number + 1]] % count for number in range(count)]
