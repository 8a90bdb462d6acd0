# SPDX-License-Identifier: MIT
"""The people of the sample district: families that hang together, and numbers that belong to nobody."""

from collections import Counter, defaultdict
from datetime import date

import pytest
from pypinyin import lazy_pinyin
from shapely.geometry import MultiPolygon, box

from gridmgr.model.areas import Grid
from gridmgr.model.idnumbers import IdNumber, parse_id_number
from gridmgr.operations.sample import appoint_sample
from gridmgr.operations.sample.personnames import initials, mobile_numbers, name_stock
from gridmgr.operations.sample.traits import SAMPLE_DAY
from tests.operations.test_sample_district import built_once


def test_every_household_lives_in_a_building_with_room_for_it():
    rooms = {b.id: b.dwellings for b in built_once().buildings}
    living = Counter(h.building_id for h in built_once().households if h.residence != "2")

    assert all(rooms[building] >= count for building, count in living.items())


def test_no_two_households_share_a_door():
    doors = Counter((h.building_id, h.unit_no, h.room_no, h.floor) for h in built_once().households)

    assert max(doors.values()) == 1


def test_every_household_has_exactly_one_head_whose_name_it_bears():
    heads = defaultdict(list)
    for person in built_once().residents:
        if person.relation == "02":
            heads[person.household_id].append(person.name)

    assert all(heads[h.id] == [h.head_name] for h in built_once().households)


def test_children_are_younger_than_the_head_and_parents_older():
    head_born = {r.household_id: r.birth_date for r in built_once().residents if r.relation == "02"}

    for person in built_once().residents:
        years = person.birth_date.year - head_born[person.household_id].year
        if person.relation in {"20", "21", "22", "30", "31", "32"}:
            assert years >= 15
        if person.relation in {"51", "52"}:
            assert years <= -15


def test_husbands_are_men_and_wives_women():
    gender = {"11": "1", "12": "2", "20": "1", "30": "2", "51": "1", "52": "2"}

    assert all(r.gender == gender[r.relation] for r in built_once().residents if r.relation in gender)


def test_identity_numbers_are_well_formed_and_given_to_nobody():
    people = [r for r in built_once().residents if r.doc_no]

    numbers = {r.doc_no: parse_id_number(r.doc_no, SAMPLE_DAY) for r in people}

    assert len(numbers) == len(people)
    for person in people:
        told = numbers[person.doc_no]
        assert isinstance(told, IdNumber)
        assert (told.birth_date, told.gender, told.division) == (person.birth_date, person.gender, "350499")


def test_telephone_numbers_are_of_ranges_that_nobody_has():
    sample = built_once()
    numbers = {n for r in sample.residents for n in (r.phone, r.phone2)}
    numbers |= (
        {p.phone for p in sample.staff} | {f.phone for f in sample.facilities} | {c.phone for c in sample.communities}
    )

    assert all(n.startswith(("1540", "0590-555")) for n in numbers - {""})


def test_mobile_numbers_do_not_repeat():
    assert len(set(mobile_numbers(200_000, 1))) == 200_000


def test_nobody_marries_joins_or_studies_too_young():
    for person in built_once().residents:
        age = (SAMPLE_DAY - person.birth_date).days / 365.25
        assert person.marital not in {"20", "30", "40"} or age >= 20
        assert person.political != "01" or age >= 18
        assert person.education not in {"14", "21"} or age >= 19


def test_special_groups_are_as_common_as_in_life():
    households, people = built_once().households, built_once().residents
    of_households = Counter(code for h in households for code in h.groups)
    of_people = Counter(code for r in people for code in r.groups)

    assert of_households["01"] / len(households) == pytest.approx(0.02, abs=0.005)
    assert of_people["03"] / len(people) == pytest.approx(0.015, abs=0.005)
    assert of_people["05"] / len(people) == pytest.approx(0.04, abs=0.01)
    assert of_people["04"] > 500


def test_empty_nest_homes_have_only_old_people():
    empty_nests = {h.id for h in built_once().households if "05" in h.groups}
    oldest_birth = date(SAMPLE_DAY.year - 60, SAMPLE_DAY.month, SAMPLE_DAY.day)

    assert empty_nests
    assert all(r.birth_date <= oldest_birth for r in built_once().residents if r.household_id in empty_nests)


def test_some_names_have_a_dot_or_characters_outside_the_basic_plane():
    names = {r.name for r in built_once().residents}

    assert any("·" in name for name in names)
    assert any(ord(character) > 0xFFFF for name in names for character in name)


def test_initials_are_those_of_the_pinyin():
    names = ["林建国", "欧阳秀英", "阿依古丽·买买提", "陈梓涵"]

    assert [initials(n) for n in names] == ["".join(p[0] for p in lazy_pinyin(n) if p != "·") for n in names]
    assert all(r.initials for r in built_once().residents[:1000])


def test_every_character_of_a_name_has_its_letter():
    stock = name_stock()
    characters = {c for pool in stock.given.values() for name in pool for c in name} | set("".join(stock.surnames))

    assert characters <= set(stock.letters)


def one_grid_a_building_row(community, count):
    """Return grids that divide the bounds of a community into strips."""
    left, low, right, high = community.geom.bounds
    edges = [low + (high - low) * i / count for i in range(count + 1)]
    return [
        Grid(
            id=f"{community.code}{i}", plan_id="p", grid_uid=f"{community.code}{i}", community=community.code,
            code=f"{community.code}{i:03d}", geom=MultiPolygon([box(left, edges[i - 1], right, edges[i])]),
        )
        for i in range(1, count + 1)
    ]  # fmt: skip


def all_strips():
    """Return six strips for each community."""
    return [grid for community in built_once().communities for grid in one_grid_a_building_row(community, 6)]


def test_some_grids_get_all_five_roles_and_about_seven_of_ten_roles_are_filled():
    grids = all_strips()

    appointments = appoint_sample(grids, built_once().staff)

    held = Counter(a.grid_uid for a in appointments)
    assert len({(a.grid_uid, a.role) for a in appointments}) == len(appointments)
    assert len(appointments) / (5 * len(grids)) == pytest.approx(0.7, abs=0.06)
    assert sum(held[g.grid_uid] == 5 for g in grids) > 0.3 * len(grids)
    assert any(held[g.grid_uid] < 5 for g in grids)


def test_people_of_all_six_sources_hold_roles_in_their_own_community():
    staff = {p.id: p for p in built_once().staff}

    appointments = appoint_sample(all_strips(), built_once().staff)

    assert {a.source for a in appointments} == {"1", "2", "3", "4", "5", "6"}
    assert all(staff[a.staff_id].community == a.community for a in appointments)


def test_old_party_members_serve_where_they_live():
    sample, grids = built_once(), {g.grid_uid: g for g in all_strips()}
    homes = sample.staff_homes()

    appointments = appoint_sample(list(grids.values()), sample.staff, homes)

    old_members = [a for a in appointments if a.source == "3"]
    assert len(old_members) > 50
    assert all(grids[a.grid_uid].geom.covers(homes[a.staff_id]) for a in old_members)
