# SPDX-License-Identifier: MIT
"""What a person may say about an import."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.errors import InputError
from gridmgr.model.records import Record

KINDS = (
    "community",
    "estate",
    "building",
    "barrier",
    "grid",
    "household",
    "resident",
    "staff",
    "facility",
    "subdistrict",
)
"""The records that can be imported, in the order in which a district is filled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """How a file is to be imported; only `kind` must be said."""

    kind: str
    layer: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    """Column to take for a field, by field name or label; "" leaves the field out."""
    crs: str | None = None
    """CGCS2000, WGS84, GCJ-02, BD-09, local or EPSG:n; goes before what the file says."""
    encoding: str | None = None
    header_row: int | None = None
    """Line of the (last) heading row of a table, from 1; found by its headings where None."""
    kept: tuple[str, ...] = ()
    """Columns without a field whose words are kept in the office's own columns."""
    community: str = ""
    """Code of the community of all rows that do not name one."""
    community_from_extent: tuple[str, str] | None = None
    """Code and name of a community that is made of what is imported."""
    dissolve: str | None = None
    """Column whose equal values make one grid of several areas."""
    plan: str | None = None
    """Name of the plan that imported grids belong to; the file's name by default."""
    estimate: bool = True
    """Whether households of buildings are estimated where the layer has no figure at all."""
    dry_run: bool = False

    @property
    def record_type(self) -> type[Record]:
        """Return the record type. Raises InputError for one that cannot be imported."""
        if self.kind not in KINDS:
            raise InputError("不能导入“{kind}”，可导入：{kinds}。", kind=self.kind, kinds="、".join(KINDS))
        return RECORD_TYPES[self.kind]
