# SPDX-License-Identifier: MIT
"""One million points into 2,500 grids: gridmgr's own way beside geopandas, in one run.

    .venv/bin/python -m benchmarks.bench_points [--points 1000000] [--grids 2500] [--repeat 3]

Both get the same points and polygons (Voronoi cells of random seeds, with densified borders) and must agree on
every point. Prints a markdown table with seconds, processor seconds and the ratio to geopandas.
"""

import argparse
import time
from collections.abc import Callable

import geopandas
import numpy as np
import shapely
from numpy.typing import NDArray

from gridmgr.model.placing import first_covering

EXTENT_M = 20_000.0
VERTEX_M = 60.0


def make_case(points: int, grids: int) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Return points (n,) and grid polygons (m,) that cover the square they lie in."""
    rng = np.random.default_rng(2012)
    seeds = shapely.multipoints(rng.uniform(0, EXTENT_M, (grids, 2)))
    frame = shapely.box(0, 0, EXTENT_M, EXTENT_M)
    cells = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=frame))
    polygons = shapely.segmentize(shapely.intersection(cells, frame), VERTEX_M)
    return shapely.points(rng.uniform(0, EXTENT_M, (points, 2))), polygons


def ours(points: NDArray[np.object_], polygons: NDArray[np.object_]) -> NDArray[np.int64]:
    """Return the grid of every point as the store finds it."""
    return first_covering(points, polygons).astype(np.int64)


def joined(points: NDArray[np.object_], polygons: NDArray[np.object_]) -> NDArray[np.int64]:
    """Return the grid of every point by a spatial join of geopandas."""
    left = geopandas.GeoDataFrame(geometry=points)
    right = geopandas.GeoDataFrame(geometry=polygons)
    found = geopandas.sjoin(left, right, predicate="intersects")
    first = found["index_right"].groupby(level=0).min()
    return first.reindex(range(len(points)), fill_value=-1).to_numpy(dtype=np.int64)


def timed(work: Callable[[], NDArray[np.int64]], repeat: int) -> tuple[NDArray[np.int64], float, float]:
    """Return the result, the best wall seconds and the best processor seconds."""
    wall, processor = [], []
    for _ in range(repeat):
        begun, spent = time.perf_counter(), time.process_time()
        result = work()
        wall.append(time.perf_counter() - begun)
        processor.append(time.process_time() - spent)
    return result, min(wall), min(processor)


def main() -> None:
    """Run both and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--grids", type=int, default=2_500)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    points, polygons = make_case(options.points, options.grids)
    mine, my_wall, my_processor = timed(lambda: ours(points, polygons), options.repeat)
    theirs, wall, processor = timed(lambda: joined(points, polygons), options.repeat)
    print(
        f"{options.points:,} points, {options.grids:,} grids, {shapely.get_num_coordinates(polygons).sum():,} vertices"
    )
    print("| way | seconds | processor s | ratio |\n| --- | --- | --- | --- |")
    print(f"| gridmgr | {my_wall:.2f} | {my_processor:.2f} | {my_processor / processor:.2f} |")
    print(f"| geopandas sjoin | {wall:.2f} | {processor:.2f} | 1 |")
    print(f"same answer for {np.mean(mine == theirs):.4%} of the points")


if __name__ == "__main__":
    main()
