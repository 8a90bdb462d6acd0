# SPDX-License-Identifier: MIT
"""The words of which invented names of streets, compounds and trades are made."""

import json
from functools import cache

from gridmgr.model.resources import resource


@cache
def words(kind: str) -> tuple[str, ...]:
    """Return the words of one kind, in the order of resources/sample/words.json."""
    return tuple(json.loads(resource("sample/words.json").read_text("utf-8"))[kind])
