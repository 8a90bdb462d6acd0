# SPDX-License-Identifier: MIT
"""What comes out of a repair with least change, and what has to be said about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray


class RepairVerdict(StrEnum):
    """How a repair ended, in one word."""

    NOTHING_TO_DO = "nothing_to_do"
    """Every grid was in the band already; nothing moves."""
    REPAIRED = "repaired"
    """Every grid is in the band now."""
    PARTLY = "partly"
    """Some grids are in the band now, others could not be mended."""
    UNSOLVED = "unsolved"
    """No grid could be mended; nothing moves."""


class RepairCode(StrEnum):
    """What a reason says; the sentence for people lies beside it in `TEMPLATES`."""

    LUMP = "lump"
    LOCKED = "locked"
    TOTALS = "totals"
    PROVEN = "proven"
    NOT_FOUND = "not_found"
    ESTATE_SPLIT = "estate_split"


TEMPLATES: Mapping[RepairCode, str] = MappingProxyType(
    {
        RepairCode.LUMP: "网格内有一栋{households}户的建筑，超过上限{high}户且不能再分，保持原样。",
        RepairCode.LOCKED: "网格有{households}户，不在{low}–{high}户之内，但边界已锁定或不在可调整的范围内，保持原样。",
        RepairCode.TOTALS: (
            "相连且可以调整的网格共{households}户，无论划几个网格都达不到{low}–{high}户的标准（已证明），保持原样；"
            "请解除锁定、扩大可调整的范围，或与相邻社区合并考虑。"
        ),
        RepairCode.PROVEN: (
            "网格有{households}户，在可以调整的范围内没有能让它达标的调整（已证明），保持原样；请解除锁定或扩大范围。"
        ),
        RepairCode.NOT_FOUND: (
            "网格有{households}户，没有找到让它达标的调整，不等于一定不存在，保持原样；请换一个种子、扩大范围或重新划分社区。"
        ),
        RepairCode.ESTATE_SPLIT: "小区共{households}户，没有找到保持完整的调整，已分入{grids}个网格。",
    }
)

UNSOLVED = frozenset(RepairCode) - {RepairCode.ESTATE_SPLIT}
"""The reasons that tell why grids stay outside the band."""


@dataclass(frozen=True, slots=True)
class RepairReason:
    """One thing to be said about a repair: what, about which grids, with which figures."""

    code: RepairCode
    households: int
    grids: tuple[int, ...]
    """Grid numbers it is about, ascending."""
    estate: int = -1
    """Number of the estate it is about, -1 for none."""
    values: Mapping[str, int] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """Return the Chinese sentence with its figures."""
        return TEMPLATES[self.code].format(households=self.households, grids=len(self.grids), **self.values)


@dataclass(frozen=True, slots=True)
class Rebalanced:
    """The plan of one community after a repair."""

    labels: NDArray[np.int64]
    """(n,) grid number of every unit: the number it had, or a new one for a grid that was founded."""
    moved_households: int
    moved_units: int
    bound_households: int
    """Households that any repair of the grids mended here moves at least; proven."""
    bound_is_exact: bool
    """Whether a repair that moves just so few households is known, so that fewer or no more are out of the question."""
    verdict: RepairVerdict
    reasons: tuple[RepairReason, ...]
    founded: tuple[int, ...]
    """Numbers of new grids, ascending."""
    dissolved: tuple[int, ...]
    """Numbers of grids that are no more, ascending."""
