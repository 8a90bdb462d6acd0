# SPDX-License-Identifier: MIT
"""The import wizard: from a file that somebody sent to records, step by step."""

from gridmgr.ui.importing.feature import Importing

__all__ = ["Importing"]
