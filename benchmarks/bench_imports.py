# SPDX-License-Identifier: MIT
"""Importing a building layer and a table of residents, and opening the file: beside geopandas and pandas, in one run.

    .venv/bin/python -m benchmarks.bench_imports --layer BUILDINGS.gpkg [--name buildings] [--residents 30000]

What the peers do is less: geopandas and pandas read the file and write it into a GeoPackage table, without checking,
matching, journal or undo. Prints a markdown table with rows a second and the ratio.
"""

import argparse
import resource
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd

from gridmgr.data.opening import create_local, open_store
from gridmgr.data.targets import Column, write_table
from gridmgr.model.areas import Building, District
from gridmgr.model.idnumbers import check_character
from gridmgr.model.ids import new_id
from gridmgr.operations.importing import Importer, ImportOptions

NOW = datetime(2012, 8, 5, tzinfo=UTC)


def make_residents(path: Path, count: int) -> None:
    """Write a table of invented residents; the division 350499 of their numbers does not exist."""
    rng = np.random.default_rng(7)
    born = [date(1940, 1, 1) + timedelta(days=int(d)) for d in rng.integers(0, 29_000, count)]
    first17 = [f"350499{day:%Y%m%d}{i % 1000:03d}" for i, day in enumerate(born)]
    columns = [
        Column("姓名", [f"样例{i}" for i in range(count)]),
        Column("身份证号", [n + check_character(n) for n in first17], as_text=True),
        Column("民族", ["汉族"] * count),
        Column("文化程度", ["初中"] * count),
        Column("联系电话", [f"1990000{i % 10000:04d}" for i in range(count)], as_text=True),
        Column("户籍地址", [f"虚构路{i % 300}号" for i in range(count)]),
    ]
    write_table(path, "居民", columns)


def timed(work: Callable[[], object]) -> float:
    """Return the processor seconds of a piece of work."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def import_file(store: Path, source: Path, options: ImportOptions) -> None:
    """Import one file into a store."""
    with open_store(store) as opened:
        Importer(opened, NOW).run(source, options)


def open_all(store: Path) -> None:
    """Open a store and read every building's outline, as the first map does."""
    with open_store(store, read_only=True) as opened:
        list(opened.values(Building, ["id", "households", "geom"]))


def main() -> None:
    """Run everything and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--layer", type=Path, required=True)
    parser.add_argument("--name", default="buildings")
    parser.add_argument("--residents", type=int, default=30_000)
    options = parser.parse_args()
    print("| work | rows | gridmgr rows/s | peer rows/s | gridmgr s | ratio of seconds |")
    print("| --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        run(Path(folder), options)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB (both together)")


def run(folder: Path, options: argparse.Namespace) -> None:
    """Measure import and opening of a layer, and import of a table."""
    store, table = folder / "a.gpkg", folder / "居民.xlsx"
    create_local(store, District(id=new_id(), code="350402", name="测试区")).close()
    frame = geopandas.read_file(options.layer, layer=options.name)
    wishes = ImportOptions(kind="building", layer=options.name, community_from_extent=("350402001001", "测试社区"))

    ours = timed(lambda: import_file(store, options.layer, wishes))
    peer = timed(lambda: geopandas.read_file(options.layer, layer=options.name).to_file(folder / "b.gpkg", layer="b"))
    row("import buildings", len(frame), ours, peer)
    row("import them again", len(frame), timed(lambda: import_file(store, options.layer, wishes)), peer)
    row(
        "open and read outlines",
        len(frame),
        timed(lambda: open_all(store)),
        timed(lambda: geopandas.read_file(folder / "b.gpkg")),
    )

    make_residents(table, options.residents)
    ours = timed(lambda: import_file(store, table, ImportOptions(kind="resident", community="350402001001")))
    peer = timed(lambda: pd.read_excel(table, dtype=str, engine="calamine").to_csv(folder / "c.csv"))
    row("import residents (.xlsx)", options.residents, ours, peer)


def row(work: str, rows: int, ours: float, peer: float) -> None:
    """Print one row."""
    print(f"| {work} | {rows:,} | {rows / ours:,.0f} | {rows / peer:,.0f} | {ours:.2f} | {ours / peer:.1f} |")


if __name__ == "__main__":
    main()
