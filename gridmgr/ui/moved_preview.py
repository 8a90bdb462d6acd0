# SPDX-License-Identifier: MIT
"""What would change hands, hatched on the map as it is stored, until somebody agrees or looks elsewhere."""

from collections.abc import Collection, Sequence

import numpy as np

from gridmgr.map.scene import Moves
from gridmgr.operations.moved_land import MovedLand


def moves_shown(land: Sequence[MovedLand], buildings: Collection[str]) -> Moves:
    """Return the land and the buildings (ids) that would change hands as the map shows them, with their households."""
    shapes = np.empty(len(land), dtype=object)
    shapes[:] = [piece.shape for piece in land]
    return Moves(
        [str(number) for number in range(len(land))],
        [f"{piece.households:,} 户" if piece.households else "" for piece in land],
        shapes,
        np.full((len(land), 2), np.nan),
        frozenset(buildings),
    )
