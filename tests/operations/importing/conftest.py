"""A small office: two communities side by side, three buildings, two households."""

import shutil
from datetime import UTC, datetime

import pytest
import shapely
import xlsxwriter

from gridmgr.data.opening import create_local, open_store
from gridmgr.model.areas import Building, Community, District, Estate
from gridmgr.model.changes import ChangeSet, added
from gridmgr.model.ids import counted_ids
from gridmgr.model.people import Household
from gridmgr.operations.importing import Importer, ImportOptions

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
EAST, NORTH = 563_000.0, 2_907_000.0
FIRST, SECOND = "350402001004", "350402001005"


def box(west, south, size=20.0):
    return shapely.box(EAST + west, NORTH + south, EAST + west + size, NORTH + south + size)


def area(west, south, size):
    return shapely.multipolygons([box(west, south, size)])


def records():
    return [
        Community(id="c1", code=FIRST, community=FIRST, name="三路社区", geom=area(0, 0, 500)),
        Community(id="c2", code=SECOND, community=SECOND, name="四路社区", geom=area(500, 0, 500)),
        Estate(id="e1", community=FIRST, name="阳光小区", geom=area(0, 0, 200)),
        Building(id="b1", community=FIRST, code=f"{FIRST}00001", number="3幢", estate_id="e1", geom=box(50, 50)),
        Building(id="b2", community=FIRST, number="5幢", name="工商楼", geom=box(300, 300)),
        Building(id="b3", community=SECOND, number="3幢", geom=box(600, 50)),
        Household(id="h1", community=FIRST, household_no="001", building_id="b1", unit_no="1", room_no="101"),
        Household(id="h2", community=FIRST, household_no="002", building_id="b1", unit_no="1", room_no="102"),
    ]


@pytest.fixture(scope="session")
def blank_file(tmp_path_factory):
    """Return a file without records, made once."""
    path = tmp_path_factory.mktemp("空") / "区.gpkg"
    create_local(path, District(id="d", code="350402", name="样例区")).close()
    return path


@pytest.fixture(scope="session")
def office_file(blank_file, tmp_path_factory):
    """Return a file with the records of the office, made once."""
    path = tmp_path_factory.mktemp("样例") / "区.gpkg"
    shutil.copy(blank_file, path)
    with open_store(path) as store:
        store.settle_crs(4548)
        store.apply(ChangeSet("样例", tuple(added(r) for r in records()), "甲", NOW))
    return path


@pytest.fixture
def empty(blank_file, tmp_path):
    with open_store(shutil.copy(blank_file, tmp_path / "空区.gpkg")) as store:
        yield store


@pytest.fixture
def office(office_file, tmp_path):
    with open_store(shutil.copy(office_file, tmp_path / "样例区.gpkg")) as store:
        yield store


@pytest.fixture
def bring(request):
    """Return a function that imports a file into a store."""
    ids = counted_ids(7)

    def run(store, path, kind, **options):
        return Importer(store, NOW, "甲", ids).run(path, ImportOptions(kind=kind, **options))

    return run


@pytest.fixture
def table(tmp_path):
    """Return a function that writes a workbook: headings, then rows."""

    def write(name, headings, *rows):
        path = tmp_path / name
        with xlsxwriter.Workbook(str(path)) as book:
            sheet = book.add_worksheet("表")
            for number, row in enumerate([headings, *rows]):
                for column, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(number, column, cell)
                    elif cell is not None:
                        sheet.write(number, column, cell)
        return path

    return write


def messages(report, *, row="any", severity=None):
    return [
        f.message for f in report.findings if row in ("any", f.row) and (severity is None or f.severity == severity)
    ]


def counts(report):
    return (report.read, report.stored, report.unchanged, report.refused)
