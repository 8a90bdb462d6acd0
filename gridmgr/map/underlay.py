# SPDX-License-Identifier: MIT
"""Basemaps and backdrops of a map: pictures below and above its own, painted in short steps, the newest view first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter

from gridmgr.map.furnishing import Look
from gridmgr.map.overlay import MARGIN_SHARE, paint_image, says_little
from gridmgr.map.painting import blank_image, put_upon
from gridmgr.map.sheet import Sheet, Step
from gridmgr.map.style import colours
from gridmgr.map.view import ViewState

SLICE_S = 0.006
QUIET_MS = 70
GATHERING_MS = 60
"""Tiles that arrive within this time are painted together."""
DIMMED_SHARE = 0.6
"""How strongly pictures are painted on the dark map, so that its names stay readable."""


class BackLayer(Protocol):
    """What an underlay can paint."""

    @property
    def opacity(self) -> float:
        """How strongly it is painted, 0 to 1."""

    @property
    def is_picture(self) -> bool:
        """Whether it is made of pictures, which are dimmed on the dark map."""

    def is_shown_at(self, denominator: float) -> bool:
        """Tell whether it is shown at the scale 1:denominator."""

    def steps(self, sheet: Sheet, pixel_ratio: float) -> Iterator[Step]:
        """Paint it in short steps."""


@dataclass(frozen=True, slots=True)
class _Made:
    """What a picture was painted for."""

    view: ViewState
    look: Look


class _Part:
    """One picture of several layers, and how it comes about."""

    def __init__(self) -> None:
        self.layers: tuple[BackLayer, ...] = ()
        self.image: QImage | None = None
        self.made: _Made | None = None

    def paint(self, painter: QPainter, view: ViewState) -> None:
        if self.image is not None and self.made is not None and self.layers:
            paint_image(painter, self.image, self.made.view, view)

    def steps(self, wanted: _Made) -> Iterator[Step]:
        """Paint the layers into a new picture and show it when it is finished."""
        shown = [one for one in self.layers if one.is_shown_at(wanted.view.scale_denominator())]
        image = blank_image(wanted.view.width, wanted.view.height, wanted.look.pixel_ratio)
        yield from _upon(image, shown, wanted)
        self.image, self.made = image, wanted


def painted_at_once(
    layers: Sequence[BackLayer], view: ViewState, pixel_ratio: float, ground: QColor | None = None
) -> QImage:
    """Return a picture of layers, the lowest first, for paper; without a ground it is clear where nothing is."""
    image = blank_image(view.width, view.height, pixel_ratio, ground)
    for _ in _upon(image, layers, _Made(view, Look(dark=False, pixel_ratio=pixel_ratio, shows_legend=False))):
        pass
    return image


def _upon(image: QImage, layers: Sequence[BackLayer], wanted: _Made) -> Iterator[Step]:
    """Paint layers on a picture in short steps."""
    for layer in layers:
        opacity = layer.opacity * (DIMMED_SHARE if wanted.look.dark and layer.is_picture else 1.0)
        if opacity <= 0:
            continue
        # What overlaps within a faded layer must not show through.
        is_faded = opacity < 1.0
        own = blank_image(wanted.view.width, wanted.view.height, wanted.look.pixel_ratio) if is_faded else image
        yield from _painted(own, layer, wanted)
        if is_faded:
            put_upon(image, own, opacity)


class Underlay(QObject):
    """Paints layers below and above the map of one canvas; what is out of date is painted anew by itself."""

    changed = Signal()
    """There is something else to be seen."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._below, self._above = _Part(), _Part()
        self._version = self._painted_version = 0
        self._wanted: _Made | None = None
        self._work: Iterator[Step] | None = None
        self._turns = QTimer(self)
        self._turns.setInterval(0)
        self._turns.timeout.connect(self._on_turn)
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.timeout.connect(self._start)

    @property
    def is_busy(self) -> bool:
        """Whether a picture is being painted or will be in a moment."""
        return self._work is not None or self._quiet.isActive()

    @property
    def has_layers_below(self) -> bool:
        """Whether the map lies upon something, so that its own ground must not be painted."""
        return bool(self._below.layers)

    def set_layers(self, below: Sequence[BackLayer], above: Sequence[BackLayer]) -> None:
        """Show other layers, the lowest first; what is painted of the old ones stays until the new picture is there."""
        self._below.layers, self._above.layers = tuple(below), tuple(above)
        for part in (self._below, self._above):
            if not part.layers:
                part.image = part.made = None
        self.renew(0)
        self.changed.emit()

    def renew(self, wait_ms: int = GATHERING_MS) -> None:
        """Paint the pictures anew, as a layer has more to show or looks otherwise; what comes meanwhile is gathered."""
        self._version += 1
        # A picture at work is finished first, or tiles that arrive all the time would never let one be.
        if self._has_work and self._work is None and not self._quiet.isActive():
            self._quiet.start(wait_ms)

    def paint_below(self, painter: QPainter, view: ViewState, look: Look) -> None:
        """Paint what lies below the map at its place in this view, and have a sharp picture of it made."""
        self._want(view, look)
        self._below.paint(painter, view)

    def paint_above(self, painter: QPainter, view: ViewState, _look: Look) -> None:
        """Paint what lies upon the map; `paint_below` came first."""
        self._above.paint(painter, view)

    def close(self) -> None:
        """Give up what is being painted."""
        self._quiet.stop()
        self._cancel()

    @property
    def _has_work(self) -> bool:
        return self._wanted is not None and bool(self._below.layers or self._above.layers)

    def _want(self, view: ViewState, look: Look) -> None:
        known = self._wanted
        if known is not None and (known.view, known.look) == (view, look):
            return
        self._wanted = _Made(view, look)
        if self._has_work:
            made = self._below.made or self._above.made
            self._quiet.start(0 if made is None or says_little(made.view, view) else QUIET_MS)

    def _start(self) -> None:
        self._cancel()
        if self._wanted is None:
            return
        made = _Made(self._wanted.view.grown(MARGIN_SHARE), self._wanted.look)
        self._painted_version = self._version
        self._work = self._steps(made)
        self._turns.start()

    def _steps(self, wanted: _Made) -> Iterator[Step]:
        for part in (self._below, self._above):
            if part.layers:
                yield from part.steps(wanted)
                self.changed.emit()

    def _on_turn(self) -> None:
        work, end = self._work, perf_counter() + SLICE_S
        try:
            while work is not None and work is self._work and perf_counter() < end:
                if next(work, None) is None:
                    self._finish()
        except Exception:
            # Shown as an error of the program, once, and not again at every turn.
            self._work = None
            self._turns.stop()
            raise

    def _finish(self) -> None:
        self._work = None
        self._turns.stop()
        if self._has_work and self._version != self._painted_version:
            self._quiet.start(GATHERING_MS)

    def _cancel(self) -> None:
        self._turns.stop()
        work, self._work = self._work, None
        if work is not None:
            # Ends the painter before its picture goes.
            work.close()  # type: ignore[attr-defined]


def _painted(image: QImage, layer: BackLayer, wanted: _Made) -> Iterator[Step]:
    """Run the draw steps of a layer on a picture; its painter is ended whatever happens."""
    painter = QPainter(image)
    try:
        area = (0.0, 0.0, float(wanted.view.width), float(wanted.view.height))
        sheet = Sheet(painter, wanted.view, colours(wanted.look.dark), area)
        yield from layer.steps(sheet, wanted.look.pixel_ratio)
    finally:
        painter.end()
