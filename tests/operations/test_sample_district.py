# SPDX-License-Identifier: MIT
"""The sample district as a whole: its size, its marks, and that it comes out the same every time."""

from collections import Counter
from functools import cache

import pytest

from gridmgr.model.codelists import standard_code_lists
from gridmgr.model.fields import Kind
from gridmgr.model.records import Record, fields_of
from gridmgr.operations.sample import Sample, sample_district


@cache
def built_once() -> Sample:
    """Return the sample district, built once for all tests of a run."""
    return sample_district()


@cache
def households_by_community() -> Counter[str]:
    """Return how many households live in each community."""
    return Counter(h.community for h in built_once().households if h.residence != "2")


def records_by_type() -> dict[type[Record], list[Record]]:
    """Return all records, sorted into their types."""
    found: dict[type[Record], list[Record]] = {}
    for record in [built_once().district, *built_once().records()]:
        found.setdefault(type(record), []).append(record)
    return found


def test_the_district_has_the_size_of_a_real_one():
    sample = built_once()

    assert len(sample.communities) == 26
    assert len(sample.subdistricts) == 5
    assert 120 <= len(sample.estates) <= 200
    assert 5_000 <= len(sample.buildings) <= 7_000
    assert sum(households_by_community().values()) == pytest.approx(58_000, rel=0.03)
    assert len(sample.residents) == pytest.approx(150_000, rel=0.03)


def test_every_community_can_be_divided_into_grids():
    sizes = households_by_community()

    assert set(sizes) == {c.code for c in built_once().communities}
    assert min(sizes.values()) >= 700
    assert max(sizes.values()) <= 5_000


def test_the_same_seed_gives_the_same_district():
    again = sample_district()

    assert again.district == built_once().district
    assert again.records() == built_once().records()


def test_everything_says_that_it_is_invented():
    sample = built_once()

    assert "虚构数据" in sample.district.name
    assert "虚构数据" in sample.district.programme
    assert all("虚构数据" in c.office_address for c in sample.communities)
    for records in (sample.buildings, sample.households, sample.residents, sample.staff, sample.facilities):
        assert all(record.remark == "虚构数据" for record in records)


def test_no_record_has_the_id_of_another():
    ids = [record.id for record in built_once().records()]

    assert len(set(ids)) == len(ids)


def test_records_point_only_to_records_stored_before_them():
    known: set[str] = set()

    for kind, records in records_by_type().items():
        links = [name for name, field in fields_of(kind).items() if field.kind is Kind.LINK]
        for name in links:
            assert {getattr(r, name) for r in records} - {""} <= known
        known |= {r.id for r in records}


def test_every_value_obeys_its_declaration():
    lists = standard_code_lists()

    for kind, records in records_by_type().items():
        for name, field in fields_of(kind).items():
            if field.kind in (Kind.SHAPE, Kind.EXTRA):
                continue
            for value in {getattr(record, name) for record in records}:
                assert _complaint(value, field, lists) is None, (kind.TYPE, name, value)


_TYPES = {Kind.TEXT: str, Kind.WHOLE: int, Kind.NUMBER: float, Kind.FLAG: bool, Kind.CODE: str, Kind.LINK: str}


def _complaint(value, field, lists):
    """Return what is wrong with one value, None where it is as declared."""
    if value is None or value == "":
        return "missing" if field.required else None
    expected = _TYPES.get(field.kind)
    if expected is not None and type(value) is not expected:
        return f"a {type(value).__name__}"
    if field.kind is Kind.CODE and value not in lists[field.code_list].codes:
        return "no such code"
    if field.kind is Kind.CODES and not set(value) <= lists[field.code_list].codes:
        return "no such code"
    if (field.low is not None and value < field.low) or (field.high is not None and value > field.high):
        return "out of bounds"
    if field.length and len(value) > field.length:
        return "too long"
    return field.check(value) if field.check else None


def test_the_pilots_of_2012_stand_as_the_report_names_them():
    pilots = {c.name for c in built_once().communities if c.pilot_batch in ("0", "1")}
    first = next(c for c in built_once().communities if c.pilot_batch == "0")

    assert pilots == {"三路社区", "圳尾社区", "江滨社区", "东安社区", "翁墩社区", "东乾社区", "碧湖社区"}
    assert first.name == "三路社区"
    assert sum(c.pilot_batch == "2" for c in built_once().communities) == 17
    assert first.platform_launched_on is not None
    assert first.platform_launched_on.isoformat()[:7] == "2011-05"


def test_the_matrix_of_the_six_facilities_has_gaps_but_not_at_the_pilots():
    sample = built_once()
    six = {f"A0{i}" for i in range(1, 7)}
    have = {
        c.code: {f.facility_type for f in sample.facilities if f.community == c.code} & six for c in sample.communities
    }

    assert any(have[c.code] != six for c in sample.communities)
    assert all(have[c.code] == six for c in sample.communities if c.pilot_batch in ("0", "1"))
    assert all("A01" in found for found in have.values())


def test_the_four_new_venues_of_2012_are_in_dongqian():
    east = next(c for c in built_once().communities if c.name == "东乾社区")
    venues = {f.facility_type for f in built_once().facilities if f.community == east.code}

    assert {"B01", "B02", "B03", "B04"} <= venues
