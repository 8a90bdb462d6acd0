# SPDX-License-Identifier: MIT
"""A program that writes steps until it is killed; run by `test_killed_writer` in a process of its own.

Each line on standard input names a file and the first number; for each one a child is forked that tells its process
id, then every number whose step is stored. Forking spares the imports, so that many kills fit into a short test.
"""

import os
import sys
from dataclasses import replace

from shapely.geometry import box

from gridmgr.data.opening import open_store
from gridmgr.model.areas import Building
from gridmgr.model.changes import ChangeSet, added, changed
from gridmgr.model.people import Household

HOUSEHOLDS = 3


def write_for_ever(path: str, number: int) -> None:
    """Store step after step: a new building with households, another building moved and named after the step."""
    store = open_store(path)
    print("pid", os.getpid(), flush=True)
    while True:
        place = box(number % 190, 1, number % 190 + 1, 2)
        building = Building(id=f"k{number:06}", community="c", geom=place)
        people = [Household(id=f"k{number:06}-{i}", community="c", building_id=building.id) for i in range(HOUSEHOLDS)]
        mover = store.get(Building, "b1")
        assert mover is not None
        moved = changed(mover, replace(mover, name=str(number), geom=place))
        store.apply(ChangeSet(str(number), (added(building), *map(added, people), moved)))
        print(number, flush=True)
        number += 1


def main() -> None:
    """Fork a writer for every line that comes in, and tell when it has ended."""
    for line in sys.stdin:
        path, first = line.rstrip("\n").split("\t")
        child = os.fork()
        if child == 0:
            write_for_ever(path, int(first))
        os.waitpid(child, 0)
        print("ended", flush=True)


if __name__ == "__main__":
    main()
