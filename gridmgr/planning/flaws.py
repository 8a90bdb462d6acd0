# SPDX-License-Identifier: MIT
"""What is wrong with the borders of an imported plan, place by place, and who would get each place.

The authority are the areas themselves: what of the community lies in no grid or in several, and what of a grid lies
outside. Everything is found by noding all borders once, never by a tolerance: `shapely.coverage_clean` finds some gaps
at one gap width and others at another, a larger width is not safer. A width only decides what is proposed.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.planning.area_tests import LEAST_M2
from gridmgr.planning.patchwork import Patchwork
from gridmgr.planning.precision import Geometries, is_wider_than_rounding, mean_width_m

SAME_SHARE = 0.95
"""Two grids that share this much of both are the same grid drawn twice."""
THIN_M = 20.0
"""Gaps narrower than this are cut across where the grids along them change, so that none gets a long finger."""
CRUMB_M2 = 1.0
"""Smaller pieces apart from the rest of a mended grid are crumbs that cutting has left; smaller gaps stay whole."""
OVERSHOOT_M = 0.02
"""A cut goes so far beyond the border it leads to that rounding cannot leave it short."""


class FlawKind(StrEnum):
    """Kinds of flaws."""

    GAP = "gap"
    OVERLAP = "overlap"
    OUTSIDE = "outside"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, eq=False)
class Flaw:
    """One place where grids do not fit together."""

    kind: FlawKind
    faces: NDArray[np.bool_]
    """(f,) the faces of the patchwork that it consists of."""
    place: BaseGeometry
    area_m2: float
    width_m: float
    """Its mean width: twice the area through the perimeter."""
    grids: tuple[int, ...]
    """Positions of the grids concerned: those that share it, lie along it, or reach outside."""
    keeper: int
    """Position of the grid that would get it; -1 where no grid should have it or none borders on it."""


@dataclass(frozen=True, eq=False)
class Diagnosis:
    """The grids of one community as faces, and the flaws among them, the largest first."""

    patch: Patchwork
    """Area 0 is the community, area n + 1 grid n."""
    flaws: tuple[Flaw, ...]


def diagnosed(
    outline: BaseGeometry, grids: Sequence[BaseGeometry | None], points: Geometries, grid_of_point: NDArray[np.int64]
) -> Diagnosis:
    """Find the flaws of one community; works for any polygons and never raises.

    `points` (b,) are the buildings and `grid_of_point` (b,) the grids they are counted in, -1 for none: an overlap goes
    to the grid that its buildings are counted in, so that nobody changes grid where it can be avoided.
    """
    patch = Patchwork.of([outline, *grids])
    cuts = [cut for gap in _gaps(patch) for cut in _cuts_across(patch, gap)]
    if cuts:
        patch = Patchwork.of([outline, *grids], cuts)
    found = [*_gap_flaws(patch), *_overlap_flaws(patch, points, grid_of_point), *_outside_flaws(patch)]
    return Diagnosis(patch, tuple(sorted(found, key=lambda f: (-round(f.area_m2, 3), f.place.bounds))))


def mended(diagnosis: Diagnosis, chosen: Collection[int]) -> dict[int, BaseGeometry]:
    """Return the land of the grids that change when the chosen flaws (positions) are put right.

    Every place goes as a whole to its keeper. Of a grid drawn twice nothing is left: crumbs of it go to neighbours.
    """
    patch, touched, doubles = diagnosis.patch, set[int](), set[int]()
    for number in sorted(chosen):
        flaw = diagnosis.flaws[number]
        if flaw.kind is FlawKind.GAP and flaw.keeper < 0:
            continue
        rows = [n + 1 for n in flaw.grids] if flaw.kind is not FlawKind.GAP else []
        touched |= {n for n in flaw.grids if n != flaw.keeper} if rows else {flaw.keeper}
        doubles |= set(flaw.grids) - {flaw.keeper} if flaw.kind is FlawKind.DUPLICATE else set()
        patch = patch.given(flaw.faces, to=flaw.keeper + 1 if flaw.keeper >= 0 else None, away=rows)
    for double in sorted(doubles):
        patch, takers = _dissolved_away(patch, double)
        touched |= takers
    for grid in sorted(touched):
        patch, takers = _crumbs_given(patch, grid)
        touched |= takers
    return {n: patch.area(n + 1) for n in sorted(touched)}


def _dissolved_away(patch: Patchwork, double: int) -> tuple[Patchwork, set[int]]:
    """Give what is left of a grid drawn twice to the neighbours with the longest border."""
    takers: set[int] = set()
    for piece in patch.parts(patch.holds[double + 1] & ~_shared(patch)):
        border = patch.border_m(piece)
        border[[0, double + 1]] = 0.0
        if border.max(initial=0.0) > 0:
            takers.add(int(np.argmax(border)) - 1)
            patch = patch.given(piece, to=int(np.argmax(border)), away=[])
    everything = np.ones(len(patch.faces), dtype=bool)
    return patch.given(everything, away=[double + 1]), takers


def _crumbs_given(patch: Patchwork, grid: int) -> tuple[Patchwork, set[int]]:
    """Give crumbs that cutting has left apart from a grid to the neighbours with the longest border."""
    takers: set[int] = set()
    for piece in patch.parts(patch.holds[grid + 1])[1:]:
        border = patch.border_m(piece)
        border[[0, grid + 1]] = 0.0
        if patch.size_m2(piece) < CRUMB_M2 and border.max(initial=0.0) > 0:
            takers.add(int(np.argmax(border)) - 1)
            patch = patch.given(piece, to=int(np.argmax(border)), away=[grid + 1])
    return patch, takers


def _shared(patch: Patchwork) -> NDArray[np.bool_]:
    return np.asarray(patch.holds[1:].sum(axis=0) > 1)


def _gaps(patch: Patchwork) -> list[NDArray[np.bool_]]:
    """Return the gaps (f,), each whole, however cuts have divided it."""
    return patch.parts(patch.holds[0] & ~patch.holds[1:].any(axis=0))


def _gap_flaws(patch: Patchwork) -> list[Flaw]:
    """Return a flaw for each piece of a gap; whether it is more than rounding is asked of the whole gap."""
    found = []
    for gap in _gaps(patch):
        if _flaw(patch, FlawKind.GAP, gap) is None:
            continue
        for faces in _pieces(patch, gap):
            border = patch.border_m(faces)[1:]
            along = np.flatnonzero(border > 0)
            keeper = int(along[np.argmax(border[along])]) if len(along) else -1
            found.append(replace(_made(patch, FlawKind.GAP, faces), grids=tuple(along.tolist()), keeper=keeper))
    return found


def _pieces(patch: Patchwork, gap: NDArray[np.bool_]) -> list[NDArray[np.bool_]]:
    """Return a gap as cuts have divided it; a piece that no grid borders on goes with the next piece that one does."""
    single = np.eye(len(patch.faces), dtype=bool)
    piece_of = {n: n for n in np.flatnonzero(gap).tolist() if patch.border_m(single[n])[1:].any()}
    if not piece_of:
        return [gap]
    inner = patch.segments.only(gap[patch.segments.a] & gap[patch.segments.b])
    beside = sorted(zip((-inner.length_m).tolist(), inner.a.tolist(), inner.b.tolist(), strict=True))
    while len(piece_of) < np.count_nonzero(gap):
        pair = next((a, b) for _, a, b in beside if (a in piece_of) != (b in piece_of))
        near, far = pair if pair[0] in piece_of else pair[::-1]
        piece_of[far] = piece_of[near]
    faces = np.arange(len(patch.faces))
    return [np.isin(faces, [n for n in piece_of if piece_of[n] == piece]) for piece in sorted({*piece_of.values()})]


def _overlap_flaws(patch: Patchwork, points: Geometries, grid_of_point: NDArray[np.int64]) -> list[Flaw]:
    shared = _wider_than_rounding(patch, _shared(patch) & patch.holds[0])
    doubles = _doubles(patch)
    patterns = {tuple(np.flatnonzero(column).tolist()) for column in patch.holds[1:, shared].T}
    found = []
    for grids in sorted(patterns):
        rows = np.zeros(len(patch.holds) - 1, dtype=bool)
        rows[list(grids)] = True
        same = shared & (patch.holds[1:] == rows[:, None]).all(axis=0)
        for faces in patch.parts(same):
            flaw = _made(patch, FlawKind.OVERLAP, faces)
            twice = next((pair for pair in doubles if set(pair) <= set(grids)), None)
            keeper = min(twice) if twice else _claimant(patch, flaw, grids, points, grid_of_point)
            kind = FlawKind.DUPLICATE if twice and len(grids) == 2 else FlawKind.OVERLAP
            found.append(replace(flaw, kind=kind, grids=grids, keeper=keeper))
    return found


def _wider_than_rounding(patch: Patchwork, faces: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return those of some faces that are, with all that hangs together with them, more than rounding can make."""
    told = [part for part in patch.parts(faces) if _flaw(patch, FlawKind.OVERLAP, part) is not None]
    return np.asarray(np.any([np.zeros_like(faces), *told], axis=0))


def _claimant(
    patch: Patchwork, flaw: Flaw, grids: tuple[int, ...], points: Geometries, grid_of_point: NDArray[np.int64]
) -> int:
    """Return the grid of most buildings there; without buildings the one whose own land lies along it the longest."""
    inside = grid_of_point[shapely.intersects(flaw.place, points)]
    homes = [int(np.count_nonzero(inside == grid)) for grid in grids]
    own = replace(patch, holds=patch.holds & (patch.holds[1:].sum(axis=0) == 1))
    border = own.border_m(flaw.faces)[1:]
    return max(zip(homes, border[list(grids)].tolist(), [-g for g in grids], grids, strict=True))[3]


def _doubles(patch: Patchwork) -> list[tuple[int, int]]:
    """Return the pairs of grids that are the same grid drawn twice."""
    size = shapely.area(patch.faces)
    held = patch.holds[1:].astype(np.float64)
    common = (held * size) @ held.T
    whole = np.maximum(np.diag(common), LEAST_M2)
    share = np.minimum(common / whole[:, None], common / whole[None, :])
    a, b = np.nonzero(np.triu(share >= SAME_SHARE, k=1))
    return list(zip(a.tolist(), b.tolist(), strict=True))


def _outside_flaws(patch: Patchwork) -> list[Flaw]:
    found = []
    for grid, row in enumerate(patch.holds[1:]):
        for faces in patch.parts(row & ~patch.holds[0]):
            flaw = _flaw(patch, FlawKind.OUTSIDE, faces)
            if flaw is not None:
                found.append(replace(flaw, grids=(grid,), keeper=-1))
    return found


def _flaw(patch: Patchwork, kind: FlawKind, faces: NDArray[np.bool_]) -> Flaw | None:
    """Return a flaw without its grids, None for what rounding alone can make."""
    flaw = _made(patch, kind, faces)
    return flaw if is_wider_than_rounding(np.array([flaw.place], dtype=object), LEAST_M2)[0] else None


def _made(patch: Patchwork, kind: FlawKind, faces: NDArray[np.bool_]) -> Flaw:
    place = shapely.union_all(patch.faces[faces])
    width_m = float(mean_width_m(np.array([place], dtype=object))[0])
    return Flaw(kind, faces, place, float(place.area), width_m, (), -1)


def _cuts_across(patch: Patchwork, gap: NDArray[np.bool_]) -> list[BaseGeometry]:
    """Return lines across a narrow gap from the corners where the grids along it change."""
    place = shapely.union_all(patch.faces[gap])
    width = float(mean_width_m(np.array([place], dtype=object))[0])
    if place.area < CRUMB_M2 or not 0 < width < THIN_M:
        return []
    rim = patch.segments.only(gap[patch.segments.a] != gap[patch.segments.b])
    beyond = patch.holds[1:, np.where(gap[rim.a], rim.b, rim.a)]
    corners: dict[tuple[float, float], set[int]] = {}
    for ends in (rim.start, rim.end):
        for (x, y), column in zip(ends.tolist(), beyond.T, strict=True):
            corners.setdefault((x, y), set()).update(np.flatnonzero(column).tolist())
    rings = _rings(place)
    found = [_cut_from(place, rings[c], width) for c, grids in sorted(corners.items()) if len(grids) > 1 and c in rings]
    return [cut for cut in found if cut is not None]


def _rings(place: BaseGeometry) -> dict[tuple[float, float], NDArray[np.float64]]:
    """Return for every corner of a place (3, 2) the corner before it, itself and the one behind it."""
    found = {}
    for ring in shapely.get_rings(shapely.get_parts(place)):
        xy = shapely.get_coordinates(ring)[:-1]
        for before, here, behind in zip(np.roll(xy, 1, axis=0), xy, np.roll(xy, -1, axis=0), strict=True):
            found[(float(here[0]), float(here[1]))] = np.stack((before, here, behind))
    return found


def _cut_from(place: BaseGeometry, corner: NDArray[np.float64], width_m: float) -> BaseGeometry | None:
    """Return the line from a corner straight across to the other side; None where that is far: at the tips of a gap."""
    before, here, behind = corner
    ahead = (behind - here) / np.hypot(*(behind - here)) - (before - here) / np.hypot(*(before - here))
    if not np.hypot(*ahead):
        return None
    normal = np.array([-ahead[1], ahead[0]]) / np.hypot(*ahead)
    if not shapely.contains(place, shapely.Point(here + normal * OVERSHOOT_M)):
        normal = -normal
    ray = shapely.LineString([here + normal * OVERSHOOT_M, here + normal * 3 * width_m])
    hits = shapely.get_coordinates(shapely.intersection(shapely.boundary(place), ray))
    if not len(hits) or not shapely.contains(place, shapely.get_point(ray, 0)):
        return None
    length = float(np.hypot(*(hits - here).T).min())
    return shapely.LineString([here, here + normal * (length + OVERSHOOT_M)])
