# SPDX-License-Identifier: MIT
"""Which service lines somebody looks after in a grid."""

from alembic import op
from sqlalchemy import Column

from gridmgr.data.migrations.adding import TEXT

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the list to appointments; nobody has any yet."""
    op.add_column("appointment", Column("services", TEXT))
