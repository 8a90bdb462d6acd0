"""Typed text comes into one form, and no name loses a character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridmgr.model.folding import clean_text, fold_digits, fold_label, is_nothing


@pytest.mark.parametrize("name", ["阿依古丽·买买提", "𠮷某", "䶮某", "\ue863某", "\U000323af某", "王（小）明"])
def test_a_name_is_stored_as_it_is_spelled(name):
    assert clean_text(name) == name


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("  三路\u3000社区\n", "三路 社区"), ("张\u200b三", "张三"), ("\ufeff李四", "李四"), ("e\u0301", "é")],
)
def test_what_nobody_sees_is_left_out(typed, stored):
    assert clean_text(typed) == stored


@given(st.text())
def test_cleaning_twice_changes_nothing(text):
    assert clean_text(clean_text(text)) == clean_text(text)


@pytest.mark.parametrize(
    ("typed", "number"),
    [("'１１０１０５19491231002x", "11010519491231002X"), ('="0598"', "0598"), ("138 0000 0000", "13800000000")],
)
def test_a_number_is_the_same_however_it_was_protected(typed, number):
    assert fold_digits(typed) == number


def test_headings_are_compared_without_brackets_and_spaces():
    assert fold_label("建筑面积（平方米）") == fold_label("建筑面积 (平方米)")


@pytest.mark.parametrize("word", ["无", " — ", "不详", "NULL", ""])
def test_words_for_nothing_are_nothing(word):
    assert is_nothing(word)
