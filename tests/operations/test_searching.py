# SPDX-License-Identifier: MIT
import pytest

from gridmgr.model.areas import Building, Community, Estate, Facility, Grid, GridLineage, Plan
from gridmgr.model.changes import ChangeSet, added
from gridmgr.model.people import Household, Resident, StaffPerson
from gridmgr.operations.searching import search
from tests.data.conftest import Place, local_place, place, shared_place, store  # noqa: F401 - fixtures of both stores

CODE = "350402001001"
OFFICE = (
    Community(id="c1", community=CODE, code=CODE, name="江滨社区"),
    Plan(id="p1", name="方案一"),
    Plan(id="p2", name="方案二"),
    Grid(id="g1", community=CODE, plan_id="p1", code=f"{CODE}003", name="江滨社区第3网格"),
    Grid(id="g2", community=CODE, plan_id="p2", code=f"{CODE}003", name="江滨社区第3网格"),
    Estate(id="e1", community=CODE, name="和谐苑"),
    Building(id="b1", community=CODE, number="9幢", estate_id="e1", address="和谐路146号"),
    Household(id="h1", community=CODE, building_id="b1", address="和谐路146号", room_no="101", head_name="张伟"),
    Resident(id="r1", community=CODE, household_id="h1", name="曾少杰", initials="zsj", doc_no="350402198001010011"),
    Resident(id="r2", community=CODE, household_id="h1", name="张伟", initials="zw", phone="13800005678"),
    Resident(id="r3", community=CODE, household_id="h1", name="张伟明", initials="zwm"),
    StaffPerson(id="s1", community=CODE, name="林志", initials="lz", phone="13900001234", unit="江滨居委会"),
    Facility(id="f1", community=CODE, name="卫生服务站", address="和谐路1号"),
)


@pytest.fixture
def office(store):  # noqa: F811 - the fixture imported above
    store.apply(ChangeSet("录入", [added(r) for r in OFFICE]))
    return store


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("张伟", ["r2", "r3"]),
        ("ZSJ", ["r1"]),
        ("0011", ["r1"]),
        ("5678", ["r2"]),
        ("678", []),
        ("和谐路146", ["b1", "h1"]),
        ("和谐", ["e1", "b1", "h1", "f1"]),
        ("江滨 3", ["g1", "g2"]),
        ("江滨 003", ["g1", "g2"]),
        ("卫生", ["f1"]),
        ("lz", ["s1"]),
        ("100%", []),
        ("  ", []),
    ],
)
def test_everything_is_found_by_what_people_type(office, text, ids):
    assert [hit.id for hit in search(office, text)] == ids


def test_grids_are_those_of_the_plan_that_is_shown(office):
    assert [hit.id for hit in search(office, "第3网格", plan_id="p2")] == ["g2"]


def test_a_code_that_a_grid_bore_before_leads_to_what_became_of_it(office):
    lines = (
        GridLineage(id="l1", community=CODE, kind="split", old_uid="u0", old_code=f"{CODE}001", new_uid="u9"),
        GridLineage(id="l2", community=CODE, kind="renumber", old_uid="u9", old_code=f"{CODE}007", new_uid="u9"),
    )
    now = Grid(id="g9", community=CODE, plan_id="p2", grid_uid="u9", code=f"{CODE}009", name="江滨社区第9网格")
    office.apply(ChangeSet("沿革", [added(r) for r in (now, *lines)]))

    for old in ("001", "007"):
        hit = search(office, f"{CODE}{old}", plan_id="p2")[0]
        assert (hit.id, hit.subtitle) == ("g9", f"江滨社区  曾用编码 {CODE}{old}，现编码 {CODE}009")
    assert search(office, f"{CODE}001", plan_id="p1") == []


def test_what_tells_people_apart_is_masked(office):
    hit = search(office, "zsj")[0]

    assert (hit.title, hit.subtitle) == ("曾少杰", "江滨社区  350402********0011")
    assert search(office, "5678")[0].subtitle == "江滨社区  138****5678"
