"""Identity numbers are checked as GB 11643 says. All numbers are the standard's example or made up."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridmgr.model.idnumbers import IdNumber, check_character, parse_id_number

EXAMPLE = "11010519491231002X"


def test_the_example_of_the_standard_tells_birth_and_sex():
    assert parse_id_number(EXAMPLE.lower()) == IdNumber(EXAMPLE, date(1949, 12, 31), "2", "110105", was_old=False)


def test_an_old_number_of_15_digits_is_completed_and_marked():
    number = parse_id_number("110105491231002")

    assert number == IdNumber(EXAMPLE, date(1949, 12, 31), "2", "110105", was_old=True)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("110105194912310021", "校验位"),
        ("11010519491331002X", "出生日期"),
        ("11010518001231002X", "1900"),
        ("1101051949123100", "18 位"),
        ("", "18 位"),
    ],
)
def test_a_wrong_number_is_refused_with_the_reason_and_without_the_number(text, reason):
    sentence = parse_id_number(text)

    assert isinstance(sentence, str)
    assert reason in sentence
    assert text[:8] not in sentence or not text


@given(st.dates(date(1900, 1, 1), date(2024, 12, 31)), st.integers(0, 999), st.integers(0, 16), st.integers(0, 8))
def test_one_mistyped_digit_never_goes_unseen(born, serial, place, shift):
    first17 = f"350402{born:%Y%m%d}{serial:03d}"
    number = first17 + check_character(first17)

    wrong = number[:place] + str((int(number[place]) + 1 + shift) % 10) + number[place + 1 :]

    assert isinstance(parse_id_number(number), IdNumber)
    assert isinstance(parse_id_number(wrong), str)
