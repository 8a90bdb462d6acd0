# SPDX-License-Identifier: MIT
"""A planner at the real window, to be killed at some moment; run by `test_crashes` in a process of its own.

Each line on standard input names a file and a moment; for each one a child is forked that tells its process id, opens
the window on the file, tells every step that the window shows as done, then the moment when it has come, and works on.
Forking spares the imports.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from gridmgr.ui.memory import Memory
from gridmgr.ui.window import MainWindow
from tests.scenarios.hands import Hands
from tests.scenarios.uneven_town import ring, spot

TO_SECOND, BACK = "移交 2 栋（60 户）到第2网格", "移交 2 栋（60 户）到第1网格"


class Planner:
    """Hands that tell what the window shows as done."""

    def __init__(self, hands: Hands, folder: Path) -> None:
        self.hands, self.folder = hands, folder

    def hand_over(self, target: tuple[float, float], number: str, step: str) -> None:
        """Give the block in the upper right of the first grid to a grid, and tell it once it is seen as done."""
        self.begin_stroke(target, number)
        self.hands.lift(spot(1.05, 4.05))
        self.hands.until_done(step)
        print("done", step, flush=True)

    def begin_stroke(self, target: tuple[float, float], number: str) -> None:
        """Draw a line round the block and keep the button down."""
        self.hands.take("lasso", "单击")
        self.hands.click(target)
        self.hands.until(lambda: f"移交到 {number}" in self.hands.canvas.hint, "the grid receives")
        self.hands.drag(ring(1.05, 4.05, 1.95, 4.95), lift=False)

    def begin_plan(self) -> None:
        """Let the east be divided."""
        self.hands.click_row("district_tree", "东苑社区")
        self.hands.choose_in_menu("plan.make")
        self.hands.click_button("plan_start")

    def begin_export(self) -> None:
        """Let the book be written."""
        self.hands.choose_in_menu("print.book")
        self.hands.until(lambda: self.hands.said("page_name") != "", "a page is seen")
        self.hands.name_file(self.folder / "book.pdf")
        self.hands.click_button("print_pdf")
        self.hands.click_button("print_go")

    def work(self, moment: str) -> None:
        """Hand a block over; then come to the moment."""
        self.hand_over(spot(2.5, 2.05), "02", TO_SECOND)
        going_on: dict[str, Callable[[], None]] = {
            "after a stroke": lambda: None,
            "in mid-stroke": lambda: self.begin_stroke(spot(0.5, 2.05), "01"),
            "at the release": lambda: self._release(),
            "while dividing": self.begin_plan,
            "while exporting": self.begin_export,
        }
        going_on[moment]()
        print("moment", moment, flush=True)
        self.hands.until(lambda: False, "to be killed")

    def _release(self) -> None:
        self.begin_stroke(spot(0.5, 2.05), "01")
        self.hands.lift(spot(1.05, 4.05))


def work_until_killed(path: Path, moment: str) -> None:
    """Open the window and work."""
    print("pid", os.getpid(), flush=True)
    application = QApplication([])
    application.setQuitOnLastWindowClosed(False)
    with TemporaryDirectory() as folder:
        window = MainWindow(Memory(QSettings(f"{folder}/settings.ini", QSettings.Format.IniFormat)))
        window.show()
        window.resize(1366, 768)
        hands = Hands(window)
        hands.open(path)
        Planner(hands, path.parent).work(moment)


def main() -> None:
    """Fork a planner for every line that comes in, and tell when it has ended."""
    for line in sys.stdin:
        path, moment = line.rstrip("\n").split("\t")
        child = os.fork()
        if child == 0:
            work_until_killed(Path(path), moment)
        os.waitpid(child, 0)
        print("ended", flush=True)


if __name__ == "__main__":
    main()
