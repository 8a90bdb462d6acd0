# SPDX-License-Identifier: MIT
"""Pictures of the map as PNG files."""

import os
import sys
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from gridmgr.data.store import Store
from gridmgr.map.painting import render_image
from gridmgr.map.scene import MapScene
from gridmgr.map.view import ViewState
from gridmgr.model.areas import Community
from gridmgr.model.errors import InputError
from gridmgr.report.scenes import district_scene

DISTRICT_SIZE = (2000, 1500)
COMMUNITY_SIZE = (1600, 1200)
MARGIN = 0.06
"""Land around a community that is shown along with it, as a share of its extent."""


def draw_district(store: Store, folder: Path) -> list[Path]:
    """Write a picture of the district and one of its most divided community; return their paths."""
    drawing_application()
    scene = district_scene(store)
    made = [_save(scene, DISTRICT_SIZE, None, folder / "全区网格图.png")]
    communities = [c for c in store.find(Community) if c.geom is not None]
    if communities:
        chosen = max(communities, key=lambda c: (scene_count(scene, c), c.code))
        made.append(_save(scene, COMMUNITY_SIZE, chosen, folder / f"{chosen.name}网格图.png"))
    return made


def drawing_application() -> QGuiApplication:
    """Return the Qt application that fonts need, without a screen where there is none.

    It is one that can show windows too: Qt allows a single application in a process, and the window may come next.
    """
    running = QGuiApplication.instance()
    if isinstance(running, QGuiApplication):
        return running
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    return QApplication(["gridmgr"])


def scene_count(scene: MapScene, community: Community) -> int:
    """Return how many grids have their label point in a community."""
    points = scene.grids.anchors
    import shapely

    return int(shapely.contains_xy(community.geom, points[:, 0], points[:, 1]).sum()) if len(points) else 0


def _save(scene: MapScene, size: tuple[int, int], community: Community | None, path: Path) -> Path:
    """Write one picture. Raises InputError when the file cannot be written."""
    width, height = size
    view = None
    if community is not None and community.geom is not None:
        west, south, east, north = community.geom.bounds
        extra = MARGIN * max(east - west, north - south)
        view = ViewState.fit((west - extra, south - extra, east + extra, north + extra), width, height)
    if not render_image(scene, width, height, view=view).save(str(path)):
        raise InputError("无法写入图片 {path}，请检查磁盘空间和文件夹权限。", path=path)
    return path
