# SPDX-License-Identifier: MIT
"""The synthetic districts of the partition benchmark as the product sees a district: outlines, barriers, buildings."""

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gridmgr.planning.barriers import Barriers
from gridmgr.planning.unit_building import Buildings
from gridmgr.planning.units import EdgeKind

EAST, NORTH = 500_000.0, 2_900_000.0
REACH_M = 30.0
"""As far outside a community barriers are taken along."""


class BenchGround(NamedTuple):
    """What `build_units` is given for one community."""

    outline: BaseGeometry
    barriers: Barriers
    buildings: Buildings


def generator(script: Path) -> ModuleType:
    """Load the benchmark's generator, `bench_partition_gen.py`."""
    spec = importlib.util.spec_from_file_location("bench_partition_gen", script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def grounds(district: Any) -> Iterator[tuple[int, BenchGround]]:  # Any: a District of the generator.
    """Yield the number and the ground of every community with buildings, from the raw geometry of the district."""
    barriers = _barriers(district)
    tree = shapely.STRtree(barriers.geometry)
    order = np.argsort(district.b_community, kind="stable")
    cells = np.argsort(district.cell_community, kind="stable")
    for community in range(int(district.cell_community.max()) + 1):
        mine = order[slice(*np.searchsorted(district.b_community[order], (community, community + 1)))]
        blocks = cells[slice(*np.searchsorted(district.cell_community[cells], (community, community + 1)))]
        if not len(mine):
            continue
        outline = shapely.union_all(_placed(district.cell_poly[blocks]), grid_size=0.001)
        near = np.zeros(len(barriers), dtype=np.bool_)
        near[tree.query(outline, predicate="dwithin", distance=REACH_M)] = True
        buildings = Buildings(
            _placed(district.b_poly[mine]),
            np.asarray(district.b_hh[mine], dtype=np.int64),
            np.asarray(district.b_compound[mine], dtype=np.int64),
        )
        yield community, BenchGround(outline, barriers.only(near), buildings)


def _placed(geometry: Any) -> Any:
    return shapely.transform(geometry, lambda xy: np.round(xy + np.array((EAST, NORTH)), 3))


def _barriers(district: Any) -> Barriers:
    """Return streets and railway as lines, the river as areas, and a way across for each bridge."""
    pairs = [(a, b, kind) for (a, b), kind in district.cell_pairs.items() if kind != EdgeKind.INSIDE]
    a, b, kind = np.array(pairs).T
    streets = shapely.intersection(district.cell_poly[a], district.cell_poly[b])
    water = district.cell_poly[district.cell_community < 0]
    ends = [shapely.get_coordinates(shapely.centroid(district.cell_poly[[a, b]])) for a, b, _, _ in district.bridges]
    middle = np.array([(x, y) for _, _, x, y in district.bridges])
    ways = shapely.linestrings([[one, at, other] for (one, other), at in zip(ends, middle, strict=True)])
    geometry = _placed(np.concatenate((streets, water, ways)))
    kinds = [kind, np.full(len(water), EdgeKind.RAIL), np.full(len(ways), EdgeKind.BRIDGE)]
    return Barriers.of_kinds(geometry, np.concatenate(kinds).astype(np.int8))
