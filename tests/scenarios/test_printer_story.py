# SPDX-License-Identifier: MIT
"""The printing person looks at a community map and a grid sheet, exports them and part of the book, and the web map."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel

from tests.report.browser import open_page
from tests.scenarios.hands import Hands, click_at

BOOK_PAGES = 7


@pytest.fixture
def printer(start: Callable[[], Hands], town: Path) -> Hands:
    """The printing person has opened the town."""
    hands = start()
    hands.open(town)
    return hands


def preview(printer: Hands, name: str) -> None:
    """Wait until the page with this name is seen."""
    sheet = printer.window.findChild(QLabel, "page_sheet")
    printer.until(lambda: printer.said("page_name") == name and not sheet.pixmap().isNull(), f"{name} is seen")


def export(printer: Hands, path: Path) -> str:
    """Export what is seen as a PDF and return its text; what leaves the program is told first."""
    printer.name_file(path)
    printer.click_button("print_pdf")
    question = printer.window.findChild(QLabel, "qt_msgbox_label")
    assert "不含居民信息" in question.text()
    printer.click_button("print_go")
    printer.until(lambda: f"到“{path}”" in printer.window.message.text, f"{path.name} is written")
    return text_of(path)


def choose_pages(printer: Hands, path: Path) -> None:
    """Send the second and third page to a file that stands for a printer."""
    dialog = printer.find(QDialog, "print_dialog")
    _go, _cancel, options = dialog.findChild(QDialogButtonBox).buttons()
    click_at(options, options.rect().center())
    printer.click_button("printRange")
    printer.write("to", "3")
    printer.write("from", "2")
    printer.write("filename", str(path))
    QTest.keyClick(dialog, Qt.Key.Key_Return)


def text_of(path: Path) -> str:
    """Return the text of a PDF without the white between words."""
    return "".join("".join(page.extract_text() for page in PdfReader(path).pages).split())


def test_a_community_map_is_seen_and_exported(printer: Hands, tmp_path: Path):
    printer.click_row("district_tree", "西苑社区")

    printer.choose_in_menu("print.selected")
    preview(printer, "西苑社区网格图")
    text = export(printer, tmp_path / "西苑社区.pdf")

    assert len(PdfReader(tmp_path / "西苑社区.pdf").pages) == 1
    assert "西苑社区网格图" in text
    assert "东苑社区网格图" not in text


def test_a_grid_sheet_is_seen_and_exported(printer: Hands, tmp_path: Path):
    printer.click_row("district_tree", "第1网格")

    printer.press_keys("Ctrl+P")
    preview(printer, "西苑社区第1网格")
    text = export(printer, tmp_path / "第1网格.pdf")

    assert "西苑社区第1网格" in text
    assert "超出，比上限500户多100户" in text
    assert "一格五员" in text


def test_some_pages_of_the_book_are_printed(printer: Hands, tmp_path: Path):
    printer.choose_in_menu("print.book")
    preview(printer, "测试区网格总图")
    assert printer.window.findChild(QLabel, "page_count").text() == f"/ {BOOK_PAGES} 页"
    printer.press_keys("PgDown")
    preview(printer, "西苑社区网格图")
    path = tmp_path / "pages.pdf"

    printer.click_button("print_printer")
    printer.click_button("print_go")
    choose_pages(printer, path)
    printer.until(lambda: "已把 2 页交给打印机" in printer.window.message.text, "two pages are printed")

    assert len(PdfReader(path).pages) == 2


def test_the_web_map_opens_in_a_browser_without_network(printer: Hands, tmp_path: Path):
    page = tmp_path / "网格地图.html"

    printer.name_file(page)
    printer.choose_in_menu("print.web")
    printer.until(lambda: "已导出网页地图" in printer.window.message.text, "the page is written")
    opened = open_page(page, tmp_path)

    assert opened.complaints == []
    assert opened.asked == []
    assert "2 个网格" in opened.dom
    assert "西苑社区" in opened.dom
