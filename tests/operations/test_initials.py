"""People are found by the first letters of their names."""

import pytest

from gridmgr.operations.initials import name_initials

NAMES = {"张三": "zs", "曾小明": "zxm", "单雄": "sx", "阿卜杜拉·买买提": "abdlmmt", "Li 四": "lis", "": ""}


@pytest.mark.parametrize(("name", "letters"), NAMES.items())
def test_a_name_has_its_letters(name, letters):
    assert name_initials(name) == letters
