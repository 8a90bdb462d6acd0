# SPDX-License-Identifier: MIT
"""What the web page shows, read from a store: areas, buildings, lines and facilities, and not one person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.data.queries import Wanted
from gridmgr.data.store import Store
from gridmgr.map.builders import band_states
from gridmgr.map.scene import RAILWAY_KINDS, WATER_KINDS, Grids
from gridmgr.map.style import BandState
from gridmgr.model.areas import Barrier, Building, Community, District, Facility, Grid, Plan
from gridmgr.model.bands import Band
from gridmgr.model.errors import InputError
from gridmgr.model.progress import Progress
from gridmgr.operations.plans import plan_in_use
from gridmgr.report.scenes import short_number

DEGREES_DECIMALS = 6
"""About 0.1 m: finer than anybody sees on a page, and half the bytes."""

Facts = list[tuple[str, str]]
"""Rows of a tooltip: label and value."""

OFFICIAL = frozenset({"approved", "in_force", "superseded"})


@dataclass(frozen=True, slots=True)
class Layer:
    """Features of one kind; geometries in longitude and latitude (WGS 84), the rest beside them by position."""

    kind: str
    shapes: NDArray[np.object_]
    names: Sequence[str]
    facts: Sequence[Facts]
    classes: Sequence[str]
    """What decides how each is drawn: hue of a grid, kind of a line; empty where all look alike."""
    labels: Sequence[str] = ()
    """What is written on the map; empty for none."""
    states: Sequence[BandState] = ()
    households: Sequence[int] = ()
    anchors: NDArray[np.float64] | None = None
    """(n, 2) latitude and longitude of the label."""


@dataclass(frozen=True, slots=True)
class WebMap:
    """Everything on the page."""

    title: str
    programme: str
    plan: str
    is_draft: bool
    band: Band
    communities: Layer
    borders: Layer
    """The outlines of the communities, shared ones once."""
    grids: Layer
    buildings: Layer
    lines: Layer
    facilities: Layer


def read_web_map(store: Store, plan_name: str, progress: Progress) -> WebMap:
    """Read the page of a plan (the one in use where none is named).

    Raises InputError for an unknown plan and for a file without map data, CancelledError when given up.
    """
    if store.crs is None:
        raise InputError("文件里还没有图形，无法制作网页地图；请先导入社区或楼幢图层。")
    plan = plan_in_use(store, plan_name)
    band = Band(plan.min_households, plan.max_households) if plan else Band()
    place = _Placing(store.crs)
    names = next(store.values(District, ["name", "programme"]), ("", ""))
    parts = []
    makers = (_communities, _grids, _buildings, _lines, _facilities)
    for number, make in enumerate(makers):
        progress.step(number, len(makers), "读取地图")
        parts.append(make(store, plan, place))
    communities, *others = parts
    progress.step(len(makers), len(makers))
    state = store.code_lists()["plan_state"].label(plan.state) if plan else ""
    text = f"方案：{plan.name}（{state}）" if plan else "还没有网格方案"
    is_draft = plan is not None and plan.state not in OFFICIAL
    return WebMap(names[0], names[1], text, is_draft, band, communities, _borders(communities), *others)


def _borders(communities: Layer) -> Layer:
    lines = shapely.get_parts(shapely.line_merge(shapely.union_all(shapely.boundary(communities.shapes))))
    return Layer("border", lines, [""] * len(lines), [[] for _ in lines], [""] * len(lines))


class _Placing:
    """Turns shapes of the district's metric CRS into degrees."""

    def __init__(self, epsg: int) -> None:
        import pyproj

        self._turn = pyproj.Transformer.from_crs(epsg, 4326, always_xy=True)

    def shapes(self, shapes: Iterable[BaseGeometry]) -> NDArray[np.object_]:
        """Return shapes in longitude and latitude, rounded; empty ones stay empty."""
        made = np.array(list(shapes), dtype=object)
        return np.asarray(shapely.transform(made, lambda xy: np.round(self._moved(xy), DEGREES_DECIMALS)), dtype=object)

    def points(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return (n, 2) metres as (n, 2) latitude and longitude."""
        return np.asarray(np.round(self._moved(xy)[:, ::-1], DEGREES_DECIMALS))

    def _moved(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(self._turn.transform(xy[:, 0], xy[:, 1]))


# Any: rows of mixed columns with the geometry last.
def _rows(store: Store, kind: type[Any], columns: Sequence[str], **equals: Wanted) -> list[tuple[Any, ...]]:
    found = store.values(kind, [*columns, "geom"], **equals)
    return [row for row in found if row[-1] is not None and not row[-1].is_empty]


def _anchors(place: _Placing, shapes: Sequence[BaseGeometry]) -> NDArray[np.float64]:
    """Return where names stand: the roomiest point of each area."""
    points = Grids([""] * len(shapes), [""] * len(shapes), shapes).anchors[:, :2]
    return place.points(points) if len(shapes) else np.zeros((0, 2))


def _communities(store: Store, plan: Plan | None, place: _Placing) -> Layer:
    rows = _rows(store, Community, ["code", "name"])
    households: dict[str, int] = {}
    for community, count in store.values(Building, ["community", "households"]):
        households[community] = households.get(community, 0) + count
    grids = [code for (code,) in store.values(Grid, ["community"], plan_id=plan.id)] if plan else []
    facts = [[("户数", f"{households.get(row[0], 0):,}"), ("网格", f"{grids.count(row[0])} 个")] for row in rows]
    names = [row[1] for row in rows]
    shapes = [row[-1] for row in rows]
    anchors = _anchors(place, shapes)
    return Layer("community", place.shapes(shapes), names, facts, [""] * len(rows), names, anchors=anchors)


def _grids(store: Store, plan: Plan | None, place: _Placing) -> Layer:
    columns = ["name", "code", "community", "households", "persons", "buildings", "area_m2"]
    rows = sorted(_rows(store, Grid, columns, plan_id=plan.id) if plan else [], key=lambda row: str(row[1]))
    shapes = [row[-1] for row in rows]
    numbers = [short_number(row[1], row[2]) for row in rows]
    band = Band(plan.min_households, plan.max_households) if plan else Band()
    counts = [int(row[3]) for row in rows]
    drawn = Grids(numbers, numbers, shapes, counts, band_states(counts, band))
    return Layer(
        "grid",
        place.shapes(shapes),
        [row[0] or row[1] for row in rows],
        [_grid_facts(row, state) for row, state in zip(rows, drawn.states, strict=True)],
        [str(hue) for hue in drawn.hues.tolist()],
        numbers,
        drawn.states,
        counts,
        _anchors(place, shapes),
    )


def _grid_facts(row: tuple[Any, ...], state: BandState) -> Facts:
    persons = [("人数", f"{row[4]:,}")] if row[4] else []
    return [
        ("编码", row[1]),
        ("户数", f"{state.value} {row[3]:,}"),
        *persons,
        ("楼幢", f"{row[5]:,}"),
        ("面积", f"{row[6] / 10_000:.1f} 公顷"),
    ]


def _buildings(store: Store, _plan: Plan | None, place: _Placing) -> Layer:
    rows = _rows(store, Building, ["name", "number", "households"])
    names = [row[0] or row[1] or "未编号的楼" for row in rows]
    facts: list[Facts] = [[("户数", f"{row[2]:,}")] if row[2] else [] for row in rows]
    shapes = [row[-1] for row in rows]
    xy = shapely.get_coordinates(shapely.point_on_surface(np.array(shapes, dtype=object))) if shapes else None
    anchors = place.points(xy) if xy is not None else np.zeros((0, 2))
    labels = [row[1] or "" for row in rows]
    return Layer("building", place.shapes(shapes), names, facts, [""] * len(rows), labels, anchors=anchors)


def _lines(store: Store, _plan: Plan | None, place: _Placing) -> Layer:
    rows = _rows(store, Barrier, ["kind", "name"])
    kinds = [_line_class(row[0], row[-1]) for row in rows]
    return Layer("line", place.shapes(row[-1] for row in rows), [row[1] for row in rows], [[] for _ in rows], kinds)


def _line_class(kind: str, shape: BaseGeometry) -> str:
    if kind in WATER_KINDS:
        return "lake" if shapely.get_dimensions(shape) == 2 else "water"
    return "railway" if kind in RAILWAY_KINDS else "road"


def _facilities(store: Store, _plan: Plan | None, place: _Placing) -> Layer:
    """Return the facilities that may be made public, without the people who look after them and their numbers."""
    rows = _rows(store, Facility, ["name", "facility_type", "address", "hours"], is_public=True)
    types = store.code_lists()["facility_type"]
    facts = []
    for row in rows:
        pairs = (("类型", types.label(row[1])), ("地址", row[2]), ("开放时间", row[3]))
        facts.append([(label, value) for label, value in pairs if value])
    return Layer("facility", place.shapes(row[-1] for row in rows), [row[0] for row in rows], facts, [""] * len(rows))
