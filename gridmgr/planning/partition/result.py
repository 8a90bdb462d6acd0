# SPDX-License-Identifier: MIT
"""What comes out of an automatic plan: the grid of every unit, and what has to be said about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from gridmgr.planning.certificates import Certificate, Statement


@dataclass(frozen=True, slots=True)
class Weights:
    """What people can weigh against each other when a plan is made. Zero leaves a wish out; the band is no wish."""

    compactness: float = 2.0
    """Round grids: per grid, its compactness (Polsby–Popper, 4π · area / perimeter², 1 for a circle)."""
    streets: float = 0.43
    """Grid borders on streets: per 100 m of border inside a block; a local street counts 0.15 of it."""
    equal_size: float = 0.0
    """Grids of the same size: per grid, (households off the mean / 100)²."""
    compounds: float = 4.0
    """How many times dearer a border inside an estate (小区) is that is too large to stay whole."""
    second: float = 0.0
    """Grids alike in a second measure: per grid, (its share · number of grids − 1)²."""
    closeness: float = 0.0
    """Closeness to the plan in force: per 100 households that change hands; 1 keeps what is not worth a change."""


class Policy(StrEnum):
    """Which number of grids is wanted where several are possible."""

    TARGET = "target"
    """Grids of about the target size; of the nearest numbers of grids the one that gives the best plan."""
    FEWEST = "fewest"
    """As few grids as possible."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a plan shall be like beyond the band, and how hard to try."""

    weights: Weights = field(default_factory=Weights)
    policy: Policy = Policy.TARGET
    grids: int | None = None
    """Wanted number of grids of each part that is divided; None leaves it to the policy."""
    effort: int = 1
    """How many times as long as usual to search."""


class Verdict(StrEnum):
    """How good the plan is, in one word."""

    COMPLETE = "complete"
    """Every grid is in the band."""
    INFEASIBLE = "infeasible"
    """There is a proof that no legal plan exists; this is the least violating one found."""
    LUMP = "lump"
    """Only buildings that cannot be divided, or what they cut off, break the band."""
    LOCKED = "locked"
    """Only grids that the user locked, or what they cut off, break the band."""
    NOT_FOUND = "not_found"
    """A legal plan may exist but was not found; this is the least violating one."""


class ReasonCode(StrEnum):
    """What a reason says; the sentence for people lies beside it in `TEMPLATES`."""

    NO_UNITS = "no_units"
    TOTAL_TOO_SMALL = "total_too_small"
    TOTAL_IN_GAP = "total_in_gap"
    LUMP = "lump"
    LAND_WITH_LUMP = "land_with_lump"
    CUT_OFF_BY_LUMP = "cut_off_by_lump"
    CUT_OFF_BY_LOCK = "cut_off_by_lock"
    LOCKED = "locked"
    ISLAND = "island"
    POCKET = "pocket"
    JOINT = "joint"
    PACKING = "packing"
    REGION = "region"
    NOT_FOUND = "not_found"
    EXCLAVE = "exclave"
    BARRED = "barred"
    COMPOUND_TOO_LARGE = "compound_too_large"
    COMPOUND_APART = "compound_apart"
    COMPOUND_LOCKED = "compound_locked"
    COMPOUND_MUST_SPLIT = "compound_must_split"
    COMPOUNDS_EXCLUDE = "compounds_exclude"
    COMPOUND_SPLIT = "compound_split"


TEMPLATES: Mapping[ReasonCode, str] = MappingProxyType(
    {
        ReasonCode.NO_UNITS: "社区内没有可以划分的地块，没有生成网格。",
        ReasonCode.TOTAL_TOO_SMALL: (
            "社区共{households}户，不足{low}户，已证明不能达标，只能划为一个网格；"
            "请与相邻社区合并，或把标准放宽到{wide_low}–{wide_high}户。"
        ),
        ReasonCode.TOTAL_IN_GAP: (
            "社区共{households}户：划{fewer}个网格共超出{over}户，划{more}个网格共不足{under}户，"
            "已证明达不到{low}–{high}户的标准；已按{chosen}个网格划分，"
            "请与相邻社区合并，或把标准放宽到{wide_low}–{wide_high}户。"
        ),
        ReasonCode.LUMP: (
            "单栋建筑（或轮廓重叠的几栋）有{households}户，超过上限{high}户且不能再分，已单独成格；请按例外说明理由报批。"
        ),
        ReasonCode.LAND_WITH_LUMP: "{units}个地块共{households}户被超过上限的建筑隔断，随该建筑划入同一网格。",
        ReasonCode.CUT_OFF_BY_LUMP: (
            "这一片共{households}户被超过上限的建筑与其余部分隔开，已证明怎样划分都达不到{low}–{high}户的标准，"
            "已按最接近的方式划分；请按例外说明理由报批，或把标准放宽到{wide_low}–{wide_high}户。"
        ),
        ReasonCode.CUT_OFF_BY_LOCK: (
            "这一片共{households}户被锁定的网格与其余部分隔开，已证明怎样划分都达不到{low}–{high}户的标准；"
            "请解除相邻网格的锁定，或把标准放宽到{wide_low}–{wide_high}户。"
        ),
        ReasonCode.LOCKED: "网格已锁定，保持现有{households}户不变，不在{low}–{high}户之内；需要调整时请先解除锁定。",
        ReasonCode.ISLAND: (
            "有{own}户的建筑周围都是大体量建筑：不超过{high}户的网格最多凑到{reach}户，不足{low}户，"
            "已证明不能划出合格网格；请按例外说明理由报批，或把标准放宽到{wide_low}–{wide_high}户。"
        ),
        ReasonCode.POCKET: (
            "这一片共{households}户，自己划不成{low}–{high}户的网格，周围的大体量建筑最多只能接收其中{taken}户，"
            "剩下的仍不能达标（已证明）；请按例外说明理由报批，或把标准放宽到{wide_low}–{wide_high}户。"
        ),
        ReasonCode.JOINT: (
            "有{own}户的建筑是相邻几片之间唯一的通道：它的网格无论怎样从各片划入住户，"
            "总有一片达不到{low}–{high}户的标准（已证明）；请按例外说明理由报批，或把标准放宽到{wide_low}–{wide_high}户。"
        ),
        ReasonCode.PACKING: (
            "这一片共{households}户，其中的大体量建筑无论怎样组合，都凑不成{low}–{high}户的网格（已证明）；"
            "请按例外说明理由报批，或把标准放宽到{wide_low}–{wide_high}户。"
        ),
        ReasonCode.REGION: (
            "这一片共{households}户，连同周围建筑的所有划法都已试过，总有一处达不到{low}–{high}户的标准（已证明）；"
            "请按例外说明理由报批，或把标准放宽到{wide_low}–{wide_high}户。"
        ),
        ReasonCode.NOT_FOUND: (
            "没有找到让这个网格达标的划法，目前最好的结果是{households}户（标准{low}–{high}户），不等于一定不存在；"
            "请人工调整，或换一个种子、加大计算量重新划分。"
        ),
        ReasonCode.EXCLAVE: "{units}个地块共{households}户与社区其余部分不相连（飞地），已与最近的地块视为相连。",
        ReasonCode.BARRED: "{units}个地块共{households}户被铁路、河流等隔开，没有通道，已在最近处视为相连。",
        ReasonCode.COMPOUND_TOO_LARGE: "小区共{households}户，超过上限{high}户，必须拆分，已分入{grids}个网格。",
        ReasonCode.COMPOUND_APART: "小区共{households}户，本身不连成一片，已分入{grids}个网格。",
        ReasonCode.COMPOUND_LOCKED: "小区共{households}户，有一部分在锁定的网格内，已分入{grids}个网格。",
        ReasonCode.COMPOUND_MUST_SPLIT: (
            "小区共{households}户，已证明必须拆分：保持完整时，有一片共{stuck}户无论怎样划分都达不到{low}–{high}户的标准；"
            "已分入{grids}个网格。"
        ),
        ReasonCode.COMPOUNDS_EXCLUDE: (
            "小区共{households}户，已证明它与另外{others}个小区不能同时保持完整："
            "否则有一片共{stuck}户无论怎样划分都达不到{low}–{high}户的标准；已把它分入{grids}个网格。"
        ),
        ReasonCode.COMPOUND_SPLIT: (
            "小区共{households}户，没有找到保持完整的合格划法（未证明一定不存在），已分入{grids}个网格；"
            "请人工调整，或换一个种子、加大计算量重新划分。"
        ),
    }
)

EXCUSES = frozenset(
    {
        ReasonCode.TOTAL_TOO_SMALL,
        ReasonCode.TOTAL_IN_GAP,
        ReasonCode.LUMP,
        ReasonCode.CUT_OFF_BY_LUMP,
        ReasonCode.CUT_OFF_BY_LOCK,
        ReasonCode.LOCKED,
        ReasonCode.ISLAND,
        ReasonCode.POCKET,
        ReasonCode.JOINT,
        ReasonCode.PACKING,
        ReasonCode.REGION,
        ReasonCode.NOT_FOUND,
    }
)
"""The reasons that explain why a grid is outside the band."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing to be said about a plan: what, about which units and grids, with which figures."""

    code: ReasonCode
    households: int = 0
    units: tuple[int, ...] = ()
    """Units it is about, ascending."""
    grids: tuple[int, ...] = ()
    """Grid numbers it is about, ascending."""
    values: Mapping[str, int] = field(default_factory=dict)
    """Further figures for the template."""
    certificate: Certificate | None = None
    """The proof of what is said, where there is one; `gridmgr.planning.verification` checks it."""

    @property
    def template(self) -> str:
        """Return the Chinese sentence with names for the figures."""
        return TEMPLATES[self.code]

    @property
    def sentence(self) -> str:
        """Return the Chinese sentence with its figures."""
        return self.template.format(
            households=self.households, units=len(self.units), grids=len(self.grids), **self.values
        )


@dataclass(frozen=True, slots=True)
class Partition:
    """The plan of one community."""

    labels: NDArray[np.int64]
    """(n,) grid number 0..k-1 of every unit; each grid is non-empty and in one piece."""
    households: NDArray[np.int64]
    """(k,) households of every grid."""
    verdict: Verdict
    reasons: tuple[Reason, ...]
    """Why a grid is outside the band, what was linked, which estates were split."""
    links: tuple[tuple[int, int], ...] = ()
    """Pairs of units that count as neighbours because nothing passable joins their pieces of the community."""

    @property
    def statement(self) -> Statement:
        """Return what the plan proves and admits, as the checker wants it."""
        missed = (reason.grids for reason in self.reasons if reason.code is ReasonCode.NOT_FOUND)
        split = (reason.values["estate"] for reason in self.reasons if reason.code is ReasonCode.COMPOUND_SPLIT)
        proofs = dict.fromkeys(reason.certificate for reason in self.reasons if reason.certificate is not None)
        return Statement(tuple(proofs), self.links, frozenset(chain.from_iterable(missed)), frozenset(split))
