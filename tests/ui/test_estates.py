# SPDX-License-Identifier: MIT
import shapely
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gridmgr.operations.estates import Proposal
from gridmgr.ui.estates import EstateReview


def proposal(name: str, buildings: int, estate_id: str = "") -> Proposal:
    ids = tuple(f"{name}{number}" for number in range(buildings))
    return Proposal(name, "350402001001", "东新社区", ids, 30 * buildings, estate_id, "名称", shapely.box(0, 0, 90, 90))


def test_only_what_is_ticked_is_taken_and_the_button_says_how_many(qtbot: QtBot) -> None:
    review = EstateReview([proposal("丽景花园", 12), proposal("阳光小区", 3, "known")])
    qtbot.addWidget(review)
    assert review.accept_button.text() == "建立 1 个小区，归入 1 个已有小区"

    review.table.item(0, 0).setCheckState(Qt.CheckState.Unchecked)

    assert [p.name for p in review.chosen] == ["阳光小区"]
    assert review.accept_button.text() == "归入 1 个已有小区"
    assert review.table.item(1, 5).text() == "归入已有小区"


def test_without_any_tick_there_is_nothing_to_store(qtbot: QtBot) -> None:
    review = EstateReview([proposal("丽景花园", 12)])
    qtbot.addWidget(review)

    review.none.click()

    assert not review.accept_button.isEnabled()


def test_the_place_of_the_row_in_hand_is_asked_for(qtbot: QtBot) -> None:
    review = EstateReview([proposal("丽景花园", 12), proposal("阳光小区", 3)])
    qtbot.addWidget(review)
    review.table.selectRow(1)

    with qtbot.waitSignal(review.place_wanted) as heard:
        review.place.click()

    assert heard.args[0].name == "阳光小区"
