# SPDX-License-Identifier: MIT
"""A check after a change: only what was touched, and what lies on it, is looked at again.

The result is the same as that of a check of the whole plan; a test compares the two after random edits.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gridmgr.data.store import LoggedChange, Store
from gridmgr.model.findings import Finding
from gridmgr.model.progress import Progress, Silent
from gridmgr.operations.checking import Basis, CheckReport, check_plan, grid_row, land_of, made_report
from gridmgr.operations.plan_facts import Known, held_posts, read_again, service_lines
from gridmgr.planning.precision import Geometries
from gridmgr.planning.rule_input import BuildingFacts, GridFacts, PlanFacts
from gridmgr.planning.rules import RULES, WHOLE_PLAN, in_order

EVERYTHING = frozenset({"district", "plan", "community", "barrier", "code"})
"""Types of records on which the whole plan hangs."""
LOCAL = frozenset({"grid", "building", "household", "estate"})
"""Types whose records matter to their own community and what touches it."""


def recheck(
    store: Store,
    before: CheckReport,
    touched: Sequence[LoggedChange],
    today: date,
    progress: Progress | None = None,
) -> CheckReport:
    """Return the report of a check of the same plan after records were touched.

    Raises InputError where the plan is gone, CancelledError when given up.
    """
    watch = progress or Silent()
    basis = before.basis
    if basis is None or basis.known.today != today or any(_reaches_all(change) for change in touched):
        return check_plan(store, today, before.plan, watch)
    codes = _communities(basis.known.facts, touched)
    has_roles = any(change.record_type == "appointment" for change in touched)
    if not codes and not has_roles:
        return made_report(store, basis, before.grids)
    held = held_posts(store, today) if has_roles else None
    if held is not None and service_lines(store, held) != basis.known.settings.services:
        return check_plan(store, today, before.plan, watch)
    known = read_again(store, basis.known, codes, held)
    watch.step(1, 3)
    wanted = _concerned(basis.known.facts, known.facts, codes)
    if has_roles:
        wanted |= _with_other_roles(basis.known, known)
    found = _patched(basis, known.facts, wanted)
    watch.step(2, 3)
    land = {**{c: t for c, t in basis.land.items() if c not in codes}, **land_of(known.facts, codes)}
    rows = {row.id: row for row in before.grids if row.community not in codes}
    fresh = [grid_row(g) for g in known.grids if g.id not in rows]
    ordered = sorted([*rows.values(), *fresh], key=lambda row: (row.code, row.id))
    return made_report(store, Basis(known, found, land), tuple(ordered))


def _reaches_all(change: LoggedChange) -> bool:
    """Tell whether a change matters beyond one community, or to one that is not named."""
    return change.record_type in EVERYTHING or (change.record_type in LOCAL and not change.community)


def _communities(facts: PlanFacts, touched: Iterable[LoggedChange]) -> set[str]:
    """Return the communities that changes touch: those named, and those that records came from or went to."""
    home = {building.id: building.community_id for building in facts.buildings}
    found: set[str] = set()
    for change in touched:
        if change.record_type in LOCAL:
            found.add(change.community)
            found.update(str(code) for code in change.fields.get("community", ()) if code)
            found.update(home[b] for b in change.fields.get("building_id", ()) if b in home)
    return found


def _with_other_roles(before: Known, after: Known) -> set[str]:
    was = {grid.id: (grid.roles, grid.services) for grid in before.facts.grids}
    return {grid.id for grid in after.facts.grids if (grid.roles, grid.services) != was.get(grid.id)}


def _concerned(before: PlanFacts, after: PlanFacts, codes: set[str]) -> set[str]:
    """Return the records of some communities, as they were and as they are, and what lies on or under them.

    Grids that only border on them are no other for it.
    """
    grids = [g for facts in (before, after) for g in facts.grids if g.community_id in codes]
    buildings = [b for facts in (before, after) for b in facts.buildings if b.community_id in codes]
    estates = [e for facts in (before, after) for e in facts.estates if e.community_id in codes]
    near_grids = _on(after.grids, _shapes([b.shape for b in buildings]))
    near_buildings = _on(after.buildings, _shapes([g.polygon for g in grids]))
    return {*codes, *(r.id for r in (*grids, *buildings, *estates, *near_grids, *near_buildings))}


def _patched(basis: Basis, facts: PlanFacts, wanted: set[str]) -> tuple[Finding, ...]:
    """Put what the rules say of some records now in the place of what they said before."""
    part = _part(facts, wanted)
    kept = [f for f in basis.of_rules if f.rule != "G-12" and not _is_asked(f, wanted)]
    settings = basis.known.settings
    fresh = [f for rule in RULES for f in rule(facts if rule in WHOLE_PLAN else part, settings)]
    return tuple(in_order([*kept, *fresh], facts))


def _is_asked(finding: Finding, wanted: set[str]) -> bool:
    """Tell whether the rules are asked for a finding again; an overlap concerns both its grids."""
    pair = finding.others if finding.rule == "G-01" else ()
    return not wanted.isdisjoint((finding.record_id, *pair))


def _part(facts: PlanFacts, wanted: set[str]) -> PlanFacts:
    """Return the records that some records have to be compared with; findings are asked for about those alone."""
    grids = [g for g in facts.grids if g.id in wanted]
    buildings = [b for b in facts.buildings if b.id in wanted]
    shapes = np.concatenate((_shapes([g.polygon for g in grids]), _shapes([b.shape for b in buildings])))
    codes = wanted | {g.community_id for g in grids}
    near = {g.id for g in _on(facts.grids, shapes)} | {g.id for g in facts.grids if g.community_id in codes} | wanted
    around = {b.id for b in _on(facts.buildings, shapes)} | wanted
    return replace(
        facts,
        grids=tuple(g for g in facts.grids if g.id in near),
        buildings=tuple(b for b in facts.buildings if b.id in around or b.estate_id in wanted),
        communities=tuple(c for c in facts.communities if c.id in codes),
        wanted=frozenset(wanted),
    )


def _on(records: Sequence[GridFacts] | Sequence[BuildingFacts], shapes: Geometries) -> list[GridFacts | BuildingFacts]:
    """Return the records whose land or footprint touches any of the shapes, in their order."""
    own = _shapes([r.polygon if isinstance(r, GridFacts) else r.shape for r in records])
    _, found = shapely.STRtree(own).query(shapes, predicate="intersects")
    return [records[n] for n in np.unique(found).tolist()]


def _shapes(given: Sequence[BaseGeometry | None]) -> Geometries:
    made = np.empty(len(given), dtype=object)
    made[:] = list(given)
    return made
