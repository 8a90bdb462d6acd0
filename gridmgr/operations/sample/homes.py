# SPDX-License-Identifier: MIT
"""Homes: every dwelling of every building with unit, floor and room, and which of them somebody lives in."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridmgr.operations.sample.houses import Standing

HOUSEHOLDS = 58_000


@dataclass(frozen=True, slots=True)
class Homes:
    """One row per dwelling (n,), building by building, from the ground up."""

    building: NDArray[np.int64]
    unit: NDArray[np.int64]
    """0 where a building has no units."""
    floor: NDArray[np.int64]
    room: NDArray[np.int64]
    """0 where a family has the whole house."""
    lived_in: NDArray[np.bool_]


def homes(standing: list[Standing], dwellings: NDArray[np.int64], rng: np.random.Generator) -> Homes:
    """Return all dwellings; towers and new slabs have more empty ones than the rest."""
    rows = [_layout(s, int(n)) for s, n in zip(standing, dwellings, strict=True)]
    building = np.repeat(np.arange(len(standing)), dwellings)
    unit, floor, room = np.concatenate([r for r in rows if len(r)]).T
    demand = np.array([0.35 if s.house.kind == "tower" else 1.0 for s in standing])[building]
    wish = rng.random(len(building)) ** (1.0 / demand)
    lived_in = np.zeros(len(building), dtype=bool)
    lived_in[np.argsort(-wish, kind="stable")[:HOUSEHOLDS]] = True
    return Homes(building, unit, floor, room, lived_in)


def _layout(standing: Standing, dwellings: int) -> NDArray[np.int64]:
    """Return unit, floor and room (n, 3) of the dwellings of one building."""
    house = standing.house
    if dwellings == 0:
        return np.zeros((0, 3), dtype=np.int64)
    if house.kind == "villa":
        floors = np.arange(1, dwellings + 1)
        rooms = floors * 100 + 1 if dwellings > 1 else np.zeros(1, dtype=np.int64)
        return np.column_stack([np.zeros(dwellings, dtype=np.int64), floors, rooms])
    lowest = 1 + int(house.shops_below)
    unit, floor, flat = np.meshgrid(
        np.arange(1, house.units + 1), np.arange(lowest, house.floors + 1), np.arange(1, house.flats + 1), indexing="ij"
    )
    number = unit.ravel() if house.units > 1 else np.zeros(unit.size, dtype=np.int64)
    return np.column_stack([number, floor.ravel(), floor.ravel() * 100 + flat.ravel()])
