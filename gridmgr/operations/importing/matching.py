# SPDX-License-Identifier: MIT
"""Finding the stored record that a row is about."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import shapely

from gridmgr.model.areas import Building, Community, Grid, Subdistrict
from gridmgr.model.folding import fold_label
from gridmgr.model.people import Household, Resident, StaffPerson
from gridmgr.model.records import Record
from gridmgr.model.rooms import plain_number
from gridmgr.operations.importing.drafts import Draft

NEAR_M = 50.0
"""How far a feature may have moved and still be the one with the same number: numbers of two files may coincide."""

ESTATE_WORDS = "小区名称"
"""Added column that keeps the name of a compound which is not known."""

Key = tuple[str, ...]


class Matcher:
    """Stored records by what tells them apart; learns the rows of the running import."""

    def __init__(self, stored: Iterable[Record]) -> None:
        self._by_key: dict[Key, dict[str, Record]] = {}
        self._row_of: dict[str, int] = {}
        for record in stored:
            self._enter(record)

    def find(self, wanted: Record) -> Record | None:
        """Return the known record that `wanted` is about, or None."""
        for key in keys(wanted):
            hits = [known for known in self._by_key.get(key, {}).values() if _same(key, known, wanted)]
            if len(hits) == 1 or (hits and key[0] == "source"):
                return min(hits, key=lambda known: _distance(known, wanted))
        return None

    def row_of(self, record_id: str) -> int | None:
        """Return the row of this import that settled a record, if one did."""
        return self._row_of.get(record_id)

    def learn(self, record: Record, row: int) -> None:
        """Remember what a row has made of a record."""
        self._enter(record)
        self._row_of[record.id] = row

    def _enter(self, record: Record) -> None:
        for key in keys(record):
            self._by_key.setdefault(key, {})[record.id] = record


def keys(record: Record) -> list[Key]:
    """Return what tells a record apart from others of its type, the most reliable first."""
    found = _KEYS[type(record)](record) if type(record) in _KEYS else []
    source = getattr(record, "source_key", "")
    if source:
        found.append(("source", getattr(record, "plan_id", ""), source))
    return found


def _building_keys(record: Any) -> list[Key]:
    """Any: a building, here and below the record of the function's name."""
    found: list[Key] = [("code", record.code)] if record.code else []
    if record.number:
        found.append(("number", record.community, plain_number(record.number)))
    return found


def _code_keys(record: Any) -> list[Key]:
    return [("code", record.code)] if record.code else []


def _grid_keys(record: Any) -> list[Key]:
    return [("code", record.plan_id, record.code)] if record.code else []


def _household_keys(record: Any) -> list[Key]:
    found: list[Key] = [("no", record.household_no)] if record.household_no else []
    if record.building_id and record.room_no:
        found.append(("door", record.building_id, plain_number(record.unit_no), plain_number(record.room_no)))
    elif record.address:
        found.append(("address", record.community, fold_label(record.address), record.unit_no, record.room_no))
    elif record.head_name and not record.household_no:
        found.append(("head", record.community, record.head_name, record.phone, record.room_no))
    return found


def _resident_keys(record: Any) -> list[Key]:
    found: list[Key] = [("document", record.doc_type, record.doc_no)] if record.doc_no else []
    if record.birth_date or record.household_id:
        found.append(("person", record.name, str(record.birth_date), record.household_id))
    elif not record.doc_no:
        found.append(("name", record.name, record.community, record.phone, str(sorted(record.extra.items()))))
    return found


def _staff_keys(record: Any) -> list[Key]:
    found: list[Key] = [("certificate", record.certificate_no)] if record.certificate_no else []
    return [*found, ("phone", record.name, record.phone or f"{record.community}/{record.unit}")]


_KEYS: Mapping[type[Record], Callable[[Any], list[Key]]] = {
    Building: _building_keys,
    Community: _code_keys,
    Subdistrict: _code_keys,
    Grid: _grid_keys,
    Household: _household_keys,
    Resident: _resident_keys,
    StaffPerson: _staff_keys,
}


def _same(key: Key, known: Any, wanted: Any) -> bool:
    """Tell whether two records with a common key may be one (Any: two records of one type)."""
    match key[0]:
        case "source":
            return _distance(known, wanted) <= NEAR_M
        case "number":
            return wanted.geom is None and not (known.code and wanted.code) and _may_be_one(known, wanted)
        case "door" | "address":
            heads = known.head_name == wanted.head_name or not known.head_name or not wanted.head_name
            return heads and not (known.household_no and wanted.household_no)
        case "person":
            return not (known.doc_no and wanted.doc_no and known.doc_no != wanted.doc_no)
    return True


def _may_be_one(known: Any, wanted: Any) -> bool:
    """Tell whether nothing speaks against two buildings of one number being one (Any: two buildings)."""
    if ESTATE_WORDS in wanted.extra and wanted.extra[ESTATE_WORDS] != known.extra.get(ESTATE_WORDS):
        return False
    told = ("estate_id", "street", "house_number", "name")
    return all(getattr(known, n) == getattr(wanted, n) or not (getattr(known, n) and getattr(wanted, n)) for n in told)


def _distance(known: Any, wanted: Any) -> float:
    """Return how far apart two records lie; 0 where one has no geometry (Any: two records of one type)."""
    here, there = getattr(known, "geom", None), getattr(wanted, "geom", None)
    return 0.0 if here is None or there is None else float(shapely.distance(here, there))


def give_source_keys(drafts: Sequence[Draft], column: str | None, naming: Sequence[str]) -> None:
    """Name each draft by its maker's number, else by a fingerprint of its geometry and name.

    A number that stands at two features of the file (the pieces of one street) tells nothing and is not used.
    `naming` are the fields that tell rows without geometry apart.
    """
    counts = Counter(d.identity for d in drafts if d.identity)
    heading = fold_label(column or "").replace("_", "")
    for draft in drafts:
        if draft.identity and counts[draft.identity] == 1:
            draft.source_key = f"{heading}:{draft.identity}"[:120]
        else:
            draft.source_key = _fingerprint(draft, naming)


def _fingerprint(draft: Draft, naming: Sequence[str]) -> str:
    """Return a short fingerprint of what a row is about; "" where it says nothing."""
    said = [str(draft.values.get(name, draft.links.get(name, ""))) for name in naming]
    if draft.geometry is not None:
        said = [said[0] if said else "", shapely.to_wkb(draft.geometry, hex=True)]
    if not any(said):
        return ""
    digest = hashlib.sha256("\n".join(said).encode()).hexdigest()[:20]
    return f"{'geom' if draft.geometry is not None else 'row'}:{digest}"
