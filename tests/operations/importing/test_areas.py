"""Map layers come in moved, mended and placed; the same layer again changes nothing."""

import warnings
from dataclasses import replace

import geopandas
import pytest
import shapely

from gridmgr.model.areas import Barrier, Building, Community, Estate, Facility, Grid, Plan
from gridmgr.model.changes import ChangeSet, changed
from gridmgr.model.errors import InputError
from tests.operations.importing.conftest import EAST, FIRST, NORTH, NOW, SECOND, box, counts, messages


def layer(path, shapes, crs=4548, **columns):
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "'crs' was not provided")
        geopandas.GeoDataFrame(columns, geometry=shapes, crs=crs).to_file(path, layer="图层")
    return path


def test_the_first_layer_settles_the_coordinate_system_of_the_district(empty, bring, tmp_path):
    path = layer(tmp_path / "楼.gpkg", [shapely.box(117.6, 26.2, 117.6004, 26.2004)], 4326, 层数=[6])

    bring(empty, path, "building")

    (building,) = empty.find(Building)
    assert empty.crs == 4548
    assert building.geom.area == pytest.approx(40.0 * 44.3, rel=0.01)


def test_a_dry_run_settles_nothing(empty, bring, tmp_path):
    path = layer(tmp_path / "楼.gpkg", [shapely.box(117.6, 26.2, 117.6004, 26.2004)], 4326)

    report = bring(empty, path, "building", dry_run=True)

    assert (counts(report), empty.crs, empty.count(Building)) == ((1, 1, 0, 0), None, 0)


def test_buildings_fall_into_the_community_and_compound_they_stand_in(office, bring, tmp_path):
    path = layer(tmp_path / "楼.gpkg", [box(100, 100), box(700, 100), box(2000, 100), box(490, 100, 30)])

    report = bring(office, path, "building")

    new = [b for b in office.find(Building) if b.source_key]
    assert [(b.community, b.estate_id) for b in new] == [(FIRST, "e1"), (SECOND, ""), ("", ""), (SECOND, "")]
    assert any("有 1 个楼幢不在任何社区的范围内" in m for m in messages(report, severity="warning"))


def test_a_bad_geometry_is_mended_or_refused_and_the_rest_is_stored(office, bring, tmp_path):
    bow = shapely.Polygon([(EAST, NORTH), (EAST + 20, NORTH + 20), (EAST + 20, NORTH), (EAST, NORTH + 20)])
    line = shapely.LineString([(EAST, NORTH), (EAST + 5, NORTH)])
    flat = shapely.Polygon([(EAST, NORTH), (EAST + 9, NORTH), (EAST + 4, NORTH)])
    ring = shapely.LineString([(EAST, NORTH), (EAST + 50, NORTH), (EAST + 50, NORTH + 50), (EAST, NORTH)])
    mixed = shapely.GeometryCollection([box(200, 200), shapely.Point(EAST, NORTH)])
    path = layer(tmp_path / "楼.gpkg", [box(100, 100), bow, line, None, flat, ring, mixed, shapely.Point(EAST, NORTH)])

    report = bring(office, path, "building")

    assert counts(report) == (8, 5, 0, 3)
    assert report.mended == 3
    assert {f.row for f in report.findings if f.severity == "error"} == {3, 4, 5}
    assert any("边界自相交" in m for m in messages(report, row=2))
    assert any("闭合线已转换为面" in m for m in messages(report, row=6))


def test_the_same_layer_again_changes_nothing_whatever_it_is_called(office, bring, tmp_path):
    shapes = [box(100, 100), box(700, 100)]
    bring(office, layer(tmp_path / "楼.gpkg", shapes, 名称=["甲楼", "乙楼"], 层数=[6, 7]), "building")

    again = bring(office, layer(tmp_path / "另存.gpkg", shapes, 名称=["甲楼", "乙楼"], 层数=[6, 7]), "building")

    assert counts(again) == (2, 0, 2, 0)


def test_a_feature_with_a_number_is_known_when_its_outline_was_corrected(office, bring, tmp_path):
    bring(office, layer(tmp_path / "一.gpkg", [box(100, 100), box(700, 100)], bid=[1, 2]), "building")

    report = bring(office, layer(tmp_path / "二.gpkg", [box(101, 100), box(700, 100)], bid=[1, 2]), "building")

    assert counts(report) == (2, 1, 1, 0)
    assert office.count(Building) == 5


def test_the_same_number_at_another_place_is_another_building(office, bring, tmp_path):
    bring(office, layer(tmp_path / "一.gpkg", [box(100, 100)], bid=[1]), "building")
    elsewhere = layer(tmp_path / "二.gpkg", [box(700, 300)], bid=[1])

    report = bring(office, elsewhere, "building")

    assert counts(report) == (1, 1, 0, 0)
    assert office.count(Building) == 5
    assert counts(bring(office, elsewhere, "building")) == (1, 0, 1, 0)


def test_a_community_that_the_office_set_is_not_taken_back_by_the_place(office, bring, tmp_path):
    path = layer(tmp_path / "一.gpkg", [box(490, 100, 30)], bid=[1])
    bring(office, path, "building")
    (before,) = [b for b in office.find(Building) if b.source_key]
    after = replace(before, community=FIRST)
    office.apply(ChangeSet("改社区", (changed(before, after),), "甲", NOW))

    assert counts(bring(office, path, "building")) == (1, 0, 1, 0)


def test_a_table_of_figures_reaches_the_buildings_by_code_and_by_number(office, bring, table):
    path = table(
        "户数.xlsx",
        ("楼幢编码", "小区名称", "幢号", "户数", "社区"),
        (f"{FIRST}00001", "", "", "48户", ""),
        ("", "", "5号楼", 36, "三路社区"),
        ("", "", "八幢", 12, "三路社区"),
    )

    report = bring(office, path, "building")

    assert counts(report) == (3, 3, 0, 0)
    assert [office.get(Building, i).households_declared for i in ("b1", "b2")] == [48, 36]
    assert counts(bring(office, path, "building")) == (3, 0, 3, 0)


def test_a_layer_without_coordinate_system_asks_for_one(office, bring, tmp_path):
    path = layer(tmp_path / "楼.gpkg", [box(100, 100)], None)

    with pytest.raises(InputError, match="没有标明坐标系"):
        bring(office, path, "building")

    assert counts(bring(office, path, "building", crs="local")) == (1, 1, 0, 0)


@pytest.mark.parametrize(
    ("crs", "said"),
    [("EPSG:4326", "以米为单位"), ("EPSG:4527", "适用范围之外"), ("CGCS2000", "以米为单位")],
)
def test_a_coordinate_system_that_cannot_be_right_refuses_the_rows_and_asks(office, bring, tmp_path, crs, said):
    path = layer(tmp_path / "楼.gpkg", [box(100, 100), box(200, 100)], None)

    report = bring(office, path, "building", crs=crs)

    assert counts(report) == (2, 0, 0, 2)
    assert all(said in m for m in messages(report, severity="error"))


def test_shifted_coordinates_of_a_table_come_back_to_their_place(office, bring, table):
    path = table("设施.xlsx", ("名称", "经度", "纬度"), ("图书室", 117.635, 26.2705), ("无处", None, None))

    report = bring(office, path, "facility", crs="GCJ-02")

    placed, placeless = office.find(Facility)
    assert placed.geom.distance(shapely.Point(EAST, NORTH)) < 1000
    assert placeless.geom is None
    assert counts(report) == (2, 2, 0, 0)
    assert counts(bring(office, path, "facility", crs="GCJ-02")) == (2, 0, 2, 0)


def test_a_table_with_coordinates_asks_for_their_system(office, bring, table):
    with pytest.raises(InputError, match="没有标明坐标系"):
        bring(office, table("设施.xlsx", ("名称", "经度", "纬度"), ("图书室", 117.635, 26.2705)), "facility")


def test_a_community_is_made_around_the_buildings(empty, bring, tmp_path):
    empty.settle_crs(4548)
    path = layer(tmp_path / "楼.gpkg", [box(0, 0), box(300, 0), box(0, 300)], 户数=[1, 2, 3])

    report = bring(empty, path, "building", community_from_extent=(FIRST, "三路社区"))

    (community,) = empty.find(Community)
    assert (community.code, community.name) == (FIRST, "三路社区")
    assert all(community.geom.contains(b.geom) and b.community == FIRST for b in empty.find(Building))
    assert counts(report) == (3, 3, 0, 0)
    again = bring(empty, path, "building", community_from_extent=(FIRST, "三路社区"))
    assert counts(again) == (3, 0, 3, 0)


def test_households_are_estimated_where_no_figure_is_and_add_up(empty, bring, tmp_path):
    empty.settle_crs(4548)
    shapes = [box(0, 0), box(100, 0), box(200, 0, 5), box(300, 0), box(400, 0)]
    path = layer(tmp_path / "楼.gpkg", shapes, 层数=[6, 7, 6, 6, None], 用途=["住宅", "", "住宅", "商业", "住宅"])

    bring(empty, path, "building")

    assert [b.households_estimated for b in empty.find(Building)] == [20, 23, 0, 0, None]
    assert counts(bring(empty, path, "building")) == (5, 0, 5, 0)


def test_an_estimate_is_scaled_to_the_known_number_of_a_community(office, bring, tmp_path):
    before = office.get(Community, "c2")
    known = replace(before, households_known=101)
    office.apply(ChangeSet("总户数", (changed(before, known),), "甲", NOW))
    path = layer(tmp_path / "楼.gpkg", [box(700, 0), box(700, 100), box(700, 200)], 层数=[1, 1, 1])

    bring(office, path, "building")

    assert sorted(b.households_estimated for b in office.find(Building) if b.source_key) == [33, 34, 34]


def test_no_estimate_is_made_where_the_layer_has_figures_or_nobody_wants_one(empty, bring, tmp_path):
    empty.settle_crs(4548)
    bring(empty, layer(tmp_path / "一.gpkg", [box(0, 0)], 层数=[6], 户数=[None]), "building")
    bring(empty, layer(tmp_path / "二.gpkg", [box(100, 0)], 层数=[6]), "building", estimate=False)

    assert [b.households_estimated for b in empty.find(Building)] == [None, None]


def test_barriers_are_told_apart_by_column_and_layer(office, bring, tmp_path):
    road = shapely.LineString([(EAST, NORTH), (EAST + 100, NORTH)])
    bring(office, layer(tmp_path / "一.gpkg", [road], highway=["primary"], name=["列东街"]), "barrier")
    bring(office, layer(tmp_path / "二.gpkg", [shapely.affinity.translate(road, 0, 9)], railway=["rail"]), "barrier")
    bring(office, layer(tmp_path / "三.gpkg", [box(0, 200)]), "barrier")
    bring(office, layer(tmp_path / "四.gpkg", [box(0, 400)], kind=["riverbank"]), "barrier")

    assert [b.kind for b in office.find(Barrier)] == ["road", "railway", "river", "river"]


def test_estates_and_communities_come_in_as_areas(office, bring, tmp_path):
    bring(office, layer(tmp_path / "小区.gpkg", [box(600, 100, 90)], 小区名称=["江滨花园"]), "estate")
    shapes = layer(tmp_path / "社区.gpkg", [box(0, 500, 90)], 编码=["350402001006"], 名称=["五路社区"])
    bring(office, shapes, "community")

    (estate,) = office.find(Estate, name="江滨花园")
    (community,) = office.find(Community, name="五路社区")
    assert (estate.community, estate.geom.geom_type) == (SECOND, "MultiPolygon")
    assert (community.code, community.community) == ("350402001006", "350402001006")


def wards(tmp_path):
    shapes = [box(0, 200, 100), box(100, 200, 100), box(0, 0, 100), box(100, 0, 100), box(300, 0, 100)]
    return layer(tmp_path / "网格.gpkg", shapes, ward=[1, 1, 2, 2, None], population=[10, 20, 30, 40, 50])


def test_areas_become_the_grids_of_a_plan_dissolved_by_a_column(office, bring, tmp_path):
    path = wards(tmp_path)
    counted = {"households_declared": "population"}

    report = bring(office, path, "grid", dissolve="WARD", plan="现行网格", columns=counted)

    (plan,) = office.find(Plan)
    grids = office.find(Grid)
    assert counts(report) == (5, 4, 0, 1)
    assert (plan.name, plan.state) == ("现行网格", "draft")
    assert [(g.code, g.households_declared, g.community, g.geom.area) for g in grids] == [
        (f"{FIRST}001", 30, FIRST, 20_000.0),
        (f"{FIRST}002", 70, FIRST, 20_000.0),
    ]
    assert len({g.grid_uid for g in grids}) == 2
    again = bring(office, path, "grid", dissolve="ward", plan="现行网格", columns=counted)
    assert counts(again) == (5, 0, 4, 1)


def test_grids_without_code_are_numbered_from_north_to_south_and_from_west_to_east(office, bring, tmp_path):
    shapes = [box(100, 0, 100), box(0, 300, 100), box(0, 0, 100), box(100, 300, 100)]

    bring(office, layer(tmp_path / "现行.gpkg", shapes), "grid")

    found = {g.code[-3:]: g.geom.bounds[:2] for g in office.find(Grid)}
    places = [(0, 300), (100, 300), (0, 0), (100, 0)]
    assert [found[f"{n:03d}"] for n in range(1, 5)] == [(EAST + x, NORTH + y) for x, y in places]
    assert office.find(Plan)[0].name == "现行"


def test_grids_make_their_community_where_there_is_none_and_cross_none_unsaid(office, empty, bring, tmp_path):
    report = bring(office, layer(tmp_path / "跨.gpkg", [box(450, 0, 100)]), "grid")

    assert any("跨越了社区边界" in m for m in messages(report, row=1))


def test_grids_make_one_community_of_their_union(empty, bring, tmp_path):
    empty.settle_crs(4548)

    bring(empty, wards(tmp_path), "grid", dissolve="ward", community_from_extent=(FIRST, "三路社区"))

    (community,) = empty.find(Community)
    assert community.geom.area == 40_000.0
    assert {g.community for g in empty.find(Grid)} == {FIRST}


def test_a_plan_that_is_no_draft_takes_no_imported_grids(office, bring, tmp_path):
    bring(office, wards(tmp_path), "grid", dissolve="ward", plan="现行")
    (plan,) = office.find(Plan)
    approved = replace(plan, state="approved")
    office.apply(ChangeSet("批准", (changed(plan, approved),), "甲", NOW))

    with pytest.raises(InputError, match="不是草案"):
        bring(office, wards(tmp_path), "grid", dissolve="ward", plan="现行")
