# SPDX-License-Identifier: MIT
"""One community to divide: what is asked, and what comes out. Values in, values out; no store, so any process may."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.model.areas import Grid
from gridmgr.model.bands import Band
from gridmgr.model.placing import first_covering, standing_points
from gridmgr.model.progress import Part, Progress
from gridmgr.model.shapes import normal_form
from gridmgr.operations.ground import Ground
from gridmgr.operations.land_links import Found, links_of
from gridmgr.planning.locks import joined_graph, partition_parts, unlocked_parts
from gridmgr.planning.partition import Partition, Wish
from gridmgr.planning.score_card import Judge
from gridmgr.planning.shared_borders import dissolved
from gridmgr.planning.unit_building import Buildings, Terrain, Units, build_units_of

UNITS_SHARE, SHAPES_SHARE = 250, 25
"""Thousandths of the work on one community that cutting units and drawing grids take."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is known of a community that is to be divided."""

    ground: Ground
    band: Band
    seed: int = 0
    wish: Wish = field(default_factory=Wish)
    second: NDArray[np.float64] | None = None
    """(b,) second measure of the buildings of the ground; None where none is balanced."""
    previous: tuple[Grid, ...] = ()
    """The grids of the plan to stay close to."""
    locked: tuple[Grid, ...] = ()
    """Grids of the plan at hand that stay as they are to the last digit."""


@dataclass(frozen=True, slots=True)
class Division:
    """How a community was divided: the partition of its units, and the outline of each grid in the stored form."""

    partition: Partition
    shapes: tuple[BaseGeometry, ...]
    links: tuple[Found, ...] = ()
    """What had to be joined because nothing else joins the parts of the community (飞地), and is not stored yet."""


class Site:
    """A community cut into units, ready to be divided once or several times."""

    def __init__(self, task: Task, units: list[Units], buildings: list[NDArray[np.intp]]) -> None:
        """Take the units of each part of the community to divide, and which buildings stand in each part."""
        self.task, self.units, self._buildings = task, units, buildings

    @cached_property
    def judge(self) -> Judge:
        """What divisions of this community are judged by; only where there is something to divide."""
        graph = joined_graph([units.graph for units in self.units])
        return Judge(graph, self.task.band, self._second(), self._previous())

    @cached_property
    def polygons(self) -> NDArray[np.object_]:
        """The polygons of all units (n,)."""
        return np.concatenate([units.polygons for units in self.units])

    def divide(self, wish: Wish, seed: int, progress: Progress) -> Partition:
        """Divide the community, with locked grids its remaining parts one by one. Raises CancelledError."""
        graphs = [units.graph for units in self.units]
        if wish.grids is not None:
            wish = replace(wish, grids=max(wish.grids - len(self.task.locked), 1))
        measures = self.judge.second, self.judge.previous
        return partition_parts(graphs, self.task.band, wish, seed, measures, progress)

    def shapes(self, result: Partition, progress: Progress) -> tuple[BaseGeometry, ...]:
        """Return the outline of each grid in the stored form."""
        progress.step(0, 1, "绘制网格")
        united = dissolved(self.polygons, result.labels, len(result.households))
        return tuple(normal_form(shape, "MULTIPOLYGON") for shape in united)

    def _second(self) -> NDArray[np.float64] | None:
        """Return the second measure of every unit."""
        if self.task.second is None:
            return None
        sums = []
        for units, chosen in zip(self.units, self._buildings, strict=True):
            inside = units.unit_of_building >= 0
            sums.append(
                np.bincount(
                    units.unit_of_building[inside], self.task.second[chosen][inside], minlength=len(units.polygons)
                )
            )
        return np.concatenate(sums)

    def _previous(self) -> NDArray[np.int64] | None:
        """Return the grid of the earlier plan of every unit: that of its building, of empty land where it lies."""
        grids = np.array([g.geom for g in self.task.previous], dtype=object)
        if not len(grids):
            return None
        found = []
        for units, chosen in zip(self.units, self._buildings, strict=True):
            points = shapely.points(units.graph.xy)
            built = units.unit_of_building
            standing = standing_points(self.task.ground.buildings.footprint[chosen])
            # The last one written wins, so the first building of a unit decides.
            for building in np.flatnonzero(built >= 0)[::-1]:
                points[built[building]] = standing[building]
            found.append(first_covering(points, grids).astype(np.int64))
        return np.concatenate(found)


def site_of(task: Task, progress: Progress) -> Site:
    """Cut a community into units. Raises CancelledError."""
    return sites_of([task], progress)[0]


def sites_of(tasks: Sequence[Task], progress: Progress) -> list[Site]:
    """Cut several communities into units, in less time than one by one. Raises CancelledError."""
    grounds = [_unlocked_grounds(task) for task in tasks]
    parts = [Terrain(ground.outline, ground.barriers, ground.buildings) for some in grounds for ground, _ in some]
    units = iter(build_units_of(parts, progress))
    return [
        Site(task, list(islice(units, len(some))), [chosen for _, chosen in some])
        for task, some in zip(tasks, grounds, strict=True)
    ]


def divide(task: Task, progress: Progress) -> Division | None:
    """Divide one community; None where locked grids leave nothing to divide. Raises CancelledError."""
    return divide_several([task], progress)[0]


def divide_several(tasks: Sequence[Task], progress: Progress) -> list[Division | None]:
    """Divide communities one by one; None where locked grids leave nothing to divide. Raises CancelledError."""
    sites = sites_of(tasks, Span(progress, 0, UNITS_SHARE))
    rest = Span(progress, UNITS_SHARE, 1000)
    return [_divided(site, Part(rest, number, len(sites))) for number, site in enumerate(sites)]


def _divided(site: Site, progress: Progress) -> Division | None:
    task = site.task
    if not site.units:
        return None
    result = site.divide(task.wish, task.seed, Span(progress, 0, 1000 - SHAPES_SHARE))
    shapes = site.shapes(result, Span(progress, 1000 - SHAPES_SHARE, 1000))
    # With locked grids the parts that are left are no parts of the community.
    return Division(result, shapes, () if task.locked else tuple(links_of(site.units[0])))


@dataclass(frozen=True, slots=True)
class Span:
    """The progress of a piece of work from one thousandth of the whole to another."""

    outer: Progress
    first: int
    last: int

    def step(self, done: int, total: int, what: str = "") -> None:
        """Pass the step on. Raises CancelledError when the whole job was given up."""
        self.outer.step(self.first + (self.last - self.first) * done // max(total, 1), 1000, what)


def _unlocked_grounds(task: Task) -> list[tuple[Ground, NDArray[np.intp]]]:
    """Return what is divided, part by part, and which buildings stand in each part."""
    ground = task.ground
    if not task.locked:
        return [(ground, np.arange(len(ground.buildings)))]
    locked = [g.geom for g in task.locked if g.geom is not None]
    points = standing_points(ground.buildings.footprint)
    free = np.flatnonzero(first_covering(points, np.array(locked, dtype=object)) < 0)
    parts = unlocked_parts(ground.outline, locked, points[free])
    at_home = first_covering(points[free], np.array(parts, dtype=object))
    return [(_part_of(ground, part, free[at_home == k]), free[at_home == k]) for k, part in enumerate(parts)]


def _part_of(ground: Ground, outline: BaseGeometry, chosen: NDArray[np.intp]) -> Ground:
    b = ground.buildings
    return replace(
        ground,
        outline=outline,
        building_ids=tuple(ground.building_ids[i] for i in chosen.tolist()),
        buildings=Buildings(b.footprint[chosen], b.households[chosen], b.compound[chosen]),
    )
