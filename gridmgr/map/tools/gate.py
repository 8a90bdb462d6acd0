# SPDX-License-Identifier: MIT
"""What a stroke may take: the one gate through which every tool that hands buildings over has to go."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from gridmgr.map.tools.workpiece import Preview, Workpiece
from gridmgr.planning.coverage import UNASSIGNED
from gridmgr.planning.crossings import Reach, new_reaches

EVERYWHERE, LOOSE, ABOVE = "everywhere", "loose", "above"
"""Sources that are no grid: all land, land in no grid, the grids with too many households."""


class Guard(StrEnum):
    """Which barriers a grid must not reach across without a reason."""

    NONE = "none"
    RAILS = "rails"
    """Railways, rivers and walls."""
    ROADS = "roads"
    """Main roads, too."""


class Barred(StrEnum):
    """Why a building is left where it is; of two reasons the first is told."""

    SOURCE = "source"
    LOCKED_GRID = "locked_grid"
    LOCKED_BUILDING = "locked_building"


SKIPPED = {
    Barred.LOCKED_GRID: "所在网格已锁定",
    Barred.LOCKED_BUILDING: "已锁定",
    Barred.SOURCE: "不在来源范围",
}


@dataclass(frozen=True, slots=True)
class Intake:
    """What a person wants strokes to take, and how wide they are."""

    source: str = EVERYWHERE
    """EVERYWHERE, LOOSE, ABOVE or the id of a grid."""
    whole_estates: bool = False
    """Whether a stroke that touches an estate (小区) takes all of it."""
    guard: Guard = Guard.RAILS
    brush_m: float = 30.0
    """The brush's diameter."""
    strip_m: float = 40.0
    """The whole width of a strip along a line."""


@dataclass(frozen=True, slots=True)
class Caught:
    """What a stroke catches: the faces that would move, what comes of it, and how many buildings are left out."""

    faces: NDArray[np.int64]
    preview: Preview
    skipped: Mapping[Barred, int] = field(default_factory=dict)


def admitted(
    piece: Workpiece, faces: NDArray[np.int64], target: str, intake: Intake
) -> tuple[NDArray[np.int64], dict[Barred, int]]:
    """Return the faces that may go to the target, and how many buildings stay for which reason.

    The community is a hard mask by itself: a workpiece has no other land.
    """
    if intake.whole_estates:
        faces = piece.with_whole_estates(faces)
    faces = faces[piece.number[faces] != piece.number_of(target)]
    skipped: dict[Barred, int] = {}
    for reason in Barred:
        stays = _barred(piece, faces, target, (reason, intake.source))
        count = int(piece.buildings_on[faces[stays]].sum())
        if count:
            skipped[reason] = count
        faces = faces[~stays]
    return faces, skipped


def caught(piece: Workpiece, faces: NDArray[np.int64], target: str, intake: Intake) -> Caught:
    """Return what a stroke over some faces comes to; `faces` of the result may be empty."""
    taken, skipped = admitted(piece, faces, target, intake)
    return Caught(taken, piece.after_moving(taken, target), skipped)


def reached_across(before: Workpiece, after: Workpiece, grids: Collection[str], guard: Guard) -> list[Reach]:
    """Return which of the grids that an edit changed reach across a barrier now: the one rule for every tool."""
    if guard is Guard.NONE:
        return []
    beside_roads = guard is Guard.ROADS
    if not after.is_parted(beside_roads):
        return []
    return new_reaches(before.footing(grids, beside_roads), after.footing(grids, beside_roads))


def emptied(piece: Workpiece, faces: NDArray[np.int64], target: str) -> list[str]:
    """Return the grids that would be left without land if some faces went to another grid."""
    left = np.bincount(piece.number[faces], minlength=1)
    losing = {str(piece.coverage.grid[face]) for face in faces[np.unique(piece.number[faces], return_index=True)[1]]}
    others = sorted(losing - {target, UNASSIGNED})
    return [grid for grid in others if left[piece.number_of(grid)] == len(piece.members_of(grid))]


def skipped_text(skipped: Mapping[Barred, int]) -> str:
    """Say which buildings were left out: 跳过 3 栋（2 栋已锁定，1 栋不在来源范围）."""
    total = sum(skipped.values())
    if not total:
        return ""
    reasons = "，".join(f"{count} 栋{SKIPPED[reason]}" for reason, count in skipped.items())
    return f"跳过 {total} 栋（{reasons}）"


def _barred(piece: Workpiece, faces: NDArray[np.int64], target: str, rule: tuple[Barred, str]) -> NDArray[np.bool_]:
    """Tell which faces a rule keeps where they are."""
    reason, source = rule
    if reason is Barred.LOCKED_GRID:
        return piece.is_locked[faces] | (target in piece.locked)
    if reason is Barred.LOCKED_BUILDING:
        return piece.is_pinned[faces]
    if source == EVERYWHERE:
        return np.zeros(len(faces), np.bool_)
    wanted = piece.above if source == ABOVE else (UNASSIGNED if source == LOOSE else source,)
    return ~np.isin(piece.number[faces], [piece.number_of(grid) for grid in wanted])
