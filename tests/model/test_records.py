"""Records are declared once, and everything else follows."""

import pytest

from gridmgr.model.areas import Building, Grid
from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.codelists import standard_code_lists
from gridmgr.model.fields import Kind
from gridmgr.model.records import fields_of, fields_to_fill


def test_a_grid_without_a_plan_cannot_be_made():
    with pytest.raises(TypeError, match="plan_id"):
        Grid(id="g1", code="350402001001001")


def test_a_stored_building_equals_its_unstored_twin():
    stored = Building(id="b1", number="3幢", rev=4, households=120, grid_code="350402001001001")

    unstored = Building(id="b1", number="3幢")

    assert stored == unstored


@pytest.mark.parametrize("name", RECORD_TYPES)
def test_every_coded_field_names_a_code_list_that_exists(name):
    lists = standard_code_lists()

    for field in fields_of(RECORD_TYPES[name]).values():
        if field.kind in {Kind.CODE, Kind.CODES}:
            assert field.code_list in lists


@pytest.mark.parametrize("name", RECORD_TYPES)
def test_a_record_points_only_to_records_declared_before_it_or_to_its_own_kind(name):
    order = list(RECORD_TYPES)

    for field in fields_of(RECORD_TYPES[name]).values():
        if field.firm:
            assert order.index(field.to) < order.index(name)


def test_what_the_program_derives_is_never_offered_for_typing():
    offered = fields_to_fill(Building)

    assert "households_declared" in offered
    assert not {"households", "grid_code", "households_source", "rev"} & set(offered)


def test_no_restricted_group_comes_with_the_program():
    groups = standard_code_lists()["special_group"]

    assert not groups.codes & {"11", "12", "13", "14", "15", "16"}
