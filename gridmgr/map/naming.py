# SPDX-License-Identifier: MIT
"""Which names a map wants to write at its scale: grids, communities, buildings and waters."""

from collections.abc import Iterator
from itertools import product

import numpy as np
import shapely
from PySide6.QtGui import QColor

from gridmgr.map.labels import Label
from gridmgr.map.lettering import Face, ink
from gridmgr.map.marks import Lettering, Mark, Pill, Stack, label_at
from gridmgr.map.scene import Areas, Barriers, Buildings, Grids, MapScene
from gridmgr.map.sheet import Sheet
from gridmgr.map.style import BUILDING_LABEL_PX

GRID_FADE_PX = (24.0, 36.0)
"""Grid labels fade in while the free circle in the grid grows through these diameters."""
COMMUNITY_FADE_PX = (40.0, 56.0)
COMMUNITY_TRIES = np.array(
    sorted(product(range(-2, 3), range(-3, 4)), key=lambda step: (step[0] ** 2 + step[1] ** 2, step)), np.float64
)
"""Steps right and down from the middle of a community's room, the nearest first."""
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


def area_places(sheet: Sheet, areas: Areas) -> list[Placed]:
    """Return where on the sheet the name of each area goes.

    An area whose roomiest point lies outside the visible core gets its name in the middle of its visible part.
    """
    rows = areas.layer.within(sheet.ground)
    rows = rows[np.isfinite(areas.anchors[rows, 2])]
    places = sheet.view.to_screen(areas.anchors[rows, :2])
    room = sheet.pixels(2 * areas.anchors[rows, 2])
    left, top, right, bottom = sheet.core
    away = (places < [left, top]).any(axis=1) | (places > [right, bottom]).any(axis=1)
    corners = sheet.view.to_ground(np.array([[left, bottom], [right, top]])).ravel()
    for position in np.flatnonzero(away).tolist():
        part = shapely.clip_by_rect(areas.layer.geometries[rows[position]], *corners)
        if part.area > 0:
            ray = shapely.maximum_inscribed_circle(part, tolerance=np.sqrt(part.area) / 40)
            places[position] = sheet.view.to_screen(shapely.get_coordinates(ray)[:1])[0]
            room[position] = ray.length * 2 / sheet.view.metres_per_pixel
    return [
        (row, (x, y), free) for row, (x, y), free in zip(rows.tolist(), places.tolist(), room.tolist(), strict=True)
    ]


def _faded(name: str, room: float, limits: tuple[float, float]) -> QColor:
    colour = QColor(name)
    share = (room - limits[0]) / (limits[1] - limits[0])
    colour.setAlphaF(min(0.4 + 0.6 * share, 1.0))
    return colour


def grid_labels(sheet: Sheet, grids: Grids) -> Iterator[Label]:
    """Offer each grid's number with its households below, in the middle or beside it; else the number alone."""
    for row, (x, y), room in area_places(sheet, grids):
        if room < GRID_FADE_PX[0]:
            continue
        large = float(np.clip(room / 3.6, 12, 24))
        number = Lettering(
            grids.names[row],
            Face(round(large), bold=True),
            ink(*(_faded(name, room, GRID_FADE_PX) for name in (sheet.colours.grid_border, sheet.colours.halo))),
        )
        both = Stack((number, _households_pill(sheet, grids, row, large)))
        step = min(room / 4, 24.0)
        for turn, (right, down) in enumerate(((0, 0), (0, -1), (0, 1), (-1, 0), (1, 0))):
            yield label_at(both, (x + right * step, y + down * step), ("grid", row), 10 + turn / 10)
        yield label_at(number, (x, y), ("grid", row), 10.9)


def _households_pill(sheet: Sheet, grids: Grids, row: int, large: float) -> Pill:
    state = grids.states[row]
    text = f"{state.value} {int(grids.households[row])}"
    letters = Lettering(text, Face(max(10, round(large * 0.55)), bold=True), ink(sheet.colours.surface))
    return Pill(letters, sheet.colours.band(state))


def area_labels(sheet: Sheet, scene: MapScene) -> list[Iterator[Label]]:
    """Return what is written first and what then: community names before the numbers of small grids, else after."""
    rooms = sheet.pixels(2 * scene.grids.anchors[:, 2])
    rooms = rooms[np.isfinite(rooms)]
    tiers = [grid_labels(sheet, scene.grids), community_labels(sheet, scene.communities)]
    return tiers[::-1] if len(rooms) and np.median(rooms) < GRIDS_FIRST_PX else tiers


def community_labels(sheet: Sheet, communities: Areas) -> Iterator[Label]:
    """Offer each community's name at many places inside it, the middle first."""
    for row, centre, room in area_places(sheet, communities):
        if room < COMMUNITY_FADE_PX[0]:
            continue
        face = Face(round(np.clip(room / 12, 13, 20)), bold=True, spacing=1.0)
        colour = _faded(sheet.colours.community_border, room, COMMUNITY_FADE_PX)
        name = Lettering(communities.names[row], face, ink(colour, sheet.colours.halo))
        spots = np.array(centre) + COMMUNITY_TRIES * np.clip(room / 5, 14.0, 40.0)
        inside = shapely.contains_xy(communities.layer.geometries[row], sheet.view.to_ground(spots))
        for turn, (x, y) in enumerate(spots[inside].tolist()):
            yield label_at(name, (x, y), ("community", row), turn)


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
    large = round(np.clip(room / 10, 11, 14))
    halo = sheet.colours.building
    lines: list[Mark] = []
    if buildings.numbers[row]:
        lines.append(Lettering(buildings.numbers[row], Face(large), ink(sheet.colours.text, halo)))
    if room >= HOUSEHOLDS_FROM_PX and buildings.households[row]:
        lines.append(Lettering(f"{int(buildings.households[row])}户", Face(large - 1), ink(sheet.colours.muted, halo)))
    return Stack(lines) if lines else None


def water_labels(sheet: Sheet, barriers: Barriers) -> Iterator[Label]:
    """Offer the names of rivers and lakes that are areas."""
    for row, centre, room in area_places(sheet, barriers.waters):
        name = barriers.waters.names[row]
        if name and room >= WATER_FROM_PX:
            face = Face(round(np.clip(room / 6, 12, 20)), italic=True, spacing=4.0)
            letters = Lettering(name, face, ink(sheet.colours.water_text, sheet.colours.water))
            yield label_at(letters, centre, ("water", row), 10)
