# SPDX-License-Identifier: MIT
"""A whole map in short draw steps, on screen, in a picture or on paper."""

from collections.abc import Iterator, Sequence
from itertools import chain

import numpy as np
from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QImage, QPainter

from gridmgr.map.facilities import facility_labels, facility_names
from gridmgr.map.labels import Label, Placer
from gridmgr.map.legend import furniture
from gridmgr.map.naming import area_labels, building_labels, water_labels
from gridmgr.map.notes import note_labels
from gridmgr.map.scene import MapScene
from gridmgr.map.sheet import How, Sheet, Step, scaled
from gridmgr.map.split_estates import marks_shown, split_labels, split_steps
from gridmgr.map.stacking import lower_steps, upper_steps
from gridmgr.map.streetnames import street_labels
from gridmgr.map.style import colours
from gridmgr.map.view import Box, ViewState

LABELS_PER_STEP = 24


def label_steps(sheet: Sheet, scene: MapScene, taken: Sequence[Box] = ()) -> Iterator[Step]:
    """Place and write all names in short steps; `taken` are boxes that must stay free (pixels)."""
    placer = Placer((0.0, 0.0, float(sheet.view.width), float(sheet.view.height)), [*taken, *_edges_of_core(sheet)])
    if scene.layers.street_names:
        yield from scaled(sheet, scene.barriers.named_lines)
    if marks_shown(scene):
        sheet.painter.setOpacity(scene.layers.opacity_of("split_estates"))
        yield from split_steps(sheet, scene.split_estates)
        sheet.painter.setOpacity(1.0)
    faded = scene.layers.name_opacities
    # What comes first takes its room first; within a tier the rank decides.
    for tier in _tiers(sheet, scene):
        offered: list[Label] = []
        for label in tier:
            offered.append(label)
            if len(offered) % LABELS_PER_STEP == 0:
                yield Step("label", How.TEXT, 0, 0)
        sheet.smooth(True)
        for number, chosen in enumerate(placer.choose(offered), 1):
            if chosen is not None:
                if faded:
                    sheet.painter.setOpacity(faded.get(chosen.key[0], 1.0))
                chosen.paint(sheet.painter)
            if number % LABELS_PER_STEP == 0:
                yield Step("label", How.TEXT, LABELS_PER_STEP)
        if offered:
            yield Step("label", How.TEXT, len(offered) % LABELS_PER_STEP)
    if faded:
        sheet.painter.setOpacity(1.0)


def _tiers(sheet: Sheet, scene: MapScene) -> Iterator[Iterator[Label]]:
    """Give what is to be written, the most important first."""
    shown = scene.layers
    yield from area_labels(sheet, scene)
    if marks_shown(scene):
        yield split_labels(sheet, scene.split_estates)
    if shown.facilities:
        yield facility_labels(sheet, scene.facilities)
    if shown.street_names:
        water_lines = np.where(scene.barriers.is_railway, shown.railways, shown.waters)
        wanted = np.where(scene.barriers.is_road, shown.roads, water_lines)
        waters = water_labels(sheet, scene.barriers) if shown.waters else iter(())
        yield chain(waters, street_labels(sheet, scene.barriers, wanted))
    if shown.facilities and shown.facility_names:
        yield facility_names(sheet, scene.facilities)
    if shown.buildings and shown.building_labels:
        yield building_labels(sheet, scene.buildings)
    for number, notes in enumerate(shown.notes):
        yield note_labels(sheet, notes, number)


def _edges_of_core(sheet: Sheet) -> list[Box]:
    """Return thin boxes along the sides of what is seen at once: a name across them would look cut off."""
    left, top, right, bottom = sheet.core
    return [
        (left, top, left, bottom),
        (right, top, right, bottom),
        (left, top, right, top),
        (left, bottom, right, bottom),
    ]


def map_steps(sheet: Sheet, scene: MapScene, taken: Sequence[Box] = ()) -> Iterator[Step]:
    """Paint land, plan and names in short steps."""
    yield from lower_steps(sheet, scene)
    yield from upper_steps(sheet, scene)
    yield from label_steps(sheet, scene, taken)


def blank_image(width: int, height: int, pixel_ratio: float = 1.0, ground: QColor | None = None) -> QImage:
    """Return an empty picture, transparent or of one colour, its size in logical pixels.

    Raises MemoryError without room for it.
    """
    size = QSize(max(round(width * pixel_ratio), 1), max(round(height * pixel_ratio), 1))
    image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    if image.isNull():
        raise MemoryError(f"no room for a picture of {size.width()} x {size.height()} pixels")
    image.setDevicePixelRatio(pixel_ratio)
    image.fill(QColor(0, 0, 0, 0) if ground is None else ground)
    return image


def put_upon(below: QImage, above: QImage, opacity: float) -> None:
    """Paint a picture upon another of the same size, so strong as `opacity` (0 to 1) says."""
    painter = QPainter(below)
    painter.setOpacity(opacity)
    painter.drawImage(QPointF(0, 0), above)
    painter.end()


def render_image(
    scene: MapScene,
    width: int,
    height: int,
    view: ViewState | None = None,
    dark: bool = False,
    pixel_ratio: float = 1.0,
) -> QImage:
    """Paint a scene with its title, scale bar, north arrow and legend into a picture, in one go.

    `width` and `height` are logical pixels, the picture has `pixel_ratio` times as many; without a view the whole
    scene is shown. Needs a QGuiApplication (for fonts).
    """
    view = ViewState.fit(scene.extent, width, height) if view is None else view.resized(width, height)
    look = colours(dark)
    pieces = furniture(scene, view, look)
    image = blank_image(width, height, pixel_ratio)
    painter = QPainter(image)
    try:
        sheet = Sheet(painter, view, look, (0.0, 0.0, float(width), float(height)))
        for _ in map_steps(sheet, scene, [piece.box for piece in pieces]):
            pass
        sheet.smooth(True)
        for piece in pieces:
            piece.paint(painter)
    finally:
        painter.end()
    return image
