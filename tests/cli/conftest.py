# SPDX-License-Identifier: MIT
"""A server for commands: a schema of its own, gone afterwards."""

import pytest

from tests.data.conftest import Place, shared_place

__all__ = ["shared_place"]


@pytest.fixture
def server_url(shared_place: Place) -> str:
    return shared_place.location
