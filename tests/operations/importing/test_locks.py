# SPDX-License-Identifier: MIT
"""Rows that would change what is locked are refused one by one; the others are stored."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from shapely import affinity

from gridmgr.model.areas import Building, Grid
from gridmgr.model.people import Appointment, StaffPerson
from gridmgr.operations.importing import Importer, ImportOptions, ImportReport
from tests.operations.locked_office import DRAFT, NOW, Office, layer, lock_office
from tests.operations.town import WEST, make_town


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with make_town(tmp_path / "town.gpkg") as store:
        yield lock_office(store, tmp_path, store.location)


def bring_in(office: Office, path: Path, **options: object) -> ImportReport:
    return Importer(office.store, NOW, "测试员").run(path, ImportOptions(**options))  # type: ignore[arg-type]  # as named


def said(report: ImportReport) -> list[str]:
    return [finding.message for finding in report.findings if finding.rule == "I-10"]


def grid_rows(office: Office, *moved: str) -> Path:
    """Write all grids of the draft, with new names, and some of them 30 m further east."""
    grids = office.store.find(Grid, plan_id=office.plan, community=WEST)
    rows = [
        (
            {"网格编码": g.code, "网格名称": f"新名{n}", "社区代码": WEST},
            affinity.translate(g.geom, 30, 0) if g.id in moved else g.geom,
        )
        for n, g in enumerate(grids)
    ]
    return layer(office, "网格", rows)


def test_a_row_that_redraws_a_locked_grid_is_refused_and_the_others_are_stored(office: Office):
    grids = office.store.find(Grid, plan_id=office.plan, community=WEST)
    before = office.held()

    report = bring_in(office, grid_rows(office, office.border), kind="grid", plan=DRAFT)

    assert (report.refused, report.stored) == (1, len(grids) - 1)
    assert said(report) == [
        f"方案“{DRAFT}”的“{office.grid(office.border).name}”的边界已锁定，这一行会改动它的范围，没有导入。请先解锁边界，再导入这一行。"
    ]
    assert office.held() == before


def test_a_row_that_draws_over_a_locked_grid_is_refused(office: Office):
    beside = office.beside(office.border)
    west = office.grid(office.border).geom.centroid.x < office.grid(beside).geom.centroid.x
    path = layer(
        office,
        "网格",
        [
            (
                {"网格编码": office.grid(beside).code, "社区代码": WEST},
                affinity.translate(office.grid(beside).geom, -30 if west else 30, 0),
            )
        ],
    )
    before = office.held()

    report = bring_in(office, path, kind="grid", plan=DRAFT)

    assert report.refused == 1
    assert "锁定" in said(report)[0]
    assert office.held() == before


def test_a_row_that_takes_a_locked_building_out_of_its_grid_is_refused(office: Office):
    home = office.grid(office.home)
    house = office.store.get(Building, office.building)
    assert house is not None
    away = home.geom.difference(house.geom.buffer(4))
    path = layer(office, "网格", [({"网格编码": home.code, "社区代码": WEST}, away)])
    before = office.held()

    report = bring_in(office, path, kind="grid", plan=DRAFT)

    assert report.stored == 0
    assert "归属已锁定" in said(report)[0]
    assert office.held() == before


def test_a_locked_building_stays_while_its_neighbours_move(office: Office):
    houses = office.store.find(Building, community=WEST)
    rows = [({"楼幢编码": b.code}, affinity.translate(b.geom, 200, 0)) for b in houses]
    before = office.held()

    report = bring_in(office, layer(office, "楼幢", rows), kind="building", community=WEST)

    held = next(b for b in houses if b.id == office.building)
    assert (report.refused, report.stored) == (1, len(houses) - 1)
    assert "归属已锁定" in said(report)[0]
    assert office.store.get(Building, office.building) == replace(held, rev=held.rev)
    assert office.held() == before


def test_a_locked_building_may_be_drawn_more_exactly_where_it_stands(office: Office):
    held = office.store.get(Building, office.building)
    assert held is not None
    path = layer(office, "楼幢", [({"楼幢编码": held.code}, affinity.scale(held.geom, 0.9, 0.9))])

    report = bring_in(office, path, kind="building", community=WEST)

    assert (report.refused, report.stored) == (0, 1)


def test_somebody_for_a_locked_roster_is_stored_without_the_post(office: Office, tmp_path: Path):
    grid = office.grid(office.roster)
    path = tmp_path / "人员.csv"
    path.write_text(f"姓名,网格编码,岗位\n虚构甲,{grid.code},网格管理员\n", encoding="utf-8")
    posts = office.store.count(Appointment)

    report = bring_in(office, path, kind="staff")

    assert report.stored == 1
    assert any("人员已锁定" in sentence for sentence in said(report))
    assert [p.name for p in office.store.find(StaffPerson, name="虚构甲")] == ["虚构甲"]
    assert office.store.count(Appointment) == posts
