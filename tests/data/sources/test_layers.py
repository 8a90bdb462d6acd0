"""Map layers are read feature by feature; one bad feature never takes its layer down."""

import json
import sqlite3
import zipfile

import geopandas
import numpy as np
import pytest
import shapely

from gridmgr.data.sources import open_source

SQUARE = shapely.box(117.6, 26.2, 117.601, 26.201)


def frame(count=3, **columns):
    shapes = [shapely.affinity.translate(SQUARE, i * 0.002) for i in range(count)]
    return geopandas.GeoDataFrame({"名称": [f"{i}幢" for i in range(count)], **columns}, geometry=shapes, crs=4326)


def rows(path, layer=None, **options):
    with open_source(path, **options) as source:
        return list(source.read(source.layer(layer).name))


def geojson(path, geometries, encoding="utf-8"):
    features = [
        {"type": "Feature", "properties": {"名称": f"{i}幢", "层数": i}, "geometry": g}
        for i, g in enumerate(geometries)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False), encoding)
    return path


def polygon(*points):
    return {"type": "Polygon", "coordinates": [[list(p) for p in points]]}


GOOD = polygon((0, 0), (1, 0), (1, 1), (0, 0))


def test_a_geopackage_tells_its_layers_and_coordinate_system(tmp_path):
    path = tmp_path / "图.gpkg"
    frame().to_file(path, layer="楼幢")
    frame(1).set_geometry([shapely.Point(117.6, 26.2)]).to_file(path, layer="点")

    with open_source(path) as source:
        described = [(layer.name, layer.rows, layer.geometry, layer.crs) for layer in source.layers]

    assert described == [("楼幢", 3, "Polygon", "EPSG:4326"), ("点", 1, "Point", "EPSG:4326")]


def test_bad_features_are_told_one_by_one_and_the_good_ones_are_read(tmp_path):
    path = geojson(
        tmp_path / "图.geojson",
        [
            GOOD,
            polygon((0, 0), (1, 0), (1, 1)),
            None,
            polygon(("x", 0), (1, 1), (1, 0), ("x", 0)),
            {"type": "Foo", "coordinates": []},
            {"type": "Point", "coordinates": [1, 2, 3]},
        ],
    )

    found = rows(path)

    assert [r.geometry is not None for r in found] == [True, True, False, False, False, True]
    assert "已自动闭合" in found[1].note
    assert all("没有图形" in found[i].geometry_problem for i in (2, 3, 4))
    assert [r.values["层数"] for r in found] == [0, 1, 2, 3, 4, 5]


def test_broken_bytes_in_a_geopackage_leave_the_other_features_alone(tmp_path):
    path = tmp_path / "图.gpkg"
    frame().to_file(path, layer="楼幢")
    with sqlite3.connect(path) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        (blob,) = database.execute('SELECT geom FROM "楼幢" WHERE fid = 2').fetchone()
        database.execute('UPDATE "楼幢" SET geom = ? WHERE fid = 2', (blob[:45],))
    database.close()

    found = rows(path)

    assert [bool(r.geometry_problem) for r in found] == [False, True, False]


def test_coordinates_that_are_no_numbers_are_told(tmp_path):
    path = tmp_path / "图.gpkg"
    with np.errstate(invalid="ignore"):
        nan = shapely.Polygon([(0, 0), (1, 0), (float("nan"), 1)])
    frame(2).set_geometry([SQUARE, nan]).to_file(path, layer="楼幢")

    assert [bool(r.geometry_problem) for r in rows(path)] == [False, True]


def test_whole_numbers_with_gaps_stay_whole_and_damaged_ones_stay_visible(tmp_path):
    path = tmp_path / "图.gpkg"
    numbers = [{"n": 5}, {"n": None}, {"n": 350403198408279321}]
    features = [{"type": "Feature", "properties": p, "geometry": GOOD} for p in numbers]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))

    assert [r.values["n"] for r in rows(path)] == [5, None, pytest.approx(350403198408279321)]


def test_a_geojson_in_gb18030_is_read(tmp_path):
    path = geojson(tmp_path / "图.json", [GOOD], "gb18030")

    with open_source(path) as source:
        (row,) = source.read(source.layer().name)

    assert row.values["名称"] == "0幢"
    assert source.layers[0].encoding == "GB18030"


@pytest.mark.parametrize(
    ("written", "cpg"),
    [("gb18030", None), ("utf-8", None), ("gb18030", "GBK"), ("utf-8", "UTF-8"), ("gb18030", "UTF-8")],
)
def test_a_shapefile_is_read_in_its_encoding_with_or_without_cpg(tmp_path, written, cpg):
    path = tmp_path / "楼幢.shp"
    frame(2, 备注=["𠮷" if written == "gb18030" else "乙", "甲" * 40]).to_file(path, encoding=written)
    path.with_suffix(".cpg").unlink()
    if cpg:
        path.with_suffix(".cpg").write_text(cpg)

    with open_source(path) as source:
        layer = source.layer()
        first, second = source.read(layer.name)

    assert (layer.name, layer.crs, layer.encoding) == ("楼幢", "EPSG:4326", written.upper())
    assert first.values["名称"] == "0幢"
    assert not second.problem


def test_a_shapefile_without_index_table_or_projection_is_read_and_what_is_missing_is_told(tmp_path):
    path = tmp_path / "楼幢.shp"
    frame(2).to_file(path)
    for suffix in (".shx", ".prj", ".dbf"):
        path.with_suffix(suffix).unlink()

    with open_source(path) as source:
        found = list(source.read(source.layer().name))
        said = "".join(f.message for f in source.findings)

    assert len(found) == 2
    assert source.layers[0].crs is None
    assert ".dbf" in said
    assert ".prj" in said
    assert not path.with_suffix(".shx").exists()


def test_a_zipped_shapefile_is_read(tmp_path):
    folder = tmp_path / "a"
    folder.mkdir()
    frame(2).to_file(folder / "楼幢.shp", encoding="gb18030")
    packed = tmp_path / "楼幢.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for file in folder.iterdir():
            archive.write(file, f"数据/{file.name}")

    with open_source(packed) as source:
        assert [layer.name for layer in source.layers] == ["楼幢"]
        assert [r.values["名称"] for r in source.read("楼幢")] == ["0幢", "1幢"]


KML = """<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>图</name>
<Folder><name>楼幢</name><Placemark><name>3幢</name>
<ExtendedData><Data name="层数"><value>6</value></Data></ExtendedData>
<Polygon><outerBoundaryIs><LinearRing><coordinates>117.6,26.2,0 117.604,26.2,0 117.604,26.204,0 117.6,26.2,0
</coordinates></LinearRing></outerBoundaryIs><innerBoundaryIs><LinearRing><coordinates>117.602,26.2005 117.603,26.2005
117.603,26.2015 117.602,26.2005</coordinates></LinearRing></innerBoundaryIs></Polygon></Placemark>
<Placemark><name>无图</name></Placemark></Folder>
<Folder><name>门</name><Placemark><Point><coordinates>117.6,26.2</coordinates></Point></Placemark></Folder>
</Document></kml>"""


def test_kml_folders_are_layers_with_chinese_columns(tmp_path):
    path = tmp_path / "图.txt"
    path.write_text(KML, "utf-8")

    with open_source(path) as source:
        described = [(layer.name, layer.geometry, layer.columns) for layer in source.layers]
        first, second = source.read("楼幢")

    assert described == [("楼幢", "Polygon", ("name", "层数")), ("门", "Point", ())]
    assert (first.values["层数"], len(first.geometry.interiors)) == ("6", 1)
    assert second.geometry_problem


def test_kmz_is_read(tmp_path):
    path = tmp_path / "图.kmz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("doc.kml", KML)

    assert len(rows(path, "楼幢")) == 2


def drawing(path):
    import ezdxf

    document = ezdxf.new()
    space = document.modelspace()
    space.add_lwpolyline([(0, 0), (10, 0), (10, 10), (0, 10)], close=True, dxfattribs={"layer": "JMD"})
    space.add_polyline2d([(20, 0), (30, 0), (30, 10), (20, 0)], dxfattribs={"layer": "JMD"})
    space.add_text("砖6", height=1, dxfattribs={"layer": "ZJ", "insert": (5, 5)})
    space.add_mtext("混12", dxfattribs={"layer": "ZJ", "insert": (27, 3)})
    space.add_line((0, 0), (50, 50), dxfattribs={"layer": "DLSS"})
    space.add_arc((0, 0), radius=10, start_angle=0, end_angle=90, dxfattribs={"layer": "DLSS"})
    space.add_circle((100, 100), radius=5, dxfattribs={"layer": "DLSS"})
    block = document.blocks.new("房")
    block.add_lwpolyline([(0, 0), (2, 0), (2, 2)], close=True, dxfattribs={"layer": "JMD"})
    space.add_blockref("房", (60, 60))
    document.saveas(path)
    return path


def test_a_drawing_gives_areas_lines_and_labels(tmp_path):
    path = drawing(tmp_path / "图.dxf")

    with open_source(path) as source:
        described = {(layer.name, layer.geometry, layer.rows, layer.crs) for layer in source.layers}
        houses = list(source.read("JMD"))

    assert described == {
        ("JMD", "Polygon", 3, None),
        ("DLSS (LineString)", "LineString", 2, None),
        ("DLSS (Polygon)", "Polygon", 1, None),
    }
    assert [(r.values["text"], r.values["layer"]) for r in houses] == [("砖6", "JMD"), ("混12", "JMD"), ("", "JMD")]
    assert houses[2].geometry.bounds == (60, 60, 62, 62)


def test_empty_files_of_the_right_kind_have_layers_without_rows(tmp_path):
    path = geojson(tmp_path / "图.geojson", [])

    assert rows(path) == []
