# SPDX-License-Identifier: MIT
"""Which types have a table, which columns it shows at first, and how wide they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gridmgr.model.fields import Field, Kind


@dataclass(frozen=True, slots=True)
class Table:
    """What one type's table is like at first."""

    name: str
    icon: str
    unit: str
    """What one record is counted in: 人, 户, 幢."""
    columns: Sequence[str]
    summed: str = ""
    """The column whose sum over the selection is of interest."""
    is_fixed: bool = False
    """Whether the records are made and changed elsewhere (plans, import)."""


TABLES: Mapping[str, Table] = {
    table.name: table
    for table in (
        Table("building", "building", "幢", ("address", "number", "name", "community", "estate_id", "use", "floors_up",
              "units", "dwellings", "households", "persons", "built_year", "grid_code", "head_name", "remark"),
              summed="households"),
        Table("household", "home", "户", ("head_name", "address", "unit_no", "room_no", "community", "building_id",
              "residence", "phone", "persons_declared", "groups", "last_visit_on", "household_no", "remark")),
        Table("resident", "users", "人", ("name", "gender", "birth_date", "doc_no", "phone", "household_id", "relation",
              "community", "residence_status", "education", "political", "occupation", "groups", "remark")),
        Table("staff", "badge", "人", ("name", "phone", "unit", "title", "source", "gender", "political", "full_time",
              "community", "certificate_no", "remark")),
        Table("facility", "map-pin", "处", ("name", "facility_type", "address", "community", "grid_code", "manager",
              "phone", "hours", "state", "area_m2", "opened_on", "is_public", "remark")),
        Table("estate", "building-community", "个", ("name", "kind", "community", "property_company",
              "property_phone", "built_year", "gated", "keep_whole")),
        Table("appointment", "user-heart", "条", ("staff_id", "role", "grid_code", "community", "source", "from_on",
              "to_on", "is_main", "duty_text", "services", "remark")),
        Table("grid", "layout-grid", "个", ("name", "code", "community", "plan", "kind", "households", "persons",
              "buildings", "area_m2", "households_declared", "boundary_text", "accepted_reason"),
              summed="households", is_fixed=True),
        Table("community", "map-2", "个", ("name", "code", "full_name", "subdistrict_code", "urban_rural",
              "office_address", "phone", "households_known"), is_fixed=True),
    )
}  # fmt: skip
"""The tables in the order in which they are offered."""

_WIDTHS = {
    "name": 110, "number": 70, "address": 220, "hukou_address": 220, "office_address": 200, "doc_no": 170,
    "phone": 130, "household_id": 220, "building_id": 190, "groups": 170, "remark": 160, "unit": 180, "title": 170,
    "grid_code": 150, "code": 150, "full_name": 190, "occupation": 120, "duty_text": 260, "facility_type": 150,
    "hours": 190, "community": 110, "estate_id": 130, "household_no": 110, "head_name": 100, "political": 110,
    "boundary_text": 220, "use": 120,
}  # fmt: skip
_BY_KIND = {Kind.WHOLE: 92, Kind.NUMBER: 110, Kind.DATE: 108, Kind.FLAG: 92, Kind.CODE: 118, Kind.CODES: 160}
_WIDE_NAMES = {"facility": 200, "grid": 170, "estate": 160, "building": 140}
_PLAIN_PX = 130


def width_of(type_name: str, column: Field) -> int:
    """Return how wide a column is at first, in pixels at 100 %, its heading with marks included."""
    if column.name == "name":
        return _WIDE_NAMES.get(type_name, _WIDTHS["name"])
    wide = _WIDTHS.get(column.name, _BY_KIND.get(column.kind, _PLAIN_PX))
    return max(wide, 48 + 14 * len(column.label))


def is_figure(column: Field) -> bool:
    """Tell whether a column holds quantities, which stand at the right."""
    return column.kind in {Kind.WHOLE, Kind.NUMBER}
