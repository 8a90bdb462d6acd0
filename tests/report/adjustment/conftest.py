# SPDX-License-Identifier: MIT
"""The town with a moved border, read once for all tests of its paper."""

import pytest

from gridmgr.report.adjustment.reading import read_adjustment, read_land
from gridmgr.report.pictures import drawing_application
from tests.operations.moved_border import DAY, NEW, OLD, plan_named, town_with_moved_border


@pytest.fixture(scope="session", autouse=True)
def application():
    return drawing_application()


@pytest.fixture(scope="session")
def town(tmp_path_factory):
    with town_with_moved_border(tmp_path_factory.mktemp("adjustment")) as store:
        yield store


@pytest.fixture(scope="session")
def adjustment(town):
    ids = [plan_named(town, name).id for name in (OLD, NEW)]
    return read_adjustment(town, *ids, (DAY, DAY), document="梅综治〔2026〕7号")


@pytest.fixture(scope="session")
def land(town, adjustment):
    return read_land(town, adjustment)
