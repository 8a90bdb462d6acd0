# SPDX-License-Identifier: MIT
"""Hands a unit graph of the partition benchmark to the product's own solver.

Used as `bench_partition_peers.py --ours benchmarks.partition_adapter:solve`. The loops run compiled where numba is
installed (compiled on loading, before anything is timed); GRIDMGR_KERNEL=plain keeps them plain.
"""

import os
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from gridmgr.model.bands import Band
from gridmgr.planning.partition import partition
from gridmgr.planning.partition.kernel.loading import can_compile, kernel
from gridmgr.planning.partition.kernel.preparing import prepare
from gridmgr.planning.units import UnitGraph

if can_compile() and os.environ.get("GRIDMGR_KERNEL") != "plain":
    prepare()
    kernel()


class BenchGraph(Protocol):
    """The unit graph of the benchmark: households, areas, outlines, points, estates and borders of the units."""

    w: NDArray[np.int64]
    area: NDArray[np.float64]
    perim: NDArray[np.float64]
    xy: NDArray[np.float64]
    compound: NDArray[np.int64]
    eu: NDArray[np.int64]
    ev: NDArray[np.int64]
    elen: NDArray[np.float64]
    ecls: NDArray[np.int64]
    trav: NDArray[np.bool_]


def solve(G: BenchGraph, seed: int) -> NDArray[np.int64]:  # noqa: N803 - the benchmark calls it so
    """Return the grid number of every unit."""
    return partition(unit_graph(G), Band(), seed=seed).labels


def unit_graph(bench: BenchGraph) -> UnitGraph:
    """Return the benchmark's graph as the product knows it."""
    return UnitGraph(
        households=np.asarray(bench.w, dtype=np.int64),
        area_m2=np.asarray(bench.area, dtype=np.float64),
        perimeter_m=np.asarray(bench.perim, dtype=np.float64),
        xy=np.asarray(bench.xy, dtype=np.float64),
        compound=np.asarray(bench.compound, dtype=np.int64),
        edge_a=np.minimum(bench.eu, bench.ev).astype(np.int64),
        edge_b=np.maximum(bench.eu, bench.ev).astype(np.int64),
        edge_m=np.asarray(bench.elen, dtype=np.float64),
        edge_kind=np.asarray(bench.ecls, dtype=np.int8),
        passable=np.asarray(bench.trav, dtype=np.bool_),
    )
