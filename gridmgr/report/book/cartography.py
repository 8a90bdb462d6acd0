# SPDX-License-Identifier: MIT
"""The three maps of the book: key map, map of a community, map of a grid."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import chain, product

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QPen

from gridmgr.map.furniture import Piece, north_arrow, scale_bar
from gridmgr.map.labels import Label
from gridmgr.map.lettering import Face, PaperPainter, ink
from gridmgr.map.marks import Lettering, Mark, Pill, Stack, label_at
from gridmgr.map.naming import area_places, building_labels, grid_labels, water_labels
from gridmgr.map.paper import MM_PER_PX, PAPER, PaperMap, fitting_scale, paper_view, pen, shows_buildings
from gridmgr.map.scene import Areas, Buildings, Communities, Grids
from gridmgr.map.sheet import Sheet
from gridmgr.map.streetnames import street_labels
from gridmgr.map.view import Box, ViewState
from gridmgr.report.book.contents import Book, CommunityContents, GridContents

OWN_GROUND, OWN_SHARE = "#FFE9A8", 0.45
OWN_BUILDING, OWN_BUILDING_LINE = "#EBC88C", "#8F7340"
OWN_BORDER = "#C22F3D"
PLACE = "#1F5FA8"
HUE_SHARE = 0.24
MOST_PLACES = 24
BESIDE = sorted(product(range(-2, 3), repeat=2), key=lambda step: (step[0] ** 2 + step[1] ** 2, -step[0], -step[1]))
"""Where a facility's mark may go, in steps right and down: half a dozen may share one building."""
NUMBERS_TO_M_PER_PX = 1.5
"""At 1:7,500; at smaller scales numbers would hide the buildings."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a map lies on its page (millimetres) and its scale 1 : `denominator`."""

    box: Box
    denominator: int

    @classmethod
    def around(cls, extent: Box, box: Box, wanted: int = 0) -> "Frame":
        """Return the frame of a map that shows an extent whole, unless another scale is wanted."""
        left, top, right, bottom = box
        return cls(box, wanted or fitting_scale(extent, right - left, bottom - top))

    def view(self, extent: Box) -> ViewState:
        """Return what the map shows of an extent, in the map's pixels."""
        return paper_view(self.box, _middle(extent), self.denominator)

    @property
    def shows_buildings(self) -> bool:
        """Whether footprints are shown at this scale."""
        return shows_buildings(self.denominator * MM_PER_PX / 1000)


def draw_key_map(painter: PaperPainter, book: Book, at: Frame, pages: Mapping[str, int]) -> None:
    """Paint the district: communities in hues with their names and the page of each."""
    scene = book.scene
    with _opened(painter, at, scene.extent) as paper:
        paper.land(scene)
        sheet, layer = paper.sheet, scene.communities.layer
        if len(layer):
            hues = Grids(scene.communities.ids, scene.communities.names, scene.communities.geometries).hues
            for hue, name in enumerate(PAPER.hues):
                paper.areas(layer, np.flatnonzero(hues == hue), _tint(name, HUE_SHARE))
        borders = scene.grids.borders.at(sheet.view.metres_per_pixel)
        paper.borders(borders, pen(PAPER.grid_border, 0.7))
        paper.borders(scene.communities.borders.layer, *_community_pens())
        pieces = _furniture(paper)
        tiers = [_page_labels(sheet, book, pages), water_labels(sheet, scene.barriers)]
        paper.write(tiers, [piece.box for piece in pieces])
        paper.furnish(pieces)


def draw_community(painter: PaperPainter, book: Book, community: CommunityContents, at: Frame) -> None:
    """Paint a community: its grids with number and households, its buildings, what lies beside it."""
    scene = book.scene
    rows = [grid.row for grid in community.grids]
    own = Grids(
        [grid.id for grid in community.grids],
        [grid.number for grid in community.grids],
        [grid.geom for grid in community.grids],
        [grid.households for grid in community.grids],
        [grid.state for grid in community.grids],
    )
    with _opened(painter, at, community.geom.bounds) as paper:
        _land(paper, book, at)
        hues = scene.grids.hues[rows] if rows else np.zeros(0, np.int8)
        for hue, name in enumerate(PAPER.hues):
            paper.areas(own.layer, np.flatnonzero(hues == hue), _tint(name, HUE_SHARE))
        paper.veil(community.geom)
        paper.borders(own.borders.layer, pen(PAPER.halo, 3.4), pen(PAPER.grid_border, 1.7))
        paper.borders(scene.communities.borders.layer, pen(PAPER.muted, 1.0, (4, 3)))
        paper.outline(community.geom, *_community_pens())
        pieces = _backed(paper, book, at)
        sheet = paper.sheet
        buildings = _part(book, np.flatnonzero(np.isin(book.building_grid, rows)))
        tiers = [
            grid_labels(sheet, own),
            _beyond(sheet, _others(book, community)),
            chain(
                water_labels(sheet, scene.barriers), street_labels(paper.near(community.geom.bounds), scene.barriers)
            ),
            building_labels(sheet, buildings),
            *_foreign(sheet, book, at),
        ]
        paper.write(tiers, [piece.box for piece in pieces])
        paper.furnish(pieces)


def draw_grid(painter: PaperPainter, book: Book, grid: GridContents, at: Frame) -> int:
    """Paint a grid with its buildings and facilities among its paler neighbours.

    Returns how many of its buildings have a number for which there was no room.
    """
    scene = book.scene
    own = np.flatnonzero(book.building_grid == grid.row)
    with _opened(painter, at, grid.geom.bounds) as paper:
        _land(paper, book, at)
        paper.veil(grid.geom)
        layer = scene.grids.layer
        paper.areas(layer, np.array([grid.row]), _tint(OWN_GROUND, OWN_SHARE))
        paper.areas(scene.buildings.layer, own, QColor(OWN_BUILDING), pen(OWN_BUILDING_LINE, 0.8))
        paper.borders(scene.grids.borders.layer, pen(PAPER.muted, 1.1, (5, 3)))
        paper.borders(scene.communities.borders.layer, *_community_pens())
        paper.outline(grid.geom, pen(PAPER.halo, 5.0), pen(OWN_BORDER, 3.2))
        pieces = _backed(paper, book, at)
        sheet = paper.sheet
        numbered = _part(book, own)
        tiers = [
            _place_labels(sheet, grid),
            _number_labels(sheet, numbered),
            _crowded_labels(sheet, numbered, paper.written),
            _neighbour_labels(sheet, book, grid),
            chain(water_labels(sheet, scene.barriers), street_labels(paper.near(grid.geom.bounds), scene.barriers)),
            *_foreign(sheet, book, at),
        ]
        paper.write(tiers, [piece.box for piece in pieces])
        paper.furnish(pieces)
    wanted = sum(bool(number) for number in numbered.numbers)
    return wanted - sum(kind == "building" for kind, _ in paper.written)


def _opened(painter: PaperPainter, at: Frame, extent: Box) -> PaperMap:
    return PaperMap(painter, at.box, _middle(extent), at.denominator)


def _middle(extent: Box) -> tuple[float, float]:
    west, south, east, north = extent
    return (west + east) / 2, (south + north) / 2


def _land(paper: PaperMap, book: Book, at: Frame) -> None:
    """Paint the land, upon a basemap if there is one."""
    below = book.backing.picture_below(paper.sheet.view, at.denominator) if book.backing is not None else None
    paper.land(book.scene, below)


def _backed(paper: PaperMap, book: Book, at: Frame) -> list[Piece]:
    """Lay down what lies upon the map; returns all that stands on it without being ground."""
    pieces = _furniture(paper)
    if book.backing is None:
        return pieces
    above = book.backing.picture_above(paper.sheet.view, at.denominator)
    if above is not None:
        paper.lay(above)
    return [*pieces, *book.backing.pieces(paper.sheet.view, at.denominator)]


def _foreign(sheet: Sheet, book: Book, at: Frame) -> Iterable[Iterable[Label]]:
    """Offer the names of foreign maps."""
    return book.backing.labels(sheet, at.denominator) if book.backing is not None else ()


def _furniture(paper: PaperMap) -> list[Piece]:
    view = paper.sheet.view
    return [scale_bar(view, PAPER), north_arrow(view, PAPER)]


def _tint(name: str, share: float) -> QColor:
    colour = QColor(name)
    colour.setAlphaF(share)
    return colour


def _community_pens() -> Sequence[QPen]:
    return pen(PAPER.halo, 4.4), pen(PAPER.community_border, 2.6, (5.0, 1.6))


def _others(book: Book, community: CommunityContents) -> Communities:
    """Return the communities beside one."""
    others = [c for c in book.communities if c.code != community.code]
    return Communities([c.code for c in others], [c.name for c in others], [c.geom for c in others])


def _part(book: Book, rows: NDArray[np.int64]) -> Buildings:
    """Return some of the buildings with what is written on them."""
    buildings = book.scene.buildings
    return Buildings(
        [buildings.ids[row] for row in rows.tolist()],
        [book.building_names[row] for row in rows.tolist()],
        np.asarray(buildings.households)[rows],
        buildings.layer.geometries[rows],
    )


def _page_labels(sheet: Sheet, book: Book, pages: Mapping[str, int]) -> Iterator[Label]:
    """Offer each community's name, with the page of its map below where there is one."""
    codes = {community.name: community.code for community in book.communities}
    areas = book.scene.communities
    for row, (x, y), room in area_places(sheet, areas):
        large = round(float(np.clip(room / 9, 11, 17)))
        name = Lettering(areas.names[row], Face(large, bold=True), ink(PAPER.community_border, PAPER.halo))
        page = pages.get(codes.get(areas.names[row], ""))
        marks: list[Mark] = [name]
        if page is not None:
            marks.append(Lettering(f"第 {page} 页", Face(max(large - 3, 9)), ink(PAPER.text, PAPER.halo)))
        for turn, (right, down) in enumerate(((0, 0), (0, -1), (0, 1), (-1, 0), (1, 0), (0, -2), (0, 2))):
            yield label_at(Stack(marks), (x + right * large, y + down * large), ("community", row), turn)


def _beyond(sheet: Sheet, others: Areas) -> Iterator[Label]:
    """Offer the names of the communities outside, small."""
    for row, centre, room in area_places(sheet, others):
        if room >= 12:
            letters = Lettering(others.names[row], Face(13, bold=True), ink(PAPER.community_border, PAPER.halo))
            yield label_at(letters, centre, ("beyond", row), 1)


def _place_labels(sheet: Sheet, grid: GridContents) -> Iterator[Label]:
    """Offer the number of each facility in a round mark at its place, else beside it."""
    for number, place in enumerate(grid.places[:MOST_PLACES]):
        x, y = sheet.view.to_screen(np.array([[place.x, place.y]]))[0].tolist()
        mark = Pill(Lettering(str(number + 1), Face(9, bold=True), ink("#FFFFFF")), QColor(PLACE))
        for turn, (right, down) in enumerate(BESIDE):
            yield label_at(mark, (x + right * 14, y + down * 13), ("place", number), number + turn / len(BESIDE))


def _number_labels(sheet: Sheet, buildings: Buildings) -> Iterator[Label]:
    """Offer each building's number in its middle, large buildings first."""
    numbered = list(_numbered(sheet, buildings))
    # One size for the whole sheet: numbers that grow and shrink from door to door look like a mistake.
    large = round(float(np.clip(np.median([size for *_, size in numbered]) / 8, 8, 12))) if numbered else 8
    for row, x, y, size in numbered:
        for turn, face in enumerate(sorted({large, 8}, reverse=True)):
            letters = Lettering(buildings.numbers[row], Face(face), ink(PAPER.text))
            yield label_at(letters, (x, y), ("building", row), turn - size / 1e6)


def _crowded_labels(sheet: Sheet, buildings: Buildings, written: Set[tuple[str, int]]) -> Iterator[Label]:
    """Offer the numbers that had no room in the middle of their building beside it, smaller."""
    for row, x, y, size in _numbered(sheet, buildings):
        if ("building", row) in written:
            continue
        letters = Lettering(buildings.numbers[row], Face(7), ink(PAPER.text, OWN_BUILDING))
        for turn, (right, down) in enumerate(((0, 0), (0, -0.7), (0, 0.7), (0.5, 0), (-0.5, 0), (0, 1.8), (0, -1.8))):
            centre = (x + right * letters.size[0], y + down * letters.size[1])
            yield label_at(letters, centre, ("building", row), turn - size / 1e6)


def _numbered(sheet: Sheet, buildings: Buildings) -> Iterator[tuple[int, float, float, float]]:
    """Give row, inner point and size in pixels of each building that has a number to write."""
    if not len(buildings.layer) or sheet.view.metres_per_pixel > NUMBERS_TO_M_PER_PX:
        return
    inner = shapely.get_coordinates(shapely.point_on_surface(buildings.layer.geometries))
    sizes = sheet.pixels(buildings.layer.size).tolist()
    for row, (x, y) in enumerate(sheet.view.to_screen(inner).tolist()):
        if buildings.numbers[row]:
            yield row, x, y, sizes[row]


def _neighbour_labels(sheet: Sheet, book: Book, grid: GridContents) -> Iterator[Label]:
    """Offer the names of the grids beside one in grey."""
    grids = book.grids
    for row, (x, y), room in area_places(sheet, book.scene.grids):
        far = row not in grid.neighbours and sheet.view.metres_per_pixel > NUMBERS_TO_M_PER_PX
        if row == grid.row or row not in grids or room < 10 or far:
            continue
        other = grids[row]
        text = neighbour_name(book, grid, other)
        letters = Lettering(text, Face(12, bold=True), ink(PAPER.muted, PAPER.halo))
        for turn, down in enumerate((0, -1, 1, -2, 2)):
            yield label_at(letters, (x, y + down * 14), ("grid", row), turn)


def neighbour_name(book: Book, grid: GridContents, other: GridContents) -> str:
    """Name another grid as seen from one: its number alone within the same community."""
    if other.community == grid.community:
        return f"{other.number}网格"
    return f"{book.community_of(other).name} {other.number}网格"
