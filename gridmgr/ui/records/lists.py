# SPDX-License-Identifier: MIT
"""What one table is narrowed down and sorted by, and reading it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from gridmgr.data.queries import Condition, Order, Query, Wanted
from gridmgr.data.store import Store
from gridmgr.model.areas import Building, Estate, Grid, Plan
from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.records import Record
from gridmgr.operations.listing import Legend, Row, columns_of, read_legend, read_rows
from gridmgr.ui.records.columns import TABLES
from gridmgr.ui.records.filters import condition_text, value_label
from gridmgr.ui.records.model import PAGE, RecordsModel

MOST_SUMMED = 20_000

_PLACES: Mapping[str, tuple[str, type[Record]]] = {
    "grid_id": ("网格：{name}", Grid),
    "building_id": ("楼幢：{name}", Building),
    "estate_id": ("小区：{name}", Estate),
    "plan_id": ("方案：{name}", Plan),
    "unassigned_in": ("不在方案“{name}”的任何网格里", Plan),
}


@dataclass(slots=True)
class ListState:
    """How a person left the table of one type."""

    columns: Sequence[str]
    where: dict[str, Wanted] = field(default_factory=dict)
    conditions: dict[str, tuple[Condition, ...]] = field(default_factory=dict)
    words: str = ""
    order: tuple[Order, ...] = ()
    title: str = ""

    @property
    def query(self) -> Query:
        """Return what the store is asked for."""
        every = tuple(one for conditions in self.conditions.values() for one in conditions)
        return Query(dict(self.where), every, self.words, self.order)

    @property
    def is_narrowed(self) -> bool:
        """Tell whether something is left out."""
        return not self.query.is_everything

    def clear(self) -> None:
        """Leave nothing out."""
        self.where, self.conditions, self.words, self.title = {}, {}, "", ""

    def sort(self, name: str, joins: bool) -> None:
        """Sort by a column: upwards, downwards, not at all; another one takes its place unless it joins."""
        known = next((o for o in self.order if o.field == name), None)
        new = Order(name) if known is None else replace(known, descending=True) if not known.descending else None
        others = tuple(o for o in self.order if o.field != name) if joins else ()
        self.order = (*others, new) if new else others


def first_state(type_name: str, kept: str) -> ListState:
    """Return the table of a type as it is at first, with the columns that a person chose."""
    known = columns_of(RECORD_TYPES[type_name])
    chosen = [name for name in kept.split(",") if name in known]
    return ListState(chosen or list(TABLES[type_name].columns))


@dataclass(frozen=True, slots=True)
class Listed:
    """A list as it was read."""

    ids: Sequence[str]
    total: int
    """How many records of the type there are."""
    rows: Sequence[Row]
    """The first page."""
    legend: Legend
    names: Mapping[str, str]
    """What the places are called to which the list is narrowed, by key."""


def read_list(store: Store, kind: type[Record], query: Query, legend: Legend | None = None) -> Listed:
    """Return the ids of a list and what is needed to show its beginning; the legend is read once per document."""
    ids = store.listed(kind, query)
    total = len(ids) if query.is_everything else store.count(kind)
    names = {key: _names(store, key, wanted) for key, wanted in query.where.items() if key in _PLACES}
    return Listed(ids, total, read_rows(store, kind, ids[:PAGE]), legend or read_legend(store), names)


def _names(store: Store, key: str, wanted: Wanted) -> str:
    ids = (
        [wanted]
        if isinstance(wanted, str)
        else [str(one) for one in wanted]
        if isinstance(wanted, list | tuple | set | frozenset)
        else []
    )
    return "、".join(store.titles(_PLACES[key][1], ids).values())


def filter_texts(state: ListState, kind: type[Record], listed: Listed) -> list[tuple[str, str]]:
    """Return the active filters by key and in words."""
    fields, legend = columns_of(kind), listed.legend
    found: list[tuple[str, str]] = []
    for key, wanted in state.where.items():
        if key in _PLACES:
            found.append((key, _PLACES[key][0].format(name=listed.names.get(key) or "（已删除）")))
        elif key in fields:
            values = (
                [wanted]
                if isinstance(wanted, str) or not isinstance(wanted, list | tuple | set | frozenset)
                else list(wanted)
            )
            told = "、".join(value_label(fields[key], value, legend) for value in values[:3])
            found.append((key, f"{fields[key].label}：{told}" + ("等" if len(values) > 3 else "")))
        else:
            found.append((key, state.title or f"{kind.LABEL}（已选定）"))
    for name, conditions in state.conditions.items():
        found.append((name, "，".join(condition_text(fields[name], one, legend) for one in conditions)))
    if state.words:
        found.append(("words", f"查找：{state.words}"))
    return found


def foot_text(type_name: str, listed: Listed, is_narrowed: bool, is_revealed: bool) -> str:
    """Say how long the list is."""
    unit = TABLES[type_name].unit
    template = "共 {total:,} {unit}，筛选出 {found:,} {unit}" if is_narrowed else "共 {total:,} {unit}"
    if is_revealed:
        template += "　　敏感信息已显示，离开前请关闭"
    return template.format(total=listed.total, found=len(listed.ids), unit=unit)


def sums_text(type_name: str, model: RecordsModel, rows: Sequence[int]) -> str:
    """Say how many rows are selected, and the sum of what is counted in them where all of them are read."""
    table = TABLES[type_name]
    text = f"选中 {len(rows):,} {table.unit}"
    known = [found for row in rows[:MOST_SUMMED] if (found := model.row_at(row)) is not None]
    if not table.summed or len(known) < len(rows):
        return text
    total = sum(row.values[table.summed] or 0 for row in known)
    return f"{text}，合计 {total:,} 户"


def rank(store: Store, kind: type[Record], column: str) -> None:
    """Have a column's order read and kept by the store."""
    store.listed(kind, Query(order=(Order(column),)))
