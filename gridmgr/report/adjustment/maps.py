# SPDX-License-Identifier: MIT
"""Two small maps side by side: a grid before and after, at one scale, with the buildings that come and go."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from PySide6.QtGui import QColor
from shapely.geometry.base import BaseGeometry

from gridmgr.map.furniture import north_arrow, scale_bar
from gridmgr.map.lettering import PaperPainter
from gridmgr.map.naming import grid_labels, water_labels
from gridmgr.map.paper import PAPER, PaperMap, fitting_scale, pen
from gridmgr.map.scene import Grids, MapScene
from gridmgr.map.streetnames import street_labels
from gridmgr.map.view import Box
from gridmgr.report.book.drawing import Align, Style, frame, say

OWN_BORDER = "#C22F3D"
OWN_GROUND, OWN_SHARE = "#FFE9A8", 0.45
COMING, COMING_LINE = "#8CCB8A", "#2E7D32"
GOING, GOING_LINE = "#F2A9A0", "#B3261E"
"""Darkness differs too, and the line of what goes is broken: a form is copied in black and white."""
MAP_MM = 82.0
CAPTION_MM = 5.0
BETWEEN_MM = 5.0


@dataclass(frozen=True, slots=True)
class Side:
    """What one of the two maps shows."""

    caption: str
    grids: Grids
    own: BaseGeometry | None
    """The grid itself; None where it does not exist in this plan."""
    coming: Sequence[int]
    """Rows of the scene's buildings that come to the grid."""
    going: Sequence[int]


def draw_pair(painter: PaperPainter, scene: MapScene, sides: tuple[Side, Side], box: Box) -> None:
    """Paint both maps into a box, at the largest scale of the series that shows both areas whole."""
    left, top, right, bottom = box
    width = (right - left - BETWEEN_MM) / 2
    areas = [side.own for side in sides if side.own is not None]
    extent = shapely.total_bounds(areas)
    low, high = (float(extent[0]), float(extent[1])), (float(extent[2]), float(extent[3]))
    scale = fitting_scale((*low, *high), width, bottom - top - CAPTION_MM)
    centre = ((low[0] + high[0]) / 2, (low[1] + high[1]) / 2)
    for number, side in enumerate(sides):
        x = left + number * (width + BETWEEN_MM)
        say(painter, side.caption, (x, top, x + width, top + CAPTION_MM), Style(3.0, bold=True))
        text = f"比例尺 1:{scale:,}"
        say(painter, text, (x, top, x + width, top + CAPTION_MM), Style(2.6, PAPER.muted, align=Align.RIGHT))
        place = (x, top + CAPTION_MM, x + width, bottom)
        _draw(painter, scene, side, (place, centre, scale))
        frame(painter, place)


def _draw(painter: PaperPainter, scene: MapScene, side: Side, at: tuple[Box, tuple[float, float], int]) -> None:
    with PaperMap(painter, *at) as paper:
        paper.land(scene)
        if side.own is not None:
            paper.veil(side.own)
            own = Grids(["own"], [""], [side.own])
            paper.areas(own.layer, np.arange(1), _tint(OWN_GROUND, OWN_SHARE))
        buildings = scene.buildings.layer
        for rows, fill, line in (
            (side.coming, COMING, pen(COMING_LINE, 1.0)),
            (side.going, GOING, pen(GOING_LINE, 1.0, (3, 2))),
        ):
            if len(rows):
                paper.areas(buildings, np.array(sorted(rows), dtype=np.int64), QColor(fill), line)
        paper.borders(side.grids.borders.layer, pen(PAPER.halo, 2.4), pen(PAPER.muted, 1.2, (5, 3)))
        if side.own is not None:
            paper.outline(side.own, pen(PAPER.halo, 4.2), pen(OWN_BORDER, 2.6))
        pieces = [scale_bar(paper.sheet.view, PAPER), north_arrow(paper.sheet.view, PAPER)]
        tiers = [
            grid_labels(paper.sheet, side.grids),
            street_labels(paper.sheet, scene.barriers),
            water_labels(paper.sheet, scene.barriers),
        ]
        paper.write(tiers, [piece.box for piece in pieces])
        paper.furnish(pieces)


def _tint(name: str, share: float) -> QColor:
    colour = QColor(name)
    colour.setAlphaF(share)
    return colour
