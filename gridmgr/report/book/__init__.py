# SPDX-License-Identifier: MIT
"""THE MAP BOOK: key map, a map of each community, a sheet of each grid, an index; painted in millimetres."""
