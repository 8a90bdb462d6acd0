# SPDX-License-Identifier: MIT
"""What the rules look at, read from a store: of a whole plan, or of the communities that were touched."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import Any, NamedTuple, TypeVar

import shapely

from gridmgr.data.queries import Wanted
from gridmgr.data.store import Store
from gridmgr.model.acceptance import accepted_rules
from gridmgr.model.areas import MICRO, Building, Community, Estate, Grid, Plan
from gridmgr.model.bands import Band
from gridmgr.model.people import Appointment
from gridmgr.operations.ground import DistrictBarriers
from gridmgr.operations.land_links import Joined, joined_land
from gridmgr.operations.roles import is_held_on
from gridmgr.planning.crossings import are_joined
from gridmgr.planning.rule_input import BuildingFacts, CommunityFacts, EstateFacts, GridFacts, PlanFacts, RuleSettings

BASIC = "1"
"""Code of a basic grid (基础网格), for which the size rule holds."""

_BUILDING_FIELDS = ["id", "geom", "households", "community", "estate_id"]
_BUILDING_NAMES = ["name", "number", "address", "code", "source_key"]
"""Of these the first that is filled in is what people call it."""
F = TypeVar("F", GridFacts, BuildingFacts, EstateFacts)


SERVICES = "service_item"
"""The code list of service lines."""


class Posts(NamedTuple):
    """What people do in a grid, by the names of the code lists."""

    roles: frozenset[str]
    services: frozenset[str]


NO_POSTS = Posts(frozenset(), frozenset())


@dataclass(frozen=True, eq=False)
class Known:
    """A plan as its rules see it, with the records it was read from."""

    plan: Plan
    grids: tuple[Grid, ...]
    """Those of the division, ordered by id."""
    facts: PlanFacts
    settings: RuleSettings
    held: Mapping[str, Posts]
    """What is held and looked after, by grid."""
    today: date


def read_facts(store: Store, plan: Plan, today: date) -> Known:
    """Read a whole plan."""
    roles = store.code_lists()["grid_role"]
    grids = _grids(store, plan_id=plan.id)
    held, links = held_posts(store, today), joined_land(store)
    settings = RuleSettings(
        band=Band(plan.min_households, plan.max_households),
        roles=tuple(i.label for i in roles.items),
        services=service_lines(store, held),
    )
    facts = PlanFacts(
        grids=tuple(_grid_facts(g, held, links) for g in grids),
        buildings=tuple(_buildings(store)),
        communities=tuple(CommunityFacts(*row) for row in store.values(Community, ["code", "name", "geom"])),
        barriers=DistrictBarriers(store).all,
        estates=tuple(_estates(store)),
    )
    return Known(plan, tuple(grids), facts, settings, held, today)


def read_again(store: Store, known: Known, communities: Collection[str], held: Mapping[str, Posts] | None) -> Known:
    """Read the grids and buildings of some communities anew; `held` are the roles where they changed too."""
    codes = sorted(communities)
    fresh = _grids(store, plan_id=known.plan.id, community=codes)
    old = [g for g in known.grids if g.community not in communities]
    grids = sorted([*old, *fresh], key=lambda g: g.id)
    roles = known.held if held is None else held
    was = {fact.id: fact for fact in known.facts.grids}
    links = joined_land(store)
    if held is None:
        kept = [was[g.id] for g in old]
    else:
        kept = [replace(was[g.id], **roles.get(g.grid_uid, NO_POSTS)._asdict()) for g in old]
    facts = replace(
        known.facts,
        grids=_in_order(kept, [_grid_facts(g, roles, links) for g in fresh]),
        buildings=_in_order(
            [b for b in known.facts.buildings if b.community_id not in communities], _buildings(store, community=codes)
        ),
        estates=_in_order(
            [e for e in known.facts.estates if e.community_id not in communities], _estates(store, community=codes)
        ),
    )
    return replace(known, grids=tuple(grids), facts=facts, held=roles)


def held_posts(store: Store, today: date) -> Mapping[str, Posts]:
    """Return what is held and looked after today, by the identity of the grid."""
    lists = store.code_lists()
    labels, lines = ({i.code: i.label for i in lists[name].items} for name in ("grid_role", SERVICES))
    roles: dict[str, set[str]] = defaultdict(set)
    services: dict[str, set[str]] = defaultdict(set)
    for appointment in store.each(Appointment):
        if is_held_on(appointment, today):
            roles[appointment.grid_uid].update(labels[r] for r in (appointment.role,) if r in labels)
            services[appointment.grid_uid].update(lines[code] for code in appointment.services if code in lines)
    return {grid: Posts(frozenset(roles[grid]), frozenset(services[grid])) for grid in roles}


def service_lines(store: Store, held: Mapping[str, Posts]) -> tuple[str, ...]:
    """Return the service lines that every grid needs somebody for; none until somebody was named for one."""
    if not any(posts.services for posts in held.values()):
        return ()
    return tuple(item.label for item in store.code_lists()[SERVICES].items)


def _grids(store: Store, **equals: Wanted) -> list[Grid]:
    return [grid for grid in store.find(Grid, **equals) if grid.kind != MICRO]


def _buildings(store: Store, **equals: Wanted) -> list[BuildingFacts]:
    rows: Iterable[tuple[Any, ...]] = store.values(
        Building, _BUILDING_FIELDS + _BUILDING_NAMES, **equals
    )  # Any: columns of a table
    return [
        BuildingFacts(i, next((n for n in names if n), ""), shape, households, community, estate or "")
        for i, shape, households, community, estate, *names in rows
    ]


def _estates(store: Store, **equals: Wanted) -> list[EstateFacts]:
    rows = store.values(Estate, ["id", "name", "community"], keep_whole=True, **equals)
    return sorted((EstateFacts(*row) for row in rows), key=lambda fact: fact.id)


def _accepted(grid: Grid, links: Joined) -> Mapping[str, str]:
    """Return the reason by rule from which an office lets a grid depart: written down, or by links of its pieces."""
    drawn = links.lines.get(grid.community)
    if drawn is None or grid.geom is None or shapely.get_num_geometries(grid.geom) < 2:
        return accepted_rules(grid.accepted_reason)
    linked = {"G-04": "各块已认定相连"} if are_joined(grid.geom, drawn) else {}
    return linked | dict(accepted_rules(grid.accepted_reason))


def _grid_facts(grid: Grid, held: Mapping[str, Posts], links: Joined) -> GridFacts:
    """Return one grid as the rules look at it."""
    return GridFacts(
        id=grid.id,
        code=grid.code,
        name=grid.name,
        community_id=grid.community,
        polygon=grid.geom,
        households=grid.households,
        persons=grid.persons,
        accepted=_accepted(grid, links),
        links=links.reasons.get(grid.community, ()),
        roles=held.get(grid.grid_uid, NO_POSTS).roles,
        services=held.get(grid.grid_uid, NO_POSTS).services,
        is_basic=grid.kind in (BASIC, ""),
    )


def _in_order(kept: Iterable[F], fresh: Iterable[F]) -> tuple[F, ...]:
    return tuple(sorted(chain(kept, fresh), key=lambda fact: fact.id))
