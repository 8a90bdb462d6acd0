# SPDX-License-Identifier: MIT
"""What lies under the cursor, and what is said about it."""

from dataclasses import dataclass

import numpy as np
import shapely

from gridmgr.map.arrays import LayerArrays
from gridmgr.map.facilities import DOT_RADIUS_PX, DOTS_TO_M_PER_PX, ICONS_TO_M_PER_PX, PLATE_PX
from gridmgr.map.scene import Areas, MapScene
from gridmgr.map.style import BandState
from gridmgr.map.view import ViewState

SMALLEST_BUILDING_PX = 5.0
GRID_SENTENCES = {
    BandState.BELOW: "网格 {name}：{households} 户，不足 {low} 户",
    BandState.INSIDE: "网格 {name}：{households} 户，在 {low}–{high} 户之内",
    BandState.ABOVE: "网格 {name}：{households} 户，超过 {high} 户",
}


@dataclass(frozen=True, slots=True)
class Hit:
    """A record on the map: its kind (facility, building, grid, community), id and row in its layer."""

    kind: str
    id: str
    row: int


def layer_of(scene: MapScene, kind: str) -> LayerArrays:
    """Return the layer with the records of a kind. Raises KeyError for an unknown kind."""
    if kind == "building":
        return scene.buildings.layer
    if kind == "facility":
        return scene.facilities.layer
    areas: dict[str, Areas] = {"grid": scene.grids, "community": scene.communities}
    return areas[kind].layer


def pick(scene: MapScene, view: ViewState, px: float, py: float) -> Hit | None:
    """Return what lies under a pixel: a facility, a building large enough to be seen, else the grid, the community.

    What is not shown is not found.
    """
    shown = scene.layers
    point = shapely.Point(view.point_at(px, py))
    facility = _facility_at(scene, view, point) if shown.facilities else None
    if facility is not None:
        return facility
    areas = {"building": shown.buildings, "grid": shown.grids, "community": shown.communities}
    for kind in (name for name, is_shown in areas.items() if is_shown):
        layer = layer_of(scene, kind)
        rows = layer.tree.query(point, predicate="intersects")
        if kind == "building":
            rows = rows[layer.size[rows] >= SMALLEST_BUILDING_PX * view.metres_per_pixel]
        if len(rows):
            # Where footprints overlap, the smaller one is meant; it is the one that can hardly be hit otherwise.
            row = int(min(rows.tolist(), key=lambda one: (shapely.area(layer.geometries[one]), one)))
            return Hit(kind, layer.ids[row], row)
    return None


def _facility_at(scene: MapScene, view: ViewState, point: shapely.Point) -> Hit | None:
    """Return the nearest facility whose picture or dot lies under a point of the ground."""
    layer = scene.facilities.layer
    if view.metres_per_pixel > DOTS_TO_M_PER_PX or not len(layer):
        return None
    near_px = PLATE_PX / 2 if view.metres_per_pixel <= ICONS_TO_M_PER_PX else 2 * DOT_RADIUS_PX
    rows = layer.tree.query(point, predicate="dwithin", distance=near_px * view.metres_per_pixel).tolist()
    if not rows:
        return None
    row = int(min(rows, key=lambda one: (shapely.distance(layer.geometries[one], point), one)))
    return Hit("facility", layer.ids[row], row)


def find(scene: MapScene, kind: str, record_id: str) -> Hit | None:
    """Return a record by its id; None when the map does not show it."""
    row = layer_of(scene, kind).row_of.get(record_id)
    return None if row is None else Hit(kind, record_id, row)


def describe(scene: MapScene, hit: Hit | None) -> str:
    """Say in one sentence what a record is; without one, what the map shows. For tooltips and screen readers."""
    if hit is None:
        counts = len(scene.communities.layer), len(scene.grids.layer), len(scene.buildings.layer)
        return "地图：{} 个社区，{} 个网格，{} 栋楼".format(*counts)
    if hit.kind == "community":
        return scene.communities.names[hit.row]
    if hit.kind == "facility":
        return f"设施：{scene.facilities.names[hit.row]}"
    if hit.kind == "building":
        number = scene.buildings.numbers[hit.row] or "未编号的楼"
        return f"{number}：{int(scene.buildings.households[hit.row])} 户"
    sentence = GRID_SENTENCES[scene.grids.states[hit.row]]
    households = int(scene.grids.households[hit.row])
    name = scene.grids.names[hit.row]
    return sentence.format(name=name, households=households, low=scene.band.low, high=scene.band.high)


def bounds_of(scene: MapScene, hit: Hit) -> tuple[float, float, float, float] | None:
    """Return the bounds of a record in metres; None when it has no geometry."""
    west, south, east, north = shapely.bounds(layer_of(scene, hit.kind).geometries[hit.row]).tolist()
    return (west, south, east, north) if np.isfinite(west) else None
