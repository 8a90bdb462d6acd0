# SPDX-License-Identifier: MIT
"""Pictures with few colours, so that the files of the manual stay small."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage


def with_few_colours(image: QImage, most: int = 256) -> QImage:
    """Return a picture in at most so many (up to 256) colours, chosen by median cut."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    width, height = plain.width(), plain.height()
    pixels = np.frombuffer(plain.constBits(), np.uint32).reshape(height, -1)[:, :width] & 0xFFFFFF
    colours, place, count = np.unique(pixels, return_inverse=True, return_counts=True)
    box = _boxes(_parts(colours), count, most)
    table = [_mean(colours[box == number], count[box == number]) for number in range(int(box.max()) + 1)]
    rows = np.zeros((height, (width + 3) // 4 * 4), np.uint8)
    rows[:, :width] = box[place].reshape(height, width)
    made = QImage(rows.tobytes(), width, height, rows.shape[1], QImage.Format.Format_Indexed8)
    made.setColorTable([0xFF000000 | colour for colour in table])
    # The bytes belong to this function; what is returned has its own.
    return made.copy()


def _parts(colours: NDArray[np.uint32]) -> NDArray[np.float64]:
    """Return (n, 3) red, green and blue."""
    return np.stack([(colours >> shift) & 0xFF for shift in (16, 8, 0)], axis=1).astype(np.float64)


def _boxes(parts: NDArray[np.float64], count: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """Return (n,) the box of each colour; the box with the greatest spread is cut until there are enough."""
    box = np.zeros(len(parts), np.int64)
    spread = {0: _spread(parts, count)}
    for number in range(1, most):
        widest = max(spread, key=lambda one: (spread[one][0], -one))
        worth, axis = spread[widest]
        if worth <= 0:
            break
        members = np.flatnonzero(box == widest)
        middle = np.average(parts[members, axis], weights=count[members])
        box[members[parts[members, axis] > middle]] = number
        for one in (widest, number):
            chosen = box == one
            spread[one] = _spread(parts[chosen], count[chosen])
    return box


def _spread(parts: NDArray[np.float64], count: NDArray[np.int64]) -> tuple[float, int]:
    """Return how far the colours lie apart, each counted as often as it occurs, and along which part the most."""
    weight = np.sqrt(count)
    middle = np.average(parts, axis=0, weights=weight)
    apart = (weight[:, None] * (parts - middle) ** 2).sum(axis=0)
    axis = int(np.argmax(apart))
    return float(apart[axis]) if len(parts) > 1 else 0.0, axis


def _mean(colours: NDArray[np.uint32], count: NDArray[np.int64]) -> int:
    red, green, blue = np.rint(np.average(_parts(colours), axis=0, weights=count)).astype(int).tolist()
    return red << 16 | green << 8 | blue
