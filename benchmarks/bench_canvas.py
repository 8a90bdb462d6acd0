# SPDX-License-Identifier: MIT
"""How quick the map is: frames while dragging, time to the sharp picture, longest pause of the event loop.

    QT_QPA_PLATFORM=offscreen python benchmarks/bench_canvas.py [FILE.gpkg EPSG]

Without a file an invented district of 6,000 buildings and 145 grids is shown; of a file the layers `buildings` and
`roads` are, with invented grids upon them. Prints one JSON line for each scale.
"""

import json
import sys
from time import perf_counter, process_time

import numpy as np
import shapely
from PySide6.QtCore import QElapsedTimer, QTimer
from PySide6.QtWidgets import QApplication
from scipy.cluster.vq import kmeans2

from gridmgr.map.builders import scene_from_tables
from gridmgr.map.canvas import MapCanvas
from gridmgr.map.furnishing import Look
from gridmgr.map.overlay import request_for
from gridmgr.map.render import RenderQueue
from gridmgr.map.scene import MapScene
from gridmgr.map.view import ViewState

SIZE = (1600, 1000)
SCALES = {"district": 1.0, "community": 5.0, "grid": 25.0}
FRAMES = 60


def invented_buildings(rng: np.random.Generator, count: int = 6000) -> np.ndarray:
    """Return footprints in rows, in blocks of 180 m with streets between them."""
    side = int(np.ceil(np.sqrt(count / 16)))
    block = rng.permutation(side * side).repeat(16)[:count]
    place = np.tile(np.arange(16), side * side)[:count]
    corner = np.stack([block % side, block // side], axis=1) * 180.0 + np.stack([place % 4, place // 4], axis=1) * 40.0
    corner = corner + rng.uniform(0, 6, corner.shape) + [560_000, 2_906_000]
    size = rng.uniform([14, 9], [32, 16], corner.shape)
    return shapely.box(*np.hstack([corner, corner + size]).T)


def invented_streets(homes: np.ndarray) -> list[shapely.LineString]:
    """Return streets every 180 m through the whole district, with a bend at every crossing."""
    west, south, east, north = shapely.total_bounds(homes)
    across, up = np.arange(west - 12, east, 180), np.arange(south - 12, north, 180)
    lines = [np.stack([across, np.full(len(across), y) + np.sin(across)], axis=1) for y in up]
    lines += [np.stack([np.full(len(up), x) + np.sin(up), up], axis=1) for x in across]
    return [shapely.LineString(line) for line in lines]


def invented_plan(homes: np.ndarray, rng: np.random.Generator, grids: int) -> dict[str, dict[str, object]]:
    """Return grids and communities round the buildings: Voronoi cells with borders of many points."""
    centres = shapely.get_coordinates(shapely.centroid(homes))
    seeds, _ = kmeans2(centres, grids, minit="++", rng=rng)
    hull = shapely.buffer(shapely.convex_hull(shapely.multipoints(centres)), 60)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(seeds), extend_to=hull))
    cells = shapely.segmentize(shapely.set_precision(shapely.intersection(cells, hull), 0.001), 25)
    counts = np.bincount(shapely.STRtree(cells).query(shapely.centroid(homes), "within")[1], minlength=len(cells)) * 9
    _, part = kmeans2(shapely.get_coordinates(shapely.centroid(cells)), max(grids // 6, 1), minit="++", rng=rng)
    groups = [shapely.union_all(cells[part == number]) for number in np.unique(part)]
    return {
        "grid": {
            "id": [str(row) for row in range(len(cells))],
            "number": [f"{row + 1:03d}" for row in range(len(cells))],
            "households": counts,
            "geometry": cells,
        },
        "community": {
            "id": [str(row) for row in range(len(groups))],
            "name": [f"示范{row + 1}社区" for row in range(len(groups))],
            "geometry": groups,
        },
    }


def invented_scene() -> MapScene:
    """Return the district of 6,000 buildings and 145 grids."""
    rng = np.random.default_rng(7)
    homes = invented_buildings(rng)
    streets = invented_streets(homes)
    numbers = [f"{row % 98 + 1}号楼" for row in range(len(homes))]
    building = {"id": numbers_of(homes), "number": numbers, "households": np.full(len(homes), 10), "geometry": homes}
    barrier = {
        "id": numbers_of(streets),
        "kind": ["road"] * len(streets),
        "class": ["primary" if row % 6 == 0 else "residential" for row in range(len(streets))],
        "name": [f"示范{row}路" for row in range(len(streets))],
        "geometry": streets,
    }
    return scene_from_tables({**invented_plan(homes, rng, 145), "building": building, "barrier": barrier})


def file_scene(path: str, epsg: int) -> MapScene:
    """Return the buildings and roads of a GeoPackage with invented grids of about 400 households."""
    import geopandas as gpd

    homes = gpd.read_file(path, layer="buildings").to_crs(epsg)
    roads = gpd.read_file(path, layer="roads").to_crs(epsg)
    shapes = homes.geometry.to_numpy()
    numbers = homes["number"].tolist() if "number" in homes else [""] * len(homes)
    building = {"id": numbers_of(shapes), "number": numbers, "geometry": shapes}
    barrier = {
        "id": numbers_of(roads),
        "kind": ["road"] * len(roads),
        "class": roads["class"].tolist(),
        "name": roads["name"].tolist(),
        "geometry": roads.geometry.to_numpy(),
    }
    plan = invented_plan(shapes, np.random.default_rng(7), 228)
    return scene_from_tables({**plan, "building": building, "barrier": barrier})


def numbers_of(rows: object) -> list[str]:
    """Return an id for each row."""
    return [str(number) for number in range(len(rows))]  # type: ignore[arg-type]  # anything with a length


class Pauses:
    """Measures how long the event loop stays away, by a timer that wants to fire all the time."""

    def __init__(self) -> None:
        self.longest_ms = 0.0
        self._clock = QElapsedTimer()
        self._timer = QTimer()
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._on_turn)

    def start(self) -> None:
        """Begin anew."""
        self.longest_ms = 0.0
        self._clock.start()
        self._timer.start()

    def stop(self) -> float:
        """End and return the longest pause in milliseconds."""
        self._timer.stop()
        return self.longest_ms

    def _on_turn(self) -> None:
        self.longest_ms = max(self.longest_ms, self._clock.nsecsElapsed() / 1e6)
        self._clock.start()


def until_sharp(canvas: MapCanvas, queue: RenderQueue, shift_px: int) -> tuple[float, float]:
    """Paint the view, shifted a little, and return the wall and processor milliseconds until its picture is there."""
    came: list[object] = []
    receive = came.append
    queue.ready.connect(receive)
    wall, work = perf_counter(), process_time()
    queue.request(request_for(canvas.scene, canvas.view.panned(shift_px, 0), Look(), []))
    while not came:
        QApplication.processEvents()
    queue.ready.disconnect(receive)
    return (perf_counter() - wall) * 1e3, (process_time() - work) * 1e3


def measure(canvas: MapCanvas, name: str, closer: float) -> dict[str, object]:
    """Measure one scale."""
    whole = ViewState.fit(canvas.scene.extent, *SIZE)
    canvas.set_view(whole.zoomed(closer, SIZE[0] / 2, SIZE[1] / 2))
    while not canvas.is_sharp:
        QApplication.processEvents()
    canvas.select("grid", "3")
    queue = RenderQueue()
    until_sharp(canvas, queue, 0)
    pauses = Pauses()
    pauses.start()
    sharp = [until_sharp(canvas, queue, 1 + turn) for turn in range(5)]
    longest = pauses.stop()
    frames = []
    for step in range(FRAMES):
        start = perf_counter()
        canvas.set_view(canvas.view.panned(6 if step < FRAMES / 2 else -6, 3))
        canvas.repaint()
        frames.append((perf_counter() - start) * 1e3)
    return {
        "scale": name,
        "metres_per_pixel": round(canvas.view.metres_per_pixel, 2),
        "pan_frame_ms_p50": round(float(np.percentile(frames, 50)), 2),
        "pan_frame_ms_p95": round(float(np.percentile(frames, 95)), 2),
        "sharp_ms": round(min(wall for wall, _ in sharp)),
        "sharp_processor_ms": round(min(work for _, work in sharp)),
        "longest_pause_ms": round(longest, 1),
    }


def main() -> None:
    """Measure the three scales of one scene."""
    app = QApplication(sys.argv[:1])
    start = perf_counter()
    scene = file_scene(sys.argv[1], int(sys.argv[2])) if len(sys.argv) > 1 else invented_scene()
    made = perf_counter()
    canvas = MapCanvas()
    canvas.resize(*SIZE)
    canvas.set_scene(scene)
    canvas.show()
    while not canvas.is_sharp:
        app.processEvents()
    print(json.dumps({"scene_s": round(made - start, 2), "first_picture_s": round(perf_counter() - made, 2)}))
    for name, closer in SCALES.items():
        print(json.dumps(measure(canvas, name, closer)))


if __name__ == "__main__":
    main()
