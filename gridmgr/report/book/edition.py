# SPDX-License-Identifier: MIT
"""The pages of one printing: which there are, in what order, and the one routine that paints each of them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from gridmgr.map.basemap.grids import TileKey
from gridmgr.map.basemap.sources import TileSource
from gridmgr.map.lettering import PaperPainter
from gridmgr.map.view import Box
from gridmgr.report.book import community_page, grid_page, index_page, key_page
from gridmgr.report.book.cartography import Frame
from gridmgr.report.book.contents import SIZES_MM, Book, CommunityContents, GridContents, Part, Request, chosen
from gridmgr.report.book.drawing import Column
from gridmgr.report.book.sheets import Format, Title, dress


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page: size, title, depth in the table of contents, and what is painted between title and footer."""

    paper: Format
    title: Title
    depth: int
    paint: Callable[[PaperPainter], None]
    map: Callable[[], tuple[Frame, Box]] | None = None
    """Returns frame and extent of the map that basemaps lie below; None for a page without one."""


class Edition:
    """All pages of one printing of a book."""

    def __init__(self, book: Book, request: Request) -> None:
        self.book = book
        self.request = request
        self.leaves: list[Leaf] = []
        self.community_pages: dict[str, int] = {}
        """Page of each community's map, by its code."""
        self.grid_pages: dict[str, int] = {}
        """Page of each grid's sheet, by its id."""
        self._upright = Format(*SIZES_MM[request.paper])
        self._lay_out()

    def __len__(self) -> int:
        return len(self.leaves)

    @property
    def title(self) -> str:
        """What the printing is called: that of its only page, else that of the district's book."""
        return self.leaves[0].title.text if len(self.leaves) == 1 else f"{self.book.district}网格图册"

    @property
    def day(self) -> date:
        """The day of printing."""
        return self.book.day

    def paint(self, painter: PaperPainter, page: int) -> None:
        """Paint a page (from 1 on) in millimetres from the upper left corner of the paper.

        This one routine serves the preview, the printer, pictures and the PDF.
        """
        leaf = self.leaves[page - 1]
        dress(painter, self.book, leaf.paper, leaf.title, (page, len(self)))
        leaf.paint(painter)

    def absent_tiles(self, pages: Iterable[int]) -> dict[str, tuple[TileSource, TileKey]]:
        """Return the tiles of the network that some pages (from 1 on) lack, by their addresses."""
        absent: dict[str, tuple[TileSource, TileKey]] = {}
        backing = self.book.backing
        for page in pages if backing is not None else ():
            found = self.leaves[page - 1].map
            if found is not None and backing is not None:
                at, extent = found()
                absent.update(backing.absent(at.view(extent), at.denominator))
        return absent

    def _lay_out(self) -> None:
        part = self.request.part
        wanted = chosen(self.book, self.request)
        if part is Part.BOOK:
            self._add_key()
        for community, grids in wanted:
            if part is not Part.GRID:
                self._add_community(community)
            if part is not Part.COMMUNITY:
                for grid in grids:
                    self._add_grid(community, grid)
        if part is Part.BOOK:
            self._add_index([community for community, _ in wanted])

    def _add(self, paper: Format, title: Title, depth: int, paint: Callable[[PaperPainter], None]) -> int:
        return self._add_leaf(Leaf(paper, title, depth, paint))

    def _add_leaf(self, leaf: Leaf) -> int:
        self.leaves.append(leaf)
        return len(self.leaves)

    def _add_key(self) -> None:
        book, paper = self.book, key_page.key_format(self.book, self._upright)
        self._add(
            paper,
            key_page.key_title(book),
            0,
            lambda painter: key_page.paint_key(painter, book, paper, self.community_pages),
        )

    def _add_community(self, community: CommunityContents) -> None:
        book, scale = self.book, self.request.scale
        paper = community_page.community_format(community, self._upright)
        title = community_page.community_title(community)

        def paint(painter: PaperPainter) -> None:
            community_page.paint_community(painter, book, community, paper, self.grid_pages, scale)

        def place() -> tuple[Frame, Box]:
            return community_page.community_frame(book, community, paper, scale), community.geom.bounds

        self.community_pages[community.code] = self._add_leaf(Leaf(paper, title, 0, paint, place))
        if not community_page.is_listed_beside_map(community):
            most = community_page.grids_on_page(self._upright)
            for first in range(0, len(community.grids), most):
                self._add_list(community, community.grids[first : first + most])

    def _add_list(self, community: CommunityContents, grids: Sequence[GridContents]) -> None:
        content = self._upright.content
        self._add(
            self._upright,
            Title(f"{community.name}网格一览"),
            1,
            lambda painter: community_page.paint_grid_list(painter, grids, content, self.grid_pages),
        )

    def _add_grid(self, community: CommunityContents, grid: GridContents) -> None:
        book, scale = self.book, self.request.scale
        paper = grid_page.grid_format(book, grid, self._upright)

        def paint(painter: PaperPainter) -> None:
            layout = grid_page.grid_layout(book, grid, paper, self.grid_pages, scale)
            grid_page.paint_grid(painter, book, grid, layout)

        def place() -> tuple[Frame, Box]:
            layout = grid_page.grid_layout(book, grid, paper, self.grid_pages, scale)
            return layout.map, grid.geom.bounds

        title = grid_page.grid_title(community, grid)
        self.grid_pages[grid.id] = self._add_leaf(Leaf(paper, title, 1, paint, place))

    def _add_index(self, communities: Sequence[CommunityContents]) -> None:
        grids = index_page.grid_rows(communities, self.grid_pages)
        streets = index_page.street_rows(self.book, communities, self.grid_pages)
        self._add_rows("网格索引", index_page.GRID_COLUMNS, grids)
        self._add_rows("街路索引", index_page.STREET_COLUMNS, streets)

    def _add_rows(self, title: str, columns: Sequence[Column], rows: Sequence[index_page.Row]) -> None:
        most = index_page.rows_on_page(self._upright)
        for first in range(0, len(rows), most):
            part = rows[first : first + most]
            self._add(self._upright, Title(title), 0, _painting(self._upright, columns, part))


def _painting(
    paper: Format, columns: Sequence[Column], rows: Sequence[index_page.Row]
) -> Callable[[PaperPainter], None]:
    return lambda painter: index_page.paint_index(painter, paper, columns, rows)
