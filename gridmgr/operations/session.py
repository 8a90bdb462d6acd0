# SPDX-License-Identifier: MIT
"""One person at work on one store: everything that changes goes through here, and every view hears of it here."""

from collections.abc import Callable
from datetime import UTC, datetime

from gridmgr.data.store import LoggedChange, Step, Store
from gridmgr.model.changes import ChangeSet
from gridmgr.model.errors import LockedError
from gridmgr.model.locks import is_locking

Listener = Callable[[list[LoggedChange]], None]


def clock() -> datetime:
    """Return the present time in UTC."""
    return datetime.now(UTC)


class Session:
    """Stamps changes with author and time, hands them to the store and tells the listeners what was touched."""

    def __init__(self, store: Store, author: str, now: Callable[[], datetime] = clock) -> None:
        self.store = store
        self.author = author
        self._now = now
        self._listeners: list[Listener] = []
        self._seen = store.last_seq
        self._held = 0
        """Number of the step that a lock kept from being taken back; once it is unlocked, that step is meant."""

    def listen(self, listener: Listener) -> None:
        """Call `listener` with the touched records after every change, whoever made it."""
        self._listeners.append(listener)

    def run(self, changes: ChangeSet) -> Step | None:
        """Store the changes; an empty set is no step. Raises a StoreError with nothing stored."""
        if not changes:
            return None
        stamped = ChangeSet(changes.label, changes.changes, self.author, self._now())
        step = self.store.apply(stamped)
        self._held = self._held if is_locking(changes.changes) else 0
        self.catch_up()
        return step

    def undo(self, number: int = 0) -> Step | None:
        """Take the newest step back, or the one of a number; None when there is none.

        Raises ConflictError where a record has moved on, LockedError where a lock set since holds it. Asked again after
        unlocking, it takes back the step that was held, not the unlocking.
        """
        meant, self._held = number or self._held, 0
        try:
            step = self.store.undo(self.author, self._now(), meant)
        except LockedError as held:
            self._held = held.step
            raise
        self.catch_up()
        return step

    def redo(self, number: int = 0) -> Step | None:
        """Do the last undone step again, or take back the undoing of a number; None when there is none."""
        step = self.store.redo(self.author, self._now(), number)
        self.catch_up()
        return step

    def catch_up(self) -> list[LoggedChange]:
        """Tell the listeners what changed since they heard last, here or elsewhere, and return it."""
        touched = self.store.changes_since(self._seen)
        if touched:
            self._seen = touched[-1].seq
            for listener in self._listeners:
                listener(touched)
        return touched
