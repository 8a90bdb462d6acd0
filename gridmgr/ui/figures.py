# SPDX-License-Identifier: MIT
"""What happens when a figure of the status line is clicked or typed over."""

from dataclasses import replace
from typing import TYPE_CHECKING

from gridmgr.map.view import INCH_M
from gridmgr.ui.commands import seen_map
from gridmgr.ui.features import Feature

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow

PLAN_ACTIONS = ("plan.draft", "plan.rename", "plan.delete")


class Figures(Feature):
    """Every figure leads to what it counts."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        window.status.unassigned.clicked.connect(self._on_unassigned)
        window.status.scale_wanted.connect(self._on_scale)
        window.overview_changed.connect(self._on_overview)

    def _on_unassigned(self) -> None:
        overview = self.window.overview
        if overview is not None:
            self.window.records_wanted.emit("building", {"unassigned_in": overview.plan_id})

    def _on_scale(self, denominator: float) -> None:
        canvas = seen_map(self.window)
        metres = denominator * INCH_M / self.window.status.logicalDpiX()
        canvas.set_view(replace(canvas.view, metres_per_pixel=metres))
        canvas.setFocus()

    def _on_overview(self, _overview: object) -> None:
        known = self.window.menus.actions
        self.window.status.extend_plan_menu([known[name] for name in PLAN_ACTIONS if name in known])
