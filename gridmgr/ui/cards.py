# SPDX-License-Identifier: MIT
"""What the inspector says about one record, as plain values that any thread may hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from gridmgr.map.style import BandState


class Tone(Enum):
    """How a row is shown beside its words."""

    PLAIN = "plain"
    MUTED = "muted"
    MISSING = "missing"
    BELOW = "below"
    INSIDE = "inside"
    ABOVE = "above"


TONES = {BandState.BELOW: Tone.BELOW, BandState.INSIDE: Tone.INSIDE, BandState.ABOVE: Tone.ABOVE}


class Does(Enum):
    """What pressing a figure or a button does."""

    RECORDS = "records"
    """Lists records of the type `name` that fit `wanted`."""
    RECORD = "record"
    """Opens the form of one record."""
    SELECT = "select"
    """Chooses a record and brings it into view."""
    PRINT = "print"
    """Puts a grid or community on paper."""
    DIVIDE = "divide"
    """Divides the community with this id anew."""
    HISTORY = "history"
    """Lists who held the roles of the grid with this id."""
    LOCK = "lock"
    """Locks or unlocks one record; `wanted` names the lock and the turn."""


@dataclass(frozen=True, slots=True)
class Link:
    """What happens when a figure or a button is pressed."""

    does: Does
    name: str = ""
    """A record type or kind."""
    id: str = ""
    wanted: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """A label and what stands beside it."""

    label: str
    value: str
    tone: Tone = Tone.PLAIN
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under a heading (none for the first)."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with its name, shown large."""

    label: str
    value: str
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """Something that can be done with the record."""

    name: str
    text: str
    icon: str
    link: Link
    changes_data: bool = False
    """Whether it is no use where nothing may be changed."""


@dataclass(frozen=True, slots=True)
class RoleLine:
    """One role of a grid and who holds it; a vacancy has no appointment."""

    grid_id: str
    role: str
    label: str
    appointment_id: str = ""
    staff_id: str = ""
    name: str = ""
    phone: str = ""
    """Masked unless the person allowed it to be told."""
    from_on: date | None = None

    @property
    def is_vacant(self) -> bool:
        """Tell whether nobody holds the role."""
        return not self.appointment_id


@dataclass(frozen=True, slots=True)
class GridLine:
    """One grid in the table of its community."""

    id: str
    name: str
    households: int
    state: BandState
    vacancies: int


@dataclass(frozen=True, slots=True)
class Card:
    """Everything the inspector says about one record."""

    kind: str
    id: str
    title: str
    subtitle: str
    sections: tuple[Section, ...] = ()
    pill: Row | None = None
    """The state of the record in a few words."""
    figures: tuple[Figure, ...] = ()
    buttons: tuple[Button, ...] = ()
    roles: tuple[RoleLine, ...] = ()
    grids: tuple[GridLine, ...] = ()
    problems: tuple[Row, ...] = ()
    """What can be told without a check."""
