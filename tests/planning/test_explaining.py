# SPDX-License-Identifier: MIT
"""What a plan says for itself, in the words that people read."""

import numpy as np
import pytest

from gridmgr.model.bands import Band
from gridmgr.planning.partition import TEMPLATES, Partition, Reason, ReasonCode, Verdict, conclusion
from gridmgr.planning.partition.explain import explain, verdict_of
from gridmgr.planning.units import UnitGraph
from tests.planning.small_communities import graph_of
from tests.planning.unit_graphs import lattice, with_estate

BAND = Band()


def told(graph: UnitGraph, labels: list[int], locked: list[int] | None = None) -> list[Reason]:
    mask = np.isin(np.arange(len(graph)), locked or [])
    return explain(graph, np.array(labels), BAND, mask)


def plan_of(graph: UnitGraph, labels: list[int], locked: list[int] | None = None) -> Partition:
    reasons = told(graph, labels, locked)
    sizes = np.bincount(labels, graph.households).astype(np.int64)
    return Partition(np.array(labels), sizes, verdict_of(reasons), tuple(reasons))


def test_a_total_between_one_grid_and_two_is_told_with_its_figures_and_a_way_out() -> None:
    (reason,) = told(lattice(1, 2, [250, 300]), [0, 1])

    assert reason.sentence == (
        "社区共550户：划1个网格共超出50户，划2个网格共不足50户，已证明达不到300–500户的标准；"
        "已按2个网格划分，请与相邻社区合并，或把标准放宽到275–500户。"
    )
    assert reason.grids == (0,)


def test_a_total_below_the_minimum_is_told_with_a_way_out() -> None:
    (reason,) = told(lattice(1, 2, [125, 125]), [0, 0])

    assert reason.sentence == (
        "社区共250户，不足300户，已证明不能达标，只能划为一个网格；请与相邻社区合并，或把标准放宽到250–500户。"
    )


def test_an_island_is_told_with_the_most_that_a_grid_could_reach() -> None:
    (reason,) = told(lattice(1, 5, [400, 450, 100, 450, 400]), [0, 1, 2, 3, 4])

    assert reason.code is ReasonCode.ISLAND
    assert reason.sentence == (
        "有100户的建筑周围都是大体量建筑：不超过500户的网格最多凑到100户，不足300户，已证明不能划出合格网格；"
        "请按例外说明理由报批，或把标准放宽到300–550户。"
    )


def test_a_pocket_is_told_with_what_its_neighbours_can_take() -> None:
    graph = graph_of([60, 60, 60, 400, 300, 420], [(0, 1), (1, 2), (0, 3), (1, 3), (2, 3), (3, 4), (4, 5)])

    (reason,) = told(graph, [0, 0, 1, 1, 2, 3])

    assert reason.code is ReasonCode.POCKET
    assert "共180户" in reason.sentence
    assert "最多只能接收其中60户" in reason.sentence


def test_a_lump_keeps_the_land_that_it_cuts_off() -> None:
    reasons = told(lattice(1, 5, [0, 40, 800, 200, 200]), [0, 0, 0, 1, 1])

    assert [reason.code for reason in reasons] == [ReasonCode.LUMP, ReasonCode.LAND_WITH_LUMP]
    assert verdict_of(reasons) is Verdict.LUMP


def test_a_locked_grid_outside_the_band_and_what_it_cuts_off_are_told_apart() -> None:
    reasons = told(lattice(1, 4, [200, 250, 200, 200]), [0, 1, 2, 2], locked=[1])

    assert [reason.code for reason in reasons] == [ReasonCode.LOCKED, ReasonCode.CUT_OFF_BY_LOCK]
    assert reasons[1].sentence == (
        "这一片共200户被锁定的网格与其余部分隔开，已证明怎样划分都达不到300–500户的标准；"
        "请解除相邻网格的锁定，或把标准放宽到200–500户。"
    )
    assert verdict_of(reasons) is Verdict.LOCKED


def test_a_grid_that_could_have_been_legal_is_only_said_not_to_be_found() -> None:
    plan = plan_of(lattice(1, 4, [200, 200, 200, 200]), [0, 0, 0, 1])

    assert {reason.code for reason in plan.reasons} == {ReasonCode.NOT_FOUND}
    assert plan.statement.missed == {0, 1}
    assert conclusion(plan, BAND).startswith("没有找到全部达标的划法，但没有证明不存在：目前最好的方案2个网格中有2个")


def test_an_estate_that_must_be_split_is_told_with_the_proof() -> None:
    plan = plan_of(with_estate(lattice(1, 4, [150, 225, 225, 150]), [1, 2]), [0, 0, 1, 1])

    (reason,) = plan.reasons
    assert reason.sentence == (
        "小区共450户，已证明必须拆分：保持完整时，有一片共150户无论怎样划分都达不到300–500户的标准；已分入2个网格。"
    )
    assert conclusion(plan, BAND) == "2个网格都在300–500户之内；1个小区必须拆分。"


def test_one_of_two_estates_that_exclude_each_other_is_told_so() -> None:
    graph = with_estate(with_estate(lattice(1, 5, [310, 150, 160, 150, 310]), [0, 1]), [3, 4], 1)

    (reason,) = told(graph, [0, 1, 1, 2, 2])

    assert reason.code is ReasonCode.COMPOUNDS_EXCLUDE
    assert "与另外1个小区不能同时保持完整" in reason.sentence


def test_an_estate_that_was_split_without_need_is_not_said_to_be_proven() -> None:
    graph = with_estate(lattice(1, 4, [150, 150, 150, 150]), [1, 2])
    free = with_estate(lattice(2, 2, [150, 150, 150, 150]), [0, 1])

    must, may = plan_of(graph, [0, 0, 1, 1]), plan_of(free, [0, 1, 0, 1])

    assert [reason.code for reason in must.reasons] == [ReasonCode.COMPOUND_MUST_SPLIT]
    assert [reason.code for reason in may.reasons] == [ReasonCode.COMPOUND_SPLIT]
    assert may.statement.split == {0}
    assert conclusion(may, BAND) == "2个网格都在300–500户之内；1个小区没有找到保持完整的划法，拆分了。"


def test_two_estates_split_where_one_would_do_are_not_excused_by_the_same_proof() -> None:
    graph = lattice(1, 6, [250, 150, 100, 100, 150, 250])
    graph = with_estate(with_estate(graph, [0, 1]), [4, 5], 1)

    reasons = told(graph, [0, 1, 1, 1, 1, 2])

    assert [reason.code for reason in reasons if reason.code is ReasonCode.COMPOUNDS_EXCLUDE] == []


def test_estates_that_cannot_be_whole_for_plain_causes_are_told_so() -> None:
    torn = with_estate(lattice(1, 4, 150), [0, 3])
    locked = with_estate(lattice(1, 4, 150), [1, 2])
    large = with_estate(lattice(1, 4, 160), range(4))

    assert [r.code for r in told(torn, [0, 0, 1, 1])] == [ReasonCode.COMPOUND_APART]
    assert [r.code for r in told(locked, [0, 0, 1, 1], locked=[0, 1])] == [ReasonCode.COMPOUND_LOCKED]
    assert [r.code for r in told(large, [0, 0, 1, 1])] == [ReasonCode.COMPOUND_TOO_LARGE]


@pytest.mark.parametrize("code", list(ReasonCode))
def test_every_reason_has_a_whole_sentence(code: ReasonCode) -> None:
    assert TEMPLATES[code].endswith("。")
