# SPDX-License-Identifier: MIT
"""Kill the program in the middle of writing, many more times than the tests do.

    .venv/bin/python -m benchmarks.bench_crashes [--kills 500]

Runs the test of the killed writer with that many kills and prints what came of it. Every kill is followed by integrity,
foreign-key and R-tree checks, and by a comparison with what the writer had told was stored.
"""

import argparse
import os
import subprocess
import sys
import time


def main() -> int:
    """Run the test and print one row; return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=500)
    kills = parser.parse_args().kills
    begun = time.perf_counter()
    command = [sys.executable, "-m", "pytest", "-q", "--timeout", "0", "tests/data/test_killed_writer.py"]
    done = subprocess.run(command, env={**os.environ, "GRIDMGR_KILLS": str(kills)}, check=False)
    outcome = "nothing lost, nothing damaged" if done.returncode == 0 else "FAILED, see above"
    print("| kills | seconds | outcome |\n| --- | --- | --- |")
    print(f"| {kills} | {time.perf_counter() - begun:.0f} | {outcome} |")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
