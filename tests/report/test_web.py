# SPDX-License-Identifier: MIT
"""The web map: one file, no network, no person."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from gridmgr.data.opening import create_local, open_store
from gridmgr.model.areas import Building, Community, District, Facility
from gridmgr.model.changes import ChangeSet, added, changed
from gridmgr.model.errors import CancelledError, InputError
from gridmgr.model.people import Household, Resident
from gridmgr.model.progress import Reporting
from gridmgr.operations.plans import PlanRequest, make_plan
from gridmgr.operations.session import Session
from gridmgr.report.web.layers import read_web_map
from gridmgr.report.web.page import write_web_map
from tests.operations.town import WEST, make_town
from tests.report.browser import open_page

PHONE, PERSON = "15400001234", "欧阳测试"
TRICKY = "</script><b>楼</b>&"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The town with a plan, one family, a public facility with a keeper, a closed one, and a name full of marks."""
    path = tmp_path_factory.mktemp("web") / "town.gpkg"
    with make_town(path) as store:
        session = Session(store, "测试员")
        session.run(make_plan(store, PlanRequest(name="一号方案")).changes)
        home = store.find(Building, community=WEST)[0]
        place = home.geom.centroid
        household = Household(id="h1", community=WEST, building_id=home.id, head_name=PERSON, phone=PHONE)
        open_house = Facility(
            id="f1", community=WEST, name="便民站", facility_type="01", manager=PERSON, phone=PHONE, geom=place
        )
        closed = Facility(id="f2", community=WEST, name="内部库房", facility_type="01", is_public=False, geom=place)
        resident = Resident(id="r1", community=WEST, name=PERSON, household_id="h1", phone=PHONE)
        named = changed(home, replace(home, name=TRICKY))
        session.run(ChangeSet("资料", [added(household), added(resident), added(open_house), added(closed), named]))
    return path


@pytest.fixture(scope="module")
def page(town: Path) -> Path:
    """The page of the town."""
    with open_store(town, read_only=True) as store:
        write_web_map(store, town.parent / "网格.html")
    return town.parent / "网格.html"


def test_the_page_holds_no_address_on_any_network(page: Path):
    html = page.read_text("utf-8")

    addresses = re.findall(r"(?:src|href)=[\"']?([^\"'\s>]+)", html)

    assert addresses
    assert [a for a in addresses if not a.startswith("data:")] == []


def test_the_page_names_no_person_and_no_private_number(page: Path):
    html = page.read_text("utf-8")

    assert PERSON not in html
    assert PHONE not in html
    assert "内部库房" not in html
    assert "便民站" in html


def test_a_browser_without_network_shows_the_map(page: Path, tmp_path: Path):
    opened = open_page(page, tmp_path)

    assert opened.complaints == []
    assert opened.asked == []
    for text in (
        "西苑社区",
        "东苑社区",
        "方案：一号方案（草案）",
        "4 个网格",
        "查找社区、网格、楼幢、设施",
        "社区界线",
    ):
        assert text in opened.dom
    assert opened.dom.count("gm-name gm-community") == 2
    assert opened.dom.count("gm-name gm-grid") == 4
    assert "leaflet-control-scale" in opened.dom


def test_the_browser_would_tell_of_an_address_outside(tmp_path: Path):
    (tmp_path / "leaky.html").write_text("<script src='https://map.example/leaflet.js'></script><script>L.map</script>")

    opened = open_page(tmp_path / "leaky.html", tmp_path)

    assert opened.asked == ["https://map.example/leaflet.js"]
    assert "L is not defined" in opened.complaints[-1]


def test_a_name_full_of_marks_stays_text(page: Path):
    html = page.read_text("utf-8")

    assert TRICKY not in html
    assert "\\u003c/script\\u003e\\u003cb\\u003e楼" in html


def test_every_grid_and_building_is_on_the_page(town: Path):
    with open_store(town, read_only=True) as store:
        shown = read_web_map(store, "", Reporting(lambda *_: None))
        names = [row[0] for row in store.values(Community, ["name"])]

    assert list(shown.communities.names) == names
    assert len(shown.grids.shapes) == 4
    # 60 buildings of 30 declared households each; the one with a household on record counts that.
    assert sum(shown.grids.households) == 59 * 30 + 1
    assert len(shown.buildings.shapes) == 60
    assert shown.is_draft


def test_a_page_that_is_given_up_leaves_no_file(town: Path, tmp_path: Path):
    given_up = Reporting(lambda *_: None, cancelled=lambda: True)

    with open_store(town, read_only=True) as store, pytest.raises(CancelledError):
        write_web_map(store, tmp_path / "map.html", progress=given_up)

    assert list(tmp_path.iterdir()) == []


def test_another_ending_than_html_is_refused(town: Path, tmp_path: Path):
    with open_store(town, read_only=True) as store, pytest.raises(InputError, match=r"以 \.html 结尾"):
        write_web_map(store, tmp_path / "map.pdf")


def test_a_district_without_map_data_says_what_to_bring_in(tmp_path: Path):
    district = District(id="d", code="350404", name="测试区")

    with create_local(tmp_path / "a.gpkg", district) as store, pytest.raises(InputError, match="请先导入"):
        write_web_map(store, tmp_path / "map.html")
