# SPDX-License-Identifier: MIT
import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st
from pypinyin import pinyin_dict

from gridmgr.model.pinyin import readings, sort_key

WITHOUT_PHRASES = """
import sys
from gridmgr.model.pinyin import sort_key
from gridmgr.operations.initials import name_initials
assert name_initials("曾小明") == "zxm"
assert sort_key("张") > sort_key("李")
assert "pypinyin" not in sys.modules
"""


def test_names_go_by_pinyin_and_tone():
    names = ["张伟", "李娜", "安宁", "王芳", "黎明", "李安", "立新"]

    assert sorted(names, key=sort_key) == ["安宁", "黎明", "李安", "李娜", "立新", "王芳", "张伟"]


def test_a_short_syllable_comes_before_a_longer_one_that_begins_with_it():
    assert sorted(["凉", "李强", "李"], key=sort_key) == ["李", "李强", "凉"]


def test_surnames_have_their_own_reading_and_stay_together():
    names = ["谢明", "解放", "解明", "谢安", "曾平", "岑平", "李平"]

    found = sorted(names, key=lambda name: sort_key(name, is_name=True))

    assert found == ["岑平", "李平", "解放", "解明", "谢安", "谢明", "曾平"]


def test_figures_count_by_their_value():
    numbers = ["10幢", "9幢", "1-10", "1-9", "A2", "a10", "009幢甲"]

    found = sorted(numbers, key=sort_key)

    assert found == ["1-9", "1-10", "9幢", "009幢甲", "10幢", "A2", "a10"]


@given(st.lists(st.text(max_size=8), max_size=20))
def test_every_text_has_a_place_and_equal_texts_the_same(texts):
    keys = {text: sort_key(text) for text in texts}

    assert all(keys[text] == sort_key(text) for text in texts)


def test_readings_are_known_without_learning_phrases_which_would_hold_up_the_window():
    assert subprocess.run([sys.executable, "-c", WITHOUT_PHRASES], check=False).returncode == 0
    assert readings() == pinyin_dict.pinyin_dict
