# SPDX-License-Identifier: MIT
"""The first tables, as the store makes them."""

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Change nothing: every store begins with these tables."""
