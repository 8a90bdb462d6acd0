# SPDX-License-Identifier: MIT
"""Plans as versions: who decided what and when, locked borders, the history of grids, and what counts as connected."""

from alembic import op
from sqlalchemy import Column

from gridmgr.data.migrations.adding import DAY, FLAG, LINK, TEXT, WHOLE, add_code_list, add_record_table, text

revision = "0002"
down_revision = "0001"

_PLAN = {
    "submitted_on": DAY,
    "submitted_by": TEXT,
    "returned_on": DAY,
    "returned_by": TEXT,
    "return_comment": TEXT,
    "approved_on": DAY,
    "approved_by": TEXT,
    "approval_reason": TEXT,
    "ended_on": DAY,
}
_LINEAGE = {
    "plan_id": LINK,
    "plan_name": TEXT,
    "kind": TEXT,
    "changed_on": DAY,
    "old_uid": text(36),
    "old_code": text(20),
    "old_name": TEXT,
    "new_uid": text(36),
    "new_code": text(20),
    "new_name": TEXT,
    "households": WHOLE,
    "document": TEXT,
}
_LINEAGE_KINDS = (
    ("issued", "赋码", "[]", "Code given"),
    ("new", "新设", "[]", "New"),
    ("split", "拆分", "[]", "Split"),
    ("merge", "合并", "[]", "Merged"),
    ("adjust", "调整", "[]", "Border adjusted"),
    ("renumber", "改码", "[]", "Renumbered"),
    ("rename", "更名", "[]", "Renamed"),
    ("retire", "撤销", "[]", "Dissolved"),
)
_LAND_LINK_KINDS = (
    ("exclave", "飞地", '["岛屿","孤岛"]', "Exclave"),
    ("barrier", "隔断", '["跨隔断"]', "Across a barrier"),
    ("accepted", "人工认可", '["人工"]', "Accepted by a person"),
)


def upgrade() -> None:
    """Add the fields, the two tables and their code lists; what was there stays as it is."""
    for name, kind in _PLAN.items():
        op.add_column("plan", Column(name, kind))
    op.add_column("district", Column("grid_code_rule", TEXT))
    op.add_column("grid", Column("border_locked", FLAG))
    op.execute("UPDATE grid SET border_locked = false")
    add_record_table("grid_lineage", "网格沿革", _LINEAGE, ("plan_id", "old_uid", "old_code", "new_uid", "new_code"))
    columns = {"kind": TEXT, "reason": TEXT, "source_key": TEXT}
    add_record_table("land_link", "连通认定", columns, ("source_key",), ("geom", "MULTILINESTRING"))
    add_code_list("lineage_kind", "网格变动类型", _LINEAGE_KINDS)
    add_code_list("land_link_kind", "连通认定类型", _LAND_LINK_KINDS)
