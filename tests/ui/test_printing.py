"""The printing person sees the pages as they will be, and is told once what leaves the program."""

import shutil

import pytest
from pypdf import PdfReader
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog

from gridmgr.report.book.contents import Paper, Part, Phones
from gridmgr.ui.printing import Printing
from tests.ui.conftest import WAIT_MS, open_town


@pytest.fixture
def printing(qtbot, open_window):
    """The print workspace with the whole book in view."""
    feature = open_window.feature(Printing)
    open_window.print_wanted.emit("district", "")
    qtbot.waitUntil(lambda: feature.is_ready, timeout=WAIT_MS)
    return feature


def choose(box, key):
    box.setCurrentIndex(box.findData(str(key)))


def titles(printing):
    return [leaf.title.text for leaf in printing.edition.leaves]


def test_the_workspace_shows_the_pages_of_the_whole_book(printing, open_window):
    assert open_window.workspaces.current == "print"
    assert titles(printing)[0] == "测试区网格总图"
    assert printing.pages.count.text() == "/ 9 页"
    assert printing.choices.summary.text() == "共 9 页。"
    assert not printing.pages.sheet.pixmap().isNull()


def test_ctrl_p_shows_what_is_selected(qtbot, open_window):
    printing = open_window.feature(Printing)
    community = open_window.overview.communities[1]
    grid = community.grids[0]

    open_window.show_record("grid", grid.id)
    open_window.menus.actions["print.selected"].trigger()
    qtbot.waitUntil(lambda: printing.is_ready, timeout=WAIT_MS)

    assert titles(printing) == [grid.name]
    assert printing.choices.community.currentText() == community.name


def test_pages_are_turned_with_buttons_keys_and_the_number(qtbot, printing):
    pages = printing.pages

    pages.after.click()
    qtbot.waitUntil(lambda: pages.name.text() == "西苑社区网格图", timeout=WAIT_MS)
    pages.number.setValue(9)
    qtbot.waitUntil(lambda: pages.name.text() == "街路索引", timeout=WAIT_MS)
    pages.turn(-8)
    qtbot.waitUntil(lambda: pages.name.text() == "测试区网格总图", timeout=WAIT_MS)

    assert not pages.before.isEnabled()


def test_another_choice_gives_other_pages_and_is_remembered(qtbot, printing, memory):
    choices = printing.choices

    choose(choices.part, Part.GRID)
    choose(choices.paper, Paper.A3)
    choose(choices.scale, 2000)
    choose(choices.phones, Phones.NONE)
    qtbot.waitUntil(lambda: printing.edition is not None and printing.is_ready, timeout=WAIT_MS)

    request = printing.edition.request
    assert (request.part, request.paper, request.scale) == (Part.GRID, Paper.A3, 2000)
    assert request.phones is Phones.NONE
    assert len(printing.edition) == 4
    assert memory.text("print_part") == "grid"
    assert memory.text("print_paper") == "A3"


def test_before_a_pdf_is_written_it_is_said_what_is_in_it(qtbot, printing, tmp_path, monkeypatch):
    out = tmp_path / "册"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a: (str(out), ""))

    printing.choices.pdf.click()
    question = printing.output.question
    said = question.text()
    question.defaultButton().click()
    qtbot.waitUntil(lambda: (tmp_path / "册.pdf").exists(), timeout=WAIT_MS)
    qtbot.waitUntil(lambda: not printing.window.document.is_at_work, timeout=WAIT_MS)

    assert "将导出 9 页" in said
    assert "不含居民信息" in said
    assert "草案" in said
    assert len(PdfReader(tmp_path / "册.pdf").pages) == 9


def test_who_says_no_writes_nothing(printing, tmp_path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a: pytest.fail("asked for a file"))

    printing.choices.pdf.click()
    printing.output.question.reject()

    assert not printing.window.document.is_at_work


def test_the_page_that_is_shown_is_saved_as_a_picture(qtbot, printing, tmp_path):
    printing.output.write_picture(tmp_path / "页.png")
    qtbot.waitUntil(lambda: (tmp_path / "页.png").exists(), timeout=WAIT_MS)
    qtbot.waitUntil(lambda: not printing.window.document.is_at_work, timeout=WAIT_MS)

    image = QImage(str(tmp_path / "页.png"))
    paper = printing.edition.leaves[0].paper

    assert image.width() == round(paper.width * 300 / 25.4)


def test_the_printer_gets_the_pages_that_are_asked_for(qtbot, printing, tmp_path):
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "打印.pdf"))
    printer.setFromTo(2, 4)

    printing.output.print_on(printer)
    qtbot.waitUntil(lambda: not printing.window.document.is_at_work, timeout=WAIT_MS)

    assert len(PdfReader(tmp_path / "打印.pdf").pages) == 3


def test_a_change_of_the_data_is_seen_on_the_pages(qtbot, printing, open_window):
    before = printing.edition

    open_window.document.undo()
    qtbot.waitUntil(lambda: printing.edition is not before, timeout=WAIT_MS)

    assert not printing.choices.isEnabled()
    assert "还没有划分方案" in printing.pages.sheet.text()


def test_another_district_opened_while_the_book_is_read_gets_its_own_pages(qtbot, open_window, tmp_path):
    printing = open_window.feature(Printing)
    other = shutil.copy(open_window.document.location, tmp_path / "别镇.gpkg")

    open_window.print_wanted.emit("district", "")
    open_window.close_document()
    open_town(qtbot, open_window, other)
    open_window.workspaces.show("print")
    qtbot.waitUntil(lambda: printing.is_ready, timeout=WAIT_MS)

    assert len(printing.edition) == 9


def test_without_a_plan_there_is_nothing_to_print(qtbot, window, town):
    open_town(qtbot, window, town)
    window.workspaces.show("print")

    assert "还没有划分方案" in window.feature(Printing).pages.sheet.text()
    assert not window.menus.actions["print.book"].isEnabled()
