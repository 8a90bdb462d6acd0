# SPDX-License-Identifier: MIT
"""All buildings of the town, plot by plot."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely

from gridmgr.operations.sample.compounds import midrise_compound, slab_compound, tower_compound
from gridmgr.operations.sample.footprints import House
from gridmgr.operations.sample.plots import Plot
from gridmgr.operations.sample.publicbuildings import factory, hospital, mall, market, offices, park, school
from gridmgr.operations.sample.smallhouses import old_town, village

Layout = Callable[[Plot, np.random.Generator], list[House]]
LAYOUTS: dict[str, Layout] = {
    "slabs": slab_compound,
    "midrise": midrise_compound,
    "towers": tower_compound,
    "lots": old_town,
    "village": village,
    "works": factory,
    "school": school,
    "hospital": hospital,
    "office": offices,
    "mall": mall,
    "market": market,
    "park": park,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A building and the plot that it stands on."""

    house: House
    plot: int


def built(plots: list[Plot], rng: np.random.Generator) -> list[Standing]:
    """Return the buildings of all plots, none touching another or leaving its plot."""
    everything = []
    for index, plot in enumerate(plots):
        houses = [h for h in LAYOUTS[plot.use](plot, rng) if h.footprint.is_valid]
        inside = shapely.covers(plot.area, [h.footprint for h in houses]) if houses else []
        everything += [Standing(h, index) for h, fits in zip(houses, inside, strict=True) if fits]
    return _apart(everything)


def _apart(buildings: list[Standing]) -> list[Standing]:
    """Return the buildings less those that overlap an earlier one."""
    outlines = [b.house.footprint for b in buildings]
    first, second = shapely.STRtree(outlines).query(outlines, predicate="intersects")
    dropped = {int(j) for i, j in zip(first, second, strict=True) if i < j}
    return [b for i, b in enumerate(buildings) if i not in dropped]
