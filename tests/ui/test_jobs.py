# SPDX-License-Identifier: MIT
from collections.abc import Iterator
from threading import Event, current_thread

import pytest
from pytestqt.qtbot import QtBot

from gridmgr.model.errors import CancelledError
from gridmgr.model.progress import Progress
from gridmgr.ui.jobs import Job, WorkThread


@pytest.fixture
def thread(qapp: object) -> Iterator[WorkThread]:
    made = WorkThread("test")
    yield made
    made.close()


def test_work_runs_elsewhere_and_its_result_arrives_here(qtbot: QtBot, thread: WorkThread):
    job, told = Job("算"), []
    job.succeeded.connect(lambda worked_in: told.append((worked_in, current_thread())))

    with qtbot.waitSignal(job.ended):
        thread.start(job, lambda _progress: current_thread())

    ((worked_in, told_in),) = told
    assert worked_in is not current_thread()
    assert told_in is current_thread()


def test_a_job_that_is_given_up_stops_at_its_next_step(qtbot: QtBot, thread: WorkThread):
    job, begun, go_on = Job("算"), Event(), Event()
    reached = []

    def work(progress: Progress) -> None:
        begun.set()
        go_on.wait()
        progress.step(1, 2)
        reached.append("end")

    thread.start(job, work)
    begun.wait()
    job.cancel()
    with qtbot.waitSignal(job.failed) as blocker:
        go_on.set()

    assert isinstance(blocker.args[0], CancelledError)
    assert reached == []


def test_an_error_in_the_work_arrives_as_it_was_raised(qtbot: QtBot, thread: WorkThread):
    job = Job("算")

    with qtbot.waitSignal(job.failed) as blocker:
        thread.start(job, lambda _progress: 1 / 0)

    assert isinstance(blocker.args[0], ZeroDivisionError)


def test_progress_is_told_at_most_twenty_times_a_second(qtbot: QtBot, thread: WorkThread, monkeypatch):
    now = iter(range(100, 200))
    monkeypatch.setattr("gridmgr.ui.jobs.monotonic", lambda: next(now) / 100)
    job, told = Job("算"), []
    job.progressed.connect(lambda done, _total, _what: told.append(done))

    with qtbot.waitSignal(job.ended):
        thread.start(job, lambda progress: [progress.step(n, 100, "数") for n in range(100)])

    assert len(told) == 20
