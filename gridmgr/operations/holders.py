# SPDX-License-Identifier: MIT
"""Who holds which role of which grid just before and on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from gridmgr.data.store import Store
from gridmgr.model.masks import masked
from gridmgr.model.people import Appointment, StaffPerson
from gridmgr.model.records import fields_of
from gridmgr.operations.roles import is_held_on

GONE_PERSON = "已删除的人员"
_PHONE = fields_of(StaffPerson)["phone"]


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody in a role of a grid."""

    appointment: Appointment
    name: str
    unit: str = ""
    phone: str = ""
    """As it may be printed: whole where the person agreed to that, else masked."""
    resident_id: str = ""

    @property
    def staff_id(self) -> str:
        """The person."""
        return self.appointment.staff_id


class Holders:
    """All who hold or held a role, by grid."""

    def __init__(self, store: Store) -> None:
        self._people = {person.id: person for person in store.find(StaffPerson)}
        self._of: dict[tuple[str, str], list[Appointment]] = {}
        self._roles = [item.code for item in store.code_lists()["grid_role"].items]
        for appointment in store.find(Appointment):
            self._of.setdefault((appointment.grid_uid, appointment.role), []).append(appointment)

    def on(self, grid_uid: str, role: str, day: date) -> Holder | None:
        """Return who holds a role on a day; of several the main one."""
        return self._first(a for a in self._of.get((grid_uid, role), ()) if is_held_on(a, day))

    def before(self, grid_uid: str, role: str, day: date) -> Holder | None:
        """Return who held a role on the day before, else who holds it on the day itself."""
        return self.on(grid_uid, role, day - timedelta(days=1)) or self.on(grid_uid, role, day)

    def lasting(self, day: date) -> list[Holder]:
        """Return everybody whose time in a role has not ended before a day, by grid and role."""
        order = {code: place for place, code in enumerate(self._roles)}
        found = [a for held in self._of.values() for a in held if a.to_on is None or a.to_on >= day]
        found.sort(key=lambda a: (a.community, a.grid_code, a.grid_uid, order.get(a.role, len(order)), a.id))
        return [self._holder(a) for a in found]

    def _first(self, appointments: Iterable[Appointment]) -> Holder | None:
        held = sorted(appointments, key=lambda a: (not a.is_main, a.from_on or date.min, a.id))
        return self._holder(held[0]) if held else None

    def _holder(self, appointment: Appointment) -> Holder:
        person = self._people.get(appointment.staff_id)
        if person is None:
            return Holder(appointment, GONE_PERSON)
        phone = person.phone if person.phone_public else masked(_PHONE, person.phone)
        return Holder(appointment, person.name, person.unit, phone, person.resident_id)
