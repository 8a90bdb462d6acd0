# SPDX-License-Identifier: MIT
"""Who works for the communities, and who of them holds a role in which grid."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely
from shapely.geometry import Point

from gridmgr.model.areas import Grid
from gridmgr.model.ids import Ids, counted_ids
from gridmgr.model.people import Appointment, Resident, StaffPerson
from gridmgr.operations.sample.communities import Named
from gridmgr.operations.sample.personnames import given_names, initials, mobile_numbers, surnames
from gridmgr.operations.sample.residentrecords import INVENTED
from gridmgr.operations.sample.traits import SAMPLE_DAY

WORKER, POLICE, OLD_MEMBER, RETIRED, WARDEN, ALLOWANCE = "1", "2", "3", "4", "5", "6"
"""Codes of role_source."""
_ALL_FILLED, _EACH_FILLED = 0.45, 0.48
"""Share of grids with all five roles filled, and of filled roles in the rest."""
_HOUSEHOLDS_A_GRID = 400
_SIXTY = date(1952, 7, 1)
_SOURCES = {
    "GLY": (WORKER,), "JWY": (POLICE,), "XCY": (OLD_MEMBER, RETIRED), "XXY": (WORKER, WARDEN),
    "FWY": (WARDEN, ALLOWANCE, RETIRED),
}  # fmt: skip
"""Who usually holds a role, in the order of preference."""
_DUTIES = {
    "GLY": "牵头负责网格日常管理，组织走访，协调处理居民诉求。",
    "JWY": "负责网格治安巡查、矛盾调解和安全防范宣传。",
    "XCY": "宣传政策法规，收集社情民意，组织文体活动。",
    "XXY": "采集、更新网格内人口和房屋信息，及时上报变动。",
    "FWY": "为老人、残疾人和困难家庭提供代办和上门服务。",
}


@dataclass(frozen=True, slots=True)
class _Post:
    """What is the same for all staff of one kind."""

    source: str
    unit: str
    title: str
    full_time: bool


def staff_records(
    named: Sequence[Named], people: Sequence[Resident], households: Mapping[str, int], rng: np.random.Generator
) -> list[StaffPerson]:
    """Return the staff of every community; `households` counts those that live there, by code.

    Old party members, retired cadres, building wardens and recipients of allowances are residents of the community.
    """
    new_id = counted_ids(10)
    phones = iter(mobile_numbers(6_000, 500_000))
    lived = defaultdict(list)
    for person in people:
        if person.residence_status != "3" and person.birth_date and person.birth_date < date(1975, 1, 1):
            lived[person.community].append(person)
    found: list[StaffPerson] = []
    for community in named:
        grids = max(2, round(households[community.code] / _HOUSEHOLDS_A_GRID))
        found += _employed(community, grids, new_id, phones, rng)
        found += _from_residents(community, lived[community.code], grids, new_id, rng)
    return found


def _employed(
    community: Named, grids: int, new_id: Ids, phones: Iterator[str], rng: np.random.Generator
) -> list[StaffPerson]:
    """Return the workers of a committee and the police officers of its beat."""
    titles = ["社区党组织书记、居委会主任", "居委会副主任"] + ["社区工作者"] * (grids + 1)
    posts = [_Post(WORKER, community.full_name, title, True) for title in titles]
    posts += [_Post(POLICE, f"{community.subdistrict}派出所（{INVENTED}）", "社区民警", False)] * (1 + grids // 4)
    female = np.array([rng.random() < (0.1 if p.source == POLICE else 0.68) for p in posts])
    names = (surnames(len(posts), rng) + given_names(female, rng.integers(1966, 1990, len(posts)), rng)).tolist()
    return [
        StaffPerson(
            id=new_id(), community=community.code, name=name, initials=initials(name), gender="2" if woman else "1",
            phone=next(phones), phone_public=True, unit=post.unit, title=post.title, source=post.source,
            political="01" if rng.random() < 0.55 or post.source == POLICE else "13",
            full_time=post.full_time, remark=INVENTED,
        )
        for post, name, woman in zip(posts, names, female.tolist(), strict=True)
    ]  # fmt: skip


def _from_residents(
    community: Named, people: Sequence[Resident], grids: int, new_id: Ids, rng: np.random.Generator
) -> list[StaffPerson]:
    """Return residents who help: old members and wardens in every part of the community."""
    found: list[StaffPerson] = []
    taken: set[str] = set()
    for post, pool, count in _helpers(people, grids):
        free = [p for p in pool if p.id not in taken]
        chosen = [free[i] for i in rng.permutation(len(free))[:count].tolist()]
        taken.update(p.id for p in chosen)
        found += [_helper(new_id(), community, post, person) for person in chosen]
    return found


def _helpers(people: Sequence[Resident], grids: int) -> list[tuple[_Post, list[Resident], int]]:
    """Return who can help in which post, and how many are wanted."""
    reached = [p for p in people if p.phone]
    old = [p for p in reached if p.political == "01" and p.birth_date and p.birth_date <= _SIXTY]
    plain = [p for p in reached if p.political != "01"]
    return [
        (_Post(OLD_MEMBER, "", "网格老党员", False), old, 3 * grids),
        (_Post(RETIRED, "", "退休干部", False), [p for p in plain if p.occupation == "退休"], grids // 2 + 1),
        (_Post(WARDEN, "", "楼院长", False), plain, 3 * grids),
        (_Post(ALLOWANCE, "", "公益岗位", False), [p for p in plain if p.occupation == "待业"], grids // 3 + 1),
    ]


def _helper(new_id: str, community: Named, post: _Post, person: Resident) -> StaffPerson:
    """Return the staff record of a resident."""
    return StaffPerson(
        id=new_id, community=community.code, name=person.name, initials=person.initials, gender=person.gender,
        phone=person.phone, phone_public=False, unit=community.full_name, title=post.title, source=post.source,
        political=person.political, full_time=False, resident_id=person.id, remark=INVENTED,
    )  # fmt: skip


def appoint_sample(
    grids: Sequence[Grid], staff: Sequence[StaffPerson], homes: Mapping[str, Point] | None = None, seed: int = 2012
) -> list[Appointment]:
    """Return appointments that fill all five roles of some grids and leave gaps in others, about 70 % in all.

    Where `homes` (staff id to place) is given, people who live in the community serve in the grid they live in;
    without it anywhere in their community.
    """
    rng = np.random.default_rng([seed, 12])
    new_id = counted_ids(12)
    by_community = defaultdict(list)
    for person in staff:
        by_community[person.community].append(person)
    load: Counter[str] = Counter()
    found = []
    for grid in sorted(grids, key=lambda g: (g.community, g.code, g.grid_uid)):
        local = [p for p in by_community[grid.community] if _may_serve(p, grid, homes)]
        for role in _roles_to_fill(rng):
            holder = _holder(_sources(role, rng), role, local, load)
            if holder is not None:
                load[holder.id] += 1
                found.append(_appointment(new_id(), grid, role, holder))
    return found


def _roles_to_fill(rng: np.random.Generator) -> list[str]:
    """Return the roles of one grid that get a holder: all of them, or some."""
    complete, draws = rng.random() < _ALL_FILLED, rng.random(len(_SOURCES))
    return [role for role, draw in zip(_SOURCES, draws.tolist(), strict=True) if complete or draw < _EACH_FILLED]


def _may_serve(person: StaffPerson, grid: Grid, homes: Mapping[str, Point] | None) -> bool:
    """Tell whether a person is at home in a grid, as far as that matters and is known."""
    if not homes or not person.resident_id or grid.geom is None:
        return True
    home = homes.get(person.id)
    return home is not None and bool(shapely.intersects(grid.geom, home))


def _sources(role: str, rng: np.random.Generator) -> tuple[str, ...]:
    """Return the usual sources of a role, the one to ask first in front."""
    usual = _SOURCES[role]
    first = usual[int(len(usual) * rng.random() ** 1.6)]
    return (first, *(source for source in usual if source != first))


def _holder(
    sources: tuple[str, ...], role: str, local: Sequence[StaffPerson], load: Mapping[str, int]
) -> StaffPerson | None:
    """Return who takes a role: of the first source that has somebody free, with the fewest roles; None for nobody."""
    most = 4 if role == "JWY" else 2 if role in ("GLY", "XXY") else 1
    able = [p for p in local if p.source in sources and load[p.id] < most]
    return min(able, key=lambda p: (sources.index(p.source), load[p.id], p.id), default=None)


def _appointment(new_id: str, grid: Grid, role: str, person: StaffPerson) -> Appointment:
    """Return the appointment of a person to a role of a grid."""
    return Appointment(
        id=new_id, community=grid.community, grid_uid=grid.grid_uid, role=role, staff_id=person.id,
        source=person.source, duty_text=_DUTIES[role], from_on=SAMPLE_DAY, remark=INVENTED,
    )  # fmt: skip
