# SPDX-License-Identifier: MIT
"""How long the map book takes, how large it is and how much memory it needs; beside it an atlas of QGIS.

    QT_QPA_PLATFORM=offscreen python benchmarks/bench_book.py FILE.gpkg [QGIS_SCRIPT.py [PYTHON_OF_QGIS]]

The book (key map, communities, grid sheets, index) is written by a process of its own. QGIS_SCRIPT gets a GeoPackage
with the layers grids (with grid_no), buildings and communities, a folder, `--atlas N --households 0`, and prints a JSON
object with `atlas` (s, mb). Prints one JSON line for each.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import geopandas
import numpy as np

CHILD = """
import json, resource, sys, time
begun = time.perf_counter()
from pathlib import Path
from gridmgr.cli import main
code = main(["atlas", sys.argv[1], sys.argv[2], "--json"])
print(json.dumps({"code": code, "whole_s": round(time.perf_counter() - begun, 2),
                  "cpu_s": round(time.process_time(), 2),
                  "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
                  "mb": round(Path(sys.argv[2]).stat().st_size / 2**20, 2)}))
"""


def measure_book(data: Path, folder: Path) -> dict[str, float]:
    """Write the book in a process of its own and return its figures; `write_s` is without the start of Python."""
    command = [sys.executable, "-c", CHILD, str(data), str(folder / "book.pdf")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    told, figures = (json.loads(line) for line in done.stdout.splitlines()[-2:])
    return {"pages": told["pages"], "grids": told["grids"], "write_s": told["seconds"], **figures}


def layers_for_qgis(data: Path, folder: Path) -> tuple[Path, int]:
    """Write grids, buildings and communities as the script wants them; return the file and the number of grids."""
    out = folder / "qgis.gpkg"
    grids = geopandas.read_file(data, layer="grid")
    grids["grid_no"] = np.arange(len(grids))
    for name, frame in (
        ("grids", grids[["grid_no", "code", "name", "households", "geometry"]]),
        ("buildings", geopandas.read_file(data, layer="building")[["number", "geometry"]]),
        ("communities", geopandas.read_file(data, layer="community")[["name", "geometry"]]),
    ):
        frame.to_file(out, layer=name)
    return out, len(grids)


def measure_qgis(data: Path, folder: Path, script: str, python: str) -> dict[str, float]:
    """Let QGIS write its atlas of the same grids and return its figures."""
    layers, grids = layers_for_qgis(data, folder)
    command = [python, script, str(layers), str(folder / "qgis"), "--atlas", str(grids), "--households", "0"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if not found:
        raise SystemExit(f"QGIS did not answer: {done.stderr[-2000:]}")
    return json.loads(found[-1])["atlas"]


def main(arguments: list[str]) -> None:
    """Measure the book and, where asked for, QGIS beside it."""
    data = Path(arguments[0])
    with tempfile.TemporaryDirectory() as name:
        print(json.dumps({"gridmgr": measure_book(data, Path(name))}), flush=True)
        if len(arguments) > 1:
            python = arguments[2] if len(arguments) > 2 else "python3"
            print(json.dumps({"qgis": measure_qgis(data, Path(name), arguments[1], python)}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
