"""Every grid has its sheet, every page says what it is, and the figures are those of the plan."""

from dataclasses import replace

import numpy as np
import pytest
from pypdf import PdfReader

from gridmgr.map.paper import MM_PER_PX, SCALES, PaperMap, fitting_scale, series_scale
from gridmgr.report.book.contents import Paper, Part, Phones, Request
from gridmgr.report.book.edition import Edition
from gridmgr.report.book.grid_page import grid_layout
from gridmgr.report.book.printing import page_image, write_pdf
from gridmgr.report.book.sheets import Format
from tests.report.book.conftest import OPEN_PHONE, PRIVATE_PHONE, book_of


def texts(edition, folder):
    """Return the text of each page of the printed book."""
    path = folder / "册.pdf"
    write_pdf(edition, path)
    return [page.extract_text() for page in PdfReader(path).pages]


def test_every_grid_of_every_community_has_a_sheet_of_its_own(book):
    edition = Edition(book, Request())

    grids = [grid.id for community in book.communities for grid in community.grids]

    assert sorted(edition.grid_pages) == sorted(grids)
    assert len(set(edition.grid_pages.values())) == len(grids) == 4
    assert sorted(edition.community_pages) == [c.code for c in book.communities]


def test_the_book_begins_with_the_key_map_and_ends_with_the_index(book):
    titles = [leaf.title.text for leaf in Edition(book, Request()).leaves]

    assert titles[0] == "测试区网格总图"
    assert titles[-2:] == ["网格索引", "街路索引"]


def test_a_community_or_a_grid_can_be_printed_alone(book):
    community = book.communities[0]
    grid = community.grids[1]

    maps = Edition(book, Request(part=Part.COMMUNITY, communities=(community.code,)))
    sheets = Edition(book, Request(part=Part.GRID, grids=(grid.id,)))

    assert [leaf.title.text for leaf in maps.leaves] == ["西苑社区网格图"]
    assert [leaf.title.text for leaf in sheets.leaves] == [grid.name]


def test_vacant_roles_are_printed_as_vacant(book, tmp_path):
    first = book.communities[0].grids[0]

    page = texts(Edition(book, Request(part=Part.GRID, grids=(first.id,))), tmp_path)[0]

    assert "甲一" in page
    # A font without a bold cut is made bold by writing twice.
    assert page.replace("空缺空缺", "空缺").count("空缺") == 3


def test_a_draft_says_so_on_every_page(book, tmp_path):
    pages = texts(Edition(book, Request()), tmp_path)

    assert all("草案" in page for page in pages)


@pytest.mark.parametrize(
    ("phones", "whole", "masked"),
    [
        (Phones.PUBLIC, {OPEN_PHONE}, True),
        (Phones.NONE, set(), False),
        (Phones.ALL, {OPEN_PHONE, PRIVATE_PHONE}, False),
    ],
)
def test_private_phones_are_printed_only_when_all_are_asked_for(office, tmp_path, phones, whole, masked):
    printed = "".join(texts(Edition(book_of(office, phones), Request(part=Part.GRID)), tmp_path))

    assert {phone for phone in (OPEN_PHONE, PRIVATE_PHONE) if phone in printed} == whole
    assert ("139****0002" in printed) is masked


def test_the_printing_says_where_it_comes_from_but_names_no_person_in_its_properties(book, tmp_path):
    path = tmp_path / "册.pdf"

    write_pdf(Edition(book, Request()), path)
    reader = PdfReader(path)

    assert reader.metadata.title == "测试区网格图册"
    assert reader.metadata.author is None
    assert "张三" not in "".join(page.extract_text() for page in reader.pages)


def test_scales_come_from_the_series_and_are_the_largest_that_fit(book):
    for community in book.communities:
        for grid in community.grids:
            layout = grid_layout(book, grid, Format(210, 297), {})
            left, top, right, bottom = layout.map.box
            west, south, east, north = grid.geom.bounds
            across, upward = (east - west) * 1000, (north - south) * 1000
            finer = max(n for n in SCALES if n < layout.map.denominator)

            assert layout.map.denominator in SCALES
            assert across / layout.map.denominator <= right - left - 12
            assert upward / layout.map.denominator <= bottom - top - 12
            assert across / finer > right - left - 12 or upward / finer > bottom - top - 12


def test_a_kilometre_at_one_to_five_thousand_is_twenty_centimetres(book):
    grid = book.communities[0].grids[0]
    layout = grid_layout(book, grid, Format(210, 297), {}, wanted=5000)

    metres_per_px = layout.map.denominator * MM_PER_PX / 1000

    assert 1000 / metres_per_px * MM_PER_PX == pytest.approx(200)


def test_what_is_painted_has_the_scale_that_is_written(book):
    grid = book.communities[0].grids[0]
    dots = 8.0
    edition = Edition(book, Request(part=Part.GRID, grids=(grid.id,)))
    image = page_image(edition, 1, dots)
    layout = grid_layout(book, grid, edition.leaves[0].paper, edition.grid_pages)
    west, _, east, _ = grid.geom.bounds
    _, top, _, bottom = layout.map.box

    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[..., 2::-1]
    rows = pixels[int(top * dots) : int(bottom * dots)].astype(int)
    red = (rows[..., 0] - rows[..., 1] > 110) & (rows[..., 0] - rows[..., 2] > 90)
    columns = np.flatnonzero(red.sum(axis=0) > 20)
    border_mm = (columns.max() - columns.min()) / dots

    # The border of the grid is a line of 0.64 mm whose middle is the true place.
    assert border_mm - 0.64 == pytest.approx((east - west) * 1000 / layout.map.denominator, abs=0.4)


def test_too_small_a_series_goes_on_in_round_numbers():
    assert series_scale(501) == 1000
    assert series_scale(7501) == 10_000
    assert fitting_scale((0, 0, 1000, 10), 212, 100) == 5000


def test_a3_shows_more_of_the_ground_than_a4(book):
    community = book.communities[0]

    scales = [
        grid_layout(book, community.grids[0], Format(*size), {}).map.denominator for size in ((210, 297), (297, 420))
    ]
    pages = [Edition(book, Request(paper=paper)).leaves[0].paper for paper in Paper]

    assert scales[1] < scales[0]
    assert {pages[0].width, pages[0].height} == {210, 297}
    assert {pages[1].width, pages[1].height} == {297, 420}


def test_the_neighbours_and_facilities_of_a_grid_stand_on_its_sheet(book, tmp_path):
    edition = Edition(book, Request())
    first = book.communities[0].grids[0]

    page = texts(edition, tmp_path)[edition.grid_pages[first.id] - 1].replace("\t", " ")

    assert "02网格" in page
    assert f"第 {edition.grid_pages[book.communities[0].grids[1].id]} 页" in page
    assert "为民药店" in page


def test_facilities_that_share_a_building_all_have_their_mark_on_the_map(book, monkeypatch):
    first = book.communities[0].grids[0]
    crowded = replace(first, places=first.places * 9)
    seen = set()
    furnish = PaperMap.furnish

    def watched(paper, pieces):
        seen.update(paper.written)
        furnish(paper, pieces)

    monkeypatch.setattr(PaperMap, "furnish", watched)

    community = replace(book.communities[0], grids=(crowded,))
    page_image(Edition(replace(book, communities=(community,)), Request(part=Part.GRID)), 1, 4.0)

    assert {("place", number) for number in range(9)} <= seen
