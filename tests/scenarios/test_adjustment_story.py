# SPDX-License-Identifier: MIT
"""A planner redraws, compares with the plan in force, prints what is handed in, and lets the new plan count."""

import re
from datetime import date

import openpyxl
import pytest
import shapely
from pypdf import PdfReader

from gridmgr.model.bands import Band
from gridmgr.model.people import Appointment
from gridmgr.operations.comparing import plan_difference
from gridmgr.operations.handover import read_handover
from gridmgr.operations.plan_decisions import Decision, Judgement, adopt
from gridmgr.operations.plan_difference import Fate
from gridmgr.operations.redrawing import read_land, split_grid, store_redrawing
from gridmgr.operations.roles import is_held_on
from gridmgr.operations.session import Session
from gridmgr.operations.statistics import statistics_on
from gridmgr.operations.succession import Succession, roles_when_in_force, settle_roles, with_roles
from gridmgr.planning.editing import EditError
from gridmgr.report.adjustment.edition import AdjustmentEdition, AdjustmentRequest, Sheets
from gridmgr.report.adjustment.reading import read_adjustment
from gridmgr.report.adjustment.reading import read_land as read_map
from gridmgr.report.adjustment.workbook import write_handover
from gridmgr.report.book.printing import write_pdf
from gridmgr.report.pictures import drawing_application
from tests.operations.moved_border import DAY, NEW, OLD, grids_in_west, plan_named, town_with_moved_border
from tests.operations.town import WEST

TODAY = date(2026, 5, 20)


@pytest.fixture
def town(tmp_path):
    drawing_application()
    with town_with_moved_border(tmp_path) as store:
        yield store


def split_second_grid(store):
    """Draw a line through the second grid where it makes two parts of it."""
    land = read_land(store, WEST, plan_named(store, NEW).id)
    second = grids_in_west(store, NEW)[1].id
    parts = [
        split for line in lines_across(land.coverage.grid_polygon(second)) if (split := in_two(land, second, line))
    ]
    Session(store, "规划员").run(store_redrawing(store, parts[0]))


def lines_across(area):
    west, south, east, north = area.bounds
    for share in (0.5, 0.4, 0.6, 0.3, 0.7):
        x, y = west + share * (east - west), south + share * (north - south)
        yield shapely.LineString([(x, south - 20), (x, north + 20)])
        yield shapely.LineString([(west - 20, y), (east + 20, y)])


def in_two(land, grid, line):
    """The grid split along a line; None where that would make more than two parts."""
    try:
        return split_grid(land, grid, line)
    except EditError:
        return None


def plans(store):
    return plan_named(store, OLD).id, plan_named(store, NEW).id


def test_a_border_is_moved_compared_printed_and_put_in_force_with_its_officers(town, tmp_path):
    split_second_grid(town)

    found = read_adjustment(town, *plans(town), (DAY, TODAY))
    assert [g.fate for g in found.difference.changed] == [Fate.ADJUSTED, Fate.SPLIT, Fate.NEW]
    new_posts = [p for p in found.roles.vacant if p.is_new]
    assert {p.grid.label for p in new_posts} == {"西苑社区第3网格"}
    assert [p.suggested[0].name for p in new_posts] == ["GLY2员", "警一", "XCY2员", "XXY2员", "FWY2员"]

    request = AdjustmentRequest((Sheets.FORMS, Sheets.LISTS))
    write_pdf(AdjustmentEdition(found, request, read_map(town, found)), tmp_path / "材料.pdf")
    write_handover(found, tmp_path / "交接.xlsx")
    pages = [re.sub(r"\s+", "", page.extract_text()) for page in PdfReader(tmp_path / "材料.pdf").pages]
    assert sum("依据文件：" in text for text in pages) == 3
    assert any("网格保留，拆分出新网格。" in text and "待任命" not in text for text in pages)
    assert any("新设网格。" in text and text.count("待任命") == 5 for text in pages)
    assert "GLY2员" in openpyxl.load_workbook(tmp_path / "交接.xlsx").sheetnames

    wanted = [Succession(p.grid.uid, p.suggested[0].appointment.id) for p in new_posts if p.role in {"GLY", "JWY"}]
    new = plan_named(town, NEW)
    decision = Decision(by="规划员", on=DAY)
    step = adopt(town, new.id, decision, Judgement(0, 0, Band()), DAY)
    roles = settle_roles(town, roles_when_in_force(town, new.id, DAY), wanted)
    Session(town, "规划员").run(with_roles(step, roles))

    third = new_posts[0].grid.uid
    assert sorted(a.role for a in town.find(Appointment, grid_uid=third) if is_held_on(a, DAY)) == ["GLY", "JWY"]
    before, after = statistics_on(town, date(2026, 5, 31)), statistics_on(town, DAY)
    assert (before.plan.name, len(before.grids), after.plan.name, len(after.grids)) == (OLD, 4, NEW, 5)
    assert sum(g.held for g in after.grids) == sum(g.held for g in before.grids) + 2
    # The police officer serves all three grids now, and the administrator two: neither hands these houses over.
    again = read_handover(town, plan_difference(town, *plans(town)), DAY)
    assert {p.role for p in again.passages if p.new.uid == third} == {"XCY", "XXY", "FWY"}

    Session(town, "规划员").undo()
    assert (town.find(Appointment, grid_uid=third), plan_named(town, OLD).state) == ([], "in_force")
