# SPDX-License-Identifier: MIT
"""In which order a district is filled, and what it still lacks for a plan."""

from collections.abc import Sequence
from dataclasses import dataclass

from gridmgr.data.store import Store
from gridmgr.model.areas import Barrier, Building, Community, Grid
from gridmgr.model.people import Household, Resident, StaffPerson
from gridmgr.model.records import Record


@dataclass(frozen=True, slots=True)
class Stage:
    """One thing that a district is filled with."""

    kinds: tuple[str, ...]
    """Record types that belong to it; the first is the one to import."""
    label: str
    reason: str
    """Why it is wanted, or what it is good for."""
    count: int
    needed: bool
    """Whether a plan can hardly be made without it."""


_STAGES: tuple[tuple[tuple[type[Record], ...], str, str, bool], ...] = (
    ((Community,), "社区边界", "网格都划在社区里面，先有边界才能划分。", True),
    ((Barrier,), "道路水系", "网格的边界沿着道路和河流走。", True),
    ((Building,), "楼幢", "户数按楼幢计算，没有楼幢就无法均衡。", True),
    ((Household, Resident), "住户和居民", "有了真实户数，划分才准；没有时按楼幢估算。", False),
    ((StaffPerson,), "网格人员", "有了人员才能登记一格五员；网格划好以后再导入也可以。", False),
)


def stages(store: Store) -> list[Stage]:
    """Return what a district is filled with, in the usual order, and how much there is of it."""
    return [
        Stage(tuple(k.TYPE for k in kinds), label, reason, sum(store.count(k) for k in kinds), needed)
        for kinds, label, reason, needed in _STAGES
    ]


def next_stage(found: Sequence[Stage]) -> Stage | None:
    """Return what is best imported next, None where nothing is missing."""
    return next((stage for stage in found if not stage.count), None)


def advice(store: Store) -> tuple[str, Stage | None]:
    """Return a sentence on what the district still lacks, and what to import next."""
    found = stages(store)
    following = next_stage(found)
    if following is None:
        return "划分网格需要的资料都有了。", None
    lacking = "、".join(stage.label for stage in found if not stage.count and stage.needed)
    if lacking:
        return f"自动划分网格还缺：{lacking}。建议接着导入{following.label}：{following.reason}", following
    ready = "已经可以自动划分网格。" if not store.count(Grid) else ""
    return f"{ready}还可以导入{following.label}：{following.reason}", following
