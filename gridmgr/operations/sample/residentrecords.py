# SPDX-License-Identifier: MIT
"""Households and residents as records."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from gridmgr.model.ids import counted_ids
from gridmgr.model.people import Household, Resident
from gridmgr.operations.sample.families import RELATION, Bond, Kind, People, families, kinds_of
from gridmgr.operations.sample.personnames import (
    given_names,
    identity_numbers,
    initials,
    landline_numbers,
    mobile_numbers,
    name_stock,
    surnames,
)
from gridmgr.operations.sample.traits import SAMPLE_DAY, Traits, traits

INVENTED = "虚构数据"
_SAME_PLACE, _ELSEWHERE, _INCOMER, _TENANT = "1", "2", "3", "4"
_ORIGINS = [
    ("350425", "福建省大田县"), ("350426", "福建省尤溪县"), ("350424", "福建省宁化县"), ("350423", "福建省清流县"),
    ("350421", "福建省明溪县"), ("350428", "福建省将乐县"), ("350124", "福建省闽清县"), ("360730", "江西省宁都县"),
    ("360735", "江西省石城县"), ("522328", "贵州省安龙县"), ("511523", "四川省江安县"), ("411525", "河南省固始县"),
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Door:
    """A dwelling as records need it."""

    building_id: str
    community: str
    address: str
    unit: str
    room: str
    floor: int


@dataclass(frozen=True, slots=True)
class Census:
    """All people in arrays, before they become records."""

    doors: list[Door]
    residence: NDArray[np.object_]
    """(households,)"""
    kinds: NDArray[np.int64]
    """(households,)"""
    people: People
    traits: Traits
    names: list[str]
    phones: list[str]


def census(doors: list[Door], empty: list[Door], dorms: NDArray[np.bool_], rng: np.random.Generator) -> Census:
    """Return who lives behind the doors, and who is only registered behind some of the empty ones."""
    draw = rng.random(len(doors))
    tenant = draw < np.where(dorms, 0.5, 0.135)
    incomer = ~tenant & (draw > 0.94)
    residence = np.where(tenant, _TENANT, np.where(incomer, _INCOMER, _SAME_PLACE)).astype(object)
    gone = np.full(len(empty), _ELSEWHERE, dtype=object)
    kinds = np.concatenate([kinds_of(tenant | incomer, rng), kinds_of(np.ones(len(empty), dtype=bool), rng)])
    kinds[len(doors) :][kinds[len(doors) :] == Kind.FLATMATES] = Kind.SINGLE
    people = families(kinds, rng)
    found = traits(people, kinds, rng)
    names = _names(people, found, rng)
    return Census(doors + empty, np.concatenate([residence, gone]), kinds, people, found, names, _phones(people, rng))


def _names(people: People, found: Traits, rng: np.random.Generator) -> list[str]:
    """Return everybody's name; children bear that of the father, a few people names of other peoples."""
    family = surnames(int(people.household.max()) + 1, rng)
    own = surnames(len(people.age), rng)
    first = np.where((people.bond == int(Bond.HEAD)) | people.family_name, family[people.household], own)
    year = found.birth.astype("datetime64[Y]").astype(int) + 1970
    given = given_names(people.female, year, rng)
    names: list[str] = (first + given).tolist()
    dotted = name_stock().dotted
    for person in np.nonzero(rng.random(len(names)) < 0.0005)[0].tolist():
        fitting = [name for name, gender in dotted if (gender == "2") == bool(people.female[person])]
        names[person] = fitting[int(rng.integers(0, len(fitting)))]
        found.ethnic[person] = "05"
    return names


def _phones(people: People, rng: np.random.Generator) -> list[str]:
    """Return a mobile number for nearly everybody from twelve on, "" for the rest."""
    has = (people.age >= 12) & (rng.random(len(people.age)) < np.where(people.age > 70, 0.6, 0.95))
    phones = np.full(len(has), "", dtype=object)
    phones[has] = mobile_numbers(int(has.sum()), 1)
    return list(phones.tolist())


def households(all_people: Census, rng: np.random.Generator) -> list[Household]:
    """Return one record for each household, with what its members need as its own tags."""
    count = len(all_people.doors)
    heads = np.nonzero(all_people.people.bond == int(Bond.HEAD))[0].tolist()
    poor, edge, alone = rng.random(count) < 0.026, rng.random(count) < 0.006, rng.random(count) < 0.002
    visited = rng.integers(5, 700, count)
    new_id = counted_ids(8)
    records = []
    for i, (door, head) in enumerate(zip(all_people.doors, heads, strict=True)):
        residence = str(all_people.residence[i])
        groups = _household_groups(residence, int(all_people.kinds[i]), (bool(poor[i]), bool(edge[i]), bool(alone[i])))
        seen = date.fromordinal(SAMPLE_DAY.toordinal() - int(visited[i])) if visited[i] < 540 else None
        records.append(
            Household(
                id=new_id(), community=door.community, household_no=f"9{i + 1:08d}",
                kind="2" if all_people.kinds[i] == Kind.FLATMATES else "1", residence=residence,
                building_id=door.building_id, unit_no=door.unit, room_no=door.room, floor=door.floor,
                address=door.address, head_name=all_people.names[head], phone=all_people.phones[head],
                groups=groups, last_visit_on=seen, remark=INVENTED,
            )
        )  # fmt: skip
    return records


def _household_groups(residence: str, kind: int, needs: tuple[bool, bool, bool]) -> tuple[str, ...]:
    """Return the tags of a household: allowance, rented, old people on their own."""
    poor, edge, destitute = needs
    old = kind in (Kind.OLD_COUPLE, Kind.OLD_ALONE)
    flags = (
        ("01", poor and residence == _SAME_PLACE), ("02", residence == _TENANT), ("05", old),
        ("34", destitute and old), ("35", edge and not poor),
    )  # fmt: skip
    return tuple(code for code, holds in flags if holds)


def residents(all_people: Census, homes: Sequence[Household], rng: np.random.Generator) -> list[Resident]:
    """Return one record for each person."""
    household = all_people.people.household.tolist()
    origin = rng.integers(0, len(_ORIGINS), len(homes))
    papers = _papers(all_people, rng)
    new_id = counted_ids(9)
    records = []
    for i, home_row in enumerate(household):
        home = homes[home_row]
        person = _resident(new_id(), all_people, papers, i, home)
        if home.residence in (_INCOMER, _TENANT):
            draw = float(papers.luck[i])
            person = _from_away(person, int(all_people.people.age[i]), _ORIGINS[int(origin[home_row])], draw)
        records.append(person)
    return records


@dataclass(frozen=True, slots=True)
class _Papers:
    """How people were registered, one row per person."""

    number: list[str]
    landline: list[str]
    verified: list[str]
    origin: list[str]
    luck: NDArray[np.float64]


def _papers(all_people: Census, rng: np.random.Generator) -> _Papers:
    """Return numbers and marks of registration; who still has to show a document has no number."""
    people, count = all_people.people, len(all_people.people.age)
    verified = rng.choice(np.array(["1", "0", "2", "3"], dtype=object), count, p=[0.82, 0.13, 0.02, 0.03])
    origin = rng.choice(np.array(["1", "2", "3", "5"], dtype=object), count, p=[0.62, 0.08, 0.25, 0.05])
    numbers = np.array(identity_numbers(all_people.traits.birth, people.female), dtype=object)
    has_line = (people.bond == int(Bond.HEAD)) & (rng.random(count) < 0.12)
    lines = np.where(has_line, np.array(landline_numbers(count, 1), dtype=object), "")
    numbers = np.where(verified == "3", "", numbers)
    return _Papers(numbers.tolist(), lines.tolist(), verified.tolist(), origin.tolist(), rng.random(count))


def _resident(new_id: str, all_people: Census, papers: _Papers, i: int, home: Household) -> Resident:
    """Return a person who is registered where the household lives."""
    people, found, name = all_people.people, all_people.traits, all_people.names[i]
    female = bool(people.female[i])
    return Resident(
        id=new_id, community=home.community, name=name, initials=initials(name), gender="2" if female else "1",
        birth_date=found.birth[i].item(), ethnic=found.ethnic[i], education=found.education[i],
        marital=found.marital[i], political=found.political[i], hukou_division="350402",
        hukou_address=home.address, hukou_category="1", population_type="01",
        residence_status="3" if home.residence == _ELSEWHERE else "1", household_id=home.id,
        relation=RELATION[Bond(int(people.bond[i]))][female], phone=all_people.phones[i],
        occupation=found.occupation[i], party_kind=found.party_kind[i], party_since=found.party_since[i].item(),
        is_key_resident=bool(found.key_resident[i]), groups=found.groups[i],
        doc_no=papers.number[i], phone2=papers.landline[i], verify_status=papers.verified[i],
        origin=papers.origin[i], remark=INVENTED,
    )  # fmt: skip


def _from_away(person: Resident, age: int, origin: tuple[str, str], draw: float) -> Resident:
    """Return a person who has come from elsewhere and is registered there."""
    division, place = origin
    born = person.birth_date or SAMPLE_DAY
    came = max(born.toordinal(), SAMPLE_DAY.toordinal() - 30 - int(draw**2 * 2900))
    return replace(
        person, hukou_division=division, hukou_address=f"{place}（{INVENTED}）", population_type="02",
        hukou_category="2" if draw < 0.7 else "1", residence_status="2", inflow_reason=_reason(age, (draw * 7) % 1.0),
        inflow_on=date.fromordinal(came),
    )  # fmt: skip


def _reason(age: int, draw: float) -> str:
    """Return why somebody came: children with their parents, old people to relatives, most others to work."""
    if age < 16:
        return "06"
    if age >= 60:
        return "08"
    return next(c for c, edge in (("01", 0.62), ("03", 0.80), ("06", 0.92), ("05", 0.96), ("99", 1.01)) if draw < edge)
