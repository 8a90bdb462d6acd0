# SPDX-License-Identifier: MIT
"""What the comparison of two plans shows, read from a store into plain values that any thread may hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from gridmgr.data.store import Store
from gridmgr.map.moved_land import Pair, keep_hues, moved_land, moves_of
from gridmgr.map.scene import Grids, MapScene, Moves
from gridmgr.model.areas import Plan
from gridmgr.model.bands import Band
from gridmgr.model.errors import InputError
from gridmgr.model.progress import Part, Progress
from gridmgr.operations.plan_difference import Figures, PlanDifference
from gridmgr.report.adjustment.reading import Adjustment, read_adjustment
from gridmgr.report.scenes import plan_scene

IN_FORCE = "in_force"


@dataclass(frozen=True, slots=True)
class PlanChoice:
    """A plan that can be compared."""

    id: str
    name: str
    state: str
    """Label of its state."""
    is_in_force: bool
    parent_id: str
    band: Band

    @property
    def text(self) -> str:
        """How it is offered."""
        return f"{self.name}（{self.state}）"


@dataclass(frozen=True, eq=False)
class Compared:
    """Two plans compared, with their maps."""

    choices: tuple[PlanChoice, PlanChoice]
    adjustment: Adjustment
    old: MapScene
    new: MapScene

    @property
    def difference(self) -> PlanDifference:
        """What becomes of every grid, and what goes where."""
        return self.adjustment.difference

    @property
    def plain_new(self) -> MapScene:
        """The map of the new plan without the marks of the comparison."""
        return replace(self.new, moves=Moves())

    @property
    def without_outline(self) -> list[str]:
        """The names of the plans that have grids but no outlines of them."""
        sides = zip(self.choices, (self.old, self.new), (self.difference.old, self.difference.new), strict=True)
        return [choice.name for choice, scene, side in sides if side.grids and not len(scene.grids.layer)]


def read_choices(store: Store) -> list[PlanChoice]:
    """Return the plans of the district, the newest last."""
    states = store.code_lists()["plan_state"]
    return [
        PlanChoice(
            p.id,
            p.name,
            states.label(p.state),
            p.state == IN_FORCE,
            p.parent_id,
            Band(p.min_households, p.max_households),
        )
        for p in store.find(Plan)
    ]


def usual_pair(choices: Sequence[PlanChoice], shown_id: str) -> tuple[str, str]:
    """Return which two plans (ids) are compared at first: the one in force with the draft that is shown.

    Where the plan in force is shown itself, the newest other one is taken; a draft without a plan in force is compared
    with the one it was made from. With fewer than two plans the second id is empty.
    """
    if len(choices) < 2:
        return (choices[0].id if choices else "", "")
    by_id = {choice.id: choice for choice in choices}
    force = next((c for c in reversed(choices) if c.is_in_force), None)
    shown = by_id.get(shown_id)
    new = shown if shown is not None and shown is not force else [c for c in choices if c is not force][-1]
    if force is not None and force is not new:
        return force.id, new.id
    parent = by_id.get(new.parent_id)
    old = parent if parent is not None and parent is not new else [c for c in choices if c is not new][-1]
    return old.id, new.id


def read_compared(store: Store, pair: tuple[str, str], land: MapScene, today: date, progress: Progress) -> Compared:
    """Compare two plans (ids) and prepare their maps upon a `land` that is on the map already.

    Roles are those on the day on which the new plan comes into force, today where it has none. Raises InputError when
    a plan is gone, CancelledError when given up.
    """
    known = {choice.id: choice for choice in read_choices(store)}
    plans = [plan for one in pair if (plan := store.get(Plan, one)) is not None]
    if len(plans) < 2 or not known.keys() >= set(pair):
        raise InputError("要比较的方案已不存在，可能已被撤销或删除；请重新选择。")
    days = (plans[1].effective_on or today, today)
    adjustment = read_adjustment(store, *pair, days, progress=Part(progress, 0, 2))
    old, new = (_plain(plan_scene(store, plan, land)) for plan in plans)
    origin = {g.new.id: g.old.id for g in adjustment.difference.grids if g.old is not None and g.new is not None}
    keep_hues(old.grids, new.grids, origin)
    for grids in (old.grids, new.grids):
        _warm(grids)
    before, after = _moves(adjustment.difference, old.grids, new.grids, origin, Part(progress, 1, 2, "准备地图"))
    choices = (known[pair[0]], known[pair[1]])
    return Compared(choices, adjustment, replace(old, moves=before), replace(new, moves=after))


def _plain(scene: MapScene) -> MapScene:
    """Leave out title and note: the names of the plans stand in the corners."""
    return replace(scene, title="", note="")


def _moves(
    difference: PlanDifference, old: Grids, new: Grids, origin: Mapping[str, str], progress: Progress
) -> tuple[Moves, Moves]:
    """Return what changes hands for the maps of both plans."""
    land = moved_land(old, new, origin, progress.step)
    texts: dict[Pair, str] = {}
    for flow in difference.moves:
        if flow.old is not None and flow.new is not None:
            texts[flow.old.id, flow.new.id] = _text(flow.figures)
    buildings = frozenset(one for flow in difference.moves for one in flow.building_ids)
    return moves_of(land, texts, buildings, new, origin)


def _text(figures: Figures) -> str:
    """Return what is written upon land that changes hands."""
    return f"{figures.households:,} 户" if figures.households else f"{figures.buildings} 幢"


def _warm(grids: Grids) -> None:
    """Prepare what the map would else prepare in the window's thread."""
    _ = grids.layer.tree, grids.anchors, grids.hues, grids.fills, grids.borders
