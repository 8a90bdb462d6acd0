# SPDX-License-Identifier: MIT
"""Basemaps and backdrops in the window: which lie below the map, in what order, how strongly."""
