"""Records leave the program masked, and only where they should."""

import pyogrio
import pytest
import python_calamine

from gridmgr.model.areas import Building
from gridmgr.model.changes import ChangeSet, added
from gridmgr.model.errors import InputError
from gridmgr.model.ids import new_id
from gridmgr.model.people import Resident
from gridmgr.operations.exporting import export
from gridmgr.operations.plans import PlanRequest, make_plan
from gridmgr.operations.session import Session
from tests.operations.town import WEST, make_town

INVENTED_ID = "11010519491231002X"


@pytest.fixture
def store(tmp_path):
    with make_town(tmp_path / "镇.gpkg") as store:
        session = Session(store, "测试员")
        session.run(make_plan(store, PlanRequest()).changes)
        person = Resident(
            id=new_id(), community=WEST, name="欧阳某某", doc_no=INVENTED_ID, phone="19900000001", gender="2"
        )
        session.run(ChangeSet("登记", [added(person)]))
        yield store


def rows_of(path):
    head, *rows = python_calamine.load_workbook(str(path)).get_sheet_by_index(0).to_python()
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_a_table_of_residents_is_masked_unless_asked_otherwise(store, tmp_path):
    done = export(store, tmp_path / "居民.xlsx", "resident")
    plain = export(store, tmp_path / "原文.xlsx", "resident", unmasked=True)

    (masked,), (full,) = rows_of(tmp_path / "居民.xlsx"), rows_of(tmp_path / "原文.xlsx")
    assert INVENTED_ID not in str(masked)
    assert "19900000001" not in str(masked)
    assert "欧阳某某" not in str(masked)
    assert "证件号码" in done.masked_fields
    assert (full["证件号码"], full["性别"], plain.masked_fields) == (INVENTED_ID, "女性", ())


def test_a_map_file_without_a_named_layer_holds_the_map_and_no_person(store, tmp_path):
    export(store, tmp_path / "图.gpkg")

    assert sorted(pyogrio.list_layers(tmp_path / "图.gpkg")[:, 0]) == [
        "barrier",
        "building",
        "community",
        "estate",
        "grid",
    ]


def test_the_file_in_use_is_never_written_over(store):
    from pathlib import Path

    with pytest.raises(InputError, match="换一个文件名"):
        export(store, Path(store.location), "grid")

    assert store.count(Building) == 60


def test_people_cannot_be_written_as_a_map(store, tmp_path):
    with pytest.raises(InputError, match="没有图形"):
        export(store, tmp_path / "居民.geojson", "resident")


def test_an_unknown_layer_is_refused_with_the_known_ones(store, tmp_path):
    with pytest.raises(InputError, match="resident"):
        export(store, tmp_path / "图.gpkg", "roads")
