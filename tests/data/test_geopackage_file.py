# SPDX-License-Identifier: MIT
"""The file itself: a valid GeoPackage that other programs open, plain when closed, whole after a crash."""

import sqlite3
import subprocess
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import geopandas
import pyogrio
import pytest
from shapely.geometry import box

from gridmgr.data.opening import create_local, open_store
from gridmgr.model.areas import Building, Estate, Grid
from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.changes import ChangeSet, changed
from gridmgr.model.errors import InputError, NotGridmgrFileError, ReadOnlyError, SchemaTooNewError
from gridmgr.model.records import shape_field
from tests.data.conftest import DISTRICT
from tests.data.office import ALL, area, filling

KNOWN_1_4 = {"update1", "update3"}
"""The triggers that GeoPackage 1.4 dropped and GDAL 3.6's validator still asks for, in files of GDAL 3.12 as well."""


def complaints(path):
    """Return what GDAL's validator says about a file, the two known lines for each spatial table left out."""
    command = ["/usr/bin/python3", "-m", "osgeo_utils.samples.validate_gpkg", "-k", "--extra", path]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    spatial = [name for name, kind in RECORD_TYPES.items() if shape_field(kind)]
    known = {f"Req 75: rtree_{name}_geom_{old} trigger missing" for name in spatial for old in KNOWN_1_4}
    return [line for line in (done.stdout + done.stderr).splitlines() if line.strip() and line not in known]


def journal_mode(path):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("PRAGMA journal_mode").fetchone()[0]


@pytest.fixture
def filled(local_place):
    store = local_place.create()
    store.apply(filling(*ALL, Estate(id="e1", name="花园")))
    read = store.get(Building, "b1")
    store.apply(ChangeSet("改", (changed(read, replace(read, geom=box(0, 0, 9, 9), extra={"栏": "值"})),)))
    store.undo()
    store.remember("key", "值")
    store.close()
    return local_place


def test_a_new_file_is_a_valid_geopackage(local_place):
    local_place.create(crs=None).close()

    assert complaints(local_place.location) == []


def test_a_filled_and_edited_file_is_a_valid_geopackage(filled):
    edit = "UPDATE building SET name = 'x'"
    subprocess.run(["ogrinfo", filled.location, "-sql", edit], check=True, capture_output=True, timeout=60)
    filled.open().close()

    assert complaints(filled.location) == []


def test_geopandas_reads_every_layer_with_plain_columns(filled):
    layers = dict(pyogrio.list_layers(filled.location))

    assert set(RECORD_TYPES) | {"code_item"} == set(layers)
    for name in layers:
        geopandas.read_file(filled.location, layer=name)
    grids = geopandas.read_file(filled.location, layer="grid")
    assert list(grids["households"]) == [1, 8, 20]
    assert set(grids["plan"]) == {"方案一"}
    assert grids.crs.to_epsg() == 4546
    buildings = geopandas.read_file(filled.location, layer="building")
    assert {"households", "community", "grid_code"} <= set(buildings.columns)


def test_a_box_query_uses_an_index_that_is_right(filled):
    found = geopandas.read_file(filled.location, layer="building", bbox=(100, 0, 200, 100))

    assert list(found["id"]) == ["b2"]


def test_closed_is_one_plain_file_without_companions(filled):
    folder = Path(filled.location).parent

    assert {p.name for p in folder.iterdir()} == {"样例区.gpkg", "样例区.gpkg.backups"}
    assert journal_mode(filled.location) == "delete"


def test_the_file_stays_usable_for_the_other_while_one_closes(filled):
    first, second = filled.open(), filled.open()

    first.close()

    read = second.get(Building, "b1")
    second.apply(ChangeSet("改", (changed(read, replace(read, name="二")),)))
    second.close()
    assert journal_mode(filled.location) == "delete"


def test_a_reader_does_not_block_the_writer_and_sees_whole_steps(filled):
    writer, reader = filled.open(), filled.open(read_only=True)
    buildings = reader.each(Building)
    first = next(buildings)

    writer.apply(ChangeSet("改", (changed(first, replace(first, name="新")),)))

    assert [b.id for b in buildings] == ["b2", "b3"]
    assert reader.get(Building, first.id).name == "新"


def test_an_extent_that_another_program_noted_does_not_outlive_our_edits(filled):
    subprocess.run(
        ["ogrinfo", filled.location, "-sql", "UPDATE gpkg_contents SET min_x = 0, max_x = 1, min_y = 0, max_y = 1"],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    store = filled.open()
    read = store.get(Grid, "g1")
    far = replace(read, geom=area(-500, 0, 100, 100))
    store.apply(ChangeSet("改", (changed(read, far),)))
    store.close()

    assert pyogrio.read_info(filled.location, layer="grid", force_total_bounds=True)["total_bounds"][0] == -500


def test_a_file_that_exists_is_not_overwritten(filled):
    with pytest.raises(InputError, match="已经存在"):
        create_local(filled.location, DISTRICT)

    assert open_store(filled.location).count(Building) == 3


def test_a_file_that_could_not_be_made_does_not_stay(tmp_path):
    with pytest.raises(InputError, match="EPSG"):
        create_local(tmp_path / "a.gpkg", DISTRICT, crs=4490)

    assert list(tmp_path.iterdir()) == []


def test_only_our_own_files_are_opened(tmp_path):
    with pytest.raises(InputError, match="没有找到"):
        open_store(tmp_path / "nothing.gpkg")
    text = tmp_path / "text.gpkg"
    text.write_text("no database at all")
    with pytest.raises(NotGridmgrFileError, match="导入"):
        open_store(text)
    layer = tmp_path / "layer.gpkg"
    geopandas.GeoDataFrame({"a": [1]}, geometry=[box(0, 0, 1, 1)], crs=4546).to_file(layer)
    with pytest.raises(NotGridmgrFileError, match="导入"):
        open_store(layer)


def test_a_file_of_a_newer_program_is_not_touched(filled):
    with closing(sqlite3.connect(filled.location)) as connection, connection:
        connection.execute("UPDATE app_meta SET value = '9999' WHERE key = 'schema_revision'")

    with pytest.raises(SchemaTooNewError, match="升级"):
        filled.open()


def test_a_folder_that_allows_no_writing_opens_for_reading(filled, monkeypatch):
    monkeypatch.setattr("gridmgr.data.local.is_writable", lambda _path: False)

    store = filled.open()

    assert store.read_only
    assert store.count(Building) == 3
    with pytest.raises(ReadOnlyError):
        store.remember("a", "b")
    store.close()
    assert journal_mode(filled.location) == "delete"


def test_switched_off_codes_are_no_longer_offered(filled):
    with closing(sqlite3.connect(filled.location)) as connection, connection:
        connection.execute("UPDATE code_item SET active = 0 WHERE list = 'gender' AND code = '9'")
        connection.execute("UPDATE code_item SET label = '女士' WHERE list = 'gender' AND code = '2'")

    gender = filled.open().code_lists()["gender"]

    assert [i.code for i in gender.items] == ["0", "1", "2"]
    assert gender.code("女士") == "2"
