# SPDX-License-Identifier: MIT
"""Compiles the inner loops once, so that every later plan on this computer is made several times faster."""

from time import perf_counter

import numpy as np

from gridmgr.model.bands import Band
from gridmgr.model.errors import InputError
from gridmgr.model.progress import Silent
from gridmgr.planning.partition.annealing import Annealing, Schedule
from gridmgr.planning.partition.division import Land
from gridmgr.planning.partition.kernel.loading import PLAIN, Kernel, can_compile, compiled, leave_mark
from gridmgr.planning.partition.meter import Meter
from gridmgr.planning.partition.network import unit_network
from gridmgr.planning.partition.result import Weights
from gridmgr.planning.units import EdgeKind, UnitGraph
from gridmgr.planning.voronoi import finds_the_same

_SIDE = 12
_GRIDS = 4
_SCHEDULE = Schedule(flips=20_000, resplits=200, hot=0.5, cold=0.04)


def prepare() -> float:
    """Compile the loops, see that they find what the plain ones find, and return how many times as fast they are.

    Takes some ten seconds the first time, so never call it on the window's thread. Raises InputError where numba is
    not installed, or where the compiled loops find something else: they are not used then.
    """
    if not can_compile():
        raise InputError("没有安装 numba，无法编译；请先安装：pip install 'gridmgr[fast]'。不编译也能划分，结果相同。")
    fast = compiled()
    _search(fast)
    slow_s, slow = _search(PLAIN)
    fast_s, found = _search(fast)
    if found != slow or not finds_the_same(fast):
        raise InputError("编译后的结果与未编译时不一致，仍使用未编译的方式；请把处理器型号报告给开发者。")
    leave_mark()
    return slow_s / fast_s


def _search(kernel: Kernel) -> tuple[float, tuple[int, float, list[int]]]:
    """Return the seconds of a small search, and what it found."""
    network = unit_network(_town(), Weights())
    labels = [min(_GRIDS - 1, node * _GRIDS // len(network)) for node in range(len(network))]
    land = Land.of(network, kernel)
    annealing = Annealing(Band(), Weights(), np.random.default_rng(1), Meter(Silent(), 1), kernel)
    kernel.grow(
        land.graph,
        kernel.numbers(labels, int),
        kernel.numbers([0] * _GRIDS, int),
        kernel.numbers([0.0] * len(network), float),
        kernel.numbers(range(8 * _GRIDS), int),
    )
    begun = perf_counter()
    found = annealing.run(land, labels, _SCHEDULE)
    return perf_counter() - begun, found


def _town() -> UnitGraph:
    """Return a square of equal plots with a street after every third one."""
    number = np.arange(_SIDE * _SIDE).reshape(_SIDE, _SIDE)
    a = np.concatenate((number[:, :-1].ravel(), number[:-1].ravel()))
    b = np.concatenate((number[:, 1:].ravel(), number[1:].ravel()))
    street = np.where(b - a == 1, b % _SIDE, b // _SIDE) % 3 == 0
    count = number.size
    return UnitGraph(
        households=np.full(count, 12, dtype=np.int64),
        area_m2=np.full(count, 400.0),
        perimeter_m=np.full(count, 80.0),
        xy=np.stack((number.ravel() % _SIDE, number.ravel() // _SIDE), axis=1).astype(np.float64) * 20.0,
        compound=np.full(count, -1, dtype=np.int64),
        edge_a=a,
        edge_b=b,
        edge_m=np.full(len(a), 20.0),
        edge_kind=np.where(street, EdgeKind.LOCAL, EdgeKind.INSIDE).astype(np.int8),
        passable=np.ones(len(a), dtype=np.bool_),
    )
