"""One record by itself is right, unlikely or wrong."""

from datetime import date

import pytest

from gridmgr.model.areas import Building, Community
from gridmgr.model.codelists import standard_code_lists
from gridmgr.model.findings import Severity
from gridmgr.model.people import Appointment, Household, Resident
from gridmgr.model.validation import completed, problems

TODAY = date(2026, 5, 4)
NUMBER = "11010519491231002X"


def rules(record):
    return [(f.rule, f.severity, f.field) for f in problems(record, standard_code_lists(), TODAY)]


def test_a_resident_with_name_and_number_is_right():
    assert rules(Resident(id="r", name="张三", doc_no=NUMBER)) == []


@pytest.mark.parametrize(
    ("record", "rule"),
    [
        (Resident(id="r", name=""), ("F-01", Severity.ERROR, "name")),
        (Resident(id="r", name="张三", doc_no="110105194912310021"), ("V-01", Severity.ERROR, "doc_no")),
        (Resident(id="r", name="张三", gender="7"), ("F-04", Severity.ERROR, "gender")),
        (Resident(id="r", name="张三", phone="1381234"), ("V-05", Severity.WARNING, "phone")),
        (Resident(id="r", name="张三", birth_date=date(2030, 1, 1)), ("V-12", Severity.ERROR, "birth_date")),
        (Building(id="b", floors_up=999), ("F-03", Severity.ERROR, "floors_up")),
        (Community(id="c", code="35", name="三路"), ("F-05", Severity.ERROR, "code")),
        (Household(id="h", last_visit_on=date(2027, 1, 1)), ("V-12", Severity.ERROR, "last_visit_on")),
    ],
)
def test_a_wrong_record_is_told_by_its_rule(record, rule):
    assert rule in rules(record)


def test_birth_and_sex_that_differ_from_the_number_are_shown_with_both_values():
    person = Resident(id="r", name="张三", doc_no=NUMBER, gender="1", birth_date=date(1950, 1, 1))

    found = problems(person, standard_code_lists(), TODAY)

    assert [(f.rule, f.field) for f in found] == [("V-02", "birth_date"), ("V-02", "gender")]
    assert "1950-01-01" in found[0].message
    assert "1949-12-31" in found[0].message


def test_a_passport_number_is_not_measured_by_the_rules_of_identity_cards():
    assert rules(Resident(id="r", name="张三", doc_type="414", doc_no="E12345678")) == []


@pytest.mark.parametrize(
    ("more", "field"),
    [({"marital": "20"}, "marital"), ({"political": "01"}, "political"), ({"education": "21"}, "education")],
)
def test_a_child_that_is_married_a_party_member_or_a_graduate_is_unlikely(more, field):
    child = Resident(id="r", name="张三", birth_date=date(2015, 1, 1), **more)

    assert rules(child) == [("V-08", Severity.WARNING, field)]


def test_an_appointment_cannot_end_before_it_begins():
    held = Appointment(id="a", grid_uid="g", role="GLY", staff_id="s", from_on=date(2026, 2, 1), to_on=date(2026, 1, 1))

    assert ("V-12", Severity.ERROR, "to_on") in rules(held)


def test_birth_and_sex_are_filled_from_the_number_and_an_old_number_is_completed():
    person, notes = completed(Resident(id="r", name="张三", doc_no="110105491231002"), TODAY)

    assert (person.doc_no, person.gender, person.birth_date) == (NUMBER, "2", date(1949, 12, 31))
    assert notes == ["15位旧号，已补成 18 位。"]


def test_no_sentence_repeats_a_number_a_name_or_a_telephone():
    person = Resident(id="r", name="张" * 70, doc_no="110105194912310021", phone="1381234")

    said = "".join(f.message for f in problems(person, standard_code_lists(), TODAY))

    assert not any(secret in said for secret in ("1101051949", "1381234", "张"))
