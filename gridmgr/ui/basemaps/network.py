# SPDX-License-Identifier: MIT
"""What a person's settings say of basemaps from the network: the key of 天地图, and the room for tiles on the disk."""

from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import platformdirs

from gridmgr.map.basemap.disk import TileCache, forget_old_cache
from gridmgr.ui.memory import Memory

if TYPE_CHECKING:
    from gridmgr.map.basemap.fetching import Fetcher

KEY_NAME = "basemap.tianditu_key"
CACHE_NAME = "basemap.cache_mb"
CACHE_MB = 200
LEAST_MB, MOST_MB = 10, 10_000


def cache_folder() -> Path:
    """Return where tiles of the network are kept on this computer."""
    return platformdirs.user_cache_path("gridmgr", appauthor=False) / "basemap"


def cache_mb(kept: str) -> int:
    """Return how much of the disk the cache may take, from what is kept in the settings."""
    return min(max(int(kept), LEAST_MB), MOST_MB) if kept.isdigit() else CACHE_MB


def tile_cache(memory: Memory) -> TileCache:
    """Return the cache of tiles, as large as a person wants it."""
    return TileCache(cache_folder(), cache_mb(memory.text(CACHE_NAME)) * 2**20)


def make_fetcher(memory: Memory) -> "Fetcher":
    """Make what asks the network; called for the first tile of the network that is wanted, never before."""
    from gridmgr.map.basemap.fetching import Fetcher

    return Fetcher(tile_cache(memory))


def clean_cache() -> Thread:
    """Throw away, beside other work, what earlier versions kept of the network with the key in it."""
    # At most a few thousand small files, once; whatever is left then goes at the next start.
    thread = Thread(target=forget_old_cache, args=(cache_folder(),), name="old basemap cache", daemon=True)
    thread.start()
    return thread
