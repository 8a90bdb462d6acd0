# SPDX-License-Identifier: MIT
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gridmgr.ui.manual.window import ManualWindow, PictureWindow

FILL = "\n\n".join(["这里是很长的一段话。"] * 80)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three chapters with links, a picture and room to scroll."""
    (tmp_path / "01-start.md").write_text(f"# 开始\n\n看[图册](02-print.md#图册)。\n\n{FILL}", "utf-8")
    (tmp_path / "02-print.md").write_text(
        f"# 打印\n\n![纸](paper.png)\n\n选纸张。\n\n{FILL}\n\n## 图册\n\n整册。", "utf-8"
    )
    (tmp_path / "03-undo.md").write_text("# 撤销\n\n按 Ctrl+Z。\n\n## 图册也能撤销\n\n不能。", "utf-8")
    picture = QImage(1200, 300, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.gray)
    picture.save(str(tmp_path / "paper.png"))
    return tmp_path


@pytest.fixture
def manual(qtbot: QtBot, folder: Path) -> ManualWindow:
    window = ManualWindow(folder)
    qtbot.addWidget(window)
    window.show()
    return window


def listed(manual: ManualWindow) -> list[tuple[str, list[str]]]:
    tops = [manual.contents.topLevelItem(row) for row in range(manual.contents.topLevelItemCount())]
    return [(top.text(0), [top.child(row).text(0) for row in range(top.childCount())]) for top in tops]


def test_chapters_and_their_headings_are_listed(manual: ManualWindow):
    assert listed(manual) == [("开始", []), ("打印", ["图册"]), ("撤销", ["图册也能撤销"])]
    assert manual.chapter == "01-start.md"


def test_a_link_leads_to_a_heading_of_another_chapter_and_back_leads_home(manual: ManualWindow):
    manual.page.verticalScrollBar().setValue(120)

    manual.page.anchorClicked.emit(QUrl("02-print.md#图册"))

    assert manual.chapter == "02-print.md"
    assert manual.page.verticalScrollBar().value() > 500
    manual.back.click()
    assert (manual.chapter, manual.page.verticalScrollBar().value()) == ("01-start.md", 120)
    manual.forward.click()
    assert manual.chapter == "02-print.md"
    assert manual.page.verticalScrollBar().value() > 500
    assert not manual.forward.isEnabled()


def test_a_heading_chosen_in_the_contents_comes_to_the_top(manual: ManualWindow):
    top = manual.contents.topLevelItem(1)

    manual.contents.setCurrentItem(top.child(0))

    assert manual.chapter == "02-print.md"
    assert manual.page.verticalScrollBar().value() > 500
    assert manual.contents.currentItem().text(0) == "图册"


def test_search_narrows_the_contents_and_enter_goes_through_the_places(manual: ManualWindow):
    QTest.keyClick(manual.page, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert manual.search.hasFocus()

    manual.search.setText("图册")

    assert listed(manual) == [("开始", []), ("打印", ["图册"]), ("撤销", ["图册也能撤销"])]
    manual.search.setText("撤销")
    assert listed(manual) == [("撤销", ["图册也能撤销"])]
    assert manual.chapter == "03-undo.md"
    assert manual.page.textCursor().selectedText() == "撤销"
    QTest.keyClick(manual.search, Qt.Key.Key_Return)
    assert manual.said.text() == "本章第 2 / 2 处"


def test_a_search_without_result_says_so(manual: ManualWindow):
    manual.search.setText("飞碟")

    assert listed(manual) == []
    assert manual.said.text() == "没有找到"


def test_pictures_are_no_wider_than_the_page_and_open_in_full_size(qtbot: QtBot, manual: ManualWindow):
    manual.show_chapter("02-print.md")
    room = manual.page.viewport().width()

    assert manual.page.document().size().width() <= room
    manual.resize(760, 600)
    qtbot.waitUntil(lambda: manual.page.document().size().width() <= manual.page.viewport().width(), timeout=5_000)
    assert manual.page.picture_at(QPointF(200, 120)) == "paper.png"
    QTest.mouseClick(manual.page.viewport(), Qt.MouseButton.LeftButton, pos=QPointF(200, 120).toPoint())
    assert manual.findChild(PictureWindow) is not None


def test_an_installation_without_manual_says_where_help_is(qtbot: QtBot):
    manual = ManualWindow(None)
    qtbot.addWidget(manual)

    assert "引导任务" in manual.page.toPlainText()
    assert manual.contents.isHidden()
