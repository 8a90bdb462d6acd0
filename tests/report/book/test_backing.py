# SPDX-License-Identifier: MIT
"""Basemaps and backdrops on paper: sharp enough, under the map of communities and grids, and credited."""

from dataclasses import replace

import pytest
import shapely
from pypdf import PdfReader
from PySide6.QtGui import QColor

from gridmgr.map.basemap.at_once import TilesAtOnce
from gridmgr.map.basemap.disk import TileCache
from gridmgr.map.basemap.drawn_layer import Drawing, DrawnLayer
from gridmgr.map.basemap.grids import web_mercator
from gridmgr.map.basemap.ranges import Range
from gridmgr.map.basemap.sources import TileSource
from gridmgr.map.basemap.tile_layer import TileLayer
from gridmgr.map.notes import Notes
from gridmgr.report.book.backing import MOST_TILES, Backing
from gridmgr.report.book.contents import Part, Request
from gridmgr.report.book.edition import Edition
from gridmgr.report.book.printing import page_image, write_pdf
from tests.data.rasters.made import png
from tests.map.basemap.ground import placed

GREEN = QColor(0, 120, 0)
MAKER = "© 某市测绘院"


@pytest.fixture
def tiles(tmp_path):
    return TilesAtOnce(TileCache(tmp_path / "cache"))


def layer(tiles, **look):
    """Green tiles of the whole world, at hand."""
    grid = web_mercator(0, 18)
    source = TileSource("green", grid, read=lambda _key: png(0, 120, 0))
    return TileLayer(source, placed(grid), tiles, most_tiles=MOST_TILES, **look)


def online(tiles):
    """Tiles of a network that nobody asks here."""
    grid = web_mercator(0, 18)
    source = TileSource("web", grid, address=lambda key: "http://tiles.invalid/{}/{}/{}.png".format(*key))
    return TileLayer(source, placed(grid), tiles, most_tiles=MOST_TILES)


def edition(book, backing, part=Part.COMMUNITY):
    return Edition(replace(book, backing=backing), Request(part=part, basemap=True))


def green_share(made, page=1):
    """Return how much of a page is of the basemap's own colour."""
    image = page_image(made, page, 2.0)
    points = [image.pixelColor(x, y) for x in range(0, image.width(), 4) for y in range(0, image.height(), 4)]
    return sum(colour.green() > colour.red() + 20 and colour.green() > colour.blue() + 20 for colour in points) / len(
        points
    )


@pytest.mark.parametrize("part", [Part.COMMUNITY, Part.GRID])
def test_a_basemap_lies_below_the_maps(book, tiles, part):
    plain = edition(book, None, part)
    backed = edition(book, Backing(tiles, below=[layer(tiles)]), part)

    assert green_share(plain) < 0.02
    assert green_share(backed) > 0.2


def test_the_pdf_holds_it_at_print_resolution_and_names_its_maker(book, tiles, tmp_path):
    backing = Backing(tiles, below=[layer(tiles)], credits=[(Range(), MAKER), (Range(), MAKER), (Range(), "")])
    made = edition(book, backing)

    write_pdf(made, tmp_path / "图.pdf")

    page = PdfReader(tmp_path / "图.pdf").pages[0]
    text = page.extract_text()
    held = [one.get_object() for one in page["/Resources"]["/XObject"].values()]
    (width,) = (one["/Width"] for one in held if one["/Subtype"] == "/Image" and one["/ColorSpace"] == "/DeviceRGB")
    at, _ = made.leaves[0].map()
    inches = (at.box[2] - at.box[0]) / 25.4
    assert width / inches >= 200
    assert text.count("某市测绘院") == 1
    assert (tmp_path / "图.pdf").stat().st_size < 6_000_000


def test_the_key_map_of_the_book_has_none(book, tiles):
    made = edition(book, Backing(tiles, below=[layer(tiles)]), Part.BOOK)

    assert made.leaves[0].map is None
    assert green_share(made, 1) < 0.02


def test_rows_keep_to_their_scales_on_paper(book, tiles):
    backing = Backing(tiles, below=[layer(tiles, scales=Range(0, 100))], credits=[(Range(0, 100), MAKER)])

    made = edition(book, backing)

    at, extent = made.leaves[0].map()
    assert backing.picture_below(at.view(extent), at.denominator) is None
    assert backing.pieces(at.view(extent), at.denominator) == []
    assert green_share(made) < 0.02


def test_drawings_lie_upon_the_map_with_their_names(book, tiles, tmp_path):
    middle = shapely.union_all([c.geom for c in book.communities]).centroid
    drawing = Drawing([middle.buffer(80)], ["规划地块"])
    above = [DrawnLayer(drawing, "moved")]

    backing = Backing(tiles, above=above, notes=[Notes(drawing.names, "moved")])
    write_pdf(edition(book, backing), tmp_path / "图.pdf")

    texts = [page.extract_text() for page in PdfReader(tmp_path / "图.pdf").pages]
    assert any("规划地块" in text for text in texts)


def test_what_lacks_of_the_network_is_known_page_by_page(book, tiles):
    made = edition(book, Backing(tiles, below=[online(tiles)]))

    first, all_pages = made.absent_tiles([1]), made.absent_tiles(range(1, len(made) + 1))
    for address in first:
        tiles.cache.write(address, png(0, 120, 0))

    assert 4 <= len(first) <= MOST_TILES
    assert set(first) < set(all_pages)
    assert made.absent_tiles([1]) == {}
    assert green_share(made) > 0.2


def test_what_lacks_leaves_white_paper_and_the_map_is_printed(book, tiles):
    image = page_image(edition(book, Backing(tiles, below=[online(tiles)])), 1, 2.0)

    assert not image.isNull()
