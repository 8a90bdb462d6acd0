# SPDX-License-Identifier: MIT
"""Addresses: which street a building lies on, and its number there."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from gridmgr.operations.sample.streets import Street

_LOT_M = 7.0
"""Width of street front that one house number stands for."""


@dataclass(frozen=True, slots=True)
class Place:
    """A street and a number on it."""

    street: str
    number: int

    @property
    def text(self) -> str:
        """Return the place as it is written on a door."""
        return f"{self.street}{self.number}号"


class Numbering:
    """Gives house numbers: odd on one side, even on the other, growing along the street, none twice."""

    def __init__(self, streets: Sequence[Street]) -> None:
        self._streets = streets
        self._lines = np.array([s.line for s in streets], dtype=object)
        pieces = [self._pieces(line) for line in self._lines]
        self._street_of_piece = np.repeat(np.arange(len(streets)), [len(p) for p in pieces])
        self._tree = shapely.STRtree(np.concatenate(pieces))
        self._taken: set[tuple[str, int]] = set()
        self._start = self._starts(streets)

    @staticmethod
    def _pieces(line: LineString) -> NDArray[np.object_]:
        """Return the straight pieces of a line, among which the nearest is found faster."""
        points = shapely.get_coordinates(line)
        return np.asarray(shapely.linestrings(np.stack([points[:-1], points[1:]], axis=1)))

    @staticmethod
    def _starts(streets: Sequence[Street]) -> NDArray[np.float64]:
        """Return where the numbers of each piece of a street begin, after the pieces before it."""
        length: dict[str, float] = {}
        starts = []
        for street in streets:
            starts.append(length.get(street.name, 0.0))
            length[street.name] = starts[-1] + street.line.length
        return np.array(starts)

    def places(self, shapes: Sequence[BaseGeometry]) -> list[Place]:
        """Return the places of some buildings or plots on the streets nearest to them."""
        array = np.array(shapes, dtype=object)
        which, nearest = self._tree.query_nearest(array, all_matches=False)
        street_of = np.zeros(len(array), dtype=np.int64)
        street_of[which] = self._street_of_piece[nearest]
        centres = shapely.centroid(array)
        along = shapely.line_locate_point(self._lines[street_of], centres)
        left = self._left(self._lines[street_of], along, shapely.get_coordinates(centres))
        wanted = 2 * ((self._start[street_of] + along) / _LOT_M).astype(np.int64) + np.where(left, 1, 2)
        order = np.lexsort((wanted, street_of))
        found: dict[int, Place] = {}
        for i in order.tolist():
            found[i] = self._free(self._streets[int(street_of[i])].name, int(wanted[i]))
        return [found[i] for i in range(len(array))]

    @staticmethod
    def _left(
        lines: NDArray[np.object_], along: NDArray[np.float64], centres: NDArray[np.float64]
    ) -> NDArray[np.bool_]:
        """Tell which points lie to the left of their lines."""
        before = shapely.get_coordinates(shapely.line_interpolate_point(lines, np.maximum(along - 1.0, 0.0)))
        after = shapely.get_coordinates(shapely.line_interpolate_point(lines, along + 1.0))
        ahead, aside = after - before, centres - before
        return np.asarray(ahead[:, 0] * aside[:, 1] - ahead[:, 1] * aside[:, 0] > 0)

    def _free(self, street: str, wanted: int) -> Place:
        """Return the wanted number or the next free one on the same side."""
        number = wanted
        while (street, number) in self._taken:
            number += 2
        self._taken.add((street, number))
        return Place(street, number)
