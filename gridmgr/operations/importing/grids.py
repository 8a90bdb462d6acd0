# SPDX-License-Identifier: MIT
"""Existing grids: areas of a layer become the grids of a plan."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import shapely

from gridmgr.data.sources import SourceRow
from gridmgr.data.store import Store
from gridmgr.model.areas import District, Grid, Plan
from gridmgr.model.cells import cell_text
from gridmgr.model.changes import Change, added
from gridmgr.model.errors import InputError
from gridmgr.model.fields import Kind
from gridmgr.model.folding import clean_text, fold_label
from gridmgr.model.ids import Ids
from gridmgr.model.records import fields_of
from gridmgr.model.shapes import normal_form
from gridmgr.operations.importing.drafts import Draft
from gridmgr.operations.importing.matching import Matcher
from gridmgr.operations.importing.places import Communities
from gridmgr.operations.importing.report import Ledger
from gridmgr.operations.numbering import reading_order

_SLIVER = 0.01
"""Share of a grid that may lie in another community without being worth a word."""


def dissolve_column(columns: Sequence[str], wanted: str) -> str:
    """Return the column of that name. Raises InputError."""
    for column in columns:
        if column == wanted or fold_label(column) == fold_label(wanted):
            return column
    raise InputError("文件里没有名为“{column}”的列，现有：{columns}。", column=wanted, columns="、".join(columns))


def group_of(row: SourceRow, column: str) -> str:
    """Return the value by which a row is put together with others."""
    return clean_text(cell_text(row.values.get(column)))


def dissolved(drafts: Sequence[Draft], groups: Sequence[str], column: str, ledger: Ledger) -> list[Draft]:
    """Join drafts with the same value of a column into one each; numbers add up, texts stay where all agree."""
    together: dict[str, list[Draft]] = {}
    for draft, group in zip(drafts, groups, strict=True):
        if draft.row in ledger.refused:
            continue
        if not group:
            ledger.refuse(draft.row, f"“{column}”列是空的，不知道属于哪个网格。")
            continue
        together.setdefault(group, []).append(draft)
    return [_joined(parts, group, column) for group, parts in together.items()]


def _joined(parts: list[Draft], group: str, column: str) -> Draft:
    """Join the parts of one grid."""
    first = parts[0]
    joined = Draft(first.row, also=[part.row for part in parts[1:]])
    for name in dict.fromkeys(name for part in parts for name in part.values):
        values = [part.values[name] for part in parts if name in part.values]
        if fields_of(Grid)[name].kind in (Kind.WHOLE, Kind.NUMBER):
            joined.values[name] = sum(values)
        elif all(value == values[0] for value in values):
            joined.values[name] = values[0]
    joined.links = dict(first.links)
    shapes = [part.geometry for part in parts if part.geometry is not None]
    joined.geometry = normal_form(shapely.union_all(shapes, grid_size=0.001), "MULTIPOLYGON") if shapes else None
    joined.values.setdefault("name", group)
    joined.identity = group
    joined.source_key = f"{fold_label(column)}:{group}"[:120]
    return joined


@dataclass(frozen=True, slots=True)
class TargetPlan:
    """The plan that imported grids go into."""

    plan: Plan
    change: Change | None
    """The change that makes it; None where it exists."""


def target_plan(store: Store, name: str, today: date, ids: Ids) -> TargetPlan:
    """Return the plan of that name, or a new draft of it with the size rule of the district.

    Raises InputError for a plan that is in force or past: it is changed by its own steps, not by an import.
    """
    known = next(iter(store.find(Plan, name=name)), None)
    if known is not None:
        if known.state != "draft":
            raise InputError("方案“{name}”不是草案，不能导入网格，请另起方案名称。", name=name)
        return TargetPlan(known, None)
    district = next(iter(store.find(District)), None)
    plan = Plan(id=ids(), name=name, made_on=today)
    if district is not None:
        plan = replace(
            plan,
            min_households=district.min_households,
            max_households=district.max_households,
            household_basis=district.household_basis,
        )
    return TargetPlan(plan, added(plan))


def place_grids(drafts: Sequence[Draft], communities: Communities, ledger: Ledger) -> None:
    """Give each grid the community that most of it lies in, and tell which grids lie in several or in none."""
    outside = 0
    for draft in drafts:
        if draft.geometry is None or draft.community or draft.row in ledger.refused:
            continue
        shares = communities.shares(draft.geometry)
        if not shares:
            outside += 1
            continue
        draft.guessed["community"] = shares[0][1]
        if len(shares) > 1 and shares[1][0] > _SLIVER * draft.geometry.area:
            ledger.warn(draft.row, "网格跨越了社区边界，已归入占地最多的社区，请核对边界。", "geom", "G-07")
    if outside:
        ledger.warn(None, f"有 {outside} 个网格不在任何社区的范围内，社区一栏留空。", "community", "I-06")


def complete_grids(drafts: Sequence[Draft], plan: Plan, stored: Iterable[Grid], ids: Ids, ledger: Ledger) -> None:
    """Give grids their plan, a code where they have none, and an identity that lasts through all plans."""
    known = list(stored)
    matcher = Matcher(known)
    for draft in drafts:
        draft.values["plan_id"] = plan.id
        same = matcher.find(_sketch(draft))
        if isinstance(same, Grid):
            draft.values.setdefault("code", same.code)
            draft.values["grid_uid"] = same.grid_uid
        else:
            draft.values["grid_uid"] = ids()
    taken = {g.code for g in known} | {d.values["code"] for d in drafts if d.values.get("code")}
    for draft in _in_order([d for d in drafts if not d.values.get("code") and d.row not in ledger.refused]):
        draft.values["code"] = _free_code(draft, taken)
        taken.add(draft.values["code"])


def _sketch(draft: Draft) -> Grid:
    """Return a grid good enough to be matched."""
    values: dict[str, Any] = draft.values  # Any: each value of its field's type
    return Grid(
        id="", plan_id=values["plan_id"], code=values.get("code", ""), source_key=draft.source_key, geom=draft.geometry
    )


def _in_order(drafts: Sequence[Draft]) -> list[Draft]:
    """Return grids community by community in the usual order; those without a place come last."""
    found: list[Draft] = []
    for community in sorted({draft.community for draft in drafts}):
        here = [draft for draft in drafts if draft.community == community]
        placed = [draft for draft in here if draft.geometry is not None]
        order = reading_order([draft.geometry for draft in placed if draft.geometry is not None])
        found += [placed[i] for i in order]
        found += [draft for draft in here if draft.geometry is None]
    return found


def _free_code(draft: Draft, taken: set[str]) -> str:
    """Return a code of community and serial number that is not taken; a grid named by a number keeps it as serial."""
    community = draft.community
    own = (
        f"{community}{int(draft.identity):03d}" if draft.identity.isdecimal() and 0 < int(draft.identity) < 900 else ""
    )
    if own and own not in taken:
        return own
    return next(code for serial in range(1, 100_000) if (code := f"{community}{serial:03d}") not in taken)
