# SPDX-License-Identifier: MIT
"""The web map from the window: where to, and what became of it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog

from gridmgr.data.store import Store
from gridmgr.model.progress import Progress

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow

KIND = "网页 (*.html)"


def export_web_map(window: "MainWindow") -> None:
    """Ask where to, and write the plan that is shown as one web page."""
    if window.document is None or window.overview is None:
        return
    plan = f"（{window.overview.plan.name}）" if window.overview.plan else ""
    suggested = Path(window.memory.folder) / f"{window.overview.title}网格地图{plan}.html"
    name, _ = QFileDialog.getSaveFileName(window, "导出网页地图", str(suggested), KIND)
    if name:
        path = Path(name)
        write_from_window(window, path if path.suffix else path.with_suffix(".html"))


def write_from_window(window: "MainWindow", path: Path) -> None:
    """Write the page in the background and say what is on it."""
    document, overview = window.document, window.overview
    if document is None or overview is None:
        return
    plan = overview.plan.name if overview.plan else ""
    window.memory.folder = str(path.parent)

    def write(store: Store, progress: Progress) -> Any:  # Any: a WebMap, whose module is only loaded here
        # folium takes half a second to import, and most days nobody needs it.
        from gridmgr.report.web.page import write_web_map

        return write_web_map(store, path, plan, progress)

    job = document.study(write, f"导出 {path.name}")
    job.succeeded.connect(lambda shown: window.message.say(told(path, len(shown.grids.shapes))))


def told(path: Path, grids: int) -> str:
    """Say what was written and where."""
    return f"已导出网页地图（{grids} 个网格，不含个人信息）到“{path}”，用浏览器打开，不需要网络。"
