# SPDX-License-Identifier: MIT
"""Which fields of a form stand first and which are folded away: one small table."""

from collections.abc import Mapping
from dataclasses import dataclass

from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.fields import Field, Kind
from gridmgr.model.records import fields_of


@dataclass(frozen=True, slots=True)
class Group:
    """Some fields under a heading; the first group of a form has none and is never folded."""

    title: str
    names: tuple[str, ...]


_GROUPS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "district": (("", "name code programme start_year min_households max_households household_basis"),),
    "subdistrict": (("", "name code office_address phone"),),
    "community": (("", "name code subdistrict_code office_address phone households_known"),),
    "estate": (("", "name kind community property_company property_phone keep_whole"),),
    "building": (
        ("", ("number name estate_id street house_number address community use floors_up units"
              " households_declared geom")),
        ("结构与规模", "floors_down height_m has_lift built_year floor_area_m2 dwellings households_estimated"),
    ),
    "household": (
        ("", "building_id unit_no room_no floor residence phone last_visit_on"),
        ("户籍与关怀", "address household_no kind persons_declared head_name groups community remark"),
    ),
    "resident": (
        ("", "name doc_type doc_no gender birth_date ethnic phone household_id relation population_type groups"),
        ("户籍", "residence_status hukou_category hukou_division hukou_address inflow_reason inflow_on"),
        ("文化与职业", "education marital occupation employer phone2 former_name"),
        ("党务", "political party_kind party_since is_key_resident"),
        ("迁出与注销", "moved_out_on moved_to death_on"),
    ),
    "staff": (
        ("", "name phone phone_public gender unit title source full_time community"),
    ),
    "facility": (
        ("", "name facility_type address manager phone hours state community geom"),
        ("规模与建设", "area_m2 opened_on funding_10k unified is_public"),
    ),
}  # fmt: skip
"""Groups of each type: title and the names of its fields. What is not named comes last, under 其他."""

REPEATED: Mapping[str, tuple[str, ...]] = {
    "building": ("street", "estate_id", "use", "floors_up", "units", "community"),
    "household": ("building_id", "unit_no", "residence", "kind", "community"),
    "resident": ("ethnic", "household_id", "population_type", "hukou_division", "community"),
    "staff": ("unit", "source", "full_time", "community"),
    "facility": ("facility_type", "community"),
    "estate": ("kind", "community"),
}
"""Fields that a new record takes over from the one entered just before."""

REST = "其他"
_CARRIED = ("initials", "source_key", "rev")


def has_form(record_type: str) -> bool:
    """Tell whether records of this type have a form."""
    return record_type in _GROUPS


def groups_of(record_type: str) -> tuple[Group, ...]:
    """Return the groups of a form: those of the table, then what they leave out."""
    named = [Group(title, tuple(names.split())) for title, names in _GROUPS[record_type]]
    known = {name for group in named for name in group.names}
    rest = tuple(name for name, field in fields_of(RECORD_TYPES[record_type]).items() if _is_left(name, field, known))
    return (*named, Group(REST, rest)) if rest else tuple(named)


def _is_left(name: str, field: Field, known: set[str]) -> bool:
    """Tell whether a field is still to be shown: the community stands only where a person chooses it."""
    if name in known or field.derived or field.system or name in _CARRIED:
        return False
    return field.kind is not Kind.SHAPE and name != "community"
