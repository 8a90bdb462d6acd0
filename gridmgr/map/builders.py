# SPDX-License-Identifier: MIT
"""Scenes from plain arrays: from the columns of tables, and from a plan that is still being made."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from gridmgr.map.arrays import Geometries
from gridmgr.map.scene import Barriers, Buildings, Communities, Facilities, Grids, MapScene
from gridmgr.map.style import BandState
from gridmgr.model.bands import Band

Columns = Mapping[str, ArrayLike]
"""A table by columns: every column has the same length; `geometry` holds shapely geometries in the metric CRS."""


def band_states(households: Sequence[int] | NDArray[np.int64], band: Band) -> list[BandState]:
    """Return how each number of households lies to the size rule."""
    excess = [band.excess(int(count)) for count in households]
    return [BandState.BELOW if off < 0 else BandState.ABOVE if off > 0 else BandState.INSIDE for off in excess]


def scene_from_tables(
    tables: Mapping[str, Columns], title: str = "", note: str = "", band: Band | None = None
) -> MapScene:
    """Build a scene from the tables community, grid, building, barrier and facility, of which any may be missing.

    community: id, name, geometry; grid: id, number, households, geometry; building: id, number, households, geometry;
    barrier: id, kind, class, name, geometry; facility: id, name, type, geometry; grids and buildings may be `locked`.
    Texts and counts may be missing or None. Raises KeyError when a table has no id or geometry.
    """
    band = band or Band()
    community, building, facility = (tables.get(name, {}) for name in ("community", "building", "facility"))
    return MapScene(
        Communities(_texts(community, "id"), _texts(community, "name"), _shapes(community)),
        _grids(tables.get("grid", {}), band),
        Buildings(
            _texts(building, "id"),
            _texts(building, "number"),
            _counts(building),
            _shapes(building),
            locked=_locked(building),
        ),
        _barriers(tables.get("barrier", {})),
        title,
        note,
        band,
        facilities=Facilities(
            _texts(facility, "id"), _texts(facility, "name"), _texts(facility, "type"), _shapes(facility)
        ),
    )


def _barriers(table: Columns) -> Barriers:
    kinds, classes = _texts(table, "kind"), _texts(table, "class")
    return Barriers(_texts(table, "id"), kinds, classes, _texts(table, "name"), _shapes(table))


def _grids(table: Columns, band: Band) -> Grids:
    households = _counts(table)
    states = band_states(households, band)
    return Grids(_texts(table, "id"), _texts(table, "number"), _shapes(table), households, states, _locked(table))


def scene_with_plan(
    scene: MapScene, faces: Geometries, owner: NDArray[np.int64], households: NDArray[np.int64], numbers: Sequence[str]
) -> MapScene:
    """Return the scene with the grids of a plan in the making: the same land, communities and rule.

    `faces` (n) are areas that share their borders, `owner` (n) is the grid of each (row of `numbers`, -1 for none) and
    `households` (n) live there. The numbers are the ids of the grids too. Raises ValueError for an unknown owner.
    """
    if len(owner) and int(owner.max()) >= len(numbers):
        raise ValueError(f"grid {int(owner.max())} of {len(numbers)}")
    owned = owner >= 0
    counts = np.bincount(owner[owned], weights=households[owned], minlength=len(numbers)).astype(np.int64)
    shapes = [shapely.coverage_union_all(faces[owner == grid]) for grid in range(len(numbers))]
    return replace(scene, grids=Grids(list(numbers), list(numbers), shapes, counts, band_states(counts, scene.band)))


def _column(table: Columns, name: str) -> NDArray[np.object_]:
    if not table:
        return np.empty(0, object)
    return np.asarray(table[name], dtype=object)


def _shapes(table: Columns) -> NDArray[np.object_]:
    return _column(table, "geometry")


def _texts(table: Columns, name: str) -> list[str]:
    if name != "id" and name not in table:
        return [""] * len(_shapes(table))
    return ["" if value is None or value != value else str(value) for value in _column(table, name)]


def _locked(table: Columns) -> frozenset[str]:
    """Return the ids of the rows that are locked."""
    if "locked" not in table:
        return frozenset()
    return frozenset(
        one for one, is_locked in zip(_texts(table, "id"), _column(table, "locked"), strict=True) if is_locked
    )


def _counts(table: Columns) -> NDArray[np.int64]:
    if "households" not in table:
        return np.zeros(len(_shapes(table)), np.int64)
    return np.array(
        [0 if value is None or value != value else int(value) for value in _column(table, "households")], np.int64
    )
