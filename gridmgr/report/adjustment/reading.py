# SPDX-License-Identifier: MIT
"""Everything about an adjustment, read from a store in one go."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from gridmgr.data.crs import metric_crs
from gridmgr.data.store import Store
from gridmgr.map.scene import Grids, MapScene
from gridmgr.model.areas import Building, District, Plan
from gridmgr.model.progress import Part, Progress, Silent
from gridmgr.operations.comparing import plan_difference
from gridmgr.operations.handover import Handover, read_handover
from gridmgr.operations.holders import Holders
from gridmgr.operations.plan_difference import PlanDifference
from gridmgr.operations.succession import RolesAfter, roles_between
from gridmgr.report.adjustment.tables import moved_buildings
from gridmgr.report.book.reading import FINAL_STATES, crs_text
from gridmgr.report.book.sheets import Imprint
from gridmgr.report.scenes import district_scene, on_paper, plan_scene


@dataclass(frozen=True, eq=False)
class Land:
    """The map under the forms: the scene with the new plan's grids, and those of the old plan."""

    scene: MapScene
    old: Grids
    rows: Mapping[str, int]
    """Row of each building of the scene by its id."""


@dataclass(frozen=True)
class Adjustment:
    """Two plans compared, with all that hangs on it."""

    difference: PlanDifference
    handover: Handover
    roles: RolesAfter
    holders: Holders
    titles: Mapping[str, str]
    """What the buildings that change grid are called, by id."""
    day: date
    """When the new plan comes into force, or is thought to."""
    document: str
    """What the adjustment is based on; empty where it is to be filled in by hand."""
    imprint: Imprint
    """What the head and the foot of every page say."""


def read_adjustment(
    store: Store,
    old_id: str,
    new_id: str,
    days: tuple[date, date],
    document: str = "",
    progress: Progress | None = None,
) -> Adjustment:
    """Compare two plans and read what has to be handed over.

    `days` are the day on which the new plan comes into force and that of printing. Raises InputError when a plan is
    gone, CancelledError when given up.
    """
    watch = progress or Silent()
    day, today = days
    difference = plan_difference(store, old_id, new_id, Part(watch, 0, 2))
    watch.step(1, 2, "整理交接清单")
    handover = read_handover(store, difference, day)
    roles = roles_between(store, difference, day)
    titles = store.titles(Building, moved_buildings(difference))
    watch.step(2, 2)
    imprint = read_imprint(store, new_id, today)
    return Adjustment(difference, handover, roles, Holders(store), titles, day, document, imprint)


def read_land(store: Store, adjustment: Adjustment) -> Land:
    """Return the map under the forms. It takes longer than all the figures, and only the forms need it."""
    new = store.get(Plan, adjustment.difference.new.id)
    scene = on_paper(plan_scene(store, new, district_scene(store)))
    old = on_paper(plan_scene(store, store.get(Plan, adjustment.difference.old.id), scene))
    return Land(scene, old.grids, {building: row for row, building in enumerate(scene.buildings.ids)})


def read_imprint(store: Store, plan_id: str, today: date) -> Imprint:
    """Return what the pages of a plan say at head and foot."""
    districts = store.find(District)
    plan = store.get(Plan, plan_id)
    state = plan.state if plan else "draft"
    return Imprint(
        district=districts[0].name if districts else "",
        programme=districts[0].programme if districts else "",
        plan=plan.name if plan else "",
        state=store.code_lists()["plan_state"].label(state),
        is_final=state in FINAL_STATES,
        day=today,
        crs=crs_text(metric_crs(store.crs).name if store.crs else ""),
    )
