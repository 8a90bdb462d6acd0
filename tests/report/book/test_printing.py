"""The PDF is whole or absent, its text is found, its fonts are in it, and it is the same every time."""

import re

import pytest
from pypdf import PdfReader

from gridmgr.model.errors import CancelledError, InputError
from gridmgr.model.progress import Reporting
from gridmgr.report.book.contents import Part, Request
from gridmgr.report.book.edition import Edition
from gridmgr.report.book.pdf_finish import Pdf, finish_pdf, plain
from gridmgr.report.book.printing import write_pdf
from tests.report.book.conftest import DAY


def test_the_names_of_communities_and_grids_are_found_in_the_pdf(book, tmp_path):
    write_pdf(Edition(book, Request()), tmp_path / "册.pdf")

    text = "".join(page.extract_text() for page in PdfReader(tmp_path / "册.pdf").pages)

    for community in book.communities:
        assert community.name in text
        for grid in community.grids:
            assert grid.name in text
            assert grid.code in text


def test_the_fonts_are_in_the_pdf_and_the_map_is_not_a_picture(book, tmp_path):
    write_pdf(Edition(book, Request()), tmp_path / "册.pdf")

    pages = PdfReader(tmp_path / "册.pdf").pages

    for page in pages:
        assert list(page.images) == []
        for font in page["/Resources"]["/Font"].values():
            below = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            assert "/FontFile2" in below or "/FontFile3" in below


def test_the_bookmarks_lead_to_communities_and_in_them_to_grids(book, tmp_path):
    edition = Edition(book, Request())
    write_pdf(edition, tmp_path / "册.pdf")

    reader = PdfReader(tmp_path / "册.pdf")
    first, community, grids = reader.outline[:3]

    assert first.title == "测试区网格总图"
    assert community.title == "西苑社区网格图"
    assert [grid.title for grid in grids] == [grid.name for grid in book.communities[0].grids]
    assert reader.get_destination_page_number(grids[0]) + 1 == edition.grid_pages[book.communities[0].grids[0].id]


def test_the_same_data_make_the_same_pdf(book, tmp_path):
    for name in ("一.pdf", "二.pdf"):
        write_pdf(Edition(book, Request(part=Part.COMMUNITY)), tmp_path / name)

    first, second = (PdfReader(tmp_path / name) for name in ("一.pdf", "二.pdf"))

    assert first.metadata == second.metadata
    assert [p.get_contents().get_data() for p in first.pages] == [p.get_contents().get_data() for p in second.pages]


def test_a_cancelled_printing_leaves_no_file(book, tmp_path):
    steps = []

    with pytest.raises(CancelledError):
        write_pdf(
            Edition(book, Request()),
            tmp_path / "册.pdf",
            Reporting(lambda *step: steps.append(step), lambda: len(steps) >= 2),
        )

    assert len(steps) == 2
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_when_nothing_is_wanted(book, tmp_path):
    with pytest.raises(InputError, match="没有可以打印的页"):
        write_pdf(Edition(book, Request(part=Part.GRID, grids=("无",))), tmp_path / "册.pdf")

    assert list(tmp_path.iterdir()) == []


def test_radicals_are_turned_into_the_characters_that_people_type():
    assert plain("⽰范⺠居，⻅第２⻚") == "示范民居，见第２页"


def test_a_map_to_text_that_names_radicals_is_mended(book, tmp_path):
    path = tmp_path / "册.pdf"
    write_pdf(Edition(book, Request(part=Part.COMMUNITY)), path)
    # 西 as the radical that shares its glyph in some fonts: what Qt writes for them.
    spoilt = _with_radical(path.read_bytes())
    path.write_bytes(spoilt)
    before = PdfReader(path).pages[0].extract_text()

    finish_pdf(path, "册", DAY, [])
    after = PdfReader(path).pages[0].extract_text()

    assert "⻄苑社区" in before
    assert "西苑社区" in after


def _with_radical(content):
    """Return a PDF whose map to text says ⻄ (U+2EC4) instead of 西."""
    pdf = Pdf(content)
    for number in pdf.texts:
        pdf.replace(number, re.sub(rb"(?i)<897F>", b"<2EC4>", pdf.data(number)))
    return pdf.update()
