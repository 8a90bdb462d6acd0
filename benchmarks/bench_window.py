# SPDX-License-Identifier: MIT
"""How quick the whole window is on a real file: time until shown and longest pause of the event loop, per action.

    QT_QPA_PLATFORM=offscreen python benchmarks/bench_window.py FILE.gpkg [FILE.gpkg ...] [--runs 2] [--trace]

Every file is copied first. Prints a table for each file with the best of the runs: `shown` until the result is on
screen, `settled` until it is stored and everything is read again, `pause` the longest time without a turn of the event
loop, and whether the window said meanwhile that it was at work. With --trace it also prints where the window was
during pauses of more than 100 ms.
"""

import argparse
import os
import shutil
import sys
import tempfile
import threading
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import perf_counter, sleep

import numpy as np
import shapely
from PySide6.QtCore import QEventLoop, QPoint, QSettings, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gridmgr.model.bands import Band
from gridmgr.operations.plans import PlanRequest
from gridmgr.ui.appearance import apply_appearance
from gridmgr.ui.application import calm_collector, favour_window, translate
from gridmgr.ui.drawing import Drawing
from gridmgr.ui.exporting import Exporting
from gridmgr.ui.memory import Memory
from gridmgr.ui.overview import Overview
from gridmgr.ui.planning import Planning
from gridmgr.ui.printing import Printing
from gridmgr.ui.window import MainWindow

SIZE = 1440, 900
BEAT_MS = 5
LONG_S = 0.1
LIMIT_S = 150.0
LASSO_M = 4.0
LASSO_PX = 10.0
LEFT = Qt.MouseButton.LeftButton
Row = tuple[float, float, float, bool]


class Heartbeat:
    """Beats every few milliseconds in the window's thread; a second thread looks where it is when it does not."""

    def __init__(self, traces: bool) -> None:
        self.longest_s = 0.0
        self.places: list[tuple[float, Counter[str]]] = []
        self._seen: Counter[str] = Counter()
        self._last_s = perf_counter()
        self._main = threading.main_thread().ident or 0
        self._timer = QTimer()
        self._timer.setInterval(BEAT_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()
        if traces:
            threading.Thread(target=self._look, daemon=True).start()

    def start(self) -> None:
        """Begin anew."""
        self.longest_s, self.places = 0.0, []
        self._last_s = perf_counter()

    def _beat(self) -> None:
        now_s = perf_counter()
        gap_s = now_s - self._last_s
        self.longest_s = max(self.longest_s, gap_s)
        seen, self._seen = self._seen, Counter()
        if gap_s > LONG_S:
            self.places.append((gap_s, seen))
        self._last_s = now_s

    def _look(self) -> None:
        while True:
            sleep(0.01)
            if perf_counter() - self._last_s > LONG_S / 2:
                self._seen.update(_place(frame, number == self._main) for number, frame in _frames())


def _frames() -> list[tuple[int, object]]:
    return [(number, frame) for number, frame in sys._current_frames().items() if number != threading.get_ident()]


def _place(frame: object, is_window: bool) -> str:
    """Return the innermost lines of our own code, and the innermost line of all."""
    stack = traceback.extract_stack(frame)  # type: ignore[arg-type]  # a frame
    own = [line for line in stack if "gridmgr" in line.filename][-4:]
    inner = stack[-1:] if stack and stack[-1] not in own else []
    who = "window" if is_window else "thread"
    return f"{who}: " + " < ".join(f"{Path(s.filename).stem}.{s.name}:{s.lineno}" for s in reversed([*own, *inner]))


class Probe:
    """A planner's hands on the window, with a stop watch."""

    def __init__(self, window: MainWindow, beat: Heartbeat) -> None:
        self.window, self.canvas, self.beat = window, window.canvas, beat
        self.drawing = window.feature(Drawing)
        self.rows: dict[str, Row] = {}
        self.traces: dict[str, list[tuple[float, Counter[str]]]] = {}
        self._is_told = False
        self.last = ""

    def wait(self, condition: Callable[[], bool]) -> float:
        """Run the event loop until something holds; return how long it took."""
        start, loop = perf_counter(), QEventLoop()
        timer = QTimer()
        timer.setInterval(10)

        def look() -> None:
            self._is_told |= self.window.status.job.isVisible() or bool(self.drawing.bench.waiting_for)
            if condition() or perf_counter() - start > LIMIT_S:
                loop.quit()

        timer.timeout.connect(look)
        timer.start()
        if not condition():
            loop.exec()
        return perf_counter() - start

    def pause(self, ms: int) -> None:
        """Let the event loop turn for a while."""
        loop = QEventLoop()
        QTimer.singleShot(ms, loop.quit)
        loop.exec()

    def measure(self, name: str, act: Callable[[], object], shown: Callable[[], bool]) -> None:
        """Do something and note how long it took until it was shown, and until nothing was left to do."""
        self.wait(self.is_settled)
        self.pause(100)
        self.beat.start()
        self._is_told = False
        start = perf_counter()
        act()
        self.wait(shown)
        shown_s = perf_counter() - start
        self.pause(30)
        self.wait(self.is_settled)
        self.rows[name] = shown_s, perf_counter() - start, self.beat.longest_s, self._is_told
        self.traces[name] = self.beat.places
        print(f"  {name} {shown_s * 1e3:.0f} ms, pause {self.beat.longest_s * 1e3:.0f} ms", file=sys.stderr, flush=True)
        if name == self.last:
            raise EOFError(name)
        if not shown():
            raise TimeoutError(f"{name}: {self.window.message.text}")

    def is_settled(self) -> bool:
        """Tell whether nothing is being read, stored, worked out or painted."""
        document = self.window.document
        quiet = document is None or not (document._running or document._is_reading)
        drawing = self.drawing
        is_drawn = not drawing.is_working and not drawing.keeper.is_preparing
        return quiet and is_drawn and not self.window.opening.is_busy and self.is_sharp()

    def is_sharp(self) -> bool:
        """Tell whether the map, where it is seen, shows its last picture."""
        return not self.canvas.isVisible() or self.canvas.is_sharp

    @property
    def overview(self) -> Overview:
        """What is shown; there is one while the probe is at work."""
        assert self.window.overview is not None
        return self.window.overview

    def shape(self, grid: str) -> shapely.Geometry:
        """Return the land of a grid on the map."""
        layer = self.canvas.scene.grids.layer
        return layer.geometries[layer.row_of[grid]]

    def pixel(self, x: float, y: float) -> QPoint:
        """Return where a place is on the map."""
        px, py = self.canvas.view.to_screen(np.array([[x, y]]))[0].tolist()
        return QPoint(round(px), round(py))

    def click(self, x: float, y: float) -> None:
        """Click at a place."""
        QTest.mouseClick(self.canvas, LEFT, Qt.KeyboardModifier.NoModifier, self.pixel(x, y))

    def trigger(self, name: str) -> None:
        """Choose a line of the menu."""
        self.wait(self.window.menus.actions[name].isEnabled)
        self.window.menus.actions[name].trigger()


def measure_file(probe: Probe, path: Path, folder: Path) -> None:
    """Do everything a planner does in an afternoon."""
    window = probe.window
    probe.measure("打开", lambda: window.open_location(str(path)), lambda: window.overview is not None)
    first, second = neighbours(probe)
    probe.measure("选网格", lambda: window.show_record("grid", first), lambda: card_is(window, "grid", first))
    owner = next(c for c in probe.overview.communities if any(g.id == first for g in c.grids))
    probe.measure(
        "选社区", lambda: window.show_record("community", owner.id), lambda: card_is(window, "community", owner.id)
    )
    if not probe.overview.plan.is_draft:
        window.show_record("grid", first)
        probe.measure(
            "建草案", probe.drawing.make_draft, lambda: bool(probe.overview.plan and probe.overview.plan.is_draft)
        )
        first, second = neighbours(probe)
    measure_drawing(probe, first, second)
    measure_rest(probe, owner.code, owner.id, folder)


def measure_drawing(probe: Probe, first: str, second: str) -> None:
    """Hand over, undo, redo, split, merge."""
    window, drawing = probe.window, probe.drawing
    window.show_record("grid", first)
    probe.measure("取套索", lambda: drawing.choose("lasso"), lambda: drawing.bench.piece is not None)
    shape = probe.shape(first)
    probe.measure("圈楼移交", lambda: lasso(probe, first, second), lambda: changed_shape(probe, first, shape))
    moved = probe.shape(first)
    probe.measure("撤销", lambda: probe.trigger("edit.undo"), lambda: changed_shape(probe, first, moved))
    shape = probe.shape(first)
    probe.measure("重做", lambda: probe.trigger("edit.redo"), lambda: changed_shape(probe, first, shape))
    probe.trigger("edit.undo")
    probe.wait(probe.is_settled)
    drawing.choose("split")
    count = len(probe.canvas.scene.grids.ids)
    probe.measure("拆分", lambda: split(probe, first), lambda: len(probe.canvas.scene.grids.ids) > count)
    probe.trigger("edit.undo")
    probe.pause(50)
    probe.wait(probe.is_settled)
    drawing.choose("merge")
    probe.measure("合并", lambda: merge(probe, first, second), lambda: len(probe.canvas.scene.grids.ids) < count)
    probe.trigger("edit.undo")
    probe.pause(50)
    probe.wait(probe.is_settled)
    drawing.choose("browse")


def measure_rest(probe: Probe, code: str, community: str, folder: Path) -> None:
    """Plan, check, export, look at lists and pages, close."""
    window, planning = probe.window, probe.window.feature(Planning)
    band: Band = probe.overview.band
    request = PlanRequest(communities=(code,), band=band, into=probe.overview.plan_id)
    probe.measure("自动划分", lambda: planning.start(request), lambda: planning.outcome.isVisible())
    probe.measure("检查", lambda: probe.trigger("plan.check"), lambda: window.status.check.text() not in ("", "未检查"))
    out = folder / "out.gpkg"
    probe.measure("导出", lambda: export(window, out), out.exists)
    probe.measure("到数据", lambda: window.workspaces.show("records"), lambda: window.workspaces.current == "records")
    probe.measure("回规划", lambda: window.workspaces.show("plan"), lambda: window.workspaces.current == "plan")
    printing = window.feature(Printing)
    probe.measure("社区图预览", lambda: window.print_wanted.emit("community", community), lambda: printing.is_ready)
    probe.measure("关闭", window.close_document, lambda: window.overview is None)


def neighbours(probe: Probe) -> tuple[str, str]:
    """Return the grid in the middle of the longest list and the one with which it has the longest border."""
    community = max(probe.overview.communities, key=lambda c: len(c.grids))
    grids = [grid.id for grid in community.grids]
    first = grids[len(grids) // 2]
    shape = probe.shape(first)
    common = [shapely.intersection(shape, probe.shape(one)).length if one != first else -1.0 for one in grids]
    return first, grids[int(np.argmax(common))]


def lasso(probe: Probe, first: str, second: str) -> None:
    """Draw round the building of the second grid that is nearest to the first, and let go."""
    piece = probe.drawing.bench.piece
    assert piece is not None
    others = np.flatnonzero(piece.coverage.grid_of_building == second)
    away = shapely.distance(probe.shape(first), piece.coverage.points[others])
    x, y = piece.xy[others[np.argmin(away)]].tolist()
    # From afar a small ring would be a click.
    reach = max(LASSO_M, LASSO_PX * probe.canvas.view.metres_per_pixel)
    track = [(x + reach * np.cos(a), y + reach * np.sin(a)) for a in np.linspace(0, 6.2, 24)]
    QTest.mousePress(probe.canvas, LEFT, Qt.KeyboardModifier.NoModifier, probe.pixel(*track[0]))
    for place in track[1:]:
        QTest.mouseMove(probe.canvas, probe.pixel(*place))
    QTest.mouseRelease(probe.canvas, LEFT, Qt.KeyboardModifier.NoModifier, probe.pixel(*track[-1]))


def split(probe: Probe, grid: str) -> None:
    """Draw a line across a grid where it runs through it once."""
    shape = probe.shape(grid)
    west, south, east, north = shape.bounds
    tracks = [((x, south - 5), (x, north + 5)) for x in np.linspace(west, east, 25)[4:-4].tolist()]
    tracks += [((west - 5, y), (east + 5, y)) for y in np.linspace(south, north, 25)[4:-4].tolist()]
    once = [t for t in tracks if shapely.intersection(shape, shapely.LineString(t)).geom_type == "LineString"]
    for place in max(once, key=lambda t: shapely.intersection(shape, shapely.LineString(t)).length):
        probe.click(*place)
    QTest.keyClick(probe.canvas, Qt.Key.Key_Return)


def merge(probe: Probe, first: str, second: str) -> None:
    """Click one grid and then the other."""
    for grid in (first, second):
        place = shapely.point_on_surface(probe.shape(grid))
        probe.click(place.x, place.y)


def changed_shape(probe: Probe, grid: str, before: shapely.Geometry) -> bool:
    """Tell whether the map shows a grid with other land."""
    return grid in probe.canvas.scene.grids.layer.row_of and not probe.shape(grid).equals_exact(before)


def card_is(window: MainWindow, kind: str, record_id: str) -> bool:
    """Tell whether the details show a record."""
    card = window.inspector.card
    return card is not None and (card.kind, card.id) == (kind, record_id)


def export(window: MainWindow, path: Path) -> None:
    """Export the grids."""
    dialog = window.feature(Exporting).open()
    assert dialog is not None
    dialog.layer.setCurrentIndex(dialog.layer.findData("building"))
    dialog.form.setCurrentIndex(dialog.form.findData(".gpkg"))
    dialog.write(path)


def best(runs: list[dict[str, Row]]) -> dict[str, Row]:
    """Return the best of several runs, figure by figure."""
    names = runs[0]
    return {
        name: (*(min(run[name][i] for run in runs if name in run) for i in range(3)), any(run[name][3] for run in runs))
        for name in names
    }


def show(path: Path, rows: dict[str, Row]) -> None:
    """Print a table."""
    print(f"\n{path.name}  (load {os.getloadavg()[0]:.1f})")
    print("shown ms  settled ms  pause ms  told  action")
    for name, (shown_s, settled_s, pause_s, told) in rows.items():
        print(f"{shown_s * 1e3:8.0f} {settled_s * 1e3:11.0f} {pause_s * 1e3:9.0f}  {'yes' if told else '   '}   {name}")


def show_traces(traces: dict[str, list[tuple[float, Counter[str]]]]) -> None:
    """Print where the window was while it did not answer."""
    for name, pauses in traces.items():
        for gap_s, seen in pauses:
            print(f"  {name}: {gap_s * 1e3:.0f} ms")
            for place, count in seen.most_common(6):
                print(f"    {count:4d} {place}")


def run(app: QApplication, source: Path, traces: bool, last: str) -> dict[str, Row]:
    """Measure one file once."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / source.name
        shutil.copyfile(source, path)
        memory = Memory(QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat))
        window = MainWindow(memory)
        window.resize(*SIZE)
        window.show()
        app.processEvents()
        probe = Probe(window, Heartbeat(traces))
        probe.last = last
        with suppress(EOFError):
            measure_file(probe, path, folder)
        window.close()
        if traces:
            show_traces(probe.traces)
        return probe.rows


def main() -> None:
    """Measure every file."""
    wishes = argparse.ArgumentParser()
    wishes.add_argument("files", nargs="+", type=Path)
    wishes.add_argument("--runs", type=int, default=2)
    wishes.add_argument("--trace", action="store_true")
    wishes.add_argument("--last", default="", help="stop after this action")
    asked = wishes.parse_args()
    app = QApplication(sys.argv[:1])
    calm_collector()
    favour_window()
    translate(app)
    apply_appearance(app, False)
    for path in asked.files:
        show(path, best([run(app, path, asked.trace, asked.last) for _ in range(asked.runs)]))


if __name__ == "__main__":
    main()
