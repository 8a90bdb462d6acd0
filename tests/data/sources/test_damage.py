"""A damaged file is read as far as it goes or refused with a sentence; it never breaks the program."""

import shutil

import ezdxf
import geopandas
import numpy as np
import pytest
import shapely
import xlsxwriter

from gridmgr.data.sources import open_source
from gridmgr.model.errors import InputError
from tests.data.sources.test_layers import KML
from tests.data.sources.test_tables import XML_SHEET

HTML = "<html><table><tr><td rowspan=2>姓名</td><td>性别</td></tr><tr><td>甲</td></tr></table></html>"
FORMS = ("shp", "dbf", "prj", "cpg", "shx", "gpkg", "geojson", "xlsx", "csv", "html", "xml", "kml", "dxf")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Return a folder with a sound file of each form."""
    folder = tmp_path_factory.mktemp("完好")
    shapes = [shapely.box(i, i, i + 1, i + 1) for i in range(3)]
    frame = geopandas.GeoDataFrame({"名称": ["甲", "乙", "丙"], "层数": [1, 2, 3]}, geometry=shapes, crs=4326)
    frame.to_file(folder / "图.shp", encoding="gb18030")
    frame.to_file(folder / "图.gpkg", layer="图")
    frame.to_file(folder / "图.geojson")
    with xlsxwriter.Workbook(str(folder / "图.xlsx")) as book:
        book.add_worksheet("表").write_column(0, 0, ["姓名", *range(20)])
    (folder / "图.csv").write_text('姓名,性别\n张三,男\n李四,"女"\n', "gb18030")
    for suffix, text in (("html", HTML), ("xml", XML_SHEET), ("kml", KML)):
        (folder / f"图.{suffix}").write_text(text, "utf-8")
    document = ezdxf.new()
    document.modelspace().add_lwpolyline([(0, 0), (1, 0), (1, 1)], close=True)
    document.saveas(folder / "图.dxf")
    return folder


def damaged(content, rng):
    """Return bytes with a few changed, cut off, doubled or wiped."""
    data = bytearray(content)
    way = rng.integers(4)
    for place in rng.integers(len(data), size=5):
        if way == 0:
            data[place] = rng.integers(256)
        elif way == 1:
            return bytes(data[: max(place, 1)])
        elif way == 2:
            data[place:place] = data[place : place + 50]
        else:
            data[place : place + 8] = bytes(8)
    return bytes(data)


def read_or_refusal(path):
    """Return the rows of a file, or the sentence that refuses it."""
    try:
        with open_source(path) as source:
            return [row for layer in source.layers for row in source.read(layer.name)]
    except InputError as refusal:
        return refusal


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", range(6))
def test_a_damaged_file_never_breaks_the_program(whole, tmp_path, form, seed):
    opened = "shp" if form in ("dbf", "prj", "cpg", "shx") else form
    for suffix in ("shp", "dbf", "prj", "cpg", "shx") if opened == "shp" else (form,):
        shutil.copy(whole / f"图.{suffix}", tmp_path)
    victim = tmp_path / f"图.{form}"
    victim.write_bytes(damaged(victim.read_bytes(), np.random.default_rng(seed)))

    outcome = read_or_refusal(tmp_path / f"图.{opened}")

    assert isinstance(outcome, InputError) or all(row.number > 0 for row in outcome)
