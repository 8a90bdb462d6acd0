"""A small town with a plan, two officers in one grid and a facility, and its book."""

from datetime import date

import pytest
import shapely

from gridmgr.data.opening import open_store
from gridmgr.model.areas import Facility, Grid
from gridmgr.model.changes import ChangeSet, added
from gridmgr.model.ids import counted_ids
from gridmgr.model.people import Appointment, StaffPerson
from gridmgr.operations.plans import PlanRequest, make_plan
from gridmgr.operations.session import Session
from gridmgr.report.book.contents import Phones
from gridmgr.report.book.reading import read_book
from gridmgr.report.pictures import drawing_application
from tests.operations.town import make_town

DAY = date(2026, 3, 2)
OPEN_PHONE, PRIVATE_PHONE = "13800000001", "13900000002"


@pytest.fixture(scope="session", autouse=True)
def application():
    return drawing_application()


@pytest.fixture(scope="session")
def office(tmp_path_factory):
    path = tmp_path_factory.mktemp("office") / "镇.gpkg"
    ids = counted_ids(77)
    with make_town(path) as store:
        session = Session(store, "测试员")
        session.run(make_plan(store, PlanRequest(name="一号方案", made_by="张三", today=DAY)).changes)
        grid = min(store.find(Grid), key=lambda g: g.code)
        people = [
            StaffPerson(id=ids(), community=grid.community, name="甲一", phone=OPEN_PHONE, phone_public=True),
            StaffPerson(id=ids(), community=grid.community, name="乙二", phone=PRIVATE_PHONE),
        ]
        posts = [
            Appointment(
                id=ids(), community=grid.community, grid_uid=grid.grid_uid, role=role, staff_id=p.id, from_on=DAY
            )
            for p, role in zip(people, ("GLY", "JWY"), strict=True)
        ]
        inner = shapely.point_on_surface(grid.geom)
        facility = Facility(id=ids(), community=grid.community, name="为民药店", facility_type="C03", geom=inner)
        session.run(ChangeSet("装入", [added(r) for r in (*people, *posts, facility)]))
    return path


def book_of(path, phones=Phones.PUBLIC):
    with open_store(path, read_only=True) as store:
        return read_book(store, "", phones, DAY)


@pytest.fixture(scope="session")
def book(office):
    return book_of(office)
