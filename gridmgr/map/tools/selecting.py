# SPDX-License-Identifier: MIT
"""Choosing buildings: by click, by box, by lasso; many of them together."""

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QPainter
from shapely.geometry.base import BaseGeometry

from gridmgr.map.arrays import LayerArrays
from gridmgr.map.picking import pick
from gridmgr.map.scene import Buildings
from gridmgr.map.tools.areas import STEP_PX
from gridmgr.map.tools.gate import Caught
from gridmgr.map.tools.painting import paint_figures, paint_rows, paint_trace
from gridmgr.map.tools.tool import Pointer, Tool
from gridmgr.map.tools.workbench import Workbench
from gridmgr.map.view import ViewState
from gridmgr.planning.precision import only_areas


class SelectTool(Tool):
    """Chooses buildings; with Ctrl or Shift they come to those chosen before."""

    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self, bench: Workbench, lasso: bool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.bench = bench
        self.lasso = lasso
        self.chosen: tuple[str, ...] = ()
        self._pressed: Pointer | None = None
        self._track: list[tuple[float, float]] = []
        self._inside = 0
        """How many of the chosen buildings lie in the community at hand."""
        bench.changed.connect(self._preview)
        self._found: tuple[LayerArrays, tuple[str, ...], NDArray[np.int64]] | None = None
        """The rows of what is chosen in a layer: thousands may be, and every frame asks for them."""

    @property
    def is_at_work(self) -> bool:
        """Whether something is chosen or being enclosed."""
        return bool(self.chosen or self._track)

    @property
    def hint(self) -> str:
        """How to choose, or what is chosen."""
        rows = self._rows()
        if len(rows) and self.surface is not None:
            counts = np.asarray(self.surface.scene.buildings.households)[rows]
            then = f"回车移交到 {self.bench.target_name()}" if self.bench.has_target() else "按 G 选接收的网格"
            return f"已选 {len(rows)} 栋，{int(counts.sum()):,} 户；{then}，右键换网格；Ctrl+单击增减，Esc 取消"
        way = "按住左键圈楼" if self.lasso else "单击选一栋，按住左键拖框选多栋"
        return f"{way}；按住 Ctrl 可以接着加选"

    def press(self, pointer: Pointer) -> None:
        """Begin a box or lasso."""
        self._pressed = pointer
        self._track = []

    def move(self, pointer: Pointer, held: bool) -> None:
        """Follow the mouse."""
        if not held or self._pressed is None or self._pressed.is_near(pointer):
            return
        first = self._pressed.x, self._pressed.y
        if self.lasso:
            self._track = self._track or [first]
            step = STEP_PX * (self.surface.view.metres_per_pixel if self.surface else 1.0)
            if abs(pointer.x - self._track[-1][0]) + abs(pointer.y - self._track[-1][1]) >= step:
                self._track.append((pointer.x, pointer.y))
        else:
            self._track = [first, (pointer.x, first[1]), (pointer.x, pointer.y), (first[0], pointer.y)]
        self.changed.emit()

    def release(self, pointer: Pointer) -> None:
        """Choose what is enclosed, or what was clicked."""
        pressed, self._pressed = self._pressed, None
        track, self._track = self._track, []
        if pressed is None or self.surface is None:
            return
        if pressed.is_near(pointer) and not track:
            self._click(pointer)
        elif len(track) > 2:
            area = only_areas(shapely.polygons(np.asarray(track)))
            found = [] if area.is_empty else buildings_in(self.surface.scene.buildings, area)
            kept = dict.fromkeys(self.chosen if pointer.adds else ())
            self._choose(tuple(kept | dict.fromkeys(found)))

    def finish(self) -> None:
        """Hand the chosen buildings, with their land, to the target."""
        if self.bench.piece is None or not self.chosen:
            return
        if not self.bench.has_target():
            self.bench.target_needed.emit()
            return
        caught, target = self.caught_for(self.bench.target), self.bench.target
        if caught is None:
            return
        elsewhere = len(self._rows()) - self._inside
        aside = f"有 {elsewhere} 栋不在这个社区，没有移交。" if elsewhere else ""
        if len(caught.faces) or caught.skipped or aside:
            self.bench.hand_over(caught, target, aside)
            self._choose(())
        else:
            self.bench.refused.emit(f"选中的楼已经全部在 {self.bench.target_name()}。")

    def ask_menu(self, pointer: Pointer) -> bool:
        """Offer the grids that the chosen buildings can go to."""
        if self.chosen:
            self.bench.menu_needed.emit(pointer.px, pointer.py)
        return bool(self.chosen)

    def aim(self, pointer: Pointer) -> bool:
        """Choose the grid under the mouse as the target."""
        self.bench.place_needed.emit(pointer.x, pointer.y)
        return True

    def caught_for(self, target: str) -> Caught | None:
        """Return what handing the chosen buildings to a grid would come to."""
        piece, rows = self.bench.piece, self._rows()
        if piece is None or self.surface is None:
            return None
        # Thousands may be chosen in the whole district: only those about this community are looked at closely.
        layer = self.surface.scene.buildings.layer
        west, south, east, north = shapely.total_bounds(piece.coverage.faces).tolist()
        rows = rows[layer.touches(rows, (west, south, east, north))]
        points = shapely.point_on_surface(layer.geometries[rows])
        building, faces = piece.tree.query(points, predicate="intersects")
        self._inside = len(np.unique(building))
        return self.bench.caught(np.unique(faces), target)

    def give_up(self) -> None:
        """Choose nothing."""
        self._pressed, self._track = None, []
        self._choose(())

    def paint(self, painter: QPainter, view: ViewState, dark: bool) -> None:
        """Paint the chosen buildings and the line round the next ones."""
        if self.surface is not None:
            paint_rows(painter, view, self.surface.scene.buildings.layer, self._rows(), dark)
            if self.bench.piece is not None and self.bench.preview is not None:
                paint_figures(painter, self.surface.scene, view, self.bench.piece, self.bench.preview, dark)
        paint_trace(painter, view, self._track, True, False, dark)

    def _click(self, pointer: Pointer) -> None:
        assert self.surface is not None
        hit = pick(self.surface.scene, self.surface.view, pointer.px, pointer.py)
        if hit is None or hit.kind != "building":
            if not pointer.adds:
                self._choose(())
            self.bench.place_needed.emit(pointer.x, pointer.y)
        elif not pointer.adds:
            self._choose((hit.id,))
        elif hit.id in self.chosen:
            self._choose(tuple(one for one in self.chosen if one != hit.id))
        else:
            self._choose((*self.chosen, hit.id))

    def _choose(self, chosen: tuple[str, ...]) -> None:
        if chosen != self.chosen:
            self.chosen = chosen
            self.bench.buildings_chosen.emit(chosen)
            self._preview()
        self.changed.emit()

    def _preview(self) -> None:
        """Show what the grids would have if the target got what is chosen."""
        if self.surface is None:
            return
        caught = self.caught_for(self.bench.target) if self.chosen and self.bench.has_target() else None
        self.bench.show(caught.preview if caught is not None and len(caught.faces) else None)

    def _rows(self) -> NDArray[np.int64]:
        if self.surface is None:
            return np.zeros(0, np.int64)
        layer = self.surface.scene.buildings.layer
        if self._found is None or self._found[0] is not layer or self._found[1] is not self.chosen:
            known = layer.row_of
            rows = np.array([known[one] for one in self.chosen if one in known], dtype=np.int64)
            self._found = layer, self.chosen, rows
        return self._found[2]


def buildings_in(buildings: Buildings, area: BaseGeometry) -> list[str]:
    """Return the ids of buildings whose middle lies in an area."""
    layer = buildings.layer
    near = np.sort(layer.tree.query(area))
    x, y = (layer.centres[near] + layer.origin).T
    shapely.prepare(area)
    return [layer.ids[row] for row in near[shapely.intersects_xy(area, x, y)].tolist()]
