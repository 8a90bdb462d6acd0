# SPDX-License-Identifier: MIT
"""What the window shows of a whole district, read from a store into plain values that any thread may hold."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from gridmgr.data.crs import metric_crs
from gridmgr.data.opening import is_url
from gridmgr.data.store import Step, StepKind, Store
from gridmgr.map.regridding import regridded
from gridmgr.map.scene import Areas, Grids, MapScene
from gridmgr.map.split_estates import with_community
from gridmgr.map.style import BandState
from gridmgr.model.areas import Building, Community, District, Grid, Plan, Subdistrict
from gridmgr.model.bands import Band
from gridmgr.model.codelists import CodeList
from gridmgr.model.people import Household
from gridmgr.model.progress import Progress
from gridmgr.operations.estate_unity import split_in_plan
from gridmgr.operations.initials import name_initials
from gridmgr.operations.plans import plan_in_use
from gridmgr.report.scenes import district_scene, plan_scene, split_marks
from gridmgr.ui.wording import band_state, crs_text

JOURNAL_DEPTH = 200
NO_STREET = "未标明街道"
GRID_FIELDS = ["id", "code", "name", "households", "community", "border_locked", "roster_locked"]


@dataclass(frozen=True, slots=True)
class GridEntry:
    """One grid in the tree."""

    id: str
    code: str
    name: str
    households: int
    state: BandState
    is_locked: bool = False
    """Whether its border is locked."""
    is_roster_locked: bool = False


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


@dataclass(frozen=True, slots=True)
class Counts:
    """Households as counted from the buildings."""

    by_community: Mapping[str, int]
    without_building: int


@dataclass(frozen=True, slots=True)
class Places:
    """Names of the district and of what it consists of."""

    title: str
    streets: Mapping[str, str]
    """Names of the subdistricts by code, in the order of the codes."""
    communities: Sequence[tuple[str, str, str, str]]
    """Code, id, name and code of the subdistrict, in the order of the codes."""
    plan_states: CodeList


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
    counts: Counts
    places: Places

    @property
    def communities(self) -> list[CommunityEntry]:
        """All communities."""
        return [c for street in self.streets for c in street.communities]


@dataclass(frozen=True, slots=True)
class Known:
    """What was read before, and the types of the records touched since: the rest need not be read again."""

    overview: Overview
    touched: frozenset[str]
    seen: tuple[Grids, ...] = ()
    """Grids as they were at other times; undo and redo come back to them."""

    def spares(self, *types: str) -> bool:
        """Tell whether nothing was touched of what depends on records of these types."""
        return not self.touched & set(types)


def read_overview(
    store: Store, author: str, plan_name: str, progress: Progress, known: Known | None = None
) -> Overview:
    """Read what the window shows; a plan that is not there (taken back) gives way to the one in use.

    With what is `known`, only what was touched is read, and layers of the map that stay are the very same objects.
    Raises CancelledError when given up.
    """
    plans = store.find(Plan)
    plan = plan_in_use(store, plan_name if plan_name in {p.name for p in plans} else "")
    before = known.overview if known is not None else None
    counts = _counted(store, known)
    names = _places(store, known)
    entries = _entries(names.plan_states, plans)
    steps = _own(store, author)
    progress.step(1, 3, "读取地图")
    scene = _scene(store, plan, known)
    progress.step(2, 3, "准备地图")
    rows = list(store.values(Grid, GRID_FIELDS, plan_id=plan.id)) if plan else []
    band = _band(store, plan)
    if known is None:
        # The tree is searched by initials, whose table takes a tenth of a second to load: too long for the window.
        name_initials("".join(str(row[2]) for row in rows) or names.title)
    by_community, in_grids = _grids(rows, band)
    return Overview(
        title=names.title,
        streets=_streets(names, counts.by_community, by_community),
        scene=scene,
        plans=tuple(entries.values()),
        plan=entries[plan.id] if plan else None,
        plan_id=plan.id if plan else "",
        band=band,
        unassigned=sum(counts.by_community.values()) - in_grids + counts.without_building,
        crs=before.crs if before is not None else _crs(store.crs),
        undo_label=_undo_label(steps),
        redo_label=_redo_label(steps),
        counts=counts,
        places=names,
    )


def _counted(store: Store, known: Known | None) -> Counts:
    if known is not None and known.spares("building", "household", "district", "community"):
        return known.overview.counts
    return Counts(_households_by_community(store), store.count(Household, building_id=""))


def _places(store: Store, known: Known | None) -> Places:
    if known is not None and known.spares("district", "subdistrict", "community"):
        return known.overview.places
    return Places(
        next((name for (name,) in store.values(District, ["name"])), ""),
        dict(sorted(store.values(Subdistrict, ["code", "name"]))),
        sorted(store.values(Community, ["code", "id", "name", "subdistrict_code"])),
        store.code_lists()["plan_state"],
    )


def _changed_scene(store: Store, plan: Plan | None, known: Known) -> MapScene:
    """Return the scene with the layers that were touched read anew."""
    before = known.overview.scene
    if not known.spares("building", "barrier", "community", "household", "district"):
        return _whole_scene(store, plan)
    same_plan = plan is not None and plan.id == known.overview.plan_id
    if known.spares("grid", "plan") and same_plan:
        return before if known.spares("estate") else replace(before, split_estates=_split_marks(store, plan))
    fresh = plan_scene(store, plan, before)
    grids = regridded(before.grids, fresh.grids, known.seen)
    is_small = same_plan and known.spares("estate")
    marks = _marks_after(store, plan, known, grids) if plan is not None and is_small else _split_marks(store, plan)
    is_same = grids is before.grids and marks is before.split_estates
    if is_same and (fresh.note, fresh.band) == (before.note, before.band):
        return before
    return replace(fresh, grids=grids, split_estates=marks)


def _scene(store: Store, plan: Plan | None, known: Known | None) -> MapScene:
    """Return the map, ready to be painted."""
    return _whole_scene(store, plan) if known is None else _changed_scene(store, plan, known)


def _whole_scene(store: Store, plan: Plan | None) -> MapScene:
    return _warm(replace(district_scene(store, plan.name if plan else ""), split_estates=_split_marks(store, plan)))


def _split_marks(store: Store, plan: Plan | None) -> Areas:
    """Return the marks of all estates that lie in several grids of a plan."""
    return split_marks(split_in_plan(store, plan.id)) if plan is not None else Areas()


def _marks_after(store: Store, plan: Plan, known: Known, grids: Grids) -> Areas:
    """Return the marks after some grids were drawn anew; only their communities are read again."""
    before = known.overview.scene
    was, now = (dict(zip(one.ids, one.geometries, strict=True)) for one in (before.grids, grids))
    changed = {one for one in was.keys() | now.keys() if was.get(one) is not now.get(one)}
    home = {grid.id: c.code for c in known.overview.communities for grid in c.grids}
    codes = {home[one] for one in changed if one in home}
    new = sorted(changed - home.keys())
    codes |= {code for (code,) in store.values(Grid, ["community"], id=new)} if new else set()
    marks = before.split_estates
    split = split_in_plan(store, plan.id, codes) if codes else []
    for code in sorted(codes):
        marks = with_community(marks, code, split_marks(one for one in split if one.community == code))
    return marks


def _entries(states: CodeList, plans: Iterable[Plan]) -> dict[str, PlanEntry]:
    """Return the plans by id, with the labels of their states."""
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


def _grids(
    rows: Iterable[tuple[str, str, str, int, str, bool, bool]], band: Band
) -> tuple[dict[str, list[GridEntry]], int]:
    """Return the grids by community in the order of their codes, and how many households they have."""
    found: dict[str, list[GridEntry]] = {}
    total = 0
    for grid_id, code, name, households, community, *locks in sorted(rows, key=lambda row: row[1]):
        entry = GridEntry(grid_id, code, name or code, households, band_state(households, band), *locks)
        found.setdefault(community, []).append(entry)
        total += households
    return found, total


def _streets(
    places: Places, counts: Mapping[str, int], grids: Mapping[str, Sequence[GridEntry]]
) -> tuple[StreetEntry, ...]:
    """Return the subdistricts in the order of their codes; communities of none come last."""
    names = places.streets
    members: dict[str, list[CommunityEntry]] = {code: [] for code in names}
    for code, community_id, name, street in places.communities:
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
    _ = scene.is_inner_border
    _ = scene.barriers.named_lines, scene.barriers.waters
    return scene
