# SPDX-License-Identifier: MIT
"""What part of the district is seen, and how ground and screen are turned into each other."""

from dataclasses import dataclass, replace
from math import log2
from typing import Self

import numpy as np
from numpy.typing import NDArray

FINEST_M_PER_PX = 0.02
COARSEST_M_PER_PX = 500.0
INCH_M = 0.0254

Box = tuple[float, float, float, float]
"""West, south, east, north in metres; on screen left, top, right, bottom in pixels."""


@dataclass(frozen=True, slots=True)
class ViewState:
    """A window onto the ground: its centre (metres, district CRS), its scale and its size in logical pixels.

    The ground's y grows to the north, the screen's y downwards.
    """

    x: float
    y: float
    metres_per_pixel: float
    width: int
    height: int

    @classmethod
    def fit(cls, bounds: Box, width: int, height: int, margin: float = 0.06) -> Self:
        """Return the view that shows `bounds` whole, with `margin` (a share of the size) free on every side."""
        west, south, east, north = bounds
        free = 1.0 - 2.0 * margin
        scale = max((east - west) / max(width * free, 1.0), (north - south) / max(height * free, 1.0))
        return cls((west + east) / 2, (south + north) / 2, _limited(scale), width, height)

    @property
    def bounds(self) -> Box:
        """The ground that is seen, in metres."""
        half_x, half_y = self.width * self.metres_per_pixel / 2, self.height * self.metres_per_pixel / 2
        return self.x - half_x, self.y - half_y, self.x + half_x, self.y + half_y

    @property
    def level(self) -> int:
        """The power of two of metres per pixel that is not coarser than this view."""
        return int(np.floor(log2(self.metres_per_pixel)))

    def to_screen(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Turn (n, 2) metres into (n, 2) logical pixels from the upper left corner."""
        centre = np.array([self.x, self.y])
        turned = np.array([1.0, -1.0]) / self.metres_per_pixel
        return np.asarray((np.asarray(xy, np.float64) - centre) * turned + np.array([self.width, self.height]) / 2)

    def to_ground(self, pixels: NDArray[np.float64]) -> NDArray[np.float64]:
        """Turn (n, 2) logical pixels into (n, 2) metres."""
        turned = np.array([1.0, -1.0]) * self.metres_per_pixel
        offset = np.asarray(pixels, np.float64) - np.array([self.width, self.height]) / 2
        return np.asarray(offset * turned + np.array([self.x, self.y]))

    def point_at(self, px: float, py: float) -> tuple[float, float]:
        """Return the ground point (metres) under one pixel."""
        x, y = self.to_ground(np.array([[px, py]]))[0].tolist()
        return x, y

    def pixel_at(self, x: float, y: float) -> tuple[float, float]:
        """Return the pixel over one ground point (metres)."""
        px, py = self.to_screen(np.array([[x, y]]))[0].tolist()
        return px, py

    def centred(self, x: float, y: float) -> Self:
        """Return the view with this ground point (metres) in its middle."""
        return replace(self, x=x, y=y)

    def scaled(self, metres_per_pixel: float) -> Self:
        """Return the view with the same middle at another scale."""
        return replace(self, metres_per_pixel=_limited(metres_per_pixel))

    def panned(self, right_px: float, down_px: float) -> Self:
        """Return the view after the picture was dragged by so many pixels."""
        step = self.metres_per_pixel
        return replace(self, x=self.x - right_px * step, y=self.y + down_px * step)

    def zoomed(self, factor: float, px: float, py: float) -> Self:
        """Return the view `factor` times closer; the ground under the pixel (px, py) stays where it is."""
        scale = _limited(self.metres_per_pixel / factor)
        x, y = self.point_at(px, py)
        shift_x, shift_y = (px - self.width / 2) * scale, (py - self.height / 2) * scale
        return replace(self, x=x - shift_x, y=y + shift_y, metres_per_pixel=scale)

    def resized(self, width: int, height: int) -> Self:
        """Return the view with the same centre and scale in a window of another size."""
        return replace(self, width=max(width, 1), height=max(height, 1))

    def grown(self, share: float) -> Self:
        """Return the view with `share` of its size added on every side, in whole pixels."""
        add_x, add_y = int(self.width * share), int(self.height * share)
        return replace(self, width=self.width + 2 * add_x, height=self.height + 2 * add_y)

    def scale_denominator(self, dots_per_inch: float = 96.0) -> float:
        """Return n of the scale 1:n on a screen with so many logical pixels an inch."""
        return self.metres_per_pixel * dots_per_inch / INCH_M


def _limited(scale: float) -> float:
    return min(max(scale, FINEST_M_PER_PX), COARSEST_M_PER_PX)
