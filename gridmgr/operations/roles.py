# SPDX-License-Identifier: MIT
"""Who holds the five roles of a grid (一格五员)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from gridmgr.data.store import Store
from gridmgr.model.areas import Building, Grid
from gridmgr.model.changes import Change, ChangeSet, added, changed, removed
from gridmgr.model.codelists import CodeList, standard_code_lists
from gridmgr.model.errors import GridmgrError, InputError
from gridmgr.model.ids import Ids, new_id
from gridmgr.model.people import Appointment, Household, Resident, StaffPerson
from gridmgr.operations.initials import name_initials

MOST_GRIDS = 5
"""In more grids than this nobody can know the people; a further one is allowed with a warning (R-04)."""
VETERAN = "3"
"""Role source: a veteran party member who lives in the grid."""
PARTY_MEMBERS = frozenset({"01", "02"})
GONE = frozenset({"4", "5"})
"""Residence states: moved out, dead."""


class RoleTakenError(GridmgrError):
    """The role already has a holder."""


class NotHeldError(GridmgrError):
    """The appointment has already ended."""


@dataclass(frozen=True, slots=True)
class RoleWish:
    """A person wanted in a role; `newcomer` is a person who is not in the staff list yet."""

    grid_id: str
    role: str
    staff_id: str = ""
    newcomer: StaffPerson | None = None
    from_on: date | None = None
    source: str = ""
    duty_text: str = ""


@dataclass(frozen=True, slots=True)
class Tenure:
    """Somebody's time in a role, for the list of all who held it."""

    role: str
    """Label of the role."""
    name: str
    from_on: date | None
    to_on: date | None
    is_held: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person of the staff list who could be appointed."""

    id: str
    name: str
    initials: str
    unit: str
    title: str
    source: str
    community: str
    grids: int
    """In how many grids the person holds a role today."""


def is_held_on(appointment: Appointment, today: date) -> bool:
    """Tell whether an appointment is in force on a day."""
    begun = appointment.from_on is None or appointment.from_on <= today
    return begun and (appointment.to_on is None or appointment.to_on >= today)


def vacant_roles(
    grid_uid: str, appointments: Iterable[Appointment], today: date, roles: CodeList | None = None
) -> list[str]:
    """Return the role codes of a grid that nobody holds on a day, in the order of the office's role list."""
    wanted = roles or standard_code_lists()["grid_role"]
    held = {a.role for a in appointments if a.grid_uid == grid_uid and is_held_on(a, today)}
    return [item.code for item in wanted.items if item.code not in held]


def vacancies(store: Store, grid_uids: Iterable[str], today: date) -> dict[str, int]:
    """Return how many roles are vacant on a day in each of some grids."""
    uids = list(grid_uids)
    roles = {item.code for item in store.code_lists()["grid_role"].items}
    held: dict[str, set[str]] = {uid: set() for uid in uids}
    for appointment in store.find(Appointment, grid_uid=uids) if uids else ():
        if is_held_on(appointment, today):
            held[appointment.grid_uid].add(appointment.role)
    return {uid: len(roles - codes) for uid, codes in held.items()}


def appoint(grid: Grid, wanted: Appointment, existing: Iterable[Appointment], today: date) -> ChangeSet:
    """Give a vacant role to a person.

    A held role is refused, not replaced: the holder is dismissed first, so that the journal shows both steps. Raises
    RoleTakenError.
    """
    if wanted.role not in vacant_roles(grid.grid_uid, existing, today):
        role = standard_code_lists()["grid_role"].label(wanted.role)
        raise RoleTakenError("{grid}已有{role}，请先免去原任职。", grid=grid.name or grid.code, role=role)
    return ChangeSet("任命网格人员", (added(replace(wanted, grid_uid=grid.grid_uid, community=grid.community)),))


def dismiss(appointment: Appointment, last_day: date) -> ChangeSet:
    """End an appointment; the record stays as history. Raises NotHeldError when it has already ended."""
    if appointment.to_on is not None and appointment.to_on <= last_day:
        raise NotHeldError("该任职已于{day}结束，不需要再次免去。", day=appointment.to_on)
    return ChangeSet("免去网格人员", (changed(appointment, replace(appointment, to_on=last_day)),))


def give_role(store: Store, wish: RoleWish, ids: Ids = new_id) -> ChangeSet:
    """Put a person into a role of a grid from a day on; whoever holds it on that day leaves the day before.

    Leaving and coming are one step, and the one who leaves stays in the history. Raises InputError when the grid or
    the person is gone, RoleTakenError where somebody else already comes into the role later.
    """
    grid = _grid(store, wish.grid_id)
    begins = _begin(wish)
    roles = store.code_lists()["grid_role"]
    same = [a for a in store.find(Appointment, grid_uid=grid.grid_uid) if a.role == wish.role]
    if any(a.from_on is not None and a.from_on > begins and is_held_on(a, a.from_on) for a in same):
        raise RoleTakenError(
            "{grid}的{role}在{day}之后另有任职，请选择更晚的任职日期。",
            grid=grid.name or grid.code,
            role=roles.label(wish.role),
            day=begins,
        )
    leaving = [a for a in same if is_held_on(a, begins)]
    person, newcomer = _person(store, wish, grid, ids)
    arrival = Appointment(
        id=ids(),
        community=grid.community,
        grid_uid=grid.grid_uid,
        role=wish.role,
        staff_id=person,
        source=wish.source,
        duty_text=wish.duty_text or next((a.duty_text for a in leaving), ""),
        services=next((a.services for a in leaving), ()),
        from_on=begins,
    )
    template = "更换{role}：{grid}" if leaving else "任命{role}：{grid}"
    label = template.format(role=roles.label(wish.role), grid=grid.name or grid.code)
    return ChangeSet(label, (*newcomer, *(left_before(a, begins) for a in leaving), added(arrival)))


def end_role(store: Store, appointment_id: str, day: date) -> ChangeSet:
    """Free a role from a day on. Raises NotHeldError when the appointment is gone or ended before."""
    appointment = store.get(Appointment, appointment_id)
    if appointment is None:
        raise NotHeldError("这条任职记录已不存在，请刷新后再看。")
    if appointment.to_on is not None and appointment.to_on < day:
        raise NotHeldError("该任职已于{day}结束，不需要再次免去。", day=appointment.to_on)
    role = store.code_lists()["grid_role"].label(appointment.role)
    grids = [name or code for name, code in store.values(Grid, ["name", "code"], grid_uid=appointment.grid_uid)]
    return ChangeSet(
        "免去{role}：{grid}".format(role=role, grid=grids[-1] if grids else "已不存在的网格"),
        (left_before(appointment, day),),
    )


def left_before(appointment: Appointment, day: date) -> Change:
    """Return the change by which somebody no longer holds a role on a day.

    An appointment that would begin on that day at the earliest never was in force and is removed.
    """
    if appointment.from_on is not None and appointment.from_on >= day:
        return removed(appointment)
    return changed(appointment, replace(appointment, to_on=day - timedelta(days=1)))


def role_warnings(store: Store, wish: RoleWish) -> list[str]:
    """Say what speaks against an appointment without forbidding it (R-02, R-03, R-04); no names."""
    day = _begin(wish)
    grid = store.get(Grid, wish.grid_id)
    staff = wish.newcomer or store.get(StaffPerson, wish.staff_id)
    if grid is None or staff is None:
        return []
    held = [a for a in store.find(Appointment, staff_id=staff.id) if is_held_on(a, day)]
    said = _load_warnings(store, grid, wish.role, held)
    resident = store.get(Resident, staff.resident_id) if staff.resident_id else None
    if resident is not None and (resident.death_on or resident.moved_out_on or resident.residence_status in GONE):
        said.append("居民档案记载此人已迁出或死亡，请核实。")
    if wish.source == VETERAN:
        said += _veteran_warnings(store, grid, staff, resident)
    return said


def tenures(store: Store, grid_uid: str, today: date) -> list[Tenure]:
    """Return all who hold or held a role of a grid: by role in the office's order, the newest first."""
    roles = store.code_lists()["grid_role"]
    order = {item.code: place for place, item in enumerate(roles.items)}
    found = store.find(Appointment, grid_uid=grid_uid)
    names = dict(store.values(StaffPerson, ["id", "name"], id=[a.staff_id for a in found])) if found else {}
    newest = sorted(found, key=lambda a: (a.from_on or date.min, a.id), reverse=True)
    return [
        Tenure(roles.label(a.role), names.get(a.staff_id, "已删除的人员"), a.from_on, a.to_on, is_held_on(a, today))
        for a in sorted(newest, key=lambda a: order.get(a.role, len(order)))
    ]


def candidates(store: Store, today: date) -> list[Candidate]:
    """Return everybody who could be appointed, in the order of the staff list."""
    grids: dict[str, set[str]] = {}
    for appointment in store.each(Appointment):
        if is_held_on(appointment, today):
            grids.setdefault(appointment.staff_id, set()).add(appointment.grid_uid)
    columns = ["id", "name", "initials", "unit", "title", "source", "community"]
    return [
        Candidate(i, name, initials, unit, title, source, community, len(grids.get(i, ())))
        for i, name, initials, unit, title, source, community in store.values(StaffPerson, columns)
    ]


def matching(people: Sequence[Candidate], text: str, community: str) -> list[Candidate]:
    """Return those whose name, initials or unit hold a text; people of the community first, then the less loaded."""
    wanted = text.strip().lower()
    found = [c for c in people if wanted in c.name.lower() or wanted in c.initials or wanted in c.unit.lower()]
    return sorted(found, key=lambda c: (c.community != community, not c.name.lower().startswith(wanted), c.grids, c.id))


def _grid(store: Store, grid_id: str) -> Grid:
    grid = store.get(Grid, grid_id)
    if grid is None:
        raise InputError("这个网格已不存在，可能被撤销或合并；请重新选择网格。")
    return grid


def _begin(wish: RoleWish) -> date:
    if wish.from_on is None:
        raise InputError("请填写任职日期。")
    return wish.from_on


def _person(store: Store, wish: RoleWish, grid: Grid, ids: Ids) -> tuple[str, tuple[Change, ...]]:
    """Return the id of the person wanted, and the change that adds a newcomer to the staff list."""
    if wish.newcomer is not None:
        name = wish.newcomer.name.strip()
        if not name:
            raise InputError("请填写姓名。")
        person = replace(
            wish.newcomer, id=ids(), community=grid.community, name=name, initials=name_initials(name), rev=0
        )
        return person.id, (added(person),)
    if store.get(StaffPerson, wish.staff_id) is None:
        raise InputError("这位工作人员已不在名单里，请重新选择。")
    return wish.staff_id, ()


def _load_warnings(store: Store, grid: Grid, role: str, held: Sequence[Appointment]) -> list[str]:
    """Say that a person has many grids already, or another role in the same grid."""
    said = []
    elsewhere = {a.grid_uid for a in held} - {grid.grid_uid}
    if len(elsewhere) >= MOST_GRIDS:
        template = "此人已在 {count} 个网格任职，再任一职可能顾不过来（建议不超过 {most} 个）。"
        said.append(template.format(count=len(elsewhere), most=MOST_GRIDS))
    roles = store.code_lists()["grid_role"]
    here = [roles.label(a.role) for a in held if a.grid_uid == grid.grid_uid and a.role != role]
    if here:
        said.append("此人在本网格已任{roles}。".format(roles="、".join(here)))
    return said


def _veteran_warnings(store: Store, grid: Grid, staff: StaffPerson, resident: Resident | None) -> list[str]:
    """Say where a veteran party member of the grid is no party member, or does not live there."""
    said = []
    if staff.political not in PARTY_MEMBERS:
        said.append("来源是“网格居住的老党员”，但人员资料里的政治面貌不是党员。")
    home = store.get(Household, resident.household_id) if resident is not None and resident.household_id else None
    house = store.get(Building, home.building_id) if home is not None and home.building_id else None
    if house is not None and house.grid_code and house.grid_code != grid.code:
        said.append("来源是“网格居住的老党员”，但此人不住在本网格。")
    return said
