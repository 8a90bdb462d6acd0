# SPDX-License-Identifier: MIT
"""What was imported, shown on the map."""

from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmgr.map.view import Box, ViewState
from gridmgr.model.changes import ChangeSet

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow

ROOM_SHARE = 0.05


def extent_of(changes: ChangeSet) -> Box | None:
    """Return the bounds of the shapes that changes store, with some ground round them, in metres; None for none."""
    shapes = [shape for c in changes.changes if (shape := getattr(c.after, "geom", None)) is not None]
    if not shapes:
        return None
    west, south, east, north = (float(v) for v in shapely.total_bounds(np.array(shapes, dtype=object)))
    room = max(east - west, north - south, 100.0) * ROOM_SHARE
    return west - room, south - room, east + room, north + room


def show_extent(window: "MainWindow", box: Box | None) -> None:
    """Bring a part of the map into view."""
    window.workspaces.show("plan")
    if box is not None:
        window.canvas.set_view(ViewState.fit(box, window.canvas.width(), window.canvas.height()))
