# SPDX-License-Identifier: MIT
"""Map files that are only looked at: brought into the district's CRS, never guessed at, stored nowhere."""

import json
from pathlib import Path

import numpy as np
import pytest
import shapely

from gridmgr.model.errors import CancelledError, InputError
from gridmgr.model.progress import Progress, Reporting, Silent
from gridmgr.operations.backdrops import MissingCrsError, Shapes, is_table, likely_name, read_backdrop

DISTRICT = 4548
SQUARE = shapely.box(563_000, 2_907_000, 563_100, 2_907_100)


def read_shapes(path: Path, crs: str, epsg: int, progress: Progress) -> Shapes:
    """Return the shapes alone."""
    return read_backdrop(path, crs, epsg, progress).shapes


def geojson(path: Path, shapes: list[object], crs: str | None) -> Path:
    features = [{"type": "Feature", "properties": {}, "geometry": json.loads(shapely.to_geojson(s))} for s in shapes]
    whole: dict[str, object] = {"type": "FeatureCollection", "features": features}
    if crs:
        whole["crs"] = {"type": "name", "properties": {"name": crs}}
    path.write_text(json.dumps(whole), "utf-8")
    return path


def dxf(path: Path) -> Path:
    import ezdxf

    drawing = ezdxf.new()
    drawing.modelspace().add_lwpolyline(list(SQUARE.exterior.coords), close=True)
    drawing.saveas(path)
    return path


def test_shapes_in_the_district_s_own_system_stay_where_they_are(tmp_path: Path):
    path = geojson(tmp_path / "a.geojson", [SQUARE, SQUARE.centroid], "EPSG:4548")

    shapes = read_shapes(path, "", DISTRICT, Silent())

    assert [shape.geom_type for shape in shapes] == ["Polygon", "Point"]
    assert shapely.equals_exact(shapely.normalize(shapes[0]), shapely.normalize(SQUARE), 1e-6)


def test_degrees_are_brought_into_metres(tmp_path: Path):
    path = geojson(tmp_path / "a.geojson", [shapely.Point(117.63, 26.27)], None)

    (shape,) = read_shapes(path, "", DISTRICT, Silent())

    assert (shape.x, shape.y) == pytest.approx((562_900, 2_907_000), abs=2_000)


def test_a_drawing_without_crs_is_asked_for(tmp_path: Path):
    path = dxf(tmp_path / "地块.dxf")

    with pytest.raises(MissingCrsError, match="没有标明坐标系"):
        read_shapes(path, "", DISTRICT, Silent())
    shapes = read_shapes(path, "EPSG:4548", DISTRICT, Silent())

    assert np.allclose(shapes[0].bounds, SQUARE.bounds)


def test_shapes_of_a_shifted_map_are_shifted_back(tmp_path: Path):
    path = geojson(tmp_path / "a.geojson", [shapely.Point(117.63, 26.27)], None)

    plain, back = (read_shapes(path, crs, DISTRICT, Silent())[0] for crs in ("WGS84", "GCJ-02"))

    assert 300 < plain.distance(back) < 900


def test_a_crs_that_cannot_be_right_is_refused(tmp_path: Path):
    path = geojson(tmp_path / "a.geojson", [SQUARE], "EPSG:4548")

    with pytest.raises(InputError, match="坐标超出经纬度的范围"):
        read_shapes(path, "WGS84", DISTRICT, Silent())


def test_a_table_is_for_importing(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text("名称,经度,纬度\n甲,117.6,26.2\n", "utf-8")

    assert is_table(path)
    with pytest.raises(InputError, match="请用“导入”"):
        read_shapes(path, "", DISTRICT, Silent())


def test_a_file_without_shapes_is_refused(tmp_path: Path):
    path = geojson(tmp_path / "a.geojson", [], "EPSG:4548")

    with pytest.raises(InputError, match="没有地图图形"):
        read_shapes(path, "", DISTRICT, Silent())


def test_reading_can_be_given_up(tmp_path: Path):
    path = geojson(tmp_path / "a.geojson", [shapely.Point(117.6, 26.2)] * 2_000, None)

    with pytest.raises(CancelledError):
        read_shapes(path, "", DISTRICT, Reporting(lambda *_told: None, lambda: True))


def test_names_come_from_the_column_that_was_chosen(tmp_path: Path):
    path = geojson(tmp_path / "a.geojson", [SQUARE, SQUARE.centroid, SQUARE.centroid], "EPSG:4548")
    whole = json.loads(path.read_text("utf-8"))
    for feature, name in zip(whole["features"], ("一号\n地块", None, 12), strict=True):
        feature["properties"] = {"名称": name, "面积": 5}
    path.write_text(json.dumps(whole), "utf-8")

    named, plain = (read_backdrop(path, "", DISTRICT, Silent(), label) for label in ("名称", ""))

    assert list(named.names) == ["一号 地块", "", "12"]
    assert list(plain.names) == ["", "", ""]
    assert set(plain.columns) == {"名称", "面积"}


def test_a_column_of_names_is_guessed():
    assert likely_name(["OBJECTID", "NAME", "面积"]) == "NAME"
    assert likely_name(["fid", "name", "名称"]) == "名称"
    assert likely_name(["fid", "面积"]) == ""
