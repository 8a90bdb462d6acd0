# SPDX-License-Identifier: MIT
"""gridmgr: community grids of 300 to 500 households, drawn, staffed and kept in one file."""

__version__ = "0.1.0"
