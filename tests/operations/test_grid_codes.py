# SPDX-License-Identifier: MIT
"""Grid codes are written as a city wants them, and a code belongs to its grid for ever."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridmgr.model.errors import InputError
from gridmgr.operations.grid_codes import code_rule

SANLU = "350402001001"


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("", "350402001001007"),
        ("{community12}{serial3}", "350402001001007"),
        ("{object6:010101}{county6}{street3}{community3}{serial2}", "01010135040200100107"),
        ("{street9}{community3}{serial4}", "3504020010010007"),
        ("WG-{county6}{street3}{community3}{serial2}", "WG-35040200100107"),
    ],
)
def test_a_city_writes_its_codes_in_its_own_way(rule, code):
    assert code_rule(rule).code(SANLU, 7) == code
    assert code_rule(rule).serial(code, SANLU) == 7


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("{community12}", "要有一个 2–4 位的顺序码"),
        ("{community12}{serial1}", "要有一个 2–4 位的顺序码"),
        ("{community12}{serial3}{serial2}", "只能有一个顺序码"),
        ("{county6}{serial3}", "不同社区的网格会重码"),
        ("{community3}{serial3}", "不同社区的网格会重码"),
        ("{object6}{community12}{serial2}", "管理对象代码要写出 6 位数字"),
        ("{city4}{community12}{serial3}", "“city4”不认识；可用"),
        ("{community12}第{serial3}", "“第”写得不对"),
        ("{community12{serial3}", "写得不对"),
        ("{object6:010101}{community12}{serial3}", "有 21 位，最多 20 位"),
    ],
)
def test_a_rule_that_does_not_work_is_explained(rule, sentence):
    with pytest.raises(InputError, match=sentence):
        code_rule(rule)


def test_basic_grids_end_at_900_and_dedicated_ones_begin_at_901():
    rule = code_rule("")

    assert rule.free(SANLU, (), dedicated=True) == f"{SANLU}901"
    with pytest.raises(InputError, match=r"基础网格顺序码已用完（1–900）"):
        rule.free(SANLU, {f"{SANLU}{n:03d}" for n in range(1, 901)})
    with pytest.raises(InputError, match=r"专属网格顺序码已用完（91–99）"):
        code_rule("{community12}{serial2}").free(SANLU, {f"{SANLU}{n}" for n in range(91, 100)}, dedicated=True)


def test_a_code_of_another_form_has_no_serial():
    assert code_rule("").serial("WG-07", SANLU) is None
    assert code_rule("").serial("350402001002007", SANLU) is None


@given(st.integers(1, 999), st.from_regex(r"\d{12}", fullmatch=True))
def test_a_code_tells_its_serial(serial, community):
    rule = code_rule("{county6}{street3}{community3}{serial3}")

    assert rule.serial(rule.code(community, serial), community) == serial


@given(st.text(max_size=30))
def test_any_text_is_a_rule_or_is_explained(text):
    said = ""
    try:
        made = code_rule(text)
    except InputError as error:
        said = str(error)

    assert said.endswith("。") or made.code(SANLU, 1) != made.code(SANLU, 2)
