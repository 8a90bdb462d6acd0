# SPDX-License-Identifier: MIT
"""What other programs break in a file is found, and put right again from the data."""

import contextlib
import shutil
from pathlib import Path

import pytest

from gridmgr.data.local import begun, local_engine
from gridmgr.data.verification import expected_triggers, repair, verify
from gridmgr.model.areas import Building
from tests.data.district import filled, raw


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    path = tmp_path_factory.mktemp("template") / "district.gpkg"
    filled(path).close()
    return path


@pytest.fixture
def district(tmp_path, template):
    return Path(shutil.copy(template, tmp_path))


@contextlib.contextmanager
def connected(path):
    engine = local_engine(path, read_only=False)
    with begun(engine, writing=True) as connection:
        yield connection
    engine.dispose()


def problems(path, deep=True):
    with connected(path) as connection:
        return verify(connection, deep)


def spoil(path, *statements):
    with contextlib.closing(raw(path)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("PRAGMA writable_schema = ON")
        for statement in statements:
            connection.execute(statement)


def box_of_first(path):
    with contextlib.closing(raw(path)) as connection:
        return connection.execute("SELECT * FROM rtree_building_geom ORDER BY id").fetchone()


def test_a_file_as_made_and_filled_has_no_problem(district):
    assert problems(district) == []


CHEAP = [
    ("DROP TRIGGER audit_building_update", "触发器 audit_building_update 缺失或被改动"),
    ("DROP TRIGGER rtree_building_geom_insert", "触发器 rtree_building_geom_insert 缺失或被改动"),
    ("CREATE TRIGGER rtree_building_geom_update1 AFTER UPDATE ON building BEGIN SELECT 1; END", "多余的触发器"),
    ("DROP TABLE rtree_grid_geom", "缺少空间索引"),
    ("DELETE FROM gpkg_geometry_columns WHERE table_name = 'grid'", "图形列没有正确登记"),
    ("DELETE FROM gpkg_contents WHERE table_name = 'household'", "没有正确登记在文件目录"),
    ("UPDATE gpkg_contents SET data_type = 'attributes' WHERE table_name = 'building'", "没有正确登记在文件目录"),
]
DEEP = [
    ("UPDATE rtree_building_geom SET minx = minx + 3, maxx = maxx + 3 WHERE id = 1", "空间索引与图形不符"),
    ("UPDATE rtree_building_geom SET maxy = maxy + 30 WHERE id = 1", "空间索引与图形不符"),
    ("DELETE FROM rtree_building_geom WHERE id = 1", "空间索引与图形不符"),
    ("INSERT INTO rtree_building_geom VALUES (999, 0, 1, 0, 1)", "空间索引与图形不符"),
]


@pytest.mark.parametrize(("damage", "sentence"), CHEAP)
def test_what_another_program_took_away_is_found_at_once_and_mended(district, damage, sentence):
    spoil(district, damage)

    found = problems(district, deep=False)
    with connected(district) as connection:
        repair(connection)

    assert sentence in found[0].sentence
    assert all(problem.mendable for problem in found)
    assert problems(district) == []


@pytest.mark.parametrize(("damage", "sentence"), DEEP)
def test_a_stale_spatial_index_is_found_by_a_thorough_look_and_mended(district, damage, sentence):
    before = box_of_first(district)
    spoil(district, damage)

    quick, thorough = problems(district, deep=False), problems(district)
    with connected(district) as connection:
        repair(connection)

    assert quick == []
    assert [sentence in problem.sentence for problem in thorough] == [True]
    assert problems(district) == []
    assert box_of_first(district) == before


LOST = [
    ("DROP TABLE appointment", "缺少“任职”表"),
    (
        "UPDATE sqlite_schema SET sql = replace(sql, 'geom GEOMETRY', 'geom NUMERIC') WHERE name = 'building'",
        "图形列的类型被改动",
    ),
    ("DELETE FROM building WHERE fid = 2", "有 1 行指向不存在的记录"),
]


@pytest.mark.parametrize(("damage", "sentence"), LOST)
def test_what_cannot_be_made_from_the_rest_calls_for_a_backup(district, damage, sentence):
    spoil(district, damage)

    found = problems(district)

    assert sentence in found[0].sentence
    assert not found[0].mendable


def test_after_mending_edits_by_other_programs_are_audited_again(district):
    spoil(district, *(f"DROP TRIGGER {name}" for name in expected_triggers(Building)))
    with connected(district) as connection:
        repair(connection)

    with contextlib.closing(raw(district)) as connection:
        connection.execute("UPDATE building SET name = '改名' WHERE fid = 1")
        logged = connection.execute("SELECT operation FROM change_log WHERE step IS NULL").fetchall()

    assert logged == [("update",)]


def test_mending_changes_no_row(district):
    def rows():
        with contextlib.closing(raw(district)) as connection:
            return [
                connection.execute(f"SELECT * FROM {t}").fetchall() for t in ("building", "household", "change_log")
            ]

    before = rows()
    with connected(district) as connection:
        repair(connection)

    assert rows() == before
