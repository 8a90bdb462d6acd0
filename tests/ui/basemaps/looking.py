# SPDX-License-Identifier: MIT
"""What the tests of basemaps look at, and the files they make."""

import json
from pathlib import Path

import shapely
from PySide6.QtGui import QColor

from gridmgr.ui.basemaps.feature import Basemaps
from gridmgr.ui.window import MainWindow

GREEN = QColor(0, 120, 0)


def corner(window: MainWindow) -> QColor:
    """Return the colour of the map above the town."""
    return window.canvas.grab().toImage().pixelColor(window.canvas.width() // 2, 8)


def ids(basemaps: Basemaps) -> list[str]:
    return [row.kind.value for row in basemaps.rows]


def write_geojson(path: Path, window: MainWindow, crs: str | None, shift: float = 0.0) -> Path:
    """Write a square in the middle of the map, in metres of the district."""
    x, y = window.canvas.view.x + shift, window.canvas.view.y
    square = json.loads(shapely.to_geojson(shapely.box(x - 50, y - 50, x + 50, y + 50)))
    whole = {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"a": 1}, "geometry": square}]}
    if crs:
        whole["crs"] = {"type": "name", "properties": {"name": crs}}
    path.write_text(json.dumps(whole), "utf-8")
    return path
