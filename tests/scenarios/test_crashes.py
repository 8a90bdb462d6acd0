# SPDX-License-Identifier: MIT
"""A window that is killed at some moment of the planner's work has kept what it showed as done, and harms nothing."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader

from gridmgr.data.local import begun, local_engine
from gridmgr.data.opening import open_store
from gridmgr.data.verification import verify
from gridmgr.model.areas import Plan
from tests.operations.town import WEST
from tests.scenarios.hands import Hands
from tests.scenarios.planner_at_work import BACK, TO_SECOND
from tests.scenarios.uneven_town import households

UNEVEN = {f"{WEST}001": 600, f"{WEST}002": 300}
ONE_BLOCK_OVER = {f"{WEST}001": 540, f"{WEST}002": 360}
MOMENTS = ("after a stroke", "in mid-stroke", "at the release", "while dividing", "while exporting")


@pytest.fixture(scope="module")
def planners() -> Iterator[subprocess.Popen[str]]:
    """Planners who can be killed."""
    command = [sys.executable, "-m", "tests.scenarios.planner_at_work"]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    ) as process:
        yield process
        process.stdin.close()


def killed(planners: subprocess.Popen[str], path: Path, moment: str) -> list[str]:
    """Let a planner work, kill the program at a moment, and return the steps that were shown as done."""
    planners.stdin.write(f"{path}\t{moment}\n")
    planners.stdin.flush()
    _, child = planners.stdout.readline().split()
    told = []
    while (line := planners.stdout.readline().rstrip("\n")).startswith("done "):
        told.append(line.removeprefix("done "))
    assert line == f"moment {moment}"
    os.kill(int(child), signal.SIGKILL)
    assert planners.stdout.readline() == "ended\n"
    return told


def problems(path: Path) -> list[str]:
    """Return what is wrong with a file."""
    engine = local_engine(path, read_only=False)
    with begun(engine, writing=True) as connection:
        found = verify(connection)
    engine.dispose()
    return [problem.sentence for problem in found]


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_window_loses_nothing_it_showed_as_done(
    planners: subprocess.Popen[str], town: Path, moment: str, start: Callable[[], Hands]
):
    told = killed(planners, town, moment)

    assert told == [TO_SECOND]
    next_start = start()
    next_start.open(town)
    with open_store(town, read_only=True) as store:
        steps = [step.label for step in store.journal(10)]
        assert store.count(Plan) == 1
    assert problems(town) == []
    assert steps[-3:] == [TO_SECOND, "导入现有网格", "装入"]
    # A stroke that was let go may have been stored before the kill, or not; there is nothing between.
    is_back = moment == "at the release" and steps[0] == BACK
    west = {code: count for code, count in households(town).items() if code.startswith(WEST)}
    assert west == (UNEVEN if is_back else ONE_BLOCK_OVER)
    for book in town.parent.glob("*.pdf"):
        assert len(PdfReader(book).pages) == 7
