# SPDX-License-Identifier: MIT
"""Foreign files, tables and maps, behind one interface."""

from gridmgr.data.sources.layers import Source, SourceLayer, SourceRow
from gridmgr.data.sources.opening import open_source

__all__ = ["Source", "SourceLayer", "SourceRow", "open_source"]
