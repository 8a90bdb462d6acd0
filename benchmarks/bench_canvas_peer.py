# SPDX-License-Identifier: MIT
"""The map beside QGIS: both paint the same GeoPackage in one run, and the ratios are printed.

    QT_QPA_PLATFORM=offscreen python benchmarks/bench_canvas_peer.py DATA.gpkg QGIS_SCRIPT.py

DATA.gpkg has the layers communities, grids and buildings; QGIS_SCRIPT.py is run by the system's Python with
`--households 0` and prints one JSON line with `render_ms_p50_max` for each scale. QGIS reads the file at every picture,
this map holds it in memory, writes names and draws borders with halos, which the script for QGIS does not.
"""

import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter, time

import numpy as np
import pyogrio
from PySide6.QtWidgets import QApplication

from benchmarks.bench_canvas import SCALES, SIZE, measure
from gridmgr.map.builders import Columns, scene_from_tables
from gridmgr.map.canvas import MapCanvas
from gridmgr.map.render import RenderQueue, Request
from gridmgr.map.scene import MapScene
from gridmgr.map.view import ViewState

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


def view_of(scene: MapScene, closer: float, turn: int) -> ViewState:
    """Return one of the views that the script for QGIS takes too."""
    west, south, east, north = scene.grids.layer.extent or scene.extent
    wide, high, aside = east - west, north - south, 0.0 if closer == 1 else 1.0
    across, upward = wide / closer / 0.96, high / closer / 0.96
    x = (west + east) / 2 + aside * 0.12 * wide + turn * across * 0.015
    y = (south + north) / 2 - aside * 0.08 * high - turn * upward * 0.01
    return ViewState(x, y, max(across / SIZE[0], upward / SIZE[1]), *SIZE)


def sharp_ms(scene: MapScene, closer: float) -> float:
    """Return the median milliseconds until a picture of exactly the window's size is finished."""
    queue, taken = RenderQueue(), []
    for turn in range(PICTURES):
        came: list[object] = []
        queue.ready.connect(came.append)
        start = perf_counter()
        queue.request(Request(scene, view_of(scene, closer, turn), (0.0, 0.0, float(SIZE[0]), float(SIZE[1]))))
        while not came:
            QApplication.processEvents()
        taken.append((perf_counter() - start) * 1e3)
        queue.ready.disconnect(came.append)
    return float(np.median(taken))


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
    pictures = {name: round(sharp_ms(scene, closer), 1) for name, closer in SCALES.items()}
    frames = [measure(canvas, name, closer) for name, closer in SCALES.items()]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"start_to_first_map_s": round(first, 2), "sharp_ms": pictures, "frames": frames, "maxrss_mb": round(memory)}


def peer(path: str, script: str) -> dict[str, object]:
    """Let QGIS paint the same file."""
    with tempfile.TemporaryDirectory() as folder:
        command = [QGIS_PYTHON, script, path, folder, "--households", "0"]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        told: dict[str, object] = json.loads(done.stdout.strip().splitlines()[-1])
        return told


def main() -> None:
    """Measure both one after the other and print what came out, and QGIS as a multiple of this map."""
    if sys.argv[1] == "--ours":
        print(json.dumps(ours(sys.argv[2], float(sys.argv[3]))))
        return
    path, script = sys.argv[1:3]
    command = [sys.executable, "-m", "benchmarks.bench_canvas_peer", "--ours", path, str(time())]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=Path(__file__).resolve().parents[1])
    here = json.loads(done.stdout.strip().splitlines()[-1])
    there = peer(path, script)
    print(json.dumps({"ours": here}))
    print(json.dumps({"qgis": there}))
    rendered = there["render_ms_p50_max"]
    assert isinstance(rendered, dict)
    print(json.dumps({f"{name}_times": round(rendered[name][0] / here["sharp_ms"][name], 1) for name in SCALES}))


if __name__ == "__main__":
    main()
