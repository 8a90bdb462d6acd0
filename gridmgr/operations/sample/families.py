# SPDX-License-Identifier: MIT
"""Families: who lives in a household, how old they are and how they are related, for thousands at once."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]


class Kind(IntEnum):
    """What kind of household it is."""

    SINGLE = 0
    COUPLE = 1
    PARENTS_CHILD = 2
    ONE_PARENT = 3
    THREE_GENERATIONS = 4
    OLD_COUPLE = 5
    OLD_ALONE = 6
    LATER_COUPLE = 7
    WITH_GRANDCHILD = 8
    GROWN_CHILD = 9
    FLATMATES = 10


_LOCAL = [0.11, 0.10, 0.365, 0.05, 0.125, 0.05, 0.03, 0.09, 0.015, 0.065, 0.0]
_INCOMER = [0.33, 0.24, 0.27, 0.04, 0.01, 0.0, 0.0, 0.02, 0.0, 0.0, 0.09]
_HEAD_AGES = [
    (22, 46), (23, 34), (28, 51), (30, 54), (32, 52), (60, 85), (62, 93), (46, 60), (56, 72), (49, 64), (19, 34),
]  # fmt: skip


class Bond(IntEnum):
    """What a member is to the head; codes of relation_to_head follow from bond and gender."""

    HEAD = 0
    SPOUSE = 1
    ONLY_CHILD = 2
    ELDER_CHILD = 3
    YOUNGER_CHILD = 4
    PARENT = 5
    GRANDCHILD = 6
    FLATMATE = 7


RELATION = {
    Bond.HEAD: ("02", "02"), Bond.SPOUSE: ("11", "12"), Bond.ONLY_CHILD: ("21", "31"), Bond.ELDER_CHILD: ("22", "32"),
    Bond.YOUNGER_CHILD: ("20", "30"), Bond.PARENT: ("51", "52"), Bond.GRANDCHILD: ("41", "42"),
    Bond.FLATMATE: ("99", "99"),
}  # fmt: skip
"""Code for men and for women."""


@dataclass(frozen=True, slots=True)
class People:
    """One row per person (n,), household by household, the head first."""

    household: Whole
    bond: Whole
    female: NDArray[np.bool_]
    age: Whole
    family_name: NDArray[np.bool_]
    """Whether a member bears the surname of the household (that of the father)."""


def kinds_of(incomer: NDArray[np.bool_], rng: np.random.Generator) -> Whole:
    """Return the kind of each household."""
    draw = rng.random(len(incomer))
    local = np.searchsorted(np.cumsum(_LOCAL) / sum(_LOCAL), draw)
    moved = np.searchsorted(np.cumsum(_INCOMER) / sum(_INCOMER), draw)
    return np.where(incomer, moved, local).astype(np.int64)


@dataclass(frozen=True, slots=True)
class _Members:
    """One member of each of some households."""

    household: Whole
    bond: Bond
    female: NDArray[np.bool_]
    age: Whole
    family_name: bool = False


@dataclass(slots=True)
class _Gathering:
    """Members of all households as they are added."""

    rng: np.random.Generator
    parts: list[_Members]

    def add(self, *members: _Members) -> None:
        """Add members to some households."""
        self.parts += members

    def coin(self, count: int, share: float) -> NDArray[np.bool_]:
        """Return yes for a share of cases."""
        return np.asarray(self.rng.random(count) < share)

    def between(self, count: int, low: int, high: int) -> Whole:
        """Return whole numbers from low up to high."""
        return self.rng.integers(low, high + 1, count)


def families(kinds: Whole, rng: np.random.Generator) -> People:
    """Return the members of all households."""
    everybody = np.arange(len(kinds))
    crowd = _Gathering(rng, [])
    low, high = np.array(_HEAD_AGES)[kinds].T
    head_age = rng.integers(low, high + 1)
    share = np.where(np.isin(kinds, [Kind.SINGLE, Kind.OLD_ALONE, Kind.FLATMATES, Kind.ONE_PARENT]), 0.5, 0.14)
    head_female = rng.random(len(kinds)) < share
    crowd.add(_Members(everybody, Bond.HEAD, head_female, head_age))
    mother_age = _add_spouses(crowd, kinds, head_age, head_female)
    _add_children(crowd, kinds, mother_age)
    _add_parents(crowd, kinds, head_age)
    for extra in range(3):
        shared = everybody[(kinds == Kind.FLATMATES) & (rng.random(len(kinds)) < (1.0, 0.6, 0.25)[extra])]
        crowd.add(_Members(shared, Bond.FLATMATE, head_female[shared], crowd.between(len(shared), 18, 36)))
    return _in_order(crowd)


def _add_spouses(crowd: _Gathering, kinds: Whole, head_age: Whole, head_female: NDArray[np.bool_]) -> Whole:
    """Add husbands and wives; return the age of the younger parent, from which children follow."""
    pairs = [
        Kind.COUPLE,
        Kind.PARENTS_CHILD,
        Kind.THREE_GENERATIONS,
        Kind.OLD_COUPLE,
        Kind.LATER_COUPLE,
        Kind.GROWN_CHILD,
    ]
    married = np.isin(kinds, pairs) | ((kinds == Kind.WITH_GRANDCHILD) & crowd.coin(len(kinds), 0.8))
    index = np.nonzero(married)[0]
    gap = np.clip(np.round(crowd.rng.normal(2.0, 2.2, len(index))), -4, 10).astype(np.int64)
    age = np.maximum(22, head_age[index] + np.where(head_female[index], gap, -gap))
    # A couple of old people counts as such only when both are old.
    age = np.where(np.isin(kinds[index], [Kind.OLD_COUPLE]), np.maximum(age, 60), age)
    crowd.add(_Members(index, Bond.SPOUSE, ~head_female[index], age))
    younger = head_age.copy()
    younger[index] = np.minimum(younger[index], age)
    return younger


def _add_children(crowd: _Gathering, kinds: Whole, mother_age: Whole) -> None:
    """Add children and grandchildren."""
    raising = np.isin(kinds, [Kind.PARENTS_CHILD, Kind.ONE_PARENT, Kind.THREE_GENERATIONS])
    index = np.nonzero(raising & (mother_age >= 22))[0]
    born_at = np.clip(np.round(crowd.rng.normal(26.0, 3.0, len(index))), 20, 38).astype(np.int64)
    age = np.clip(mother_age[index] - born_at, 0, 25)
    second = crowd.coin(len(index), 0.17) & (age >= 3)
    female = crowd.coin(len(index), 0.475)
    for bond, which in ((Bond.ONLY_CHILD, ~second), (Bond.ELDER_CHILD, second)):
        crowd.add(_Members(index[which], bond, female[which], age[which], family_name=True))
    younger = np.maximum(0, age[second] - crowd.between(int(second.sum()), 2, 6))
    crowd.add(_Members(index[second], Bond.YOUNGER_CHILD, crowd.coin(len(younger), 0.45), younger, family_name=True))
    grown = np.nonzero(kinds == Kind.GROWN_CHILD)[0]
    age = np.clip(mother_age[grown] - crowd.between(len(grown), 23, 28), 20, 36)
    crowd.add(_Members(grown, Bond.ONLY_CHILD, crowd.coin(len(grown), 0.42), age, family_name=True))
    kept = np.nonzero(kinds == Kind.WITH_GRANDCHILD)[0]
    age = crowd.between(len(kept), 2, 15)
    crowd.add(_Members(kept, Bond.GRANDCHILD, crowd.coin(len(kept), 0.47), age, family_name=True))


def _add_parents(crowd: _Gathering, kinds: Whole, head_age: Whole) -> None:
    """Add one or both parents of the head in households of three generations."""
    index = np.nonzero(kinds == Kind.THREE_GENERATIONS)[0]
    father, mother = crowd.coin(len(index), 0.62), crowd.coin(len(index), 0.85)
    mother |= ~father
    mother_age = head_age[index] + crowd.between(len(index), 21, 29)
    father_age = mother_age + crowd.between(len(index), -1, 5)
    for found, age, woman in ((father & (father_age < 99), father_age, False), (mother, mother_age, True)):
        gender = np.full(int(found.sum()), woman)
        crowd.add(_Members(index[found], Bond.PARENT, gender, age[found], family_name=not woman))


def _in_order(crowd: _Gathering) -> People:
    """Return the members in one table, household by household."""
    parts = crowd.parts
    household = np.concatenate([p.household for p in parts])
    bond = np.concatenate([np.full(len(p.age), int(p.bond)) for p in parts])
    female = np.concatenate([p.female for p in parts])
    age = np.concatenate([p.age for p in parts])
    named = np.concatenate([np.full(len(p.age), p.family_name) for p in parts])
    order = np.lexsort((-age, bond, household))
    return People(household[order], bond[order], female[order], age[order], named[order])
