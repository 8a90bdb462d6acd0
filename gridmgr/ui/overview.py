# SPDX-License-Identifier: MIT
"""What the window shows of a whole district, read from a store into plain values that any thread may hold."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gridmgr.data.crs import metric_crs
from gridmgr.data.opening import is_url
from gridmgr.data.store import Step, StepKind, Store
from gridmgr.map.scene import MapScene
from gridmgr.map.style import BandState
from gridmgr.model.areas import Building, Community, District, Grid, Plan, Subdistrict
from gridmgr.model.bands import Band
from gridmgr.model.people import Household
from gridmgr.model.progress import Progress
from gridmgr.operations.plans import plan_in_use
from gridmgr.report.scenes import district_scene
from gridmgr.ui.wording import band_state, crs_text

JOURNAL_DEPTH = 200
NO_STREET = "未标明街道"


@dataclass(frozen=True, slots=True)
class GridEntry:
    """One grid in the tree."""

    id: str
    code: str
    name: str
    households: int
    state: BandState


@dataclass(frozen=True, slots=True)
class CommunityEntry:
    """One community in the tree; its households are those of its buildings."""

    id: str
    code: str
    name: str
    households: int
    grids: tuple[GridEntry, ...]

    def count(self, state: BandState) -> int:
        """Return how many of its grids are in a band state."""
        return sum(g.state is state for g in self.grids)


@dataclass(frozen=True, slots=True)
class StreetEntry:
    """One subdistrict in the tree."""

    name: str
    communities: tuple[CommunityEntry, ...]


@dataclass(frozen=True, slots=True)
class PlanEntry:
    """One plan that can be shown."""

    name: str
    state: str
    """Label of its state."""
    is_draft: bool = False
    """Whether it may be redrawn."""


@dataclass(frozen=True, eq=False)
class Overview:
    """A district as the window shows it."""

    title: str
    streets: tuple[StreetEntry, ...]
    scene: MapScene
    plans: tuple[PlanEntry, ...]
    plan: PlanEntry | None
    """The plan on the map; None where there is none yet."""
    plan_id: str
    band: Band
    unassigned: int
    """Households outside every grid of the plan."""
    crs: str
    undo_label: str | None
    redo_label: str | None

    @property
    def communities(self) -> list[CommunityEntry]:
        """All communities."""
        return [c for street in self.streets for c in street.communities]


def read_overview(store: Store, author: str, plan_name: str, progress: Progress) -> Overview:
    """Read what the window shows; a plan that is not there (taken back) gives way to the one in use.

    Raises CancelledError when given up.
    """
    plans = store.find(Plan)
    plan = plan_in_use(store, plan_name if plan_name in {p.name for p in plans} else "")
    band = _band(store, plan)
    counts = _households_by_community(store)
    grids = store.values(Grid, ["id", "code", "name", "households", "community"], plan_id=plan.id) if plan else ()
    by_community, in_grids = _grids(grids, band)
    entries = _entries(store, plans)
    steps = _own(store, author)
    progress.step(1, 3, "读取地图")
    scene = district_scene(store, plan.name if plan else "")
    progress.step(2, 3, "准备地图")
    return Overview(
        title=next((name for (name,) in store.values(District, ["name"])), ""),
        streets=_streets(store, counts, by_community),
        scene=_warm(scene),
        plans=tuple(entries.values()),
        plan=entries[plan.id] if plan else None,
        plan_id=plan.id if plan else "",
        band=band,
        unassigned=sum(counts.values()) - in_grids + store.count(Household, building_id=""),
        crs=_crs(store.crs),
        undo_label=_undo_label(steps),
        redo_label=_redo_label(steps),
    )


def _entries(store: Store, plans: Iterable[Plan]) -> dict[str, PlanEntry]:
    """Return the plans by id, with the labels of their states."""
    states = store.code_lists()["plan_state"]
    return {p.id: PlanEntry(p.name, states.label(p.state), p.state == "draft") for p in plans}


def _band(store: Store, plan: Plan | None) -> Band:
    """Return the size rule of the plan, else that of the district."""
    if plan is not None:
        return Band(plan.min_households, plan.max_households)
    districts = store.find(District)
    return Band(districts[0].min_households, districts[0].max_households) if districts else Band()


def _households_by_community(store: Store) -> Counter[str]:
    counts: Counter[str] = Counter()
    for community, households in store.values(Building, ["community", "households"]):
        counts[community] += households
    return counts


def _grids(rows: Iterable[tuple[str, str, str, int, str]], band: Band) -> tuple[dict[str, list[GridEntry]], int]:
    """Return the grids by community in the order of their codes, and how many households they have."""
    found: dict[str, list[GridEntry]] = {}
    total = 0
    for grid_id, code, name, households, community in sorted(rows, key=lambda row: row[1]):
        entry = GridEntry(grid_id, code, name or code, households, band_state(households, band))
        found.setdefault(community, []).append(entry)
        total += households
    return found, total


def _streets(
    store: Store, counts: Mapping[str, int], grids: Mapping[str, Sequence[GridEntry]]
) -> tuple[StreetEntry, ...]:
    """Return the subdistricts in the order of their codes; communities of none come last."""
    names = dict(sorted(store.values(Subdistrict, ["code", "name"])))
    members: dict[str, list[CommunityEntry]] = {code: [] for code in names}
    for code, community_id, name, street in sorted(store.values(Community, ["code", "id", "name", "subdistrict_code"])):
        entry = CommunityEntry(community_id, code, name, counts.get(code, 0), tuple(grids.get(code, ())))
        members.setdefault(street if street in names else "", []).append(entry)
    return tuple(StreetEntry(names.get(code, NO_STREET), tuple(inside)) for code, inside in members.items() if inside)


def _own(store: Store, author: str) -> list[Step]:
    """Return the newest steps that undo and redo look at: everybody's in a file, one's own on a server."""
    steps = store.journal(JOURNAL_DEPTH)
    return [s for s in steps if s.author == author] if is_url(store.location) else steps


def _undo_label(steps: Sequence[Step]) -> str | None:
    """Return the label of the step that undo would take back."""
    return next((s.label for s in steps if s.kind in {StepKind.DO, StepKind.REDO} and not s.undone), None)


def _redo_label(steps: Sequence[Step]) -> str | None:
    """Return the label of the step that redo would do again; None once something new was done."""
    for step in steps:
        if step.kind is StepKind.DO:
            return None
        if step.kind is StepKind.UNDO and not step.undone:
            return step.label
    return None


def _crs(epsg: int | None) -> str:
    return crs_text(epsg, metric_crs(epsg).name if epsg else "")


def _warm(scene: MapScene) -> MapScene:
    """Prepare what the map would else prepare in the window's thread: arrays and indexes of every layer."""
    for layer in (scene.communities.layer, scene.grids.layer, scene.buildings.layer):
        layer.tree.query(layer.geometries[:1])
    for levels in (scene.barriers.lines, scene.barriers.areas):
        levels.layer.tree.query(levels.layer.geometries[:1])
    _ = scene.extent, scene.communities.anchors, scene.grids.anchors, scene.grids.hues
    _ = scene.communities.fills, scene.communities.borders, scene.grids.fills, scene.grids.borders
    _ = scene.barriers.named_lines, scene.barriers.waters
    return scene
