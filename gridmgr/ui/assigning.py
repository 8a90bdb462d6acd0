# SPDX-License-Identifier: MIT
"""Handing buildings over on the map: to whom and from where; every tool that moves buildings goes through here."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu

from gridmgr.map.tools.gate import ABOVE, EVERYWHERE, LOOSE, Guard, Intake
from gridmgr.map.tools.selecting import SelectTool
from gridmgr.map.tools.workpiece import Workpiece
from gridmgr.operations.redrawing import Land, move_faces
from gridmgr.ui.drawing_options import MOST_RECENT, Choice, OptionStrip
from gridmgr.ui.drawing_strokes import Move, Worked
from gridmgr.ui.drawing_tools import TARGETED
from gridmgr.ui.wording import band_state

if TYPE_CHECKING:
    from gridmgr.ui.drawing import Drawing

RECENT, GUARD, WIDTHS, ESTATES = "drawing/recent", "drawing/guard", "drawing/widths", "drawing.whole_estates"


class Assigning(QObject):
    """The strip of options and the targets used last."""

    def __init__(self, drawing: "Drawing") -> None:
        super().__init__(drawing)
        self._drawing, self._window, self._bench = drawing, drawing.window, drawing.bench
        canvas = self._window.canvas
        self.strip = OptionStrip(canvas, drawing.palette)
        canvas.keep_clear(self.strip)
        self.recent: list[str] = [code for code in self._window.memory.text(RECENT).split(",") if code]
        """Codes of the grids that gained last, the newest first."""
        self._recall()
        self._connect()

    def pick(self, grid: str) -> None:
        """Choose the grid that shall gain."""
        self._window.selection.choose("grid", grid)

    def ask_target(self) -> None:
        """Have a person type the number of the grid that shall gain."""
        if not self.strip.isHidden():
            self.strip.target.ask()

    def recent_grids(self) -> list[str]:
        """Return the ids of the grids of the community at hand that gained last."""
        land = self._drawing.keeper.land
        by_code = {grid.code: grid.id for grid in land.grids.values()} if land is not None else {}
        return [by_code[code] for code in self.recent if code in by_code][:MOST_RECENT]

    def _connect(self) -> None:
        bench, strip, canvas = self._bench, self.strip, self._window.canvas
        canvas.tool_changed.connect(self._on_tool)
        canvas.letter_typed.connect(self._on_letter)
        bench.changed.connect(self._on_bench)
        bench.intake_changed.connect(self._on_intake)
        bench.move_wanted.connect(self._on_move)
        bench.target_needed.connect(self.ask_target)
        bench.menu_needed.connect(self._show_menu)
        strip.intake_wanted.connect(bench.take_in)
        strip.target.picked.connect(self.pick)
        for place in range(MOST_RECENT):
            # With Alt it works in every tool: bare digits are coordinates where lines are drawn.
            quick = QShortcut(QKeySequence(f"Alt+{place + 1}"), self._window)
            quick.activated.connect(partial(self._pick_recent, place))
        strip.left.connect(lambda: canvas.setFocus(Qt.FocusReason.OtherFocusReason))
        self._drawing.strokes.worked.connect(self._on_worked)

    def _recall(self) -> None:
        """Take up how the tools were set last; the source is not: it would surprise in another community."""
        memory, intake = self._window.memory, Intake()
        kept = memory.text(GUARD, intake.guard.value)
        guard = Guard(kept) if kept in set(Guard) else intake.guard
        numbers = [float(word) for word in memory.text(WIDTHS).split(",") if word.replace(".", "", 1).isdigit()]
        brush, strip = numbers if len(numbers) == 2 else (intake.brush_m, intake.strip_m)
        whole = memory.is_on(ESTATES, otherwise=False)
        self._bench.take_in(Intake(whole_estates=whole, guard=guard, brush_m=brush, strip_m=strip))
        self.strip.show_intake(self._bench.intake)

    def _on_intake(self, intake: Intake) -> None:
        self.strip.show_intake(intake)
        memory = self._window.memory
        memory.keep_text(GUARD, intake.guard.value)
        memory.keep_text(WIDTHS, f"{intake.brush_m:g},{intake.strip_m:g}")
        memory.switch(ESTATES, intake.whole_estates)

    def _on_tool(self, _tool: object) -> None:
        name = self._drawing.tool_name
        self.strip.show_tool(name if name in TARGETED else "")
        self._on_bench()

    def _on_bench(self) -> None:
        piece, intake = self._bench.piece, self._bench.intake
        if piece is None:
            return
        if intake.source not in (EVERYWHERE, LOOSE, ABOVE) and intake.source not in piece.names:
            self._bench.take_in(replace(intake, source=EVERYWHERE))
            return
        if not self.strip.isHidden():
            target = self._bench.target if self._bench.has_target() else ""
            self.strip.show_choices(choices_of(piece), self.recent_grids(), target)

    def _on_letter(self, letter: str) -> None:
        if letter == "G":
            self.ask_target()
        elif letter.isdigit() and int(letter) > 0:
            self._pick_recent(int(letter) - 1)

    def _pick_recent(self, place: int) -> None:
        """Choose one of the grids that gained last, the newest is the first."""
        recent = self.recent_grids()
        if not self.strip.isHidden() and place < len(recent):
            self.pick(recent[place])

    def _on_move(self, faces: NDArray[np.int64], target: str) -> None:
        """Have pieces of land handed over."""
        aside, self._bench.aside = self._bench.aside, ""
        if self._bench.piece is not None:
            self._drawing.strokes.work(lambda land: move_faces(land, faces, target), aside, Move(faces, target))

    def _on_worked(self, worked: Worked) -> None:
        if worked.move is not None:
            self.remember(worked.redrawing.after, worked.move.target)

    def remember(self, land: Land, target: str) -> None:
        """Put a grid at the head of those that gained last."""
        if target not in land.grids:
            return
        code = land.grids[target].code
        self.recent = [code, *(one for one in self.recent if one != code)][: 4 * MOST_RECENT]
        self._window.memory.keep_text(RECENT, ",".join(self.recent))

    def _show_menu(self, px: float, py: float) -> None:
        """Offer the grids that the chosen buildings can go to, with what each would have then."""
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._window.canvas.mapToGlobal(QPoint(round(px), round(py))))

    def menu(self) -> QMenu:
        """Return the menu of targets for what the tool in hand has chosen."""
        menu, piece, tool = QMenu(self._window), self._bench.piece, self._window.canvas.tool
        menu.setObjectName("target_menu")
        for target in self._likely_targets() if piece is not None else ():
            assert piece is not None
            caught = tool.caught_for(target) if isinstance(tool, SelectTool) else None
            if caught is None or not len(caught.faces):
                continue
            households = caught.preview.households[target][0]
            state = band_state(households, piece.band).value
            text = f"移交到 {piece.name_of(target)}（移交后 {households:,} 户 {state}）"
            menu.addAction(text, partial(self._hand_over, target))
        if not menu.isEmpty():
            menu.addSeparator()
        menu.addAction("移交到其他网格…（G）", self.ask_target)
        return menu

    def _likely_targets(self) -> list[str]:
        """Return the target at hand, those used last, then the other grids of the community."""
        piece = self._bench.piece
        names = sorted(piece.names, key=piece.names.__getitem__) if piece is not None else []
        first = [self._bench.target, *self.recent_grids()]
        return [grid for grid in dict.fromkeys((*first, *names)) if grid in names][:MOST_RECENT]

    def _hand_over(self, target: str) -> None:
        self.pick(target)
        tool = self._window.canvas.tool
        if tool is not None:
            tool.finish()


def choices_of(piece: Workpiece) -> list[Choice]:
    """Return the grids of a community by number."""
    found = []
    for grid in sorted(piece.names, key=lambda one: (piece.names[one], one)):
        households = piece.households_of(grid)
        found.append(Choice(grid, piece.names[grid], f"{households:,} {band_state(households, piece.band).value}"))
    return found
