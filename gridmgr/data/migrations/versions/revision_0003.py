# SPDX-License-Identifier: MIT
"""Two more locks beside that of a grid's border: its roster, and the grid that a building stays in."""

from alembic import op
from sqlalchemy import Column

from gridmgr.data.migrations.adding import FLAG

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the two marks; nothing is locked that was not."""
    for table, column in (("grid", "roster_locked"), ("building", "grid_locked")):
        op.add_column(table, Column(column, FLAG))
        op.execute(f"UPDATE {table} SET {column} = false")  # noqa: S608 - the two names above
