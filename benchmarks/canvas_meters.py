# SPDX-License-Identifier: MIT
"""What is measured of the map: frames, pauses of the event loop, sharp pictures, strokes of tools, memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
import shapely
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gridmgr.map.canvas import MapCanvas
from gridmgr.map.render import RenderQueue, Request
from gridmgr.map.scene import MapScene
from gridmgr.map.tools.workbench import Workbench
from gridmgr.map.tools.workpiece import Workpiece
from gridmgr.map.view import ViewState
from gridmgr.ui.drawing_tools import TOOLS

SIZE = (1600, 1000)
SCALES = {"district": 1.0, "community": 5.0, "grid": 25.0}
PICTURES = 9
FRAMES = 40
STEPS = 40
LASSO_BUILDINGS = 5000
LEFT = Qt.MouseButton.LeftButton
PLAIN = Qt.KeyboardModifier.NoModifier


class Watch:
    """The clock of all meters: that on the wall, or on a busy machine that of the processor."""

    now = staticmethod(perf_counter)

    @classmethod
    def by_processor(cls) -> None:
        """Count only what this process itself has worked."""
        cls.now = staticmethod(process_time)


class Pauses:
    """Measures how long the event loop stays away, by a timer that wants to fire all the time."""

    def __init__(self) -> None:
        self.found_ms: list[float] = []
        self._last_s = 0.0
        self._timer = QTimer()
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._on_turn)

    def start(self) -> None:
        """Begin."""
        self.found_ms = []
        self._last_s = Watch.now()
        self._timer.start()

    def stop(self) -> float:
        """End and return the longest pause in milliseconds."""
        self._timer.stop()
        return max(self.found_ms, default=0.0)

    def _on_turn(self) -> None:
        self.found_ms.append((Watch.now() - self._last_s) * 1e3)
        self._last_s = Watch.now()


def wait_until_sharp(canvas: MapCanvas) -> None:
    """Let the canvas paint."""
    while not canvas.is_sharp:
        QApplication.processEvents()


def view_of(scene: MapScene, closer: float, turn: int) -> ViewState:
    """Return one of the views that the script for QGIS takes too."""
    west, south, east, north = scene.grids.layer.extent or scene.extent
    wide, high, aside = east - west, north - south, 0.0 if closer == 1 else 1.0
    across, upward = wide / closer / 0.96, high / closer / 0.96
    x = (west + east) / 2 + aside * 0.12 * wide + turn * across * 0.015
    y = (south + north) / 2 - aside * 0.08 * high - turn * upward * 0.01
    return ViewState(x, y, max(across / SIZE[0], upward / SIZE[1]), *SIZE)


def sharp_ms(scene: MapScene, closer: float) -> float:
    """Return the median milliseconds until a picture of the window's size is finished, nothing taken from before.

    Always by the clock on the wall, as that of QGIS.
    """
    taken = []
    for turn in range(PICTURES):
        queue, came = RenderQueue(), []
        queue.ready.connect(came.append)
        start = perf_counter()
        queue.request(Request(scene, view_of(scene, closer, turn), (0.0, 0.0, float(SIZE[0]), float(SIZE[1]))))
        while not came:
            QApplication.processEvents()
        taken.append((perf_counter() - start) * 1e3)
    return float(np.median(taken))


def painting_pause_ms(canvas: MapCanvas) -> float:
    """Return the longest pause while the canvas paints anew what it is shown at all scales."""
    pauses = Pauses()
    for closer in SCALES.values():
        for turn in range(3):
            # Each form of a layer is made once, when it is first seen: the second round measures, the first warms up.
            canvas.set_view(view_of(canvas.scene, closer, 3 * turn))
            wait_until_sharp(canvas)
    pauses.start()
    for closer in (*SCALES.values(), *reversed(SCALES.values())):
        for turn in range(3):
            canvas.set_view(view_of(canvas.scene, closer, 3 * turn + 1))
            wait_until_sharp(canvas)
    return pauses.stop()


def frames_ms(canvas: MapCanvas, bench: Workbench, centre: tuple[float, float], closer: float) -> dict[str, float]:
    """Return the 95th percentile of the frames while panning and zooming, for each tool at work and for none."""
    found = {}
    for entry in TOOLS:
        canvas.set_tool(entry.make(bench) if entry.make else None)
        start = view_of(canvas.scene, closer, 0)
        canvas.set_view(ViewState(*centre, start.metres_per_pixel, *SIZE))
        wait_until_sharp(canvas)
        _begin(canvas)
        frames = []
        for step in range(FRAMES):
            view = canvas.view.panned(6 if step % 20 < 10 else -6, 3)
            view = view.zoomed(1.02 if step % 20 < 10 else 1 / 1.02, 700, 400) if step % 2 else view
            begin = Watch.now()
            canvas.set_view(view)
            canvas.repaint()
            frames.append((Watch.now() - begin) * 1e3)
        found[entry.name] = float(np.percentile(frames, 95))
        _give_up(canvas)
    canvas.set_tool(None)
    return found


def _begin(canvas: MapCanvas) -> None:
    """Begin a stroke of a hundred pixels, as the tool in hand takes it."""
    QTest.mousePress(canvas, LEFT, PLAIN, QPoint(800, 500))
    for step in range(12):
        QTest.mouseMove(canvas, QPoint(800 + 9 * step, 500 + 60 * (step % 2)))


def _give_up(canvas: MapCanvas) -> None:
    if canvas.tool is not None:
        canvas.tool.give_up()
    QTest.mouseRelease(canvas, LEFT, PLAIN, QPoint(800, 500))
    if canvas.tool is not None:
        canvas.tool.give_up()


def stroke_across(scene: MapScene, piece: Workpiece, grid: str) -> np.ndarray:
    """Return a track (n, 2; metres) from within a grid over its longest border into the grid beyond."""
    own = np.flatnonzero(piece.coverage.grid == grid)
    beside = [(face, int(other)) for face in own.tolist() for other in piece.neighbours_of(face)]
    beyond = [pair for pair in beside if piece.coverage.grid[pair[1]] != grid]
    names, counts = np.unique([piece.coverage.grid[other] for _, other in beyond], return_counts=True)
    target = names[counts.argmax()]
    face, other = next(pair for pair in beyond if piece.coverage.grid[pair[1]] == target)
    first, second = piece.xy[face], piece.xy[other]
    far = shapely.get_coordinates(shapely.centroid(scene.grids.layer.geometries[int(target)]))[0]
    half = STEPS // 4
    return np.concatenate([np.linspace(first, second, half), np.linspace(second, far, STEPS - half)])


def middle_grid(piece: Workpiece) -> str:
    """Return the grid of the piece of land in the middle."""
    away = np.hypot(*(piece.xy - np.median(piece.xy, axis=0)).T)
    return str(piece.coverage.grid[int(away.argmin())])


def stroke_ms(canvas: MapCanvas, bench: Workbench, tool: str, piece: Workpiece, grid: str) -> list[float]:
    """Return the milliseconds of each step of a stroke: event, totals, what is cut in two, colours, frame."""
    bench.put(piece)
    bench.aim(grid)
    track = stroke_across(canvas.scene, piece, grid)
    canvas.set_view(ViewState(*track[STEPS // 4].tolist(), STROKE_M_PER_PX, *SIZE))
    canvas.set_tool(next(entry.make for entry in TOOLS if entry.name == tool)(bench))
    wait_until_sharp(canvas)
    places = [QPoint(*place) for place in np.rint(canvas.view.to_screen(track)).astype(int).tolist()]
    if tool == "lasso":
        places = _loop(places)
    taken = []
    with swallowed(bench):
        QTest.mousePress(canvas, LEFT, PLAIN, places[0])
        for place in places[1:]:
            begin = Watch.now()
            QTest.mouseMove(canvas, place)
            canvas.repaint()
            taken.append((Watch.now() - begin) * 1e3)
        canvas.tool.give_up()
        QTest.mouseRelease(canvas, LEFT, PLAIN, places[-1])
    canvas.set_tool(None)
    return taken


STROKE_M_PER_PX = 0.5


def _loop(places: list[QPoint]) -> list[QPoint]:
    """Return a loop round the second half of a track."""
    centre, radius = places[-1], 150
    angles = np.linspace(0, 6.0, STEPS)
    return [centre + QPoint(round(radius * np.cos(a)), round(radius * np.sin(a))) for a in angles.tolist()]


@contextmanager
def swallowed(bench: Workbench) -> Iterator[None]:
    """Let nobody hear what the tools want meanwhile."""
    bench.blockSignals(True)
    try:
        yield
    finally:
        bench.blockSignals(False)


def editing_pause_ms(canvas: MapCanvas, bench: Workbench, piece: Workpiece, scenes: list[MapScene]) -> float:
    """Return the longest pause while strokes are drawn and their results are shown."""
    pauses, grid = Pauses(), middle_grid(piece)
    stroke_ms(canvas, bench, "border", piece, grid)
    track = stroke_across(canvas.scene, piece, grid)
    pauses.start()
    for scene in scenes:
        bench.put(piece)
        canvas.set_tool(next(entry.make for entry in TOOLS if entry.name == "border")(bench))
        places = [QPoint(*place) for place in np.rint(canvas.view.to_screen(track)).astype(int).tolist()]
        with swallowed(bench):
            QTest.mousePress(canvas, LEFT, PLAIN, places[0])
            for place in places[1:]:
                QTest.mouseMove(canvas, place)
                QApplication.processEvents()
            canvas.tool.give_up()
            QTest.mouseRelease(canvas, LEFT, PLAIN, places[-1])
        canvas.set_scene(scene)
        wait_until_sharp(canvas)
    canvas.set_tool(None)
    return pauses.stop()


def lasso_ms(canvas: MapCanvas, bench: Workbench) -> tuple[int, float]:
    """Return how many buildings a lasso catches, and the milliseconds from letting go to the frame that shows them."""
    scene = canvas.scene
    canvas.set_view(view_of(scene, 1.0, 0))
    canvas.set_tool(next(entry.make for entry in TOOLS if entry.name == "select_lasso")(bench))
    wait_until_sharp(canvas)
    places = canvas.view.to_screen(scene.buildings.layer.centres + scene.buildings.layer.origin)
    middle = np.median(places, axis=0)
    away = np.sort(np.hypot(*(places - middle).T))
    radius = float(away[min(LASSO_BUILDINGS, len(away) - 1)])
    angles = np.linspace(0, 2 * np.pi, 200)
    track = np.rint(middle + radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)).astype(int)
    taken, count = [], 0
    for _ in range(5):
        QTest.mousePress(canvas, LEFT, PLAIN, QPoint(*track[0].tolist()))
        for place in track[1:].tolist():
            QTest.mouseMove(canvas, QPoint(*place))
        begin = Watch.now()
        QTest.mouseRelease(canvas, LEFT, PLAIN, QPoint(*track[-1].tolist()))
        canvas.repaint()
        taken.append((Watch.now() - begin) * 1e3)
        count = len(canvas.tool.chosen)
        canvas.tool.give_up()
    canvas.set_tool(None)
    return count, float(np.max(taken))


def resident_mb() -> float:
    """Return the memory in use (Linux)."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def percentile(values: list[float], share: float) -> float:
    """Return a percentile."""
    return float(np.percentile(values, share))
