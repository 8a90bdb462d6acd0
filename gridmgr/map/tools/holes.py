# SPDX-License-Identifier: MIT
"""Cutting a hole: land inside one grid becomes a grid of its own, or goes to the target."""

from dataclasses import replace

import numpy as np
import shapely
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QPainter
from shapely.geometry.base import BaseGeometry

from gridmgr.map.tools.holding import NEW_GRID
from gridmgr.map.tools.line_tool import LineTool
from gridmgr.map.tools.painting import paint_land, paint_outline
from gridmgr.map.tools.workbench import Workbench
from gridmgr.map.view import ViewState
from gridmgr.planning.coverage import UNASSIGNED
from gridmgr.planning.precision import only_areas
from gridmgr.planning.reshaping import Give, torn_by


class HoleTool(LineTool):
    """Takes land out of the grid in which the first point lies, whatever else the polygon covers."""

    def __init__(self, bench: Workbench, parent: QObject | None = None) -> None:
        super().__init__(bench, parent)
        self.to_target = False
        """Whether the land goes to the target instead of becoming a new grid."""
        self._area: BaseGeometry | None = None

    @property
    def grid(self) -> str:
        """The grid that the hole is cut into."""
        piece, points = self.bench.piece, self.corners.points
        return piece.grid_at(*points[0]) if piece is not None and points else UNASSIGNED

    @property
    def taker(self) -> str:
        """Where the land goes."""
        goes = self.to_target and self.bench.has_target() and self.bench.target != self.grid
        return self.bench.target if goes else NEW_GRID

    def advice(self) -> str:
        """Ask for corners, then say what the hole comes to."""
        piece = self.bench.piece
        if piece is None:
            return "先单击要挖出一块的网格"
        other = ""
        if self.bench.has_target() and self.bench.target != self.grid:
            other = "；X 改为另立新网格" if self.to_target else f"；X 改为归入 {self.bench.target_name()}"
        if self.bench.preview is not None:
            return f"{self.preview_advice('双击或回车完成：')}{other}"
        if self.is_at_work:
            return f"从 {piece.name_of(self.grid) or '这里'} 里逐点围出一块，双击或回车完成{other}；Esc 放弃"
        return "在一个网格里逐点单击，围出要分出去的一块：另立新网格，或者归入选定的网格"

    def finish(self) -> None:
        """Hand the land over."""
        self.count()
        area, grid, taker, preview = self._area, self.grid, self.taker, self.bench.preview
        piece = self.bench.piece
        self.give_up()
        if area is None or piece is None:
            return
        if grid == UNASSIGNED:
            self.bench.refused.emit("第一个点不在网格里，请从要挖出一块的网格里画起。")
        elif preview is not None and preview.torn:
            self.bench.refused.emit(
                f"这样会把 {piece.name_of(grid)} 切成两块，没有改动；请画小一些，或改用“画线拆分”。"
            )
        elif taker == NEW_GRID:
            self.bench.hole_wanted.emit(grid, area)
        else:
            self.bench.giving_wanted.emit(shapely.boundary(area), [Give(area, grid, taker)], "挖出一块")

    def give_up(self) -> None:
        """Forget the polygon."""
        self._area = None
        super().give_up()

    def key(self, key: Qt.Key) -> bool:
        """X changes where the land goes."""
        if key != Qt.Key.Key_X or not self.is_at_work:
            return False
        self.to_target = not self.to_target
        self.count()
        return True

    def count(self) -> None:
        """Show what the hole would take."""
        piece, points, grid = self.bench.piece, self.corners.all, self.grid
        self._area = only_areas(shapely.polygons(np.asarray(points))) if len(points) > 2 else None
        preview = None
        if piece is not None and self._area is not None and not self._area.is_empty and grid != UNASSIGNED:
            middle = shapely.point_on_surface(self._area)
            torn = torn_by([Give(self._area, grid, self.taker)], [(grid, piece.shape_of(grid))])
            preview = piece.after_drawing(self._area, self.taker, grid)
            preview = replace(preview, torn=torn, new_at=(middle.x, middle.y))
        self.bench.show(preview)
        self.changed.emit()

    def paint(self, painter: QPainter, view: ViewState, dark: bool) -> None:
        """Outline the grid, tint the hole, paint the line and the figures."""
        piece = self.bench.piece
        if piece is not None and self.grid != UNASSIGNED:
            paint_outline(painter, view, piece.shape_of(self.grid), dark)
            if self._area is not None:
                inside = shapely.intersection(self._area, piece.shape_of(self.grid))
                paint_land(painter, view, np.array([inside], dtype=object), dark, self.warns)
        self.paint_line(painter, view, dark, closed=True)
