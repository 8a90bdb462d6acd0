# SPDX-License-Identifier: MIT
"""Scenes of the planner and of who prints: roles, findings, paper, drawing, dividing."""

from pathlib import Path

import numpy as np
import shapely
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from docs.manual_pictures.studio import Studio
from gridmgr.map.tools.workpiece import Workpiece
from gridmgr.map.view import ViewState
from gridmgr.ui.checking import Checking
from gridmgr.ui.drawing import Drawing
from gridmgr.ui.planning import Planning
from gridmgr.ui.printing import Printing
from gridmgr.ui.role_dialogs import AppointDialog
from gridmgr.ui.roles import Roles

CAUGHT = 5
"""So many buildings are enclosed by the lasso."""
LASSO_M = 9.0
MARGIN = 0.12
PULLED_M, STEPS = 60.0, 12
"""How far a border is pulled, and in how many steps."""
OTHER_SEED = 7
"""Another way to divide, so that there is something to compare."""


def roles(studio: Studio, _sample: Path) -> None:
    """The card of a grid, and somebody is being appointed."""
    studio.show_grid(0, 2)
    # The card is shown as long as it can be.
    studio.find(QWidget, "balance_dock").hide()
    studio.settle()
    studio.keep("grid-card", studio.area_of(studio.find(QWidget, "inspector_dock")))
    studio.find(QPushButton, "role_give").click()
    feature = studio.window.feature(Roles)
    studio.wait(lambda: isinstance(feature.dialog, AppointDialog))
    dialog = feature.dialog
    assert isinstance(dialog, AppointDialog)
    dialog.search.setText("ly")
    studio.keep("appoint", dialog)
    dialog.reject()
    studio.find(QWidget, "balance_dock").show()


def findings(studio: Studio, _sample: Path) -> None:
    """The plan in force has been checked."""
    studio.window.menus.actions["plan.check"].trigger()
    checking = studio.window.feature(Checking)
    studio.wait(lambda: checking.findings.list.topLevelItemCount() > 0)
    studio.settle()
    checking.findings.list.setCurrentItem(checking.findings.list.topLevelItem(0))
    studio.keep("findings", studio.area_of(studio.find(QWidget, "findings_dock")))
    studio.find(QWidget, "findings_dock").hide()


def paper(studio: Studio, _sample: Path) -> None:
    """The sheet of a grid is previewed."""
    grid = studio.show_grid(0, 2)
    studio.window.print_wanted.emit("grid", grid)
    printing = studio.window.feature(Printing)
    studio.wait(lambda: printing.is_ready)
    studio.settle()
    studio.keep("print")


def offer(studio: Studio, _sample: Path) -> None:
    """A tool was taken while the plan in force is shown."""
    studio.show_grid(0, 2)
    studio.window.feature(Drawing).choose("lasso")
    studio.settle()
    offered = studio.find(QWidget, "draft_offer")
    studio.keep("draft-offer", studio.area_of(offered, margin=10))
    studio.find(QPushButton, "draft_offer_leave").click()


def lasso(studio: Studio, _sample: Path) -> None:
    """Buildings of the grid that is too large are being given to a neighbour; the button is still held."""
    piece, full, target = _take_between(studio, "lasso")
    studio.window.selection.choose("grid", target)
    _look_at(studio, shapely.union(piece.coverage.grid_polygon(full), piece.coverage.grid_polygon(target)))
    members = np.flatnonzero(piece.coverage.grid_of_building == full)
    distance = shapely.distance(piece.coverage.grid_polygon(target), piece.coverage.points[members])
    near = members[np.argsort(distance, kind="stable")[:CAUGHT]]
    hull = shapely.convex_hull(shapely.multipoints(piece.xy[near])).buffer(LASSO_M)
    track = shapely.get_coordinates(hull.exterior.segmentize(6.0)).tolist()
    studio.drag([(x, y) for x, y in track[:-2]], lift=False)
    studio.pause(300)
    studio.keep("lasso", studio.area_of(studio.canvas, studio.find(QWidget, "inspector_dock")))
    _let_go(studio)


def split(studio: Studio, _sample: Path) -> None:
    """A line is being drawn across a grid."""
    piece = _take(studio, "split", over=True)
    full = max(piece.names, key=piece.households_of)
    studio.window.selection.choose("grid", full)
    shape = piece.coverage.grid_polygon(full)
    _look_at(studio, shape)
    west, south, east, north = shape.bounds
    middle = (south + north) / 2
    studio.click(west - 15, middle)
    QTest.mouseMove(studio.canvas, studio.pixel(east + 15, middle + (north - south) / 10))
    studio.settle()
    studio.keep("split", studio.area_of(studio.canvas))
    studio.key(Qt.Key.Key_Escape)


def border(studio: Studio, _sample: Path) -> None:
    """The border between two grids is being pulled over some buildings; the button is still held."""
    piece, full, target = _take_between(studio, "border")
    shape, other = piece.coverage.grid_polygon(full), piece.coverage.grid_polygon(target)
    _look_at(studio, shapely.union(shape, other))
    line = max(shapely.get_parts(shapely.line_merge(shapely.intersection(shape, other))), key=shapely.length)
    start, inside = shapely.line_interpolate_point(line, 0.5, normalized=True), shapely.point_on_surface(shape)
    way = shapely.LineString([start, inside])
    track = [shapely.line_interpolate_point(way, share * PULLED_M / STEPS) for share in range(STEPS + 1)]
    studio.hover(start.x, start.y)
    studio.drag([(point.x, point.y) for point in track], lift=False)
    studio.pause(300)
    studio.keep("border", studio.area_of(studio.canvas, studio.find(QWidget, "inspector_dock")))
    _let_go(studio)


def halves(studio: Studio, _sample: Path) -> None:
    """A way to split a grid along a street is offered."""
    piece = _take(studio, "halves", over=True)
    full = max(piece.names, key=piece.households_of)
    shape = piece.coverage.grid_polygon(full)
    _look_at(studio, shape)
    inside = shapely.point_on_surface(shape)
    studio.click(inside.x, inside.y)
    studio.wait(lambda: studio.window.feature(Drawing).bench.preview is not None)
    studio.settle()
    studio.keep("halves", studio.area_of(studio.canvas))
    studio.key(Qt.Key.Key_Escape)


def trying(studio: Studio, _sample: Path) -> None:
    """Buildings were painted over to a neighbour, on trial."""
    piece, full, target = _take_between(studio, "brush")
    studio.window.selection.choose("grid", target)
    shape, other = piece.coverage.grid_polygon(full), piece.coverage.grid_polygon(target)
    studio.window.menus.actions["plan.try"].trigger()
    _look_at(studio, shapely.union(shape, other))
    start, end = shapely.shortest_line(other, shapely.point_on_surface(shape)).coords
    track = [shapely.line_interpolate_point(shapely.LineString([start, end]), 6.0 * step) for step in range(STEPS)]
    studio.drag([(point.x, point.y) for point in track])
    feature = studio.window.feature(Drawing)
    studio.wait(lambda: studio.find(QWidget, "trial_dock").isVisible())
    studio.settle()
    studio.keep("trial")
    feature.trying.drop()
    feature.trying.switch(is_on=False)
    studio.settle()


def dividing(studio: Studio, _sample: Path) -> None:
    """A community is divided anew: what is asked, and what came of it."""
    planning = studio.window.feature(Planning)
    planning.ask()
    studio.wait(planning.panel_dock.isVisible)
    panel = planning.panel
    assert panel is not None
    assert studio.window.overview is not None
    panel.tick([community.code for community in studio.window.overview.communities[:3]])
    panel.anew.setChecked(True)
    panel.seed.setValue(OTHER_SEED)
    studio.settle()
    studio.keep("plan-dialog", studio.area_of(planning.panel_dock))
    panel.start.click()
    studio.wait(lambda: studio.find(QWidget, "outcome_dock").isVisible())
    studio.settle()
    studio.keep("outcome", studio.area_of(studio.find(QWidget, "outcome_dock")))
    studio.find(QWidget, "outcome_dock").hide()
    planning.panel_dock.hide()


def _take(studio: Studio, tool: str, over: bool) -> Workpiece:
    """Take a tool into the hand, with the community whose largest grid is too large (or any)."""
    overview, drawing = studio.window.overview, studio.window.feature(Drawing)
    assert overview is not None
    grids = [grid for community in overview.communities for grid in community.grids]
    chosen = max(grids, key=lambda grid: grid.households) if over else grids[0]
    studio.window.show_record("grid", chosen.id)
    drawing.choose(tool)
    studio.wait(lambda: drawing.bench.piece is not None)
    studio.settle()
    assert drawing.bench.piece is not None
    return drawing.bench.piece


def _take_between(studio: Studio, tool: str) -> tuple[Workpiece, str, str]:
    """Take a tool into the hand; return the land, its largest grid and the smallest neighbour of that."""
    piece = _take(studio, tool, over=True)
    full = max(piece.names, key=piece.households_of)
    return piece, full, _smallest_neighbour(piece, full)


def _let_go(studio: Studio) -> None:
    """Give the gesture up and let the button go."""
    studio.key(Qt.Key.Key_Escape)
    QTest.mouseRelease(studio.canvas, Qt.MouseButton.LeftButton)


def _smallest_neighbour(piece: Workpiece, grid: str) -> str:
    shape = piece.coverage.grid_polygon(grid)
    others = [one for one in piece.names if one != grid]
    near = [one for one in others if shapely.intersection(shape, piece.coverage.grid_polygon(one)).length > 1]
    return min(near, key=lambda one: (piece.households_of(one), one))


def _look_at(studio: Studio, shape: shapely.Geometry) -> None:
    canvas = studio.window.canvas
    canvas.set_view(ViewState.fit(shape.bounds, canvas.width(), canvas.height(), margin=MARGIN))
    studio.settle()
