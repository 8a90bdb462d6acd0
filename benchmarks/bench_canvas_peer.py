# SPDX-License-Identifier: MIT
"""The map beside QGIS: both paint the same GeoPackage in one run, and one table with the ratios is printed.

    QT_QPA_PLATFORM=offscreen python benchmarks/bench_canvas_peer.py DATA.gpkg QGIS_SCRIPT.py
    QT_QPA_PLATFORM=offscreen python benchmarks/bench_canvas_peer.py --file DISTRICT.gpkg QGIS_SCRIPT.py

DATA.gpkg has the layers communities, grids and buildings; a district file of this program is given with --file and
written into such layers first. QGIS_SCRIPT.py is run by the system's Python with `--households 0` and prints one JSON
line with `render_ms_p50_max` for each scale. QGIS reads the file at every picture and this map holds it in memory. The
script for QGIS writes no names and draws no halos, so this map is measured with its names and without; halos it has in
both. Rows of the table: milliseconds to the sharp picture of 1600 x 1000 pixels, the median of nine.
"""

import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter, process_time, time
from unittest.mock import patch

import numpy as np
import pyogrio
from PySide6.QtWidgets import QApplication

from benchmarks.bench_canvas import SCALES, SIZE, measure
from gridmgr.data.opening import open_store
from gridmgr.map.builders import Columns, scene_from_tables
from gridmgr.map.canvas import MapCanvas
from gridmgr.map.render import RenderQueue, Request
from gridmgr.map.scene import MapScene
from gridmgr.map.view import ViewState
from gridmgr.report.scenes import district_scene

PICTURES = 9
QGIS_PYTHON = "/usr/bin/python3"


def scene_of(path: str) -> MapScene:
    """Return the map of a file with the layers communities, grids and buildings."""
    tables: dict[str, Columns] = {}
    for layer, table in (("communities", "community"), ("grids", "grid"), ("buildings", "building")):
        frame = pyogrio.read_dataframe(path, layer=layer)
        columns = {name: frame[name].to_numpy() for name in ("name", "households", "number") if name in frame}
        if table == "grid" and "grid_no" in frame:
            columns["number"] = frame["grid_no"].to_numpy()
        ids = [str(row) for row in range(len(frame))]
        tables[table] = {**columns, "id": ids, "geometry": frame.geometry.to_numpy()}
    return scene_from_tables(tables)


def export_layers(district: str, path: str) -> None:
    """Write communities, grids and buildings of a district file into the layers that both programs read."""
    import geopandas as gpd  # not before: it would count in the memory of the map

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


def view_of(scene: MapScene, closer: float, turn: int) -> ViewState:
    """Return one of the views that the script for QGIS takes too."""
    west, south, east, north = scene.grids.layer.extent or scene.extent
    wide, high, aside = east - west, north - south, 0.0 if closer == 1 else 1.0
    across, upward = wide / closer / 0.96, high / closer / 0.96
    x = (west + east) / 2 + aside * 0.12 * wide + turn * across * 0.015
    y = (south + north) / 2 - aside * 0.08 * high - turn * upward * 0.01
    return ViewState(x, y, max(across / SIZE[0], upward / SIZE[1]), *SIZE)


def sharp_ms(scene: MapScene, closer: float) -> tuple[float, float]:
    """Return the median and the least processor milliseconds until a picture of the window's size is finished."""
    queue, taken, worked = RenderQueue(), [], []
    for turn in range(PICTURES):
        came: list[object] = []
        queue.ready.connect(came.append)
        start, work = perf_counter(), process_time()
        queue.request(Request(scene, view_of(scene, closer, turn), (0.0, 0.0, float(SIZE[0]), float(SIZE[1]))))
        while not came:
            QApplication.processEvents()
        taken.append((perf_counter() - start) * 1e3)
        worked.append((process_time() - work) * 1e3)
        queue.ready.disconnect(came.append)
    return round(float(np.median(taken)), 1), round(min(worked), 1)


def ours(path: str, started: float) -> dict[str, object]:
    """Measure this map; `started` is the time at which the process was started."""
    app = QApplication(sys.argv[:1])
    scene = scene_of(path)
    canvas = MapCanvas()
    canvas.resize(*SIZE)
    canvas.set_scene(scene)
    canvas.show()
    while not canvas.is_sharp:
        app.processEvents()
    first = time() - started
    named = {name: sharp_ms(scene, closer) for name, closer in SCALES.items()}
    with patch("gridmgr.map.render.label_steps", lambda *_: iter(())):
        bare = {name: sharp_ms(scene, closer) for name, closer in SCALES.items()}
    frames = [measure(canvas, name, closer) for name, closer in SCALES.items()]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "start_to_first_map_s": round(first, 2),
        "sharp_ms": named,
        "sharp_ms_without_names": bare,
        "frames": frames,
        "maxrss_mb": round(memory),
    }


def peer(path: str, script: str) -> dict[str, object]:
    """Let QGIS paint the same file."""
    with tempfile.TemporaryDirectory() as folder:
        command = [QGIS_PYTHON, script, path, folder, "--households", "0"]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        told: dict[str, object] = json.loads(done.stdout.strip().splitlines()[-1])
        return told


def print_table(here: dict[str, dict[str, list[float]]], there: dict[str, list[float]]) -> None:
    """Print the milliseconds of both for each scale, and QGIS as a multiple of this map."""
    print(f"{'scale':10} {'ours':>8} {'no names':>9} {'QGIS':>8} {'QGIS/ours':>10} {'QGIS/no names':>14} {'CPU':>6}")
    for name in SCALES:
        (named, work), (bare, _), peer_ms = here["sharp_ms"][name], here["sharp_ms_without_names"][name], there[name][0]
        ratios = f"{peer_ms / named:10.1f} {peer_ms / bare:14.1f}"
        print(f"{name:10} {named:8.1f} {bare:9.1f} {peer_ms:8.1f} {ratios} {work:6.1f}")


def compare(path: str, script: str) -> None:
    """Measure both one after the other and print what came out."""
    command = [sys.executable, "-m", "benchmarks.bench_canvas_peer", "--ours", path, str(time())]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=Path(__file__).resolve().parents[1])
    here = json.loads(done.stdout.strip().splitlines()[-1])
    there = peer(path, script)
    print(json.dumps({"ours": here}))
    print(json.dumps({"qgis": there}))
    rendered = there["render_ms_p50_max"]
    assert isinstance(rendered, dict)
    print_table(here, rendered)


def main() -> None:
    """Read the arguments; see the top of the file."""
    if sys.argv[1] == "--ours":
        print(json.dumps(ours(sys.argv[2], float(sys.argv[3]))))
    elif sys.argv[1] == "--file":
        with tempfile.TemporaryDirectory() as folder:
            path = str(Path(folder) / "district.gpkg")
            export_layers(sys.argv[2], path)
            compare(path, sys.argv[3])
    else:
        compare(*sys.argv[1:3])


if __name__ == "__main__":
    main()
