# SPDX-License-Identifier: MIT
"""A board of square pieces of land with one building each, and a hand that has only numbers for a canvas."""

import numpy as np
import shapely

from gridmgr.map.scene import Grids, MapScene
from gridmgr.map.style import BandState
from gridmgr.map.tools.tool import Pointer
from gridmgr.map.tools.workbench import Workbench
from gridmgr.map.tools.workpiece import Workpiece
from gridmgr.map.view import ViewState
from gridmgr.model.bands import Band
from gridmgr.planning.coverage import Coverage

SIDE, SIZE = 4, 100.0


def piece_of(owners: str) -> Workpiece:
    """Return a board of four rows from south to north, one letter a square for its grid, ten households each."""
    squares = [
        shapely.box(c * SIZE, r * SIZE, (c + 1) * SIZE, (r + 1) * SIZE) for r in range(SIDE) for c in range(SIDE)
    ]
    faces = np.array(squares, dtype=object)
    coverage = Coverage(faces, np.array(list(owners), dtype=object), shapely.centroid(faces), np.arange(len(faces)))
    return Workpiece(coverage, np.full(len(faces), 10), {name: name for name in set(owners)}, Band(60, 80)).warmed()


class Desk:
    """What a tool sees of a canvas of 400 by 400 pixels at a metre a pixel."""

    view = ViewState(200.0, 200.0, 1.0, 400, 400)
    scene = MapScene(grids=Grids(["a"], ["a"], [shapely.box(0, 0, 400, 400)], [0], [BandState.BELOW]))


def at(x: float, y: float, adds: bool = False) -> Pointer:
    """Return the mouse over a place of the board."""
    return Pointer(x, 400.0 - y, x, y, adds)


def taken(tool):
    """Take a tool into the hand over the board."""
    tool.take(Desk())
    return tool


def click(tool, *places: tuple[float, float]) -> None:
    """Click one place after the other."""
    for place in places:
        tool.press(at(*place))
        tool.release(at(*place))


def in_two_halves() -> Workbench:
    """Return a bench with the board in two halves, aimed at the left; what is refused is told."""
    made = Workbench()
    made.put(piece_of("aabb" * 4))
    made.aim("a")
    made.told = []
    made.refused.connect(made.told.append)
    return made
