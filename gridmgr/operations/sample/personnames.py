# SPDX-License-Identifier: MIT
"""Invented names with their initials, and identity and telephone numbers that belong to nobody."""

import json
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from gridmgr.model.resources import resource

DIVISION = "350499"
"""Division of every identity number: no county ever had it."""
MOBILE = "1540"
"""Begin of every mobile number: 154 is not given out."""
LANDLINE = "0590-555"
"""Begin of every landline number: no place has the area code 0590."""

_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
_CHECK = np.array(list("10X98765432"))
_TWO_CHARACTERS = {"1900": 0.72, "1950": 0.62, "1970": 0.45, "1990": 0.5, "2003": 0.88}


@dataclass(frozen=True, slots=True)
class NameStock:
    """What names are made of."""

    surnames: tuple[str, ...]
    weights: NDArray[np.float64]
    given: dict[tuple[bool, str], NDArray[np.object_]]
    """By whether it is for women, and the year from which on people were called so."""
    rare: tuple[str, ...]
    dotted: tuple[tuple[str, str], ...]
    letters: dict[str, str]


@cache
def name_stock() -> NameStock:
    """Return the stock of names that comes with the program."""
    raw = json.loads(resource("sample/names.json").read_text("utf-8"))
    weights = np.array(list(raw["surnames"].values()), dtype=float)
    given = {
        (gender == "female", era): np.array(characters, dtype=object)
        for gender, eras in raw["given"].items()
        for era, characters in eras.items()
    }
    dotted = tuple((name, gender) for name, gender in raw["dotted"])
    return NameStock(tuple(raw["surnames"]), weights / weights.sum(), given, tuple(raw["rare"]), dotted, raw["letters"])


def surnames(count: int, rng: np.random.Generator) -> NDArray[np.object_]:
    """Return surnames as common as they are in the stock."""
    stock = name_stock()
    return np.array(stock.surnames, dtype=object)[rng.choice(len(stock.surnames), count, p=stock.weights)]


def given_names(
    female: NDArray[np.bool_], birth_year: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.object_]:
    """Return given names as people of that age bear them."""
    stock = name_stock()
    eras = sorted({era for _, era in stock.given})
    which = np.searchsorted([int(e) for e in eras], birth_year, side="right") - 1
    names = np.full(len(female), "", dtype=object)
    for number, era in enumerate(eras):
        for gender in (False, True):
            chosen = np.nonzero((which == number) & (female == gender))[0]
            pool = stock.given[gender, era]
            first, last = pool[rng.integers(0, len(pool), (2, len(chosen)))]
            both = rng.random(len(chosen)) < _TWO_CHARACTERS[era]
            names[chosen] = np.where(both, first + last, last)
    rarely = np.nonzero(rng.random(len(names)) < 0.0006)[0]
    names[rarely] = np.array(stock.rare, dtype=object)[rng.integers(0, len(stock.rare), len(rarely))]
    return names


def initials(name: str) -> str:
    """Return the first letters of the Pinyin of a name; characters outside the stock are left out."""
    letters = name_stock().letters
    return "".join(letters.get(character, "") for character in name)


def identity_numbers(births: NDArray[np.datetime64], female: NDArray[np.bool_]) -> list[str]:
    """Return numbers with valid birth date and check character under a division that does not exist."""
    order = np.lexsort((female, births))
    same = (births[order][1:] == births[order][:-1]) & (female[order][1:] == female[order][:-1])
    position = np.arange(len(births))
    begins = np.where(np.concatenate([[True], ~same]), position, 0)
    rank = np.empty(len(births), dtype=np.int64)
    rank[order] = position - np.maximum.accumulate(begins)
    serial = 2 * (rank % 499) + np.where(female, 2, 1)
    days = np.datetime_as_string(births, unit="D")
    first17 = [f"{DIVISION}{d[:4]}{d[5:7]}{d[8:]}{s:03d}" for d, s in zip(days.tolist(), serial.tolist(), strict=True)]
    digits = np.frombuffer("".join(first17).encode(), dtype=np.uint8).reshape(-1, 17).astype(np.int64) - ord("0")
    return [a + b for a, b in zip(first17, _CHECK[digits @ _WEIGHTS % 11].tolist(), strict=True)]


def mobile_numbers(count: int, first: int) -> list[str]:
    """Return different mobile numbers; their digits are mixed so that neighbours do not follow each other."""
    serial = (np.arange(first, first + count, dtype=np.int64) * 7_368_787 + 1_234_567) % 10_000_000
    return [f"{MOBILE}{n:07d}" for n in serial.tolist()]


def landline_numbers(count: int, first: int) -> list[str]:
    """Return landline numbers, one after the other."""
    return [f"{LANDLINE}{(first + i) % 10_000:04d}" for i in range(count)]
