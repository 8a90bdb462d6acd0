# SPDX-License-Identifier: MIT
"""The map and the land in hand of a benchmark file: what both programs paint, and what the tools work on."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import numpy as np
import shapely

from gridmgr.map.builders import Columns, scene_from_tables
from gridmgr.map.scene import MapScene
from gridmgr.map.tools.workpiece import Workpiece
from gridmgr.planning.coverage import Coverage

WANTED = ("name", "households", "number", "grid_no")
ENVELOPE_DOUBLES = (0, 4, 6, 6, 8)
"""Length of the envelope in the head of a GeoPackage geometry, by its code."""


def read_layer(path: str, layer: str) -> dict[str, np.ndarray]:
    """Return the columns of a layer that the map needs, without the weight of a library for it in memory."""
    with closing(sqlite3.connect(path)) as file:
        (shape,) = file.execute(
            "SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?", [layer]
        ).fetchone()
        names = [row[1] for row in file.execute(f"PRAGMA table_info({layer})") if row[1] in WANTED]
        rows = file.execute(f"SELECT {', '.join([*names, shape])} FROM {layer}").fetchall()
    columns = {name: np.array([row[place] for row in rows], dtype=object) for place, name in enumerate(names)}
    return {**columns, "geometry": shapely.from_wkb([_without_head(row[-1]) for row in rows])}


def _without_head(blob: bytes) -> bytes:
    """Return the WKB of a GeoPackage geometry."""
    return blob[8 + 8 * ENVELOPE_DOUBLES[blob[3] >> 1 & 7] :]


def has_layer(path: str, layer: str) -> bool:
    """Tell whether a GeoPackage has a layer."""
    with closing(sqlite3.connect(path)) as file:
        found = file.execute("SELECT 1 FROM gpkg_geometry_columns WHERE table_name = ?", [layer]).fetchone()
    return found is not None


def scene_of(path: str, with_households: bool = True) -> MapScene:
    """Return the map of a file with the layers communities, grids, buildings and, if it has them, households."""
    tables: dict[str, Columns] = {}
    for layer, table in (("communities", "community"), ("grids", "grid"), ("buildings", "building")):
        columns = read_layer(path, layer)
        if table == "grid" and "grid_no" in columns:
            columns["number"] = columns["grid_no"]
        tables[table] = {**columns, "id": [str(row) for row in range(len(columns["geometry"]))]}
    scene = scene_from_tables(tables)
    if not with_households or not has_layer(path, "households"):
        return scene
    points = shapely.get_coordinates(read_layer(path, "households")["geometry"])
    scene = replace(scene, buildings=replace(scene.buildings, points=points))
    return scene.showing(replace(scene.layers, crowd=True))


def export_layers(district: str, path: str) -> None:
    """Write communities, grids and buildings of a district file into the layers that both programs read."""
    # Not before: these would count in the memory of the map.
    import geopandas as gpd
    import pyogrio

    from gridmgr.data.opening import open_store
    from gridmgr.report.scenes import district_scene

    store = open_store(district, read_only=True)
    try:
        scene, crs = district_scene(store), store.crs
    finally:
        store.close()
    tables = {
        "communities": (scene.communities.layer, {"name": scene.communities.names}),
        "grids": (scene.grids.layer, {"name": scene.grids.names, "households": scene.grids.households}),
        "buildings": (scene.buildings.layer, {"number": scene.buildings.numbers}),
    }
    for name, (layer, columns) in tables.items():
        frame = gpd.GeoDataFrame(columns, geometry=layer.geometries, crs=crs)
        if name == "grids":
            frame["grid_no"] = frame["name"]
        pyogrio.write_dataframe(frame, path, layer=name, append=name != "communities")


def plots_of(scene: MapScene, community: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the land of each building of a community (Voronoi cells), a point in the building, and its grid's row."""
    outline = scene.communities.layer.geometries[community]
    homes = scene.buildings.layer.geometries
    rows = np.sort(scene.buildings.layer.tree.query(outline, predicate="contains"))
    points = shapely.point_on_surface(homes[rows])
    point, grid = scene.grids.layer.tree.query(points, predicate="intersects")
    _, first = np.unique(point, return_index=True)
    points, grid = points[point[first]], grid[first]
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(points), extend_to=outline))
    cells = shapely.intersection(cells, outline)
    number, cell = shapely.STRtree(cells).query(points, predicate="intersects")
    _, first = np.unique(number, return_index=True)
    faces = np.array([max(shapely.get_parts(one), key=shapely.area) for one in cells[cell[first]]], dtype=object)
    return faces, points, grid


def workpiece_of(scene: MapScene, communities: list[int]) -> Workpiece:
    """Return the land in hand that some communities make up together, one piece for each building."""
    plots = [plots_of(scene, community) for community in communities]
    faces, points, grid = (np.concatenate(part) for part in zip(*plots, strict=True))
    owner = np.array([str(row) for row in grid.tolist()], dtype=object)
    coverage = Coverage(faces, owner, points, np.arange(len(faces)))
    names = {one: scene.grids.names[int(one)] for one in set(owner.tolist())}
    return Workpiece(coverage, np.full(len(faces), 10), names, scene.band).warmed()


def largest_community(scene: MapScene) -> int:
    """Return the community with the most grids."""
    middles = shapely.point_on_surface(scene.grids.layer.geometries)
    rows = scene.communities.layer.tree.query(middles, predicate="intersects")[1]
    return int(np.bincount(rows).argmax())


def around(scene: MapScene, grids: int) -> list[int]:
    """Return the communities nearest to the largest one that have at least so many grids together."""
    layer = scene.communities.layer
    first = largest_community(scene)
    middles = shapely.point_on_surface(scene.grids.layer.geometries)
    counts = np.bincount(layer.tree.query(middles, predicate="intersects")[1], minlength=len(layer))
    order = np.argsort(shapely.distance(layer.geometries, shapely.centroid(layer.geometries[first])), kind="stable")
    need = int(np.searchsorted(np.cumsum(counts[order]), grids)) + 1
    return order[:need].tolist()
