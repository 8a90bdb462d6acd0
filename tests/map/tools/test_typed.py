# SPDX-License-Identifier: MIT
from PySide6.QtCore import Qt

from gridmgr.map.tools.typed import TypedPlace

KEY = Qt.Key.Key_0


def typed(text: str) -> TypedPlace:
    place = TypedPlace()
    for letter in text:
        assert place.take(KEY, letter)
    return place


def test_a_place_is_written_east_and_north_with_any_comma():
    assert typed("563668, 2907071.5").place(None) == (563668.0, 2907071.5)
    assert typed("563668，2907071").place(None) == (563668.0, 2907071.0)


def test_an_at_counts_from_the_last_point():
    assert typed("@12.5,-3").place((100.0, 200.0)) == (112.5, 197.0)
    assert typed("@1,1").place(None) is None
    assert "还没有前一个点" in typed("@1,1").hint(None)


def test_half_a_place_is_none_and_keys_that_belong_elsewhere_are_left_alone():
    begun = typed("5636")

    assert begun.place(None) is None
    assert "写成“东, 北”" in begun.hint(None)
    assert not TypedPlace().take(KEY, "x")
    assert not TypedPlace().take(KEY, ",")
    assert begun.take(Qt.Key.Key_Backspace, "")
    assert begun.text == "563"
    assert begun.take(Qt.Key.Key_Escape, "")
    assert begun.text == ""
