# SPDX-License-Identifier: MIT
"""Least change: one estate is built in every community of the partition benchmark, and the plan is mended.

Run as `python -m benchmarks.bench_least_change FOLDER [SEED…]`, FOLDER holding `bench_partition_gen.py`. Prints, for
each seed and for all: cases solved of those solvable, households moved against the proven bound and a fresh plan
whose grids are matched so that most households stay, and the seconds of process time per community.
"""

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib import import_module

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from benchmarks.partition_adapter import unit_graph
from gridmgr.model.bands import Band
from gridmgr.planning.partition import Verdict, partition, possible_counts
from gridmgr.planning.rebalancing import Rebalanced, RepairCode, RepairVerdict, rebalance
from gridmgr.planning.units import UnitGraph

BAND = Band()
ESTATE = (120, 261)
TRIES = 60
PROVEN = {RepairCode.TOTALS, RepairCode.PROVEN, RepairCode.LUMP}


@dataclass(slots=True)
class Tally:
    """What was seen so far."""

    cases: int = 0
    solved: int = 0
    proven: int = 0
    moved: int = 0
    bound: int = 0
    exact: int = 0
    fresh: int = 0
    seconds: float = 0.0
    slowest: float = 0.0

    def __str__(self) -> str:
        return (
            f"solved {self.solved}/{self.cases - self.proven} (proven impossible {self.proven}), "
            f"moved {self.moved} / bound {self.bound} = {self.moved / max(self.bound, 1):.3f} (exact {self.exact}), "
            f"fresh plan {self.fresh} = {self.fresh / max(self.moved, 1):.1f} times as many, "
            f"{self.seconds / max(self.cases, 1):.2f} s per community, slowest {self.slowest:.2f} s"
        )


def communities(folder: str, seed: int) -> list[UnitGraph]:
    """Return the unit graphs of one district of the benchmark."""
    sys.path.insert(0, folder)
    source = import_module("bench_partition_gen")
    return [unit_graph(bench) for bench in source.build_graphs(source.make_district(seed=seed))]


def built_on(graph: UnitGraph, labels: NDArray[np.int64], rng: np.random.Generator) -> UnitGraph | None:
    """Build an estate on one unit or a few beside each other so that a grid leaves the band; None where none fits."""
    for _ in range(TRIES):
        unit, gain, more = int(rng.integers(len(graph))), int(rng.integers(*ESTATE)), int(rng.integers(0, 3))
        beside = sorted(
            {*graph.edge_b[(graph.edge_a == unit) & graph.passable].tolist()}
            | {*graph.edge_a[(graph.edge_b == unit) & graph.passable].tolist()}
        )
        units = [unit, *beside[:more]]
        households = graph.households.copy()
        households[units] += gain // len(units)
        households[unit] += gain % len(units)
        sizes = np.bincount(labels, households)
        is_possible = households.max() <= BAND.high and len(possible_counts(int(households.sum()), BAND)) > 0
        if is_possible and any(not BAND.contains(int(size)) for size in sizes):
            return replace(graph, households=households)
    return None


def cases(folder: str, seed: int) -> Iterator[tuple[UnitGraph, NDArray[np.int64]]]:
    """Return the communities of a district with a legal plan, after an estate was built."""
    rng = np.random.default_rng(seed)
    for graph in communities(folder, seed):
        plan = partition(graph, BAND, seed=seed)
        after = built_on(graph, plan.labels, rng) if plan.verdict is Verdict.COMPLETE else None
        if after is not None:
            yield after, plan.labels


def households_moved(graph: UnitGraph, before: NDArray[np.int64], after: NDArray[np.int64]) -> int:
    """Return the households that change hands when grids are matched so that most stay."""
    kept = np.zeros((int(before.max()) + 1, int(after.max()) + 1))
    np.add.at(kept, (before, after), graph.households)
    rows, columns = linear_sum_assignment(-kept)
    return int(graph.households.sum() - kept[rows, columns].sum())


def measure(folder: str, seed: int, total: Tally) -> Tally:
    """Mend all communities of a district."""
    tally = Tally()
    for graph, labels in cases(folder, seed):
        begun = time.process_time()
        found = rebalance(graph, labels, BAND, seed=seed)
        seconds = time.process_time() - begun
        fresh = partition(graph, BAND, seed=seed + 1)
        for one in (tally, total):
            _count(one, graph, labels, (found, fresh.labels, seconds))
    return tally


def _count(
    tally: Tally, graph: UnitGraph, labels: NDArray[np.int64], seen: tuple[Rebalanced, NDArray[np.int64], float]
) -> None:
    found, fresh, seconds = seen
    tally.cases += 1
    tally.seconds += seconds
    tally.slowest = max(tally.slowest, seconds)
    if found.verdict is RepairVerdict.REPAIRED:
        tally.solved += 1
        tally.moved += found.moved_households
        tally.bound += found.bound_households
        tally.exact += found.bound_is_exact
        tally.fresh += households_moved(graph, labels, fresh)
    elif {reason.code for reason in found.reasons} <= PROVEN:
        tally.proven += 1


def main() -> None:
    """Measure and print."""
    folder, *seeds = sys.argv[1:]
    total = Tally()
    for seed in seeds or ("1", "2", "3"):
        print(f"seed {seed}: {measure(folder, int(seed), total)}", flush=True)
    print(f"all: {total}")


if __name__ == "__main__":
    main()
