# SPDX-License-Identifier: MIT
"""Adding and changing records one by one: a person's edits become one step, whoever else was at work meanwhile."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, TypeVar

from gridmgr.data.store import LoggedChange, Store
from gridmgr.model.areas import Building, Estate
from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.changes import Change, ChangeSet, added, changed
from gridmgr.model.codelists import CodeList
from gridmgr.model.errors import ConflictError, GridmgrError
from gridmgr.model.fields import Kind
from gridmgr.model.findings import Finding, Severity
from gridmgr.model.people import Household, Resident, StaffPerson
from gridmgr.model.records import Record, fields_of, fields_to_fill
from gridmgr.model.validation import completed, problems
from gridmgr.operations.initials import name_initials
from gridmgr.operations.naming import Choice, Hit, choices, community_choices, title, titles_of
from gridmgr.operations.removing import Hanging, hanging_on

HEAD = "02"
"""Code of the head of a household in the list `relation_to_head`."""

PLACED = ("building", "household", "resident", "facility")
"""Types whose records count in a community."""

R = TypeVar("R", bound=Record)


class RefusedError(GridmgrError):
    """A record has a fault with which it must not be stored."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One record as it was read (None: it is new) and as a person wants it."""

    before: Record | None
    after: Record


@dataclass(frozen=True, slots=True)
class Clash:
    """One field that two people changed to different values. Any: a value of the field's own type."""

    record_type: str
    id: str
    field: str
    at_opening: Any
    mine: Any
    theirs: Any
    author: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Opened:
    """What a form needs to show a record and, for a household, its members."""

    record: Record
    members: tuple[Resident, ...]
    seen: int
    """Number of the newest logged change at the time of reading."""
    titles: Mapping[str, str]
    """What the records are called to which this one points, by id."""
    hanging: tuple[Hanging, ...]
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """The code lists of a district, ready for choosing."""

    code_lists: Mapping[str, CodeList]
    choices: Mapping[str, tuple[Choice, ...]]
    """By name of the code list; the communities under ""."""


def read_words(store: Store) -> Words:
    """Return the code lists that fields of records name, with the first letters of every label."""
    lists = store.code_lists()
    used = {f.code_list for kind in RECORD_TYPES.values() for f in fields_of(kind).values() if f.code_list}
    known = {name: choices(lists[name]) for name in sorted(used & lists.keys())}
    return Words(lists, {**known, "": community_choices(store)})


def read_record(store: Store, record_type: str, record_id: str) -> Opened | None:
    """Return a record with what hangs on it; None when it is gone."""
    seen = store.last_seq
    record = store.get(RECORD_TYPES[record_type], record_id)
    if record is None:
        return None
    members: tuple[Resident, ...] = ()
    if isinstance(record, Household):
        members = tuple(sorted(store.find(Resident, household_id=record.id), key=lambda m: (m.relation != HEAD, m.id)))
    return Opened(record, members, seen, titles_of(store, record), hanging_on(store, record))


def new_record(store: Store, record: Record) -> Opened:
    """Return what a form needs for a record that is not stored yet."""
    return Opened(record, (), store.last_seq, titles_of(store, record), (), is_new=True)


def same_number(store: Store, person: Resident) -> list[Hit]:
    """Return the other residents with the same document number (V-03)."""
    if not person.doc_no:
        return []
    twins = store.find(Resident, doc_no=person.doc_no)
    return [Hit(r.id, title(r)) for r in twins if r.id != person.id and r.doc_type == person.doc_type]


def findings_on(record: Record, code_lists: Mapping[str, CodeList], today: date) -> list[Finding]:
    """Return what is wrong or unlikely about a record, and whether it lies in no community."""
    found = problems(record, code_lists, today)
    if record.TYPE in PLACED and not record.community and not _follows(record):
        text = "没有选择社区，这条记录不会计入任何社区。"
        found.append(Finding("F-06", Severity.WARNING, record.TYPE, record.id, text, "community"))
    return found


def _follows(record: Record) -> bool:
    """Tell whether the record takes its community from another one."""
    return bool(getattr(record, "building_id", "") or getattr(record, "household_id", ""))


def household_findings(members: Iterable[Resident]) -> list[str]:
    """Return sentences on who is head of a household (V-07)."""
    people = list(members)
    heads = sum(person.relation == HEAD for person in people)
    if people and heads == 0:
        return ["还没有成员标为户主，请把其中一人的“与户主关系”选为户主。"]
    return [f"有 {heads} 位成员标为户主，只能有一位。"] if heads > 1 else []


def refusals(edit: Edit, found: Iterable[Finding]) -> list[Finding]:
    """Return the findings with which an edit must not be stored.

    Faults that were there before and that the person did not touch refuse nothing: a telephone number must not wait
    until an old entry is cleared up.
    """
    before, after = edit.before, edit.after
    return [
        f
        for f in found
        if f.severity is Severity.ERROR
        and (before is None or not f.field or getattr(before, f.field) != getattr(after, f.field))
    ]


def merged(before: R, mine: R, theirs: R) -> tuple[R, list[str]]:
    """Return their record with my changes in it, and the fields that both of us changed to different values.

    In those the value is mine.
    """
    names = [n for n, f in fields_of(type(before)).items() if not f.derived and n != "rev"]
    own = {n: getattr(mine, n) for n in names if getattr(mine, n) != getattr(before, n)}
    both = [n for n, v in own.items() if getattr(theirs, n) != getattr(before, n) and getattr(theirs, n) != v]
    return replace(theirs, **own), both


def clashes(before: Record, mine: Record, theirs: Record, later: Iterable[LoggedChange]) -> list[Clash]:
    """Return the fields in which my record and theirs cannot both be right, with who changed them last and when."""
    own = [change for change in later if change.id == mine.id]
    found = []
    for name in merged(before, mine, theirs)[1]:
        last = next((c for c in reversed(own) if name in c.fields), own[-1] if own else None)
        who = (last.author, last.at) if last else ("", None)
        values = (getattr(r, name) for r in (before, mine, theirs))
        found.append(Clash(mine.TYPE, mine.id, name, *values, *who))
    return found


@dataclass(slots=True)
class Saving:
    """Makes the one step of a person's edits from the present state of a store.

    Changes of others in other fields are kept. Where both changed the same field, the step is empty and `clashes`
    tells which; `theirs` are then the records as they are stored now.
    """

    label: str
    edits: Sequence[Edit]
    today: date
    seen: int
    """Number of the newest logged change when the records were read."""
    clashes: list[Clash] = field(default_factory=list)
    theirs: dict[str, Record] = field(default_factory=dict)

    def __call__(self, store: Store) -> ChangeSet:
        """Return the step. Raises RefusedError for a faulty record, ConflictError for one that is gone."""
        current = {e.before.id: _present(store, e.before) for e in self.edits if e.before is not None}
        moved = {e.after.id for e in self.edits if e.before is not None and current[e.after.id].rev != e.before.rev}
        self.theirs = {record_id: current[record_id] for record_id in moved}
        later = store.changes_since(self.seen) if moved else []
        self.clashes = [
            clash
            for e in self.edits
            if e.before is not None and e.after.id in moved
            for clash in clashes(e.before, e.after, current[e.after.id], later)
        ]
        if self.clashes:
            return ChangeSet(self.label, ())
        wanted = [self._wanted(e, current) for e in self.edits]
        settled = _settled(store, wanted, self.today)
        self._check(store, settled)
        return ChangeSet(self.label, _changes(store, current, settled))

    def _wanted(self, edit: Edit, current: Mapping[str, Record]) -> Record:
        """Return what a person wants, put upon what is there now."""
        if edit.before is None:
            return edit.after
        return merged(edit.before, edit.after, current[edit.after.id])[0]

    def _check(self, store: Store, settled: Iterable[Record]) -> None:
        before = {e.after.id: e.before for e in self.edits}
        code_lists = store.code_lists()
        for record in settled:
            found = problems(record, code_lists, self.today)
            for finding in refusals(Edit(before[record.id], record), found):
                raise RefusedError("{label}记录没有保存：{reason}", label=record.LABEL, reason=finding.message)


def save_label(edits: Sequence[Edit]) -> str:
    """Name the step of some edits for the journal, without anything personal."""
    first = edits[0]
    label = f"{'新增' if first.before is None else '修改'}{first.after.LABEL}"
    return f"{label}和 {len(edits) - 1} 位成员" if len(edits) > 1 else label


def _present(store: Store, before: R) -> R:
    """Return a record as it is now."""
    now = store.get(type(before), before.id)
    if now is None:
        sentence = "这条{label}记录已被删除，本次没有改动任何数据。您填写的内容还在表单里。"
        raise ConflictError(sentence, record_id=before.id, label=before.LABEL)
    return now


def _changes(store: Store, current: Mapping[str, Record], settled: Iterable[Record]) -> list[Change]:
    """Return what differs, and what has to follow into another community."""
    steps = []
    for record in settled:
        known = current.get(record.id)
        if known is None:
            steps.append(added(record))
        elif known != record:
            steps.append(changed(known, record))
    done = {record.id for record in settled}
    for step in list(steps):
        steps += _followers(store, step, done)
    return steps


def _followers(store: Store, step: Change, done: set[str]) -> list[Change]:
    """Take along what is firmly linked to a record that comes into another community."""
    before, after = step.before, step.after
    if before is None or after is None or before.community == after.community:
        return []
    steps: list[Change] = []
    for kind in RECORD_TYPES.values():
        for name, spec in fields_of(kind).items():
            if spec.kind is not Kind.LINK or not spec.firm or spec.to != after.TYPE:
                continue
            for record in store.find(kind, **{name: after.id}):
                if record.id not in done and record.community != after.community:
                    done.add(record.id)
                    steps.append(changed(record, replace(record, community=after.community)))
                    steps += _followers(store, steps[-1], done)
    return steps


def _settled(store: Store, wanted: Sequence[Record], today: date) -> list[Record]:
    """Fill in what follows from what was typed: initials, what the identity number tells, the community, the head."""
    households: dict[str, Household] = {}
    made: list[Record] = []
    for record in wanted:
        whole = completed(record, today)[0]
        if isinstance(whole, Household):
            whole = _settled_household(store, whole, wanted)
            households[whole.id] = whole
        elif isinstance(whole, Resident):
            home = households.get(whole.household_id) or (
                store.get(Household, whole.household_id) if whole.household_id else None
            )
            whole = replace(whole, initials=name_initials(whole.name), community=_of(home, whole))
        elif isinstance(whole, Building):
            whole = _settled_building(store, whole)
        elif isinstance(whole, StaffPerson):
            whole = replace(whole, initials=name_initials(whole.name))
        made.append(whole)
    return made


def _settled_building(store: Store, building: Building) -> Building:
    """Take the community of the estate where none was chosen. Raises RefusedError where the two differ."""
    estate = store.get(Estate, building.estate_id) if building.estate_id else None
    if estate is None:
        return building
    settled = replace(building, community=building.community or estate.community)
    if settled.community != estate.community:
        raise RefusedError("楼幢没有保存：所选的小区在另一个社区。请改选小区，或改选所属社区。")
    return settled


def _settled_household(store: Store, household: Household, wanted: Iterable[Record]) -> Household:
    building = store.get(Building, household.building_id) if household.building_id else None
    heads = [r for r in wanted if isinstance(r, Resident) and r.household_id == household.id and r.relation == HEAD]
    return replace(
        household,
        community=_of(building, household),
        head_name=heads[0].name if len(heads) == 1 else household.head_name,
        address=household.address or (_address(building, household) if building else ""),
    )


def _of(leader: Record | None, record: Record) -> str:
    """Return the community that a record takes from the one it lives in."""
    return leader.community if leader is not None else record.community


def _address(building: Building, household: Household) -> str:
    unit, room = household.unit_no, household.room_no
    return title(building) + (f"{unit}单元" if unit else "") + (f"{room}室" if room else "")


def fields_of_form(record_type: str) -> list[str]:
    """Return the names of the fields that a form of this type offers, in the order of declaration."""
    return list(fields_to_fill(RECORD_TYPES[record_type]))
