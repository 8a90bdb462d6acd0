# SPDX-License-Identifier: MIT
"""What a tool advises can be read whole, however narrow the map is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridmgr.map.lettering import text_width
from gridmgr.map.tools.advice import laid_out, rows_of
from gridmgr.map.tools.painting import ADVICE
from gridmgr.map.view import ViewState

LONG = "方案 1/5（100% 沿街道）：新 178 户，02 218 户；回车采用，Tab 换一个，X 交换新旧，Esc 放弃"


@pytest.mark.parametrize("width", [320, 480, 640, 1200])
def test_no_advice_is_cut_off_at_the_edge_of_a_narrow_map(qapp: object, width: int):
    box, rows = laid_out(LONG, ViewState(0.0, 0.0, 1.0, width, 400), [])

    assert "".join(rows).replace(" ", "") == LONG.replace(" ", "")
    assert 0 <= box[0] < box[2] <= width
    assert box[3] <= 400


def test_advice_stands_between_scale_bar_and_legend_where_there_is_room(qapp: object):
    scale, legend = (12.0, 360.0, 200.0, 390.0), (900.0, 100.0, 1190.0, 390.0)

    box, rows = laid_out(LONG, ViewState(0.0, 0.0, 1.0, 1200, 400), [scale, legend])

    assert scale[2] < box[0] < box[2] < legend[0]
    assert len(rows) == 1


def test_advice_stands_above_the_scale_bar_where_the_legend_leaves_no_room_beside_it(qapp: object):
    taken = [(8.0, 8.0, 90.0, 300.0), (12.0, 540.0, 190.0, 590.0), (420.0, 300.0, 640.0, 590.0)]

    box, _rows = laid_out(LONG, ViewState(0.0, 0.0, 1.0, 650, 600), taken)

    assert box[3] < 540.0
    assert not any(box[0] < t[2] and t[0] < box[2] and box[1] < t[3] and t[1] < box[3] for t in taken)


def test_a_row_ends_after_a_mark(qapp: object):
    assert rows_of(LONG, 400)[0].endswith(("；", "，", "："))


@given(st.text(alphabet="网格户，；abc ", min_size=1, max_size=60), st.floats(20, 900))
def test_every_row_of_any_text_fits(qapp: object, text: str, room: float):
    rows = rows_of(text, room)

    assert "".join(rows).replace(" ", "") == text.replace(" ", "")
    assert all(text_width(row, ADVICE) <= room or len(row) == 1 for row in rows)
