# SPDX-License-Identifier: MIT
"""What helps to look at the map: a second window, a lens, an overview, bookmarks, places and the sheet of keys."""
