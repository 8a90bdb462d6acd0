# SPDX-License-Identifier: MIT
"""How quick the map is on one file: frames with every tool at work, pauses, sharp pictures, strokes, lasso, memory.

    QT_QPA_PLATFORM=offscreen python -m benchmarks.bench_canvas DATA.gpkg [--many-grids]

DATA.gpkg has the layers communities, grids, buildings and households (the canvas shows a point for each household if
it has coordinates, as the file for QGIS does; a district file of this program has none, there a point is put somewhere
into the building). With --many-grids all the land of the file is taken into the hand at once, and twenty grids of it,
and both strokes are compared. Prints one JSON line; see `bench_canvas_peer` for the table beside QGIS.
"""

import argparse
import json
import sys
from dataclasses import replace
from time import perf_counter
from unittest.mock import patch

import numpy as np
import shapely
from PySide6.QtWidgets import QApplication

from benchmarks import canvas_meters as meters
from benchmarks.canvas_ground import around, largest_community, scene_of, workpiece_of
from gridmgr.map.canvas import MapCanvas
from gridmgr.map.regridding import regridded
from gridmgr.map.scene import Grids, MapScene
from gridmgr.map.tools.workbench import Workbench
from gridmgr.map.tools.workpiece import Workpiece
from gridmgr.ui.application import calm_collector, favour_window


def edited(scene: MapScene, count: int) -> list[MapScene]:
    """Return the map after some strokes: two neighbours with another border between them, made ready beforehand."""
    made = []
    for turn in range(count):
        shapes = scene.grids.layer.geometries.copy()
        near = scene.grids.layer.tree.query(shapes[turn], predicate="intersects")
        other = int(near[near != turn][0])
        bite = shapely.buffer(shapely.intersection(shapes[turn], shapes[other]), 5.0 + turn)
        shapes[turn] = shapely.difference(shapes[turn], bite)
        shapes[other] = shapely.union(shapes[other], shapely.intersection(bite, scene.grids.layer.geometries[turn]))
        old = scene.grids
        grids = regridded(old, Grids(old.ids, old.names, shapes, old.households, old.states))
        changed = replace(scene, grids=grids)
        _ = changed.is_inner_border
        made.append(changed)
    return made


def measure(path: str, many_grids: bool) -> dict[str, object]:
    """Measure everything on one file."""
    app = QApplication(sys.argv[:1])
    calm_collector()
    favour_window()
    start = perf_counter()
    scene = scene_of(path)
    _ = scene.grids.hues, scene.is_inner_border
    scene.buildings.layer.tree.query(scene.buildings.layer.geometries[:1])
    for _ in scene.buildings.crowd.made_in_parts():
        pass
    canvas, bench = MapCanvas(), Workbench()
    canvas.resize(*meters.SIZE)
    canvas.set_layers(scene.layers)
    canvas.set_scene(scene)
    canvas.show()
    meters.wait_until_sharp(canvas)
    app.processEvents()
    result: dict[str, object] = {"opened_s": perf_counter() - start, "memory_mb": meters.resident_mb()}
    result["sharp_ms"] = {name: meters.sharp_ms(scene, closer) for name, closer in meters.SCALES.items()}
    with patch("gridmgr.map.render.label_steps", lambda *_: iter(())):
        result["unnamed_ms"] = {name: meters.sharp_ms(scene, closer) for name, closer in meters.SCALES.items()}
    result["painting_pause_ms"] = meters.painting_pause_ms(canvas)
    piece = workpiece_of(scene, [largest_community(scene)])
    bench.put(piece)
    bench.aim(meters.middle_grid(piece))
    centre = np.median(piece.xy, axis=0).tolist()
    frames = [meters.frames_ms(canvas, bench, tuple(centre), closer) for closer in meters.SCALES.values()]
    result["frames_ms"] = {name: max(one[name] for one in frames) for name in frames[0]}
    result["lasso"] = meters.lasso_ms(canvas, bench)
    result["editing_pause_ms"] = meters.editing_pause_ms(canvas, bench, piece, [*edited(scene, 4), scene])
    result["stroke_ms"] = strokes(canvas, bench, piece)
    if many_grids:
        result["many_grids"] = many(canvas, bench, scene)
    return result


def strokes(canvas: MapCanvas, bench: Workbench, piece: Workpiece) -> dict[str, float]:
    """Return the 95th percentile of the steps of a border drag and of a lasso."""
    grid = meters.middle_grid(piece)
    return {
        tool: meters.percentile(
            [step for _ in range(3) for step in meters.stroke_ms(canvas, bench, tool, piece, grid)], 95
        )
        for tool in ("border", "lasso")
    }


def many(canvas: MapCanvas, bench: Workbench, scene: MapScene) -> dict[str, object]:
    """Compare strokes in the land of twenty grids with the same strokes in that of all, by turns."""
    pieces = {20: workpiece_of(scene, around(scene, 20))}
    pieces[len(scene.grids.ids)] = workpiece_of(scene, list(range(len(scene.communities.ids))))
    grid = meters.middle_grid(pieces[20])
    found: dict[str, object] = {}
    for tool in ("border", "lasso"):
        taken: dict[int, list[float]] = {count: [] for count in pieces}
        for _ in range(4):
            for count, piece in pieces.items():
                taken[count] += meters.stroke_ms(canvas, bench, tool, piece, grid)
        found[tool] = {count: [meters.percentile(steps, share) for share in (50, 95)] for count, steps in taken.items()}
    return found


def main() -> None:
    """Read the arguments; see the top of the file."""
    wishes = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    wishes.add_argument("path")
    wishes.add_argument("--many-grids", action="store_true")
    wishes.add_argument("--processor", action="store_true", help="count the processor's time, on a busy machine")
    asked = wishes.parse_args()
    if asked.processor:
        meters.Watch.by_processor()
    print(json.dumps(measure(asked.path, asked.many_grids)))


if __name__ == "__main__":
    main()
