# SPDX-License-Identifier: MIT
"""Rows against locks: a row that would change what a lock holds is refused by itself, and the other rows go on.

The guard in the store stays the last word; this only finds beforehand which rows it would speak of.
"""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import shapely

from gridmgr.data.store import Store
from gridmgr.model.areas import MICRO, Building, Grid, Plan
from gridmgr.model.errors import LockedError
from gridmgr.model.locks import OPEN_STATES, Drawn, demand_border, demand_no_land_taken, demand_roster, named
from gridmgr.model.placing import Shapes, first_covering, standing_points
from gridmgr.operations.importing.report import Ledger
from gridmgr.operations.importing.settling import Outcome

_BORDER = "{grid}的边界已锁定，这一行会改动它的范围，没有导入。请先解锁边界，再导入这一行。"
_ROSTER = "{grid}的人员已锁定，这一行会改动它的任职，没有导入。请先解锁人员，再导入这一行。"
_ENTERED = "这一行会占去边界已锁定的网格的地，没有导入。请先解锁那个网格的边界，或者改好这一行的图形。"
_LEFT = "{building}的归属已锁定，这一行会让它换到别的网格，没有导入。请先解锁归属，再导入这一行。"
_PUSHED = "这一行会让归属已锁定的{building}换网格，没有导入。请先解锁归属，再导入这一行。"
_POSTS = "{grid}的人员已锁定，人员已保存，没有登记任职；请先解锁人员。"


def hold_back(store: Store, outcomes: Sequence[Outcome], ledger: Ledger) -> list[Outcome]:
    """Return the outcomes that change nothing a lock holds; the rows of the others are refused."""
    judge = {Grid: _hold_grids, Building: _hold_buildings}.get(type(outcomes[0].after)) if outcomes else None
    if judge is not None:
        for outcome, sentence in judge(store, [o for o in outcomes if o.changes]):
            for row in outcome.draft.rows:
                if row not in ledger.refused:
                    ledger.refuse(row, sentence, "geom", "I-10")
    return [outcome for outcome in outcomes if ledger.refused.isdisjoint(outcome.draft.rows)]


def locked_rosters(store: Store) -> dict[str, Grid]:
    """Return the grids whose roster is locked, by their lasting identifier, but for those of past plans."""
    past = {plan.id for plan in store.find(Plan) if plan.state == "superseded"}
    return {g.grid_uid: g for g in store.find(Grid, roster_locked=True) if g.plan_id not in past}


def roster_held(grid: Grid) -> str:
    """Say that somebody was not appointed because the roster of the grid is locked."""
    return _POSTS.format(grid=named(grid))


_Refused = Iterable[tuple[Outcome, str]]


def _hold_grids(store: Store, outcomes: Sequence[Outcome]) -> _Refused:
    """Find the rows that redraw a locked grid, draw over one, or push a locked building out of its grid."""
    drawn = [(o, o.before, o.after) for o in outcomes if isinstance(o.after, Grid)]
    plans = sorted({after.plan_id for _outcome, _before, after in drawn})
    locked = [g for g in store.find(Grid, plan_id=plans, border_locked=True) if g.geom is not None and g.kind != MICRO]
    for outcome, before, after in drawn:
        if isinstance(before, Grid):
            for demand, sentence in ((demand_border, _BORDER), (demand_roster, _ROSTER)):
                if _refuses(demand, before, after):
                    yield outcome, sentence.format(grid=named(before))
        if locked and after.geom is not None and after.kind != MICRO:
            held = before.geom if isinstance(before, Grid) and before.plan_id == after.plan_id else None
            others = [grid for grid in locked if grid.id != after.id]
            if _refuses(demand_no_land_taken, others, [Drawn(after, held)]):
                yield outcome, _ENTERED
    for plan in store.find(Plan, id=plans):
        if plan.state in OPEN_STATES:
            yield from _pushed(store, plan.id, [o for o in outcomes if getattr(o.after, "plan_id", "") == plan.id])


def _pushed(store: Store, plan_id: str, outcomes: Sequence[Outcome]) -> _Refused:
    """Find the rows of one plan that would take a locked building away from its grid."""
    houses = [b for b in store.find(Building, grid_locked=True) if b.geom is not None]
    grids = store.find(Grid, plan_id=plan_id, community=sorted({b.community for b in houses})) if houses else []
    for house in houses:
        home = _home(house, grids)
        if home is None:
            continue
        point = standing_points(_shapes([house.geom]))[0]
        for outcome in outcomes:
            covers = bool(shapely.intersects(getattr(outcome.after, "geom", None), point))
            if covers != (outcome.after.id == home.id):
                yield outcome, _PUSHED.format(building=_title(house))


def _hold_buildings(store: Store, outcomes: Sequence[Outcome]) -> _Refused:
    """Find the rows that would move a locked building into another grid of a plan that can still be drawn."""
    moved = [
        (outcome, before, outcome.after)
        for outcome in outcomes
        if isinstance(before := outcome.before, Building) and before.grid_locked and isinstance(outcome.after, Building)
    ]
    if not moved:
        return
    open_plans = [plan.id for plan in store.find(Plan) if plan.state in OPEN_STATES]
    for outcome, before, after in moved:
        for plan in open_plans:
            grids = store.find(Grid, plan_id=plan, community=sorted({before.community, after.community}))
            home, later = (_home(house, grids) for house in (before, after))
            if home is not None and (later is None or later.grid_uid != home.grid_uid):
                yield outcome, _LEFT.format(building=_title(before))


def _home(house: Building, grids: Sequence[Grid]) -> Grid | None:
    """Return the grid of its community that a building stands in."""
    here = sorted(
        (g for g in grids if g.geom is not None and g.community == house.community), key=lambda g: (g.code, g.id)
    )
    if house.geom is None or not here:
        return None
    found = first_covering(standing_points(_shapes([house.geom])), _shapes(grid.geom for grid in here))[0]
    return here[found] if found >= 0 else None


def _refuses(demand: Callable[..., None], *what: object) -> bool:
    """Tell whether a rule of locks forbids something (the sentence of the rule speaks of a whole step)."""
    try:
        demand(*what)
    except LockedError:
        return True
    return False


def _shapes(geometries: Iterable[shapely.Geometry | None]) -> Shapes:
    found = list(geometries)
    shapes = np.empty(len(found), dtype=object)
    shapes[:] = found
    return shapes


def _title(house: Building) -> str:
    return f"“{house.name or house.number or house.address or house.code or '未命名楼幢'}”"
