# SPDX-License-Identifier: MIT
"""New codes and names for the grids of a draft, by the rule of the district; first as a table, then as one step."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import shapely

from gridmgr.data.store import Store
from gridmgr.model.areas import Community, District, Grid, Plan
from gridmgr.model.changes import ChangeSet, changed
from gridmgr.model.errors import InputError
from gridmgr.operations.grid_codes import DEDICATED, CodeRule, code_rule, codes_given, district_rule
from gridmgr.operations.numbering import grid_name, reading_order
from gridmgr.operations.plan_states import draft_to_change

MAIN_PART_KEEPS = "grid_codes/main_part_keeps"
"""Under this name the data remember whether the main part of a split grid keeps its code (原网格主体保留原编码)."""


@dataclass(frozen=True, slots=True)
class Renumbering:
    """What is to be numbered anew."""

    communities: tuple[str, ...] = ()
    """Codes of the communities; none for all."""
    everything: bool = False
    """Number all grids from the first serial on; else only those whose code is new, double or not of the rule."""
    main_part_keeps: bool = True
    """Whether the main part of a split grid keeps its code; else every part gets a new one."""
    names: bool = True
    """Name the renumbered grids after their serial, where they bore such a name."""


@dataclass(frozen=True, slots=True)
class Renamed:
    """One grid before and after."""

    before: Grid
    code: str
    name: str

    @property
    def is_changed(self) -> bool:
        """Tell whether code or name is another."""
        return (self.code, self.name) != (self.before.code, self.before.name)


def renumbered(store: Store, plan_id: str, wish: Renumbering, rule: CodeRule | None = None) -> list[Renamed]:
    """Return every grid of the chosen communities with its code and name to be: the table to look at beforehand.

    Codes run from west to east in bands from north to south; those that were ever given to another grid are left
    out. A grid keeps its code unless `everything` is asked for; another rule than the district's can be tried.
    Raises InputError.
    """
    plan = draft_to_change(store, plan_id)
    rule, given = rule or district_rule(store), codes_given(store)
    names = dict(store.values(Community, ["code", "name"]))
    split = set() if wish.main_part_keeps else _split_since(store, plan)
    table: list[Renamed] = []
    for grids in _by_community(store, plan, wish.communities).values():
        keep = {} if wish.everything else _kept(grids, rule, given, split)
        codes = _coded(grids, rule, given, (keep, split))
        table += [Renamed(g, codes[g.id], _name(g, codes[g.id], rule, names, wish.names)) for g in grids]
    return table


def store_renumbering(store: Store, plan_id: str, wish: Renumbering, rule: CodeRule | None = None) -> ChangeSet:
    """Return the step that gives the grids their new codes. Raises InputError as `renumbered` does."""
    table = [r for r in renumbered(store, plan_id, wish, rule) if r.is_changed]
    plan = store.get(Plan, plan_id)
    label = f"重新编号：{plan.name if plan else ''}，{len(table)} 个网格"
    return ChangeSet(label, [changed(r.before, replace(r.before, code=r.code, name=r.name)) for r in table])


def set_rule(store: Store, text: str) -> ChangeSet:
    """Return the step that changes the rule by which grid codes are written. Raises InputError for an unsound one."""
    rule = code_rule(text)
    district = next(iter(store.find(District)), None)
    if district is None:
        raise InputError("文件里还没有区县资料，不能设置编码规则。")
    stored = "" if rule == code_rule("") else rule.text
    if stored == district.grid_code_rule:
        return ChangeSet("设置网格编码规则", [])
    return ChangeSet(f"设置网格编码规则：{rule.text}", [changed(district, replace(district, grid_code_rule=stored))])


def example_codes(text: str, community: str) -> tuple[str, str]:
    """Return the first basic and the first dedicated code of a community by a rule. Raises InputError."""
    rule = code_rule(text)
    return rule.free(community, ()), rule.free(community, (), dedicated=True)


def _by_community(store: Store, plan: Plan, communities: Sequence[str]) -> Mapping[str, list[Grid]]:
    """Return the grids of a plan by community, in the order in which they are numbered; those without land last."""
    found: dict[str, list[Grid]] = {}
    wanted = {"community": list(communities)} if communities else {}
    for grid in sorted(store.find(Grid, plan_id=plan.id, **wanted), key=lambda g: (g.code, g.id)):
        found.setdefault(grid.community, []).append(grid)
    ordered = {}
    for community in sorted(found):
        placed = [g for g in found[community] if g.geom is not None and not shapely.is_empty(g.geom)]
        order = reading_order([g.geom for g in placed if g.geom is not None])
        known = {g.id for g in placed}
        ordered[community] = [placed[i] for i in order] + [g for g in found[community] if g.id not in known]
    return ordered


def _split_since(store: Store, plan: Plan) -> set[str]:
    """Return the grids that a new grid was cut out of since the plan that this one began with."""
    parent = store.get(Plan, plan.parent_id) if plan.parent_id else None
    if parent is None:
        return set()
    old = store.find(Grid, plan_id=parent.id)
    uids = {g.grid_uid for g in old}
    fresh = [g for g in store.find(Grid, plan_id=plan.id) if g.grid_uid not in uids and g.geom is not None]
    found = set()
    for grid in old:
        if grid.geom is None:
            continue
        for new in fresh:
            near = new.community == grid.community and new.geom is not None
            if near and shapely.area(shapely.intersection(grid.geom, new.geom)) > 0.5 * shapely.area(new.geom):
                found.add(grid.grid_uid)
    return found


def _kept(
    grids: Iterable[Grid], rule: CodeRule, given: Mapping[str, frozenset[str]], split: set[str]
) -> dict[str, str]:
    """Return the codes by grid id that stay: of the rule, borne by no other grid, and the first to bear it here."""
    found: dict[str, str] = {}
    for grid in sorted(grids, key=lambda g: (g.grid_uid not in given.get(g.code, ()), g.id)):
        own = grid.grid_uid in given.get(grid.code, ())
        free = own or grid.code not in given
        fits = own or rule.serial(grid.code, grid.community) is not None
        if free and fits and grid.grid_uid not in split and grid.code not in found.values():
            found[grid.id] = grid.code
    return found


def _coded(
    grids: Sequence[Grid],
    rule: CodeRule,
    given: Mapping[str, frozenset[str]],
    held: tuple[Mapping[str, str], set[str]],
) -> dict[str, str]:
    """Return the code of every grid by id: kept ones, and for the others the next free one in reading order."""
    kept, split = held
    codes = dict(kept)
    last = {False: 0, True: 0}
    for grid in grids:
        if grid.id in codes:
            continue
        dedicated = grid.kind == DEDICATED
        own = grid.grid_uid not in split
        taken = {c for c, uids in given.items() if not (own and grid.grid_uid in uids)} | set(codes.values())
        codes[grid.id] = rule.free(grid.community, taken, dedicated, last[dedicated])
        last[dedicated] = rule.serial(codes[grid.id], grid.community) or 0
    return codes


def _name(grid: Grid, code: str, rule: CodeRule, names: Mapping[str, str], rename: bool) -> str:
    """Return the name after a new serial; a name that a person gave stays."""
    serial, old = (rule.serial(c, grid.community) for c in (code, grid.code))
    community = names.get(grid.community, "")
    usual = not grid.name or (old is not None and grid.name == grid_name(community, old))
    usual = usual or (grid.name.startswith(community + "第") and grid.name.endswith("网格"))
    return grid_name(community, serial) if rename and usual and serial is not None and community else grid.name
