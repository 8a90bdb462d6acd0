# SPDX-License-Identifier: MIT
"""The totals of households that no number of grids can serve, in words: shown when somebody edits the band."""

from dataclasses import dataclass

from gridmgr.model.bands import Band
from gridmgr.planning.partition.totals import gap_totals

_TOO_SMALL = "{first}–{last}户：划1个网格也不足{low}户。"
_BETWEEN = "{first}–{last}户：划{fewer}个网格有超过{high}户的，划{more}个网格有不足{low}户的。"


@dataclass(frozen=True, slots=True)
class Gap:
    """Totals from `first` to `last` that are too large for `fewer` grids and too small for `more`."""

    first: int
    last: int
    fewer: int
    """0 for totals that are too small for a single grid."""
    band: Band

    @property
    def more(self) -> int:
        """Return the number of grids for which the totals are too small."""
        return self.fewer + 1

    def holds(self, households: int) -> bool:
        """Tell whether a total lies in the gap."""
        return self.first <= households <= self.last

    @property
    def template(self) -> str:
        """Return the Chinese sentence with names for the figures."""
        return _BETWEEN if self.fewer else _TOO_SMALL

    @property
    def values(self) -> dict[str, int]:
        """Return the figures of the sentence."""
        limits = {"low": self.band.low, "high": self.band.high}
        return {"first": self.first, "last": self.last, "fewer": self.fewer, "more": self.more} | limits

    @property
    def sentence(self) -> str:
        """Return the Chinese sentence with its figures."""
        return self.template.format(**self.values)


def gap_table(band: Band, up_to: int = 10_000) -> list[Gap]:
    """Return the gaps of a band, ascending; the first holds the totals that are too small for any grid.

    A band of one size only has gaps without end: those that begin above `up_to` are left out.
    """
    return [Gap(first, last, first // band.high, band) for first, last in gap_totals(band, up_to)]
