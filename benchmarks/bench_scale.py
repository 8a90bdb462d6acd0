# SPDX-License-Identifier: MIT
"""How long a whole district takes: units from raw geometry, grids from units, by one process and by several.

    python -m benchmarks.bench_scale --bench PATH/bench_partition_gen.py --communities 26 100 1000 --workers 1 2

Seconds on the clock and of the processors for everything (making the district excluded), start of the processes
included. The exponent is that of the processors' seconds, which hang less on what else the machine does. The loops run
compiled where `gridmgr compile` was run before; the first line says so. The line below each district tells what the
stages cost one community on the average, of some communities (--apart of them) spread over the district: packing and
unpacking what goes to a process and comes back, cutting units with their graph, solving, drawing the grids.
"""

import argparse
import pickle
import resource
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.bench_geometry import BenchGround, generator, grounds
from gridmgr.model.areas import Community
from gridmgr.model.bands import Band
from gridmgr.model.progress import Silent
from gridmgr.operations.dividing import Task, sites_of
from gridmgr.operations.division_pool import AT_ONCE_AT_MOST, divide_many, packed
from gridmgr.operations.ground import Ground
from gridmgr.planning.partition import Verdict
from gridmgr.planning.partition.kernel.loading import is_prepared


@dataclass(frozen=True, slots=True)
class BenchTasks:
    """The communities of a generated district as tasks."""

    grounds: Sequence[BenchGround]

    def __len__(self) -> int:
        return len(self.grounds)

    def name(self, number: int) -> str:
        """Return a name."""
        return f"第{number}社区"

    def read(self, number: int) -> Task:
        """Return one community."""
        found = self.grounds[number]
        community = Community(id=str(number), code=f"{number:012}", name=self.name(number))
        ids = tuple(map(str, range(len(found.buildings))))
        return Task(Ground(community, found.outline, found.barriers, ids, found.buildings), Band())


STAGES = ("packing", "units", "solving", "drawing")


def apart(tasks: BenchTasks, count: int) -> dict[str, float]:
    """Return the processor's milliseconds of each stage for one community, in this process, by some communities."""
    spent = dict.fromkeys(STAGES, 0.0)
    chosen = np.unique(np.linspace(0, len(tasks) - 1, count).astype(int)).tolist()
    known = [tasks.read(number) for number in chosen]
    for load in batched(known, AT_ONCE_AT_MOST):
        start = time.process_time()
        sent = pickle.loads(packed(list(load)))
        spent["packing"] += time.process_time() - start
        start = time.process_time()
        sites = sites_of(sent, Silent())
        spent["units"] += time.process_time() - start
        for site in sites:
            start = time.process_time()
            result = site.divide(site.task.wish, 0, Silent())
            middle = time.process_time()
            site.shapes(result, Silent())
            spent["solving"] += middle - start
            spent["drawing"] += time.process_time() - middle
    return {stage: 1000 * seconds / len(known) for stage, seconds in spent.items()}


def batched(known: list[Task], size: int) -> Iterator[list[Task]]:
    """Yield the tasks some at a time."""
    for first in range(0, len(known), size):
        yield known[first : first + size]


def peak_mb() -> float:
    """Return the largest memory of this process and of one of its workers together, in megabytes."""
    return sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024


def processor_s() -> float:
    """Return the processors' seconds of this process and of all its ended workers."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def counts(verdicts: list[Verdict]) -> str:
    """Return how many communities are complete, proven to have no plan, and without one."""
    proven = verdicts.count(Verdict.INFEASIBLE) + verdicts.count(Verdict.LUMP)
    return f"{verdicts.count(Verdict.COMPLETE)} | {proven} | {verdicts.count(Verdict.NOT_FOUND)}"


def row(tasks: BenchTasks, workers: int, first: dict[int, tuple[int, float]]) -> str:
    """Divide a district and return its row of the table; `first` keeps units and seconds of the smallest one."""
    start, used = time.perf_counter(), processor_s()
    done = [division for _, division in divide_many(tasks, Silent(), workers)]
    seconds, used = time.perf_counter() - start, processor_s() - used
    results = [division.partition for division in done if division is not None]
    units = sum(len(result.labels) for result in results)
    less, faster = first.setdefault(workers, (units, used))
    exponent = np.log(used / faster) / np.log(units / less) if units > less else float("nan")
    found = counts([result.verdict for result in results])
    cells = len(tasks), f"{units:,}", workers, f"{seconds:.1f}", f"{used:.1f}", f"{exponent:.2f}", found
    return f"| {' | '.join(map(str, cells))} | {peak_mb():,.0f} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bench", type=Path, required=True, help="path of bench_partition_gen.py")
    parser.add_argument("--communities", type=int, nargs="+", default=[26])
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--apart", type=int, default=40, help="communities by which the stages are measured")
    chosen = parser.parse_args()
    bench = generator(chosen.bench)
    print("loops compiled" if is_prepared() else "loops plain")
    print("| communities | units | workers | seconds | processors' s | exponent | complete | proven | not found | MB |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    first: dict[int, tuple[int, float]] = {}
    for communities in chosen.communities:
        tasks = BenchTasks([ground for _, ground in grounds(bench.make_district(communities, seed=1))])
        for workers in chosen.workers:
            print(row(tasks, workers, first), flush=True)
        if chosen.apart:
            stages = apart(tasks, min(chosen.apart, len(tasks)))
            told = ", ".join(f"{stage} {ms:.0f}" for stage, ms in stages.items())
            print(f"ms of the processor for one community: {told}; together {sum(stages.values()):.0f}", flush=True)


if __name__ == "__main__":
    main()
