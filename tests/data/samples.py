# SPDX-License-Identifier: MIT
"""Arbitrary records of every type, drawn from their own declarations."""

from hypothesis import strategies as st
from shapely import multipolygons, normalize
from shapely.geometry import LineString, MultiLineString, MultiPoint, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from gridmgr.model.areas import Building, Estate, Plan
from gridmgr.model.fields import Field, Kind
from gridmgr.model.people import Household
from gridmgr.model.records import Record, fields_of

HOME = "350402001001"

PARENTS = (
    Plan(id="plan", name="方案"),
    Estate(id="estate", community=HOME, name="小区"),
    Building(id="building", community=HOME),
    Household(id="household", community=HOME),
)
"""One record of every type that a firm link may point to, stored before the samples."""

_TRICKY = ["", "阿依古丽·买买提", "𠮷野家", "㐂 O'Brien", '"引号"', "null", "[]", "0012", "a\\b%_", "\u3000全角"]
_WORDS = st.one_of(
    st.sampled_from(
        ["", "阿依古丽·买买提", "𠮷野家", "㐂 O'Brien", '"引号"', "null", "[]", "0012", "a\\b%_", "\u3000全角"]
    ),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12),
)

_HOLED = Polygon([(0, 0), (9, 0), (9, 9), (0, 9)], [[(3, 3), (6, 3), (6, 6), (3, 6)]])
_AREAS = [multipolygons([box(1, 2, 3.125, 4)]), normalize(multipolygons([_HOLED, box(20, 20, 21.001, 22)]))]
_ANY = [*_AREAS, _HOLED, Point(512345.678, 2890123.001), LineString([(0, 0), (1.5, 2)]), MultiPoint([(0, 0), (1, 1)])]
_SHAPES: dict[str, list[BaseGeometry]] = {
    "POINT": [Point(512345.678, 2890123.001), Point(-1, 0)],
    "MULTIPOLYGON": _AREAS,
    "MULTILINESTRING": [MultiLineString([[(0, 0), (1, 1.5)]]), MultiLineString([[(0, 0), (1, 1)], [(2, 2), (3, 3)]])],
    "GEOMETRY": [*_ANY, MultiLineString([[(0, 0), (1, 1)], [(2, 2), (3, 3)]])],
}

_VALUES = {
    Kind.TEXT: _WORDS,
    Kind.CODE: _WORDS,
    Kind.WHOLE: st.integers(-(2**40), 2**40),
    Kind.NUMBER: st.floats(allow_nan=False, allow_infinity=False),
    Kind.DATE: st.dates(),
    Kind.FLAG: st.booleans(),
    Kind.CODES: st.lists(_WORDS, max_size=3).map(tuple),
    Kind.TEXTS: st.lists(_WORDS, max_size=3).map(tuple),
    Kind.EXTRA: st.dictionaries(_WORDS, _WORDS, max_size=3),
}


def _value(field: Field, optional: bool) -> st.SearchStrategy[object]:
    """Return the values that a field may hold; numbers with a default are never unknown."""
    if field.kind is Kind.SHAPE:
        return st.none() | st.sampled_from(_SHAPES[field.shape])
    if field.kind is Kind.LINK:
        targets = [field.to] if field.firm else ["0190-loose"]
        return st.sampled_from(targets if field.required else ["", *targets])
    values = _VALUES[field.kind]
    return st.none() | values if optional else values


def records(kind: type[Record], record_id: str) -> st.SearchStrategy[Record]:
    """Return arbitrary records of one type under one id, as the program itself may make them."""
    example = {name: field.default for name, field in kind.__dataclass_fields__.items()}
    wanted = {name: f for name, f in fields_of(kind).items() if not f.derived and name not in {"rev", "community"}}
    drawn = {name: _value(field, optional=example[name] is None) for name, field in wanted.items()}
    return st.builds(kind, id=st.just(record_id), community=st.just(HOME), **drawn)
