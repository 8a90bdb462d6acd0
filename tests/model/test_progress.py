"""Work tells how far it is, and stops when it is no longer wanted."""

import pytest

from gridmgr.model.errors import CancelledError
from gridmgr.model.progress import Part, Reporting


def test_a_part_of_the_work_is_told_as_a_part_of_the_whole():
    told = []
    whole = Reporting(lambda done, total, what: told.append((done / total, what)))

    Part(whole, 1, 4, "江滨社区").step(1, 2, "内部步骤")

    assert told == [(0.375, "江滨社区")]


def test_work_that_is_given_up_stops_at_its_next_step():
    given_up = Reporting(lambda *_: None, cancelled=lambda: True)

    with pytest.raises(CancelledError, match="没有改动"):
        Part(given_up, 0, 2).step(0, 1)
