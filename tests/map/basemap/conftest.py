# SPDX-License-Identifier: MIT
"""A server of tiles on this computer."""

from collections.abc import Iterator

import pytest

from tests.map.basemap.server import TileServer, tile_server


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[TileServer]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with tile_server() as served:
        yield served
