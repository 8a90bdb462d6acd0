# SPDX-License-Identifier: MIT
"""How fast units are built, next to the benchmark's own graph builder, in one run.

    python -m benchmarks.bench_units --bench PATH/bench_partition_gen.py --communities 26 100 300

Every community is built by both in turn, so that a busy machine slows both. Seconds are those of the processor. The
benchmark's builder lets borders cut footprints; ours does not. `together` is ours as whole districts are divided, some
communities at a time; the loop that finds triangles runs compiled where `gridmgr compile` was run before, as it does
then, and the first line says so. The last line is what one edit costs: one building less in a community of about 300
units.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from benchmarks.bench_geometry import BenchGround, generator, grounds
from gridmgr.operations.division_pool import AT_ONCE_AT_MOST
from gridmgr.planning.partition.kernel.loading import kernel
from gridmgr.planning.unit_building import Buildings, Terrain, build_units, build_units_of

Made = TypeVar("Made")


def timed(work: Callable[[], Made]) -> tuple[Made, float]:
    """Return what the work returns and the processor's seconds."""
    start = time.process_time()
    return work(), time.process_time() - start


def row(bench: Any, communities: int, seed: int) -> tuple[int, float, float, float]:  # Any: the generator's module.
    """Return the units of a district, and the seconds of ours, of ours together and of the benchmark's builder."""
    district = bench.make_district(communities, seed=seed)
    units, ours, together, theirs = 0, 0.0, 0.0, 0.0
    load: list[Terrain] = []
    for number, ground in grounds(district):
        load.append(Terrain(*ground))
        if len(load) == AT_ONCE_AT_MOST:
            together += timed(lambda load=load: build_units_of(load))[1]
            load = []
        built, seconds = timed(lambda ground=ground: build_units(*ground))
        units, ours = units + len(built.graph), ours + seconds
        theirs += timed(lambda number=number: bench.build_graphs(district, only={number}))[1]
    together += timed(lambda: build_units_of(load))[1]
    return units, ours, together, theirs


def edit_ms(found: list[BenchGround]) -> tuple[int, float, float]:
    """Return the units of the community nearest to 300, and milliseconds of one edit and of building it anew."""
    ground = min(found, key=lambda g: abs(len(g.buildings) - 300))
    units, whole = timed(lambda: build_units(*ground))
    times = []
    for gone in range(0, len(ground.buildings), len(ground.buildings) // 20):
        b, kept = ground.buildings, np.arange(len(ground.buildings)) != gone
        fewer = Buildings(b.footprint[kept], b.households[kept], b.compound[kept])
        times.append(timed(lambda b=fewer: build_units(ground.outline, ground.barriers, b, known=units))[1])
    return len(units.graph), 1000 * float(np.median(times)), 1000 * whole


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bench", type=Path, required=True, help="path of bench_partition_gen.py")
    parser.add_argument("--communities", type=int, nargs="+", default=[26, 100])
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    bench = generator(chosen.bench)
    print("loops compiled" if kernel().is_compiled else "loops plain")
    print("| communities | units | ours s | together s | per 6,700: ours s | together s | benchmark's s | exponent |")
    print("|---|---|---|---|---|---|---|---|")
    # Once for nothing: what is loaded at the first call is no part of the figures.
    edit_ms([ground for _, ground in grounds(bench.make_district(2, seed=chosen.seed))])
    first: tuple[int, float] | None = None
    for communities in chosen.communities:
        units, ours, together, theirs = row(bench, communities, chosen.seed)
        first = first or (units, ours)
        exponent = np.log(ours / first[1]) / np.log(units / first[0]) if units > first[0] else float("nan")
        each, load = (6700 * seconds / units for seconds in (ours, together))
        print(
            f"| {communities} | {units:,} | {ours:.2f} | {together:.2f} | {each:.2f} | {load:.2f}"
            f" | {6700 * theirs / units:.2f} | {exponent:.2f} |"
        )
    known = [ground for _, ground in grounds(bench.make_district(26, seed=chosen.seed))]
    units, edit, whole = edit_ms(known)
    print(f"one edit in {units} units: {edit:.0f} ms, built anew: {whole:.0f} ms")


if __name__ == "__main__":
    main()
