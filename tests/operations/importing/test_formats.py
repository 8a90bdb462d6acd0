"""The same houses come in from every kind of file an office has."""

import warnings
import zipfile

import ezdxf
import geopandas
import pytest
import shapely

from gridmgr.model.areas import Building
from gridmgr.model.errors import InputError
from gridmgr.model.people import Household, Resident
from tests.operations.importing.conftest import EAST, FIRST, NORTH, box, counts, messages

SHAPES = [box(100, 100), box(300, 100)]


def frame():
    return geopandas.GeoDataFrame({"楼幢名称": ["甲楼", "乙楼"], "层数": [6, 7]}, geometry=SHAPES, crs=4548)


def degrees():
    return frame().to_crs(4326)


def shapefile(folder):
    path = folder / "楼幢.shp"
    frame().to_file(path, encoding="gb18030")
    path.with_suffix(".cpg").unlink()
    return path


def packed(folder):
    inner = shapefile(folder)
    path = folder / "楼幢.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in folder.glob(f"{inner.stem}.[!z]*"):
            archive.write(part, part.name)
    return path


def kml(folder):
    marks = []
    for name, floors, shape in zip(degrees()["楼幢名称"], degrees()["层数"], degrees().geometry, strict=True):
        ring = " ".join(f"{x:.10f},{y:.10f}" for x, y in shape.exterior.coords)
        marks.append(
            f'<Placemark><name>{name}</name><ExtendedData><Data name="层数"><value>{floors}</value></Data>'
            f"</ExtendedData><Polygon><outerBoundaryIs><LinearRing><coordinates>{ring}</coordinates></LinearRing>"
            "</outerBoundaryIs></Polygon></Placemark>"
        )
    path = folder / "楼幢.kml"
    path.write_text(f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{"".join(marks)}</Document></kml>', "utf-8")
    return path


def geojson(folder):
    path = folder / "楼幢.geojson"
    degrees().to_file(path, driver="GeoJSON", COORDINATE_PRECISION=10)
    return path


def wkt_table(folder):
    path = folder / "楼幢.csv"
    lines = [f"{n};{f};{s.wkt}" for n, f, s in zip(["甲楼", "乙楼"], [6, 7], SHAPES, strict=True)]
    path.write_text("\n".join(["楼幢名称;层数;WKT", *lines]), "gb18030")
    return path


@pytest.mark.parametrize(
    ("write", "crs"),
    [(shapefile, None), (packed, None), (kml, None), (geojson, None), (wkt_table, "EPSG:4548")],
)
def test_the_same_houses_come_in_from_every_format(office, bring, tmp_path, write, crs):
    report = bring(office, write(tmp_path), "building", crs=crs)

    found = {b.name: b for b in office.find(Building) if b.source_key}
    assert counts(report) == (2, 2, 0, 0)
    assert [(n, found[n].floors_up, found[n].community) for n in ("甲楼", "乙楼")] == [
        ("甲楼", 6, FIRST),
        ("乙楼", 7, FIRST),
    ]
    assert all(found[n].geom.hausdorff_distance(s) < 0.01 for n, s in zip(("甲楼", "乙楼"), SHAPES, strict=True))


def test_a_drawing_comes_in_with_labels_as_names(office, bring, tmp_path):
    document = ezdxf.new()
    for shape, label in zip(SHAPES, ("3幢", "5幢"), strict=True):
        points = list(shape.exterior.coords)[:-1]
        document.modelspace().add_lwpolyline(points, close=True, dxfattribs={"layer": "JMD"})
        place = shape.centroid
        document.modelspace().add_text(label, dxfattribs={"layer": "ZJ", "insert": (place.x, place.y)})
    document.modelspace().add_line((EAST, NORTH), (EAST + 9, NORTH), dxfattribs={"layer": "DLSS"})
    document.saveas(tmp_path / "图.dxf")

    report = bring(office, tmp_path / "图.dxf", "building", crs="local", columns={"number": "text"})

    assert counts(report) == (2, 2, 0, 0)
    assert sorted(b.number for b in office.find(Building) if b.source_key) == ["3幢", "5幢"]


def test_a_list_of_people_is_not_taken_for_buildings(office, bring, table):
    path = table("居民.xlsx", ("姓名", "性别"), ("张三", "男"))

    with pytest.raises(InputError, match="没有一列能对应楼幢"):
        bring(office, path, "building")


def test_rows_that_name_nothing_make_no_records(office, bring, table):
    buildings = bring(office, table("楼.xlsx", ("幢号", "层数"), ("", 6), ("9", 7)), "building")
    households = bring(office, table("户.xlsx", ("户号", "人口数"), ("", 3), ("009", 2)), "household")

    assert (counts(buildings), counts(households)) == ((2, 1, 0, 1), (2, 1, 0, 1))
    assert any("但没有位置" in m for m in messages(buildings, row=3))
    assert office.find(Household, household_no="009")[0].persons_declared == 2


def test_buildings_of_compounds_not_yet_known_stay_apart(office, bring, table):
    rows = [("三路", "甲苑", "1"), ("三路", "乙苑", "1"), ("三路", "甲苑", "2")]
    path = table("楼.xlsx", ("社区", "小区名称", "幢号"), *rows)

    report = bring(office, path, "building")

    assert counts(report) == (3, 3, 0, 0)
    assert counts(bring(office, path, "building")) == (3, 0, 3, 0)


def test_points_stand_for_buildings_without_outline(office, bring, tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        geopandas.GeoDataFrame({"幢号": ["7"]}, geometry=[shapely.Point(EAST + 9, NORTH + 9)], crs=4548).to_file(
            tmp_path / "点.gpkg"
        )

    bring(office, tmp_path / "点.gpkg", "building")

    (building,) = office.find(Building, number="7")
    assert (building.geom.geom_type, building.community) == ("Point", FIRST)


def test_a_merged_list_with_titles_comes_in_whole(office, bring, tmp_path):
    path = tmp_path / "名册.xls"
    path.write_bytes(
        "<html><table><tr><td colspan=4>三路社区居民名册</td></tr>"
        "<tr><th>户号</th><th>姓名</th><th>与户主关系</th><th>性别</th></tr>"
        "<tr><td rowspan=2>001</td><td>张三</td><td>户主</td><td>男</td></tr>"
        "<tr><td>李四</td><td>配偶</td><td>女</td></tr>"
        "<tr><td colspan=4>合计:2人</td></tr></table></html>".encode("gb18030")
    )

    report = bring(office, path, "resident")

    assert counts(report) == (2, 2, 0, 0)
    assert sorted((r.name, r.household_id) for r in office.find(Resident)) == [("张三", "h1"), ("李四", "h1")]
