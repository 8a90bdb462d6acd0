# SPDX-License-Identifier: MIT
"""The colours, lines and fills in which foreign maps are drawn."""

from enum import StrEnum

from PySide6.QtGui import QColor

from gridmgr.map.style import Colours

INKS = ("moved", "accent", "above", "inside", "muted")
"""The colours that drawings take in turn, by their names in the style."""


class Line(StrEnum):
    """How wide outlines and lines are drawn."""

    NONE = "none"
    THIN = "thin"
    MEDIUM = "medium"
    THICK = "thick"


class Tint(StrEnum):
    """How strongly areas are filled."""

    NONE = "none"
    FAINT = "faint"
    STRONG = "strong"


LINE_PX = {Line.NONE: 0.0, Line.THIN: 0.8, Line.MEDIUM: 1.6, Line.THICK: 3.0}
TINT_SHARES = {Tint.NONE: 0.0, Tint.FAINT: 0.12, Tint.STRONG: 0.35}


def ink_colour(ink: str, colours: Colours) -> QColor:
    """Return the colour of an ink on the light or the dark map; an unknown one is the first."""
    return QColor(getattr(colours, ink if ink in INKS else INKS[0]))
