# SPDX-License-Identifier: MIT
"""Which names a map wants to write at its scale: grids, communities, buildings and waters."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from gridmgr.map.arrays import Geometries
from gridmgr.map.labels import Label
from gridmgr.map.lettering import Face, Ink, ink
from gridmgr.map.marks import Kept, Lettering, Mark, Pill, Stack, label_at
from gridmgr.map.moves import move_labels
from gridmgr.map.padlock import Locked, Padlock
from gridmgr.map.scene import Areas, Barriers, Buildings, Grids, MapScene
from gridmgr.map.sheet import Sheet
from gridmgr.map.style import BUILDING_LABEL_PX, BandState

GRID_ROOM_PX = 24.0
"""A grid with a smaller free circle in it gets no number, unless it is off the size rule."""
GRIDS_APPEAR_PX = (34.0, 42.0)
"""Numbers of grids come up, all together, while the room of the middle one grows through these diameters."""
ROOM_STEPS = 16
"""The middle of what is seen of an area is found to this part of its side."""
COMMUNITY_ROOM_PX = 36.0
COMMUNITY_TRIES = np.array(
    sorted(product(range(-2, 3), range(-3, 4)), key=lambda step: (step[0] ** 2 + step[1] ** 2, step)), np.float64
)
"""Steps right and down from the middle of a community's room, the nearest first."""
ROOMY_PX = 110.0
FEW_TRIES = 9
"""So many places are looked at in communities with less room than ROOMY_PX, of which there are many at once."""
EXCEPTION_PX = 10
"""Size of the households of grids outside the size rule where the others get no number."""
GRIDS_FIRST_PX = 50.0
"""Grids with more room than this (the middle one of them) get their numbers before the communities get their names."""
BUILDING_NUMBERS_TO_M_PER_PX = 1.0
"""Seen from farther away, the numbers of a few large buildings would only be noise."""
MOST_BUILDING_LABELS = 1500
HOUSEHOLDS_FROM_PX = 64.0
WATER_FROM_PX = 36.0
BUILDINGS_AT_ONCE = 128
WIDER_THAN_BUILDING = 1.25
"""A number may stand out over its building by so much."""

Placed = tuple[int, tuple[float, float], float]
"""Row of an area, the middle of its room and the diameter of the room, in pixels."""


def area_places(sheet: Sheet, areas: Areas, wanted: NDArray[np.bool_] | None = None) -> list[Placed]:
    """Return where on the sheet the name of each area goes, or of those that are `wanted` (f,).

    An area whose roomiest point lies outside the visible core gets its name in the middle of its visible part.
    """
    rows = areas.layer.within(sheet.ground)
    rows = rows if wanted is None else rows[wanted[rows]]
    rows = rows[np.isfinite(areas.anchors[rows, 2])]
    if not len(rows):
        return []
    places = sheet.view.to_screen(areas.anchors[rows, :2])
    room = sheet.pixels(2 * areas.anchors[rows, 2])
    left, top, right, bottom = sheet.core
    away = np.flatnonzero((places < [left, top]).any(axis=1) | (places > [right, bottom]).any(axis=1))
    corners = sheet.view.to_ground(np.array([[left, bottom], [right, top]])).ravel()
    shapes = areas.fills.at(sheet.view.metres_per_pixel).geometries
    parts = shapely.clip_by_rect(shapes[rows[away]], *corners)
    size = shapely.area(parts)
    seen = size > 0
    ray = shapely.maximum_inscribed_circle(parts[seen], tolerance=np.sqrt(size[seen]) / ROOM_STEPS)
    places[away[seen]] = sheet.view.to_screen(shapely.get_coordinates(shapely.get_point(ray, 0)))
    room[away[seen]] = sheet.pixels(2 * shapely.length(ray))
    return [
        (row, (x, y), free) for row, (x, y), free in zip(rows.tolist(), places.tolist(), room.tolist(), strict=True)
    ]


def _between(size: float, least: float, most: float) -> float:
    return min(max(size, least), most)


def _faded(name: str, share: float) -> QColor:
    colour = QColor(name)
    colour.setAlphaF(min(0.5 + 0.5 * share, 1.0))
    return colour


def grid_labels(
    sheet: Sheet, grids: Grids, strength: float = 1.0, only: frozenset[str] | None = None
) -> Iterator[Label]:
    """Offer each grid's number with its households below, in the middle or beside it; else the number alone.

    With `only` some grids (ids) the others get none. All are equally strong (1 at most): pale numbers between dark ones
    would look like a fault.
    """
    colours = ink(*(_faded(name, strength) for name in (sheet.colours.grid_border, sheet.colours.halo)))
    is_off = grids.is_off_rule
    for row, (x, y), room in area_places(sheet, grids):
        if (room < GRID_ROOM_PX and not is_off[row]) or (only is not None and grids.ids[row] not in only):
            continue
        label = Label.first_of(_grid_tries(sheet, grids, row, (x, y, room), colours))
        if label is not None:
            yield label


def _grid_tries(
    sheet: Sheet, grids: Grids, row: int, place: tuple[float, float, float], colours: Ink
) -> Iterator[Label]:
    """Give number and households of a grid in the middle (x, y, room) and beside it, then the number alone."""
    x, y, room = place
    large = _between(room / 3.6, 12, 24)
    state, look = grids.states[row], sheet.colours
    said = _Said(grids.names[row], int(grids.households[row]), state, grids.ids[row] in grids.locked)
    sizes = round(large), max(10, round(large * 0.55))
    number, both = _grid_marks(said, sizes, colours, look.surface, look.band_name(state))
    step = min(room / 4, 24.0)
    # Who looks at a plan looks for what is off the rule: those find room before the others, however small.
    first = 9.0 if grids.is_off_rule[row] else 10.0
    for turn, (right, down) in enumerate(((0, 0), (0, -1), (0, 1), (-1, 0), (1, 0))):
        yield label_at(both, (x + right * step, y + down * step), ("grid", row), first + turn / 10)
    yield label_at(number, (x, y), ("grid", row), first + 0.9)


class _Said(NamedTuple):
    """What is written about a grid."""

    name: str
    households: int
    state: BandState
    is_locked: bool = False


@lru_cache(maxsize=2048)
def _grid_marks(said: _Said, pixels: tuple[int, int], colours: Ink, surface: str, ground: str) -> tuple[Mark, Mark]:
    """Return the number of a grid, and number and households below each other; `pixels` are the sizes of both."""
    number: Mark = Lettering(said.name, Face(pixels[0], bold=True), colours)
    if said.is_locked:
        number = Locked(number, colours)
    return number, Kept(Stack((number, _households_pill(said, pixels[1], surface, ground))), pixels[0] / 2)


@lru_cache(maxsize=2048)
def _households_pill(said: _Said, pixels: int, surface: str, ground: str) -> Pill:
    letters = Lettering(f"{said.state.value} {said.households}", Face(pixels, bold=True), ink(surface))
    return Pill(letters, QColor(ground))


def exception_labels(sheet: Sheet, grids: Grids) -> Iterator[Label]:
    """Offer the households of the grids outside the size rule, for views in which there is no room for numbers."""
    look = sheet.colours
    for row, place, _ in area_places(sheet, grids, grids.is_off_rule):
        households, state = int(grids.households[row]), grids.states[row]
        pill = _households_pill(_Said("", households, state), EXCEPTION_PX, look.surface, look.band_name(state))
        yield label_at(pill, place, ("grid", row), 10 - min(households, 9999) / 1e4)


def area_labels(sheet: Sheet, scene: MapScene) -> list[Iterator[Label]]:
    """Return what is written first and what then: community names before the numbers of small grids, else after.

    Where most grids are too small for their numbers, only those outside the size rule are marked.
    """
    shown = scene.layers
    usual = scene.grids.usual_room_m / sheet.view.metres_per_pixel
    first, full = GRIDS_APPEAR_PX
    tiers = []
    if shown.grids and shown.grid_labels:
        strength = (usual - first) / (full - first)
        only = scene.moves.grids if scene.shows_only_moves else None
        tiers.append(
            exception_labels(sheet, scene.grids)
            if strength < 0 and only is None
            else grid_labels(sheet, scene.grids, max(strength, 0.0), only)
        )
    if shown.communities and shown.community_names:
        tiers.append(community_labels(sheet, scene.communities))
    ordered = tiers[::-1] if usual < GRIDS_FIRST_PX else tiers
    return [move_labels(sheet, scene.moves), *ordered] if scene.shows_only_moves else ordered


def community_labels(sheet: Sheet, communities: Areas) -> Iterator[Label]:
    """Offer each community's name at many places inside it, the middle first."""
    placed = [one for one in area_places(sheet, communities) if one[2] >= COMMUNITY_ROOM_PX]
    if not placed:
        return
    names = [_community_name(sheet, communities.names[row], room) for row, _, room in placed]
    shapes = communities.fills.at(sheet.view.metres_per_pixel).geometries[[row for row, _, _ in placed]]
    shapely.prepare(shapes)
    # Most names find room in the middle: the other places are looked at only where they do not.
    fits = _lie_inside(sheet, shapes, np.array([centre for _, centre, _ in placed]), [name.size for name in names])
    for one, name, shape, is_first in zip(placed, names, shapes, fits.tolist(), strict=True):
        label = Label.first_of(_community_tries(sheet, one, name, shape, is_first))
        if label is not None:
            yield label


def _community_name(sheet: Sheet, name: str, room: float) -> Lettering:
    face = Face(round(_between(room / 12, 13, 20)), bold=True, spacing=1.0)
    return Lettering(name, face, ink(sheet.colours.community_border, sheet.colours.halo))


def _community_tries(
    sheet: Sheet, placed: Placed, name: Lettering, shape: shapely.Geometry, fits: bool
) -> Iterator[Label]:
    """Give the name of a community at places round a point, last those where it would reach beyond the community.

    `fits` tells whether it does not in the middle. A name across a dashed border is hard to read: 一 looks like a dash.
    """
    row, centre, room = placed
    if fits:
        yield label_at(name, centre, ("community", row), 0)
    tries = COMMUNITY_TRIES[: len(COMMUNITY_TRIES) if room >= ROOMY_PX else FEW_TRIES]
    spots = np.array(centre) + tries * _between(room / 5, 14.0, 40.0)
    crosses = np.ones(len(spots), bool)
    crosses[0] = not fits
    west, _, east, _ = shape.bounds
    if east - west > name.size[0] * sheet.view.metres_per_pixel:
        for part in (slice(1, FEW_TRIES), slice(FEW_TRIES, len(spots))):
            crosses[part] = ~_lie_inside(sheet, shape, spots[part], [name.size])
            for turn in range(part.start, min(part.stop, len(spots))):
                if not crosses[turn]:
                    yield label_at(name, (float(spots[turn, 0]), float(spots[turn, 1])), ("community", row), turn)
    inside = crosses & shapely.contains_xy(shape, sheet.view.to_ground(spots))
    for turn, (x, y) in enumerate(spots.tolist()):
        if inside[turn]:
            yield label_at(name, (x, y), ("community", row), turn + len(spots))


def _lie_inside(
    sheet: Sheet, shapes: shapely.Geometry | Geometries, spots: NDArray[np.float64], sizes: list[tuple[float, float]]
) -> NDArray[np.bool_]:
    """Tell at which spots (n, 2 pixels) a text of a size lies wholly in its area; one size or area may do for all."""
    half = np.array(sizes) / 2 * sheet.view.metres_per_pixel
    centres = sheet.view.to_ground(spots)
    return np.asarray(shapely.contains(shapes, shapely.box(*(centres - half).T, *(centres + half).T)), bool)


def building_labels(sheet: Sheet, buildings: Buildings) -> Iterator[Label]:
    """Offer the number of each building that is large enough on screen, from near with its households."""
    if sheet.view.metres_per_pixel > BUILDING_NUMBERS_TO_M_PER_PX:
        return
    rows = buildings.layer.within(sheet.ground)
    size = sheet.pixels(buildings.layer.size[rows])
    order = np.argsort(-size, kind="stable")[: min(int((size >= BUILDING_LABEL_PX).sum()), MOST_BUILDING_LABELS)]
    for first in range(0, len(order), BUILDINGS_AT_ONCE):
        part = order[first : first + BUILDINGS_AT_ONCE]
        inner = shapely.point_on_surface(buildings.layer.geometries[rows[part]])
        places = sheet.view.to_screen(shapely.get_coordinates(inner))
        for row, room, (x, y) in zip(rows[part].tolist(), size[part].tolist(), places.tolist(), strict=True):
            mark = _building_mark(sheet, buildings, row, room)
            if mark and mark.size[0] <= WIDER_THAN_BUILDING * room:
                yield label_at(mark, (x, y), ("building", row), 30 - room / 1e6)


def _building_mark(sheet: Sheet, buildings: Buildings, row: int, room: float) -> Mark | None:
    large = round(_between(room / 10, 11, 14))
    halo = sheet.colours.building
    lines: list[Mark] = []
    letters = ink(sheet.colours.text, halo)
    if buildings.numbers[row]:
        lines.append(Lettering(buildings.numbers[row], Face(large), letters))
    if buildings.ids[row] in buildings.locked:
        lines.append(Padlock(float(large), letters))
    if room >= HOUSEHOLDS_FROM_PX and buildings.households[row]:
        lines.append(Lettering(f"{int(buildings.households[row])}户", Face(large - 1), ink(sheet.colours.muted, halo)))
    return Stack(lines) if lines else None


def water_labels(sheet: Sheet, barriers: Barriers) -> Iterator[Label]:
    """Offer the names of rivers and lakes that are areas."""
    for row, centre, room in area_places(sheet, barriers.waters):
        name = barriers.waters.names[row]
        if name and room >= WATER_FROM_PX:
            face = Face(round(_between(room / 6, 12, 20)), italic=True, spacing=4.0)
            letters = Lettering(name, face, ink(sheet.colours.water_text, sheet.colours.water))
            yield label_at(letters, centre, ("water", row), 10)
