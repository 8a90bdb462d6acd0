# SPDX-License-Identifier: MIT
"""What other programs do to the data is seen, audited and counted."""

import re
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import replace

import psycopg
import pytest
from shapely import from_wkt, to_wkb
from shapely.geometry import Point

from gridmgr.data.store import StepKind
from gridmgr.model.areas import Building, Facility, Grid
from gridmgr.model.changes import ChangeSet, changed
from gridmgr.model.errors import ConflictError
from gridmgr.model.people import Household, Resident
from tests.data.office import ALL, EAST, filling

AUTHOR = "外部程序"
UUID7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def outside(place, *statements):
    """Run SQL as another program would: sqlite3 on the file, psql on the server."""
    if place.location.startswith("postgresql"):
        with psycopg.connect(place.psql) as connection:
            for statement in statements:
                connection.execute(statement)
        return
    with closing(sqlite3.connect(place.location)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def gdal(*command):
    """Run a program of GDAL and return what it says."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def filled(place):
    store = place.create()
    store.apply(filling(*ALL))
    return store


@pytest.fixture
def file(local_place):
    store = local_place.create()
    store.apply(filling(*ALL))
    store.close()
    return local_place


def test_an_edit_from_outside_is_audited_and_counted(place, filled):
    known = filled.last_seq

    outside(place, "UPDATE household SET residence = '4', remark = '看过' WHERE id = 'h2'")

    (edit,) = filled.changes_since(known)
    assert (edit.record_type, edit.id, edit.operation, edit.rev, edit.author) == (
        "household",
        "h2",
        "update",
        2,
        AUTHOR,
    )
    assert edit.fields == {"residence": ("2", "4"), "remark": ("", "看过")}
    assert filled.get(Household, "h2").rev == 2
    assert filled.get(Building, "b1").households == 2
    assert filled.get(Grid, "g1").households == 2


def test_edits_from_outside_are_one_step_of_the_journal(place, filled):
    outside(place, "UPDATE building SET name = '甲' WHERE id = 'b1'" if "postgresql" in place.location else NO_SHAPE)
    outside(place, "UPDATE resident SET remark = '乙' WHERE id = 'r1'")

    filled.refresh_outside()

    newest = filled.journal()[0]
    assert (newest.kind, newest.author, newest.changes) == (StepKind.OUTSIDE, AUTHOR, 2)
    assert newest.first_seq == filled.journal()[1].first_seq + len(ALL)


NO_SHAPE = "UPDATE staff SET title = '甲' WHERE id = 's1'"
"""Plain sqlite3 lacks the spatial functions that any GeoPackage asks for on tables with a geometry."""


def test_a_row_from_outside_gets_an_id_a_revision_and_its_place_in_the_counts(place, filled):
    known = filled.last_seq

    outside(place, f"INSERT INTO household (community, building_id) VALUES ('{EAST}', 'b1')")

    (edit,) = filled.changes_since(known)
    assert UUID7.fullmatch(edit.id)
    assert (edit.operation, edit.community, edit.fields) == ("insert", EAST, {})
    new = filled.get(Household, edit.id)
    assert (new.rev, new.residence, new.building_id) == (1, "1", "b1")
    assert filled.get(Building, "b1").households == 2


def test_a_row_that_vanishes_outside_is_logged_whole(place, filled):
    known = filled.last_seq

    outside(place, "DELETE FROM resident WHERE id = 'r2'")

    (edit,) = filled.changes_since(known)
    assert (edit.operation, edit.rev, edit.fields["name"]) == ("delete", 2, ("𠮷小明", None))
    assert not {"initials_derived", "grid_code", "rev", "fid"} & set(edit.fields)
    assert filled.get(Building, "b1").persons == 1


def test_our_own_steps_are_not_taken_for_edits_from_outside(place, filled):
    outside(place, "UPDATE resident SET remark = '乙' WHERE id = 'r1'")
    read = filled.get(Household, "h1")

    filled.apply(ChangeSet("改", (changed(read, replace(read, remark="我们")),)))

    assert [s.kind for s in filled.journal()] == [StepKind.DO, StepKind.OUTSIDE, StepKind.DO]
    assert filled.undo().changes == 1


def test_a_screen_that_shows_the_old_state_cannot_overwrite_an_edit_from_outside(place, filled):
    read = filled.get(Household, "h2")
    outside(place, "UPDATE household SET remark = '乙' WHERE id = 'h2'")

    with pytest.raises(ConflictError, match="住户"):
        filled.apply(ChangeSet("改", (changed(read, replace(read, remark="我们")),)))

    assert filled.get(Household, "h2").remark == "乙"


def test_undo_does_not_run_over_an_edit_from_outside(place, filled):
    outside(place, "UPDATE household SET remark = '乙' WHERE id = 'h2'")

    with pytest.raises(ConflictError, match="住户"):
        filled.undo()

    assert filled.count(Household) == 2


def test_the_key_of_a_record_cannot_be_changed_from_outside(place, filled):
    with pytest.raises((sqlite3.IntegrityError, psycopg.errors.RaiseException), match="id must not be changed"):
        outside(place, "UPDATE household SET id = 'h9' WHERE id = 'h2'")


def test_a_revision_cannot_be_set_back_from_outside(place, filled):
    outside(place, "UPDATE household SET rev = 0 WHERE id = 'h2'")

    assert filled.get(Household, "h2").rev == 2


def test_edits_made_while_nobody_was_looking_are_there_when_the_file_opens(place):
    store = place.create()
    store.apply(filling(*ALL))
    store.close()

    outside(place, "UPDATE household SET building_id = 'b2' WHERE id = 'h1'")

    store = place.open()
    assert [store.get(Building, b).households for b in ("b1", "b2")] == [0, 1]
    assert [store.get(Grid, g).persons for g in ("g1", "g2")] == [0, 2]


def test_a_reader_sees_edits_from_outside_that_nobody_took_in_yet(place):
    place.create().apply(filling(*ALL))
    place.close()

    outside(place, "UPDATE household SET remark = '乙' WHERE id = 'h2'")

    reader = place.open(read_only=True)
    assert reader.journal()[0].kind is StepKind.OUTSIDE
    assert reader.changes_since(len(ALL))[0].step == 0


def test_a_building_drawn_on_the_server_with_sql_is_placed(shared_place):
    store = shared_place.create()
    store.apply(filling(*ALL))
    known = store.last_seq
    square = "ST_GeomFromText('POLYGON((120 60,130 60,130 70,120 70,120 60))', 4546)"

    outside(
        shared_place,
        f"INSERT INTO building (community, households_declared, geom) VALUES ('{EAST}', 7, {square})",
        "UPDATE building SET geom = ST_Translate(geom, 100, 0) WHERE id = 'b1'",
        "DELETE FROM building WHERE id = 'b3'",
    )

    born, moved, gone = store.changes_since(known)
    assert store.get(Building, born.id).grid_code == "02"
    assert moved.fields["geom"][0].lower() == to_wkb(store_shape(ALL), hex=True).lower()
    assert from_wkt("POLYGON((110 10,130 10,130 20,110 20,110 10))").equals(store.get(Building, "b1").geom)
    assert "geom" in gone.fields
    assert [store.get(Grid, g).households for g in ("g1", "g2", "g3")] == [0, 16, 0]


def store_shape(records):
    return next(r.geom for r in records if r.id == "b1")


def test_an_attribute_edit_with_gdal_is_audited(file):
    gdal(
        "ogrinfo", file.location, "-sql", "UPDATE building SET households_declared = 99, number = '9幢' WHERE id = 'b2'"
    )

    store = file.open()
    assert store.get(Building, "b2").households == 99
    assert store.get(Grid, "g2").households == 99
    assert store.changes_since(len(ALL))[0].fields == {"households_declared": (None, 99), "number": ("2幢", "9幢")}


def test_a_feature_appended_with_ogr2ogr_is_taken_in(file, tmp_path):
    source = tmp_path / "new.csv"
    source.write_text(f'name,community,WKT\n凉亭,{EAST},"POINT (150 50)"\n', encoding="utf-8")

    gdal("ogr2ogr", "-update", "-append", "-nln", "facility", "-a_srs", "EPSG:4546", "-oo", "GEOM_POSSIBLE_NAMES=WKT",
         file.location, str(source))  # fmt: skip

    store = file.open()
    new = store.find(Facility, name="凉亭")[0]
    assert UUID7.fullmatch(new.id)
    assert (new.grid_code, new.geom) == ("02", Point(150, 50))


_EDIT_WITH_PYTHON = """
import sys
from osgeo import ogr
ogr.UseExceptions()
data = ogr.Open(sys.argv[1], update=1)
layer = data.GetLayerByName("building")
layer.SetAttributeFilter("id = 'b1'")
feature = layer.GetNextFeature()
feature.SetGeometry(ogr.CreateGeometryFromWkt("POLYGON((140 40,150 40,150 50,140 50,140 40))"))
feature.SetField("name", "搬")
layer.SetFeature(feature)
layer.SetAttributeFilter("id = 'b3'")
layer.DeleteFeature(layer.GetNextFeature().GetFID())
"""


def test_a_building_moved_and_one_removed_with_gdals_python_change_their_grids(file):
    gdal("/usr/bin/python3", "-c", _EDIT_WITH_PYTHON, file.location)

    store = file.open()
    moved, gone = store.changes_since(len(ALL))
    assert (moved.fields["name"], set(moved.fields)) == (("", "搬"), {"name", "geom"})
    assert (gone.operation, gone.fields["number"]) == ("delete", ("3幢", None))
    assert store.get(Building, "b1").grid_code == "02"
    assert [store.get(Grid, g).households for g in ("g1", "g2", "g3")] == [0, 9, 0]
    with closing(sqlite3.connect(file.location)) as connection:
        boxes = connection.execute("SELECT minx, maxx FROM rtree_building_geom ORDER BY minx").fetchall()
    assert boxes == [(110, 130), (140, 150)]


def test_what_other_programs_write_sloppily_is_read_all_the_same(file):
    outside(
        file,
        "UPDATE resident SET birth_date = '1980-02-29T00:00:00Z', groups = '21', extra = 'x', phone = NULL"
        " WHERE id = 'r1'",
        "UPDATE resident SET birth_date = '不详', is_key_resident = NULL WHERE id = 'r2'",
    )

    store = file.open()
    sloppy = store.get(Resident, "r1")
    assert (str(sloppy.birth_date), sloppy.groups, sloppy.extra, sloppy.phone) == ("1980-02-29", ("21",), {"": "x"}, "")
    assert (store.get(Resident, "r2").birth_date, store.get(Resident, "r2").is_key_resident) == (None, False)


def test_very_many_edits_from_outside_are_derived_at_once(place, filled, monkeypatch):
    monkeypatch.setattr("gridmgr.data.stepping._MANY", 1)

    outside(place, "UPDATE household SET building_id = 'b2'")

    assert filled.refresh_outside() == 2
    assert [filled.get(Building, b).households for b in ("b1", "b2")] == [12, 1]
    assert filled.refresh_outside() == 0
