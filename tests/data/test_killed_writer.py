# SPDX-License-Identifier: MIT
"""A program that is killed in the middle of a write loses nothing it had told was stored, and stores no half step."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from time import perf_counter

import pytest

from gridmgr.data.geopackage import register_functions
from gridmgr.data.opening import open_store
from gridmgr.model.areas import Building
from gridmgr.model.people import Household
from tests.data.killed_writer import HOUSEHOLDS
from tests.data.office import ALL, filling

KILLS = int(os.environ.get("GRIDMGR_KILLS", "50"))
"""More of them are tried by benchmarks/bench_crashes.py."""


@pytest.fixture
def writers():
    command = [sys.executable, "-m", "tests.data.killed_writer"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1) as process:
        yield process
        process.stdin.close()


def killed(writers, path, first, rng):
    """Let a writer begin at a number, kill it at some moment, and return the numbers it told were stored."""
    writers.stdin.write(f"{path}\t{first}\n")
    _, child = writers.stdout.readline().split()
    told = [int(writers.stdout.readline()) for _ in range(rng.randrange(3))]
    moment = perf_counter() + rng.uniform(0, 0.03)
    while perf_counter() < moment:
        pass
    os.kill(int(child), signal.SIGKILL)
    told += [int(line) for line in iter(writers.stdout.readline, "ended\n")]
    return told


def damage(path):
    """Return everything that is wrong with a file."""
    with closing(sqlite3.connect(path)) as connection:
        register_functions(connection)
        wrong = [row for row in connection.execute("PRAGMA integrity_check") if row != ("ok",)]
        wrong += connection.execute("PRAGMA foreign_key_check").fetchall()
        wrong += [row for row in connection.execute("SELECT rtreecheck('rtree_building_geom')") if row != ("ok",)]
        wrong += connection.execute(
            "SELECT fid FROM building LEFT JOIN rtree_building_geom box ON box.id = fid WHERE geom IS NOT NULL"
            " AND (box.id IS NULL OR abs(minx - ST_MinX(geom)) > 0.01 OR abs(maxx - ST_MaxX(geom)) > 0.01)"
        ).fetchall()
    return wrong


def whole_steps(path):
    """Return the numbers of the steps in a file, after looking that each is whole."""
    with open_store(path) as store:
        built = [b.id for b in store.find(Building) if b.id.startswith("k")]
        homes = [h.building_id for h in store.find(Household) if h.id.startswith("k")]
        assert sorted(homes) == sorted(built * HOUSEHOLDS)
        steps = store.journal(limit=1_000_000)[:-1]
        assert {s.changes for s in steps} <= {HOUSEHOLDS + 2}
        assert [int(b.removeprefix("k")) for b in built] == [int(s.label) for s in reversed(steps)]
        assert store.get(Building, "b1").name == (steps[0].label if steps else "")
        assert len(store.changes_since(len(ALL))) == len(steps) * (HOUSEHOLDS + 2)
    return [int(s.label) for s in steps]


def test_killing_the_program_in_the_middle_of_writing_loses_and_breaks_nothing(local_place, writers):
    local_place.create().apply(filling(*ALL))
    local_place.close()
    path, rng = local_place.location, random.Random(20260301)
    stored: list[int] = []

    for _ in range(KILLS):
        told = killed(writers, path, len(stored), rng)
        before, stored = stored, sorted(whole_steps(path))

        assert damage(path) == []
        assert set(before) | set(told) <= set(stored)
        assert stored == list(range(len(stored)))
        assert len(stored) <= len(before) + len(told) + 1
