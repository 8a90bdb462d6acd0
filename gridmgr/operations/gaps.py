# SPDX-License-Identifier: MIT
"""Which communities have a total that a size rule cannot serve, asked while the rule is being edited."""

from collections.abc import Iterable
from dataclasses import dataclass

from gridmgr.data.store import Store
from gridmgr.model.bands import Band
from gridmgr.operations.plan_states import Dividable, dividable
from gridmgr.planning.partition.gaps import Gap, gap_table
from gridmgr.planning.partition.totals import least_widening

_TOO_SMALL = (
    "{name}共{households}户，划1个网格也不足{low}户；可与相邻社区合并，或把标准放宽到{wide_low}–{wide_high}户。"
)
_BETWEEN = (
    "{name}共{households}户，划{fewer}个网格有超过{high}户的，划{more}个网格有不足{low}户的；"
    "可与相邻社区合并，或把标准放宽到{wide_low}–{wide_high}户。"
)


@dataclass(frozen=True, slots=True)
class CommunityInGap:
    """A community that no number of grids of the wanted size can serve."""

    code: str
    name: str
    households: int
    gap: Gap
    wide: Band
    """The band nearest to the wanted one that would serve this community's total."""

    @property
    def template(self) -> str:
        """Return the Chinese sentence with names for the figures."""
        return _BETWEEN if self.gap.fewer else _TOO_SMALL

    @property
    def sentence(self) -> str:
        """Return the Chinese sentence: why no number of grids serves the community, and what can be done."""
        wide = {"wide_low": self.wide.low, "wide_high": self.wide.high}
        values = self.gap.values | {"households": self.households} | wide
        return self.template.format(name=self.name, **values)


def communities_in_gaps(store: Store, band: Band) -> list[CommunityInGap]:
    """Return the communities of a district whose totals lie in a gap of a band, in the order of their codes."""
    return in_gaps(dividable(store, band), band)


def in_gaps(communities: Iterable[Dividable], band: Band) -> list[CommunityInGap]:
    """Return those of some communities whose totals lie in a gap; quick enough for every key that is pressed."""
    places = list(communities)
    gaps = gap_table(band, max((place.households for place in places), default=0))
    found = ((place, gap) for place in places for gap in gaps if gap.holds(place.households))
    return [
        CommunityInGap(place.code, place.name, place.households, gap, least_widening(place.households, band))
        for place, gap in found
    ]
