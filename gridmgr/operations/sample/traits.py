# SPDX-License-Identifier: MIT
"""What follows from age and family: school, marriage, party, work, and who needs care."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from gridmgr.operations.sample.families import Bond, Kind, People
from gridmgr.operations.sample.words import words

SAMPLE_DAY = date(2012, 8, 1)
"""The day on which the sample was counted."""

Codes = NDArray[np.object_]

_SCHOOLING = {
    1900: (["90", "81", "71", "61"], [0.30, 0.45, 0.19, 0.06]),
    1945: (["81", "71", "61", "41", "31", "21"], [0.25, 0.40, 0.20, 0.08, 0.05, 0.02]),
    1965: (["81", "71", "61", "41", "31", "21", "14"], [0.08, 0.40, 0.22, 0.11, 0.12, 0.065, 0.005]),
    1980: (["71", "61", "41", "44", "31", "21", "14"], [0.27, 0.18, 0.13, 0.05, 0.20, 0.155, 0.015]),
}
_MINORITIES = (["01", "22", "08", "03", "11", "06", "15"], [0.972, 0.018, 0.003, 0.003, 0.002, 0.001, 0.001])


@dataclass(frozen=True, slots=True)
class Traits:
    """Codes and dates, one per person (n,)."""

    birth: NDArray[np.datetime64]
    education: Codes
    marital: Codes
    political: Codes
    party_kind: Codes
    party_since: NDArray[np.datetime64]
    """NaT for people outside the party."""
    ethnic: Codes
    occupation: Codes
    groups: list[tuple[str, ...]]
    key_resident: NDArray[np.bool_]


def births(age: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.datetime64]:
    """Return birthdays of people of some ages on the day of the sample."""
    last = np.datetime64(SAMPLE_DAY, "D")
    years = (SAMPLE_DAY.year - age - 1970).astype("datetime64[Y]")
    latest = years.astype("datetime64[D]") + (last - np.datetime64(f"{SAMPLE_DAY.year}-01-01"))
    return np.asarray(latest - rng.integers(0, 364, len(age)).astype("timedelta64[D]"))


def traits(people: People, kinds: NDArray[np.int64], rng: np.random.Generator) -> Traits:
    """Return what people have learned, whom they have married, what they do and what they need."""
    birth = births(people.age, rng)
    education = _education(people.age, birth.astype("datetime64[Y]").astype(int) + 1970, rng)
    political = _political(people.age, education, rng)
    party = political == "01"
    joined = birth + ((rng.uniform(20.0, 45.0, len(birth)) * 365.25).astype(np.int64)).astype("timedelta64[D]")
    joined = np.minimum(joined, np.datetime64(SAMPLE_DAY, "D") - 400)
    joined = np.maximum(joined, birth + np.timedelta64(18 * 366, "D"))
    old = people.age >= 60
    party_kind = np.where(party, np.where(old, "3", rng.choice(["1", "2", "2", "4"], len(old))), "").astype(object)
    ethnic = rng.choice(np.array(_MINORITIES[0], dtype=object), len(old), p=_MINORITIES[1])
    occupation = _occupation(people, rng)
    groups = _groups(people, kinds, occupation, rng)
    since = np.where(party, joined, np.datetime64("NaT"))
    marital = _marital(people, kinds, rng)
    key = (people.age >= 45) & (rng.random(len(old)) < 0.012)
    return Traits(birth, education, marital, political, party_kind, since, ethnic, occupation, groups, key)


def _education(age: NDArray[np.int64], year: NDArray[np.int64], rng: np.random.Generator) -> Codes:
    """Return the level of schooling by age and time of birth."""
    codes = np.full(len(age), "", dtype=object)
    for (start, (levels, shares)), end in zip(_SCHOOLING.items(), [*list(_SCHOOLING)[1:], 3000], strict=True):
        grown = np.nonzero((year >= start) & (year < end))[0]
        codes[grown] = rng.choice(np.array(levels, dtype=object), len(grown), p=np.array(shares) / sum(shares))
    for low, high, code in ((0, 5, ""), (6, 12, "83"), (13, 15, "73"), (16, 18, "63")):
        codes[(age >= low) & (age <= high)] = code
    students = (age >= 19) & (age <= 22) & (rng.random(len(age)) < 0.35)
    codes[students | ((age <= 21) & np.isin(codes, ["14", "21", "31"]))] = "23"
    return codes


def _marital(people: People, kinds: NDArray[np.int64], rng: np.random.Generator) -> Codes:
    """Return marriage as the household shows it."""
    kind, age = kinds[people.household], people.age
    draw = rng.random(len(age))
    codes = np.where(age < 24, "10", np.where(draw < 0.75, "10", "40")).astype(object)
    parent = np.isin(people.bond, [int(Bond.PARENT)])
    pairs = [Kind.COUPLE, Kind.PARENTS_CHILD, Kind.THREE_GENERATIONS, Kind.OLD_COUPLE, Kind.LATER_COUPLE,
             Kind.GROWN_CHILD, Kind.WITH_GRANDCHILD]  # fmt: skip
    head = np.isin(people.bond, [int(Bond.HEAD)])
    codes[head & np.isin(kind, pairs)] = "20"
    codes[people.bond == int(Bond.SPOUSE)] = "20"
    alone = head & np.isin(kind, [Kind.ONE_PARENT, Kind.OLD_ALONE])
    codes[alone] = np.where(draw[alone] < 0.5, "40", "30")
    codes[alone & (age >= 65)] = "30"
    codes[parent] = np.where(draw[parent] < 0.6, "20", "30")
    codes[
        np.isin(people.bond, [int(b) for b in (Bond.ONLY_CHILD, Bond.ELDER_CHILD, Bond.YOUNGER_CHILD, Bond.GRANDCHILD)])
    ] = "10"
    return codes


def _political(age: NDArray[np.int64], education: Codes, rng: np.random.Generator) -> Codes:
    """Return party membership: more with age and schooling, none for children."""
    draw = rng.random(len(age))
    schooled = np.isin(education, ["14", "21", "31"])
    share = np.where(age < 22, 0.0, 0.05 + 0.09 * schooled + 0.05 * (age >= 55))
    codes = np.where(draw < share, "01", "13").astype(object)
    league = (age >= 14) & (age <= 27) & (codes == "13") & (rng.random(len(age)) < 0.42)
    codes[league] = "03"
    others = (age >= 30) & (codes == "13") & (rng.random(len(age)) < 0.002)
    codes[others] = rng.choice(
        np.array(["04", "05", "06", "07", "08", "09", "10", "12"], dtype=object), int(others.sum())
    )
    return codes


def _occupation(people: People, rng: np.random.Generator) -> Codes:
    """Return what people do all day."""
    age = people.age
    work = rng.choice(np.array(words("occupations"), dtype=object), len(age))
    retired = age >= np.where(people.female, 55, 60)
    codes = np.where(retired, np.where(rng.random(len(age)) < 0.72, "退休", "家务"), work).astype(object)
    codes[(age < 22) & (rng.random(len(age)) < 0.6)] = "学生"
    codes[(age >= 6) & (age <= 18)] = "学生"
    codes[age < 6] = ""
    jobless = (age >= 28) & ~retired & (rng.random(len(age)) < 0.022)
    codes[jobless] = "待业"
    return codes


def _groups(
    people: People, kinds: NDArray[np.int64], occupation: Codes, rng: np.random.Generator
) -> list[tuple[str, ...]]:
    """Return the special groups of each person, by code."""
    age, kind = people.age, kinds[people.household]
    oldest_only = np.isin(kind, [Kind.OLD_COUPLE, Kind.OLD_ALONE])
    draw = rng.random((7, len(age)))
    flags = {
        "03": draw[0] < np.where(age >= 60, 0.035, 0.0105),
        "04": occupation == "待业",
        "05": oldest_only & (age >= 60),
        "06": (kind == Kind.WITH_GRANDCHILD) & (people.bond == int(Bond.GRANDCHILD)) & (draw[1] < 0.5),
        "31": kind == Kind.OLD_ALONE,
        "32": age >= 80,
        "33": (age >= 70) & (draw[2] < 0.06),
        "36": (age >= 45) & (draw[3] < 0.004),
        "37": ~people.female & (age >= 22) & (draw[4] < 0.022),
        "38": (kind == Kind.LATER_COUPLE) & (draw[5] < 0.006),
        "39": (age < 16) & (draw[5] < 0.002),
        "40": draw[6] < 0.003,
    }
    found: list[list[str]] = [[] for _ in range(len(age))]
    for code, which in flags.items():
        for person in np.nonzero(which)[0].tolist():
            found[person].append(code)
    shared: dict[tuple[str, ...], tuple[str, ...]] = {}
    return [shared.setdefault(t, t) for t in map(tuple, found)]
