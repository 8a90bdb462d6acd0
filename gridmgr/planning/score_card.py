# SPDX-License-Identifier: MIT
"""A plan of one community in figures, counted by plain code from the graph and the labels, not by the solver."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridmgr.model.bands import Band
from gridmgr.planning.measures import deviation_from_mean, grid_sums, street_share
from gridmgr.planning.units import UnitGraph


@dataclass(frozen=True, slots=True)
class ScoreCard:
    """What can be said of a division in figures, so that two of them can be held against each other."""

    grids: int
    in_band: int
    smallest: int
    """Households of the smallest grid."""
    largest: int
    mean: float
    deviation: float
    """Standard deviation of the households of the grids."""
    compactness: float
    """Mean Polsby–Popper value of the grids, 1 for circles."""
    worst_compactness: float
    streets: float
    """Share of the border between grids that runs along streets, railways or rivers."""
    compounds_split: int
    """Estates (小区) that lie in more than one grid."""
    second_spread: float | None
    """Largest share by which a grid lies off the mean of the second measure; None where none was asked for."""
    moved: int | None
    """Households that change hands against the plan in force; None where there is none."""

    @property
    def off_band(self) -> int:
        """How many grids are outside the band."""
        return self.grids - self.in_band


@dataclass(frozen=True, slots=True)
class Judge:
    """What a division of one community is judged by."""

    graph: UnitGraph
    band: Band
    second: NDArray[np.float64] | None = None
    """(n,) second measure of every unit."""
    previous: NDArray[np.int64] | None = None
    """(n,) grid of the plan in force in which every unit lies, -1 for none."""

    def card(self, labels: NDArray[np.int64]) -> ScoreCard:
        """Return the figures of a division: `labels` (n,) are grid numbers 0..k-1, none of them empty."""
        if not len(labels):
            return ScoreCard(0, 0, 0, 0, 0.0, 0.0, 0.0, 0.0, 1.0, 0, None, None)
        households, area, around = grid_sums(self.graph, labels)
        compact = np.divide(4 * np.pi * area, around**2, out=np.zeros(len(area)), where=around > 0)
        return ScoreCard(
            grids=len(households),
            in_band=int(np.count_nonzero((households >= self.band.low) & (households <= self.band.high))),
            smallest=int(households.min()),
            largest=int(households.max()),
            mean=float(households.mean()),
            deviation=float(households.std()),
            compactness=float(compact.mean()),
            worst_compactness=float(compact.min()),
            streets=street_share(self.graph, labels),
            compounds_split=_compounds_split(self.graph.compound, labels),
            second_spread=_second_spread(self.second, labels),
            moved=None if self.previous is None else moved_households(self.graph.households, self.previous, labels),
        )


def moved_households(households: NDArray[np.int64], previous: NDArray[np.int64], labels: NDArray[np.int64]) -> int:
    """Return how many households change hands, each new grid succeeding at most one old one so that fewest do.

    Units that were in no grid (-1) do not count.
    """
    # scipy takes long to import, and starting must stay quick.
    from scipy.optimize import linear_sum_assignment

    known = previous >= 0
    if not known.any():
        return 0
    overlap = np.zeros((int(previous.max()) + 1, int(labels.max()) + 1), dtype=np.int64)
    np.add.at(overlap, (previous[known], labels[known]), households[known])
    rows, columns = linear_sum_assignment(overlap, maximize=True)
    return int(overlap.sum() - overlap[rows, columns].sum())


def _compounds_split(compound: NDArray[np.int64], labels: NDArray[np.int64]) -> int:
    inside = compound >= 0
    pairs = np.unique(np.stack((compound[inside], labels[inside])), axis=1)
    return int(np.count_nonzero(np.unique(pairs[0], return_counts=True)[1] > 1))


def _second_spread(second: NDArray[np.float64] | None, labels: NDArray[np.int64]) -> float | None:
    if second is None:
        return None
    return float(np.abs(deviation_from_mean(np.bincount(labels, second).astype(np.float64))).max())
