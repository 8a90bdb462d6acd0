# SPDX-License-Identifier: MIT
"""Mending the borders of a plan that was drawn elsewhere: a report first, then one change of what was agreed to."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import shapely

from gridmgr.data.store import Store
from gridmgr.model.areas import Grid
from gridmgr.model.changes import Change, ChangeSet
from gridmgr.model.progress import Progress, Silent
from gridmgr.operations.redrawing import drawing_key
from gridmgr.operations.sites import Site, changes_between, moved_buildings, read_site
from gridmgr.planning.area_tests import LEAST_M2, area_test
from gridmgr.planning.editing import EditError
from gridmgr.planning.flaws import Diagnosis, Flaw, FlawKind, diagnosed, mended
from gridmgr.planning.precision import is_wider_than_rounding, sound_areas

WIDTH_M = 2.0
"""What is narrower comes from drawing by hand or from rounding, and mending it is proposed."""

KINDS = {
    FlawKind.GAP: "空隙",
    FlawKind.OVERLAP: "重叠",
    FlawKind.OUTSIDE: "越出社区",
    FlawKind.DUPLICATE: "重复网格",
}
"""What the kinds of flaws are called."""


@dataclass(frozen=True, eq=False)
class Item:
    """One line of the report."""

    flaw: Flaw
    community: str
    """Code of the community."""
    number: int
    """Position among the flaws of the community."""
    place_name: str
    """The name of the community and the grids concerned."""
    advice: str
    """What mending would do, as a sentence."""
    can_be_mended: bool = True

    def is_proposed(self, width_m: float) -> bool:
        """Tell whether mending is proposed at a width."""
        return self.can_be_mended and (self.flaw.kind is FlawKind.DUPLICATE or self.flaw.width_m <= width_m)


@dataclass(frozen=True, eq=False)
class Survey:
    """The flaws of a whole plan as it was read."""

    plan_id: str
    plan: str
    is_draft: bool
    items: tuple[Item, ...]
    sites: Mapping[str, Site]
    diagnoses: Mapping[str, Diagnosis]
    positions: Mapping[str, tuple[str, ...]]
    """The ids of the grids by community, in the order of the positions in the flaws."""


@dataclass(frozen=True, slots=True)
class MovedBuilding:
    """A building that mending puts into another grid."""

    title: str
    households: int
    old: str
    new: str


@dataclass(frozen=True, eq=False)
class Proposal:
    """What mending the chosen items comes to."""

    changes: tuple[Change, ...]
    moved: tuple[MovedBuilding, ...]
    mended: int
    left: int
    gaps_m2: float
    """What stays open afterwards."""
    overlaps_m2: float
    outside_m2: float
    removed: tuple[str, ...]
    """Names of grids drawn twice that are taken out."""


def survey(store: Store, plan_id: str, progress: Progress | None = None) -> Survey:
    """Look at all borders of a plan. Raises EditError where the plan is gone, CancelledError when given up."""
    watch = progress or Silent()
    codes = sorted({code for (code,) in store.values(Grid, ["community"], plan_id=plan_id)} - {""})
    sites, diagnoses, positions, items = {}, {}, {}, []
    for done, code in enumerate(codes):
        watch.step(done, len(codes), "核对网格边界")
        site = read_site(store, plan_id, [code])
        owner = site.communities.get(code)
        if owner is None or owner.geom is None:
            continue
        ids = tuple(g.id for g in sorted(site.grids.values(), key=lambda g: (g.code, g.id)))
        place = {grid: number for number, grid in enumerate(ids)}
        counted = np.array([place.get(g, -1) for g in site.grid_of_building.tolist()], dtype=np.int64)
        found = diagnosed(owner.geom, [site.grids[i].geom for i in ids], site.ground.points, counted)
        sites[code], diagnoses[code], positions[code] = site, found, ids
        items += [_item(site, ids, code, number, flaw) for number, flaw in enumerate(found.flaws)]
    plan = read_site(store, plan_id, []).plan
    items.sort(key=lambda item: (-item.flaw.area_m2, item.community, item.number))
    return Survey(plan_id, plan.name, plan.state == "draft", tuple(items), sites, diagnoses, positions)


def proposed(known: Survey, width_m: float = WIDTH_M) -> list[Item]:
    """Return the items whose mending is proposed at a width."""
    return [item for item in known.items if item.is_proposed(width_m)]


def proposal(known: Survey, chosen: Sequence[Item]) -> Proposal:
    """Work out what mending some items changes. Raises EditError where the result would not be clean there."""
    changes: list[Change] = []
    moved: list[MovedBuilding] = []
    removed: list[str] = []
    left = np.zeros(3)
    for code, site in known.sites.items():
        mine = [item for item in chosen if item.community == code and item.can_be_mended]
        after = _mended_site(known, code, mine) if mine else site
        _demand_mended(after, known.positions[code], mine)
        left += _tested(after, code)
        changes += changes_between(site, after)
        moved += _moved(site, after)
        removed += [site.grids[i].name or site.grids[i].code for i in site.grids if i not in after.grids]
    count = sum(item.can_be_mended for item in chosen)
    gaps, overlaps, outside = (round(float(value), 2) for value in left)
    rest = len(known.items) - count
    return Proposal(tuple(changes), tuple(moved), count, rest, gaps, overlaps, outside, tuple(removed))


def mend(store: Store, known: Survey, chosen: Sequence[Item]) -> ChangeSet:
    """Return the change that mends the chosen items.

    Raises EditError where the plan is no draft or was changed since the survey.
    """
    for code, site in known.sites.items():
        now = read_site(store, known.plan_id, [code])
        if now.plan.state != "draft":
            raise EditError("只有草案可以改动；请先以这个方案为底稿新建草案，再修补。")
        if drawing_key(now.grids.values()) != drawing_key(site.grids.values()):
            raise EditError("网格刚刚被改过，没有修补；请重新核对边界。")
    worked = proposal(known, chosen)
    return ChangeSet(f"修补网格边界（{worked.mended} 处）", worked.changes)


def _mended_site(known: Survey, code: str, items: Collection[Item]) -> Site:
    areas = mended(known.diagnoses[code], [item.number for item in items])
    ids = known.positions[code]
    return known.sites[code].redrawn({ids[n]: area for n, area in areas.items()}, is_exact=True)


def _demand_mended(site: Site, ids: Sequence[str], items: Sequence[Item]) -> None:
    """Raise EditError where a place that was mended is still in no grid, in several of its grids, or outside."""
    for item in items:
        place, flaw = item.flaw.place, item.flaw
        held = [shapely.intersection(place, site.grids[ids[n]].geom) for n in flaw.grids if ids[n] in site.grids]
        wrong = [shapely.intersection(one, other) for one, other in combinations(held, 2)]
        if flaw.kind is FlawKind.GAP:
            wrong = [shapely.difference(place, shapely.union_all([site.grids[n].geom for n in site.near(place)]))]
        elif flaw.kind is FlawKind.OUTSIDE:
            wrong = held
        parts = shapely.get_parts(sound_areas(wrong))
        if is_wider_than_rounding(parts, LEAST_M2).any():
            raise EditError(
                "{place}处修补以后仍差 {area:.2f} 平方米，没有保存；请取消勾选这一处，在地图上处理。",
                place=item.place_name,
                area=float(shapely.area(parts).sum()),
            )


def _tested(site: Site, code: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the gaps, overlaps and land outside that are left, in m²."""
    test = area_test(site.communities[code].geom, [g.geom for g in site.grids.values()])
    return np.array([test.gaps_m2, test.overlaps_m2, test.outside_m2])


def _moved(before: Site, after: Site) -> list[MovedBuilding]:
    found = []
    for number in moved_buildings(before, after).tolist():
        old, new = before.grid_of_building[number], after.grid_of_building[number]
        names = (before.short(old) if old else "未归格", after.short(new) if new else "未归格")
        found.append(MovedBuilding(before.ground.titles[number], int(before.ground.households[number]), *names))
    return found


def _item(site: Site, ids: Sequence[str], code: str, number: int, flaw: Flaw) -> Item:
    names = [site.short(ids[n]) for n in flaw.grids]
    keeper = site.short(ids[flaw.keeper]) if flaw.keeper >= 0 else ""
    where = f"{site.communities[code].name}：" + "、".join(names[:4]) + ("等" if len(names) > 4 else "")
    others = "、".join(name for n, name in zip(flaw.grids, names, strict=True) if n != flaw.keeper)
    advice = {
        FlawKind.GAP: f"填入“{keeper}”。" if keeper else "周围没有网格，请新画网格。",
        FlawKind.OVERLAP: f"留给“{keeper}”，从“{others}”裁去。",
        FlawKind.OUTSIDE: "裁到社区边界。",
        FlawKind.DUPLICATE: f"与“{keeper}”重复，删除“{others}”。",
    }[flaw.kind]
    changing = [flaw.keeper] if flaw.kind is FlawKind.GAP else [n for n in flaw.grids if n != flaw.keeper]
    locked = [site.short(ids[n]) for n in changing if n >= 0 and site.grids[ids[n]].border_locked]
    if locked:
        advice = f"“{locked[0]}”的边界已锁定，不改动；要修补请先解锁。"
    can = not locked and (flaw.kind is not FlawKind.GAP or bool(keeper))
    return Item(flaw, code, number, where, advice, can)
