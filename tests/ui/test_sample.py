# SPDX-License-Identifier: MIT
from pathlib import Path

import pytest

from gridmgr.model.errors import CancelledError
from gridmgr.model.progress import Reporting, Silent
from gridmgr.operations.demonstration import FILE_NAME
from gridmgr.ui.sample import find_or_make


def test_a_sample_that_is_there_is_taken(tmp_path: Path):
    beside = tmp_path / "demo"
    beside.mkdir()
    (beside / FILE_NAME).touch()

    found = find_or_make(Silent(), own=tmp_path / "own", beside=beside)

    assert found == str(beside / FILE_NAME)
    assert not (tmp_path / "own").exists()


def test_giving_up_leaves_no_half_made_sample(tmp_path: Path):
    given_up = Reporting(lambda *_: None, cancelled=lambda: True)

    with pytest.raises(CancelledError):
        find_or_make(given_up, own=tmp_path, beside=tmp_path / "none")

    assert list(tmp_path.iterdir()) == []
