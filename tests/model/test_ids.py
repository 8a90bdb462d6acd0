"""Identifiers are given without asking anybody, and still stand in order."""

import uuid

from gridmgr.model.ids import counted_ids, new_id


def test_what_is_made_later_stands_later():
    ids = [new_id() for _ in range(5000)]

    assert ids == sorted(set(ids))


def test_an_identifier_is_a_uuid_of_version_7():
    assert uuid.UUID(new_id()).variant == uuid.RFC_4122
    assert new_id()[14] == "7"


def test_the_sample_gets_the_same_identifiers_each_time():
    first, second = counted_ids(7), counted_ids(7)

    assert [first() for _ in range(3)] == [second() for _ in range(3)]
    assert counted_ids(8)() not in {counted_ids(7)()}
