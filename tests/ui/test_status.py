# SPDX-License-Identifier: MIT
import pytest
from pytestqt.qtbot import QtBot

from gridmgr.ui.job_strip import JobStrip
from gridmgr.ui.jobs import Job
from gridmgr.ui.status import scale_number
from gridmgr.ui.window import MainWindow


@pytest.fixture
def strip(qtbot: QtBot) -> JobStrip:
    made = JobStrip()
    qtbot.addWidget(made)
    return made


def test_a_job_is_shown_with_what_it_is_doing(strip: JobStrip):
    job = Job("自动划分网格")

    strip.watch(job)
    job.progressed.emit(250, 1000, "江滨社区")

    assert strip.what.text() == "自动划分网格：江滨社区"
    assert (strip.bar.value(), strip.bar.maximum()) == (250, 1000)


def test_a_job_that_ends_makes_room_for_the_one_before_it(strip: JobStrip):
    plan, export = Job("自动划分网格"), Job("导出", can_stop=False)
    strip.watch(plan)
    strip.watch(export)
    assert strip.cancel.isHidden()

    export.ended.emit()

    assert strip.what.text() == "自动划分网格"
    assert not strip.cancel.isHidden()
    plan.ended.emit()
    assert strip.isHidden()


def test_cancel_gives_the_job_up_and_says_so(strip: JobStrip):
    job = Job("自动划分网格")
    strip.watch(job)

    strip.cancel.click()
    job.progressed.emit(1, 2, "江滨社区")

    assert job.is_given_up
    assert strip.what.text() == "正在停止：自动划分网格"
    assert not strip.cancel.isEnabled()


@pytest.mark.parametrize(("typed", "number"), [("1:2000", 2000), ("1：2 000", 2000), ("5000", 5000), ("很近", 0)])
def test_a_scale_is_understood_as_people_type_it(typed: str, number: float):
    assert scale_number(typed) == number


def test_a_scale_typed_in_moves_the_map(open_window: MainWindow):
    open_window.status.scale.setText("1:2000")

    open_window.status.scale.returnPressed.emit()

    assert open_window.canvas.view.scale_denominator(open_window.status.logicalDpiX()) == pytest.approx(2000)


def test_unassigned_households_lead_to_their_buildings(open_window: MainWindow, qtbot: QtBot):
    with qtbot.waitSignal(open_window.records_wanted) as told:
        open_window.status.unassigned.click()

    assert told.args == ["building", {"unassigned_in": open_window.overview.plan_id}]
