# SPDX-License-Identifier: MIT
"""One search for everything: people, homes, buildings, grids, communities, streets and facilities."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gridmgr.data.queries import Query
from gridmgr.data.store import Store
from gridmgr.model.areas import Community, GridLineage
from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.fields import Kind
from gridmgr.model.folding import fold_plain
from gridmgr.model.masks import masked
from gridmgr.model.pinyin import sort_key
from gridmgr.model.records import Record, fields_of
from gridmgr.operations.lineage import grids_of_code

SHORTEST_NUMBER = 4
"""People are found by part of a number only from so many figures on: fewer fit everybody."""
SHORTEST_CODE = 6
"""Codes that a grid bore before are looked up from so many figures on."""
MOST_RANKED = 3_000
"""Hits of one type among which the best are picked."""
PER_TYPE = 8


@dataclass(frozen=True, slots=True)
class Hit:
    """One record that was found."""

    record_type: str
    id: str
    title: str
    subtitle: str
    """What tells it from others of the same title; sensitive parts are masked."""


@dataclass(frozen=True, slots=True)
class _Source:
    """How one type is searched and told."""

    name: str
    told: tuple[str, ...]
    """Fields of the subtitle."""
    words: tuple[str, ...] = ("name",)
    """Columns for text with Chinese in it."""
    letters: tuple[str, ...] = ("name",)
    numbers: tuple[str, ...] = ()


_SOURCES = (
    _Source("grid", ("plan", "households"), ("name",), ("name",), ("code", "name")),
    _Source("community", ("full_name",), ("name", "full_name"), ("name",), ("code",)),
    _Source("subdistrict", ("code",), ("name",), ("name",), ("code",)),
    _Source("estate", ("property_company",)),
    _Source("building", ("address", "households"), ("name", "number", "address"), ("name", "address", "number"),
            ("code", "number", "house_number", "address")),
    _Source("household", ("head_name", "phone"), ("address",), (), ("household_no", "address", "phone")),
    _Source("resident", ("doc_no", "phone"), ("name", "former_name"), ("initials", "name"),
            ("doc_no", "phone", "phone2")),
    _Source("staff", ("unit", "title"), ("name", "unit"), ("initials", "name"), ("phone",)),
    _Source("facility", ("address",), ("name", "address"), ("name",), ("phone",)),
)  # fmt: skip


def search(store: Store, text: str, limit: int = 50, plan_id: str = "") -> list[Hit]:
    """Return what fits a text, types in the order in which they are offered, the best fits of each first.

    Several words must all fit. Letters are initials (zsj) or part of a name, figures the end or a part of a number,
    from four on for people. Grids are those of the plan, where one is named.
    """
    plain = fold_plain(text)
    if not plain:
        return []
    names = dict(store.values(Community, ["code", "name"]))
    hits: list[Hit] = []
    for source in _SOURCES:
        columns = _columns(source, plain)
        if columns:
            where = {"plan_id": plan_id} if source.name == "grid" and plan_id else {}
            query = Query(where, words=plain, searched=columns)
            hits += _hits(store, source, query, names)
        if source.name == "grid":
            hits += _bearers(store, plain, plan_id, {hit.id for hit in hits}, names)
    return hits[:limit]


def _bearers(store: Store, text: str, plan_id: str, known: set[str], names: Mapping[str, str]) -> list[Hit]:
    """Return the grids that bore a code before, or that took the place of the one that did."""
    if not plan_id or not text.isascii() or sum(c.isdigit() for c in text) < SHORTEST_CODE:
        return []
    lines = store.listed(GridLineage, Query({}, words=text, searched=("old_code", "new_code")))[:MOST_RANKED]
    codes = (
        {c for row in store.values(GridLineage, ["old_code", "new_code"], id=lines) for c in row} if lines else set()
    )
    hits: dict[str, Hit] = {}
    for code in sorted(c for c in codes if text in fold_plain(c)):
        for grid in grids_of_code(store, code, plan_id) if len(hits) < PER_TYPE else ():
            if grid.id not in known and grid.code != code:
                told = f"{names.get(grid.community, '')}  曾用编码 {code}，现编码 {grid.code}".strip()
                hits.setdefault(grid.id, Hit("grid", grid.id, grid.name or grid.code, told))
    return list(hits.values())[:PER_TYPE]


def _columns(source: _Source, text: str) -> tuple[str, ...]:
    """Return the columns in which a text can stand, none where it would fit too many."""
    if not text.isascii():
        # 江滨 003: a grid goes by its number within the community, too; one figure alone would fit every code.
        has_number = any(word.isdigit() and len(word) > 1 for word in text.split())
        return (*source.words, "code") if source.name == "grid" and has_number else source.words
    if any(character.isdigit() for character in text):
        short = sum(character.isdigit() for character in text) < SHORTEST_NUMBER
        return () if short and source.name in {"resident", "household", "staff"} else source.numbers
    return source.letters


def _hits(store: Store, source: _Source, query: Query, names: Mapping[str, str]) -> list[Hit]:
    """Return the best fits of one type."""
    kind = RECORD_TYPES[source.name]
    ids = store.listed(kind, query)[:MOST_RANKED]
    if not ids:
        return []
    titles = store.titles(kind, ids)
    best = sorted(ids, key=lambda i: (_distance(titles.get(i, ""), query.words), sort_key(titles.get(i, ""))))[
        :PER_TYPE
    ]
    rows = {row[0]: row[1:] for row in store.values(kind, ["id", "community", *source.told], id=best)}
    return [
        Hit(source.name, i, titles.get(i, ""), _told(kind, source, rows[i], titles.get(i, ""), names))
        for i in best
        if i in rows
    ]


def _distance(title: str, words: str) -> int:
    """Return how far a title is from what was typed: the same, begins with it, holds it, neither."""
    plain, first = fold_plain(title), words.split()[0]
    if plain == words:
        return 0
    return 1 if plain.startswith(first) else 2 if first in plain else 3


def _told(
    kind: type[Record],
    source: _Source,
    row: Sequence[object],
    title: str,
    names: Mapping[str, str],
) -> str:
    """Return the subtitle: community and what else tells the record, masked."""
    parts = [] if kind.SHARED else [names.get(str(row[0]), "")]
    for name, value in zip(source.told, row[1:], strict=True):
        field = fields_of(kind)[name]
        text = masked(field, value)
        if text and text != title:
            parts.append(f"{text} 户" if name == "households" and field.kind is Kind.WHOLE else text)
    return "  ".join(part for part in parts if part)
