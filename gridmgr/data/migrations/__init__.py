# SPDX-License-Identifier: MIT
"""How data of an older program are brought to today's tables: one line of revisions, for files and servers alike.

A new revision is a module in `versions/`, its number at the end of `REVISIONS`, and `tables.SCHEMA_REVISION`. Tables of
a new store are made from the declarations, so the revisions only tell what changed since the first one. A column is
added with `op.add_column`; everything else goes through `rebuilding.rebuild_table`.
"""

REVISIONS = ("0001", "0002", "0003", "0004")
"""Every revision, oldest first; known without loading Alembic, so that opening a file stays quick."""


def is_known(revision: str) -> bool:
    """Tell whether this program knows a revision; one that it does not know was made by a newer program."""
    return revision in REVISIONS


def is_outdated(revision: str) -> bool:
    """Tell whether data of a known revision have to be brought up to date before they are used."""
    return revision != REVISIONS[-1]
