# SPDX-License-Identifier: MIT
"""The planner brings an over-full grid into the band, divides a community, splits and merges, and loses nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QProgressBar, QPushButton, QRadioButton

from gridmgr.data.opening import open_store
from gridmgr.data.store import StepKind
from tests.operations.town import EAST, WEST
from tests.scenarios.hands import Hands
from tests.scenarios.uneven_town import households, line, ring, spot

FIRST, SECOND = f"{WEST}001", f"{WEST}002"
MOST_GESTURES = 5
UNEVEN = {FIRST: 600, SECOND: 300}
EVEN = {FIRST: 480, SECOND: 420}
HANDED_OVER = "移交 4 栋（120 户）到第2网格"


@pytest.fixture
def planner(start: Callable[[], Hands], town: Path) -> Hands:
    """The planner has opened the town."""
    hands = start()
    hands.open(town)
    return hands


def steps(path: Path) -> list[str]:
    """Return the labels of what is in force, newest first."""
    with open_store(path, read_only=True) as store:
        return [step.label for step in store.journal(50) if not step.undone and step.kind is not StepKind.UNDO]


def hand_over(planner: Hands) -> None:
    """Give two blocks of the over-full grid to its neighbour."""
    planner.take("lasso", "单击")
    planner.click(spot(2.5, 2.05))
    planner.until(lambda: "移交到 02" in planner.canvas.hint, "the second grid receives")
    planner.drag(ring(1.05, 3.05, 1.95, 4.95))
    planner.until_done(HANDED_OVER)


def test_an_over_full_grid_comes_into_the_band_and_stays_so_over_night(
    planner: Hands, start: Callable[[], Hands], town: Path
):
    assert households(town) == UNEVEN
    planner.choose_in_menu("plan.next")
    planner.until(lambda: "1 / 2 个网格" in planner.said("balance_heading"), "what is off the band is told")
    planner.press_keys("Home")

    hand_over(planner)

    assert planner.gestures <= MOST_GESTURES
    assert "2 / 2 个网格在 300–500 户之内" in planner.said("balance_heading")
    assert households(town) == EVEN
    planner.press_keys("Ctrl+Z")
    planner.until_undone(HANDED_OVER)
    assert households(town) == UNEVEN
    planner.press_keys("Ctrl+Y")
    planner.until_done(HANDED_OVER)
    assert households(town) == EVEN
    planner.choose_in_menu("file.quit")
    next_day = start()
    next_day.open(town)
    next_day.press_keys("Ctrl+Z")
    next_day.until_undone(HANDED_OVER)
    assert households(town) == UNEVEN
    assert HANDED_OVER not in steps(town)


def test_a_community_is_divided_from_the_dialog_and_the_result_is_told(planner: Hands, town: Path):
    planner.click_row("district_tree", "东苑社区")

    planner.choose_in_menu("plan.make")
    planner.find(QPushButton, "plan_start")
    assert planner.find(QRadioButton, "plan_into").isChecked()
    assert "1 个社区共 900 户，可划 2–3 个网格。" in planner.said("plan_hint")
    planner.click_button("plan_start")
    assert planner.window.findChild(QProgressBar, "job_bar").isVisible()
    planner.until(lambda: "1 个社区划为" in planner.said("outcome_summary"), "the result is told")

    assert planner.rows("outcome_list")[0][:2] == ("东苑社区", "全部达标")
    stored = households(town)
    assert {code: stored[code] for code in UNEVEN} == UNEVEN
    assert all(300 <= count <= 500 for code, count in stored.items() if code.startswith(EAST))
    planner.click_button("outcome_undo")
    planner.until_undone("重新划分：东苑社区")
    assert households(town) == UNEVEN


def test_a_grid_is_split_by_a_line_and_merged_back(planner: Hands, town: Path):
    planner.click_row("district_tree", "第1网格")
    planner.take("split", "逐点画线")

    planner.click(spot(-0.1, 3.0))
    planner.point(spot(2.1, 3.0))
    assert planner.canvas.hint.startswith("拆成两块")
    planner.click(spot(2.1, 3.0))
    QTest.keyClick(planner.canvas, Qt.Key.Key_Return)
    planner.until_done("拆分第1网格")
    parts = households(town)
    planner.take("merge", "单击")
    planner.click(spot(0.5, 1.05))
    planner.point(spot(0.5, 4.05))
    assert "600" in planner.canvas.hint
    planner.click(spot(0.5, 4.05))
    planner.until_done("并入")

    assert sorted(parts.values()) == [240, 300, 360]
    assert sorted(households(town).values()) == [300, 600]


def test_the_chosen_grid_is_split_even_where_most_of_the_line_runs_through_its_neighbour(planner: Hands, town: Path):
    planner.click_row("district_tree", "第2网格")
    planner.take("split", "逐点画线")

    for corner in ((0.2, 2.0), (1.9, 2.0), (3.1, 2.0)):
        planner.click(spot(*corner))
    QTest.keyClick(planner.canvas, Qt.Key.Key_Return)
    planner.until_done("拆分第2网格")

    assert households(town)[FIRST] == 600


def test_what_was_said_about_a_stroke_goes_when_the_next_one_succeeds(planner: Hands, town: Path):
    planner.click_row("district_tree", "第1网格")
    planner.take("split", "逐点画线")
    planner.click(spot(0.4, 2.0))
    planner.click(spot(0.6, 2.0))
    QTest.keyClick(planner.canvas, Qt.Key.Key_Return)
    planner.until(lambda: "没有把网格分开" in planner.window.message.text, "the line is refused")

    planner.click(spot(-0.1, 3.0))
    planner.click(spot(2.1, 3.0))
    QTest.keyClick(planner.canvas, Qt.Key.Key_Return)
    planner.until_done("拆分第1网格")

    assert not planner.window.message.isVisible()
    assert sorted(households(town).values()) == [240, 300, 360]


def test_a_border_follows_the_mouse_with_living_figures_and_esc_gives_it_up(planner: Hands, town: Path):
    planner.click_row("district_tree", "第2网格")
    planner.take("border", "按住左键")
    before = planner.canvas.scene

    planner.drag(line((2.1, 4.3), (1.7, 4.3)), lift=False)
    one_home = planner.balance()
    planner.point(*line((1.7, 4.3), (1.3, 4.7), (1.3, 3.7)))
    more_homes = planner.balance()
    QTest.keyClick(planner.canvas, Qt.Key.Key_Escape)

    assert one_home == {"01": ("570", "-30"), "02": ("330", "+30")}
    assert int(more_homes["02"][1]) > 30
    assert planner.balance() == {"01": ("600", ""), "02": ("300", "")}
    planner.lift(spot(1.3, 3.7))
    assert planner.canvas.scene is before
    assert households(town) == UNEVEN
    planner.drag(line((2.1, 4.3), (1.7, 4.3)))
    planner.until_done("移交 1 栋（30 户）到第2网格")
    assert households(town) == {FIRST: 570, SECOND: 330}


def test_the_journal_tells_every_step_and_what_changed_hands(planner: Hands, town: Path):
    hand_over(planner)
    planner.press_keys("Ctrl+Z")
    planner.until_undone(HANDED_OVER)

    planner.press_keys("Ctrl+H")
    planner.until(lambda: len(planner.rows("journal_list")) == 4, "the journal shows four steps")

    told = [row[0] for row in planner.rows("journal_list")]
    assert told == [f"撤销：{HANDED_OVER}", f"{HANDED_OVER}（已撤销）", "导入现有网格", "装入"]
    planner.click_row("journal_list", HANDED_OVER)
    planner.press_keys("Right")
    planner.until(lambda: len(planner.rows("journal_list", HANDED_OVER)) == 2, "both grids are listed")


def test_esc_closes_the_panel_and_nothing_is_divided(planner: Hands, town: Path):
    planner.choose_in_menu("plan.make")
    start = planner.find(QPushButton, "plan_start")

    QTest.keyClick(start, Qt.Key.Key_Escape)

    assert not start.isVisible()
    assert households(town) == UNEVEN
