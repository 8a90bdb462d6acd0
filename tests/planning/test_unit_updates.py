# SPDX-License-Identifier: MIT
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmgr.model.progress import Progress
from gridmgr.planning import land_cutting
from gridmgr.planning.barriers import Barriers
from gridmgr.planning.chains import Chains
from gridmgr.planning.precision import Geometries
from gridmgr.planning.tessellation import cell_chains
from gridmgr.planning.unit_building import Buildings, Terrain, Units, build_units, build_units_of
from gridmgr.planning.units import EdgeKind
from gridmgr.planning.walks import Numbers
from tests.planning import towns

STREETS = (
    (towns.street((200, -5), (203, 405)), EdgeKind.LOCAL),
    (towns.street((-5, 300), (405, 310)), EdgeKind.RAIL),
    (towns.street((60, 130), (60, 300)), EdgeKind.LOCAL),
)


def assert_same(one: Units, other: Units) -> None:
    """Nothing tells the one set of units from the other, not the last digit of a length."""
    assert len(one.polygons) == len(other.polygons)
    assert shapely.equals_exact(one.polygons, other.polygons, 0).all()
    for name in one.graph.__slots__:
        assert np.array_equal(getattr(one.graph, name), getattr(other.graph, name)), name
    for name in ("unit_of_building", "block", "links"):
        assert np.array_equal(getattr(one, name), getattr(other, name)), name


def moved(geometries: Geometries, east: float) -> Geometries:
    return np.asarray(shapely.transform(geometries, lambda xy: np.round(xy + np.array((east, 0)), 3)))


def edited(town: Buildings, barriers: Barriers, rng: np.random.Generator) -> tuple[Buildings, Barriers]:
    """Put a house up, pull one down, move one, count one anew, or draw or rub out a street."""
    count = len(town)
    chosen = int(rng.integers(0, count))
    others = np.arange(count) != chosen
    fresh = towns.scattered(rng, 1)
    kind = int(rng.integers(0, 5))
    if kind == 4:
        extra = towns.barriers(STREETS[int(rng.integers(0, len(STREETS)))])
        grown = Barriers(
            np.concatenate((barriers.geometry, extra.geometry)),
            np.concatenate((barriers.kind, extra.kind)),
            np.concatenate((barriers.crossable, extra.crossable)),
        )
        return town, grown if rng.integers(0, 2) else barriers.only(np.arange(len(barriers)) != len(barriers) - 1)
    if kind == 3:
        return Buildings(town.footprint, town.households + ~others, town.compound), barriers
    kept = others if kind > 0 and count > 1 else np.ones(count, dtype=np.bool_)
    added = slice(0, 0 if kind == 1 and count > 1 else 1)
    return (
        Buildings(
            np.concatenate((town.footprint[kept], fresh.footprint[added])),
            np.concatenate((town.households[kept], fresh.households[added])),
            np.concatenate((town.compound[kept], fresh.compound[added])),
        ),
        barriers,
    )


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), count=st.integers(1, 40), edits=st.integers(1, 5))
def test_units_brought_up_to_date_after_any_edits_are_the_units_built_anew(seed: int, count: int, edits: int) -> None:
    rng = np.random.default_rng(seed)
    town, barriers = towns.scattered(rng, count), towns.lattice()
    units = build_units(towns.square(), barriers, town)

    for _ in range(edits):
        town, barriers = edited(town, barriers, rng)
        units = build_units(towns.square(), barriers, town, known=units)

        assert_same(units, build_units(towns.square(), barriers, town))


def test_after_an_edit_only_the_street_block_is_cut_again_in_which_it_happened(monkeypatch: pytest.MonkeyPatch) -> None:
    town = towns.houses(*(towns.house(x, y) for x in range(30, 400, 40) for y in range(30, 400, 40)))
    units = build_units(towns.square(), towns.lattice(), town)
    asked: list[int] = []

    def cut(blocks: Geometries, footprints: Geometries, block: Numbers, progress: Progress) -> Chains:
        asked.append(len(blocks))
        return cell_chains(blocks, footprints, block, progress)

    monkeypatch.setattr(land_cutting, "cell_chains", cut)
    fewer = Buildings(town.footprint[:-1], town.households[:-1], town.compound[:-1])

    build_units(towns.square(), towns.lattice(), fewer, known=units)

    assert asked == [1]


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), counts=st.lists(st.integers(0, 30), min_size=2, max_size=4))
def test_communities_cut_together_are_cut_as_each_one_alone(seed: int, counts: list[int]) -> None:
    rng = np.random.default_rng(seed)
    terrains = []
    for place, count in enumerate(counts):
        town, streets = towns.scattered(rng, count), towns.lattice()
        east = 400.0 * (place % 2)
        town = Buildings(moved(town.footprint, east), town.households, town.compound)
        streets = Barriers(moved(streets.geometry, east), streets.kind, streets.crossable)
        terrains.append(Terrain(moved(np.array([towns.square()]), east)[0], streets, town))

    together = build_units_of(terrains)

    for units, terrain in zip(together, terrains, strict=True):
        alone = build_units(terrain.outline, terrain.barriers, terrain.buildings)
        assert_same(units, alone)
        assert_same(build_units(terrain.outline, terrain.barriers, terrain.buildings, known=units), alone)
