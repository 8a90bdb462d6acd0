# SPDX-License-Identifier: MIT
"""Sums up the plan of a community in one sentence: complete, proven to be impossible, or only not found."""

from collections.abc import Mapping
from types import MappingProxyType

from gridmgr.model.bands import Band
from gridmgr.planning.partition.result import Partition, ReasonCode, Verdict

_COMPLETE = "{grids}个网格都在{low}–{high}户之内。"
_COMPLETE_MUST_SPLIT = "{grids}个网格都在{low}–{high}户之内；{must}个小区必须拆分。"
_COMPLETE_SPLIT = (
    "{grids}个网格都在{low}–{high}户之内；{must}个小区必须拆分，另有{may}个小区没有找到保持完整的划法，也拆分了。"
)
_COMPLETE_MAY_SPLIT = "{grids}个网格都在{low}–{high}户之内；{may}个小区没有找到保持完整的划法，拆分了。"
_PROVEN = "已证明不可能全部达标：{grids}个网格中有{bad}个不在{low}–{high}户之内，偏差最大的有{worst}户。"
_LOCKED = "受锁定的网格限制，{grids}个网格中有{bad}个不在{low}–{high}户之内，偏差最大的有{worst}户；需要时请解除锁定。"
_NOT_FOUND = (
    "没有找到全部达标的划法，但没有证明不存在：目前最好的方案{grids}个网格中有{bad}个不在{low}–{high}户之内，偏差最大的有{worst}户；"
    "请人工调整，或换一个种子、加大计算量重新划分。"
)
_NO_UNITS = "社区内没有可以划分的地块，没有生成网格。"

_OFF_BAND: Mapping[Verdict, str] = MappingProxyType(
    {Verdict.INFEASIBLE: _PROVEN, Verdict.LUMP: _PROVEN, Verdict.LOCKED: _LOCKED, Verdict.NOT_FOUND: _NOT_FOUND}
)

MUST_SPLIT = frozenset(
    {
        ReasonCode.COMPOUND_TOO_LARGE,
        ReasonCode.COMPOUND_APART,
        ReasonCode.COMPOUND_LOCKED,
        ReasonCode.COMPOUND_MUST_SPLIT,
        ReasonCode.COMPOUNDS_EXCLUDE,
    }
)
"""The reasons that say that an estate could not stay whole."""


def conclusion_template(plan: Partition) -> str:
    """Return the Chinese sentence on the whole plan with names for the figures."""
    if not plan.households.size:
        return _NO_UNITS
    if plan.verdict is not Verdict.COMPLETE:
        return _OFF_BAND[plan.verdict]
    codes = {reason.code for reason in plan.reasons}
    has_must, has_may = bool(codes & MUST_SPLIT), ReasonCode.COMPOUND_SPLIT in codes
    if has_may:
        return _COMPLETE_SPLIT if has_must else _COMPLETE_MAY_SPLIT
    return _COMPLETE_MUST_SPLIT if has_must else _COMPLETE


def conclusion(plan: Partition, band: Band) -> str:
    """Return the Chinese sentence on the whole plan with its figures."""
    sizes = plan.households.tolist()
    bad = [size for size in sizes if not band.contains(size)]
    values = {
        "grids": len(sizes),
        "low": band.low,
        "high": band.high,
        "bad": len(bad),
        "worst": max(bad, key=lambda size: abs(band.excess(size)), default=0),
        "must": sum(reason.code in MUST_SPLIT for reason in plan.reasons),
        "may": sum(reason.code is ReasonCode.COMPOUND_SPLIT for reason in plan.reasons),
    }
    return conclusion_template(plan).format(**values)
