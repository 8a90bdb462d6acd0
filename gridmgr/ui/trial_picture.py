# SPDX-License-Identifier: MIT
"""The map with what is only tried: grids as they would be, and what would change hands hatched."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from gridmgr.map.moved_land import moved_land
from gridmgr.map.regridding import regridded
from gridmgr.map.scene import Grids, MapScene, Moves
from gridmgr.map.split_estates import with_community
from gridmgr.operations.estate_unity import split_on_land
from gridmgr.operations.redrawing import Land, Redrawing
from gridmgr.operations.trial import Trial, touched
from gridmgr.report.scenes import split_marks
from gridmgr.ui.drawing_strokes import redrawn_grids


def pictured(scene: MapScene, trials: Sequence[Trial]) -> MapScene:
    """Return a map with the grids as they would be, and what would change hands hatched."""
    ids: list[str] = []
    names: list[str] = []
    shapes: list[object] = []
    buildings: set[str] = set()
    for trial in trials:
        split = split_marks(split_on_land(trial.land))
        scene = replace(scene, split_estates=with_community(scene.split_estates, trial.base.community.code, split))
        for (old, new), land in _moved(trial).items():
            ids.append(f"{old} {new}")
            shapes.append(land)
            names.append("")
        before, after = (land.coverage.grid_of_building for land in (trial.base, trial.land))
        buildings |= {trial.base.ground.building_ids[row] for row in np.flatnonzero(before != after).tolist()}
        scene = replace(
            scene, grids=regridded(scene.grids, redrawn_grids(scene, Redrawing(trial.base, trial.land, "")))
        )
    heads = np.full((len(ids), 2), np.nan)
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    moves = Moves(ids, names, array, heads, frozenset(buildings), frozenset(one for t in trials for one in touched(t)))
    return replace(scene, moves=moves)


def _moved(trial: Trial) -> dict[tuple[str, str], object]:
    """Return the land that goes from one grid to another, by both."""
    ids = touched(trial)
    old, new = (_drawn(land, ids) for land in (trial.base, trial.land))
    return dict(moved_land(old, new, {one: one for one in ids}, lambda _done, _all: None))


def _drawn(land: Land, ids: Sequence[str]) -> Grids:
    known = [land.grids[one] for one in ids if one in land.grids and land.grids[one].geom is not None]
    shapes = np.empty(len(known), dtype=object)
    shapes[:] = [grid.geom for grid in known]
    return Grids([grid.id for grid in known], [""] * len(known), shapes)
