# SPDX-License-Identifier: MIT
"""Land and plan in the order and the strength that a person wants; the usual way where nothing was changed."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from gridmgr.map.land import land_layer_steps, land_steps
from gridmgr.map.layers import LAND
from gridmgr.map.moves import move_steps
from gridmgr.map.plan import plan_layer_steps, plan_steps
from gridmgr.map.scene import MapScene
from gridmgr.map.sheet import How, Sheet, Step


def lower_steps(sheet: Sheet, scene: MapScene, has_ground: bool = False) -> Iterator[Step]:
    """Paint what lies below the plan, from the ground upwards, or upon a ground that is there already."""
    if not _is_rearranged(scene):
        return land_steps(sheet, scene, has_ground)
    return _lower(sheet, scene, has_ground)


def upper_steps(sheet: Sheet, scene: MapScene) -> Iterator[Step]:
    """Paint the plan and what lies upon it, without names."""
    if not _is_rearranged(scene):
        return plan_steps(sheet, scene)
    return _upper(sheet, scene)


def _is_rearranged(scene: MapScene) -> bool:
    """Tell whether the order matters; where all fades but what changes hands, it does not."""
    return scene.layers.is_rearranged and not scene.shows_only_moves


def _lower(sheet: Sheet, scene: MapScene, has_ground: bool) -> Iterator[Step]:
    if scene.layers.ground and not has_ground:
        sheet.painter.fillRect(QRectF(0, 0, sheet.view.width, sheet.view.height), QColor(sheet.colours.ground))
        yield Step("ground", How.FILL, 1)
    yield from _stack(sheet, scene, scene.layers.lower)


def _upper(sheet: Sheet, scene: MapScene) -> Iterator[Step]:
    yield from _stack(sheet, scene, scene.layers.upper)
    yield from move_steps(sheet, scene)


def _stack(sheet: Sheet, scene: MapScene, names: Sequence[str]) -> Iterator[Step]:
    """Paint layers upon each other, the first one lowest."""
    for name in names:
        opacity = scene.layers.opacity_of(name)
        if opacity >= 1.0:
            yield from _layer_steps(sheet, scene, name)
        elif opacity > 0.0:
            yield from _faded(sheet, scene, name, opacity)


def _layer_steps(sheet: Sheet, scene: MapScene, name: str) -> Iterator[Step]:
    return land_layer_steps(sheet, scene, name) if name in LAND else plan_layer_steps(sheet, scene, name)


def _faded(sheet: Sheet, scene: MapScene, name: str, opacity: float) -> Iterator[Step]:
    """Paint a layer on a picture of its own and lay that down: what overlaps in it must not show through."""
    ratio = sheet.painter.device().devicePixelRatioF()
    size = round(sheet.view.width * ratio), round(sheet.view.height * ratio)
    own = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
    own.setDevicePixelRatio(ratio)
    own.fill(0)
    painter = QPainter(own)
    try:
        yield from _layer_steps(replace(sheet, painter=painter), scene, name)
    finally:
        painter.end()
    sheet.painter.setOpacity(opacity)
    sheet.painter.drawImage(QPointF(0, 0), own)
    sheet.painter.setOpacity(1.0)
    yield Step("faded", How.PLAIN, 1)
