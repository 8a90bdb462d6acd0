# SPDX-License-Identifier: MIT
"""Ten thousand blind edits: does every square centimetre stay in one grid, and how long does an edit of each kind take.

Run from the repository: python benchmarks/bench_edits.py [--edits 10000] [--each 50] [--first 0] [--locks]
Times are process time, so that other work on the machine does not count. Exit code 1 when anything is wrong.
"""

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import shapely

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.operations.blind_planner import BlindPlanner, counted, flaws

EARLY = 0.25


class Tally:
    """What happened so far."""

    def __init__(self) -> None:
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()
        self.times: defaultdict[str, list[float]] = defaultdict(list)
        self.early: list[float] = []
        self.late: list[float] = []
        self.wrong: list[str] = []
        self.worst_m2 = 0.0

    def row(self, kind: str) -> dict[str, float]:
        """Return the figures of one kind of edit, times in milliseconds."""
        times = np.array(self.times[kind]) * 1000
        middle, high, most = np.percentile(times, (50, 95, 100)).round(1).tolist()
        done = self.done[kind]
        return {"done": done, "refused": self.refused[kind], "p50": middle, "p95": high, "max": most}


def session(seed: int, edits: int, locks: bool, tally: Tally) -> None:
    """Let one planner work in one town."""
    planner = BlindPlanner.of(seed, locks=locks)
    households = counted(planner.land)
    for number in range(edits):
        before = planner.land
        started = time.process_time()
        kind, refused = planner.edit()
        took = time.process_time() - started
        tally.times[kind].append(took)
        (tally.early if number < edits * EARLY else tally.late).append(took)
        if refused:
            tally.refused[kind] += 1
            tally.reasons[refused] += 1
            wrong = [] if planner.land is before and refused.endswith("。") else ["拒绝后有改动，或没有说明"]
        else:
            tally.done[kind] += 1
            wrong = list(flaws(planner.land, households, locks))
            tally.worst_m2 = max(tally.worst_m2, overlap_m2(planner))
        if wrong:
            tally.wrong.append(f"seed {seed} edit {number} {kind}: {'；'.join(wrong)}")
            return


def overlap_m2(planner: BlindPlanner) -> float:
    """Return by how much the sum of the areas of the stored grids and the area of their union differ."""
    stored = np.array([grid.geom for grid in planner.land.grids.values()], dtype=object)
    return abs(float(shapely.area(stored).sum() - shapely.union_all(stored).area))


def main() -> int:
    """Run the sessions and print one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edits", type=int, default=10_000)
    parser.add_argument("--each", type=int, default=50, help="edits in one town")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--locks", action="store_true", help="lock and unlock borders now and then")
    wanted = parser.parse_args()
    tally = Tally()
    for number in range(-(-wanted.edits // wanted.each)):
        session(wanted.first + number, wanted.each, wanted.locks, tally)
    late, early = (float(np.median(times)) if times else 0.0 for times in (tally.late, tally.early))
    report = {
        "edits": sum(tally.done.values()) + sum(tally.refused.values()),
        "done": sum(tally.done.values()),
        "wrong": tally.wrong,
        "worst_sum_less_union_m2": round(tally.worst_m2, 6),
        "late_by_early": round(late / early, 2) if early else 0.0,
        "kinds": {kind: tally.row(kind) for kind in sorted(tally.times)},
        "reasons": dict(tally.reasons.most_common(12)),
    }
    sys.stdout.write(json.dumps(report, ensure_ascii=False) + "\n")
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
