# SPDX-License-Identifier: MIT
"""What a list of records shows and in which order, as values that either database can answer."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

Value = str | int | float | bool | date | None
Wanted = Value | Collection[Value]
"""One value that a field must equal, or a collection of which it must equal one."""


class Relation(StrEnum):
    """How a field is looked at."""

    ONE_OF = "one_of"
    CONTAINS = "contains"
    """The text holds these words somewhere; capitals do not matter."""
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    EMPTY = "empty"
    FILLED = "filled"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition on one field."""

    field: str
    relation: Relation
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Order:
    """One column by which a list is sorted; what is empty comes last either way."""

    field: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """Which records of a type are listed, and in which order.

    `where` is a mapping as `Store.find` takes it, and may hold the keys of PLACES beside fields. `words` are searched
    in the columns of SEARCHED. Without an order the records come as they were added.
    """

    where: Mapping[str, Wanted] = field(default_factory=dict)
    conditions: tuple[Condition, ...] = ()
    words: str = ""
    order: tuple[Order, ...] = ()
    searched: tuple[str, ...] = ()
    """Columns in which the words are looked for instead of those of SEARCHED."""

    @property
    def is_everything(self) -> bool:
        """Tell whether nothing is left out."""
        return not (self.where or self.conditions or self.words.strip())


PLACES = ("grid_id", "building_id", "estate_id", "unassigned_in")
"""Keys that lead to records through others: what lies in a grid, a building, an estate, in no grid of a plan."""

SEARCHED = {
    "district": ("name", "code"),
    "subdistrict": ("name", "code"),
    "community": ("name", "full_name", "code", "office_address", "phone"),
    "plan": ("name",),
    "grid": ("name", "code"),
    "estate": ("name", "property_company", "property_phone"),
    "building": ("name", "number", "code", "street", "address", "head_name"),
    "barrier": ("name",),
    "facility": ("name", "address", "manager", "phone"),
    "household": ("household_no", "room_no", "address", "head_name", "phone"),
    "resident": ("name", "former_name", "initials", "doc_no", "phone", "phone2", "hukou_address"),
    "staff": ("name", "initials", "phone", "unit", "title"),
    "appointment": ("grid_code",),
}
"""The columns in which the words of a quick search are looked for."""
