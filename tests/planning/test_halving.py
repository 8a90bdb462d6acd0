# SPDX-License-Identifier: MIT
import numpy as np
import shapely

from gridmgr.model.bands import Band
from gridmgr.planning.coverage import Coverage
from gridmgr.planning.halving import Halves, Halving
from gridmgr.planning.shared_borders import components, shared_segments

STREET = np.array([shapely.LineString([(0, 300), (600, 300)])], dtype=object)

USUAL = Band(300, 500)


def town(households: np.ndarray) -> tuple[Coverage, np.ndarray]:
    squares = [shapely.box(c * 100, r * 100, c * 100 + 100, r * 100 + 100) for r in range(6) for c in range(6)]
    faces = np.array(squares, dtype=object)
    return Coverage(faces, np.full(36, "a", dtype=object), shapely.centroid(faces), np.arange(36)), households


def proposals(households: np.ndarray, band: Band = USUAL) -> list[Halving]:
    coverage, counts = town(households)
    halves = Halves(coverage, "a", counts, band, STREET)
    return halves.proposals([one for one in halves.search() if one is not None])


def test_the_street_through_the_middle_is_the_first_proposal():
    best = proposals(np.full(36, 20))[0]

    assert (best.kept, best.leaving) == (360, 360)
    assert best.border_m == best.street_m == 600


def test_every_proposal_is_two_whole_halves_and_differs_from_the_others():
    rng = np.random.default_rng(5)
    found = proposals(rng.integers(0, 45, 36))

    assert 2 <= len(found) <= 5
    coverage, _ = town(np.zeros(36))
    borders = shared_segments(coverage.faces)
    for half in found:
        side = np.isin(np.arange(36), half.faces)
        inner = side[borders.a] == side[borders.b]
        assert components(36, borders.a[inner], borders.b[inner]).max() == 1
        assert half.kept >= half.leaving


def test_halves_inside_the_band_are_preferred_to_the_street():
    households = np.full(36, 5)
    households[:6] = 70

    best = proposals(households, Band(230, 400))[0]

    assert min(best.kept, best.leaving) >= 230
    assert best.street_m < best.border_m


def test_a_grid_of_one_piece_has_no_halves():
    coverage = Coverage(
        np.array([shapely.box(0, 0, 1, 1)], dtype=object), np.array(["a"], dtype=object), np.zeros(0, dtype=object),
        np.zeros(0, dtype=np.int64),
    )  # fmt: skip

    assert list(Halves(coverage, "a", np.zeros(0, np.int64), Band(), STREET).search()) == []
