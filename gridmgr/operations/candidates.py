# SPDX-License-Identifier: MIT
"""Several ways to divide one community, side by side, and storing the one that was chosen."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from shapely.geometry.base import BaseGeometry

from gridmgr.data.store import Store
from gridmgr.model.areas import Community, Grid
from gridmgr.model.bands import Band
from gridmgr.model.errors import InputError
from gridmgr.model.ids import Ids, new_id
from gridmgr.model.progress import Part, Progress, Silent
from gridmgr.operations.locking import grids_held
from gridmgr.operations.plan_outcomes import DividedCommunity, sentences
from gridmgr.operations.plans import PlanDraft, PlanRequest, plan_of, task_reader, wanted_communities
from gridmgr.planning.candidates import Candidate, Emphasis, Found, Recipe, find_candidates
from gridmgr.planning.partition import Verdict
from gridmgr.planning.score_card import ScoreCard

if TYPE_CHECKING:
    from gridmgr.operations.dividing import Site

EMPHASIS_NAMES: Mapping[Emphasis, str] = MappingProxyType(
    {
        Emphasis.WISHED: "按偏好",
        Emphasis.COMPACT: "更紧凑",
        Emphasis.STREETS: "更沿街",
        Emphasis.EQUAL: "户数更均",
        Emphasis.CLOSE: "少变动",
        Emphasis.FEWER: "少一个网格",
        Emphasis.MORE: "多一个网格",
        Emphasis.OTHER: "另一种划法",
    }
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One candidate as people see it."""

    name: str
    """What it gives weight to: 更紧凑."""
    card: ScoreCard
    verdict: Verdict
    sentences: tuple[str, ...]
    """Why grids are off the band, what was split; grids are called by their number in reading order."""
    divided: DividedCommunity
    beaten_by: int = -1
    """Position of a choice that is as good in every figure and better in one; -1 for none."""

    @property
    def shapes(self) -> tuple[BaseGeometry, ...]:
        """The outlines of the new grids; locked ones are in `divided.locked`."""
        return self.divided.division.shapes if self.divided.division is not None else ()

    @property
    def households(self) -> tuple[int, ...]:
        """The households of the new grids."""
        return tuple(self.divided.division.partition.households.tolist()) if self.divided.division is not None else ()


@dataclass(frozen=True, slots=True)
class Choices:
    """The candidates of one community."""

    request: PlanRequest
    community: Community
    band: Band
    choices: tuple[Choice, ...]
    recommended: int
    why: str
    """Why this one is recommended, as a sentence."""
    present: ScoreCard | None
    """The plan in force in the same figures; None where there is none, or it leaves land out."""
    present_grids: tuple[Grid, ...] = ()
    """The grids of the plan in force."""
    was_stopped: bool = False


def find_choices(store: Store, request: PlanRequest, count: int, progress: Progress | None = None) -> Choices:
    """Divide the one community of a request in up to `count` different ways; nothing is stored.

    Given up, the ways found so far come back; CancelledError before there is one. Raises InputError for more than one
    community, and for one without an outline or with nothing unlocked.
    """
    from gridmgr.operations.dividing import SHAPES_SHARE, UNITS_SHARE, Span, site_of

    watch = progress or Silent()
    (community,) = _the_one(store, request)
    task = task_reader(store, request).read(community)
    if task is None:
        raise InputError("{community}没有边界，无法划分；请先导入社区边界。", community=community.name)
    site = site_of(task, Span(watch, 0, UNITS_SHARE))
    if not site.units:
        raise InputError("{community}的网格全部锁定，没有可以划分的部分；请先解锁。", community=community.name)
    asked = Recipe(Emphasis.WISHED, request.wish, request.seed)
    found = find_candidates(site.divide, site.judge, asked, count, Span(watch, UNITS_SHARE, 1000 - SHAPES_SHARE))
    # What was found before the work was given up is drawn all the same.
    drawing = Silent() if found.was_stopped else Span(watch, 1000 - SHAPES_SHARE, 1000)
    blank = DividedCommunity(community, None, task.locked, task.ground.estates)
    made = tuple(
        _choice(
            candidate, site.shapes(candidate.partition, Part(drawing, number, len(found.candidates))), blank, task.band
        )
        for number, candidate in enumerate(found.candidates)
    )
    return Choices(
        replace(request, communities=(community.code,)),
        community,
        task.band,
        tuple(made),
        found.recommended,
        why_recommended(found),
        _present(site),
        task.previous,
        found.was_stopped,
    )


def take_choice(store: Store, found: Choices, number: int, ids: Ids = new_id) -> PlanDraft:
    """Return the plan with the chosen candidate in it, and the change that stores it.

    Raises InputError where grids were locked, unlocked or redrawn since the candidates were found: no lock is passed.
    """
    _refuse_other_locks(store, found)
    return plan_of(store, found.request, [found.choices[number].divided], ids)


def _refuse_other_locks(store: Store, found: Choices) -> None:
    """Raise InputError unless the locked grids of the community are the very ones that the candidates left out."""
    held = {grid.id: grid for grid in found.choices[0].divided.locked}
    plan = found.request.into or found.request.base
    grids = {grid.id: grid for grid in store.find(Grid, plan_id=plan, community=found.community.code)} if plan else held
    now = grids_held(store, plan, bool(found.request.into)) if plan else set()
    is_new = any(one in now and one not in held for one in grids)
    if is_new or any(one not in grids or grids[one].geom != grid.geom for one, grid in held.items()):
        raise InputError("{community}的网格刚刚被锁定、解锁或改过，请重新列出划法。", community=found.community.name)


def why_recommended(found: Found) -> str:
    """Say why a candidate is recommended: what it is best at among the candidates."""
    cards = [c.card for c in found.candidates]
    mine = cards[found.recommended]
    if len(cards) == 1:
        return "只找到这一种划法。"
    best = [text for text, figures in _strengths(cards) if figures[found.recommended] == max(figures) != min(figures)]
    head = "网格全部达标" if not mine.off_band else f"不达标的网格最少（{mine.off_band} 个）"
    return f"{head}，{'、'.join(best)}。" if best else f"{head}，按所选偏好综合最好。"


def _strengths(cards: list[ScoreCard]) -> list[tuple[str, list[float]]]:
    return [
        ("拆开的小区最少", [-float(c.compounds_split) for c in cards]),
        ("形状最紧凑", [round(c.compactness, 3) for c in cards]),
        ("边界沿街最多", [round(c.streets, 3) for c in cards]),
        ("户数最均衡", [-round(c.deviation, 1) for c in cards]),
        ("第二指标最均衡", [-round(c.second_spread or 0.0, 3) for c in cards]),
        ("换网格的住户最少", [-float(c.moved or 0) for c in cards]),
    ]


def _the_one(store: Store, request: PlanRequest) -> list[Community]:
    wanted = wanted_communities(store, request.communities)
    if len(wanted) != 1:
        raise InputError("一次只能为一个社区列出几种划法，请只选一个社区。")
    return wanted


def _choice(candidate: Candidate, shapes: tuple[BaseGeometry, ...], blank: DividedCommunity, band: Band) -> Choice:
    from gridmgr.operations.dividing import Division

    divided = replace(blank, division=Division(candidate.partition, shapes))
    names = [f"第{k}格" for k in range(1, len(shapes) + 1)]
    return Choice(
        EMPHASIS_NAMES[candidate.recipe.emphasis],
        candidate.card,
        candidate.partition.verdict,
        tuple(sentences(divided, names, band)),
        divided,
        candidate.beaten_by,
    )


def _present(site: "Site") -> ScoreCard | None:
    """Return the figures of the plan in force on the same units, grids that are locked now left out."""
    previous = site.judge.previous
    if previous is None or (previous < 0).any():
        return None
    return site.judge.card(np.unique(previous, return_inverse=True)[1].astype(np.int64))
