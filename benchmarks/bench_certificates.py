# SPDX-License-Identifier: MIT
"""How long proofs take to be found and checked, and how many communities of a synthetic district need one.

    python -m benchmarks.bench_certificates --bench PATH/bench_partition_gen.py --seeds 1 2 3 [--band 350 450] [--solve]

Every community is looked at whether or not a plan exists. Every certificate is checked by `planning.verification`; one
that it refuses is counted, and there must be none. With `--solve`, each community is also divided, and the plan checked
with what it says about itself. Times are processor milliseconds per community and per certificate.
"""

import argparse
import importlib.util
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import TypeVar

from benchmarks.partition_adapter import BenchGraph, unit_graph
from gridmgr.model.bands import Band
from gridmgr.planning.certificates import Certificate, LumpProof
from gridmgr.planning.partition import ReasonCode, Verdict, partition
from gridmgr.planning.partition.linking import link_pieces
from gridmgr.planning.proving import prove
from gridmgr.planning.units import UnitGraph
from gridmgr.planning.verification import verify, verify_partition

Value = TypeVar("Value")

HEADINGS = (
    "seed",
    "communities",
    "infeasible (proven)",
    "estates that must be split (≤ maximum)",
    "certificates",
    "refused",
    "prove ms mean / max",
    "check ms mean / max",
)
SOLVE_HEADINGS = ("complete", "proven", "not found", "splits proven", "splits not proven", "faults")


@dataclass
class Tally:
    """What was found in one district."""

    communities: int = 0
    infeasible: int = 0
    estates: int = 0
    certificates: int = 0
    refused: int = 0
    prove_ms: list[float] = field(default_factory=list)
    check_ms: list[float] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    splits: list[ReasonCode] = field(default_factory=list)
    faults: int = 0

    def row(self, seed: int, is_solved: bool) -> Iterator[object]:
        """Yield the cells of the table."""
        yield from (seed, self.communities, self.infeasible, self.estates, self.certificates, self.refused)
        yield from (span(self.prove_ms), span(self.check_ms))
        if is_solved:
            complete, missed = self.verdicts.count(Verdict.COMPLETE), self.verdicts.count(Verdict.NOT_FOUND)
            yield from (complete, len(self.verdicts) - complete - missed, missed)
            proven = (ReasonCode.COMPOUND_MUST_SPLIT, ReasonCode.COMPOUNDS_EXCLUDE)
            yield sum(code in proven for code in self.splits)
            yield self.splits.count(ReasonCode.COMPOUND_SPLIT)
            yield self.faults


def span(times: list[float]) -> str:
    """Return the mean and the largest of some times."""
    return f"{sum(times) / len(times):.2f} / {max(times):.2f}" if times else "–"


def timed(work: Callable[[], Value]) -> tuple[Value, float]:
    """Return the result of some work and its processor milliseconds."""
    begun = time.process_time()
    result = work()
    return result, 1000 * (time.process_time() - begun)


def examine(tally: Tally, bench: BenchGraph, band: Band) -> None:
    """Prove what can be proven about a community, and check every proof."""
    graph = link_pieces(unit_graph(bench)).graph
    proofs, spent = timed(lambda: prove(graph, band))
    tally.communities += 1
    tally.prove_ms.append(spent)
    tally.certificates += len(proofs)
    tally.infeasible += any(not proof.whole for proof in proofs)
    blamed = {proof.whole for proof in proofs if proof.whole and not isinstance(proof, LumpProof)}
    tally.estates += len({estate for whole in blamed if len(whole) == 1 for estate in whole})
    for proof in proofs:
        tally.refused += not checked(tally, proof, graph, band)


def checked(tally: Tally, proof: Certificate, graph: UnitGraph, band: Band) -> bool:
    """Check a proof and note how long it took."""
    result, spent = timed(lambda: verify(proof, graph, band))
    tally.check_ms.append(spent)
    return bool(result)


def divide(tally: Tally, bench: BenchGraph, band: Band, seed: int) -> None:
    """Divide a community and check the plan with what it says about itself."""
    graph = unit_graph(bench)
    plan = partition(graph, band, seed=seed)
    tally.verdicts.append(plan.verdict)
    tally.splits += [reason.code for reason in plan.reasons if reason.code.startswith("compound")]
    tally.faults += len(verify_partition(graph, plan.labels, band, said=plan.statement))


def load(path: Path) -> ModuleType:
    """Return the generator of districts as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


def main() -> None:
    """Go through the districts and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bench", type=Path, required=True, help="path of bench_partition_gen.py")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    parser.add_argument("--communities", type=int, default=26)
    parser.add_argument("--band", type=int, nargs=2, default=(300, 500), metavar=("LOW", "HIGH"))
    parser.add_argument("--solve", action="store_true", help="divide every community as well")
    chosen = parser.parse_args()
    generator, band = load(chosen.bench), Band(*chosen.band)
    headings = HEADINGS + (SOLVE_HEADINGS if chosen.solve else ())
    print("| " + " | ".join(headings) + " |\n" + "|---" * len(headings) + "|")
    for seed in chosen.seeds:
        tally = Tally()
        for bench in generator.build_graphs(generator.make_district(n_comm=chosen.communities, seed=seed)):
            examine(tally, bench, band)
            if chosen.solve:
                divide(tally, bench, band, seed)
        print("| " + " | ".join(str(cell) for cell in tally.row(seed, chosen.solve)) + " |")


if __name__ == "__main__":
    main()
