# SPDX-License-Identifier: MIT
"""Compares the automatic plan with METIS and GerryChain on the same synthetic districts, in one run.

    python -m benchmarks.bench_plan --bench PATH/bench_partition_peers.py --seeds 1 2 3

The script of the peers does all the work; peers that are not installed are skipped. What is printed is a markdown
table: complete communities (all grids in the band and in one piece), mean Polsby–Popper, seconds, and ratios.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

OURS = "ours"
PEERS = ("pymetis", "pymetis_best20", "gerrychain_tree", "gerrychain_recom100")
ROOT = Path(__file__).resolve().parents[1]

Row = dict[str, Any]  # One line of the script: figures and names by key.


def run_script(script: Path, seeds: list[int], methods: list[str]) -> Iterator[Row]:
    """Yield the lines that the script prints, in its order."""
    command = [sys.executable, str(script), "--ours", "benchmarks.partition_adapter:solve"]
    command += ["--seeds", *map(str, seeds), "--only", *methods]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    output = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
    for line in output.splitlines():
        yield json.loads(line)


def table(rows: list[Row]) -> Iterator[str]:
    """Yield the lines of the markdown table; ratios are ours / the peer's for the same seed."""
    yield "| seed | method | complete | in band | PP mean | PP p05 | inside | grids | seconds | PP ratio | time ratio |"
    yield "|---|---|---|---|---|---|---|---|---|---|---|"
    seed, communities, ours = 0, 0, Row()
    for row in rows:
        if "method" not in row:
            seed, communities = row["seed"], row["communities"]
        elif "pp" not in row:
            yield f"| {seed} | {row['method']} | not installed |  |  |  |  |  |  |  |  |"
        else:
            ours = row if row["method"] == OURS else ours
            yield (
                f"| {seed} | {row['method']} | {row['communities_ok']}/{communities} | {row['in_band']:.1%}"
                f" | {row['pp']:.3f} | {row['pp_p05']:.3f} | {row['inside_share']:.1%} | {row['grids']}"
                f" | {row['seconds']:.1f} | {ours['pp'] / row['pp']:.3f} | {ours['seconds'] / row['seconds']:.2f} |"
            )


def main() -> None:
    """Run the script of the peers and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bench", type=Path, required=True, help="path of bench_partition_peers.py")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    parser.add_argument("--peers", nargs="*", default=list(PEERS))
    chosen = parser.parse_args()
    rows = list(run_script(chosen.bench, chosen.seeds, [OURS, *chosen.peers]))
    print("\n".join(table(rows)))


if __name__ == "__main__":
    main()
