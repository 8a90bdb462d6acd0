# SPDX-License-Identifier: MIT
"""The map beside QGIS: both paint the same GeoPackage in one run; every figure stands beside its mark.

    QT_QPA_PLATFORM=offscreen python -m benchmarks.bench_canvas_peer QGIS_SCRIPT.py SEED.gpkg STRETCH.gpkg
    QT_QPA_PLATFORM=offscreen python -m benchmarks.bench_canvas_peer QGIS_SCRIPT.py --file DISTRICT.gpkg

The files have the layers communities, grids, buildings and households; a district file of this program is given with
--file and written into such layers first (without households, which have no coordinates of their own there).
QGIS_SCRIPT.py is run by the system's Python and prints one JSON line with `render_ms_p50_max` for each scale. It is run
before and after the measurement of this map, and the quicker of both counts. QGIS reads the file at every picture and
this map holds it in memory; QGIS writes no names and draws no halos, so this map is measured with its names and
without. On a busy machine only the ratios tell something; with --processor our own figures are processor time (but
for the sharp pictures, which stay beside those of QGIS).
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.canvas_ground import export_layers

QGIS_PYTHON = "/usr/bin/python3"
Figures = dict[str, Any]  # Any: what a JSON line holds


@dataclass(frozen=True)
class Marks:
    """What is asked of one set of data."""

    frame_ms: float
    pause_ms: float
    faster: Sequence[float]
    stroke_ms: float
    lasso_ms: float
    memory_mb: float


SEED = Marks(10, 30, (5, 1.2, 1), 16, 30, 300)
STRETCH = Marks(12, 50, (25, 4, 1), 33, 50, 700)
MOST_FOR_MANY_GRIDS = 1.3


def ours(path: str, options: Sequence[str]) -> Figures:
    """Measure this map in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.bench_canvas", path, *options]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=Path(__file__).resolve().parents[1])
    found: Figures = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def peer(path: str, script: str, with_households: bool) -> Figures:
    """Let QGIS paint the same file."""
    with tempfile.TemporaryDirectory() as folder:
        command = [QGIS_PYTHON, script, path, folder, "--households", str(int(with_households))]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        told: Figures = json.loads(done.stdout.strip().splitlines()[-1])
        return told


def line(name: str, value: float, mark: float, unit: str, is_least: bool = False, note: str = "") -> None:
    """Print a figure beside its mark."""
    good = value >= mark if is_least else value <= mark
    print(
        f"{name:34} {value:9.1f} {'>=' if is_least else '<='} {mark:6.1f} {unit:4} {'' if good else 'MISSED':7}{note}"
    )


def show(marks: Marks, here: Figures, there: Sequence[Figures], load: float) -> None:
    """Print the table of one file."""
    print(f"load {load:.1f}; {there[0]['tool']}; opened in {here['opened_s']:.1f} s")
    tool = max(here["frames_ms"], key=here["frames_ms"].get)
    line("frame p95, the worst tool", here["frames_ms"][tool], marks.frame_ms, "ms", note=tool)
    line("longest pause while painting", here["painting_pause_ms"], marks.pause_ms, "ms")
    line("longest pause while editing", here["editing_pause_ms"], marks.pause_ms, "ms")
    for scale, mark in zip(here["sharp_ms"], marks.faster, strict=True):
        qgis = min(one["render_ms_p50_max"][scale][0] for one in there)
        named, bare = here["sharp_ms"][scale], here["unnamed_ms"][scale]
        note = f"{named:.0f} ms, QGIS {qgis:.0f} ms; without names {bare:.0f} ms, {qgis / bare:.1f} x"
        line(f"sharp {scale}, QGIS / ours", qgis / named, mark, "x", is_least=True, note=note)
    for tool, steps in here["stroke_ms"].items():
        line(f"stroke step p95, {tool}", steps, marks.stroke_ms, "ms")
    for tool, counts in here.get("many_grids", {}).items():
        few, many = (sorted(counts, key=int)[end] for end in (0, -1))
        ratio = counts[many][1] / counts[few][1]
        note = f"{counts[many][1]:.1f} ms with {many} grids, {counts[few][1]:.1f} ms with {few}"
        line(f"stroke p95 of many grids, {tool}", ratio, MOST_FOR_MANY_GRIDS, "x", note=note)
    count, taken = here["lasso"]
    line(f"lasso of {count} buildings", taken, marks.lasso_ms, "ms")
    line("memory after opening", here["memory_mb"], marks.memory_mb, "MB", note=f"QGIS {there[0]['maxrss_mb']} MB")


def compare(path: str, script: str, marks: Marks, options: Sequence[str]) -> None:
    """Measure both by turns and print what came out."""
    with_households = "--file" not in options
    wanted = [one for one in options if one != "--file"]
    before = peer(path, script, with_households)
    here = ours(path, wanted)
    there = [before, peer(path, script, with_households)]
    print(json.dumps({"file": Path(path).name, "ours": here, "qgis": there}))
    show(marks, here, there, os.getloadavg()[0])


def main() -> None:
    """Read the arguments; see the top of the file."""
    wishes = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    wishes.add_argument("script")
    wishes.add_argument("files", nargs="*")
    wishes.add_argument("--file")
    wishes.add_argument("--processor", action="store_true")
    asked = wishes.parse_args()
    options = ["--processor"] if asked.processor else []
    if asked.file:
        with tempfile.TemporaryDirectory() as folder:
            path = str(Path(folder) / "district.gpkg")
            export_layers(asked.file, path)
            compare(path, asked.script, SEED, [*options, "--file"])
    for path, marks in zip(asked.files, (SEED, STRETCH), strict=False):
        compare(path, asked.script, marks, [*options, "--many-grids"] if marks is STRETCH else options)


if __name__ == "__main__":
    main()
