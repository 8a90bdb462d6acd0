# SPDX-License-Identifier: MIT
import numpy as np
import shapely

from gridmgr.model.progress import Silent
from gridmgr.planning.careful_cuts import CarefulTask, careful_cuts
from gridmgr.planning.party_walls import along_walls
from gridmgr.planning.tessellation import cell_chains

BLOCK = np.array([shapely.box(0, 0, 100, 60)], dtype=object)
CROOKED = shapely.Polygon([(40, 20), (52, 20), (52, 26), (46, 26), (46, 34), (52, 34), (52, 40), (40, 40)])
"""A house around a yard."""
IN_THE_YARD = shapely.box(46.05, 26.05, 60, 33.95)
HOUSES = np.array([shapely.box(5, 20, 15, 40), CROOKED, IN_THE_YARD, shapely.box(85, 20, 95, 40)], dtype=object)


def test_only_houses_that_stand_into_each_other_are_cut_along_their_walls() -> None:
    chains = cell_chains(BLOCK, HOUSES, np.zeros(4, dtype=np.int64), Silent())
    chains, _ = along_walls(chains, HOUSES, np.zeros(4, dtype=np.int64))

    (cut,) = careful_cuts([CarefulTask(BLOCK, HOUSES, chains, is_whole=False)], Silent())

    assert cut.part.tolist() == [0, 1, 1, 2]
    assert shapely.area(cut.polygons).sum() == 6000
    assert shapely.covers(cut.polygons[cut.part], HOUSES).all()
    assert {*cut.cuts.left.tolist(), *cut.cuts.right.tolist()} == {1, 2}


def test_a_block_that_did_not_come_right_in_parts_is_cut_as_a_whole() -> None:
    chains = cell_chains(BLOCK, HOUSES, np.zeros(4, dtype=np.int64), Silent())
    chains, _ = along_walls(chains, HOUSES, np.zeros(4, dtype=np.int64))

    (cut,) = careful_cuts([CarefulTask(BLOCK, HOUSES, chains, is_whole=True)], Silent())

    assert cut.part.tolist() == [0, 0, 0, 0]
    assert cut.polygons.tolist() == BLOCK.tolist()
    assert {*cut.cuts.left.tolist(), *cut.cuts.right.tolist()} == {0, 1, 2, 3}
