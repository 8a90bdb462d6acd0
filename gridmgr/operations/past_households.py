# SPDX-License-Identifier: MIT
"""How many households a building had on a past day, as far as the journal tells."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from gridmgr.data.counting import LIVING_HERE, REGISTERED
from gridmgr.data.store import LoggedChange, Step, Store
from gridmgr.model.areas import Building, District
from gridmgr.model.people import Household

DEEPEST = 1_000_000
"""How many steps are looked through."""
_GIVEN = ("dwellings", "households_declared", "households_estimated")


@dataclass(frozen=True, slots=True)
class PastHouseholds:
    """What the journal knows of a day."""

    is_known: bool
    """The journal reaches back to that day; else all counts are those of today."""
    differences: Mapping[str, int]
    """By building: how many households more (or fewer) than today were counted."""
    redeclared: int = 0
    """Buildings whose declared, estimated or dwelling count was changed since; that is not turned back."""


def past_households(store: Store, day: date) -> PastHouseholds:
    """Return how household counts differed at the end of a day from those of today.

    Only household records are turned back: who came, left, or was counted otherwise.
    """
    steps = store.journal(DEEPEST)
    if not steps or _day(steps[-1]) > day:
        return PastHouseholds(False, {})
    later = [s for s in steps if _day(s) > day]
    if not later:
        return PastHouseholds(True, {})
    changes = store.changes_since(later[-1].first_seq)
    redeclared = {c.id for c in changes if c.record_type == Building.TYPE and set(c.fields) & set(_GIVEN)}
    return PastHouseholds(True, _differences(store, changes), len(redeclared))


def _day(step: Step) -> date:
    """Return the day of a step on the office's own clock."""
    return step.at.astimezone().date()


_Home = tuple[str, str] | None
"""Building and residence of a household; None where it did not exist."""


def _differences(store: Store, changes: Iterable[LoggedChange]) -> dict[str, int]:
    """Turn changes of households back, the newest first, and return by how much each building's count differs."""
    entries = [c for c in changes if c.record_type == Household.TYPE]
    today = _homes(store, {c.id for c in entries})
    past: dict[str, _Home] = {c.id: today.get(c.id) for c in entries}
    for entry in reversed(entries):
        past[entry.id] = _earlier(entry, past[entry.id])
    counting = counted_residence(store)
    found: dict[str, int] = {}
    for household, home in past.items():
        for state, sign in ((home, 1), (today.get(household), -1)):
            if state is not None and state[0] and state[1] in counting:
                found[state[0]] = found.get(state[0], 0) + sign
    return {building: count for building, count in found.items() if count}


def _homes(store: Store, ids: Collection[str]) -> dict[str, _Home]:
    rows = store.values(Household, ["id", "building_id", "residence"], id=sorted(ids)) if ids else ()
    return {i: (building, residence or "1") for i, building, residence in rows}


def _earlier(entry: LoggedChange, now: _Home) -> _Home:
    if entry.operation == "insert":
        return None
    # A record that goes is logged whole, fields at their default left out.
    building, residence = ("", "1") if entry.operation == "delete" or now is None else now
    old = {name: values[0] for name, values in entry.fields.items()}
    return old.get("building_id", building) or "", old.get("residence", residence) or "1"


def counted_residence(store: Store) -> Collection[str]:
    """Return the residence codes of the households that the district's rule counts."""
    bases = [basis for (basis,) in store.values(District, ["household_basis"])]
    return REGISTERED if bases[:1] == ["registered"] else LIVING_HERE
