# SPDX-License-Identifier: MIT
from dataclasses import replace

import numpy as np
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from gridmgr.model.findings import Finding, Severity
from gridmgr.planning.rule_input import BuildingFacts, CommunityFacts, EstateFacts, GridFacts, PlanFacts, RuleSettings
from gridmgr.planning.rules import plan_findings
from gridmgr.planning.units import EdgeKind
from tests.planning.towns import barriers, house, place, street

ROLES = frozenset(RuleSettings().roles)
LEFT, RIGHT = (place(shapely.box(*bounds)) for bounds in ((0, 0, 100, 100), (100, 0, 200, 100)))
COMMUNITY = CommunityFacts("c1", "列东社区", place(shapely.box(0, 0, 200, 100)))


def grid(number: int, polygon: BaseGeometry | None, households: int = 400) -> GridFacts:
    return GridFacts(f"g{number}", f"00{number}", f"第{number}网格", "c1", polygon, households, roles=ROLES)


def building(number: int, shape: BaseGeometry | None, households: int = 400) -> BuildingFacts:
    return BuildingFacts(f"b{number}", f"{number}幢", shape, households, "c1")


GOOD = PlanFacts(
    (grid(1, LEFT), grid(2, RIGHT)), (building(1, house(50, 50)), building(2, house(150, 50))), (COMMUNITY,)
)


def with_grids(*grids: GridFacts) -> PlanFacts:
    return replace(GOOD, grids=grids)


def only(plan: PlanFacts, rule: str) -> list[Finding]:
    return [finding for finding in plan_findings(plan) if finding.rule == rule]


def test_a_good_plan_has_nothing_to_say():
    assert plan_findings(GOOD) == []


def test_grids_that_overlap_are_told_with_area_and_place():
    (found,) = only(with_grids(grid(1, LEFT), grid(2, place(shapely.box(90, 0, 200, 100)))), "G-01")

    assert found.severity is Severity.ERROR
    assert found.message == "网格“第1网格”与“第2网格”重叠 1000 平方米，请把重叠部分划归其中一个网格。"
    assert found.place is not None
    assert found.place.area == pytest.approx(1000)


def test_a_gap_inside_a_community_is_told():
    (found,) = only(with_grids(grid(1, LEFT), grid(2, place(shapely.box(110, 0, 200, 100)))), "G-02")

    assert (found.record_type, found.record_id) == ("community", "c1")
    assert "1000 平方米不属于任何网格" in found.message


def test_a_grid_too_large_says_by_how_much():
    (found,) = only(with_grids(grid(1, LEFT, 512), grid(2, RIGHT)), "G-03")

    assert found.severity is Severity.ERROR
    assert "有 512 户，超 12 户（规定 300–500 户）" in found.message


def test_a_grid_too_small_says_by_how_much():
    (found,) = only(with_grids(grid(1, LEFT, 280), grid(2, RIGHT)), "G-03")

    assert "有 280 户，少 20 户" in found.message


def test_one_tower_above_the_band_is_an_exception_with_its_reason():
    plan = replace(with_grids(grid(1, LEFT, 700), grid(2, RIGHT)), buildings=(building(1, house(50, 50), 700),))

    (found,) = only(plan, "G-03")

    assert found.severity is Severity.WARNING
    assert "楼幢“1幢”一幢就有 700 户" in found.message


def test_buildings_drawn_upon_each_other_are_an_exception_too_as_no_border_parts_them():
    stacked, apart = ([building(n, house(20 + step * n, 50), 300) for n in range(3)] for step in (1, 25))
    plan = with_grids(grid(1, LEFT, 900), grid(2, RIGHT))

    (found,), (other,) = (only(replace(plan, buildings=tuple(houses)), "G-03") for houses in (stacked, apart))

    assert found.severity is Severity.WARNING
    assert "“0幢”等 3 幢的轮廓上下重叠，合起来有 900 户，无法再分" in found.message
    assert other.severity is Severity.ERROR


def test_a_community_too_small_for_any_grid_is_an_exception():
    (found,) = only(with_grids(grid(1, COMMUNITY.outline, 250)), "G-03")

    assert found.severity is Severity.WARNING
    assert "全社区就这么多户" in found.message


def test_a_grid_in_two_pieces_is_told_unless_accepted():
    torn = shapely.union_all([place(shapely.box(0, 0, 100, 100)), place(shapely.box(150, 0, 200, 50))])

    (found,) = only(with_grids(grid(1, torn)), "G-04")
    (accepted,) = only(with_grids(replace(grid(1, torn), accepted={"G-04": "飞地"})), "G-04")

    assert found.severity is Severity.ERROR
    assert "互不相连的 2 块，较小的面积 2500 平方米" in found.message
    assert accepted.severity is Severity.INFO


def test_pieces_in_exclaves_of_the_community_are_not_blamed():
    outline = shapely.union_all([LEFT, place(shapely.box(300, 0, 400, 100))])
    plan = PlanFacts((grid(1, outline),), (), (CommunityFacts("c1", "列东社区", outline),))

    (found,) = only(plan, "G-04")

    assert found.severity is Severity.INFO


def test_a_grid_without_land_is_told():
    (found,) = only(with_grids(grid(1, LEFT), grid(2, RIGHT), grid(3, None)), "G-04")

    assert found.message == "网格“第3网格”没有范围，请为它画出边界。"


def test_a_building_cut_by_a_border_names_both_grids():
    (found,) = only(replace(GOOD, buildings=(building(1, house(101, 50)),)), "G-05")

    assert found.record_id == "b1"
    assert "被网格“第2网格”与“第1网格”的边界切开" in found.message


def test_a_building_that_barely_touches_the_border_is_not_cut():
    assert only(replace(GOOD, buildings=(building(1, house(106 - 0.05, 50)),)), "G-05") == []


def test_a_border_between_two_overlapping_buildings_cuts_none():
    both = (building(1, house(95, 50, 12, 10)), building(2, house(105, 50, 12, 10)))

    assert only(replace(GOOD, buildings=both), "G-05") == []


def test_a_building_in_no_grid_is_told_with_its_households():
    (found,) = only(replace(with_grids(grid(1, LEFT)), communities=()), "G-06")

    assert found.message == "楼幢“2幢”（400 户）不在任何网格内，请把它划入一个网格。"


def test_a_building_in_two_grids_is_told():
    (found,) = only(with_grids(grid(1, LEFT), grid(2, COMMUNITY.outline)), "G-06")

    assert "同时在网格“第1网格”“第2网格”内" in found.message


def test_a_door_exactly_on_the_border_belongs_to_one_grid():
    door = place(shapely.Point(100, 50))

    assert only(replace(GOOD, buildings=(building(1, door),)), "G-06") == []


def test_a_grid_beyond_its_community_is_told():
    (found,) = only(with_grids(grid(1, LEFT), grid(2, place(shapely.box(100, 0, 210, 100)))), "G-07")

    assert "有 1000 平方米在社区“列东社区”之外" in found.message


def test_a_grid_on_both_sides_of_a_railway_is_warned_of():
    rail = barriers((street((0, 30), (200, 30)), EdgeKind.RAIL))
    grids = (grid(1, place(shapely.box(0, 0, 200, 30))), grid(2, place(shapely.box(0, 30, 200, 100))))

    along = only(replace(GOOD, grids=grids, barriers=rail), "G-08")
    across = only(replace(GOOD, barriers=rail), "G-08")

    assert along == []
    assert [found.severity for found in across] == [Severity.WARNING, Severity.WARNING]
    assert "较小一片" in across[0].message


def test_a_service_line_that_nobody_looks_after_is_told_where_an_office_keeps_account_of_them():
    plan = with_grids(replace(grid(1, LEFT), services=frozenset({"环境卫生"})), grid(2, RIGHT))
    settings = RuleSettings(services=("环境卫生", "文化教育"))

    told = [f.message for f in plan_findings(plan, settings) if f.rule == "G-11"]

    assert told == [
        "网格“第1网格”有 1 个服务项目没有人负责：文化教育，请在任职的“服务项目”里填写。",
        "网格“第2网格”有 2 个服务项目没有人负责：环境卫生、文化教育，请在任职的“服务项目”里填写。",
    ]
    assert only(plan, "G-11") == []


def test_a_grid_whose_banks_are_joined_by_a_link_is_accepted_with_the_reason_of_the_link():
    rail = barriers((street((0, 30), (200, 30)), EdgeKind.RAIL))
    link, elsewhere = place(shapely.LineString([(50, 20), (50, 40)])), place(shapely.LineString([(50, 60), (50, 80)]))
    wide = grid(1, COMMUNITY.outline)

    joined = only(replace(with_grids(replace(wide, links=(("有人行天桥", link),))), barriers=rail), "G-08")
    others = only(replace(with_grids(replace(wide, links=(("有人行天桥", elsewhere),))), barriers=rail), "G-08")

    assert [found.accepted for found in joined] == ["有人行天桥"]
    assert [found.accepted for found in others] == [""]


def test_the_strip_between_two_tracks_does_not_make_a_crossing():
    rail = barriers((street((0, 30), (200, 30)), EdgeKind.RAIL), (street((0, 35), (200, 35)), EdgeKind.RAIL))
    grids = (grid(1, place(shapely.box(0, 0, 200, 35))), grid(2, place(shapely.box(0, 35, 200, 100))))

    assert only(replace(GOOD, grids=grids, barriers=rail), "G-08") == []


def test_a_long_drawn_grid_is_warned_of():
    strips = (grid(1, place(shapely.box(0, 0, 200, 8))), grid(2, place(shapely.box(0, 8, 200, 100))))

    (found,) = only(with_grids(*strips), "G-09")

    assert found.severity is Severity.WARNING
    assert found.record_id == "g1"


def test_vacant_roles_are_named():
    (found,) = only(with_grids(replace(grid(1, LEFT), roles=ROLES - {"网格警务员"}), grid(2, RIGHT)), "G-10")

    assert found.message == "网格“第1网格”还缺 1 个岗位：网格警务员，请任命人员。"


def test_a_code_or_name_used_twice_is_told_at_both_grids():
    found = only(with_grids(grid(1, LEFT), replace(grid(1, RIGHT), id="g9")), "G-12")

    assert [(f.record_id, f.field) for f in found] == [("g1", "code"), ("g1", "name"), ("g9", "code"), ("g9", "name")]


def with_estate(households: int, *shapes: BaseGeometry | None) -> PlanFacts:
    """Return the good plan with a compound of some buildings that have the households together."""
    share = households // len(shapes)
    homes = tuple(replace(building(n, s, share), estate_id="e1") for n, s in enumerate(shapes, start=1))
    return replace(GOOD, buildings=homes, estates=(EstateFacts("e1", "新苑", "c1"),))


def test_a_compound_in_two_grids_is_told_with_its_share_in_each():
    plan = with_estate(90, house(50, 50), house(80, 50), house(150, 50))

    (found,) = only(plan, "G-13")

    assert found.severity is Severity.WARNING
    assert (found.record_type, found.record_id, found.others) == ("estate", "e1", ("g1", "g2"))
    assert found.message == "小区“新苑”（90 户）被分到第1网格（60 户）、第2网格（30 户），请归到一个网格。"
    assert only(with_estate(90, house(50, 50), house(80, 50)), "G-13") == []
    assert only(replace(plan, estates=()), "G-13") == []


def test_a_compound_that_no_grid_can_hold_is_only_mentioned():
    (found,) = only(with_estate(600, house(50, 50), house(150, 50)), "G-13")

    assert found.severity is Severity.INFO
    assert "一个网格最多 500 户，它只能分开" in found.message


def test_bad_geometry_makes_findings_and_never_an_error():
    bow_tie = place(shapely.polygons([(0, 0), (200, 100), (200, 0), (0, 100)]))
    with np.errstate(invalid="ignore"):
        nowhere = shapely.from_wkt("POLYGON ((0 0, 1 0, NaN 1, 0 0))")
    shapes = (bow_tie, nowhere, None, shapely.Point(), shapely.LineString([(0, 0), (1, 1)]))
    plan = PlanFacts(
        tuple(grid(number, shape) for number, shape in enumerate(shapes)),
        tuple(replace(building(number, shape), estate_id="e1") for number, shape in enumerate(shapes)),
        (COMMUNITY, CommunityFacts("c2", "无界社区", None)),
        estates=(EstateFacts("e1", "新苑", "c1"),),
    )

    rules = {finding.rule for finding in plan_findings(plan)}

    assert {"G-02", "G-04", "G-06"} <= rules
