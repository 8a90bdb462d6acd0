# SPDX-License-Identifier: MIT
"""How long one step of a brush, and the showing of a large lasso, keep the window: totals, contiguity and painting.

The worst case on purpose: all buildings of a district lie in one community. Times are process time of one core, so
that other work on the machine does not count. Run: python -m benchmarks.bench_strokes [--buildings 6000 --grids 145].
"""

import argparse
import json
import time
from collections.abc import Callable
from functools import partial

import numpy as np
import shapely
from PySide6.QtGui import QGuiApplication, QImage, QPainter

from gridmgr.map.builders import band_states
from gridmgr.map.scene import Grids, MapScene
from gridmgr.map.tools.areas import AssignTool
from gridmgr.map.tools.brush import BrushTool
from gridmgr.map.tools.tool import Pointer
from gridmgr.map.tools.workbench import Workbench
from gridmgr.map.tools.workpiece import Workpiece
from gridmgr.map.view import ViewState
from gridmgr.model.bands import Band
from gridmgr.planning.coverage import Coverage

SIDE_M = 30.0
WIDTH, HEIGHT = 1600, 1000
BAND = Band(300, 500)


def town(buildings: int, grids: int, rng: np.random.Generator) -> tuple[Workpiece, MapScene]:
    """Return square pieces of land with a building each, in grids of neighbouring squares."""
    across = int(np.ceil(np.sqrt(buildings)))
    column, row = np.arange(buildings) % across, np.arange(buildings) // across
    faces = shapely.box(column * SIDE_M, row * SIDE_M, (column + 1) * SIDE_M, (row + 1) * SIDE_M)
    blocks = max(int(np.round(np.sqrt(grids))), 1)
    of_column, of_row = column * blocks // across, row * blocks // across
    names = np.array([f"g{n:05d}" for n in of_row * blocks + of_column], dtype=object)
    coverage = Coverage(np.asarray(faces), names, shapely.centroid(faces), np.arange(buildings))
    households = rng.integers(4, 18, buildings)
    ids = sorted(set(names.tolist()))
    piece = Workpiece(coverage, households, {one: one[1:] for one in ids}, BAND).warmed()
    polygons = coverage.grid_polygons()
    counts = [piece.households_of(one) for one in ids]
    shapes = np.array([polygons[one] for one in ids], dtype=object)
    drawn = Grids(ids, ids, shapes, np.array(counts), band_states(counts, BAND))
    _ = drawn.anchors
    return piece, MapScene(grids=drawn, band=BAND)


class Desk:
    """What a tool sees of a canvas."""

    def __init__(self, scene: MapScene, view: ViewState) -> None:
        self.scene, self.view = scene, view


def brush_steps(piece: Workpiece, scene: MapScene, rng: np.random.Generator, strokes: int) -> list[float]:
    """Return the time of every step of some strokes, in ms: 30 m of way with a brush of 150 m, painted."""
    bench, image = Workbench(), QImage(WIDTH, HEIGHT, QImage.Format.Format_ARGB32_Premultiplied)
    bench.put(piece)
    tool = BrushTool(bench)
    bench.take_in(bench.intake.__class__(brush_m=150.0))
    times = []
    for _ in range(strokes):
        start = piece.xy[rng.integers(len(piece.xy))]
        bench.aim(piece.grid_at(*start.tolist()))
        view = ViewState(float(start[0]), float(start[1]), 1.0, WIDTH, HEIGHT)
        tool.take(Desk(scene, view))
        angle = rng.uniform(0, 2 * np.pi)
        places = [start + step * 30.0 * np.array([np.cos(angle), np.sin(angle)]) for step in range(20)]
        tool.press(pointer(view, places[0]))
        times.extend(timed(partial(step, tool, view, place, image)) for place in places[1:])
        tool.give_up()
    return times


def step(tool: BrushTool, view: ViewState, place: np.ndarray, image: QImage) -> None:
    """Move the brush and paint what it shows."""
    tool.move(pointer(view, place), True)
    painted(tool, view, image)


def lasso(piece: Workpiece, scene: MapScene, wanted: int) -> float:
    """Return how long it takes to show a lasso round so many buildings, in ms (the best of five)."""
    bench, image = Workbench(), QImage(WIDTH, HEIGHT, QImage.Format.Format_ARGB32_Premultiplied)
    bench.put(piece)
    bench.aim(next(iter(piece.names)))
    tool = AssignTool(bench, freehand=True)
    west, south, east, north = shapely.total_bounds(piece.coverage.faces).tolist()
    radius = SIDE_M * np.sqrt(wanted / np.pi)
    x, y = (west + east) / 2, (south + north) / 2
    view = ViewState(x, y, 2.2 * radius / HEIGHT, WIDTH, HEIGHT)
    tool.take(Desk(scene, view))
    turns = np.linspace(0, 2 * np.pi, 200)
    ring = [(x + radius * np.cos(turn), y + radius * np.sin(turn)) for turn in turns]
    found = []
    for _ in range(5):
        tool.press(pointer(view, np.array(ring[0])))
        tool.points = list(ring[:-1])
        found.append(timed(lambda: last(tool, view, ring[-1], image)))
        tool.give_up()
    return min(found)


def last(tool: AssignTool, view: ViewState, place: tuple[float, float], image: QImage) -> None:
    """Add the last point of a lasso and paint what it shows."""
    tool.move(pointer(view, np.array(place) + 40 * view.metres_per_pixel), True)
    painted(tool, view, image)


def painted(tool: BrushTool | AssignTool, view: ViewState, image: QImage) -> None:
    """Paint a tool over a picture of the map's size."""
    painter = QPainter(image)
    tool.paint(painter, view, False)
    painter.end()


def pointer(view: ViewState, place: np.ndarray) -> Pointer:
    """Return the mouse over a place."""
    px, py = view.to_screen(place.reshape(1, 2))[0].tolist()
    return Pointer(px, py, float(place[0]), float(place[1]))


def timed(work: Callable[[], None]) -> float:
    """Return the process time of some work in ms."""
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def main() -> None:
    """Print one JSON line for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--buildings", type=int, default=6000)
    parser.add_argument("--grids", type=int, default=145)
    parser.add_argument("--strokes", type=int, default=15)
    wanted = parser.parse_args()
    app = QGuiApplication([])
    rng = np.random.default_rng(7)
    piece, scene = town(wanted.buildings, wanted.grids, rng)
    times = brush_steps(piece, scene, rng, wanted.strokes)
    print(
        json.dumps(
            {
                "buildings": wanted.buildings,
                "grids": len(piece.names),
                "step_ms_p50": round(float(np.percentile(times, 50)), 1),
                "step_ms_p95": round(float(np.percentile(times, 95)), 1),
                "lasso_5000_ms": round(lasso(piece, scene, min(5000, wanted.buildings - 500)), 1),
            }
        )
    )
    app.quit()


if __name__ == "__main__":
    main()
