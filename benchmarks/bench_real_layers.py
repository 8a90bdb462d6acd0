# SPDX-License-Identifier: MIT
"""Divides real layers and checks every plan by itself: what is outside the band, and with which proof.

    python -m benchmarks.bench_real_layers FILE.gpkg [FILE.gpkg ...] [--communities CODE ...] [--seed 0] [--compiled]

A file is opened for reading only; all its communities are divided anew, locks left aside. Every plan goes through
`planning.verification.verify_partition`: `faults` are promises that were broken in silence, and there must be none.
Proofs are counted by kind (`lump` a building above the maximum, `not found` is an admission, not a proof). Seconds are
those of the processor, for cutting the units, for the solver, for drawing the grids. `inside` is the share of the
border between grids that runs inside blocks. With `--compiled` the loops of the solver are compiled before it starts.
"""

import argparse
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import numpy as np

from gridmgr.data.opening import open_store
from gridmgr.model.bands import Band
from gridmgr.model.progress import Silent
from gridmgr.operations.dividing import Task, site_of
from gridmgr.operations.plans import PlanRequest, task_reader, wanted_communities
from gridmgr.planning.measures import grid_sums
from gridmgr.planning.partition import Partition, ReasonCode, partition
from gridmgr.planning.partition.kernel import loading
from gridmgr.planning.partition.result import EXCUSES
from gridmgr.planning.units import EdgeKind, UnitGraph
from gridmgr.planning.verification import Fault, verify_partition

Value = TypeVar("Value")

HEADINGS = (
    "layer",
    "communities",
    "units",
    "grids",
    "in band",
    "outside, and why",
    "faults",
    "PP mean / p05",
    "inside",
    "units s",
    "solve s",
    "shapes s",
)


@dataclass
class Tally:
    """What came of the communities of one layer."""

    communities: int = 0
    units: int = 0
    households: list[int] = field(default_factory=list)
    in_band: int = 0
    excuses: Counter[str] = field(default_factory=Counter)
    unsaid: int = 0
    """Grids outside the band for which no reason is given."""
    faults: list[Fault] = field(default_factory=list)
    compactness: list[float] = field(default_factory=list)
    inside_m: float = 0.0
    border_m: float = 0.0
    seconds: list[float] = field(default_factory=lambda: [0.0, 0.0, 0.0])

    def row(self, name: str) -> Iterator[object]:
        """Yield the cells of the table."""
        why = [f"{count} {code}" for code, count in sorted(self.excuses.items())]
        why += [f"{self.unsaid} UNSAID"] if self.unsaid else []
        compact = np.array(self.compactness)
        yield from (name, self.communities, self.units, len(self.households), self.in_band, ", ".join(why) or "–")
        yield from (len(self.faults), f"{compact.mean():.3f} / {np.quantile(compact, 0.05):.3f}")
        yield f"{self.inside_m / self.border_m:.1%}" if self.border_m else "–"
        yield from (f"{seconds:.2f}" for seconds in self.seconds)


def timed(work: Callable[[], Value]) -> tuple[Value, float]:
    """Return the result of some work and its processor seconds."""
    begun = time.process_time()
    result = work()
    return result, time.process_time() - begun


def examine(tally: Tally, task: Task) -> None:
    """Divide a community and count what came out."""
    silent = Silent()
    site, cutting = timed(lambda: site_of(task, silent))
    result, solving = timed(lambda: site.divide(task.wish, task.seed, silent))
    _, drawing = timed(lambda: site.shapes(result, silent))
    graph = site.judge.graph
    tally.communities += 1
    tally.units += len(graph)
    tally.seconds = [a + b for a, b in zip(tally.seconds, (cutting, solving, drawing), strict=True)]
    tally.faults += verify_partition(graph, result.labels, task.band, said=result.statement)
    count_grids(tally, result, task)
    measure(tally, graph, result)


def count_grids(tally: Tally, result: Partition, task: Task) -> None:
    """Count the grids in the band, and those outside by what is said of them."""
    why: dict[int, ReasonCode] = {}
    for reason in result.reasons:
        if reason.code in EXCUSES:
            why.update(dict.fromkeys(reason.grids or range(len(result.households)), reason.code))
    for grid, households in enumerate(result.households.tolist()):
        tally.households.append(households)
        if task.band.contains(households):
            tally.in_band += 1
        elif grid in why:
            tally.excuses[why[grid].value.replace("_", " ")] += 1
        else:
            tally.unsaid += 1


def measure(tally: Tally, graph: UnitGraph, result: Partition) -> None:
    """Measure the shapes of the grids and the border between them."""
    _, area, around = grid_sums(graph, result.labels)
    tally.compactness += (4 * np.pi * area / around**2).tolist()
    is_border = result.labels[graph.edge_a] != result.labels[graph.edge_b]
    tally.border_m += float(graph.edge_m[is_border].sum())
    tally.inside_m += float(graph.edge_m[is_border & (graph.edge_kind == EdgeKind.INSIDE)].sum())


def layer(path: Path, communities: list[str], seed: int) -> Tally:
    """Divide the communities of a file, all where none is named."""
    tally = Tally()
    with open_store(path, read_only=True) as store:
        reader = task_reader(store, PlanRequest(seed=seed))
        for community in wanted_communities(store, communities):
            task = reader.read(community)
            if task is not None:
                examine(tally, Task(task.ground, task.band, seed))
    return tally


def warm_up() -> None:
    """Divide a row of small units once, so that what is compiled at the first call does not count."""
    count = 60
    ones, first = np.ones(count), np.arange(count - 1)
    row = UnitGraph(
        households=np.ones(count, dtype=np.int64),
        area_m2=ones,
        perimeter_m=4 * ones,
        xy=np.stack((np.arange(count), 0 * ones), axis=1),
        compound=np.full(count, -1, dtype=np.int64),
        edge_a=first,
        edge_b=first + 1,
        edge_m=4 * ones[1:],
        edge_kind=np.full(count - 1, EdgeKind.INSIDE, dtype=np.int8),
        passable=np.ones(count - 1, dtype=np.bool_),
    )
    partition(row, Band(6, 11))


def main() -> None:
    """Go through the files and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE.gpkg")
    parser.add_argument("--communities", nargs="*", default=[], metavar="CODE")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--compiled", action="store_true", help="compile the loops first; needs numba")
    chosen = parser.parse_args()
    if chosen.compiled:
        loading.compiled()
        loading.leave_mark()
        warm_up()
    else:
        os.environ["GRIDMGR_KERNEL"] = "plain"
    print("| " + " | ".join(HEADINGS) + " |\n" + "|---" * len(HEADINGS) + "|", flush=True)
    for path in chosen.files:
        found = layer(path, chosen.communities, chosen.seed)
        print("| " + " | ".join(str(cell) for cell in found.row(path.stem)) + " |", flush=True)
        for fault in found.faults:
            print(f"{path.stem}: {fault}")


if __name__ == "__main__":
    main()
