# SPDX-License-Identifier: MIT
"""What came of dividing a community, in figures and sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gridmgr.model.areas import Community, Grid
from gridmgr.model.bands import Band
from gridmgr.operations.plan_grids import GridMaker
from gridmgr.planning.partition import Reason, Verdict, conclusion

if TYPE_CHECKING:
    from gridmgr.operations.dividing import Division


@dataclass(frozen=True, slots=True)
class CommunityOutcome:
    """How the division of one community went."""

    community: str
    name: str
    verdict: Verdict
    grids: int
    in_band: int
    households: int
    reasons: tuple[str, ...]
    """Sentences: why a grid is off the band, what was split, what lies apart."""
    locked: int = 0
    """How many of its grids were locked and stayed as they were."""


@dataclass(frozen=True, slots=True)
class DividedCommunity:
    """One community that is done."""

    community: Community
    division: "Division | None"
    """None where it has no outline, or locked grids leave nothing to divide."""
    locked: tuple[Grid, ...] = ()
    estates: tuple[str, ...] = ()
    """Names of the estates that should stay whole, by their number."""


def outcome_of(maker: GridMaker, one: DividedCommunity, band: Band) -> CommunityOutcome:
    """Make the records of one community and sum up what came of it."""
    community, locked = one.community, one.locked
    if one.division is None and not locked:
        reason = f"{community.name}没有边界，未划分；请先导入社区边界。"
        return CommunityOutcome(community.code, community.name, Verdict.NOT_FOUND, 0, 0, 0, (reason,))
    made = maker.take(community, one.division.shapes if one.division else (), locked)
    counts = np.array([g.households for g in locked], dtype=np.int64)
    verdict = Verdict.COMPLETE
    if one.division is not None:
        counts = np.concatenate((one.division.partition.households, counts))
        verdict = one.division.partition.verdict
    return CommunityOutcome(
        community=community.code,
        name=community.name,
        verdict=verdict,
        grids=len(counts),
        in_band=int(np.count_nonzero((counts >= band.low) & (counts <= band.high))),
        households=int(counts.sum()),
        reasons=(*sentences(one, [g.name for g in made], band), *_locked_sentences(locked, band)),
        locked=len(locked),
    )


def sentences(one: DividedCommunity, names: Sequence[str], band: Band) -> list[str]:
    """Return what has to be said of a division; a sentence about certain grids or an estate begins with their names."""
    if one.division is None:
        return ["全部网格都已锁定，没有改动。"]
    said = one.division.partition.reasons
    whole = [] if one.division.partition.verdict is Verdict.COMPLETE else [conclusion(one.division.partition, band)]
    found = [_named(r, names, one.estates) for r in said]
    if one.locked and found:
        return [f"锁定 {len(one.locked)} 个网格以后，按剩余部分划分。", *whole, *found]
    return [*whole, *found]


def _named(reason: Reason, names: Sequence[str], estates: Sequence[str]) -> str:
    """Return the sentence of a reason, headed by the names of what it is about."""
    grids = "、".join(names[grid] for grid in reason.grids)
    number = reason.values.get("estate", -1)
    estate = estates[number] if 0 <= number < len(estates) else ""
    heads = {(True, True): "{estate}（{grids}）：", (False, True): "{grids}：", (True, False): "{estate}："}
    head = heads.get((bool(estate), bool(grids)), "")
    return head.format(estate=estate, grids=grids) + reason.sentence


def _locked_sentences(locked: Sequence[Grid], band: Band) -> list[str]:
    template = "{name}已锁定，{households}户不在{low}–{high}户之内，保持不变；要调整请先解锁。"
    return [
        template.format(name=g.name or g.code, households=g.households, low=band.low, high=band.high)
        for g in locked
        if not band.contains(g.households)
    ]
