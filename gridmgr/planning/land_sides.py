# SPDX-License-Identifier: MIT
"""The sides of the lands of owners: borders inside blocks, walked along in both directions, and pieces of rims."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridmgr.planning.block_cuts import Cuts
from gridmgr.planning.ordering import Numbers
from gridmgr.planning.precision import corner_numbers
from gridmgr.planning.rims import Rims


@dataclass(frozen=True, slots=True)
class LandSides:
    """The sides of all lands (s), each a line of corners that runs with its land to the left.

    Every border is a side twice, once in each direction, and every piece of a rim once.
    """

    xy: NDArray[np.float64]
    """(c, 2) the corners of all borders, then both ends of all pieces of rims."""
    land: Numbers
    """(s,)"""
    first: Numbers
    """(s,) the corner where the side begins."""
    step: Numbers
    """(s,) 1 where its corners lie in order, -1 where they lie the other way round."""
    count: Numbers
    """(s,) how many corners it has, without the one where it ends."""
    begin: Numbers
    """(s,) number of the corner where it begins, the same for all sides that meet there."""
    finish: Numbers
    """(s,)"""

    @classmethod
    def of(cls, cuts: Cuts, rims: Rims, land: Numbers, town: Numbers | None = None) -> "LandSides":
        """Return the sides of borders and rims.

        `land` (s,) names whose land lies to the left of all borders, then to their right, then within all rims. Sides
        of different towns, `town` (o,) for each owner, never meet.
        """
        last = cuts.first + cuts.count - 1
        ends = (cuts.xy.take(cuts.first, axis=0), cuts.xy.take(last, axis=0), rims.start, rims.end)
        owner = np.concatenate((cuts.left, cuts.left, rims.owner, rims.owner))
        corner = corner_numbers(np.concatenate(ends), town.take(owner) if town is not None else None)
        head, tail, begin, finish = np.split(corner, np.cumsum([len(some) for some in ends[:3]]))
        ones = np.ones(len(begin), dtype=np.int64)
        return cls(
            xy=np.concatenate((cuts.xy, np.stack((rims.start, rims.end), axis=1).reshape(-1, 2))),
            land=land,
            first=np.concatenate((cuts.first, last, len(cuts.xy) + 2 * np.arange(len(begin)))),
            step=np.repeat(np.array([1, -1, 1]), (len(head), len(head), len(begin))),
            count=np.concatenate((cuts.count - 1, cuts.count - 1, ones)),
            begin=np.concatenate((head, tail, begin)),
            finish=np.concatenate((tail, head, finish)),
        )

    def corners(self, sides: Numbers) -> Numbers:
        """Return the corners of some sides one after the other, without the last one of each."""
        count, step = self.count.take(sides), self.step.take(sides)
        far = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
        return np.repeat(self.first.take(sides), count) + np.repeat(step, count) * far

    @property
    def length_m(self) -> NDArray[np.float64]:
        """(s,) The length of each side."""
        corners = self.corners(np.arange(len(self.land)))
        along = self.xy.take(corners + np.repeat(self.step, self.count), axis=0) - self.xy.take(corners, axis=0)
        side = np.repeat(np.arange(len(self.land)), self.count)
        return np.asarray(np.bincount(side, np.hypot(along[:, 0], along[:, 1]), len(self.land)), dtype=np.float64)
