# SPDX-License-Identifier: MIT
"""One record in a form: as it was read, as it is wanted, and what was typed that is no value yet."""

from dataclasses import dataclass, field, replace
from typing import Any

from gridmgr.model.records import Record
from gridmgr.operations.recording import Edit, merged


@dataclass(slots=True)
class Part:
    """A record that a person works on."""

    start: Record
    """As it was read; of a new one, as it was offered."""
    record: Record
    """As it is wanted."""
    is_new: bool = False
    unread: dict[str, str] = field(default_factory=dict)
    """What was typed into fields and cannot be read as their value."""

    @property
    def is_dirty(self) -> bool:
        """Whether a person changed something."""
        return self.record != self.start or bool(self.unread)

    @property
    def edit(self) -> Edit:
        """Return what is to be stored."""
        return Edit(None if self.is_new else self.start, self.record)

    def put(self, name: str, value: Any) -> None:
        """Want another value (Any: of the field's own type) in a field."""
        self.unread.pop(name, None)
        self.record = replace(self.record, **{name: value})

    def take_over(self, theirs: Record) -> None:
        """Go on from what others have stored meanwhile; own changes stay."""
        self.record = merged(self.start, self.record, theirs)[0]
        self.start = theirs


def part_of(record: Record, is_new: bool = False) -> Part:
    """Return a record that nobody has changed yet."""
    return Part(record, record, is_new)
