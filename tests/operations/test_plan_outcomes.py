# SPDX-License-Identifier: MIT
import numpy as np
import shapely

from gridmgr.model.areas import Community
from gridmgr.model.bands import Band
from gridmgr.operations.dividing import Division
from gridmgr.operations.plan_outcomes import DividedCommunity, sentences
from gridmgr.planning.partition import Partition, Reason, ReasonCode, Verdict

COMMUNITY = Community(id="c", community="350402001001", code="350402001001", name="西苑社区")
SHAPES = (shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1))
SPLIT = Reason(ReasonCode.COMPOUND_TOO_LARGE, 620, (0, 1), (0, 1), {"estate": 1, "low": 300, "high": 500})
APART = Reason(ReasonCode.EXCLAVE, 20, (3,))


def told(*reasons: Reason, estates: tuple[str, ...]) -> list[str]:
    plan = Partition(np.array([0, 1]), np.array([310, 310]), Verdict.COMPLETE, reasons)
    divided = DividedCommunity(COMMUNITY, Division(plan, SHAPES), estates=estates)
    return sentences(divided, ["第1网格", "第2网格"], Band())


def test_an_estate_that_was_split_is_called_by_its_name() -> None:
    assert told(SPLIT, estates=("东苑", "西苑新村")) == [
        "西苑新村（第1网格、第2网格）：小区共620户，超过上限500户，必须拆分，已分入2个网格。"
    ]


def test_an_estate_without_a_name_is_found_by_its_grids() -> None:
    assert told(SPLIT, estates=("东苑", ""))[0].startswith("第1网格、第2网格：小区共620户")


def test_what_is_about_no_grid_has_no_head() -> None:
    assert told(APART, estates=()) == ["1个地块共20户与社区其余部分不相连（飞地），已与最近的地块视为相连。"]
