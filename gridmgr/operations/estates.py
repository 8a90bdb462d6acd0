# SPDX-License-Identifier: MIT
"""Compounds (小区) found in the names of buildings and in outlines of estates: proposals that a person accepts."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.data.store import Store
from gridmgr.model.areas import Building, Community, Estate
from gridmgr.model.changes import Change, ChangeSet, added, changed
from gridmgr.model.errors import InputError
from gridmgr.model.ids import Ids, new_id
from gridmgr.model.progress import Progress, Silent
from gridmgr.planning.shared_borders import components

NEAR_M = 120.0
"""Buildings of one name no farther apart than this stand in one compound."""
FEWEST = 2
"""So many buildings make a compound."""

_COUNT = r"(?:[0-9]{1,4}|[一二三四五六七八九十百]{1,4}|[A-Za-z])"
_NUMBERED = re.compile(
    rf"^(?P<stem>.*?)[\s\-—_#·,，、(（]*第?{_COUNT}\s*[#-]?\s*"
    r"(?P<word>号楼|号院|号幢|号栋|号|幢|栋|座|楼)(?:[\s,，、]*[0-9一二三四五六七八九十A-Za-z]+(?:单元|室|层|号门).*)?[)）]?$"
)
_LANE = re.compile(r"(?:弄|里|院|村|园|苑|城|庭|府|湾|邸|居|舍|寓|家园|花园|小区|公寓|大院|号)$")
_STREET = re.compile(r"(?:大道|大街|路|街|巷|道|胡同)(?:[东西南北中]段)?$")
_ON_STREET = re.compile(r"^[^0-9]{1,10}?(?:大道|大街|路|街|巷|道|胡同)[0-9]{1,5}号(?:之[0-9一二三四五]+)?(?=[^0-9]{2})")
"""A house number before a name of its own: 榕溪路1号工农新村."""
_PLACES = re.compile(
    r"^(?:[^省市]{2,8}(?:省|自治区))?(?:[^市]{2,8}市)?(?:[^区县]{1,6}(?:(?<!小)(?<!社)区|县))?"
    r"(?:[^镇乡街]{2,8}(?:街道|镇|乡))?(?:[^社路街]{2,10}社区)?(?:居委会|居民委员会)?"
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Buildings that look like one compound."""

    name: str
    community: str
    community_name: str
    building_ids: tuple[str, ...]
    households: int
    estate_id: str
    """The estate that is known under this name; empty where it would be a new one."""
    why: str
    """What it was found by: 名称 or 范围."""
    place: BaseGeometry
    """Around its buildings."""


def compound_name(name: str, number: str = "", address: str = "") -> str:
    """Return the name of the compound that a building's name or address tells of, "" for none.

    丽景花园3幢 is a building of 丽景花园; a number on a street (人民路12号) is no compound, but a house number with
    several buildings (人民路12号3幢) is.
    """
    for told in (name, address):
        stem = _stem(_tidy(told))
        if stem:
            return stem
    alone = _tidy(name)
    return alone if number.strip() and _is_compound(alone, "") and not _NUMBERED.match(alone) else ""


def _tidy(told: str) -> str:
    """Return a text with half-width figures and without blanks."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", told))


def _stem(told: str) -> str:
    found = _NUMBERED.match(_without_places(told))
    if found is None:
        return ""
    stem = _ON_STREET.sub("", found["stem"].rstrip("-—_#·,、("))
    return stem if _is_compound(stem, found["word"]) else ""


def _without_places(told: str) -> str:
    """Return an address without province, city, district, town and community before it."""
    found = _PLACES.match(told)
    return told[found.end() :] if found is not None else told


def _is_compound(stem: str, word: str) -> bool:
    """Tell whether a name may be that of a compound: a street is none, and 号 alone numbers houses on a street."""
    if len(stem) < 2 or not re.search(r"[\u4e00-\u9fff]{2}|[\u4e00-\u9fff].*号", stem) or _STREET.search(stem):
        return False
    return word != "号" or bool(_LANE.search(stem))


def find_estates(store: Store, codes: Sequence[str] = (), progress: Progress | None = None) -> list[Proposal]:
    """Propose compounds among buildings that belong to no estate yet, in some communities or in all.

    First the buildings inside the outline of a known estate, then those of one name that stand near each other. Raises
    CancelledError when `progress` does.
    """
    watch = progress or Silent()
    wanted = [c for c in store.find(Community) if not codes or c.code in codes]
    found: list[Proposal] = []
    for done, community in enumerate(sorted(wanted, key=lambda c: c.code)):
        watch.step(done, len(wanted), community.name)
        found += _found_in(store, community)
    return found


def _found_in(store: Store, community: Community) -> list[Proposal]:
    placed = [b for b in store.find(Building, community=community.code) if b.geom is not None]
    estates = sorted(store.find(Estate, community=community.code), key=lambda e: (e.name, e.id))
    free = [b for b in placed if not b.estate_id]
    found = _by_outline(community, free, estates)
    taken = {i for proposal in found for i in proposal.building_ids}
    standing: dict[str, list[Building]] = {}
    for building in placed:
        standing.setdefault(building.estate_id, []).append(building)
    known = {e.name: (e, standing.get(e.id, [])) for e in reversed(estates)}
    return found + _by_name(community, [b for b in free if b.id not in taken], known)


def _by_outline(community: Community, buildings: list[Building], estates: Iterable[Estate]) -> list[Proposal]:
    """Propose for each estate with an outline the buildings that stand in it."""
    points = shapely.point_on_surface(_shapes(buildings))
    found, free = [], np.ones(len(buildings), dtype=np.bool_)
    for estate in (e for e in estates if e.geom is not None):
        inside = np.flatnonzero(free & shapely.intersects(estate.geom, points))
        if len(inside):
            free[inside] = False
            found.append(_proposal(community, estate.name, [buildings[i] for i in inside], estate.id, "范围"))
    return found


def _by_name(
    community: Community, buildings: list[Building], known: Mapping[str, tuple[Estate, list[Building]]]
) -> list[Proposal]:
    """Propose the buildings of one name that stand near each other; two groups of one name stay two.

    A group beside the buildings of an estate of that name, even a single building, is proposed for that estate.
    """
    named: dict[str, list[Building]] = {}
    for building in buildings:
        name = compound_name(building.name, building.number, building.address)
        if name:
            named.setdefault(name, []).append(building)
    found = []
    for name, members in sorted(named.items()):
        estate, standing = known.get(name, (None, []))
        group = _neighbourhoods(_shapes([*members, *standing]))
        joined = set(group[len(members) :].tolist())
        for number in np.unique(group[: len(members)]).tolist():
            near = [b for b, g in zip(members, group.tolist(), strict=False) if g == number]
            if number in joined and estate is not None:
                found.append(_proposal(community, name, near, estate.id, "名称"))
            elif len(near) >= FEWEST:
                found.append(_proposal(community, name, near, "", "名称"))
    return found


def _neighbourhoods(shapes: NDArray[np.object_]) -> NDArray[np.int64]:
    """Number the groups of buildings that a chain of near neighbours joins."""
    here, there = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=NEAR_M)
    return components(len(shapes), here, there)


def _shapes(buildings: Sequence[Building]) -> NDArray[np.object_]:
    shapes = np.empty(len(buildings), dtype=object)
    shapes[:] = [b.geom for b in buildings]
    return shapes


def _proposal(community: Community, name: str, buildings: list[Building], estate_id: str, why: str) -> Proposal:
    return Proposal(
        name=name,
        community=community.code,
        community_name=community.name,
        building_ids=tuple(b.id for b in buildings),
        households=sum(b.households for b in buildings),
        estate_id=estate_id,
        why=why,
        place=shapely.box(*shapely.total_bounds(_shapes(buildings)).tolist()),
    )


def accept_estates(store: Store, proposals: Sequence[Proposal], ids: Ids = new_id) -> ChangeSet:
    """Return the change that makes estates of proposals and links their buildings, in one step.

    A building that got an estate meanwhile keeps it. Raises InputError where nothing is left to do.
    """
    made: list[Change] = []
    links: list[Change] = []
    for proposal in proposals:
        present = [store.get(Building, building_id) for building_id in proposal.building_ids]
        free = [b for b in present if b is not None and not b.estate_id]
        estate = store.get(Estate, proposal.estate_id) if proposal.estate_id else None
        if not free:
            continue
        if estate is None:
            estate = Estate(id=ids(), community=proposal.community, name=proposal.name)
            made.append(added(estate))
        links += [changed(b, replace(b, estate_id=estate.id)) for b in free]
    if not links:
        raise InputError("没有要记下的小区：所选楼幢都已经属于小区，或者已被删除。")
    return ChangeSet(f"识别小区：{len(proposals)} 个小区，{len(links)} 栋楼", made + links)
