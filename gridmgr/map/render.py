# SPDX-License-Identifier: MIT
"""Pictures of the map, painted in short slices between the events of the window; the newest view wins."""

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter
from shiboken6 import isValid

from gridmgr.map.painting import blank_image, label_steps, put_upon
from gridmgr.map.scene import MapScene
from gridmgr.map.sheet import How, Sheet, Step
from gridmgr.map.stacking import lower_steps, upper_steps
from gridmgr.map.style import colours
from gridmgr.map.view import Box, ViewState

SLICE_S = 0.006
WAITING = Step("land", How.PLAIN, 0, 0)
"""Nothing can be done before another queue has painted the land."""


@dataclass(frozen=True, slots=True)
class Request:
    """A picture that is wanted: `core` (pixels) of it is seen at once, `taken` boxes stay free of names."""

    scene: MapScene
    view: ViewState
    core: Box
    taken: tuple[Box, ...] = ()
    dark: bool = False
    pixel_ratio: float = 1.0

    def has_same_land(self, other: "Request") -> bool:
        """Tell whether land and view are the same, so that only the plan must be painted anew."""
        here, there = (self.view, self.dark, self.pixel_ratio), (other.view, other.dark, other.pixel_ratio)
        return here == there and self.scene.has_same_land(other.scene)


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished picture and what it was asked for."""

    image: QImage
    request: Request
    is_rough: bool = False
    """Whether the names are still missing."""


class Land:
    """The picture of the land without a plan, and whether one is being painted; several queues may share it."""

    def __init__(self) -> None:
        self.picture: Picture | None = None
        self.painted_for: Request | None = None

    def blank(self, wanted: Request, ground: QColor | None) -> QImage:
        """Return a picture to paint on: that of the land before, which nobody needs any more, if it is as large.

        To get room for a new one takes as long as to paint all streets.
        """
        old, self.picture = self.picture, None
        view = wanted.view
        if old is None or (old.request.view.width, old.request.view.height) != (view.width, view.height):
            return blank_image(view.width, view.height, wanted.pixel_ratio, ground)
        if old.request.pixel_ratio != wanted.pixel_ratio:
            return blank_image(view.width, view.height, wanted.pixel_ratio, ground)
        old.image.fill(QColor(0, 0, 0, 0) if ground is None else ground)
        return old.image


class RenderQueue(QObject):
    """Paints one picture at a time on the window's thread, a few milliseconds per turn of the event loop.

    PySide keeps other Python threads waiting while it paints, so a thread would gain little; short turns keep the
    window quick. A new request drops the one at work. While only the plan changes, the land is painted once; queues of
    two plans on the same land may share it.
    """

    ready = Signal(object)
    """A Picture is finished."""
    roughed = Signal(object)
    """Land and plan of a Picture are finished; its names follow in the same image."""

    def __init__(self, parent: QObject | None = None, clock: Callable[[], float] = perf_counter) -> None:
        super().__init__(parent)
        self._clock = clock
        self._work: Iterator[Step] | None = None
        self._land = Land()
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._on_turn)

    @property
    def is_busy(self) -> bool:
        """Whether a picture is being painted."""
        return self._work is not None

    def share_land(self, other: "RenderQueue") -> None:
        """Paint the land once for both queues: the second waits for the first."""
        self._land = other._land

    def request(self, wanted: Request) -> None:
        """Start a picture; the one at work is given up."""
        self.cancel()
        self._work = self._paint(wanted)
        self._timer.start()

    def cancel(self) -> None:
        """Give up the picture at work."""
        self._timer.stop()
        work, self._work = self._work, None
        if work is not None:
            # Ends the painter before its picture goes.
            work.close()  # type: ignore[attr-defined]

    def _on_turn(self) -> None:
        work, end = self._work, self._clock() + SLICE_S
        try:
            while work is not None and work is self._work and self._clock() < end:
                step = next(work, None)
                if step is None:
                    self._timer.stop()
                    self._work = None
                if step is None or step is WAITING:
                    return
        except Exception:
            self._work = None
            if not isValid(self):
                # The window went while its picture was being painted: nobody waits for it any more.
                return
            self._timer.stop()
            raise

    def _paint(self, wanted: Request) -> Iterator[Step]:
        land = yield from self._painted_land(wanted)
        image = _faded_land(land.image, wanted)
        yield from _plan_steps(image, wanted)
        self.roughed.emit(Picture(image, wanted, is_rough=True))
        yield from _on(image, wanted, lambda sheet: label_steps(sheet, wanted.scene, wanted.taken))
        self.ready.emit(Picture(image, wanted))

    def _painted_land(self, wanted: Request) -> Generator[Step, None, Picture]:
        """Paint the land, unless it is there or another queue is just painting the same."""
        land = self._land
        while land.painted_for is not None and land.painted_for.has_same_land(wanted):
            yield WAITING
        known = land.picture
        if known is not None and known.request.has_same_land(wanted):
            return known
        # The ground comes with the picture: to fill it twice would take as long as all streets.
        ground = QColor(colours(wanted.dark).ground) if wanted.scene.layers.ground else None
        image = land.blank(wanted, ground)
        land.painted_for = wanted
        try:
            yield from _on(image, wanted, lambda sheet: lower_steps(sheet, wanted.scene, has_ground=True))
        finally:
            if land.painted_for is wanted:
                land.painted_for = None
        land.picture = known = Picture(image, wanted)
        return known


def _faded_land(land: QImage, wanted: Request) -> QImage:
    """Return a copy of the picture of the land, as strong as it shall be."""
    layers = wanted.scene.layers
    if layers.land_opacity >= 1.0:
        return land.copy()
    image = blank_image(wanted.view.width, wanted.view.height, wanted.pixel_ratio)
    if layers.ground:
        image.fill(QColor(colours(wanted.dark).ground))
    put_upon(image, land, layers.land_opacity)
    return image


def _plan_steps(image: QImage, wanted: Request) -> Iterator[Step]:
    """Paint the plan upon the land; a faded one on a picture of its own, or what overlaps would show through."""
    opacity = wanted.scene.layers.plan_opacity
    if opacity >= 1.0:
        yield from _on(image, wanted, lambda sheet: upper_steps(sheet, wanted.scene))
        return
    plan = blank_image(wanted.view.width, wanted.view.height, wanted.pixel_ratio)
    yield from _on(plan, wanted, lambda sheet: upper_steps(sheet, wanted.scene))
    put_upon(image, plan, opacity)


def _on(image: QImage, wanted: Request, steps: Callable[[Sheet], Iterator[Step]]) -> Iterator[Step]:
    """Run draw steps on a picture; its painter is ended whatever happens."""
    painter = QPainter(image)
    try:
        yield from steps(Sheet(painter, wanted.view, colours(wanted.dark), wanted.core))
    finally:
        painter.end()
