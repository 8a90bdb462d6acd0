"""What people type for a code is understood."""

import pytest

from gridmgr.model.codelists import standard_code_lists


@pytest.mark.parametrize(
    ("name", "word", "code"),
    [
        ("gender", "男", "1"),
        ("gender", "女性", "2"),
        ("education", "初中", "70"),
        ("political_status", "中共党员", "01"),
        ("ethnic_group", "畲", "22"),
        ("grid_role", "网格警务员", "JWY"),
        ("household_residence", "人户一致", "1"),
    ],
)
def test_a_typed_word_finds_its_code(name, word, code):
    assert standard_code_lists()[name].code(word) == code


def test_an_unknown_word_finds_no_code():
    assert standard_code_lists()["gender"].code("甲") is None
